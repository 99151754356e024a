"""The boards that signs are written on: what they have in common, a hanging one, and a plate.

It does not know the words, but for how long they are.
"""

import math
from dataclasses import dataclass
from random import Random

from inkstone.engines.sketch.pages import backing, door
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.palettes import Palette
from inkstone.engines.sketch.scene import Box, Scene
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, Value, num


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What a board is drawn for."""

    scene: Scene
    palette: Palette
    defs: Defs
    rng: Random
    #: About how long all words are in one line, in ems.
    ems: float

    @property
    def width(self) -> float:
        """Pixels."""
        return float(self.scene.width_px)

    @property
    def height(self) -> float:
        """Pixels."""
        return float(self.scene.height_px)

    @property
    def unit(self) -> float:
        """The shorter side, in pixels."""
        return min(self.width, self.height)

    def board(
        self, *, share: float, middle: float, wide_max: float = 4.4, tall_min: float = 0.24
    ) -> Box:
        """Give a board as wide as the words want, its middle at a share of the height."""
        aspect = min(max(self.ems * 0.75, 1.5), wide_max)
        width = min(self.width * 0.86, self.height * share * aspect)
        height = min(self.height * share, max(width / aspect, width * tall_min))
        return Box(
            x=(self.width - width) / 2,
            y=self.height * middle - height / 2,
            width=width,
            height=height,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A drawn board, the room for words on it, and the colours beneath them."""

    svg: str
    room: Box
    grounds: tuple[str, ...]
    ink: str
    #: The colour of what stands out.
    accent: str
    #: Whether letters glow.
    is_neon: bool = False
    #: The colour that they glow in.
    glow: str = "#ffffff"


def hanging(wall: Wall) -> Board:
    """A wooden board on two chains, from an iron arm on a brick wall."""
    width, height, unit, defs = wall.width, wall.height, wall.unit, wall.defs
    box = wall.board(share=0.5, middle=0.56, wide_max=3.4, tall_min=0.4)
    top = max(box.y - unit * 0.2, height * 0.06)
    iron: dict[str, Value] = {"stroke": "#2b2826", "stroke_linecap": "round", "fill": "none"}
    parts = [
        door.brick_wall(width, height, defs=defs, rng=wall.rng),
        svg.rect(0, 0, width, height, fill=wall.palette.deep, fill_opacity=0.16),
        svg.rect(0, top - unit * 0.08, unit * 0.03, unit * 0.22, fill="#2b2826"),
        svg.line(0, top, box.x + box.width * 0.96, top, stroke_width=unit * 0.018, **iron),
        svg.path(
            f"M{num(unit * 0.02)} {num(top + unit * 0.1)}Q{num(unit * 0.12)} "
            f"{num(top + unit * 0.09)} {num(unit * 0.16)} {num(top)}",
            stroke_width=unit * 0.011, **iron,
        ),
        svg.circle(box.x + box.width * 0.96, top, unit * 0.018, fill="#2b2826"),
    ]  # fmt: skip
    for share in (0.14, 0.86):
        parts.append(_chain(box.x + box.width * share, top, box.y + unit * 0.02, unit))
    wood = "#8a5a30"
    parts += [
        backing.plate(
            Box(x=box.x + unit * 0.012, y=box.y + unit * 0.02, width=box.width, height=box.height),
            fill="#140c06", radius=unit * 0.03, fill_opacity=0.34,
        ),
        _planks(box, wood, defs=defs, unit=unit),
    ]  # fmt: skip
    return Board(
        svg="".join(parts),
        room=grown(box, -box.height * 0.16, -box.height * 0.14),
        grounds=(mix(wood, "#ffffff", 0.03), mix(wood, "#2a160a", 0.35)),
        ink="#fff1d2",
        accent="#ffe0a0",
    )


def _chain(x: float, top: float, low: float, unit: float) -> str:
    size = unit * 0.016
    count = max(1, round((low - top) / (size * 1.5)))
    return "".join(
        svg.ellipse(
            x,
            top + (low - top) * (index + 0.5) / count,
            size * (0.5 if index % 2 else 0.28),
            size,
            fill="none",
            stroke="#2b2826",
            stroke_width=size * 0.34,
        )
        for index in range(count)
    )


