"""The isometric stage: a place as a slab of ground seen from a corner, on a plain backdrop.

It does not know what will stand on it.
"""

from inkstone.engines.sketch.places.canvas import Canvas
from inkstone.engines.sketch.places.plan import Plan
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import ellipse, group, line, polygon, rect

#: What the ground of some places is made of; grass elsewhere.
_GROUNDS = {"beach": "#edd3a1", "desert": "#e3b873", "oasis": "#e3b873", "island": "#edd3a1",
            "snow": "#eef4fa", "ice": "#d8ebf7", "city": "#a9adb8", "skyline": "#a9adb8",
            "road": "#8e939e", "shopping_street": "#c9b8a6", "night_market": "#8d7f86",
            "hutong": "#b7aca0", "station": "#b3b0ad", "airport": "#b4bac2",
            "moonscape": "#b7b5bd", "mars": "#c9714a", "sea": "#4aa3d0", "lake": "#58aeda",
            "river": "#58aeda", "harbor": "#4aa3d0", "underwater": "#e2cf9d",
            "volcano": "#5b4a49", "cave": "#6d645f", "courtyard": "#c4b7a4",
            "watertown": "#bdb7ad", "rooftop": "#b9a99c", "studio": "#dfe6e4",
            "space": "#5d5a78"}  # fmt: skip
_WATERS = frozenset({"sea", "lake", "river", "harbor"})
_WOODED = frozenset({"forest", "bamboo", "jungle", "park", "garden", "meadow", "autumn_forest",
                     "farm", "village", "valley", "mountain", "savanna"})  # fmt: skip
_BUILT = frozenset({"city", "skyline", "shopping_street", "night_market", "road"})
_FLOOR, _WALL = "#c99a6b", "#efe0cd"

Point = tuple[float, float]


def stage(canvas: Canvas, *, place: str, is_indoors: bool) -> Plan:
    """Draw the slab, with two walls behind it where the place is a room."""
    unit, width, height = canvas.unit, canvas.width, canvas.height
    half = min(width * 0.47, unit * 0.56)
    deep = half * 0.5
    middle: Point = (width / 2, height * 0.64)
    ground = _FLOOR if is_indoors else _GROUNDS.get(place, canvas.nature.grass[0])
    ground = canvas.light.on(ground)
    back = mix(canvas.light.sky[2], ground, 0.12)
    paint = canvas.defs.linear([(0, mix(back, "#ffffff", 0.3), 1), (1, back, 1)])
    drawn = [rect(0, 0, width, height, fill=paint), _shade(canvas, middle, half, deep)]
    if is_indoors:
        drawn.append(_walls(canvas, middle, half, deep))
    drawn += [_slab(middle, half, deep, thick=unit * 0.085, ground=ground),
              _tiles(middle, half, deep, colour=mix(ground, "#ffffff", 0.28),
                     unit=unit)]  # fmt: skip
    if place in _WATERS:
        drawn.append(_ripples(canvas, middle, half, deep))
    if not is_indoors:
        drawn.append(_corner_things(canvas, place, middle, half, deep))
    low = (middle[1] + deep * 0.3) / height
    band = (middle[1] / height, low)
    return Plan(
        svg=group(*drawn),
        ground=band,
        water=band if place in _WATERS else None,
        air=(0.08, 0.34),
        is_dark=canvas.light.is_dark,
    )


def _diamond(middle: Point, half: float, deep: float) -> list[Point]:
    x, y = middle
    return [(x, y - deep), (x + half, y), (x, y + deep), (x - half, y)]


def _shade(canvas: Canvas, middle: Point, half: float, deep: float) -> str:
    dim = canvas.defs.radial([(0, "#1a1430", 0.3), (1, "#1a1430", 0)])
    return ellipse(middle[0], middle[1] + deep * 0.62, half * 1.05, deep * 1.02, fill=dim)


def _slab(middle: Point, half: float, deep: float, *, thick: float, ground: str) -> str:
    top, right, bottom, left = _diamond(middle, half, deep)
    soil = mix(ground, "#6b4a33", 0.5)

    def side(one: Point, other: Point, colour: str, share: float) -> str:
        drop = thick * share
        return polygon(
            [one, other, (other[0], other[1] + drop), (one[0], one[1] + drop)], fill=colour
        )

    return group(
        side(left, bottom, mix(soil, "#000000", 0.1), 1.0),
        side(bottom, right, mix(soil, "#000000", 0.28), 1.0),
        side(left, bottom, mix(ground, "#000000", 0.12), 0.34),
        side(bottom, right, mix(ground, "#000000", 0.28), 0.34),
        polygon([top, right, bottom, left], fill=ground),
    )


def _tiles(middle: Point, half: float, deep: float, *, colour: str, unit: float) -> str:
    """Lines along both directions of the ground."""
    top, right, bottom, left = _diamond(middle, half, deep)
    drawn = []
    for index in range(1, 6):
        share = index / 6
        for (a, b), (c, d) in (((top, right), (left, bottom)), ((top, left), (right, bottom))):
            one = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            two = (c[0] + (d[0] - c[0]) * share, c[1] + (d[1] - c[1]) * share)
            drawn.append(line(*one, *two, stroke=colour, stroke_width=unit * 0.0022))
    return group(*drawn, opacity=0.55)


