"""The sheet that charts are drawn on: words of one size, cards, arrows, icons and colours.

It does not know which chart it is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Align, Ink, Placed, Valign
from inkstone.engines.sketch.pages import backing, contrast, icons
from inkstone.engines.sketch.pages.palettes import Palette
from inkstone.engines.sketch.scene import Box, Item, Scene
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, Value, num

#: What follows the page's own two colours, for charts of many parts.
_SERIES = ("#2f7f8f", "#d9822b", "#7a5aa6", "#3f9f6a", "#c8506e", "#4a74c4", "#a8873a", "#7d8894")
_CARD = "#ffffff"
#: Letters below this share of the page's side break over more lines instead of shrinking.
_SIZE_MIN = 0.014
#: A curve of fewer points is too short for an arrow.
_CURVE_MIN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """Words and the box that they are to fill."""

    words: str
    box: Box
    colour: str
    align: Align = "center"
    valign: Valign = "middle"


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A page under way: its decoration, its letters and what no font has."""

    scene: Scene
    palette: Palette
    defs: Defs
    under: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)

    @property
    def unit(self) -> float:
        """The shorter side, in pixels."""
        return float(min(self.scene.width_px, self.scene.height_px))

    @property
    def ink(self) -> str:
        """The colour of words on the paper and on cards."""
        return self.palette.ink

    @property
    def pale_ink(self) -> str:
        """The colour of what explains them."""
        grounds = (_CARD, self.palette.paper)
        return contrast.legible(mix(self.palette.ink, "#8a8f98", 0.45), grounds)

    def colour(self, index: int) -> str:
        """The colour of a chart's part; white words are legible on it."""
        wanted = (self.palette.accent, *_SERIES)[index % (len(_SERIES) + 1)]
        return contrast.legible(wanted, ("#ffffff",))

    def draw(self, *markup: str) -> None:
        """Add decoration."""
        self.under += markup

    def put(self, slips: Sequence[Slip], *, size: float, weight: int = 500) -> list[Placed]:
        """Set words that belong together in letters of one size."""
        slips = [slip for slip in slips if slip.words.strip()]
        if not slips:
            return []
        style = Style(weight=weight, tracking=0.01)
        floor = min(size, self.unit * _SIZE_MIN)
        fitting = [self._fit(slip, style, size, is_painted=False).size for slip in slips]
        common = max(min(fitting), min(floor, sorted(fitting)[len(fitting) // 2]))
        pairs = zip(slips, fitting, strict=True)
        done = [self._fit(slip, style, min(common, own)) for slip, own in pairs]
        for each in done:
            self.words.append(each.svg)
            self.missing.update(dict.fromkeys(each.missing))
        return done

    def _fit(self, slip: Slip, style: Style, size: float, *, is_painted: bool = True) -> Placed:
        num_lines = max(1, int(slip.box.height / max(size * 1.25, 0.1)))
        return text.fit(
            slip.words, slip.box, style=style, ink=Ink(fill=slip.colour), defs=self.defs,
            max_size=size, max_lines=max(num_lines, 8 if len(slip.words) > 24 else num_lines),
            align=slip.align, valign=slip.valign, leading=1.28, is_painted=is_painted,
        )  # fmt: skip

    def card(self, box: Box, *, edge: str | None = None, is_left: bool = False) -> None:
        """Draw a white card with a soft shadow, and a coloured edge where one is given."""
        radius = min(self.unit * 0.018, box.height * 0.2, box.width * 0.2)
        drop = Box(x=box.x, y=box.y + self.unit * 0.005, width=box.width, height=box.height)
        self.draw(
            backing.plate(drop, fill="#1a2233", radius=radius, fill_opacity=0.12),
            backing.plate(box, fill=_CARD, radius=radius),
        )
        if edge is None:
            return
        thick = self.unit * 0.011
        wide, tall = (thick, box.height) if is_left else (box.width, thick)
        clip = self.defs.clip(svg.rect(box.x, box.y, box.width, box.height, rx=radius))
        strip = svg.rect(box.x, box.y, wide, tall, fill=edge)
        self.draw(svg.group(strip, clip_path=clip))

    def number(self, index: int, cx: float, cy: float, radius: float, colour: str) -> None:
        """Draw a numbered disc."""
        self.draw(
            svg.circle(cx, cy, radius * 1.14, fill=_CARD), svg.circle(cx, cy, radius, fill=colour)
        )
        box = Box(x=cx - radius * 0.7, y=cy - radius * 0.7, width=radius * 1.4,
                  height=radius * 1.4)  # fmt: skip
        self.put([Slip(words=str(index + 1), box=box, colour="#ffffff")], size=radius * 1.1,
                 weight=700)  # fmt: skip

    def icon(self, item: Item, box: Box) -> bool:
        """Draw the picture of an item; tell whether there is one."""
        symbol = icons.icon(item.concept, defs=self.defs, seed=self.scene.seed)
        if symbol is None:
            return False
        self.draw(symbol.fitted(box))
        return True

    def arrow(self, start: tuple[float, float], end: tuple[float, float], *, colour: str) -> None:
        """Draw an arrow from a point to another."""
        (x1, y1), (x2, y2) = start, end
        far = math.hypot(x2 - x1, y2 - y1)
        if far < 1:
            return
        head = min(self.unit * 0.016, far * 0.6)
        ux, uy = (x2 - x1) / far, (y2 - y1) / far
        stroke: dict[str, Value] = {
            "stroke": colour, "stroke_width": max(head * 0.34, 0.6), "stroke_linecap": "round",
        }  # fmt: skip
        tip = [
            (x2, y2),
            (x2 - ux * head - uy * head * 0.62, y2 - uy * head + ux * head * 0.62),
            (x2 - ux * head + uy * head * 0.62, y2 - uy * head - ux * head * 0.62),
        ]
        self.draw(
            svg.line(x1, y1, x2 - ux * head * 0.8, y2 - uy * head * 0.8, **stroke),
            svg.polygon(tip, fill=colour, stroke=colour, stroke_width=head * 0.14,
                        stroke_linejoin="round"),
        )  # fmt: skip

    def curved_arrow(self, points: Sequence[tuple[float, float]], *, colour: str) -> None:
        """Draw an arrow along a line of many points."""
        if len(points) < _CURVE_MIN:
            return
        head = self.unit * 0.02
        (x1, y1), (x2, y2) = points[-3], points[-1]
        far = math.hypot(x2 - x1, y2 - y1) or 1.0
        ux, uy = (x2 - x1) / far, (y2 - y1) / far
        base = (x2 - ux * head, y2 - uy * head)
        d = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in (*points[:-3], base))
        side = head * 0.6
        tip = [
            (x2, y2),
            (base[0] - uy * side, base[1] + ux * side),
            (base[0] + uy * side, base[1] - ux * side),
        ]
        self.draw(
            svg.path(d, fill="none", stroke=colour, stroke_width=head * 0.32,
                     stroke_linecap="round", stroke_linejoin="round"),
            svg.polygon(tip, fill=colour),
        )  # fmt: skip


def split(box: Box, num_parts: int, *, gap: float, is_across: bool) -> list[Box]:
    """Cut a box into equal parts, side by side or under each other."""
    num_parts = max(num_parts, 1)
    if is_across:
        wide = max((box.width - gap * (num_parts - 1)) / num_parts, 0.1)
        return [
            Box(x=box.x + index * (wide + gap), y=box.y, width=wide, height=box.height)
            for index in range(num_parts)
        ]
    tall = max((box.height - gap * (num_parts - 1)) / num_parts, 0.1)
    return [
        Box(x=box.x, y=box.y + index * (tall + gap), width=box.width, height=tall)
        for index in range(num_parts)
    ]


def parted(box: Box, share: float, *, gap: float, is_across: bool) -> tuple[Box, Box]:
    """Cut a box in two, the first of which has that share."""
    if is_across:
        wide = max((box.width - gap) * share, 0.1)
        far = Box(x=box.x + wide + gap, y=box.y, width=max(box.width - wide - gap, 0.1),
                  height=box.height)  # fmt: skip
        return Box(x=box.x, y=box.y, width=wide, height=box.height), far
    tall = max((box.height - gap) * share, 0.1)
    low = Box(x=box.x, y=box.y + tall + gap, width=box.width,
              height=max(box.height - tall - gap, 0.1))  # fmt: skip
    return Box(x=box.x, y=box.y, width=box.width, height=tall), low
