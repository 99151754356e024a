"""Layout: where each copy of each object stands, floats, flies or hangs, by the scene's seed.

It does not know what the objects look like, only the points that others hold to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from inkstone.engines.sketch.layout import compose, settle
from inkstone.engines.sketch.layout.bonds import LOOSE, Bonds, bonds_of
from inkstone.engines.sketch.layout.build import build
from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Field, Piece, Side, inside
from inkstone.engines.sketch.layout.scatter import scatter
from inkstone.engines.sketch.layout.traits import is_small, is_vehicle, size_of, zone_of
from inkstone.engines.sketch.layout.tree import Tree, grow, orient
from inkstone.engines.sketch.scene import Box, Scene
from inkstone.engines.sketch.vector.shape import Shape

#: Where in the order of drawing a zone begins.
_DEPTHS = {"sky": 0.0, "air": 0.5, "wall": 0.6, "water": 1.0, "swim": 1.5, "ground": 2.0}
#: How much of the order a pixel farther down, and a place in a group, are worth.
_PER_PIXEL, _PER_ORDER = 1e-4, 1e-5
_AT_SIDE = {"left": -2.0, "top_left": -2.0, "bottom_left": -2.0, "centre": 0.5,
            "right": 2.0, "top_right": 2.0, "bottom_right": 2.0}  # fmt: skip
#: How large small things are beside people and animals, for their usual size, and vehicles.
_SMALL_BESIDE_LIFE, _VEHICLE, _VEHICLE_MAX = 0.66, 1.6, 0.5
Ordered = list[tuple[Group | Piece, Group | Piece]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A finished layout."""

    #: In the order in which they are drawn.
    pieces: list[Piece]
    composition: str


def lay_out(
    scene: Scene, *, room: Field, shape_of: Callable[[str, int], Shape], rng: Random
) -> list[Piece]:
    """Place all objects; the pieces come in the order in which they are drawn."""
    return laid_out(scene, room=room, shape_of=shape_of, rng=rng).pieces


def laid_out(
    scene: Scene, *, room: Field, shape_of: Callable[[str, int], Shape], rng: Random
) -> Laid:
    """Place all objects that have no copies yet, around those that have.

    Args:
        scene: whose objects are placed.
        room: where there is room.
        shape_of: the shape of one copy of the object of an id.
        rng: chance.
    """
    pieces = [_pieces(scene, index, room, shape_of) for index in range(len(scene.objects))]
    every = [piece for copies in pieces for piece in copies]
    fixed = [piece for piece in every if piece.is_fixed]
    if len(fixed) == len(every):
        return Laid(pieces=_in_order(every), composition=scene.composition or "row")
    bonds = bonds_of(scene, pieces)
    tree = grow(bonds, pieces)
    _beside_life(every, tree)
    roots = _ordered_roots(scene, tree, bonds, rng)
    for number, root in enumerate(roots):
        orient(tree, root, side=_inward(number, len(roots), rng), rng=rng)
    groups = [_built(tree, root, rng) for root in roots]
    ordered = _order_pairs(scene, bonds, groups)
    name = _place(groups, fixed, room, rng, ordered)
    for group in groups:
        _finish(group, room)
    return Laid(pieces=_in_order(every), composition=scene.composition or name)


def _pieces(
    scene: Scene, index: int, room: Field, shape_of: Callable[[str, int], Shape]
) -> list[Piece]:
    known = scene.objects[index]
    found = []
    for copy in range(known.count):
        shape = shape_of(known.id, copy)
        piece = Piece(index=index, copy=copy, known=known, shape=shape,
                      size=size_of(known, shape), zone=zone_of(known, room))  # fmt: skip
        if copy < len(known.copies):
            kept = known.copies[copy]
            piece.is_fixed, piece.box, piece.depth = True, kept.box, kept.depth
            piece.is_flipped, piece.has_shadow = kept.is_flipped, kept.has_shadow
            piece.string = kept.string
        found.append(piece)
    return found


def _beside_life(pieces: Sequence[Piece], tree: Tree) -> None:
    """Let a ball be small beside a boy, and a car large."""
    if not any(piece.is_alive and not is_small(piece.known) for piece in pieces):
        return
    has_people = any(piece.is_person for piece in pieces)
    loose = {id(piece) for piece in tree.roots}
    for links in tree.links.values():
        loose |= {id(p) for link in links if link.bond.kind in LOOSE for p in link.pieces}
    for piece in pieces:
        if piece.is_alive:
            continue
        if id(piece) in loose and is_small(piece.known):
            piece.size *= _SMALL_BESIDE_LIFE
        elif has_people and is_vehicle(piece.known):
            piece.size = max(piece.size, min(piece.size * _VEHICLE, _VEHICLE_MAX))


def _in_order(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: (piece.depth, piece.index, piece.copy))


def _ordered_roots(scene: Scene, tree: Tree, bonds: Bonds, rng: Random) -> list[Piece]:
    """Left to right: sides that were asked for first, then chance, what belongs together kept."""
    rank = {index: rng.random() for index in range(len(scene.objects))}
    for index, known in enumerate(scene.objects):
        if known.at in _AT_SIDE:
            rank[index] = _AT_SIDE[known.at]
    beside = {"left_of": -0.001, "right_of": 0.001, "next_to": 0.001, "facing": 0.001,
              "talking_to": 0.001, "looking_at": 0.001}  # fmt: skip
    for _ in range(3):
        for index, kind, other in bonds.rest:
            one, host = bonds.root(index), bonds.root(other)
            if kind in beside and one != host:
                rank[one] = rank[host] + beside[kind] * (1 + index * 0.01)
    return sorted(tree.roots, key=lambda piece: (rank[piece.index], piece.index, piece.copy))


