"""Compositions: which one a picture with words takes, and the room that its words get.

It does not know fonts, nor how what lies beneath the words is drawn.
"""

from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from inkstone.engines.sketch.lettering.text import Align, Valign
from inkstone.engines.sketch.scene import Box, Scene, Text

Composition = Literal[
    "top", "banner", "bottom", "side", "side_right", "badge", "framed", "ribbon", "bleed", "middle"
]
#: Those whose words have a ground of one colour.
SOLID: frozenset[Composition] = frozenset(
    {"banner", "bottom", "side", "side_right", "badge", "framed"}
)
_HEADS = frozenset({"title", "subtitle", "body", "list", "horizontal", "upper", "lower"})
#: A badge and a ribbon are for few words, big type is for a title.
_BADGE_TITLE_MAX, _BADGE_MAX, _RIBBON_MAX, _BLEED_MAX, _LONG = 26, 70, 26, 36, 150
_BY_PLACE: dict[str, Composition] = {
    "top": "top", "top_left": "top", "top_right": "top", "bottom": "bottom",
    "bottom_left": "bottom", "bottom_right": "bottom", "left": "side", "right": "side_right",
    "centre": "middle", "center": "middle", "middle": "middle",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The room that the main words may fill, and how they stand in it."""

    box: Box
    align: Align = "center"
    valign: Valign = "top"
    #: Times the usual sizes.
    grow: float = 1.0


def composition_of(scene: Scene) -> Composition:
    """Choose a composition: the one that is named, by where words were asked to be, or by chance.

    It depends on the picture's shape, its words and the seed alone.
    """
    if scene.composition in get_args(Composition):
        return scene.composition  # type: ignore[return-value]  # just looked at
    heads = [text for text in scene.texts if text.role in _HEADS and text.text.strip()]
    first = next((text for text in heads if text.role == "title"), heads[0] if heads else None)
    if first is not None and first.at in _BY_PLACE:
        return _BY_PLACE[first.at]
    if scene.kind != "poster":
        return "side" if scene.width_px > scene.height_px * 2.4 else "top"
    choices = _choices(scene, heads)
    return Random(f"{scene.seed}/composition").choice(choices)  # noqa: S311 - chance for pictures


def _choices(scene: Scene, heads: list[Text]) -> tuple[Composition, ...]:
    shape = scene.width_px / scene.height_px
    if not scene.objects:
        return ("middle",) if shape > 2.2 else ("middle", "middle", "framed", "badge")
    if shape > 2.2:
        return ("side", "side_right")
    choices: list[Composition]
    if shape > 1.35:
        choices = ["side", "side_right", "banner", "bottom", "top", "framed"]
    else:
        choices = ["top", "banner", "bottom", "framed"]
    num = sum(len(text.text) for text in heads)
    title = next((text.text for text in heads if text.role == "title"), "")
    if num <= _LONG and title:
        if len(title) <= _RIBBON_MAX:
            choices.append("ribbon")
        if len(title) <= _BLEED_MAX and shape < 1.2:
            choices += ["bleed", "bleed"]
        if len(title) <= _BADGE_TITLE_MAX and num <= _BADGE_MAX and 0.5 < shape < 1.7:
            choices.append("badge")
    if 0.6 <= shape <= 1.35 and num > _LONG:
        choices.append("side")
    return tuple(choices)


def zone_of(composition: Composition, free: Box, *, width: float, height: float) -> Zone:
    """Give the room of the main words within what is free.

    Args:
        composition: one of them.
        free: the picture without its margins and without what stands at its edges.
        width: the picture's.
        height: the picture's.
    """
    tall = height / width > 1.25
    if composition in ("side", "side_right"):
        wide = min(free.width, width * 0.37)
        x = free.x if composition == "side" else free.x + free.width - wide
        box = Box(x=x, y=free.y, width=wide, height=free.height)
        return Zone(box=box, align="left", valign="middle", grow=0.92)
    if composition == "middle":
        box = Box(
            x=free.x + free.width * 0.04,
            y=free.y + free.height * 0.08,
            width=free.width * 0.92,
            height=free.height * 0.8,
        )
        return Zone(box=box, valign="middle", grow=1.35)
    if composition == "bottom":
        share = 0.34 if tall else 0.4
        box = _lower(free, share)
        return Zone(box=box, valign="bottom", grow=1.1 if tall else 0.95)
    if composition == "framed":
        return Zone(box=_lower(free, 0.2 if tall else 0.25), valign="middle", grow=0.86)
    if composition == "badge":
        side = min(width * 0.62, height * 0.46, free.width, free.height)
        x, y = free.x + free.width / 2 - side / 2, free.y
        box = Box(x=x + side * 0.15, y=y + side * 0.25, width=side * 0.7, height=side * 0.5)
        return Zone(box=box, valign="middle", grow=1.2)
    share = {"banner": 0.38, "ribbon": 0.4, "bleed": 0.52}.get(composition, 0.42)
    box = Box(x=free.x, y=free.y, width=free.width, height=free.height * share)
    grow = {"bleed": 2.1, "banner": 0.95}.get(composition, 1.15 if tall else 1.0)
    return Zone(box=box, grow=grow)


def _lower(free: Box, share: float) -> Box:
    tall = free.height * share
    return Box(x=free.x, y=free.y + free.height - tall, width=free.width, height=tall)
