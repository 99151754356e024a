"""What was asked for: the vendor-free request that every dialect decodes into.

It does not know what became of it; that is a job.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

#: Seeds are non-negative and fit a signed 32-bit integer.
SEED_LIMIT = 2**31


class Tier(StrEnum):
    """The quality tier that a model name stands for; it decides the price."""

    STANDARD = "standard"
    PRO = "pro"


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a picture in pixels."""

    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        if self.width_px < 1 or self.height_px < 1:
            raise ValueError(f"a picture has at least one pixel a side, got {self}")

    @property
    def area_px(self) -> int:
        """How many pixels the picture has."""
        return self.width_px * self.height_px

    def __str__(self) -> str:
        return f"{self.width_px}x{self.height_px}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """One request for pictures, resolved to exact sizes and names."""

    #: The public model name as resolved by the catalogue, such as `qwen-image-2.0-pro-2026-04-22`.
    model: str
    tier: Tier
    #: 1 to 4,000 Unicode code points; each dialect sets its own bound.
    prompt: str
    #: What to avoid; empty for nothing.
    negative_prompt: str = ""
    size: Size
    #: 1 to 6.
    num_images: int = 1
    #: The seed of the first picture; image i has seed (seed + i) mod 2**31.
    seed: int
    #: Whether the caller chose the seed (true) or it was drawn at submit (false).
    is_seed_chosen: bool = False
    #: Whether a prompt enhancer may rewrite the prompt; `None` where the caller did not say.
    prompt_extend: bool | None = None
    #: Whether to stamp a visible mark on each picture.
    watermark: bool = False

    def seeds(self) -> tuple[int, ...]:
        """The seed of each picture."""
        return tuple((self.seed + i) % SEED_LIMIT for i in range(self.num_images))

    def to_json(self) -> dict[str, Any]:
        """The request as JSON values, for storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ImageRequest":
        """Read back what `to_json` wrote."""
        fields = dict(value)
        fields["tier"] = Tier(fields["tier"])
        fields["size"] = Size(**fields["size"])
        return cls(**fields)
