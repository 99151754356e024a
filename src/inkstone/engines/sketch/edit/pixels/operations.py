"""Operations: what an instruction asks for, as data that is kept with the picture.

It does not know the words they were read from, nor how pixels change.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from inkstone.engines.sketch.scene import SceneObject

Position = Literal[
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom",
    "bottom_right",
]  # fmt: skip
ToneKind = Literal[
    "greyscale", "sepia", "tint", "brightness", "contrast", "saturation", "warmth", "blur",
    "sharpen", "invert", "pixelate", "vignette",
]  # fmt: skip
#: Left, top, right and bottom as shares of the picture's sides, from 0 to 1.
Region = tuple[float, float, float, float]
Part = Literal["picture", "background", "subject", "edges"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """Keep a part; one of region, ratio, size and trim is given."""

    region: Region | None = None
    #: Width over height.
    ratio: float | None = None
    size_px: tuple[int, int] | None = None
    #: What goes from left, top, right and bottom.
    trim_px: tuple[int, int, int, int] | None = None
    #: Where the part lies that a ratio or a size keeps.
    position: Position = "center"
    #: Whether the kept part fills the old shape again.
    is_zoom: bool = False
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resize:
    """Change how large the picture is; one of the three is given."""

    size_px: tuple[int, int] | None = None
    factor: float | None = None
    #: One side, the other following.
    side_px: tuple[Literal["width", "height"], int] | None = None
    is_stretched: bool = False
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotate:
    """Turn clockwise."""

    #: Above 0 and below 360.
    degrees: float
    #: What fills the corners: `edges`, `transparent` or `#rrggbb`.
    fill: str = "edges"
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """Mirror: horizontal swaps left and right."""

    axis: Literal["horizontal", "vertical"]
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Give the picture more canvas."""

    #: The sides that grow.
    sides: tuple[Position, ...] = ("top", "bottom", "left", "right")
    #: How much each side grows, of the picture's own.
    share: float = 0.25
    size_px: int | None = None
    #: Width over height of the whole; then both sides of one axis grow.
    ratio: float | None = None
    #: What the new canvas shows: `edges` or `#rrggbb`.
    fill: str = "edges"
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehue:
    """Turn one colour of the picture into another."""

    start: str
    end: str
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stylise:
    """Make the picture look as if it were made another way."""

    style: str
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inpaint:
    """Fill what the mask shows with the colours around it."""

    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """Put the subject before something else."""

    place: str | None = None
    time: str | None = None
    weather: str | None = None
    season: str | None = None
    #: `#rrggbb` or `transparent`, where it is no place.
    fill: str | None = None
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Draw a thing over the picture."""

    object: SceneObject
    position: Position = "bottom"
    #: Its longer side, of the picture's shorter one.
    scale: float = 0.34
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Change colours or sharpness without moving anything."""

    kind: ToneKind
    #: A share of change with its sign where both ways exist; else a strength, 1 being usual.
    amount: float = 1.0
    #: The radius of a blur or the side of a mosaic's squares, where the instruction names it.
    size_px: int | None = None
    colour: str | None = None
    part: Part = "picture"
    region: Region | None = None
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """A frame over the picture's edges."""

    #: Of the short side; not used where `width_px` is given.
    width: float = 0.04
    width_px: int | None = None
    colour: str = "#ffffff"
    is_rounded: bool = False
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCorners:
    """Make the picture's corners round and what is outside them transparent."""

    #: The radius, of the short side.
    radius: float = 0.06
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words over the picture."""

    text: str
    position: Position = "bottom"
    colour: str | None = None
    #: Times the usual size.
    scale: float = 1.0
    #: The colour of a bar behind the words; None for an outline only.
    band: str | None = None
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Small words that say whose the picture is."""

    text: str
    position: Position = "bottom_right"
    is_tiled: bool = False
    colour: str = "#ffffff"
    opacity: float = 0.6
    scale: float = 1.0
    picture: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that marks the other."""

    picture: int
    position: Position = "bottom_right"
    #: Its longer side, of the picture's short side.
    scale: float = 0.18
    opacity: float = 0.9
    onto: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Pictures beside or above each other, whole, as long as each other."""

    pictures: tuple[int, ...]
    axis: Literal["horizontal", "vertical"] = "horizontal"
    #: Of the shorter side of one picture.
    gap: float = 0.02
    gap_px: int | None = None
    colour: str = "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collage:
    """Pictures in a grid of equal gaps, each cut to its cell."""

    pictures: tuple[int, ...]
    columns: int | None = None
    gap: float = 0.015
    gap_px: int | None = None
    colour: str = "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """A small picture on another."""

    picture: int
    onto: int
    position: Position = "bottom_right"
    #: Its longer side, of the side of the other that it lies along.
    scale: float = 0.32
    shape: Literal["plain", "rounded", "circle"] = "rounded"
    #: The colour of a thin edge; None for a shadow only.
    edge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """Pictures through each other."""

    pictures: tuple[int, ...]
    #: How much each picture after the first covers; None for equal shares.
    share: float | None = None


Geometry = Crop | Resize | Rotate | Flip | Extend
Repaint = Rehue | Stylise | Inpaint | Backdrop
Join = Row | Collage | Inset | Blend
Overlay = Border | RoundCorners | Caption | Watermark | Logo | Draw
Operation = Geometry | Tone | Repaint | Join | Overlay

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def to_json(operation: Operation) -> dict[str, Any]:
    """Return an operation as plain JSON values, without what it leaves open."""
    name = (
        operation.kind
        if isinstance(operation, Tone)
        else _WORD.sub("_", type(operation).__name__).lower()
    )
    values = {
        key: [_plain(each) for each in value] if isinstance(value, tuple) else _plain(value)
        for key, value in asdict(operation).items()
        if value is not None and key not in ("kind", "object")
    }
    if isinstance(operation, Draw):
        known = operation.object
        values |= {"concept": known.concept, "count": known.count}
        values |= {"colour": known.colour} if known.colour else {}
    return {"operation": name, **values}


def _plain(value: Any) -> Any:
    return round(value, 5) if isinstance(value, float) else value
