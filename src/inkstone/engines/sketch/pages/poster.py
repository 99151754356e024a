"""Words over a picture: where they stand in one of several compositions, and what lies beneath.

It does not know what is drawn beneath; `text_zone` tells the layout what to keep clear of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.pages import attached, backing, card, edges, poster_look, ribbons
from inkstone.engines.sketch.pages.compositions import (
    SOLID,
    Composition,
    composition_of,
    zone_of,
)
from inkstone.engines.sketch.pages.poster_look import Look, Slot
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

#: What each role is set as where it stands with the main words.
_SLOTS: dict[str, Slot] = {
    "title": "title", "subtitle": "subtitle", "body": "body", "list": "list", "footer": "footer",
    "sign": "sign", "horizontal": "title", "label": "body", "seal": "footer",
    "vertical": "body", "upper": "body", "lower": "body",
}  # fmt: skip
_ORDER: tuple[Slot, ...] = ("title", "sign", "subtitle", "body", "list", "vertical", "footer")
_FEET = frozenset({"footer", "seal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All blocks but those that stand by an object; they never overlap."""

    composition: Composition
    blocks: tuple[Block, ...]
    #: What lies beneath the words.
    under: str
    #: What the layout keeps clear of: the main words with their ground.
    zone: Box | None


def text_zone(scene: Scene) -> Box | None:
    """Give the box that the words will fill, which objects keep clear of; footers are below."""
    if scene.kind == "card":
        return card.text_zone(scene)
    look = poster_look.choose(scene, is_dark=True)
    zone = plan(scene, look, defs=Defs(), is_painted=False).zone
    return attached.zone_of(scene, zone)


def draw_texts(scene: Scene, *, defs: Defs, rng: Random, dark_background: bool) -> Layer:
    """Draw the words and what keeps them legible.

    Args:
        scene: what the picture shows, with objects in their places.
        defs: the drawing's definitions.
        rng: picks ornaments; where words stand depends on the scene alone.
        dark_background: whether what lies beneath is rather dark.
    """
    look = poster_look.choose(scene, is_dark=dark_background)
    if scene.kind == "card":
        blocks, under = card.draw(scene, look, defs=defs, rng=rng)
    else:
        done = plan(scene, look, defs=defs)
        blocks, under = done.blocks, done.under
        if scene.kind == "poster" and look.has_frame and done.composition not in SOLID:
            under += backing.frame(look, scene.width_px, scene.height_px)
    taken = [block.reach for block in blocks]
    blocks += attached.place(scene, look, taken, defs=defs)
    order = {id(text): index for index, text in enumerate(scene.texts)}
    blocks = tuple(sorted(blocks, key=lambda block: order.get(id(block.text), 0)))
    return Layer(
        svg=svg.group(under, *(block.under for block in blocks)),
        words=svg.group(*(block.words for block in blocks)),
        texts=tuple(block.placed for block in blocks),
        missing=tuple(dict.fromkeys(char for block in blocks for char in block.missing)),
    )


def plan(scene: Scene, look: Look, *, defs: Defs, is_painted: bool = True) -> Plan:
    """Lay out all words that stand by no object."""
    width, height = float(scene.width_px), float(scene.height_px)
    unit = min(width, height)
    composition = composition_of(scene)
    margin = unit * (0.07 if composition in SOLID else 0.075)
    page = Box(x=margin, y=margin, width=width - 2 * margin, height=height - 2 * margin)
    grounds = (look.panel,) if composition in SOLID else look.veiled()
    setting = Setting(look=look, defs=defs, unit=unit, grounds=grounds, is_painted=is_painted)
    texts = [text for text in scene.texts if text.text.strip() and not attached.stands(text, scene)]
    carved, columns, flat = edges.parted(texts)
    feet = _entries([text for text in flat if text.role in _FEET])
    main, away = _main([text for text in flat if text.role not in _FEET])
    veiled = replace(setting, grounds=look.veiled())
    foot = _feet(feet, page, setting, composition, width)
    corner = edges.cells(_entries(away), foot.free, veiled)
    column = edges.columns(columns, corner.free, setting)
    zone = zone_of(composition, column.free, width=width, height=height)
    own = replace(setting, align=zone.align, valign=zone.valign, grow=zone.grow)
    if composition == "ribbon" and main:
        under, blocks = ribbons.ribbon(_entries(main), zone.box, own, width=width)
    else:
        blocks = stack(_entries(main), zone.box, own)
        under = _ground(composition, blocks, foot.blocks, own, room=zone.box, size=(width, height))
    all_blocks = [*blocks, *column.blocks, *corner.blocks, *foot.blocks]
    if foot.blocks and composition not in ("bottom", "framed", "side", "side_right"):
        top = min(block.box.y for block in foot.blocks)
        under += backing.foot_veil(look, width, height, top - unit * 0.015, defs=defs)
    under += corner.under + column.under
    for each in carved:
        taken = [block.reach for block in all_blocks]
        all_blocks.append(edges.seal(each, (page,), taken, setting))
    keeps = blocks or column.blocks
    covered = edges.union([block.reach for block in keeps]) if keeps else None
    return Plan(
        composition=composition,
        blocks=tuple(all_blocks),
        under=under,
        zone=_kept(composition, covered, zone.box, (width, height)),
    )