def _planks(box: Box, wood: str, *, defs: Defs, unit: float) -> str:
    """Draw a board of planks with grain, a rim and screws."""
    radius = min(unit * 0.03, box.height * 0.16)
    dark = mix(wood, "#2a160a", 0.35)
    fill = defs.linear([(0, mix(wood, "#ffffff", 0.03), 1), (1, dark, 1)])
    parts = [backing.plate(box, fill=fill, radius=radius)]
    num_planks = max(2, round(box.height / (unit * 0.13)))
    for index in range(1, num_planks):
        y = box.y + box.height * index / num_planks
        parts.append(svg.line(box.x, y, box.x + box.width, y, stroke="#3a2010",
                              stroke_opacity=0.32, stroke_width=unit * 0.003))  # fmt: skip
    for index in range(num_planks * 2):
        y = box.y + box.height * (index + 0.5) / (num_planks * 2)
        bend = box.height * 0.03 * math.sin(index * 2.4)
        x = box.x + box.width * (0.06 + 0.05 * (index % 3))
        far = box.x + box.width * (0.94 - 0.07 * (index % 2))
        parts.append(
            svg.path(
                f"M{num(x)} {num(y)}Q{num((x + far) / 2)} {num(y + bend)} {num(far)} {num(y)}",
                fill="none", stroke="#3a2010", stroke_opacity=0.13, stroke_width=unit * 0.002,
            )
        )  # fmt: skip
    inset = min(unit * 0.02, box.height * 0.07)
    inner = grown(box, -inset, -inset)
    parts.append(backing.plate(inner, fill="none", radius=radius * 0.7, stroke="#f3d9a6",
                               stroke_opacity=0.75, stroke_width=unit * 0.0035))  # fmt: skip
    for x in (inner.x + inset, inner.x + inner.width - inset):
        for y in (inner.y + inset, inner.y + inner.height - inset):
            parts.append(svg.circle(x, y, unit * 0.006, fill="#d8b47a"))
    return "".join(parts)


def plate(wall: Wall) -> Board:
    """A plate of brass or of blue enamel on a painted door."""
    width, height, unit, defs = wall.width, wall.height, wall.unit, wall.defs
    paint = wall.rng.choice(("#2f4f4a", "#6d2b2b", "#2d3f63", "#4a4038"))
    box = wall.board(share=0.34, middle=0.46, wide_max=2.8)
    parts = [svg.rect(0, 0, width, height, fill=defs.linear(
        [(0, mix(paint, "#ffffff", 0.12), 1), (1, mix(paint, "#000000", 0.18), 1)], x2=1, y2=0
    ))]  # fmt: skip
    margin = unit * 0.08
    for x, y, wide, tall in (
        (margin, margin, width - 2 * margin, box.y - 2 * margin),
        (margin, box.y + box.height + margin, width - 2 * margin,
         height - box.y - box.height - 2 * margin),
    ):  # fmt: skip
        if tall > unit * 0.05:
            panel = Box(x=x, y=y, width=wide, height=tall)
            parts.append(backing.plate(panel, fill="#000000", radius=unit * 0.01,
                                       fill_opacity=0.16))  # fmt: skip
            inner = grown(panel, -unit * 0.014, -unit * 0.014)
            parts.append(
                backing.plate(inner, fill=mix(paint, "#ffffff", 0.08), radius=unit * 0.008)
            )
    is_brass = wall.rng.random() < 0.55
    base = "#d2a94e" if is_brass else "#1f4fa0"
    light, dark = mix(base, "#ffffff", 0.25), mix(base, "#000000", 0.12 if is_brass else 0.2)
    metal = defs.linear([(0, light, 1), (0.5, base, 1), (1, dark, 1)])
    shadow = Box(x=box.x, y=box.y + unit * 0.012, width=box.width, height=box.height)
    parts += [
        backing.plate(shadow, fill="#000000", radius=unit * 0.02, fill_opacity=0.35),
        backing.plate(box, fill=metal, radius=unit * 0.02),
        backing.plate(grown(box, -unit * 0.014, -unit * 0.014), fill="none", radius=unit * 0.012,
                      stroke=dark if is_brass else "#ffffff", stroke_width=unit * 0.005),
    ]  # fmt: skip
    inset = unit * 0.032
    for x in (box.x + inset, box.x + box.width - inset):
        for y in (box.y + inset, box.y + box.height - inset):
            parts.append(svg.circle(x, y, unit * 0.008, fill=mix(dark, "#000000", 0.2)))
    ink = "#2b1c0a" if is_brass else "#ffffff"
    return Board(
        svg="".join(parts),
        room=grown(box, -box.height * 0.2, -box.height * 0.18),
        grounds=(light, dark) if is_brass else (base, dark, light),
        ink=ink,
        accent=ink,
    )
