"""Patterns: motifs on a ground that repeats without a seam, in one of several arrangements.

It does not know how a motif is drawn. What crosses an edge is drawn again at the opposite one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from inkstone.engines.sketch.pages import backing, contrast, icons, ornaments
from inkstone.engines.sketch.pages.palettes import Palette, palette_of
from inkstone.engines.sketch.pages.poster_look import Look
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Scene
from inkstone.engines.sketch.vector import glyphs, svg
from inkstone.engines.sketch.vector.glyphs import Symbol
from inkstone.engines.sketch.vector.palette import luminance, mix
from inkstone.engines.sketch.vector.svg import Defs, Layer, num

Arrangement = Literal["grid", "half_drop", "scatter", "diamond"]
#: Motifs along the shorter side.
_ACROSS = 4
#: Along the longer side at the most.
_ALONG_MAX = 14
_MOTIFS_MAX = 6
#: Plain forms for a pattern that names none: a flower, a leaf, a star, a drop.
_PLAIN = ("flower", "leaf", "star", "drop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a motif stands: its middle, its size in cells, and its turn in degrees."""

    x: float
    y: float
    size: float
    turn: float
    motif: int


def arrangement_of(scene: Scene) -> Arrangement:
    """Choose how motifs repeat, by the words for it and the seed."""
    if scene.composition in get_args(Arrangement):
        return scene.composition  # type: ignore[return-value]  # just looked at
    rng = Random(f"{scene.seed}/pattern")  # noqa: S311 - chance for pictures, not for secrets
    return rng.choice(("half_drop", "scatter", "grid", "half_drop", "diamond"))