def _ripples(canvas: Canvas, middle: Point, half: float, deep: float) -> str:
    rng, drawn = canvas.rng, []
    for _ in range(14):
        across, down = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)
        x = middle[0] + (across - down) * half
        y = middle[1] + (across + down) * deep
        length = canvas.unit * rng.uniform(0.02, 0.045)
        drawn.append(line(x - length, y - length / 2, x, y, stroke="#ffffff",
                          stroke_width=canvas.unit * 0.004, stroke_linecap="round"))  # fmt: skip
    return group(*drawn, opacity=0.6)


def _walls(canvas: Canvas, middle: Point, half: float, deep: float) -> str:
    """Two walls along the far edges, with a window in one and a picture on the other."""
    top, right, _, left = _diamond(middle, half, deep)
    tall = half * 0.95
    wall = canvas.light.on(canvas.rng.choice((_WALL, "#dbe6e4", "#f0d9cf", "#dcdcec")))

    def quad(one: Point, other: Point, span: tuple[float, float], rise: tuple[float, float],
             colour: str) -> str:  # fmt: skip
        def at(share: float, up: float) -> Point:
            return (one[0] + (other[0] - one[0]) * share,
                    one[1] + (other[1] - one[1]) * share - tall * up)  # fmt: skip

        corners = [at(span[0], rise[0]), at(span[1], rise[0]), at(span[1], rise[1]),
                   at(span[0], rise[1])]  # fmt: skip
        return polygon(corners, fill=colour)

    outside = canvas.outside.sky[1] if canvas.outside else "#9fd8f7"
    lit, dim = mix(wall, "#ffffff", 0.12), mix(wall, "#3a2b3a", 0.14)
    return group(
        quad(left, top, (0, 1), (0, 1), lit),
        quad(top, right, (0, 1), (0, 1), dim),
        quad(left, top, (0.34, 0.72), (0.36, 0.82), "#fffaf0"),
        quad(left, top, (0.37, 0.69), (0.4, 0.78), outside),
        quad(left, top, (0.52, 0.54), (0.4, 0.78), "#fffaf0"),
        quad(top, right, (0.3, 0.62), (0.46, 0.76), "#8a5f3f"),
        quad(top, right, (0.33, 0.59), (0.5, 0.72), canvas.light.on("#e8b870")),
        quad(left, top, (0, 1), (0, 0.05), mix(lit, "#7d5a3c", 0.5)),
        quad(top, right, (0, 1), (0, 0.05), mix(dim, "#7d5a3c", 0.5)),
    )


def _corner_things(canvas: Canvas, place: str, middle: Point, half: float, deep: float) -> str:
    """Blocks of trees, houses or rocks near the far corner, from the back to the front."""
    spots = [(-0.42, -0.42), (-0.1, -0.44), (-0.44, -0.1), (0.26, -0.43), (-0.43, 0.26)]
    drawn = []
    for across, down in spots:
        x = middle[0] + (across - down) * half
        y = middle[1] + (across + down) * deep
        size = half * canvas.rng.uniform(0.1, 0.15)
        if place in _BUILT:
            drawn.append(_house(canvas, x, y, size))
        elif place in _WOODED:
            drawn.append(_tree(canvas, x, y, size))
        elif place not in _WATERS and place != "studio":
            drawn.append(_block(x, y, size * 0.7, size * 0.5, canvas.light.on("#b9b2a8")))
    return group(*drawn)


def _block(x: float, y: float, half: float, tall: float, colour: str) -> str:
    """A block whose foot's middle is at a point."""
    deep = half * 0.5
    top = _diamond((x, y - tall), half, deep)
    foot = _diamond((x, y), half, deep)
    return group(
        polygon([top[3], top[2], foot[2], foot[3]], fill=mix(colour, "#000000", 0.1)),
        polygon([top[2], top[1], foot[1], foot[2]], fill=mix(colour, "#000000", 0.28)),
        polygon(top, fill=mix(colour, "#ffffff", 0.14)),
    )


def _tree(canvas: Canvas, x: float, y: float, size: float) -> str:
    leaf = canvas.light.on(canvas.rng.choice(canvas.nature.leaves)[1])
    trunk = _block(x, y, size * 0.16, size * 0.5, canvas.light.on("#8a5f42"))
    crown = _block(x, y - size * 0.4, size * 0.62, size * 0.8, leaf)
    cap = _block(x, y - size * 1.2, size * 0.4, size * 0.4, mix(leaf, "#ffffff", 0.08))
    return group(trunk, crown, cap)


def _house(canvas: Canvas, x: float, y: float, size: float) -> str:
    colour = canvas.light.on(canvas.rng.choice(("#d98c6a", "#7fa3c7", "#e3c27a", "#a7b98f")))
    tall = size * canvas.rng.uniform(1.6, 3.0)
    drawn = [_block(x, y, size * 0.75, tall, colour)]
    glass = "#ffe9a8" if canvas.light.is_lit else "#dff1fb"
    rows = max(2, int(tall / (size * 0.5)))
    for row in range(rows):
        up = y - tall * (row + 0.62) / rows
        for share in (0.28, 0.66):
            left = x - size * 0.75 * (1 - share)
            low = up + size * 0.375 * share
            w, h = size * 0.16, size * 0.2
            right = left + w
            pane = [(left, low), (right, low + w / 2), (right, low + w / 2 + h), (left, low + h)]
            drawn.append(polygon(pane, fill=glass))
    return group(*drawn)
