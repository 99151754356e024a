"""Grips: things in hands, in mouths and in arms, and things worn.

It does not know where the one that holds them stands.
"""

from collections.abc import Sequence
from random import Random

from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.pieces import Piece
from inkstone.engines.sketch.layout.points import Grip, grip_of
from inkstone.engines.sketch.layout.traits import concept_of, is_small
from inkstone.engines.sketch.vector.shape import Point

_GLASSES = frozenset({"eyeglasses", "glasses", "sunglasses"})
#: How far apart two are that hug, for their height.
_CLOSE = 0.19
_NECKS = frozenset({"scarf", "tie", "bow_tie", "necklace", "medal", "beads", "pearls", "ribbon"})


def held(
    subs: Sequence[Group], host: Piece, group: Group, rng: Random, *, num_before: int = 0
) -> None:
    """Put things into the host's hands, or into its mouth where it has none.

    Args:
        subs: what it holds.
        host: who holds it.
        group: what it all becomes a part of.
        rng: chance.
        num_before: how many other things it holds already.
    """
    for number, sub in enumerate(subs):
        root = sub.root
        concept = concept_of(root.known)
        grip = grip_of(concept.id, concept.is_a, is_small=is_small(root.known))
        stature = _stature(host)
        low, high = (stature * share * max(root.known.scale, 0.5) for share in grip.tall)
        many = 0.8 if len(subs) > 2 else 1.0
        sub.resize(min(max(root.size, low), high) * many)
        spot = _hand(host, grip, second=num_before > 0 and grip.how != "over")
        root.has_shadow = False
        match grip.how:
            case "string":
                _tied(sub, spot, grip, number, len(subs), rng, stature)
                sub.order(host.order - 1.0 + number * 0.02, 0.02)
            case "over":
                _opened(sub, host, spot, grip, stature)
                sub.order(host.order - 1.0, 0.02)
            case _:
                fan = (number - (len(subs) - 1) / 2) * root.box.width * 0.55
                default = (0.5, 0.05) if grip.how == "hang" else grip.at
                root_spot = (spot[0] + fan, spot[1])
                _hold(sub, root_spot, default)
                _clear_of_face(sub, host)
                sub.order(host.order + 1.0 + (num_before + number) * 0.02, 0.02)
    group.take(subs)


def _stature(host: Piece) -> float:
    """How tall the host is when it stands."""
    if host.is_person:
        # In its group's measure, whatever its pose, unless it was resized.
        usual = concept_of(host.known).size * host.known.scale
        return usual * host.box.height / max(host.size, 1e-9)
    return host.box.height


def _hand(host: Piece, grip: Grip, *, second: bool) -> Point:
    if grip.how == "chest":
        return _chest(host)
    if grip.how == "mouth":
        return host.point("mouth", default=(0.5, 0.2))
    by_mouth = grip.how == "hand" and not host.is_person and host.has("mouth")
    if by_mouth and host.known.pose not in ("hold", "carry", "drink", "eat", "wave"):
        return host.point("mouth", default=(0.2, 0.4))
    if second and host.has("hand_2"):
        return host.point("hand_2", default=(0.2, 0.55))
    if host.has("hand") or not host.has("mouth"):
        return host.point("hand", default=(0.78, 0.55))
    return host.point("mouth", default=(0.2, 0.4))


def _chest(host: Piece) -> Point:
    """Between the hands and not far below the neck."""
    x, y = host.point("neck", default=(0.5, 0.3))
    if host.has("hand") and host.is_person:
        hand_x, hand_y = host.point("hand", default=(0.5, 0.5))
        return (x + hand_x) / 2, (y * 0.4 + hand_y * 0.6)
    return x, y + host.box.height * 0.2


def _hold(sub: Group, spot: Point, default: Point) -> None:
    x, y = sub.root.point("hand", default=default)
    sub.move(spot[0] - x, spot[1] - y)


def _clear_of_face(sub: Group, host: Piece) -> None:
    """Hold it before the mouth rather than before the face."""
    if not host.has("head") or not host.has("mouth"):
        return
    head, mouth = host.point("head", default=(0.5, 0.1)), host.point("mouth", default=(0.5, 0.2))
    crown = host.point("crown", default=(0.5, 0.0))
    half, box = head[1] - crown[1], sub.root.box
    if box.y > mouth[1] + half * 0.2 or box.y + box.height < crown[1]:
        return
    way = 1 if host.reach_side == "right" else -1
    near = box.x if way > 0 else box.x + box.width
    wanted = mouth[0] - way * box.width * 0.12
    if (wanted - near) * way > 0:
        sub.move(wanted - near, 0)


