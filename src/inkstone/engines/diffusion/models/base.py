"""What the loop asks of a model family: encode, prefill, velocities, decode.

It does not know which families exist, nor who shares a step with whom. Dimension key: `L` tokens,
`C` latent channels of a token, `D` width, `H W` pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import torch
from PIL import Image
from torch import Tensor

from inkstone.domain.request import Size


@dataclass(frozen=True, slots=True, order=True)
class Grid:
    """A picture's tokens: so many rows of so many."""

    height: int
    width: int

    @property
    def num_tokens(self) -> int:
        """How many tokens the picture has."""
        return self.height * self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a checkpoint is made for, as its files say."""

    #: The family's name, such as `qwen-image-2.1`.
    family: str
    #: References that it takes at the most; 0 where it makes pictures from text only.
    num_references_max: int
    #: Whether it cannot draw without a reference.
    needs_reference: bool = False
    #: Whether its pictures have an alpha channel that means something.
    has_alpha: bool = False
    #: The schedule it was distilled for, without the last 0; `None` where any number of steps goes.
    sigmas: tuple[float, ...] | None = None
    #: Guidance where a request names none: 1 is off.
    guidance: float = 1.0
    #: Guidance where a request names a negative prompt but no guidance; 1 where it has none at all.
    guidance_for_negative: float = 4.0
    #: Sides are multiples of this, in pixels; the sides of a token too.
    multiple_px: int = 32
    token_px: int = 16
    #: Tokens of a user's prompt at the most; what is longer is cut, with a warning.
    prompt_tokens_max: int = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of the conditioning sequence: text, or one reference."""

    kind: Literal["text", "image"]
    #: Prompt embeddings (L, D) or packed latents (L, C), in the family's dtype.
    states: Tensor = field(repr=False)
    #: Of an image.
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A prompt and its references, encoded; the same for every seed, size and step."""

    segments: tuple[Segment, ...]
    #: Whether the prompt was longer than the family reads.
    is_cut: bool = False

    @property
    def num_bytes(self) -> int:
        """What it holds in memory."""
        return sum(segment.states.nbytes for segment in self.segments)

    @property
    def num_tokens(self) -> int:
        """How long its sequence is."""
        return sum(segment.states.shape[0] for segment in self.segments)


class Prefix(Protocol):
    """What precedes the target, ready for every step."""

    @property
    def num_bytes(self) -> int:
        """What it holds in memory, with every part that it may share."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One branch of one sample in a step: its target tokens and what they attend to."""

    #: (L, C), in the family's dtype.
    latents: Tensor = field(repr=False)
    #: () in the family's dtype, 0 to 1: the noise that is left.
    timestep: Tensor
    grid: Grid
    prefix: Prefix


class Parts(Protocol):
    """Where parts of prefixes are kept between requests, for one account."""

    def get(self, key: str) -> object | None:
        """What was kept under a key, if it still is."""
        ...

    def put(self, key: str, part: object, *, num_bytes: int) -> None:
        """Keep a part, where there is room."""
        ...


class Modules(Protocol):
    """The parts of a checkpoint, loaded: on their device, in one dtype."""

    @property
    def transformer(self) -> Any:
        """The denoiser."""
        ...

    @property
    def vae(self) -> Any:
        """Pixels to latents and back."""
        ...

    @property
    def text_encoder(self) -> Any:
        """Reads prompts and references."""
        ...

    @property
    def processor(self) -> Any:
        """Makes what the text encoder reads; `None` in a checkpoint that takes no pictures."""
        ...

    @property
    def tokenizer(self) -> Any:
        """Reads prompts; the processor's own where there is one."""
        ...

    @property
    def scheduler_config(self) -> Mapping[str, Any]:
        """How the noise schedule is made."""
        ...


class Family(Protocol):
    """A checkpoint in memory.

    `encode` and `decode` may run in other threads than `prefill` and `velocities`, which one thread
    calls.
    """

    @property
    def traits(self) -> Traits:
        """What it is made for."""
        ...

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in."""
        ...

    @property
    def weights_bytes(self) -> int:
        """What its weights hold in memory."""
        ...

    @property
    def is_row_invariant(self) -> bool:
        """Whether rows of many samples may be one matrix and keep their bits, on this device."""
        ...

    def grid_of(self, size: Size) -> Grid:
        """The tokens of a picture whose sides are multiples of `multiple_px`."""
        ...

    def sigmas(self, num_steps: int, grid: Grid) -> Tensor:
        """The noise schedule, as the checkpoint's own scheduler makes it.

        Shapes:
            (num_steps + 1,) float32 on the CPU, from about 1 down to 0.
        """
        ...

    def noise(self, seed: int, grid: Grid) -> Tensor:
        """What a picture starts from, drawn on the CPU: the same for a seed on every machine.

        Shapes:
            (L, C) in the family's dtype, on its device.
        """
        ...

    def encode(self, prompt: str, references: Sequence[Image.Image]) -> Condition:
        """Read a prompt and its references, always one prompt at a time.

        Args:
            prompt: the user's text; no token of its own is special.
            references: RGBA pictures in order, of any size.
        """
        ...

    def prefill(self, condition: Condition, parts: Parts, *, is_relaxed: bool) -> Prefix:
        """Compute once what every step of every sample of a condition reads.

        Args:
            condition: what was encoded.
            parts: where parts that other requests can use are looked up and kept.
            is_relaxed: whether parts may be used that are equal but for rounding.
        """
        ...

    def velocities(self, rows: Sequence[Row], *, is_packed: bool) -> list[Tensor]:
        """One forward for all rows, whatever their prompts, sizes, references and timesteps.

        Args:
            rows: the branches that share the step.
            is_packed: whether dense layers see all rows as one matrix; else each by itself.

        Shapes:
            (L, C) for each row, in the family's dtype.
        """
        ...

    def guide(self, positive: Tensor, negative: Tensor, scale: float) -> Tensor:
        """Join the two branches of a guided sample."""
        ...

    def decode(self, latents: Tensor, grid: Grid) -> Tensor:
        """From finished latents to pixels.

        Shapes:
            (L, C) to (H, W, 4) uint8 on the CPU.
        """
        ...

    def denoised_rgb(self, latents: Tensor, grid: Grid) -> Tensor:
        """A rough look at latents: one pixel a token.

        Shapes:
            (L, C) to (height, width, 3) uint8 on the CPU.
        """
        ...

    def step_rows(self, num_tokens: int, num_prefix_tokens: int) -> int:
        """How many tokens one branch of one step computes."""
        ...

    def step_tflop(self, num_rows: int, num_prefix_tokens: int) -> float:
        """What one branch of one step takes, in 10^12 operations."""
        ...

    def prefill_tflop(self, num_tokens: int) -> float:
        """What a prefix takes before the first step."""
        ...

    def prefix_bytes(self, num_tokens: int) -> int:
        """What a prefix of so many tokens holds in memory, exactly."""
        ...