def _inward(number: int, count: int, rng: Random) -> Side:
    """Mostly they look to the middle of the picture."""
    if count == 1:
        return rng.choice(("left", "right"))
    across = number / (count - 1)
    inward: Side = "right" if across < 0.5 else "left"
    outward: Side = "left" if across < 0.5 else "right"
    return inward if rng.random() < 0.72 else outward


def _built(tree: Tree, root: Piece, rng: Random) -> Group:
    """A group; that of a piece which stays is measured by that piece, where it is."""
    if not root.is_fixed:
        return build(tree, root, rng)
    box, has_shadow, string = root.box, root.has_shadow, root.string
    group = build(tree, root, rng)
    group.scale(box.height / max(root.box.height, 1e-9))
    group.put(box.x + box.width / 2, box.y + box.height)
    root.box, root.has_shadow, root.string = box, has_shadow, string
    return group


def _order_pairs(scene: Scene, bonds: Bonds, groups: Sequence[Group]) -> Ordered:
    """Pairs of groups, or of what stays, of which the first belongs on the left."""
    by_index: dict[int, Group] = {}
    for group in groups:
        for piece in group.pieces:
            by_index.setdefault(piece.index, group)
    found: Ordered = []
    for index, kind, other in bonds.rest:
        one, host = by_index.get(index), by_index.get(other)
        if one is None or host is None or one is host:
            continue
        second: Group | Piece = host.root if host.root.is_fixed else host
        first: Group | Piece = one.root if one.root.is_fixed else one
        if kind == "left_of":
            found.append((first, second))
        elif kind == "right_of":
            found.append((second, first))
    del scene
    return found


def _place(
    groups: Sequence[Group],
    fixed: Sequence[Piece],
    room: Field,
    rng: Random,
    ordered: Ordered,
) -> str:
    free = [group for group in groups if not group.root.is_fixed]
    for group in groups:
        if group.root.is_fixed and len(group.pieces) > 1:
            settle.clear_of(group, fixed, room)
    by_zone = {zone: [g for g in free if g.root.zone == zone] for zone in _DEPTHS}
    above = [*by_zone["sky"], *by_zone["air"], *by_zone["wall"]]
    swim = by_zone["swim"]
    name = "scattered"
    if fixed:
        settled = [*by_zone["ground"], *by_zone["water"]]
        settle.settle(settled, fixed, room, rng, ordered=ordered)
    else:
        pairs = [(a, b) for a, b in ordered if isinstance(a, Group) and isinstance(b, Group)]
        if by_zone["ground"]:
            has_sky = bool(above) and room.walls is None
            name = compose.compose(by_zone["ground"], room, rng, has_sky=has_sky, ordered=pairs)
        if by_zone["water"]:
            taken = [piece.box for group in by_zone["ground"] for piece in group.pieces]
            afloat = compose.float_on(by_zone["water"], room, rng, taken=taken, ordered=pairs)
            name = name if by_zone["ground"] else afloat
    taken = [piece.box for piece in fixed]
    taken += [
        piece.box for zone in ("ground", "water") for g in by_zone[zone] for piece in g.pieces
    ]
    scatter([*above, *swim], taken, room, rng, ordered=ordered)
    return name


def _finish(group: Group, room: Field) -> None:
    """Give a placed group its place in the order of drawing, within the picture."""
    root = group.root
    if root.is_fixed:
        base = root.depth - root.order * _PER_ORDER
    else:
        _keep_inside(group, room)
        feet = root.feet if root.zone in ("ground", "water", "swim") else 0.0
        base = _DEPTHS[root.zone] + feet * _PER_PIXEL
    for piece in group.pieces:
        if not piece.is_fixed:
            piece.depth = round(base + piece.order * _PER_ORDER, 10)
            piece.box = _rounded(inside(piece.box, room.area) if root.is_fixed else piece.box)
            if piece.string is not None:
                x1, y1, x2, y2 = piece.string
                piece.string = (round(x1, 2), round(y1, 2), round(x2, 2), round(y2, 2))


def _keep_inside(group: Group, room: Field) -> None:
    area = room.area
    if room.is_portrait:
        return
    shrink = min(1.0, area.width / max(group.width, 1e-6), area.height / max(group.height, 1e-6))
    if shrink < 1.0:
        group.resize(group.root.box.height * shrink)
    dx = max(area.x - group.left, 0.0) or min(room.right - group.right, 0.0)
    dy = max(area.y - group.top, 0.0) or min(room.low - group.bottom, 0.0)
    group.move(dx, dy)


def _rounded(box: Box) -> Box:
    """In hundredths of a pixel, of which something is always left."""
    width, height = max(round(box.width, 2), 0.01), max(round(box.height, 2), 0.01)
    return Box(x=round(box.x, 2), y=round(box.y, 2), width=width, height=height)