def _tied(  # noqa: PLR0917 - one of several, in the order they are said
    sub: Group, spot: Point, grip: Grip, number: int, count: int, rng: Random, stature: float
) -> None:
    root = sub.root
    rise = stature * rng.uniform(0.34, 0.46) * (1.0 + 0.22 * (number % 2))
    spread = (number - (count - 1) / 2) * root.box.width * 0.72
    drift = root.box.width * (0.2 if count == 1 else 0.0)
    if root.known.concept == "kite":
        rise, drift = stature * rng.uniform(0.75, 1.0), root.box.width * 1.3
    x, y = spot[0] + spread + drift, spot[1] - rise
    sub.put(x, y)
    root.string = (*root.point("hand", default=grip.at), *spot)


def _opened(sub: Group, host: Piece, spot: Point, grip: Grip, stature: float) -> None:
    """Hold it so that its canopy is over the head."""
    crown = host.point("crown", default=(0.5, 0.0))
    down = sub.root.at("hand", default=grip.at)[1]
    wanted = (spot[1] - crown[1] + stature * 0.3) / max(down, 0.3)
    sub.resize(max(wanted, stature * 0.62))
    _hold(sub, spot, grip.at)
    # The hand may hold it a little nearer to the head than it was drawn.
    sub.move((crown[0] - spot[0]) * 0.3, 0)


def worn(subs: Sequence[Group], host: Piece, group: Group) -> None:
    """Put things on the host's head, eyes, neck or back."""
    crown = host.point("crown", default=(0.5, 0.02))
    head = host.point("head", default=(0.5, 0.14))
    tall = max(2 * (head[1] - crown[1]), host.box.height * 0.14)
    for number, sub in enumerate(subs):
        root = sub.root
        name = root.known.concept
        if name in _GLASSES:
            eyes = host.point("eyes", default=(0.5, 0.14))
            sub.resize(tall * 0.95 / root.aspect)
            sub.put(eyes[0], eyes[1] + root.box.height / 2)
        elif name in _NECKS:
            neck = host.point("neck", default=(0.5, 0.28))
            sub.resize(tall * 0.7)
            sub.put(neck[0], neck[1] + root.box.height * 0.6)
        elif name in ("backpack", "cape"):
            neck = host.point("neck", default=(0.5, 0.3))
            sub.resize(host.box.height * 0.34)
            back = -1 if host.reach_side == "right" else 1
            x = neck[0] + back * root.box.width * 0.45
            sub.put(x, neck[1] + root.box.height)
        else:
            sub.resize(tall * 0.85 / max(root.aspect, 0.7))
            sub.put(crown[0], crown[1] + root.box.height * 0.26)
        behind = name in ("backpack", "cape")
        sub.order(host.order + (-1.0 if behind else 1.5) + number * 0.01, 0.01)
        root.has_shadow = False
    group.take(subs)


def embraced(subs: Sequence[Group], host: Piece, group: Group) -> None:
    """Take small ones into the host's arms."""
    spot = _chest(host)
    for number, sub in enumerate(subs):
        root = sub.root
        most = _stature(host) * (0.42 if host.is_person else 0.55)
        if root.box.height > most:
            sub.resize(most)
        shift = (number - (len(subs) - 1) / 2) * root.box.width * 0.8
        # Under the chin, so that no face is hidden.
        chin = host.point("neck", default=(0.5, 0.28))[1]
        top = max(spot[1] - root.box.height * 0.48, chin)
        sub.put(spot[0] + shift, top + root.box.height)
        sub.order(host.order + 1.0 + number * 0.01, 0.01)
        root.has_shadow = False
    group.take(subs)


def embracing(subs: Sequence[Group], host: Piece, group: Group, *, side: int) -> None:
    """Stand them so close to the host that their arms meet."""
    for number, sub in enumerate(subs):
        root = sub.root
        way = side if number % 2 == 0 else -side
        sub.put(host.middle, host.feet)
        mine = root.point("neck", default=(0.5, 0.3))[0]
        theirs = host.point("neck", default=(0.5, 0.3))[0]
        near = _CLOSE * (root.box.height + host.box.height) / 2
        if not (root.is_person and host.is_person):
            near = max(near, (host.box.width + root.box.width) * 0.33)
        sub.move(theirs + way * near - mine, 0)
        sub.order(host.order + 0.5 + number * 0.01, 0.1)
        root.has_shadow = True
    group.take(subs)
