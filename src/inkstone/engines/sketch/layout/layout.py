"""Layout: where each copy of each object stands, floats, flies or hangs, by the scene's seed.

It does not know what the objects look like, only how wide they are for their height.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from inkstone.engines.sketch.layout.pieces import Field, Piece, Zone
from inkstone.engines.sketch.layout.relations import DEPENDENT, place_dependent
from inkstone.engines.sketch.layout.scatter import drift, inside, scatter
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.scene import Box, Relation, Scene, SceneObject

#: How much larger than its usual size a lone thing may be shown.
_ZOOM_MAX = 2.1
#: How much larger the things of a crowded row are in two ranks.
_GROWTH = 1.28
_ORDER = {"sky": 0, "air": 1, "wall": 1, "water": 2, "swim": 2, "ground": 3}


def lay_out(
    scene: Scene, *, room: Field, aspect_of: Callable[[int, int], float], rng: Random
) -> list[Piece]:
    """Place all objects; the pieces come in the order in which they are drawn."""
    scene = _gathered(scene)
    pieces = [
        _piece(scene, index, copy, room, aspect_of(index, copy))
        for index, known in enumerate(scene.objects)
        for copy in range(known.count)
    ]
    dependent = _dependents(scene)
    for piece in pieces:
        piece.stack = _stack(scene, piece)
    free = [piece for piece in pieces if piece.index not in dependent]
    # Where something flies, what stands leaves it some sky.
    limit = 0.74 if any(piece.zone in ("air", "wall", "sky") for piece in free) else 0.92
    for zone in ("ground", "water"):
        _rows([p for p in free if p.zone == zone], zone, scene, room, rng, limit=limit)
    standing = [piece for piece in free if piece.zone == "ground"]
    for piece in free:
        if piece.zone == "water" and room.water:
            drift(
                piece,
                [*standing, *(p for p in free if p.zone == "water" and p is not piece)],
                room,
                rng,
            )
    taken = [piece for piece in free if piece.zone in ("ground", "water")]
    done = {piece.index for piece in taken}
    for index in _resolved(scene, dependent, done):
        copies = [piece for piece in pieces if piece.index == index]
        hosts = [piece for piece in pieces if piece.index == target(scene, index)]
        place_dependent(copies, hosts, room=room, rng=rng, taken=taken)
        taken += copies
        done.add(index)
    scattered = [p for p in pieces if p not in taken]
    scattered.sort(key=lambda piece: (_ORDER[piece.zone], -piece.size))
    for piece in scattered:
        crowd = [other for other in scattered if other.zone == piece.zone]
        scatter(piece, taken, room, rng, crowd=crowd)
        taken.append(piece)
    for piece in pieces:
        piece.box = inside(piece.box, room.area)
    return sorted(pieces, key=lambda piece: (piece.depth, piece.index, piece.copy))


def target(scene: Scene, index: int) -> int | None:
    """The index of what an object refers to first."""
    for relation in scene.objects[index].relations[:1]:
        return next((i for i, one in enumerate(scene.objects) if one.id == relation.target), None)
    return None


def _gathered(scene: Scene) -> Scene:
    """Put what is beside a thing on a table on that table too, and small things on a table."""
    objects = list(scene.objects)
    concepts = lexicons.load().concepts
    tables = [index for index, known in enumerate(objects) if known.part == "table"]
    for index, known in enumerate(objects):
        beside = known.relation in ("left_of", "right_of", "next_to")
        other = target(scene, index)
        if beside and other is not None and objects[other].relation == "on":
            side = {"left_of": "left", "right_of": "right"}.get(known.relation or "", known.at)
            objects[index] = replace(known, relations=objects[other].relations[:1], at=side)
        elif tables and other is None and concepts[known.concept].anchor == "table":
            on = Relation(kind="on", target=objects[tables[0]].id)
            objects[index] = replace(known, relations=(on,))
    return replace(scene, objects=tuple(objects))


def _stack(scene: Scene, piece: Piece) -> float:
    concepts = lexicons.load().concepts
    most = 1.0
    for index, known in enumerate(scene.objects):
        if target(scene, index) != piece.index:
            continue
        size = concepts[known.concept].size * known.scale
        share = {"riding": 0.75, "on": 0.85 * size / piece.size, "above": size / piece.size,
                 "held_by": 0.3, "worn_by": 0.12}.get(known.relation or "", 0.0)  # fmt: skip
        most = max(most, 1.0 + share)
    return most


def _piece(scene: Scene, index: int, copy: int, room: Field, aspect: float) -> Piece:
    known = scene.objects[index]
    concept = lexicons.load().concepts[known.concept]
    size = concept.size * known.scale * (0.62 if known.at == "back" else 1.0)
    return Piece(index=index, copy=copy, known=known, aspect=aspect, size=size,
                 zone=_zone(known, concept.anchor, room))  # fmt: skip


def _zone(known: SceneObject, anchor: str, room: Field) -> Zone:
    if anchor in ("sky", "wall"):
        return "sky" if anchor == "sky" else "wall"
    if room.is_weightless:
        return "air"
    if room.is_underwater:
        return "swim" if anchor in ("under", "air", "water") or known.person else "ground"
    if anchor == "air" or known.at in ("air", "top"):
        return "air"
    if anchor in ("water", "under"):
        return "water" if room.water else "ground"
    return "ground"


def _dependents(scene: Scene) -> set[int]:
    """Objects that stand where another one is; of a circle one stays free."""
    found = {
        index
        for index, known in enumerate(scene.objects)
        if target(scene, index) not in (None, index) and known.relation in DEPENDENT
    }
    for index in sorted(found):
        seen, here = {index}, target(scene, index)
        while here is not None and here in found and here not in seen:
            seen.add(here)
            here = target(scene, here)
        if here in seen:
            found.discard(index)
    return found


def _resolved(scene: Scene, dependent: set[int], done: set[int]) -> list[int]:
    """The dependents in an order in which each one's host comes first."""
    order: list[int] = []
    ready = set(range(len(scene.objects))) - dependent
    waiting = sorted(dependent)
    while waiting:
        index = next((i for i in waiting if target(scene, i) in ready), None)
        if index is None:
            break
        order.append(index)
        ready.add(index)
        waiting.remove(index)
    # A host in the air is placed after; what hangs on it is then scattered as well.
    return [i for i in order if _grounded(scene, i, done | set(order))]


