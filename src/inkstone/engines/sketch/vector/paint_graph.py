"""The paint graph of one glyph of the COLRv1 emoji font, flattened to SVG markup.

It does not know sequences, drawings or recolouring. HarfBuzz walks the graph: it reads only the
records of the glyph asked for, so the first one takes milliseconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import uharfbuzz as hb

from inkstone.engines.sketch.lettering import fonts
from inkstone.engines.sketch.vector.svg import element, group, num

#: xx, yx, xy, yy, dx, dy: as HarfBuzz orders them, and as SVG's `matrix` does.
Matrix = tuple[float, float, float, float, float, float]
#: Fonts point upwards, SVG downwards.
_FLIP: Matrix = (1, 0, 0, -1, 0, 0)
_SPREAD = {0: "pad", 1: "repeat", 2: "reflect"}
#: The composite modes that lay a source over what is below, as SVG names them.
_BLEND = {"SOFT_LIGHT": "soft-light", "MULTIPLY": "multiply", "SCREEN": "screen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A gradient or a mask that the markup needs, without a name yet."""

    name: str
    content: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A glyph as painted, in font units."""

    #: Markup that says `{n}` where it needs the name of definition n.
    svg: str
    definitions: tuple[Definition, ...]
    #: The colours, each with the area it covers.
    palette: tuple[tuple[str, float], ...]
    left: float
    top: float
    width: float
    height: float


def record(gid: int) -> Recording | None:
    """Paint a glyph and give what was painted; None where that is nothing."""
    return _Recorder().record(gid)


class _Recorder:
    """Listens while HarfBuzz paints one glyph; transforms are baked into the paths."""

    def __init__(self) -> None:
        self._matrices: list[Matrix] = [_FLIP]
        self._clips: list[tuple[int, Matrix] | None] = []
        self._groups: list[list[str]] = [[]]
        self._definitions: list[Definition] = []
        self._palette: list[tuple[str, float]] = []
        self._points: list[tuple[float, float]] = []

    def record(self, gid: int) -> Recording | None:
        """Paint the glyph and give what was heard; None where it paints nothing."""
        fonts.font("emoji").paint_glyph(gid, _listeners(), self)
        if not self._points:
            return None
        xs = [x for x, _ in self._points]
        ys = [y for _, y in self._points]
        return Recording(
            svg="".join(self._groups[0]),
            definitions=tuple(self._definitions),
            palette=tuple(self._palette),
            left=min(xs),
            top=min(ys),
            width=max(max(xs) - min(xs), 1.0),
            height=max(max(ys) - min(ys), 1.0),
        )

    def push_transform(self, *values: float) -> None:
        self._matrices.append(_product(self._matrices[-1], values))

    def pop_transform(self) -> None:
        self._matrices.pop()

    def push_clip_glyph(self, gid: int) -> None:
        self._clips.append((gid, self._matrices[-1]))

    def push_clip_rectangle(self, *_: float) -> None:
        # The font's boxes only tell how large a surface to take.
        self._clips.append(None)

    def pop_clip(self) -> None:
        self._clips.pop()

    def push_group(self) -> None:
        self._groups.append([])

    def pop_group(self, mode: Any) -> None:
        source = "".join(self._groups.pop())
        below = self._groups[-1]
        if mode.name == "SRC_IN":
            # The backdrop only says where, and how strongly, the source shows.
            mask = self._define("mask", "".join(below), mask_type="alpha", x="-1", y="-1",
                                width="3", height="3")  # fmt: skip
            below[:] = [group(source, mask=f"url(#{mask})")]
        elif mode.name in _BLEND:
            blend = f"mix-blend-mode:{_BLEND[mode.name]}"
            below[:] = [group(*below, group(source, style=blend), style="isolation:isolate")]
        else:
            below.append(source)

    def fill_glyph(self, gid: int, colour: Any, _is_text: object) -> None:
        css, alpha = _css(colour)
        self._fill(gid, self._matrices[-1], fill=css, alpha=alpha, tone=css)

    def color(self, colour: Any, _is_text: object) -> None:
        css, alpha = _css(colour)
        if self._clips and self._clips[-1] is not None:
            gid, matrix = self._clips[-1]
            self._fill(gid, matrix, fill=css, alpha=alpha, tone=css)
        else:
            everywhere = {"x": "-4096", "y": "-4096", "width": "8192", "height": "8192"}
            self._groups[-1].append(element("rect", fill=css, fill_opacity=alpha, **everywhere))

    def linear_gradient(self, stops: Any, *ends: float) -> None:
        x0, y0, x1, y1, x2, y2 = ends
        # Colours run along the normal of p0p2: SVG wants p1 projected on to it.
        dx, dy, rx, ry = x1 - x0, y1 - y0, x2 - x0, y2 - y0
        length = rx * rx + ry * ry
        share = (dx * rx + dy * ry) / length if length else 0
        dx, dy = dx - share * rx, dy - share * ry
        self._gradient("linearGradient", stops, x1=x0, y1=y0, x2=x0 + dx, y2=y0 + dy)

    def radial_gradient(self, stops: Any, *circles: float) -> None:
        x0, y0, r0, x1, y1, r1 = circles
        self._gradient("radialGradient", stops, fx=x0, fy=y0, fr=r0, cx=x1, cy=y1, r=r1)

    def _gradient(self, name: str, line: Any, **geometry: float) -> None:
        if not self._clips or self._clips[-1] is None:
            return
        stops = [(stop.offset, *_css(stop.color)) for stop in line.color_stops]
        content = "".join(
            element("stop", offset=f"{offset:.4g}", stop_color=css, stop_opacity=alpha)
            for offset, css, alpha in stops
        )
        matrix = " ".join(f"{value:.5g}" for value in self._matrices[-1])
        slot = self._define(
            name,
            content,
            gradientUnits="userSpaceOnUse",
            gradientTransform=f"matrix({matrix})",
            spreadMethod=_SPREAD[int(line.extend)],
            **{key: num(value) for key, value in geometry.items()},
        )
        gid, at = self._clips[-1]
        tone = stops[len(stops) // 2][1] if stops else "#888888"
        self._fill(gid, at, fill=f"url(#{slot})", alpha=1, tone=tone)

    def _define(self, name: str, content: str, **values: str) -> str:
        values = dict(sorted(values.items()))
        self._definitions.append(
            Definition(name=name, content=content, values=tuple(values.items()))
        )
        return f"{{{len(self._definitions) - 1}}}"

    def _fill(self, gid: int, matrix: Matrix, *, fill: str, alpha: float, tone: str) -> None:
        drawn = _Drawn(parts=[], points=[], matrix=matrix)
        fonts.font("emoji").draw_glyph(gid, _pen(), drawn)
        if not drawn.points:
            return
        self._points += drawn.points
        xs = [x for x, _ in drawn.points]
        ys = [y for _, y in drawn.points]
        area = (max(xs) - min(xs)) * (max(ys) - min(ys))
        self._palette.append((tone, area * alpha))
        opacity = alpha if alpha < 1 else None
        self._groups[-1].append(
            element("path", d="".join(drawn.parts), fill=fill, fill_opacity=opacity)
        )


@dataclass(slots=True, kw_only=True)
class _Drawn:
    parts: list[str]
    points: list[tuple[float, float]]
    matrix: Matrix


def _css(colour: Any) -> tuple[str, float]:
    return f"#{colour.red:02x}{colour.green:02x}{colour.blue:02x}", colour.alpha / 255


def _product(a: Matrix, b: tuple[float, ...]) -> Matrix:
    return (
        a[0] * b[0] + a[2] * b[1],
        a[1] * b[0] + a[3] * b[1],
        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3],
        a[0] * b[4] + a[2] * b[5] + a[4],
        a[1] * b[4] + a[3] * b[5] + a[5],
    )


def _command(letter: str) -> Callable[..., None]:
    def write(*values: Any) -> None:
        *numbers, drawn = values
        xx, yx, xy, yy, dx, dy = drawn.matrix
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        points = [(xx * x + xy * y + dx, yx * x + yy * y + dy) for x, y in pairs]
        drawn.points += points
        written = (f"{x:.1f} {y:.1f}".replace(".0", "") for x, y in points)
        drawn.parts.append(letter + " ".join(written))

    return write


@lru_cache(maxsize=1)
def _pen() -> Any:
    pen = hb.DrawFuncs()
    pen.set_move_to_func(_command("M"))
    pen.set_line_to_func(_command("L"))
    pen.set_quadratic_to_func(_command("Q"))
    pen.set_cubic_to_func(_command("C"))
    pen.set_close_path_func(_command("Z"))
    return pen


@lru_cache(maxsize=1)
def _listeners() -> Any:
    funcs = hb.PaintFuncs()
    for event in (
        "push_transform", "pop_transform", "push_clip_glyph", "push_clip_rectangle", "pop_clip",
        "push_group", "pop_group", "fill_glyph", "color", "linear_gradient", "radial_gradient",
    ):  # fmt: skip
        heard = getattr(_Recorder, event)
        # HarfBuzz passes its arguments, then the recorder that `paint_glyph` was given.
        getattr(funcs, f"set_{event}_func")(lambda *args, heard=heard: heard(args[-1], *args[:-1]))
    return funcs