def draw_pattern(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a pattern; words, which patterns seldom have, stand on a plate in its middle."""
    width, height = float(scene.width_px), float(scene.height_px)
    palette = palette_of(scene)
    ground = _ground_colour(scene, palette, rng)
    motifs = _motifs(scene, palette, ground, defs)
    arrangement = arrangement_of(scene)
    num_across, num_down = _cells(width, height)
    cell_x, cell_y = width / num_across, height / num_down
    cell = min(cell_x, cell_y)
    spots = _spots(arrangement, num_across, num_down, len(motifs), rng)
    parts = [
        svg.rect(0, 0, width, height, fill=ground),
        _fillers(arrangement, (num_across, num_down), (cell_x, cell_y), ground, palette),
    ]
    for spot in spots:
        side = cell * spot.size
        symbol = motifs[spot.motif % len(motifs)]
        parts.append(_wrapped(symbol, spot, (cell_x, cell_y), side, (width, height)))
    blocks, plate = _words(scene, palette, defs)
    return Layer(
        svg=svg.group(*parts, plate, *(block.under for block in blocks)),
        words=svg.group(*(block.words for block in blocks)),
        texts=tuple(block.placed for block in blocks),
        missing=tuple(dict.fromkeys(char for block in blocks for char in block.missing)),
    )


def _cells(width: float, height: float) -> tuple[int, int]:
    """Give how many cells there are across and down: even numbers, for what drops by half."""
    side = max(min(width, height) / _ACROSS, max(width, height) / _ALONG_MAX)
    return max(2, 2 * round(width / side / 2)), max(2, 2 * round(height / side / 2))


def _ground_colour(scene: Scene, palette: Palette, rng: Random) -> str:
    if scene.tint is not None:
        return scene.tint
    if scene.time == "night" or "neon" in scene.style:
        return palette.deep
    return rng.choice(
        (palette.paper, mix(palette.paper, palette.second, 0.24), mix(palette.accent, "#ffffff",
         0.82), palette.paper)
    )  # fmt: skip


def _motifs(scene: Scene, palette: Palette, ground: str, defs: Defs) -> list[Symbol]:
    """The things that are named, else those of the occasion, else plain forms."""
    found = [icons.icon_of(known, defs=defs, scene=scene) for known in scene.objects]
    kept = [symbol for symbol in found if symbol is not None][:_MOTIFS_MAX]
    if not kept:
        emoji = [glyphs.emoji_symbol(motif, defs=defs) for motif in palette.motifs]
        kept = [symbol for symbol in emoji if symbol is not None]
    if kept:
        return kept
    dark = luminance(ground) < 0.5
    tones = [palette.second, palette.paper] if dark else [palette.accent, palette.second]
    return [_plain(name, tones[index % 2]) for index, name in enumerate(_PLAIN)]


def _plain(name: str, colour: str) -> Symbol:
    """Draw a plain form in a square of 100."""
    match name:
        case "flower":
            petals = "".join(
                svg.ellipse(50, 26, 13, 22, fill=colour, transform=f"rotate({72 * index} 50 50)")
                for index in range(5)
            )
            drawn = petals + svg.circle(50, 50, 11, fill=mix(colour, "#ffffff", 0.6))
        case "leaf":
            drawn = svg.path("M50 4C84 30 84 70 50 96C16 70 16 30 50 4Z", fill=colour) + svg.line(
                50, 22, 50, 92, stroke=mix(colour, "#ffffff", 0.5), stroke_width=4
            )
        case "star":
            points = []
            for index in range(10):
                reach = 46 if index % 2 == 0 else 20
                turn = math.tau * index / 10
                points.append((50 + math.sin(turn) * reach, 50 - math.cos(turn) * reach))
            drawn = svg.polygon(points, fill=colour)
        case _:
            drawn = svg.path("M50 6C70 40 82 54 82 66A32 32 0 0 1 18 66C18 54 30 40 50 6Z",
                             fill=colour)  # fmt: skip
    return Symbol(svg=drawn, width=100, height=100)


def _spots(
    arrangement: Arrangement, across: int, down: int, num_motifs: int, rng: Random
) -> list[Spot]:
    """Give where motifs stand, in cells; all of them repeat after so many cells."""
    if arrangement == "scatter":
        return _scattered(across, down, num_motifs, rng)
    spots = []
    for column in range(across):
        for row in range(down):
            drop = 0.5 if arrangement == "half_drop" and column % 2 else 0.0
            if arrangement == "diamond" and (column + row) % 2:
                continue
            # Motifs alternate so that none has itself beside it, where there are several.
            motif = (column + row * (2 if num_motifs % 2 else 1)) // (
                2 if arrangement == "diamond" else 1
            )
            turn = 0.0 if arrangement != "half_drop" else (-8.0 if column % 2 else 8.0)
            spots.append(
                Spot(x=column + 0.5, y=row + 0.5 + drop, motif=motif, turn=turn,
                     size=1.05 if arrangement == "diamond" else 0.66)
            )  # fmt: skip
    return spots


def _scattered(across: int, down: int, num_motifs: int, rng: Random) -> list[Spot]:
    """Scatter motifs so that none touches another, also over the edges."""
    spots: list[Spot] = []
    num_tries = across * down * 36
    for tried in range(num_tries):
        # Large ones first; small ones fill what is left between them.
        size = rng.uniform(0.62, 0.86) * (1 - 0.5 * tried / num_tries)
        x, y = rng.uniform(0, across), rng.uniform(0, down)
        if all(_far(x - o.x, across, y - o.y, down) > (size + o.size) * 0.6 for o in spots):
            spots.append(
                Spot(x=x, y=y, size=size, turn=rng.uniform(-24, 24), motif=len(spots) % num_motifs)
            )
    return spots


def _far(x: float, across: int, y: float, down: int) -> float:
    """How far apart two spots are on a page whose edges meet."""
    x, y = abs(x) % across, abs(y) % down
    return math.hypot(min(x, across - x), min(y, down - y))


def _wrapped(
    symbol: Symbol,
    spot: Spot,
    cell: tuple[float, float],
    side: float,
    page: tuple[float, float],
) -> str:
    """Draw a motif, and again at every edge that it crosses."""
    width, height = page
    x, y = (spot.x * cell[0]) % width, (spot.y * cell[1]) % height
    reach = side * 0.75
    shifts_x = [0.0] + ([width] if x < reach else []) + ([-width] if x > width - reach else [])
    shifts_y = [0.0] + ([height] if y < reach else []) + ([-height] if y > height - reach else [])
    box = Box(x=-side / 2, y=-side / 2, width=side, height=side)
    drawn = symbol.fitted(box)
    # Four decimals: what stands at two edges has to fall on the same parts of pixels.
    return "".join(
        svg.group(
            drawn,
            transform=f"translate({x + dx:.4f} {y + dy:.4f}) rotate({num(spot.turn)})",
        )
        for dx in shifts_x
        for dy in shifts_y
    )


def _fillers(
    arrangement: Arrangement,
    cells: tuple[int, int],
    cell: tuple[float, float],
    ground: str,
    palette: Palette,
) -> str:
    """Draw small dots between the motifs, at the corners of cells."""
    if arrangement == "scatter":
        return ""
    dark = luminance(ground) < 0.5
    colour = mix(ground, palette.second if dark else palette.accent, 0.5)
    across, down = cells
    size = min(cell) * 0.045
    dots = []
    # The last column and row are the first of the next tile, and half of each dot is in this one.
    for column in range(across + 1):
        for row in range(down + 1):
            x, y = column * cell[0], row * cell[1]
            if arrangement == "half_drop":
                dots += [(x, y + cell[1] * (0.5 if column % 2 else 0.0))]
                dots += [(x, y - cell[1] * 0.5)] if column % 2 and row == 0 else []
            elif arrangement == "diamond":
                if (column + row) % 2:
                    dots.append((x + cell[0] / 2, y + cell[1] / 2))
            else:
                dots.append((x, y))
    return "".join(
        ornaments.diamond(x, y, size * 1.5, fill=colour)
        if arrangement == "grid"
        else svg.circle(x, y, size, fill=colour)
        for x, y in dots
    )


def _words(scene: Scene, palette: Palette, defs: Defs) -> tuple[Sequence[Block], str]:
    texts = [text for text in scene.texts if text.text.strip()]
    if not texts:
        return (), ""
    width, height = float(scene.width_px), float(scene.height_px)
    unit = min(width, height)
    look = Look(palette=palette, is_light=False, is_shaded=False)
    setting = Setting(look=look, defs=defs, unit=unit, grounds=(palette.paper,), grow=0.8)
    entries = [
        Entry(text=text, slot="title" if index == 0 else "body") for index, text in enumerate(texts)
    ]
    box = backing.grown(Box(x=0, y=0, width=width, height=height), -width * 0.2, -height * 0.28)
    blocks = stack(entries, box, setting)
    x = min(block.box.x for block in blocks)
    y = min(block.box.y for block in blocks)
    right = max(block.box.x + block.box.width for block in blocks)
    low = max(block.box.y + block.box.height for block in blocks)
    pad = unit * 0.045
    plate = backing.grown(Box(x=x, y=y, width=right - x, height=low - y), pad, pad)
    rim = contrast.legible(palette.accent, (palette.paper,))
    drawn = backing.plate(plate, fill=palette.paper, radius=unit * 0.02) + backing.plate(
        backing.grown(plate, -unit * 0.012, -unit * 0.012), fill="none", radius=unit * 0.012,
        stroke=rim, stroke_width=unit * 0.003,
    )  # fmt: skip
    return blocks, drawn