def _grounded(scene: Scene, index: int, known: set[int]) -> bool:
    return target(scene, index) in known


def _rows(
    pieces: list[Piece], zone: str, scene: Scene, room: Field, rng: Random, *, limit: float
) -> None:
    """Stand pieces side by side, in two ranks where one would make them too small."""
    if not pieces:
        return
    near = room.ground if zone == "ground" or room.water is None else room.water
    ordered = _ordered(pieces, scene, rng)
    wide = sum(_width(piece) for piece in ordered) * room.unit
    zoom = min(0.84 * room.area.width / max(wide, 1.0), _ZOOM_MAX)
    if zone == "water" and not room.is_weightless:
        zoom = min(zoom, 1.25)
    _row(ordered, near, room, rng, limit=limit)
    if zoom < 0.75 and len(ordered) > 3:
        _two_ranks(ordered, near)


def _two_ranks(pieces: list[Piece], near: tuple[float, float]) -> None:
    """Move every other one of a crowded row nearer, and let all grow into the room that gives."""
    for number, piece in enumerate(pieces):
        feet = near[1] if number % 2 else near[0]
        box = piece.box
        width, height = box.width * _GROWTH, box.height * _GROWTH
        x = box.x - (width - box.width) / 2
        piece.box = Box(x=x, y=feet - height, width=width, height=height)
        piece.depth = int(piece.depth) + feet / 1e4


def _width(piece: Piece) -> float:
    return piece.size * piece.aspect


def _ordered(pieces: list[Piece], scene: Scene, rng: Random) -> list[Piece]:
    """Left to right: sides that were asked for first, then chance, relations kept together."""
    rank = {index: rng.random() for index in range(len(scene.objects))}
    for index, known in enumerate(scene.objects):
        side = {"left": -2.0, "top_left": -2.0, "bottom_left": -2.0, "centre": 0.5,
                "right": 2.0, "top_right": 2.0, "bottom_right": 2.0}  # fmt: skip
        if known.at in side:
            rank[index] = side[known.at]
    for _ in range(3):
        for index, known in enumerate(scene.objects):
            other = target(scene, index)
            if other is None or other == index:
                continue
            beside = {"left_of": -0.001, "right_of": 0.001, "next_to": 0.001}.get(
                known.relation or ""
            )
            if beside is not None:
                rank[index] = rank[other] + beside * (1 + index * 0.01)
    return sorted(pieces, key=lambda piece: (rank[piece.index], piece.index, piece.copy))


def _row(
    pieces: list[Piece], near: tuple[float, float], room: Field, rng: Random, *, limit: float
) -> None:
    if not pieces:
        return
    area, unit = room.area, room.unit
    wide = sum(_width(piece) for piece in pieces) * unit
    tallest = max(piece.size * piece.stack for piece in pieces) * unit
    headroom = max(near[0] - area.y, unit * 0.05)
    zoom = min(0.84 * area.width / max(wide, 1.0), _ZOOM_MAX, limit * headroom / max(tallest, 1.0))
    if room.is_portrait:
        zoom = (area.y + area.height - area.y) * 0.9 / max(tallest, 1.0)
        zoom = min(zoom, 0.9 * area.width / max(wide, 1.0))
    gap = (area.width - wide * zoom) / (len(pieces) + 1)
    gap_used = min(gap, unit * 0.16) if len(pieces) > 1 else gap
    spare = area.width - wide * zoom - gap_used * (len(pieces) - 1)
    x = area.x + spare * (rng.uniform(0.35, 0.65) if len(pieces) > 1 else rng.uniform(0.4, 0.6))
    for piece in pieces:
        height = piece.size * unit * zoom
        width = height * piece.aspect
        share = rng.uniform(0.35, 0.9) if piece.size * zoom < 0.4 else rng.uniform(0.0, 0.4)
        if piece.known.at == "back":
            share = 0.0
        feet = near[0] + (near[1] - near[0]) * share
        if room.is_portrait:
            feet = area.y + area.height
        height_max = max(feet - area.y, 1.0)
        if height > height_max:
            width, height = width * height_max / height, height_max
        piece.box = Box(x=x, y=feet - height, width=width, height=height)
        floats = piece.zone == "water"
        piece.depth = (1.0 if floats else 2.0) + feet / 1e4
        piece.has_shadow = not floats and not room.is_portrait
        x += width + gap_used
