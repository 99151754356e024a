"""The pen: fills outlines in the picture's light, and knows how far the drawing reaches.

It does not know what animal it draws.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import cos, radians, sin

from inkstone.engines.sketch.beasts.curves import Joint, Outline, Point, brief, oval, smooth
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.shape import Anchor
from inkstone.engines.sketch.vector.svg import Defs, group, translate

#: a, b, c, d, e, f of SVG's `matrix`.
_Matrix = tuple[float, float, float, float, float, float]


class Pen:
    """Writes one animal: its markup, its box and its anchors."""

    def __init__(self, *, light: Light | None, defs: Defs) -> None:
        self._light = light
        self._defs = defs
        self._markup: list[str] = []
        self._paints: dict[str, str] = {}
        self._matrix: _Matrix = (1, 0, 0, 1, 0, 0)
        self._box = (1e9, 1e9, -1e9, -1e9)
        self._marks: dict[Anchor, Point] = {}

    def paint(self, colour: str) -> str:
        """The colour as it looks in the light; what is no `#rrggbb` stays."""
        found = self._paints.get(colour)
        if found is None:
            lit = self._light is not None and colour.startswith("#")
            found = self._light.on(colour) if lit and self._light else colour
            self._paints[colour] = found
        return found

    def fill(self, outline: Outline, colour: str, *, opacity: float = 1.0) -> None:
        """Fill an outline."""
        self._reach(outline.reach)
        veil = f' opacity="{opacity:.2g}"' if opacity < 1 else ""
        self._markup.append(f'<path d="{outline.d}" fill="{self.paint(colour)}"{veil}/>')

    def oval(self, cx: float, cy: float, rx: float, ry: float, colour: str, *,
             opacity: float = 1.0, turn: float = 0.0) -> None:  # fmt: skip
        """Fill an ellipse, turned clockwise by some degrees."""
        self._reach(oval(cx, cy, rx, ry).reach)
        more = f' opacity="{opacity:.2g}"' if opacity < 1 else ""
        if turn:
            more += f' transform="rotate({brief(turn)} {brief(cx)} {brief(cy)})"'
        self._markup.append(
            f'<ellipse cx="{brief(cx)}" cy="{brief(cy)}" rx="{brief(rx)}" ry="{brief(ry)}" '
            f'fill="{self.paint(colour)}"{more}/>'
        )

    def line(self, points: list[Point], colour: str, width: float, *, pull: float = 1.0) -> None:
        """Draw an open curve with round ends."""
        outline = smooth(points, is_closed=False, pull=pull)
        self.stroke(outline, colour, width)

    def lines(self, curves: Sequence[list[Point]], colour: str, width: float) -> None:
        """Draw several open curves of one colour and width."""
        whole = Outline("", ())
        for points in curves:
            whole += smooth(points, is_closed=False)
        self.stroke(whole, colour, width)

    def stroke(self, outline: Outline, colour: str, width: float, *, opacity: float = 1.0) -> None:
        """Draw along an outline with round ends."""
        half = width / 2
        for x, y in outline.reach:
            self._reach(((x - half, y - half), (x + half, y + half)))
        veil = f' opacity="{opacity:.2g}"' if opacity < 1 else ""
        self._markup.append(
            f'<path d="{outline.d}" fill="none" stroke="{self.paint(colour)}" stroke-width='
            f'"{brief(width)}" stroke-linecap="round" stroke-linejoin="round"{veil}/>'
        )

    def dots(self, centres: Sequence[Joint], colour: str) -> None:
        """Fill many discs: what has about the same size is one path of points with round ends."""
        sizes: dict[float, list[str]] = {}
        for x, y, r in centres:
            self._reach(((x - r, y - r), (x + r, y + r)))
            step = max(round(r * 2 * 0.6) / 0.6, 1.0)
            sizes.setdefault(step, []).append(f"M{brief(x)} {brief(y)}h.1")
        for size, points in sizes.items():
            self._markup.append(
                f'<path d="{"".join(points)}" stroke="{self.paint(colour)}" stroke-width='
                f'"{brief(size)}" stroke-linecap="round"/>'
            )

    @contextmanager
    def within(self, outline: Outline) -> Iterator[None]:
        """Keep what is drawn meanwhile inside an outline."""
        yield from self._clipped(f'<path d="{outline.d}"/>')

    @contextmanager
    def filled(self, outline: Outline, colour: str) -> Iterator[None]:
        """Fill an outline, and keep what is drawn meanwhile inside it."""
        name = self._defs.add("path", "", d=outline.d)
        self._reach(outline.reach)
        self._markup.append(f'<use href="#{name}" fill="{self.paint(colour)}"/>')
        yield from self._clipped(f'<use href="#{name}"/>')

    def _clipped(self, content: str) -> Iterator[None]:
        name = self._defs.clip(content)
        before, self._markup = self._markup, []
        box = self._box
        yield
        inner, self._markup = self._markup, before
        self._box = box
        if inner:
            self._markup.append(f'<g clip-path="{name}">{"".join(inner)}</g>')

    @contextmanager
    def moved(self, x: float, y: float, *, turn: float = 0.0, scale: float = 1.0,
              is_mirrored: bool = False) -> Iterator[None]:  # fmt: skip
        """Draw meanwhile around another origin, turned clockwise, and larger or smaller."""
        c, s = cos(radians(turn)) * scale, sin(radians(turn)) * scale
        sign = -1 if is_mirrored else 1
        own: _Matrix = (c * sign, s * sign, -s, c, x, y)
        outer, before = self._matrix, self._markup
        self._matrix, self._markup = _joined(outer, own), []
        yield
        inner, self._markup, self._matrix = self._markup, before, outer
        values = " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in own)
        if inner:
            self._markup.append(f'<g transform="matrix({values})">{"".join(inner)}</g>')

    def mark(self, anchor: Anchor, x: float, y: float) -> None:
        """Remember where something can be held to."""
        self._marks[anchor] = self._outer(x, y)

    def marked(self, anchor: Anchor) -> Point | None:
        """Where an anchor is, in the drawing's own units."""
        return self._marks.get(anchor)

    def _outer(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self._matrix
        return a * x + c * y + e, b * x + d * y + f

    def _reach(self, points: Sequence[Point]) -> None:
        a, b, c, d, e, f = self._matrix
        across = [a * x + c * y + e for x, y in points]
        down = [b * x + d * y + f for x, y in points]
        x0, y0, x1, y1 = self._box
        self._box = (min(x0, *across), min(y0, *down), max(x1, *across), max(y1, *down))

    def finished(self) -> tuple[Symbol, Mapping[Anchor, Point]]:
        """The picture, and its anchors as shares of its size."""
        x0, y0, x1, y1 = self._box
        width, height = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
        svg = group("".join(self._markup), transform=translate(-x0, -y0))
        shares: dict[Anchor, Point] = {
            name: (_share(x - x0, width), _share(y - y0, height))
            for name, (x, y) in self._marks.items()
        }
        return Symbol(svg=svg, width=width, height=height), shares


def _share(value: float, whole: float) -> float:
    return min(max(value / whole, 0.0), 1.0)


def _joined(outer: _Matrix, inner: _Matrix) -> _Matrix:
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s,
            a * t + c * u + e, b * t + d * u + f)  # fmt: skip
