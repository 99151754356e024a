"""What animals wear on neck, trunk and back while they stand on four feet.

It does not know what animal is below: it fits everything to a skeleton.
"""

from inkstone.engines.sketch.beasts.coat import shaded
from inkstone.engines.sketch.beasts.curves import Point, corners, oval, smooth, tube
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Skeleton
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix

#: What covers a trunk, and its colour where none was asked for.
COVERS: dict[str, str] = {
    "sweater": "#d9584f", "hoodie": "#5b86c9", "jacket": "#4f6d8f", "coat": "#8a5f48",
    "vest": "#5f8f6a", "shirt": "#7fb3de", "t_shirt": "#f0c14f", "raincoat": "#f4c63d",
    "uniform": "#4a5f96", "armor": "#a9b2bd", "spacesuit": "#eef1f4", "blouse": "#f0b9c8",
    "apron": "#f3efe6", "lab_coat": "#f6f7f8", "pajamas": "#a9c4ec", "dress": "#e887a9",
    "swimsuit": "#e8654f", "tracksuit": "#3f7fc0", "suit": "#3d4256", "overalls": "#4f78b0",
    "tank_top": "#f2f0ea", "kimono": "#b8475f", "hanfu": "#8fb9a8", "robe": "#7a5aa0",
    "gown": "#b06fc0", "qipao": "#c9353f", "sari": "#e58a3a", "wedding_dress": "#fdfaf6",
}  # fmt: skip


def wear_on_trunk(pen: Pen, wears: tuple[Garment, ...], skeleton: Skeleton) -> None:
    """Draw a sweater or the like round the trunk."""
    for worn in wears:
        if worn.kind not in COVERS:
            continue
        colour = worn.colour or COVERS[worn.kind]
        spine = [(x, y, r * 1.07) for x, y, r in
                 (skeleton.on(t, 0) for t in (0.16, 0.4, 0.7, 1.0))]  # fmt: skip
        outline = tube(spine, start=0.12, end=0.9)
        with pen.filled(outline, colour):
            stripe = mix(colour, "#ffffff", 0.55)
            if worn.pattern == "striped" or worn.kind == "sweater":
                for t in (0.38, 0.62, 0.86):
                    pen.line([skeleton.on(t, 1.2)[:2], skeleton.on(t, -1.2)[:2]], stripe, 5)
            elif worn.pattern:
                for t, across in (
                    (0.3, 0.5),
                    (0.5, 0),
                    (0.7, 0.5),
                    (0.3, -0.5),
                    (0.7, -0.5),
                    (0.9, 0),
                ):
                    pen.oval(*skeleton.on(t, across)[:2], 4, 4, stripe)
            low = [skeleton.on(t, -0.98)[:2] for t in (0, 0.5, 1.1)]
            pen.line(low, shaded(colour, 0.3), 8)
        hem = [skeleton.on(0.15, a)[:2] for a in (1.08, 0, -1.08)]
        pen.line(hem, shaded(colour, 0.2), 5)
        break


def wear_on_back(pen: Pen, wears: tuple[Garment, ...], skeleton: Skeleton) -> None:
    """Draw capes, backpacks and wings."""
    for worn in wears:
        if worn.kind == "cape":
            _cape(pen, worn.colour or "#d23b43", skeleton)
        elif worn.kind == "backpack":
            x, y, r = skeleton.on(0.55, 0.95)
            colour = worn.colour or "#e08a3c"
            pen.fill(smooth([(x - r * 0.6, y + r * 0.2), (x - r * 0.6, y - r * 0.6),
                             (x, y - r * 0.85), (x + r * 0.6, y - r * 0.6),
                             (x + r * 0.6, y + r * 0.2)]), colour)  # fmt: skip
            pen.fill(smooth([(x - r * 0.36, y + r * 0.1), (x - r * 0.36, y - r * 0.3),
                             (x + r * 0.36, y - r * 0.3), (x + r * 0.36, y + r * 0.1)]),
                     shaded(colour, 0.2))  # fmt: skip
            pen.line([skeleton.on(0.55, 0.9)[:2], skeleton.on(0.72, 0)[:2],
                      skeleton.on(0.6, -0.95)[:2]], shaded(colour, 0.3), 4)  # fmt: skip
        elif worn.kind == "wings":
            wing(pen, worn.colour or "#fdf8ef", *skeleton.on(0.72, 0.75))


def wing(pen: Pen, colour: str, x: float, y: float, r: float) -> None:
    """Draw one feathered wing that is raised backwards from a point."""
    for i, (dx, dy) in enumerate(((-2.9, -1.3), (-2.6, -2.1), (-1.9, -2.7))):
        pen.fill(tube([(x, y, r * 0.42), (x + dx * r * 0.6, y + dy * r * 0.7, r * 0.52),
                       (x + dx * r, y + dy * r, r * 0.1)]),
                 shaded(colour, 0.12 * (2 - i)))  # fmt: skip


