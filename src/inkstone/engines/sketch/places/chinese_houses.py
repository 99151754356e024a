"""Old Chinese buildings: halls with curved roofs, white houses, tiled walls, lanterns.

It does not know which place they stand in.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.lens import Lens
from inkstone.engines.sketch.places.prop import LAMPLIGHT, Prop
from inkstone.engines.sketch.places.strokes import (
    Spot,
    at,
    box,
    link,
    n,
    oval,
    poly,
)
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import group, path

_RED, _TILE = "#a8382f", "#4f565e"


def lanterns(canvas: Canvas, spots: list[Spot], r: float) -> str:
    """Red lanterns with golden ends, which glow after dark; `r` is half their width."""
    body = ribs = gold = halo = tassel = ""
    for x, y in spots:
        body += oval(x, y, r, r * 0.82)
        ribs += oval(x, y, r * 0.5, r * 0.82)
        gold += box(x - r * 0.42, y - r * 0.98, r * 0.84, r * 0.24)
        gold += box(x - r * 0.42, y + r * 0.74, r * 0.84, r * 0.24)
        tassel += f"M{at(x, y + r * 0.98)}v{n(r * 0.9)}"
        halo += oval(x, y, r * 2.0, r * 1.8)
    lit = canvas.light.is_lit
    red = "#f2523c" if lit else canvas.tone("#d8402f")
    return group(
        path(halo, fill="#ff9a55", fill_opacity=0.2) if lit else "",
        path(body, fill=red),
        path(ribs, fill="#ffa05e" if lit else mix(red, "#ffffff", 0.16)),
        path(gold, fill=canvas.tone("#efc25a") if not lit else "#ffd77a"),
        path(tassel, stroke=canvas.tone("#efc25a"), stroke_width=max(r * 0.2, 0.4)),
    )


def hall(canvas: Canvas, x: float, y: float, size: float, *, grand: bool) -> str:
    """A hall seen from the front: steps, red columns, lattice doors, a roof with raised corners."""
    snowy = canvas.nature.is_snowy
    prop = Prop(canvas, x=x, y=y, size=size, depth=0.16)
    tile = "#f4f8fc" if snowy else ("#c99a3f" if grand and canvas.rng.random() < 0.5 else "#5f6f76")
    prop.box(-0.72, 0, 1.44, 0.09, "#d6d0c4")
    prop.box(-0.76, 0.085, 1.52, 0.025, "#ece7dc")
    for k in range(3):
        prop.box(-0.2 - 0.03 * (2 - k), 0.0 + 0.035 * k - 0.01, 0.4 + 0.06 * (2 - k), 0.037,
                 ("#c9c2b6", "#dcd6ca", "#ece7dc")[k])  # fmt: skip
    prop.box(-0.64, 0.11, 1.28, 0.36, "#b8574a")
    for k in range(5):
        u = -0.55 + 0.225 * k
        _lattice(prop, u, 0.13, 0.2, 0.3)
    for k in range(6):
        u = -0.645 + 0.25 * k
        prop.box(u, 0.11, 0.04, 0.37, _RED)
        prop.box(u - 0.008, 0.105, 0.056, 0.025, "#cfc8bc")
    prop.box(-0.68, 0.46, 1.36, 0.035, "#3f7f84")
    prop.box(-0.68, 0.49, 1.36, 0.03, "#3a5f96")
    for k in range(13):
        prop.box(-0.66 + 0.104 * k, 0.462, 0.05, 0.026, "#e6b84f")
    _roof(prop, 0.5, 0.88, 0.34, tile)
    if grand and canvas.tall > canvas.unit:
        prop.box(-0.4, 0.8, 0.8, 0.1, "#b8574a")
        prop.box(-0.42, 0.88, 0.84, 0.03, "#3f7f84")
        _roof(prop, 0.9, 0.6, 0.3, tile)
    glow = [prop.spot(u, 0.4) for u in (-0.42, -0.18, 0.18, 0.42)]
    return prop.svg + lanterns(canvas, glow, size * 0.035)


def _lattice(prop: Prop, u: float, v: float, wide: float, tall: float) -> None:
    lit = prop.canvas.light.is_lit
    prop.box(u, v, wide, tall, "#8a3a30")
    if lit:
        x, y = prop.spot(u + wide * 0.08, v + tall * 0.95)
        prop.add(
            path(box(x, y, wide * 0.84 * prop.size, tall * 0.6 * prop.size), fill=LAMPLIGHT[0])
        )
    else:
        prop.box(u + wide * 0.08, v + tall * 0.35, wide * 0.84, tall * 0.6, "#efdcbc")
    for k in range(1, 4):
        prop.box(
            u + wide * (0.08 + 0.21 * k) - 0.003, v + tall * 0.35, 0.006, tall * 0.6, "#8a3a30"
        )
        prop.box(
            u + wide * 0.08, v + tall * (0.35 + 0.15 * k) - 0.003, wide * 0.84, 0.006, "#8a3a30"
        )
    prop.box(u + wide * 0.485, v, 0.006, tall, "#6a2a26")


def _roof(prop: Prop, v: float, half: float, tall: float, tile: str) -> None:
    """A roof whose eaves bend upwards at both ends, with rows of tiles and a ridge."""
    top = half * 0.62
    outline = [(-half, v + 0.075), (-half * 0.94, v + 0.02), (-half * 0.7, v - 0.012),
               (0, v - 0.02), (half * 0.7, v - 0.012), (half * 0.94, v + 0.02),
               (half, v + 0.075), (half * 0.84, v + tall * 0.36), (top, v + tall),
               (-top, v + tall), (-half * 0.84, v + tall * 0.36)]  # fmt: skip
    prop.poly(outline, tile)
    dark = "#c9d7e4" if prop.canvas.nature.is_snowy else mix(tile, "#20242c", 0.25)
    for k in range(17):
        share = k / 8 - 1
        prop.line([(share * top * 0.98, v + tall * 0.97), (share * half * 0.8, v + tall * 0.34),
                   (share * half * 0.93, v + 0.004 + 0.03 * abs(share) ** 5)], dark,
                  0.0075)  # fmt: skip
    edge = [(-half, v + 0.075), (-half * 0.94, v + 0.018), (-half * 0.7, v - 0.016),
            (0, v - 0.024), (half * 0.7, v - 0.016), (half * 0.94, v + 0.018),
            (half, v + 0.075)]  # fmt: skip
    prop.line(edge, mix(tile, "#20242c", 0.38), 0.022, soft=True)
    prop.box(-top - 0.02, v + tall - 0.012, top * 2 + 0.04, 0.04, mix(tile, "#20242c", 0.3))
    for sign in (-1, 1):
        prop.poly([(sign * (top + 0.02), v + tall - 0.01),
                   (sign * (top + 0.045), v + tall + 0.085),
                   (sign * (top - 0.03), v + tall + 0.03)], mix(tile, "#20242c", 0.3))  # fmt: skip


def side_house(canvas: Canvas, lens: Lens, side: int, near: float, far: float) -> str:
    """A white house beside a canal, with stepped gables and a roof of black tiles."""
    rng, unit = canvas.rng, canvas.unit
    depth = min((near - 0.66) * 0.13, 0.6)
    x, out = side * 0.72, side * 1.5
    tall = unit * rng.choice((rng.uniform(0.36, 0.44), rng.uniform(0.52, 0.6)))
    wall = canvas.tone("#f4f1ea", depth)
    lit_side = -1 if canvas.orb is None or canvas.orb.x > canvas.width / 2 else 1
    front = canvas.shade(wall, 0.05 if side == lit_side else 0.12)
    tile = canvas.tone("#eef3f8" if canvas.nature.is_snowy else _TILE, depth)
    dark = canvas.shade(canvas.tone(_TILE, depth), 0.2)
    base = unit * 0.05
    drawn = [
        path(lens.upright(x, near, far, base, tall), fill=front),
        _openings(canvas, lens, (x, near, far), tall, depth),
    ]
    eave, ridge = side * 0.665, side * 1.02
    slope = poly([lens.spot(eave, tall - unit * 0.01, near),
                  lens.spot(eave, tall - unit * 0.01, far),
                  lens.spot(ridge, tall + unit * 0.2, far),
                  lens.spot(ridge, tall + unit * 0.2, near)])  # fmt: skip
    drawn.append(path(slope, fill=tile))
    rows = ""
    number = 9 if near < 2.5 else 5
    for k in range(number + 1):
        z = near + (far - near) * k / number
        rows += link(lens.spot(eave, tall - unit * 0.01, z), lens.spot(ridge, tall + unit * 0.2, z))
    drawn += [path(rows,
                   stroke=dark if not canvas.nature.is_snowy else canvas.tone("#c3d3e2", depth),
                   stroke_width=unit * 0.005 / near, fill="none"),
              path(lens.upright(eave, near, far, tall - unit * 0.032, tall - unit * 0.006),
                   fill=dark),
              _stepped(canvas, lens, (x, out), near, (base, tall), (wall, dark))]  # fmt: skip
    if rng.random() < 0.6:
        spots = [
            lens.spot(eave, tall - unit * 0.1, near + (far - near) * share)
            for share in (0.25, 0.75)
        ]
        drawn.append(lanterns(canvas, spots, unit * 0.024 / near**0.9))
    return group(*drawn)


def _stepped(  # noqa: PLR0917 - as every wall of a lens has them
    canvas: Canvas,
    lens: Lens,
    ends: tuple[float, float],
    z: float,
    heights: tuple[float, float],
    tones: tuple[str, str],
) -> str:
    """A gable that rises in steps above the roof, capped with tiles."""
    unit = canvas.unit
    x, out = ends
    base, tall = heights
    wall, dark = tones
    side = 1 if x > 0 else -1
    levels = ((0.0, 0.05), (0.16, 0.14), (0.32, 0.24), (0.66, 0.14), (0.84, 0.05))
    points = [lens.spot(x - side * 0.02, base, z)]
    caps = ""
    last = None
    for share, rise in levels:
        u = x - side * 0.02 + (out - x) * share
        if last is not None:
            points.append(lens.spot(u, last, z))
        high = tall + unit * rise
        points.append(lens.spot(u, high, z))
        v = x - side * 0.02 + (out - x) * (share + (0.34 if rise > 0.2 else 0.17))
        caps += lens.across(
            u - side * 0.02, v + side * 0.01, high - unit * 0.006, high + unit * 0.018, z
        )
        last = high
    points += [lens.spot(out, tall, z), lens.spot(out, base, z)]
    return path(poly(points), fill=wall) + path(caps, fill=dark)


def _openings(
    canvas: Canvas, lens: Lens, wall: tuple[float, float, float], tall: float, depth: float
) -> str:
    """Lattice windows and a wooden door on the canal side."""
    rng, unit = canvas.rng, canvas.unit
    x, near, far = wall
    wood = canvas.tone("#7a4a3a", depth)
    frames, panes, lit = "", "", ""
    floors = (0.16, 0.4) if tall > unit * 0.54 else (0.16,)
    for row, low in enumerate(floors):
        for share in (0.2, 0.62):
            a = near + (far - near) * share
            b = a + (far - near) * 0.17
            is_door = row == 0 and share > 0.5
            bottom = unit * (0.05 if is_door else low)
            top = unit * (low + (0.12 if row else 0.14))
            frames += lens.upright(
                x, a * 0.995, b * 1.005, bottom - unit * 0.006, top + unit * 0.01
            )
            one = lens.upright(x, a, b, bottom, top)
            if canvas.light.is_lit and rng.random() < 0.6 and not is_door:
                lit += one
            else:
                panes += one
    glass = canvas.tone("#a8705a" if not canvas.light.is_dark else "#4a3a4a", depth)
    return group(path(frames, fill=wood), path(panes, fill=glass),
                 path(lit, fill=mix(LAMPLIGHT[0], canvas.light.haze, depth * 0.5)))  # fmt: skip


def tiled_wall(canvas: Canvas, lens: Lens, side: int, *, x: float, near: float, far: float,
               high: float, colour: str, brick: bool = False) -> str:  # fmt: skip
    """A wall beside the way under a ridge of tiles, of plaster or of brick."""
    unit = canvas.unit
    u = side * x
    shaded = canvas.orb is not None and (canvas.orb.x < canvas.width / 2) == (side < 0)
    wall = canvas.tone(colour, 0.06)
    wall = canvas.shade(wall, 0.12) if shaded else wall
    snowy = canvas.nature.is_snowy
    tile = canvas.tone("#eef3f8" if snowy else ("#5f666c" if brick else "#5f7f6a"), 0.1)
    inner, outer = u - side * 0.06, u + side * 0.08
    drawn = []
    z, share = near, 0.0
    while z < far * 0.999:
        tone = mix(wall, canvas.light.haze, 0.55 * share)
        drawn.append(path(lens.upright(u, z, far, 0, high), fill=tone))
        share = min(share + 0.1, 1.0)
        z = near * (far / near) ** share
    if brick:
        rows = ""
        for k in range(1, 15):
            y = high * k / 15
            rows += link(lens.spot(u, y, near), lens.spot(u, y, far))
            z = near * (1.05 + 0.1 * (k % 2))
            while z < min(far, 5):
                rows += link(lens.spot(u, y, z), lens.spot(u, y - high / 15, z))
                z *= 1.22
        drawn.append(path(rows, stroke=canvas.shade(wall, 0.2), stroke_width=unit * 0.0022,
                          fill="none", stroke_opacity=0.6))  # fmt: skip
    drawn += [path(lens.upright(u, near, far, 0, high * 0.12), fill=canvas.shade(wall, 0.24)),
              path(poly([lens.spot(inner, high, near), lens.spot(inner, high, far),
                         lens.spot(outer, high + unit * 0.1, far),
                         lens.spot(outer, high + unit * 0.1, near)]), fill=tile),
              path(lens.upright(inner, near, far, high - unit * 0.03, high),
                   fill=canvas.shade(tile, 0.3))]  # fmt: skip
    rows, z = "", near
    while z < far:
        rows += link(lens.spot(inner, high, z), lens.spot(outer, high + unit * 0.1, z))
        z *= 1.075
    drawn.append(
        path(rows, stroke=canvas.shade(tile, 0.18), stroke_width=unit * 0.005, fill="none")
    )
    return group(*drawn)
