"""What precedes a target of Qwen-Image-2.1, as every step of every seed reads it.

It does not know how it was computed. Dimension key: `L` tokens, `H` heads, `E` width of a head, `N`
layers.
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class KeysValues:
    """Keys and values of some tokens in every layer, rotated."""

    #: (N, 2, L, H, E).
    states: Tensor = field(repr=False)
    #: The place on the frame axis that follows.
    position: int

    @property
    def num_bytes(self) -> int:
        """What it holds in memory."""
        return self.states.nbytes

    @property
    def num_tokens(self) -> int:
        """How many tokens it covers."""
        return self.states.shape[2]


@dataclass(frozen=True, slots=True)
class Prefix21:
    """What precedes a target: a head up to the last reference, and the instruction."""

    parts: tuple[KeysValues, ...]

    @property
    def num_bytes(self) -> int:
        """What it holds in memory, with the head that it may share."""
        return sum(part.num_bytes for part in self.parts)

    @property
    def num_tokens(self) -> int:
        """How many tokens precede the target."""
        return sum(part.num_tokens for part in self.parts)

    @property
    def position(self) -> int:
        """The target's place on the frame axis."""
        return self.parts[-1].position

    def joined(self, layer: int, which: int, own: Tensor) -> Tensor:
        """Keys (0) or values (1) of a layer, then a row's own.

        Shapes:
            own: (L, H, E); returns (prefix + L, H, E).
        """
        return torch.cat([*(part.states[layer, which] for part in self.parts), own])