def _cape(pen: Pen, colour: str, skeleton: Skeleton) -> None:
    nx, ny, nr = skeleton.neck[0]
    x0, y0, r0 = skeleton.on(0.0, 0.7)
    pen.fill(smooth([(nx + nr * 0.4, ny - nr * 0.5), (nx - nr * 0.6, ny - nr * 1.1),
                     *(skeleton.on(t, 1.1)[:2] for t in (0.6, 0.2)), (x0 - r0 * 1.6, y0 - r0 * 0.5),
                     (x0 - r0 * 1.3, y0 + r0 * 0.9), (x0 - r0 * 0.3, y0 + r0 * 0.5),
                     skeleton.on(0.35, -0.2)[:2], skeleton.on(0.7, 0.0)[:2]]), colour)  # fmt: skip
    pen.fill(smooth([(x0 - r0 * 1.3, y0 + r0 * 0.9), (x0 - r0 * 0.3, y0 + r0 * 0.5),
                     skeleton.on(0.35, -0.2)[:2], skeleton.on(0.3, 0.3)[:2]]),
             shaded(colour, 0.2))  # fmt: skip


def wear_on_neck(
    pen: Pen, wears: tuple[Garment, ...], skeleton: Skeleton, *, scale: float, is_face: bool
) -> None:
    """Draw scarves, ties and what else hangs at a neck."""
    (ax, ay, ar), (bx, by, br), (cx, cy, _) = skeleton.neck
    if is_face:
        # The face covers the neck: what hangs there shows below the chin.
        x, y, r = skeleton.head[0] - 4 * scale, skeleton.head[1] + 43 * scale, 34 * scale
        left, right = (x - r, y - r * 0.12), (x + r, y - r * 0.12)
    else:
        x, y, r = (ax + bx) / 2, (ay + by) / 2, (ar + br) / 2
        dx, dy = cx - ax, cy - ay
        gap = (dx * dx + dy * dy) ** 0.5 or 1
        nx, ny = -dy / gap * r * 1.04, dx / gap * r * 1.04
        left, right = (x - nx, y - ny), (x + nx, y + ny)
        x, y = right
    for worn in wears:
        neckwear(pen, worn, left, right, knot=(x, y + (r * 0.1 if is_face else 0)), r=r)


def neckwear(pen: Pen, worn: Garment, left: Point, right: Point, *, knot: Point, r: float) -> None:
    """Draw one thing round a neck.

    `left`: one end of what is seen of the neck.
    `right`: the other end.
    `knot`: where it is tied.
    `r`: half the neck's width.
    """
    middle = ((left[0] + right[0]) / 2, max(left[1], right[1]) + r * 0.16)
    x, y = knot
    if worn.kind == "scarf":
        colour = worn.colour or "#d9483b"
        pen.fill(tube([(x + r * 0.2, y, r * 0.2), (x + r * 0.34, y + r * 0.6, r * 0.24),
                       (x + r * 0.3, y + r * 1.15, r * 0.24)], end=0.2),
                 shaded(colour, 0.2))  # fmt: skip
        pen.fill(tube([(*left, r * 0.22), (*middle, r * 0.26), (*right, r * 0.22)]), colour)
    elif worn.kind in ("tie", "bow_tie"):
        colour = worn.colour or ("#c23b48" if worn.kind == "tie" else "#d4424f")
        pen.line([left, middle, right], "#faf7f2", max(r * 0.16, 2.4))
        if worn.kind == "tie":
            pen.fill(corners([(x - r * 0.13, y + r * 0.1), (x + r * 0.13, y + r * 0.1),
                              (x + r * 0.24, y + r * 0.95), (x, y + r * 1.2),
                              (x - r * 0.24, y + r * 0.95)]), colour)  # fmt: skip
            pen.oval(x, y + r * 0.08, r * 0.18, r * 0.16, shaded(colour, 0.2))
        else:
            for side in (-1, 1):
                pen.fill(smooth([(x, y + r * 0.12), (x + side * r * 0.5, y - r * 0.2),
                                 (x + side * r * 0.5, y + r * 0.44)], pull=0.7),
                         colour)  # fmt: skip
            pen.oval(x, y + r * 0.12, r * 0.14, r * 0.16, shaded(colour, 0.3))
    elif worn.kind in ("necklace", "beads", "pearls", "medal"):
        colour = worn.colour or ("#f6efe4" if worn.kind == "pearls" else "#f0c040")
        pen.line([left, middle, right], colour, max(r * 0.14, 2.4))
        pen.fill(oval(x, y + r * 0.34, r * 0.2, r * 0.2), colour)
