"""Words over a picture: where title, subtitle, body and footer stand, and how they stay legible.

It does not know what is drawn beneath; `text_zone` tells the layout what to keep clear of.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.breaking import characters
from inkstone.engines.sketch.pages import poster_look
from inkstone.engines.sketch.pages.poster_look import Look
from inkstone.engines.sketch.scene import Box, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

Slot = Literal["title", "subtitle", "body", "footer", "sign"]
Composition = Literal["top", "side", "middle"]
#: What each role is set as; a picture that is no couplet shows its lines as a body.
_SLOTS: dict[str, Slot] = {
    "title": "title", "subtitle": "subtitle", "body": "body", "footer": "footer", "sign": "sign",
    "label": "body", "upper": "body", "lower": "body", "horizontal": "title",
}  # fmt: skip
#: Of the picture's short side: a block's height for one line, and the gap above it.
_HEIGHTS: dict[Slot, float] = {
    "title": 0.185, "sign": 0.17, "subtitle": 0.062, "body": 0.046, "footer": 0.042,
}  # fmt: skip
_GAPS: dict[Slot, float] = {
    "title": 0.0, "sign": 0.0, "subtitle": 0.035, "body": 0.025, "footer": 0.0,
}  # fmt: skip
#: The largest letters: of the block's width, so that few words keep their rank.
_SIZES: dict[Slot, float] = {
    "title": 0.27, "sign": 0.2, "subtitle": 0.052, "body": 0.04, "footer": 0.03,
}  # fmt: skip
_LINES_MAX: dict[Slot, int] = {"title": 3, "sign": 2, "subtitle": 2, "body": 12, "footer": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One text with the box it may fill."""

    text: Text
    slot: Slot
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All blocks, which never overlap, and the zone that holds all but the footers."""

    composition: Composition
    blocks: tuple[Block, ...]
    zone: Box | None


def text_zone(scene: Scene) -> Box | None:
    """Give the box that the words will fill, which objects keep clear of; footers are below."""
    return plan(scene).zone


def plan(scene: Scene) -> Plan:
    """Lay the texts out, in one composition of several by shape and seed."""
    width, height = float(scene.width_px), float(scene.height_px)
    short = min(width, height)
    order = ("title", "sign", "subtitle", "body", "footer")
    wanted = sorted(
        ((each, _SLOTS[each.role]) for each in scene.texts if each.text.strip()),
        key=lambda pair: order.index(pair[1]),
    )
    composition = _composition(scene)
    margin = short * 0.09
    wide = width * 0.4 if composition == "side" else width - 2 * margin
    grow = 1.45 if composition == "middle" else 1.15 if height > width * 1.3 else 1.0
    heads = [pair for pair in wanted if pair[1] != "footer"]
    feet = [pair for pair in wanted if pair[1] == "footer"]
    heights = [_height(each, slot, wide, short) * grow for each, slot in heads]
    gaps = [_GAPS[slot] * short * grow if index else 0 for index, (_, slot) in enumerate(heads)]
    total = sum(heights) + sum(gaps)
    most = height * {"top": 0.42, "side": 0.72, "middle": 0.66}[composition]
    shrink = min(1.0, most / total) if total else 1.0
    total *= shrink
    y = {
        "top": margin * (1.0 if height <= width * 1.3 else 1.3),
        "side": height * 0.46 - total / 2,
        "middle": height * 0.46 - total / 2,
    }[composition]
    zone = Box(x=margin, y=y, width=wide, height=total) if heads else None
    blocks = []
    for (each, slot), tall, gap in zip(heads, heights, gaps, strict=True):
        y += gap * shrink
        box = Box(x=margin, y=y, width=wide, height=tall * shrink)
        blocks.append(Block(text=each, slot=slot, box=box))
        y += tall * shrink
    foot = _HEIGHTS["footer"] * short
    y = height - short * 0.065 - foot * len(feet)
    for each, slot in feet:
        box = Box(x=margin, y=y, width=width - 2 * margin, height=foot * 0.95)
        blocks.append(Block(text=each, slot=slot, box=box))
        y += foot
    return Plan(composition=composition, blocks=tuple(blocks), zone=zone)


def _composition(scene: Scene) -> Composition:
    if not scene.objects and scene.kind == "poster":
        return "middle"
    if scene.width_px > scene.height_px * 1.35 and scene.seed % 2 and scene.kind == "poster":
        return "side"
    return "top"


def _height(each: Text, slot: Slot, width: float, short: float) -> float:
    """Give how tall a block is for the lines that its words will take."""
    line = _HEIGHTS[slot] * short
    # Letters are about half as wide as they are tall; Chinese characters fill their square.
    ems = sum(1.0 if char > "\u2e80" else 0.56 for char in characters(each.text))
    size = line * 0.7
    num = max(each.text.count("\n") + 1, round(ems * size / width + 0.35))
    num = min(max(num, 1), _LINES_MAX[slot])
    return line * (1 + (num - 1) * (0.6 if slot in ("title", "sign") else 0.85))


def draw_texts(scene: Scene, *, defs: Defs, rng: Random, dark_background: bool) -> Layer:
    """Draw the words, a veil that keeps them legible, and a poster's frame.

    Args:
        scene: what the picture shows.
        defs: the drawing's definitions.
        rng: picks between looks.
        dark_background: whether what lies beneath is rather dark.
    """
    width, height = float(scene.width_px), float(scene.height_px)
    look = poster_look.choose(scene, rng=rng, is_dark=dark_background)
    where = plan(scene)
    parts = []
    if where.zone is not None and any(
        block.slot not in ("sign", "footer") for block in where.blocks
    ):
        parts.append(_veil(where, look, width, height, defs=defs))
    if any(block.slot == "footer" for block in where.blocks):
        parts.append(poster_look.foot_veil(look, width, height, defs=defs))
    if scene.kind == "poster" and look.has_frame:
        parts.append(poster_look.frame(look, width, height))
    placed: list[Text] = []
    missing: dict[str, None] = {}
    for block in where.blocks:
        done, drawn = _drawn(block, look, where.composition, defs=defs)
        parts.append(drawn)
        placed.append(replace(block.text, box=done.box))
        missing.update(dict.fromkeys(done.missing))
    return Layer(svg="".join(parts), texts=tuple(placed), missing=tuple(missing))


def _veil(where: Plan, look: Look, width: float, height: float, *, defs: Defs) -> str:
    zone = where.zone
    assert zone is not None, "a veil needs words to lie under"
    if where.composition == "top":
        return poster_look.top_veil(
            look, width, min(height, (zone.y + zone.height) * 1.35), defs=defs
        )
    if where.composition == "side":
        return poster_look.side_veil(look, min(width, width * 0.66), height, defs=defs)
    return poster_look.middle_veil(look, zone, defs=defs)


def _drawn(
    block: Block, look: Look, composition: Composition, *, defs: Defs
) -> tuple[text.Placed, str]:
    box, slot = block.box, block.slot
    beside = composition == "side" and slot != "footer"
    words = block.text.text
    if slot == "sign":
        pad = box.height * 0.16
        box = Box(
            x=box.x + pad * 2, y=box.y + pad, width=box.width - 4 * pad, height=box.height - 2 * pad
        )
    is_head = slot in ("title", "sign")
    # A column beside the picture is narrow, but its small words must not be smaller for it.
    share = _SIZES[slot] * (1.4 if beside and not is_head else 1.0)
    largest = min(box.height * (0.8 if is_head else 0.72), box.width * share)
    done = text.fit(
        words,
        box,
        style=poster_look.style(look, slot, words),
        ink=poster_look.ink(look, slot),
        defs=defs,
        max_size=largest,
        max_lines=_LINES_MAX[slot],
        align="left" if beside else "center",
        leading=1.12 if is_head else 1.4,
    )
    before = ""
    if slot == "sign":
        before = poster_look.plaque(block.box, done.box, defs=defs)
    elif slot == "subtitle" and len(done.lines) == 1 and not beside:
        before = poster_look.side_rules(look, done.box, box)
    return done, svg.group(before, done.svg)
