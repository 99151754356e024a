"""Trunks: the body from neck to hips, with the garments that cover it.

It does not know limbs, nor the parts of skirts that are below the hips.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from inkstone.engines.sketch.figures.builds import Build
from inkstone.engines.sketch.figures.ink import Ink, Spot, applied, mix, outline, posed
from inkstone.engines.sketch.figures.limbs import Body
from inkstone.engines.sketch.figures.outfits import Cloth
from inkstone.engines.sketch.figures.skeleton import TRUNK_HALF
from inkstone.engines.sketch.figures.stamps import colours_of, draw_stamp, half_of

_HEM = 106.0
#: The upper edge of a garment from the middle to the side, by its neckline.
_TOPS: dict[str, tuple[Spot, ...]] = {
    "full": ((0, 0), (12.5, -4.4, 1), (20, -1), (30, 2), (37.5, 9), (39, 24)),
    "strap": ((0, 16), (10, 10, 1), (15, -2, 1), (25, 1, 1), (28, 20), (35, 32)),
    "heart": ((0, 31, 1), (9, 23), (20, 21), (33, 28, 1)),
    "bib": ((0, 78, 1), (20, 78, 1)),
    "bare": ((0, 96, 1), (20, 96, 1)),
}
_EDGES = {
    "scoop": "strap",
    "heart": "heart",
    "bib": "bib",
    "shells": "bare",
    "slant": "full",
    "deep": "strap",
}
#: Whoever wears these shows skin that the garment does not cover.
_SHOWING = frozenset({"scoop", "heart", "shells"})
#: Necklines that leave the slope of the shoulders bare.
_OPEN = frozenset({"wide", "scoop", "heart", "shells", "slant", "deep"})
#: Necklines that an outer garment covers.
_HIDDEN = frozenset({"hood", "ribbed", "round"})


def silhouette(build: Build, edge: str, *, wide: float = 1, hem: float = _HEM) -> list[Spot]:
    """The outline of a trunk in its own space, from an upper edge to a hem."""
    waist = build.waist / build.shoulder * TRUNK_HALF
    hip = build.hip / build.shoulder * TRUNK_HALF
    side: list[Spot] = [(35.5, 38), ((waist * 2 + 34) / 3 + 0.5, 54), (waist, 68), (hip * 0.95, 92)]
    top = _TOPS[edge]
    half = [*top, *(point for point in side if point[1] > top[-1][1] + 3)]
    tail: list[Spot] = [(hip, hem - 4), (hip - 2, hem, 1)]
    half = [(x * wide, *rest) for x, *rest in (*half, *tail)]
    mirrored: list[Spot] = [(-x, *rest) for x, *rest in half if x > 0]
    return [*half, *mirrored[::-1]]


def half_width(build: Build, y: float) -> float:
    """How far the side of a trunk is from its middle, at a height of its space."""
    points = [(y, x) for x, y, *_ in silhouette(build, "full") if x > 0 and y > 20]
    for (y1, x1), (y2, x2) in pairwise(points):
        if y1 <= y <= y2:
            return x1 + (x2 - x1) * (y - y1) / max(y2 - y1, 0.1)
    return points[-1][1]


def draw_pelvis(body: Body) -> None:
    """Draw the hips in the colour of what covers the legs."""
    whole, bottom = body.worn("whole"), body.worn("bottom")
    cloth = whole if whole and (whole.cut.legs or not whole.cut.skirt) else bottom
    colour = cloth.colour if cloth and cloth.kind != "tail" else body.look.skin
    hip = body.bones.build.hip / body.bones.build.shoulder * TRUNK_HALF
    points: list[Spot] = [
        (hip * 0.9, 84, 1),
        (hip, 100),
        (hip * 0.96, 116),
        (hip * 0.5, 126),
        (0, 127),
    ]
    left: list[Spot] = [(-x, *rest) for x, *rest in points[:-1]]
    with body.ink.space(body.bones.trunk):
        body.ink.shape(
            [*points, *left[::-1]],
            colour,
            pattern=body.pattern(cloth, on_trunk=True) if cloth else None,
        )


def draw_neck(body: Body) -> None:
    """Draw the neck, from the shoulders into the head, in the shade of the chin."""
    bones, thick, ink = body.bones, body.bones.build.throat, body.ink
    low = applied(bones.trunk, 0, 9)
    high = applied(bones.head, -5 * math.sin(math.radians(bones.joints.yaw)), 34)
    ink.chain([low, high], [thick * 1.1, thick], body.look.skin, shade=0)
    size, under = bones.build.head, applied(bones.head, 3, 54)
    deep = 16 * size if body.is_close else 9 * size
    ink.shade([(high[0] - thick, high[1]), (high[0] + thick, high[1]), (high[0] + thick * 1.02,
        under[1] + deep * 0.7), (under[0], under[1] + deep), (high[0] - thick * 0.98,
        under[1] + deep * 0.3)], opacity=0.2)  # fmt: skip


def draw_trunk(body: Body) -> None:
    """Draw the trunk with everything that covers it."""
    build, ink = body.bones.build, body.ink
    worn = (body.worn(slot) for slot in ("top", "whole", "vest", "over"))
    layers = [cloth for cloth in worn if cloth]
    is_bare = not any(cloth.cut.neck not in _SHOWING | {"bib"} for cloth in layers)
    with ink.space(body.bones.trunk):
        if is_bare or not layers:
            ink.shape(silhouette(build, "full"), body.look.skin)
            ink.shade(_side(silhouette(build, "full")), opacity=0.12)
    draw_neck(body)
    if is_bare or any(cloth.cut.neck in _OPEN for cloth in layers):
        with ink.space(body.bones.trunk):
            # From the neck to the shoulders, where a neckline leaves it bare.
            ink.shape([(9, -13, 1), (11, -5, 1), (18, 0, 1), (14, 12, 1), (-14, 12, 1), (-18, 0, 1),
                       (-11, -5, 1), (-9, -13, 1)], body.look.skin)  # fmt: skip
    for index, cloth in enumerate(layers):
        is_hidden = layers[-1].cut.slot == "over" and index + 1 < len(layers)
        _garment(
            body,
            cloth,
            under=layers[index - 1] if index else None,
            is_hidden=is_hidden and cloth.cut.neck in _HIDDEN,
        )


def _garment(body: Body, cloth: Cloth, *, under: Cloth | None, is_hidden: bool) -> None:
    build, ink, cut = body.bones.build, body.ink, cloth.cut
    edge = _EDGES.get(cut.neck, "full")
    # What is tucked in ends at the waist; what hangs over the hips is longer.
    bottom = body.worn("bottom")
    whole = body.worn("whole")
    is_covered = (bottom is not None and bottom.cut.skirt > 0) or (
        whole is not None and bool(whole.cut.under)
    )
    is_tucked = cut.slot == "top" and is_covered and not cut.skirt
    hem = (
        86.0
        if is_tucked or edge == "bare"
        else 120.0
        if cut.skirt
        else 112.0
        if cut.slot == "over"
        else _HEM
    )
    # What is worn over something hides its sides.
    wide = max(cut.wide, under.cut.wide + 0.02) if under and cut.slot == "over" else cut.wide
    points = silhouette(build, edge, wide=wide, hem=hem)
    colours = colours_of(
        cloth.colour,
        skin=body.look.skin,
        fold=mix(body.look.skin, "#8a3f3a", 0.4),
        under=under.colour if under else "#fbf6ec",
    )
    with ink.space(body.bones.trunk):
        path = (
            ""
            if edge == "bare"
            else ink.shape(points, cloth.colour, pattern=body.pattern(cloth, on_trunk=True))
        )
        if path:
            ink.shade(_side(points))
        stamped = f"front_{cloth.make or cut.stamp}"
        # Only what reaches the side, or is turned to it, has to be cut off there.
        is_cut = (
            body.bones.joints.yaw > 22 or half_of(stamped) > 30 or half_of(f"neck_{cut.neck}") > 30
        )
        with front(body, clip=path if is_cut else ""):
            if not is_hidden:
                draw_stamp(ink, f"neck_{cut.neck}", colours, is_counted=False)
            if cut.neck == "bib":
                draw_stamp(ink, "bib", colours, is_counted=False)
            draw_stamp(ink, stamped, colours, is_counted=False)


def _side(points: list[Spot]) -> list[Spot]:
    """The strip of a trunk that lies in shade."""
    right = [(x, y) for x, y, *_ in points if x > 0 and y > 12]
    low = max(y for _, y in right)
    inner = [(x - min(y - 12, 36) * 0.32 * (0.5 if y > low - 1 else 1), y) for x, y in right]
    return [*right, *inner[::-1]]


@contextmanager
def front(body: Body, *, clip: str = "", deep: float = 9) -> Iterator[Ink]:
    """The space of the trunk's front within the trunk's space, cut off where it goes round.

    Args:
        body: whose trunk it is.
        clip: the path of what it lies on, where it has to be cut off at its side.
        deep: how far before the spine it is; the neck's base is less deep than the chest.
    """
    yaw = math.radians(body.bones.joints.yaw)
    narrow = max(math.cos(yaw), 0.3) / body.bones.turn
    moved = posed(deep * math.sin(yaw), 0, sx=narrow, sy=1)
    cut = body.defs.clip(f'<path d="{clip}"/>') if clip else None
    if cut:
        with body.ink.space(posed(0, 0), clip=cut), body.ink.space(moved):
            yield body.ink
    else:
        with body.ink.space(moved):
            yield body.ink


def draw_belt(body: Body) -> None:
    """Draw what goes round the waist."""
    cloth = body.worn("waist")
    if cloth is None:
        return
    is_sash = cloth.kind == "sash"
    y, tall = (78.0, 10.0) if is_sash else (88.0, 8.0)
    half = half_width(body.bones.build, y) * 1.07
    with body.ink.space(body.bones.trunk):
        body.ink.shape([(-half, y, 1), (0, y + 2), (half, y, 1), (half, y + tall, 1), (0,
            y + tall + 2), (-half, y + tall, 1)], cloth.colour)  # fmt: skip
        with front(body):
            if is_sash:
                body.ink.shape(
                    [(-6, y + 6, 1), (5, y + 6, 1), (9, y + 38, 1), (-2, y + 40, 1)],
                    body.tinted(cloth.colour, is_far=True),
                )
            else:
                body.ink.add(
                    outline(
                        [(-6, y - 1, 1), (6, y - 1, 1), (6, y + tall + 2, 1), (-6, y + tall + 2, 1)]
                    ),
                    "#e3b84a",
                )
                body.ink.add(
                    outline([(-3, y + 2, 1), (3, y + 2, 1), (3, y + tall, 1), (-3, y + tall, 1)]),
                    cloth.colour,
                )
