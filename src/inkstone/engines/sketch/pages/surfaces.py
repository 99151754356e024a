"""Signs on things: where a shop, a shirt, a board or a cup carries words, and how.

It does not know where the things stand, but for the boxes that they fill.
"""

from dataclasses import dataclass
from typing import Literal

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink
from inkstone.engines.sketch.pages import backing, contrast, poster_look
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.spots import Ground, spot
from inkstone.engines.sketch.pages.stack import Block
from inkstone.engines.sketch.scene import Box, SceneObject, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs

Plate = Literal["board", "cloth", "slate", "paper", "sticker", "wood"]
#: Letters smaller than this share of the picture's side are put on a board of their own.
_LEGIBLE = 0.017
_TOPS = frozenset({
    "shirt", "t_shirt", "sweater", "hoodie", "jacket", "coat", "vest", "uniform", "blouse",
    "raincoat", "lab_coat", "apron", "tank_top", "dress", "overalls", "tracksuit", "spacesuit",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """The part of a thing that carries words, as shares of its box."""

    plate: Plate
    x: float
    y: float
    width: float
    height: float


_BOARD = Surface(plate="board", x=0.1, y=0.14, width=0.8, height=0.2)
_SLATE = Surface(plate="slate", x=0.08, y=0.08, width=0.84, height=0.62)
_CHEST = Surface(plate="cloth", x=0.29, y=0.32, width=0.42, height=0.13)
_PAPER = Surface(plate="paper", x=0.14, y=0.16, width=0.72, height=0.5)
_STICKER = Surface(plate="sticker", x=0.14, y=0.36, width=0.72, height=0.32)
_SIDE = Surface(plate="sticker", x=0.16, y=0.34, width=0.68, height=0.24)
_WOOD = Surface(plate="wood", x=0.06, y=0.58, width=0.88, height=0.3)
#: What a name tells of the surface; the first that is part of the name holds.
_BY_NAME: tuple[tuple[tuple[str, ...], Surface], ...] = (
    (("blackboard", "chalkboard", "screen", "tv", "television", "monitor", "laptop", "billboard",
      "whiteboard"), _SLATE),
    (("book", "letter", "paper", "newspaper", "note", "card", "envelope", "page", "map",
      "calendar", "scroll"), _PAPER),
    (("bus", "truck", "van", "train", "boat", "ship", "car", "taxi", "airship", "tram", "rocket",
      "airplane", "plane"), _SIDE),
    (("shop", "store", "cafe", "bakery", "restaurant", "school", "hotel", "bank", "hospital",
      "house", "station", "cinema", "theater", "market", "stall", "teahouse", "bookshop",
      "library", "museum", "building", "office"), _BOARD),
    (("mug", "cup", "bottle", "box", "gift", "bag", "cake", "balloon", "can", "jar", "teapot",
      "barrel", "crate", "suitcase", "backpack", "pot", "vase", "lantern", "flag", "banner"),
     _STICKER),
    (("sign", "signboard", "plaque", "board", "signpost"), _WOOD),
)  # fmt: skip


def surface_of(known: SceneObject) -> Surface:
    """Where a thing carries words."""
    if known.form == "figure":
        return _CHEST
    names = {*known.concept.split("_"), *known.what.replace("/", "_").split("_"), known.concept}
    for words, surface in _BY_NAME:
        if names.intersection(words):
            return surface
    return _WOOD


def sign(
    words: Text, known: SceneObject, thing: Box, ground: Ground, *, unit: float, defs: Defs
) -> Block:
    """Set a sign on a thing, or on a board above it where it would be too small to read."""
    surface = surface_of(known)
    room = Box(
        x=thing.x + thing.width * surface.x,
        y=thing.y + thing.height * surface.y,
        width=thing.width * surface.width,
        height=thing.height * surface.height,
    )
    block = _set(words, known, room, surface.plate, unit=unit, defs=defs)
    page = ground.page
    is_out = block.box.x < page.x or block.box.y < page.y
    is_out |= block.box.x + block.box.width > page.x + page.width
    is_out |= block.box.y + block.box.height > page.y + page.height
    is_covered = any(_meets(block.reach, other) for other in ground.taken)
    if block.size >= unit * _LEGIBLE and not is_out and not is_covered:
        return block
    return _hung(words, thing, ground, unit=unit, defs=defs)


def _meets(a: Box, b: Box) -> bool:
    across = a.x < b.x + b.width and b.x < a.x + a.width
    return across and a.y < b.y + b.height and b.y < a.y + a.height


def _set(
    words: Text, known: SceneObject, room: Box, plate: Plate, *, unit: float, defs: Defs
) -> Block:
    inner = grown(room, -room.height * 0.12, -room.height * 0.14)
    style = Style(face=words.font or "display", weight=800, tracking=0.03)
    ground, paint = _paint(words, known, plate)
    done = text.fit(
        words.text, inner, style=style, ink=paint, defs=defs,
        max_size=min(room.height * 0.62, unit * 0.09), max_lines=3, leading=1.12,
    )  # fmt: skip
    return Block(
        text=words,
        slot="sign",
        words=done.svg,
        under=_plate(room, done.box, plate, ground, defs=defs),
        box=done.box,
        outer=room if plate != "cloth" else done.box,
        size=done.size,
        missing=done.missing,
    )


def _paint(words: Text, known: SceneObject, plate: Plate) -> tuple[str, Ink]:
    """Choose the ground of a surface and the paint of its words."""
    if plate == "cloth":
        worn = next((g.colour for g in known.wears if g.kind in _TOPS and g.colour), None)
        worn = worn or known.colour
        if words.colour:
            return worn or "#808080", poster_look.asked(words.colour, (worn or words.colour,))
        fill = contrast.on(worn) if worn else "#ffffff"
        other = "#20242e" if contrast.is_dark(worn or "#20242e") else "#ffffff"
        # Cloth is shaded, so that its letters have a rim of their own.
        return worn or "#808080", Ink(fill=fill, outline=other, outline_width=0.05)
    ground = {
        "board": "#3f2a1d", "slate": "#24362f", "paper": "#fffaf0", "sticker": "#fffaf0",
        "wood": "#7d4c28",
    }[plate]  # fmt: skip
    if plate == "wood":
        return ground, poster_look.on_wood(words)
    if words.colour:
        return ground, poster_look.asked(words.colour, (ground,))
    light = "#ffe9b8" if plate == "board" else "#f8f6ea"
    return ground, Ink(fill=contrast.on(ground, light=light, dark="#2b2420"))


def _plate(room: Box, words: Box, plate: Plate, ground: str, *, defs: Defs) -> str:
    if plate == "cloth":
        return ""
    if plate == "wood":
        return backing.plaque(room, defs=defs)
    if plate == "slate":
        rim = backing.plate(room, fill="#8a5c33", radius=room.height * 0.04)
        inset = room.height * 0.05
        return rim + backing.plate(grown(room, -inset, -inset), fill=ground, radius=0)
    if plate == "sticker":
        # A label is as wide as its words need, and no wider than the thing.
        wide = min(room.width, words.width + room.height * 0.5)
        tall = min(room.height, words.height + room.height * 0.36)
        box = Box(
            x=words.x + words.width / 2 - wide / 2,
            y=words.y + words.height / 2 - tall / 2,
            width=wide,
            height=tall,
        )
        return backing.plate(
            box, fill=ground, radius=tall * 0.22, stroke=mix(ground, "#6b4a2c", 0.5),
            stroke_width=tall * 0.03,
        )  # fmt: skip
    rim = mix(ground, "#f3d9a6", 0.7 if plate == "board" else 0.3)
    return backing.plate(
        room, fill=ground, radius=room.height * 0.1, stroke=rim, stroke_width=room.height * 0.05
    )


def _hung(words: Text, thing: Box, ground: Ground, *, unit: float, defs: Defs) -> Block:
    """Set a sign on a wooden board near its thing, on a post where it is beside it."""
    style = Style(face=words.font or "display", weight=800, tracking=0.03)
    middle = (thing.x + thing.width / 2, thing.y)
    ems = max(text.measure(words.text, style=style).width, 1.0)
    box = None
    size = pad = 0.0
    for shrink in (1.0, 0.8, 0.62, 0.48, 0.36, 0.26, 0.16, 0.08):
        size = unit * 0.042 * shrink
        pad = size * 0.55
        num = max(1, min(6, round((ems * size / (ground.page.width * 0.5)) + 0.4)))
        wide = min(ems * size / num * (1.0 if num == 1 else 1.25) + 2 * pad * 1.5,
                   ground.page.width)  # fmt: skip
        tall = size * (1.0 + (num - 1) * 1.2) + 2 * pad
        first = (
            (middle[0] - wide / 2, thing.y - tall - size * 0.4),
            (middle[0] - wide / 2, thing.y + thing.height * 0.5),
            (thing.x + thing.width + size * 0.4, thing.y + thing.height * 0.3),
            (thing.x - wide - size * 0.4, thing.y + thing.height * 0.3),
        )
        box = spot(ground, width=wide, height=tall, near=middle, first=first)
        if box is not None:
            break
    if box is None:
        box = Box(x=ground.page.x, y=ground.page.y, width=unit * 0.06, height=unit * 0.03)
        pad = unit * 0.006
    done = text.fit(
        words.text, grown(box, -pad * 1.4, -pad * 0.9), style=style,
        ink=poster_look.on_wood(words), defs=defs, max_size=max(size, 0.5), max_lines=7,
        leading=1.18,
    )  # fmt: skip
    return Block(
        text=words,
        slot="sign",
        words=done.svg,
        under=svg.group(backing.plaque(box, defs=defs)),
        box=done.box,
        outer=box,
        size=done.size,
        missing=done.missing,
    )
