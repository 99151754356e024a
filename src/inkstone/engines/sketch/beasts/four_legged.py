"""Four-legged animals on their feet: trunk, neck, legs, tail and head in one skeleton.

It does not know which pose was asked for: it draws the skeleton that it is given.
"""

from random import Random

from inkstone.engines.sketch.beasts.backs import behind_the_back, near_wing, on_the_back
from inkstone.engines.sketch.beasts.coat import Coat
from inkstone.engines.sketch.beasts.curves import Joint, Outline, corners, oval, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.heads import head
from inkstone.engines.sketch.beasts.limbs import foot, leg_spine, tail
from inkstone.engines.sketch.beasts.marks import body_marks, lower_shade
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.resting import haunch
from inkstone.engines.sketch.beasts.skeleton import Leg, Skeleton
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn_body import wear_on_back, wear_on_neck, wear_on_trunk
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix


def four_legged(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, skeleton: Skeleton, *,
                rng: Random, wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw an animal on its feet, looking to the right."""
    for leg in skeleton.legs:
        if not leg.is_near:
            _leg(pen, traits, coat, leg)
    behind_the_back(pen, traits, coat, skeleton)
    tail(pen, traits, coat, skeleton.tail, skeleton.tail_turn)
    _near_side(pen, traits, coat, skeleton, rng)
    for leg in skeleton.legs:
        if leg.is_near:
            foot(pen, traits, coat, leg_spine(traits, leg), at=leg.foot,
                 colour=_foot_colour(traits, coat, leg))  # fmt: skip
    if skeleton.haunch:
        hind = Leg(root=(0, 0), foot=(0, 0), is_fore=False, is_near=True)
        haunch(pen, traits, coat, skeleton.haunch, _foot_colour(traits, coat, hind))
    on_the_back(pen, traits, coat, skeleton)
    near_wing(pen, traits, coat, skeleton)
    wear_on_trunk(pen, wears, skeleton)
    _marks(pen, traits, skeleton)
    wear_on_back(pen, wears, skeleton)
    head(pen, traits, coat, feeling, x=skeleton.head[0], y=skeleton.head[1], nod=skeleton.nod,
         wears=wears)  # fmt: skip
    wear_on_neck(pen, wears, skeleton, scale=traits.num("head", 0.6),
                 is_face=traits.word("head_kind") != "profile")  # fmt: skip


def _end(traits: Traits) -> float:
    """How far a leg's end bulges: not into the ground."""
    return 0.0 if traits.word("foot") == "hoof" else 0.6


def _foot_colour(traits: Traits, coat: Coat, leg: Leg) -> str:
    colour = {"dark": coat.dark, "belly": coat.belly, "mark": coat.mark}.get(
        traits.word("sock_colour"), coat.main)  # fmt: skip
    return colour if leg.is_near else mix(colour, "#3a2a4a", 0.2)


def _leg(pen: Pen, traits: Traits, coat: Coat, leg: Leg) -> None:
    spine = leg_spine(traits, leg)
    is_dark = traits.word("leg_colour") == "dark"
    colour = mix(coat.dark, "#3a2a4a", 0.2) if is_dark else coat.far
    pen.fill(tube(spine, end=_end(traits)), colour)
    foot(pen, traits, coat, spine, at=leg.foot, colour=_foot_colour(traits, coat, leg))


def _near_side(pen: Pen, traits: Traits, coat: Coat, skeleton: Skeleton, rng: Random) -> None:
    """Draw trunk, neck and near legs as one shape, with its marks."""
    spines = [leg_spine(traits, leg) for leg in skeleton.legs if leg.is_near]
    legs = Outline("", ())
    for spine in spines:
        legs += tube(spine, end=_end(traits))
    body = tube(skeleton.spine) + tube(skeleton.neck) + _extra(traits, skeleton)
    is_dark, is_fleece = traits.word("leg_colour") == "dark", traits.word("outline") == "fleece"
    if is_dark and is_fleece:
        pen.fill(legs, coat.dark)
    with pen.filled(body if is_dark else body + legs, coat.main):
        lower_shade(pen, skeleton.on)
        body_marks(pen, traits, coat, skeleton.on, rng)
        _neck_marks(pen, traits, coat, skeleton)
        if traits.has("leg_bands"):
            for spine in spines:
                _bands(pen, coat, spine)
    if is_dark and not is_fleece:
        pen.fill(legs, coat.dark)


def _bands(pen: Pen, coat: Coat, spine: tuple[Joint, ...]) -> None:
    """Stripes across a leg."""
    (_, _, _), (kx, ky, kr), (ax, ay, ar) = spine
    curves = []
    for share in (0.0, 0.36, 0.72):
        x, y, r = kx + (ax - kx) * share, ky + (ay - ky) * share, kr + (ar - kr) * share
        curves.append([(x - r * 1.6, y - 3), (x, y), (x + r * 0.7, y - 2)])
    pen.lines(curves, coat.mark, 3.6)


def _extra(traits: Traits, skeleton: Skeleton) -> Outline:
    """What makes a trunk's outline its own: fleece, humps."""
    kind = traits.word("outline")
    whole = Outline("", ())
    if kind == "fleece":
        for i in range(7):
            t = i / 6
            for across in (0.82, -0.72):
                x, y, r = skeleton.on(t, across)
                whole += oval(x, y, r * 0.42, r * 0.4)
        x, y, r = skeleton.on(0, 0)
        whole += oval(x - r * 0.8, y, r * 0.42, r * 0.44)
        x, y, r = skeleton.on(1, 0)
        whole += oval(x + r * 0.8, y + r * 0.2, r * 0.42, r * 0.44)
    elif kind == "humps":
        for t in (0.28, 0.72):
            x, y, r = skeleton.on(t, 0.9)
            whole += smooth([(x - r * 0.72, y + r * 0.3), (x - r * 0.34, y - r * 0.55),
                             (x, y - r * 0.85), (x + r * 0.34, y - r * 0.5),
                             (x + r * 0.72, y + r * 0.3)])  # fmt: skip
    elif kind == "skirt":
        for i in range(7):
            x, y, r = skeleton.on(i / 6, -0.85)
            low = r * traits.num("skirt", 0.62)
            whole += corners([(x + r * 0.34, y - r * 0.4), (x - r * 0.06, y + low),
                              (x - r * 0.34, y - r * 0.4)])  # fmt: skip
    return whole


def _neck_marks(pen: Pen, traits: Traits, coat: Coat, skeleton: Skeleton) -> None:
    """Stripes and patches that go on over a long neck."""
    kind = traits.word("neck_marks")
    if not kind:
        return
    steps = int(traits.num("neck_steps", 5))
    curves, patches = [], Outline("", ())
    for i in range(steps):
        place = (i + 0.5) / steps * 2
        k = min(int(place), 1)
        (ax, ay, ar), (bx, by, br) = skeleton.neck[k : k + 2]
        u = place - k
        x, y, r = ax + (bx - ax) * u, ay + (by - ay) * u, ar + (br - ar) * u
        curves.append([(x - r * 1.1, y - r * 0.1), (x, y + r * 0.12), (x + r * 1.1, y + r * 0.5)])
        side = 0.42 if i % 2 else -0.4
        for across, size in ((side, 0.44), (-side * 1.3, 0.28)):
            cx, s = x + across * r, r * size
            patches += corners([(cx - s, y - s), (cx + s * 0.8, y - s * 1.2),
                                (cx + s, y + s * 0.8), (cx - s * 0.6, y + s * 1.2)])  # fmt: skip
    if kind == "zebra":
        pen.lines(curves, coat.mark, 4.4)
    else:
        pen.fill(patches, coat.mark)


def _marks(pen: Pen, traits: Traits, skeleton: Skeleton) -> None:
    place = traits.num("seat_at", 0.5)
    x, y, _ = skeleton.on(place, 0.92)
    pen.mark("seat", x, y)
    pen.mark("surface", x, y)
    nx, ny, _ = skeleton.neck[1]
    pen.mark("neck", nx, ny)
    feet = [leg.foot for leg in skeleton.legs]
    pen.mark("feet", sum(p[0] for p in feet) / len(feet), max(p[1] for p in feet))