def _entries(texts: Sequence[Text]) -> list[Entry]:
    found = [Entry(text=text, slot=_SLOTS[text.role]) for text in texts]
    return sorted(found, key=lambda entry: _ORDER.index(entry.slot))


def _main(texts: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """Part the main words from those that were asked to be elsewhere."""
    first = min(texts, key=lambda text: _ORDER.index(_SLOTS[text.role]), default=None)
    asked = first.at if first is not None else None
    main = [text for text in texts if not edges.is_cell(text.at) or text.at == asked]
    return main, [text for text in texts if text not in main]


def _feet(
    entries: Sequence[Entry], page: Box, setting: Setting, composition: Composition, width: float
) -> edges.Taken:
    """Set the footers: over the whole width, or in the panel of a side."""
    if composition not in ("side", "side_right") or not entries:
        return edges.footers(entries, page, setting)
    wide = min(page.width, width * 0.37)
    x = page.x if composition == "side" else page.x + page.width - wide
    column = replace(page, x=x, width=wide)
    done = edges.footers(entries, column, replace(setting, align="left"))
    return replace(done, free=replace(page, height=done.free.height))


def _ground(
    composition: Composition,
    blocks: Sequence[Block],
    feet: Sequence[Block],
    setting: Setting,
    *,
    room: Box,
    size: tuple[float, float],
) -> str:
    """Draw what lies beneath the main words."""
    if not blocks:
        return ""
    words = edges.union([block.reach for block in blocks])
    look, unit = setting.look, setting.unit
    width, height = size
    match composition:
        case "top" | "bleed" | "ribbon":
            low = words.y + words.height + unit * 0.03
            drawn = backing.top_veil(look, width, low, defs=setting.defs)
        case "middle":
            drawn = backing.middle_veil(look, words, defs=setting.defs)
        case "badge":
            cx, cy = room.x + room.width / 2, room.y + room.height / 2
            drawn = backing.badge(look, cx, cy, room.width / 0.7 / 2)
        case "framed":
            every = edges.union([block.reach for block in (*blocks, *feet)])
            strip = height - every.y + unit * 0.035
            drawn = backing.mat(look, width, height, border=unit * 0.04, strip=strip)
        case "side" | "side_right":
            wide = width * 0.37 + unit * 0.12
            is_left = composition == "side"
            box = Box(x=0 if is_left else width - wide, y=0, width=wide, height=height)
            drawn = backing.side_panel(look, box, slant=unit * 0.05, is_left=is_left)
        case "banner" | "bottom":
            is_top = composition == "banner"
            top = 0.0 if is_top else words.y - unit * 0.055
            low = words.y + words.height + unit * 0.055 if is_top else height
            box = Box(x=0, y=top, width=width, height=low - top)
            drawn = backing.band(look, box, rule=unit * 0.006, is_top=is_top)
    return drawn


def _kept(
    composition: Composition, words: Box | None, room: Box, size: tuple[float, float]
) -> Box | None:
    """What objects keep clear of: the words, with the ground that hides what is beneath."""
    if words is None:
        return None
    width, height = size
    if composition in ("side", "side_right"):
        wide = width * 0.37 + min(size) * 0.15
        x = 0.0 if composition == "side" else width - wide
        return Box(x=x, y=0, width=wide, height=height)
    if composition in ("bottom", "framed"):
        top = words.y - min(size) * 0.05
        return Box(x=0, y=top, width=width, height=height - top)
    if composition == "badge":
        side = room.width / 0.7
        return Box(x=room.x - side * 0.15, y=room.y - side * 0.25, width=side, height=side)
    return words
