"""A neon sign: a dark brick wall, tubes around the words, and their glow.

It does not know the words, but for how long they are.
"""

from inkstone.engines.sketch.pages import backing
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.sign_boards import Board, Wall
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import num

_PAIRS = (
    ("#ff4fc3", "#4ff0ff"), ("#ff5a4f", "#ffd34f"), ("#6f8bff", "#ff7ad9"), ("#5dff9e", "#ffe45c"),
)  # fmt: skip
_WALL = "#1a1622"


def neon(wall: Wall) -> Board:
    """Draw a wall at night, with a tube around the room of the words."""
    width, height, unit, defs = wall.width, wall.height, wall.unit, wall.defs
    box = wall.board(share=0.56, middle=0.5, wide_max=3.6)
    glow, second = wall.rng.choice(_PAIRS)
    if wall.scene.tint:
        glow = mix(wall.scene.tint, "#ffffff", 0.15)
    parts = [_bricks(wall)]
    halo = defs.radial([(0, glow, 0.34), (0.6, glow, 0.1), (1, glow, 0)])
    parts.append(svg.ellipse(width / 2, height / 2, box.width * 0.82, box.height * 1.15, fill=halo))
    # The wall behind the letters is darkened, as light words are read on dark.
    shade = grown(box, -unit * 0.03, -unit * 0.03)
    parts.append(backing.plate(shade, fill="#0d0a14", radius=unit * 0.05, fill_opacity=0.62))
    parts.append(tube(box, radius=unit * 0.06, colour=second, unit=unit))
    inner = grown(box, -unit * 0.028, -unit * 0.028)
    parts.append(tube(inner, radius=unit * 0.04, colour=glow, unit=unit * 0.6))
    for x in (box.x + box.width * 0.2, box.x + box.width * 0.8):
        parts.append(svg.rect(x - unit * 0.006, 0, unit * 0.004, box.y, fill="#0c0a12"))
    return Board(
        svg="".join(parts),
        room=grown(box, -box.height * 0.18, -box.height * 0.15),
        grounds=("#0d0a14", mix(_WALL, glow, 0.2)),
        ink=mix(glow, "#ffffff", 0.8),
        accent=mix(second, "#ffffff", 0.4),
        is_neon=True,
        glow=glow,
    )


def glowing(letters: str, colour: str) -> str:
    """Draw the light around letters: the same letters with broad soft strokes."""
    drawn = []
    for width, opacity in ((0.42, 0.07), (0.28, 0.12), (0.16, 0.24), (0.075, 0.85)):
        drawn.append(
            svg.group(
                letters, stroke=colour, stroke_width=width * 1000, stroke_opacity=opacity,
                stroke_linejoin="round",
            )
        )  # fmt: skip
    return "".join(drawn)


def tube(box: Box, *, radius: float, colour: str, unit: float) -> str:
    """Draw a glass tube around a box, and its light."""
    drawn = []
    for width, opacity, fill in (
        (0.05, 0.1, colour), (0.032, 0.18, colour), (0.019, 0.45, colour),
        (0.009, 1.0, mix(colour, "#ffffff", 0.75)),
    ):  # fmt: skip
        drawn.append(
            backing.plate(box, fill="none", radius=radius, stroke=fill, stroke_width=unit * width,
                          stroke_opacity=opacity)
        )  # fmt: skip
    return "".join(drawn)


def _bricks(wall: Wall) -> str:
    width, height = wall.width, wall.height
    course = wall.unit / 15
    length = course * 2.2
    tones = ("#2a2230", "#251e2b", "#2f2634")
    laid: dict[str, list[str]] = {tone: [] for tone in tones}
    gap = course * 0.05
    for row in range(int(height / course) + 1):
        shift = -length / 2 if row % 2 else 0.0
        for column in range(int(width / length) + 2):
            x, y = shift + column * length + gap, row * course + gap
            laid[wall.rng.choice(tones)].append(
                f"M{num(x)} {num(y)}h{num(length - 2 * gap)}v{num(course - 2 * gap)}"
                f"h{num(2 * gap - length)}z"
            )
    bricks = "".join(svg.path("".join(parts), fill=tone) for tone, parts in laid.items())
    return svg.rect(0, 0, width, height, fill=_WALL) + bricks
