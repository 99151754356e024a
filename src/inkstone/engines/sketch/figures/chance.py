"""Chance: the choices that make two figures of a kind differ, each by its own name.

It does not know what is chosen. One choice does not depend on another, so that a figure that gets
a hat keeps its face and its shoes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What decides all choices about one figure."""

    seed: int

    def share(self, name: str) -> float:
        """A number from 0 to less than 1, the same for a name at any time."""
        digest = blake2b(f"{self.seed}/{name}".encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / 2**48

    def pick(self, name: str, options: Sequence[T]) -> T:
        """One of some options, the same for a name and these options at any time."""
        return options[int(self.share(name) * len(options))]
