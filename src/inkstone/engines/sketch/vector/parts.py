"""Own vector parts: the drawings under `data/sketch/parts`, recolourable and lit.

It does not know which prompt asked for them, nor where they stand. A drawing's first tag says
its box, its main colour and, in `data-` attributes, the points that other things hold to.
"""

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.palette import Recolour, channels, hexed, luminance, mix
from inkstone.engines.sketch.vector.shape import Anchor, Point, Shape
from inkstone.engines.sketch.vector.svg import Defs, group, translate

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_SHORT = re.compile(r'"#([0-9a-fA-F]{3})"')
_GRADIENT = re.compile(r'<(linearGradient|radialGradient) id="(\w+)"([^>]*)>(.*?)</\1>', re.S)
#: What glows at night; such a group has no group within.
_LIT = re.compile(r'(<g class="lit"[^>]*>.*?</g>)', re.S)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
#: The points that a drawing may give; each as two shares of its box, from the top left.
_ANCHORS: tuple[Anchor, ...] = get_args(Anchor)
#: A colour with less of it is a grey, which has no hue to go by.
_SATURATION_MIN = 0.16
#: Hues this near to the main colour's turn with it; beyond the second distance none does.
_HUE_NEAR, _HUE_FAR = 0.034, 0.064
#: A grey this near to a grey main colour turns with it.
_GREY_NEAR = 0.24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    body: str
    #: The left, the top, the width and the height of what is drawn.
    box: tuple[float, float, float, float]
    main: str
    #: Colours that stay where the main colour turns, however near they are to it.
    kept: frozenset[str]
    anchors: Mapping[Anchor, Point]
    facing: Literal["left", "right"] | None
    surface_width: float


@lru_cache(maxsize=512)
def _read(name: str) -> _Drawing:
    text = files("inkstone").joinpath(f"data/sketch/parts/{name}.svg").read_text("utf-8")
    start = text.index(">") + 1
    head = dict(_ATTRIBUTE.findall(text[:start]))
    assert head.keys() >= {"viewBox", "data-main"}, f"{name}.svg: no viewBox and main colour"
    left, top, width, height = (float(value) for value in head["viewBox"].split())
    body = text[start : text.rindex("</svg>")].replace("\n", "")
    body = _SHORT.sub(lambda match: f'"#{"".join(c * 2 for c in match[1])}"', body)
    said = {key: head.get(f"data-{key.replace('_', '-')}") for key in _ANCHORS}
    points = {key: _point(text) for key, text in said.items() if text}
    facing = head.get("data-facing")
    surface = head.get("data-surface", "").split()
    return _Drawing(
        body=body,
        box=(left, top, width, height),
        main=head["data-main"].lower(),
        kept=frozenset(head.get("data-keep", "").lower().split()),
        anchors=MappingProxyType(points),
        facing="left" if facing == "left" else "right" if facing == "right" else None,
        surface_width=float(surface[2]) if len(surface) > 2 else 0.82,
    )


def _point(text: str) -> Point:
    x, y, *_ = (float(value) for value in text.split())
    return x, y


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """All parts there are."""
    folder = files("inkstone").joinpath("data/sketch/parts")
    return tuple(
        sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".svg"))
    )


def part_shape(
    name: str,
    *,
    defs: Defs,
    colour: str | None = None,
    light: Recolour | None = None,
    lit: bool = False,
) -> Shape:
    """Give a part's picture, with the points that other things hold to.

    Args:
        name: one of `names()`.
        defs: the drawing's definitions, which get the gradients.
        colour: what its main colour becomes.
        light: maps each colour to what it looks like in the picture's light.
        lit: whether its windows glow; these stay out of the light.
    """
    drawing = _read(name)
    return Shape(
        symbol=part_symbol(name, defs=defs, colour=colour, light=light, lit=lit),
        anchors=drawing.anchors,
        facing=drawing.facing,
        surface_width=drawing.surface_width,
    )


def part_symbol(
    name: str,
    *,
    defs: Defs,
    colour: str | None = None,
    light: Recolour | None = None,
    lit: bool = False,
) -> Symbol:
    """Give a part's picture; its arguments are those of `part_shape`."""
    drawing = _read(name)
    body = drawing.body
    if colour:
        body = _swapped(body, _recolour(drawing.main, colour, kept=drawing.kept))
    if light and lit:
        # Every second piece is what glows, which keeps its colours.
        pieces = _LIT.split(body)
        pieces[::2] = [_swapped(piece, light) for piece in pieces[::2]]
        body = "".join(pieces)
    elif light:
        body = _swapped(body, light)
    body = body.replace(' class="lit"', "")
    left, top, width, height = drawing.box
    moved = translate(-left, -top) if left or top else None
    return Symbol(svg=group(_named(body, defs), transform=moved), width=width, height=height)


def _swapped(body: str, swap: Recolour) -> str:
    """The markup with every colour mapped, each once."""
    known: dict[str, str] = {}

    def map_one(match: re.Match[str]) -> str:
        value = match.group().lower()
        if value not in known:
            known[value] = swap(value)
        return known[value]

    return _COLOUR.sub(map_one, body)


def _named(body: str, defs: Defs) -> str:
    """Move a drawing's gradients into the picture's definitions."""

    def move(match: re.Match[str]) -> str:
        tag, name, values, content = match.groups()
        attributes = {key.replace("-", "_"): value for key, value in _ATTRIBUTE.findall(values)}
        moved[name] = defs.add(tag, content, **attributes)
        return ""

    moved: dict[str, str] = {}
    body = _GRADIENT.sub(move, body).replace("<defs></defs>", "")
    for name, new in moved.items():
        body = body.replace(f"url(#{name})", f"url(#\x00{new})")
    return body.replace("\x00", "")


def _recolour(main: str, colour: str, *, kept: frozenset[str]) -> Recolour:
    """A map that turns the main colour and its shades, and leaves every other colour."""
    hue, saturation, _ = colorsys.rgb_to_hsv(*channels(main))
    bright = luminance(main)
    is_grey = saturation < _SATURATION_MIN

    def turn(value: str) -> str:
        if value in kept:
            return value
        share = _grey_share(value, bright) if is_grey else _hue_share(value, hue)
        return mix(value, _shade(colour, luminance(value) / max(bright, 0.08)), share)

    return turn


def _hue_share(value: str, hue: float) -> float:
    other, saturation, _ = colorsys.rgb_to_hsv(*channels(value))
    distance = abs((other - hue + 0.5) % 1 - 0.5)
    near = min(max((_HUE_FAR - distance) / (_HUE_FAR - _HUE_NEAR), 0.0), 1.0)
    return near * min(saturation * 5, 1.0)


def _grey_share(value: str, bright: float) -> float:
    _, saturation, _ = colorsys.rgb_to_hsv(*channels(value))
    is_near = abs(luminance(value) - bright) < _GREY_NEAR
    return 1.0 if is_near and saturation < 0.3 else 0.0


def _shade(colour: str, ratio: float) -> str:
    """The colour as dark or as light as a shade is to the main colour."""
    if ratio < 1:
        return hexed(*(value * (0.3 + 0.7 * ratio) for value in channels(colour)))
    return mix(colour, "#ffffff", min((ratio - 1) * 0.5, 0.6))
