"""Writing SVG: elements, gradients with unique names, layers and whole documents.

It does not know what is drawn. Attributes are numbers or escaped strings, so no word of a
prompt can become markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape as _escape

from inkstone.engines.sketch.scene import Text

#: An offset from 0 to 1, a colour `#rrggbb`, an opacity from 0 to 1.
Stop = tuple[float, str, float]
Value = float | str | None
Units = Literal["objectBoundingBox", "userSpaceOnUse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A part of a drawing, with the texts that it shows and where they are."""

    svg: str
    #: The markup of letters, drawn above all else and above style filters, so that it stays exact.
    words: str = ""
    texts: tuple[Text, ...] = ()
    #: Characters that no font has, each once, in the order they were met.
    missing: tuple[str, ...] = ()


def num(value: float) -> str:
    """Write a number with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def escape(text: str) -> str:
    """Make a text safe inside elements and inside quoted attributes."""
    return _escape(text, {'"': "&quot;", "'": "&apos;"})


def attributes(values: dict[str, Value]) -> str:
    """Write attributes, each after a space; None leaves one out, `_` becomes `-`."""
    parts = []
    for name, value in values.items():
        if value is not None:
            text = escape(value) if isinstance(value, str) else num(value)
            parts.append(f' {name.rstrip("_").replace("_", "-")}="{text}"')
    return "".join(parts)


def element(name: str, *children: str, **values: Value) -> str:
    """Write one element; its children are markup already."""
    if not children:
        return f"<{name}{attributes(values)}/>"
    return f"<{name}{attributes(values)}>{''.join(children)}</{name}>"


def group(*children: str, **values: Value) -> str:
    """Write a group; nothing where it would be empty."""
    content = "".join(children)
    if not content:
        return ""
    return element("g", content, **values) if values else content


def rect(x: float, y: float, width: float, height: float, **values: Value) -> str:
    """Write a rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **values)


def circle(cx: float, cy: float, r: float, **values: Value) -> str:
    """Write a circle."""
    return element("circle", cx=cx, cy=cy, r=r, **values)


def ellipse(cx: float, cy: float, rx: float, ry: float, **values: Value) -> str:
    """Write an ellipse."""
    return element("ellipse", cx=cx, cy=cy, rx=rx, ry=ry, **values)


def line(x1: float, y1: float, x2: float, y2: float, **values: Value) -> str:
    """Write a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **values)


def path(d: str, **values: Value) -> str:
    """Write a path."""
    return element("path", d=d, **values)


def polygon(points: Sequence[tuple[float, float]], **values: Value) -> str:
    """Write a closed polygon."""
    text = " ".join(f"{num(x)},{num(y)}" for x, y in points)
    return element("polygon", points=text, **values)


def translate(x: float, y: float, *, scale: float | None = None) -> str:
    """Write a transform that moves, after scaling where a scale is given."""
    # Four decimals: a scale multiplies coordinates up to some thousands.
    resize = "" if scale is None else f" scale({scale:.4f})"
    return f"translate({num(x)} {num(y)}){resize}"


class Defs:
    """The definitions of one drawing; equal definitions share one name."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._written: list[str] = []

    def add(self, name: str, content: str, **values: Value) -> str:
        """Define an element and return its name within the drawing."""
        key = f"{name}{attributes(values)}>{content}"
        known = self._names.get(key)
        if known is not None:
            return known
        identifier = f"d{len(self._names)}"
        self._names[key] = identifier
        self._written.append(f'<{name} id="{identifier}"{attributes(values)}>{content}</{name}>')
        return identifier

    def linear(
        self,
        stops: Sequence[Stop],
        *,
        x1: float = 0,
        y1: float = 0,
        x2: float = 0,
        y2: float = 1,
        units: Units = "objectBoundingBox",
        **values: Value,
    ) -> str:
        """Define a linear gradient, downwards unless told; return the paint that names it."""
        name = self.add(
            "linearGradient",
            _stops(stops),
            gradientUnits=units,
            x1=x1,
            y1=y1,
            x2=x2,
            y2=y2,
            **values,
        )
        return f"url(#{name})"

    def radial(
        self,
        stops: Sequence[Stop],
        *,
        cx: float = 0.5,
        cy: float = 0.5,
        r: float = 0.5,
        units: Units = "objectBoundingBox",
        **values: Value,
    ) -> str:
        """Define a radial gradient, filling its shape unless told; return its paint."""
        name = self.add(
            "radialGradient", _stops(stops), gradientUnits=units, cx=cx, cy=cy, r=r, **values
        )
        return f"url(#{name})"

    def clip(self, content: str) -> str:
        """Define a clip to shapes; return the value of `clip_path`."""
        return f"url(#{self.add('clipPath', content)})"

    @property
    def svg(self) -> str:
        """All definitions, in the order they were made."""
        return f"<defs>{''.join(self._written)}</defs>" if self._written else ""


def _stops(stops: Sequence[Stop]) -> str:
    return "".join(
        element(
            "stop",
            # Three decimals keep neighbouring stops of fine gradients apart.
            offset=f"{offset:.3f}".rstrip("0").rstrip("."),
            stop_color=colour,
            stop_opacity=None if opacity >= 1 else opacity,
        )
        for offset, colour, opacity in stops
    )


def document(content: str, *, defs: Defs, width_px: int, height_px: int) -> str:
    """Write a whole drawing of a size."""
    return element(
        "svg",
        defs.svg,
        content,
        xmlns="http://www.w3.org/2000/svg",
        width=width_px,
        height=height_px,
        viewBox=f"0 0 {width_px} {height_px}",
    )
