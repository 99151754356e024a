"""Birds: body, neck, legs and wings in each pose, for all but the marks of single species.

It does not know how beaks, crests and tails are drawn.
"""

from dataclasses import dataclass
from random import Random

from inkstone.engines.sketch.beasts.bird_heads import bird_head
from inkstone.engines.sketch.beasts.bird_tails import Root, bird_tail
from inkstone.engines.sketch.beasts.bird_wings import arm, near_wing, spread
from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import (
    Joint,
    Outline,
    Point,
    corners,
    oval,
    polar,
    tube,
)
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.marks import body_marks
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Skeleton
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn_body import COVERS, neckwear
from inkstone.engines.sketch.scene import Garment
from inkstone.engines.sketch.vector.palette import mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """How a pose changes the way a bird holds itself."""

    #: Added to the body's usual slope, in degrees.
    pitch: float = 0.0
    #: How much of its legs is seen.
    legs: float = 1.0
    #: How far apart the feet are, in shares of the legs.
    stride: float = 0.0
    #: Where the wing is: folded, spread to fly, raised to wave, or held forward as an arm.
    wing: str = "folded"
    #: Whether the head goes down to the ground, or forward as in flight, or is drawn in.
    head: str = "up"


CARRIAGES: dict[str, Carriage] = {
    "stand": Carriage(), "look": Carriage(pitch=6), "ride": Carriage(),
    "walk": Carriage(stride=0.45), "run": Carriage(stride=0.75, pitch=-6, wing="back"),
    "jump": Carriage(pitch=10, stride=0.3, wing="raised"),
    "perch": Carriage(legs=0.35, pitch=6), "sit": Carriage(legs=0.0),
    "lie": Carriage(legs=0.0, head="in"), "sleep": Carriage(legs=0.3, head="in"),
    "fly": Carriage(legs=0.0, pitch=-30, wing="spread", head="ahead"),
    "swim": Carriage(legs=0.0), "eat": Carriage(pitch=-22, head="down"),
    "graze": Carriage(pitch=-22, head="down"), "drink": Carriage(pitch=-22, head="down"),
    "wave": Carriage(wing="raised"), "dance": Carriage(wing="raised", stride=0.4),
}  # fmt: skip
_ARMS = frozenset({"read", "write", "hold", "carry", "cook", "paint", "hug", "play", "fish",
                   "point", "kneel"})  # fmt: skip


