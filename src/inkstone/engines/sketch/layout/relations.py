"""Relations: where things are that stand on, under, before or behind another, or are held by it.

It does not know how the hosts were placed.
"""

from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.figures.heads import raised_hand
from inkstone.engines.sketch.layout.pieces import Field, Piece
from inkstone.engines.sketch.scene import Box

DEPENDENT = frozenset({"on", "under", "in_front_of", "behind", "above", "inside", "held_by",
                       "worn_by", "riding"})  # fmt: skip
#: How far down a thing its upper side is, as a share of its height.
_SURFACES = {"table": 0.1, "sofa": 0.68, "bridge": 0.46, "cube": 0.22, "bed": 0.5, "bench": 0.62,
             "chair": 0.55, "pier": 0.2, "window": 0.9, "house": 0.3, "tree": 0.3, "robot": 0.12,
             "rowboat": 0.5, "sailboat": 0.8, "cylinder": 0.16, "great_wall": 0.5,
             "pumpkin": 0.28, "treasure_chest": 0.1, "fence": 0.1}  # fmt: skip
_SHELTERS = frozenset({"tree", "cherry_tree", "maple_tree", "pine", "umbrella", "bridge", "palm",
                       "street_lamp", "pavilion", "mushroom", "beach_umbrella",
                       "table"})  # fmt: skip
_STRUNG = frozenset({"balloon", "kite"})


def place_dependent(
    copies: Sequence[Piece],
    hosts: Sequence[Piece],
    *,
    room: Field,
    rng: Random,
    taken: list[Piece],
) -> None:
    """Place all copies of one object by its host, the copies of the object it refers to."""
    relation = copies[0].known.relation
    if relation in ("on", "in_front_of", "under", "behind", "above"):
        _around(list(copies), hosts[0], room, rng, taken)
        return
    for number, piece in enumerate(copies):
        host = hosts[number % len(hosts)]
        match relation:
            case "held_by":
                _held(piece, host, room, rng)
            case "worn_by":
                _worn(piece, host)
            case "riding":
                _riding(piece, host, room)
            case _:
                _within(piece, host, number, len(copies))


def _sized(piece: Piece, height: float) -> tuple[float, float]:
    return height * piece.aspect, height


def _zoom(host: Piece, room: Field) -> float:
    """How large the host is shown, for its size."""
    return host.box.height / max(host.size * room.unit, 1e-6)


def _around(copies: list[Piece], host: Piece, room: Field, rng: Random, taken: list[Piece]) -> None:
    relation = copies[0].known.relation
    if relation == "on":
        _upon(copies, host, room, rng, taken)
        return
    zoom = _zoom(host, room)
    name = host.known.part or host.known.concept
    box = host.box
    for number, piece in enumerate(copies):
        width, height = _sized(piece, piece.size * room.unit * zoom)
        if relation == "under" and name in _SHELTERS:
            most = box.height * 0.55
            if height > most:
                width, height = width * most / height, most
        spread = (number - (len(copies) - 1) / 2) * width * 1.1
        middle = box.x + box.width / 2 + spread
        feet = box.y + box.height
        depth = host.depth + 0.01
        if relation == "under" and name not in _SHELTERS:
            middle = box.x + box.width / 2 + spread
        elif relation == "under":
            # Beside the trunk, so that both are seen.
            middle += box.width * rng.choice((-0.22, 0.22)) if len(copies) == 1 else 0
        if relation in ("under", "in_front_of"):
            feet += min(height * 0.12, room.unit * 0.03)
        elif relation == "behind":
            side = rng.choice((-1, 1))
            middle += side * (box.width * 0.5 + width * 0.15)
            feet -= room.unit * 0.02
            depth = host.depth - 0.01
        elif relation == "above":
            feet = box.y - room.unit * 0.03
            depth = host.depth - 0.02
        piece.box = Box(x=middle - width / 2, y=feet - height, width=width, height=height)
        piece.depth = depth
        piece.has_shadow = relation != "above"


