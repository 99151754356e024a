"""Infographics: a title, one chart of a scene's items, and what stands below it.

It does not know how a chart is drawn; `charts`, `flows`, `cycles` and `listings` do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from inkstone.engines.sketch.pages import charts, cycles, flows, listings, poster_look
from inkstone.engines.sketch.pages.chart_sheet import Sheet
from inkstone.engines.sketch.pages.palettes import palette_of
from inkstone.engines.sketch.pages.poster_look import Slot
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Chart, Item, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, Layer

CHARTS: Mapping[Chart, Callable[[Sheet, Sequence[Item], Box], None]] = {
    "steps": flows.steps,
    "timeline": flows.timeline,
    "cycle": cycles.cycle,
    "bars": charts.bars,
    "pie": charts.pie,
    "list": listings.listing,
    "comparison": listings.comparison,
}
_ITEMS_MAX = 16
_HEADS: dict[str, Slot] = {
    "title": "title", "sign": "title", "horizontal": "title", "subtitle": "subtitle",
}  # fmt: skip
_ORDER: tuple[Slot, ...] = ("title", "subtitle", "body", "list", "footer")


def draw_infographic(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a chart under its title."""
    palette = palette_of(scene)
    sheet = Sheet(scene=scene, palette=palette, defs=defs)
    width, height = float(scene.width_px), float(scene.height_px)
    unit = sheet.unit
    margin = unit * 0.06
    page = Box(x=margin, y=margin, width=width - 2 * margin, height=height - 2 * margin)
    _ground(sheet, rng)
    look = replace(poster_look.choose(scene, is_dark=False), palette=palette, has_frame=False)
    setting = Setting(look=look, defs=defs, unit=unit, grounds=(palette.paper,), grow=0.62)
    items = scene.items[:_ITEMS_MAX]
    heads, feet = _parted(scene)
    share = 0.24 if items else 0.6
    top = replace(page, height=page.height * share)
    above = stack(_entries(heads), top, replace(setting, valign="top"))
    tall = page.height * (0.16 if items else 0.3)
    low = Box(x=page.x, y=page.y + page.height - tall, width=page.width, height=tall)
    below = stack(_entries(feet), low, replace(setting, valign="bottom", grow=0.9))
    blocks = [*above, *below]
    area = _between(page, above, below, unit)
    if above:
        _underline(sheet, above, area)
    if items:
        CHARTS[_chart_of(scene)](sheet, items, area)
    order = {id(text): index for index, text in enumerate(scene.texts)}
    blocks.sort(key=lambda block: order.get(id(block.text), 0))
    missing = [char for block in blocks for char in block.missing]
    return Layer(
        svg=svg.group(*sheet.under, *(block.under for block in blocks)),
        words=svg.group(*sheet.words, *(block.words for block in blocks)),
        texts=tuple(block.placed for block in blocks),
        missing=tuple(dict.fromkeys([*missing, *sheet.missing])),
    )


def _chart_of(scene: Scene) -> Chart:
    """The chart that was asked for; numbers make bars, anything else makes a list."""
    if scene.chart is not None:
        return scene.chart
    return "bars" if any(item.value is not None for item in scene.items) else "list"


def _parted(scene: Scene) -> tuple[list[Text], list[Text]]:
    texts = [text for text in scene.texts if text.text.strip()]
    heads = [text for text in texts if text.role in _HEADS]
    feet = [text for text in texts if text.role not in _HEADS]
    return heads, feet


def _entries(texts: Sequence[Text]) -> list[Entry]:
    found = []
    for text in texts:
        slot: Slot = _HEADS.get(text.role) or (
            "footer" if text.role == "footer" else "list" if text.role == "list" else "body"
        )
        found.append(Entry(text=text, slot=slot))
    return sorted(found, key=lambda entry: _ORDER.index(entry.slot))


def _between(page: Box, above: Sequence[Block], below: Sequence[Block], unit: float) -> Box:
    """The room that titles and footers leave."""
    top, low = page.y, page.y + page.height
    if above:
        top = max(block.reach.y + block.reach.height for block in above) + unit * 0.06
    if below:
        low = min(block.reach.y for block in below) - unit * 0.035
    return Box(x=page.x, y=top, width=page.width, height=max(low - top, 1.0))


def _ground(sheet: Sheet, rng: Random) -> None:
    """Draw the paper, with a soft form of the page's colour in two corners."""
    scene, palette = sheet.scene, sheet.palette
    width, height = float(scene.width_px), float(scene.height_px)
    tone = mix(palette.paper, palette.second, 0.28)
    other = mix(palette.paper, palette.accent, 0.12)
    is_left = rng.random() < 0.5
    x, far = (0.0, width) if is_left else (width, 0.0)
    size = sheet.unit
    sheet.draw(
        svg.rect(0, 0, width, height, fill=palette.paper),
        svg.circle(x, 0, size * 0.26, fill=tone, fill_opacity=0.6),
        svg.circle(far, height, size * 0.34, fill=other, fill_opacity=0.7),
    )


def _underline(sheet: Sheet, above: Sequence[Block], area: Box) -> None:
    """Draw a short rule in the page's colour under the title."""
    low = max(block.reach.y + block.reach.height for block in above)
    y = low + min(sheet.unit * 0.024, (area.y - low) * 0.45)
    wide = sheet.unit * 0.09
    cx = area.x + area.width / 2
    sheet.draw(svg.rect(cx - wide / 2, y, wide, sheet.unit * 0.008, rx=sheet.unit * 0.004,
                        fill=sheet.palette.accent))  # fmt: skip
