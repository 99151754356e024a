"""What was asked for: the vendor-free request that every dialect decodes into.

It does not know what became of it; that is a job.
"""

import math
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass, replace
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
class SizeRule:
    """What size pictures get where nobody named one: some shape, within these bounds."""

    area_px_min: int
    area_px_max: int
    side_px_min: int
    side_px_max: int
    #: Both sides are multiples of this.
    multiple_px: int = 1

    def size_of(self, shape: Size) -> Size:
        """The size for a picture of this shape: its ratio, as far as the bounds on sides allow."""
        area = min(max(shape.area_px, self.area_px_min), self.area_px_max)
        ratio = shape.width_px / shape.height_px
        height = self._bounded(self._bounded(math.sqrt(area * ratio)) / ratio)
        width, height = self._rounded(height * ratio), self._rounded(height)
        # Rounding both sides one way may have left the bounds on the area by a little.
        while width * height > self.area_px_max:
            if width >= height:
                width -= self.multiple_px
            else:
                height -= self.multiple_px
        while width * height < self.area_px_min and max(width, height) < self.side_px_max:
            if width >= height:
                width += self.multiple_px
            else:
                height += self.multiple_px
        return Size(width, height)

    def _bounded(self, side: float) -> float:
        return min(max(side, self.side_px_min), self.side_px_max)

    def _rounded(self, side: float) -> int:
        return round(self._bounded(side) / self.multiple_px) * self.multiple_px


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBounds:
    """How long the sides of an input may be; what is outside is scaled, or refused."""

    side_px_min: int
    side_px_max: int
    #: Whether what is outside is refused.
    is_strict: bool = False

    def holds(self, size: Size) -> bool:
        """Whether both sides are within."""
        sides = size.width_px, size.height_px
        return self.side_px_min <= min(sides) and max(sides) <= self.side_px_max

    def fitted(self, size: Size) -> Size:
        """The nearest size of the same shape within; a very long shape keeps to the longest."""
        sides = size.width_px, size.height_px
        scale = min(max(self.side_px_min / min(sides), 1.0), self.side_px_max / max(sides))
        width_px, height_px = (max(1, round(side * scale)) for side in sides)
        return Size(width_px, height_px)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputImage:
    """A picture that a request starts from: an address to fetch, or bytes that are kept here."""

    #: The field it came in, as the caller spelled it, such as `image[0]`.
    param: str
    #: Where to fetch it; empty where it is kept here.
    url: str = ""
    #: Where it is kept; empty where it must be fetched.
    blob_key: str = ""
    #: How long its sides may be; `None` for any length.
    sides: SideBounds | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "InputImage":
        """Read back what was stored with its request."""
        sides = value.get("sides")
        return cls(**{**value, "sides": SideBounds(**sides) if sides else None})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """One request for pictures, resolved to exact names and, where it names one, an exact size."""

    #: The public model name as resolved by the catalogue, such as `qwen-image-2.0-pro-2026-04-22`.
    model: str
    tier: Tier
    #: 1 to 4,000 Unicode code points; each dialect sets its own bound.
    prompt: str
    #: What to avoid; empty for nothing.
    negative_prompt: str = ""
    #: `None` where an edit names none; then `size_rule` makes one of its last input.
    size: Size | None
    size_rule: SizeRule | None = None
    #: Whether a new picture has this size because its caller named none; an enhancer may then
    #: choose another, within `size_rule`.
    is_size_default: bool = False
    #: The pictures to edit or to fuse, in order; none for text to image.
    inputs: tuple[InputImage, ...] = ()
    #: Where an edit may change its last input: white, or what is transparent.
    mask: InputImage | None = None
    #: 1 to 6.
    num_images: int = 1
    #: The seed of the first picture; image i has seed (seed + i) mod 2**31.
    seed: int
    #: Whether the caller chose the seed (true) or it was drawn at submit (false).
    is_seed_chosen: bool = False
    #: Whether a prompt enhancer may rewrite the prompt, where the caller did not say as the vendor
    #: does; `None` where neither says, which is no.
    prompt_extend: bool | None = None
    #: Whether to stamp a visible mark on each picture.
    watermark: bool = False
    #: Whether the pixels are to carry their picture's id, unseen.
    invisible_watermark: bool = False
    #: How many denoising steps; `None` for as many as the checkpoint is made for.
    steps: int | None = None
    #: How closely to follow the prompt; `None` for what the checkpoint is made for.
    guidance: float | None = None
    #: `png`, `jpeg`, `webp` or `avif`.
    output_format: str = "png"
    #: 1 to 100, where the format loses something.
    output_quality: int = 90
    #: Whether what is around the subject is to be transparent.
    is_transparent: bool = False
    #: The route that alone may make it, by its queue's name; empty for whichever is right.
    engine: str = ""

    @property
    def is_edit(self) -> bool:
        """Whether it starts from pictures."""
        return bool(self.inputs)

    @property
    def pictures(self) -> tuple[InputImage, ...]:
        """Every picture that came with it: the inputs, then the mask."""
        return (*self.inputs, self.mask) if self.mask else self.inputs

    def seeds(self) -> tuple[int, ...]:
        """The seed of each picture."""
        return tuple((self.seed + i) % SEED_LIMIT for i in range(self.num_images))

    def without_words(self) -> "ImageRequest":
        """The same without what its caller wrote and brought."""
        return replace(self, prompt="", negative_prompt="", inputs=(), mask=None)

    def to_json(self) -> dict[str, Any]:
        """The request as JSON values, for storage; what it leaves as usual is left out."""
        written: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.default is MISSING or value != field.default:
                written[field.name] = _written(value)
        return written

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ImageRequest":
        """Read back what `to_json` wrote; what only a later release knows is left out."""
        known = {field.name for field in fields(cls)}
        found = {name: each for name, each in value.items() if name in known}
        found["tier"] = Tier(found["tier"])
        found["size"] = Size(**found["size"]) if found["size"] else None
        rule, mask = found.get("size_rule"), found.get("mask")
        found["size_rule"] = SizeRule(**rule) if rule else None
        found["inputs"] = tuple(map(InputImage.from_json, found.get("inputs", ())))
        found["mask"] = InputImage.from_json(mask) if mask else None
        return cls(**found)


def _written(value: Any) -> Any:
    """A field's value as JSON values: most are already, and to copy them all takes its time."""
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