def bird_shape(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, pose: str, *, rng: Random,
               wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a bird that looks to the right."""
    if traits.num("pitch", 28) > 60 and pose in ("eat", "graze", "drink"):
        # What stands upright does not bow as deep.
        pose = "stand"
    way = Carriage(wing="arm") if pose in _ARMS else CARRIAGES.get(pose, CARRIAGES["stand"])
    long, r = traits.num("body", 60), traits.num("body_r", 22)
    legs = traits.num("legs", 22) * way.legs
    # What stands as straight as a penguin does not lean as far.
    slope = traits.num("pitch", 28) + way.pitch * (0.5 if traits.num("pitch", 28) > 60 else 1.0)
    if way.wing == "spread":
        slope = min(slope, 14.0)
    rear, front = polar(0, 0, slope + 180, long * 0.5), polar(0, 0, slope, long * 0.42)
    depth = max(r * 0.96, rear[1] + r * 0.5, front[1] + r * 0.8)
    middle = (0.0, -legs - depth)
    rear = (rear[0], rear[1] + middle[1])
    front = (front[0], front[1] + middle[1])
    spine: tuple[Joint, ...] = ((*rear, r * traits.num("rear", 0.5)), (*middle, r),
                                (*front, r * traits.num("front", 0.8)))  # fmt: skip
    neck = _neck(traits, front, r, way)
    bones = Skeleton(spine=spine, neck=neck, legs=(), head=neck[-1][:2], nod=0, tail=rear,
                     tail_turn=0)  # fmt: skip
    if way.wing == "spread":
        spread(pen, traits, coat, (middle[0] + r * 0.55, middle[1] - r * 0.3), is_near=False)
    elif way.wing == "arm":
        arm(pen, traits, coat, bones, is_near=False)
    bird_tail(pen, traits, coat, Root(at=rear, slope=slope, r=r))
    if way.legs > 0:
        _legs(pen, traits, coat, middle, r=r, way=way)
    body = tube(spine) + tube(neck)
    with pen.filled(body, coat.main):
        _underside(pen, traits, coat, bones, rng)
    _covers(pen, wears, tube(spine), bones)
    near_wing(pen, traits, coat, bones, way.wing)
    nx, ny, nr = neck[1]
    bird_head(pen, traits, coat, feeling, x=neck[-1][0], y=neck[-1][1], wears=wears,
              nod=38 if way.head == "down" else 0)  # fmt: skip
    for worn in wears:
        wide = max(nr, traits.num("head_r", 15) * 0.72)
        neckwear(pen, worn, (nx - wide, ny - 1), (nx + wide, ny + 1),
                 knot=(nx + wide * 0.3, ny + 2), r=wide)  # fmt: skip
    pen.mark("neck", nx, ny)
    back = bones.on(0.45, 0.95)
    pen.mark("seat", back[0], back[1])
    pen.mark("surface", back[0], back[1])
    pen.mark("feet", middle[0] + r * 0.2, 0 if way.legs > 0 else bones.on(0.5, -0.9)[1])


def _neck(traits: Traits, front: Point, r: float, way: Carriage) -> tuple[Joint, ...]:
    long, thick, size = traits.num("neck", 14), traits.num("neck_r", 11), traits.num("head_r", 15)
    base = (front[0] - r * 0.05, front[1] - r * 0.1)
    wide = r * 0.72
    if way.head == "down":
        end = (base[0] + max(long * 0.6, r * 0.6), -size * 0.8 - 4)
        middle = ((base[0] + end[0]) / 2 + long * 0.12, (base[1] + end[1]) / 2 - long * 0.1)
        return ((*base, wide), (*middle, (wide + thick) / 2.2), (*end, thick))
    if way.head == "ahead":
        end = (base[0] + long * 0.94, base[1] - long * 0.36)
        middle = ((base[0] + end[0]) / 2, (base[1] + end[1]) / 2)
        return ((*base, wide), (*middle, (wide + thick) / 2.2), (*end, thick))
    if way.head == "in":
        long *= 0.55
    bow = traits.num("neck_bow", 0.0)
    end = (base[0] + long * traits.num("neck_lean", 0.3), base[1] - long)
    if bow:
        # A long neck swings forward, back, and forward again.
        one = (base[0] + long * bow, base[1] - long * 0.22)
        two = (base[0] - long * bow * 0.25, base[1] - long * 0.62)
        return ((*base, wide), (*one, thick * 1.3), (*two, thick), (*end, thick))
    middle = ((base[0] + end[0]) / 2, (base[1] + end[1]) / 2)
    return ((*base, wide), (*middle, (wide + thick) / 2.1), (*end, thick))


def _legs(pen: Pen, traits: Traits, coat: Coat, middle: Point, *, r: float, way: Carriage) -> None:
    legs, thick = traits.num("legs", 22), traits.num("leg_r", 2.6)
    is_web = traits.has("webbed")
    for side in (-1, 1):
        x = middle[0] + r * (0.05 + 0.26 * side * -1)
        foot = x + side * way.stride * legs * 0.9 + (0 if way.stride else side * -1.0)
        colour = coat.beak if traits.word("leg_colour") == "beak" else coat.hoof
        colour = shaded(colour, 0.2) if side < 0 else colour
        knee = ((x + foot) / 2 - legs * 0.08, -legs * way.legs * 0.5)
        if traits.has("thighs"):
            pen.fill(tube([(x, middle[1] + r * 0.2, r * 0.42), (knee[0], knee[1] - legs * 0.1,
                                                                thick * 1.6)]),
                     shaded(coat.main, 0.16 if side < 0 else 0.06))  # fmt: skip
        pen.line([(x, middle[1] + r * 0.6), knee, (foot, -thick * 0.6)], colour, thick * 2,
                 pull=0.5)  # fmt: skip
        if is_web:
            w = thick * 4.2
            pen.fill(corners([(foot - thick, -thick * 1.7), (foot + w, -thick * 0.5), (foot + w, 0),
                              (foot - thick * 1.5, 0)]), colour)  # fmt: skip
        else:
            for dx in (-2.2, 2.6, 4.6):
                pen.line([(foot, -thick * 0.9), (foot + dx * thick, -thick * 0.5)], colour,
                         thick * 1.2)  # fmt: skip


def _underside(pen: Pen, traits: Traits, coat: Coat, bones: Skeleton, rng: Random) -> None:
    style = traits.word("under", "belly")
    if style == "belly":
        high = traits.num("belly_high", 0.62)
        pen.fill(
            tube(
                [(*bones.on(t, -0.9)[:2], bones.on(t, 0)[2] * high) for t in (0.0, 0.3, 0.65, 1.0)]
            ),
            coat.belly,
        )
    elif style == "front":
        # A breast that goes up to the throat, as a penguin's or a robin's.
        x, y, r = bones.on(0.8, -0.55)
        pen.fill(tube([(*bones.on(0.12, -0.75)[:2], r * 0.4), (*bones.on(0.5, -0.55)[:2], r * 0.85),
                       (x, y, r * 0.95), (bones.neck[1][0] + r * 0.3, bones.neck[1][1] + r * 0.2,
                                          r * 0.5)]), coat.belly)  # fmt: skip
    elif style == "breast":
        x, y, r = bones.on(0.9, -0.5)
        pen.fill(oval(x, y, r * 0.95, r * 1.15), coat.belly)
        pen.fill(
            tube([(*bones.on(t, -1.0)[:2], bones.on(t, 0)[2] * 0.5) for t in (0.0, 0.4)]),
            mix(coat.main, "#ffffff", 0.6),
        )
    pen.fill(
        tube([(*bones.on(t, -1.25)[:2], bones.on(t, 0)[2] * 0.5) for t in (-0.1, 0.3, 0.7)]),
        "#2a1c3a",
        opacity=0.09,
    )
    if traits.words("marks") or coat.pattern:
        body_marks(pen, traits, coat, bones.on, rng)
    hood = traits.word("hood")
    if hood:
        (nx, ny, _), (mx, my, mr) = bones.neck[-1], bones.neck[-2]
        colour = coat.mark_2
        if hood == "ring":
            pen.fill(tube([(mx - mr * 1.5, my - 2, 2.6), (mx + mr * 1.5, my + 1, 2.6)]), colour)
        else:
            pen.fill(tube([(nx, ny, traits.num("head_r", 15) * 1.3), (mx, my, mr * 1.15)]), colour)


def _covers(pen: Pen, wears: tuple[Garment, ...], body: Outline, bones: Skeleton) -> None:
    worn = next((each for each in wears if each.kind in COVERS), None)
    if worn is None:
        return
    colour = worn.colour or COVERS[worn.kind]
    with pen.within(body):
        spine = [(*bones.on(t, 0)[:2], bones.on(t, 0)[2] * 1.1) for t in (0.28, 0.6, 1.0)]
        pen.fill(tube(spine, start=0.1, end=1.2), colour)
        x, y, r = bones.on(0.92, -0.7)
        if worn.kind in ("suit", "jacket", "vest", "uniform", "coat"):
            pen.fill(oval(x + r * 0.1, y - r * 0.1, r * 0.42, r * 0.85), "#fbfaf7")
            pen.fill(tube([(x + r * 0.16, y - r * 0.7, r * 0.1),
                           (x + r * 0.1, y + r * 0.4, r * 0.16)]), "#b8394a")  # fmt: skip
        else:
            for t in (0.45, 0.7, 0.95):
                pen.line([bones.on(t, 1.2)[:2], bones.on(t, -1.2)[:2]], mix(colour, "#ffffff", 0.5),
                         r * 0.14)  # fmt: skip