def _upon(copies: list[Piece], host: Piece, room: Field, rng: Random, taken: list[Piece]) -> None:
    """Stand things on the host, beside what stands there already."""
    others = [piece for piece in taken if piece.known.relation == "on"
              and piece.known.relations[0].target == host.known.id
              and piece.index != copies[0].index]  # fmt: skip
    side = {"left": 0, "right": 2}
    every = sorted([*others, *copies], key=lambda piece: side.get(piece.known.at or "", 1))
    name = host.known.part or host.known.concept
    surface = host.box.y + host.box.height * _SURFACES.get(name, 0.06)
    zoom = _zoom(host, room)
    headroom = max(surface - room.area.y, room.unit * 0.05)
    sizes = [_sized(piece, piece.size * room.unit * zoom) for piece in every]
    wide = sum(width for width, _ in sizes)
    tall = max(height for _, height in sizes)
    span = host.box.width * (0.9 if name == "table" else 0.82)
    fit = min(1.35 if name == "table" else 1.0, span / max(wide, 1e-6), headroom / max(tall, 1e-6))
    gap = max((span - wide * fit) / (len(every) + 1), 0) if len(every) > 1 else 0
    gap = min(gap, room.unit * 0.05)
    start = host.box.x + (host.box.width - wide * fit - gap * (len(every) - 1)) / 2
    for piece, (width, height) in zip(every, sizes, strict=True):
        feet = surface + room.unit * 0.006 * rng.random()
        box = Box(x=start, y=feet - height * fit, width=width * fit, height=height * fit)
        start += width * fit + gap
        piece.box = box
        piece.depth = host.depth + 0.01
        piece.has_shadow = True


def _held(piece: Piece, host: Piece, room: Field, rng: Random) -> None:
    box = host.box
    zoom = _zoom(host, room)
    width, height = _sized(piece, piece.size * room.unit * zoom * 0.9)
    if host.known.person:
        across, down = raised_hand(host.known.person)
        x, y = box.x + box.width * across, box.y + box.height * down
    elif host.known.part == "robot":
        x, y = box.x + box.width * 0.9, box.y + box.height * 0.66
    else:
        x, y = box.x + box.width * 0.72, box.y + box.height * 0.72
        most = box.height * 0.5
        if height > most:
            width, height = width * most / height, most
    piece.depth = host.depth + 0.005
    if piece.known.concept in _STRUNG:
        rise = (
            room.unit * (0.1 if piece.known.concept == "balloon" else 0.2) * rng.uniform(0.8, 1.1)
        )
        rise = min(rise, max(y - height - room.area.y, 0.0))
        drift = width * 0.3 if piece.known.concept == "balloon" else width * 1.3
        top = Box(x=x + drift - width / 2, y=y - rise - height, width=width, height=height)
        piece.box = top
        # A balloon's knot is below its middle; a kite's string leaves it at the middle.
        piece.string = (top.x + width / 2, top.y + height * 0.8, x, y)
    elif piece.known.concept == "umbrella":
        wanted = box.height * 0.66
        width, height = width * wanted / height, wanted
        # Its canopy is over the head, whose face stays before the stick.
        canopy = box.y + box.height * 0.07 - height * 0.46
        piece.box = Box(x=x - width * 0.56, y=canopy, width=width, height=height)
        piece.depth = host.depth - 0.005
    else:
        piece.box = Box(x=x - width / 2, y=y - height * 0.6, width=width, height=height)


def _worn(piece: Piece, host: Piece) -> None:
    box = host.box
    share = 0.42 if host.known.person or host.known.part else 0.4
    width = box.width * share
    height = width / max(piece.aspect, 0.2)
    low = box.y + box.height * (0.11 if host.known.person else 0.1)
    # The font's animals look to the left.
    middle = box.x + box.width * (0.5 if host.known.person or host.known.part else 0.3)
    y = low - height * 0.8
    if piece.known.concept in ("eyeglasses", "sunglasses"):
        y = box.y + box.height * 0.13
        width, height = width * 0.7, height * 0.7
    piece.box = Box(x=middle - width / 2, y=y, width=width, height=height)
    piece.depth = host.depth + 0.006


def _riding(piece: Piece, host: Piece, room: Field) -> None:
    box = host.box
    height = min(box.height * 1.25, box.y + box.height * 0.62 - room.area.y)
    width = height * piece.aspect
    low = box.y + box.height * 0.62
    piece.box = Box(
        x=box.x + box.width * 0.52 - width / 2, y=low - height, width=width, height=height
    )
    piece.depth = host.depth - 0.005


def _within(piece: Piece, host: Piece, number: int, count: int) -> None:
    box = host.box
    width, height = _sized(piece, box.height * 0.9)
    middle = box.x + box.width * (number + 1) / (count + 1)
    low = box.y + box.height * 0.3
    if height > box.height * 1.1:
        width, height = width * box.height / height, box.height
    piece.box = Box(x=middle - width / 2, y=low - height, width=width, height=height)
    piece.depth = host.depth - 0.004
