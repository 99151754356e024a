"""Skeletons of four-legged animals that sit or lie, and the drawing of one that is curled up.

It does not know any colour but those of the coat that it is given.
"""

from dataclasses import replace
from math import cos, radians, sin
from random import Random

from inkstone.engines.sketch.beasts.coat import Coat, shaded
from inkstone.engines.sketch.beasts.curves import Joint, oval, polar, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.heads import head
from inkstone.engines.sketch.beasts.marks import body_marks
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Leg, Skeleton, trunk
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.scene import Garment


def sitting(traits: Traits) -> Skeleton:
    """The joints of an animal that sits on its haunches."""
    legs, long = _legs(traits), traits.num("long", 80)
    chest, rump = traits.num("chest", 26), traits.num("rump", 24)
    hip = (0.0, -rump * 0.98)
    high = max(legs * 0.98, rump * 0.98 + long * 0.62)
    shoulder = (long * 0.46 + chest * 0.12, -high)
    spine = trunk(traits, hip, shoulder, rump * 1.06, chest * 0.92)
    foot_x = shoulder[0] + chest * 0.22
    root = (shoulder[0] + chest * 0.08, shoulder[1] + chest * 0.3)
    fore = tuple(
        Leg(root=root, foot=(foot_x + ahead, 0.0), is_fore=True, is_near=not ahead)
        for ahead in (0.0, chest * 0.36)
    )
    neck, at = _raised(traits, shoulder, chest, turn=10)
    return Skeleton(spine=spine, neck=neck, legs=fore, head=at, nod=0.0,
                    tail=(-rump * 0.7, -rump * 0.5), tail_turn=-8,
                    haunch=(rump * 0.26, -rump * 0.78, rump * 0.9))  # fmt: skip


def lying(traits: Traits, *, is_asleep: bool) -> Skeleton:
    """The joints of an animal that lies on its belly."""
    long, low = traits.num("long", 80), traits.num("leg_low", 7)
    chest, rump = traits.num("chest", 26), traits.num("rump", 24)
    hip, shoulder = (0.0, -rump * 0.94), (long * 0.96, -chest * 0.98)
    spine = trunk(traits, hip, shoulder, rump, chest)
    ahead = min(_legs(traits) * 0.62, 46.0) + chest * 0.3
    fore = tuple(
        Leg(root=(shoulder[0], -chest * 0.62), foot=(shoulder[0] + ahead + more, 0.0), is_fore=True,
            is_near=not more, is_flat=True)
        for more in (0.0, low * 1.6)
    )  # fmt: skip
    neck, at = _raised(traits, shoulder, chest, turn=4)
    nod = 0.0
    if is_asleep:
        scale = traits.num("head", 0.6)
        goal = (shoulder[0] + chest * 0.5 + traits.num("neck", 24) * 0.75,
                -traits.num("head_low", 34) * scale - low * 0.8)  # fmt: skip
        bx, by, br = neck[0]
        neck = ((bx, by, br), ((bx + goal[0]) / 2, (by + goal[1]) / 2 - 4, neck[1][2]),
                (*goal, neck[2][2]))  # fmt: skip
        at, nod = goal, 10.0
    # A tail that hangs would hang into the ground.
    turn = max(-14.0, -6.0 - traits.num("tail_up", -10))
    if traits.word("tail") == "hair":
        turn = 34.0
    return Skeleton(
        spine=spine, neck=neck, legs=fore, head=at, nod=nod, tail=(-rump * 0.76, -rump * 0.8),
        tail_turn=turn, haunch=(rump * 0.3, -rump * 0.72, rump * 0.8),
    )  # fmt: skip


def _legs(traits: Traits) -> float:
    return max(traits.num("legs", 55), max(traits.num("chest"), traits.num("rump")) + 5)


def _raised(
    traits: Traits, shoulder: tuple[float, float], chest: float, *, turn: float
) -> tuple[tuple[Joint, ...], tuple[float, float]]:
    long, thick = traits.num("neck", 24), traits.num("neck_r", 16)
    base = (shoulder[0] + chest * 0.12, shoulder[1] - chest * 0.3)
    angle = min(traits.num("neck_up", 50) + turn, 84)
    end = polar(*base, angle, long)
    middle = polar(*base, angle + traits.num("neck_bow"), long * 0.52)
    wide = chest * traits.num("neck_base", 0.78)
    return ((*base, wide), (*middle, (chest * 0.6 + thick) / 2), (*end, thick)), end


def haunch(pen: Pen, traits: Traits, coat: Coat, at: Joint, colour: str) -> None:
    """Draw a folded hind leg with its foot on the ground."""
    x, y, r = at
    low = traits.num("leg_low", 7)
    is_dark = traits.word("leg_colour") == "dark" and traits.word("outline") != "fleece"
    main = coat.dark if is_dark else coat.main
    toe = x + r * 1.1 + low
    foot = tube([(x - r * 0.2, -low * 0.95, low * 0.95), (toe, -low * 0.9, low * 0.9)])
    pen.fill(oval(x + r * 0.1, y, r * 1.04, min(r, -y) * 0.99), shaded(main, 0.14))
    is_hoofed = traits.word("foot", "paw") == "hoof"
    pen.fill(foot, main if is_hoofed else colour)
    pen.fill(oval(x, y, r, min(r, -y) * 0.96), main)
    if is_hoofed:
        pen.fill(tube([(toe, -low * 0.9, low * 0.95), (toe + low * 0.9, -low * 0.8, low * 0.8)],
                      start=0), coat.hoof)  # fmt: skip


def curled(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, rng: Random,
           wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw an animal that sleeps rolled up, its tail round its feet."""
    half = traits.num("long", 70) * 0.48 + traits.num("rump", 20) * 0.8
    high = half * 0.56
    scale = traits.num("head", 0.6)
    body = smooth([(-half, -high * 0.8), (-half * 0.62, -high * 1.7), (half * 0.1, -high * 1.95),
                   (half * 0.76, -high * 1.5), (half, -high * 0.75), (half * 0.72, -2), (0, 0),
                   (-half * 0.74, -3)])  # fmt: skip
    low = traits.num("leg_low", 7)

    def on(along: float, across: float) -> Joint:
        angle = radians(172 - 150 * along)
        far = 0.62 + 0.36 * across
        return cos(angle) * half * far, -high * 0.8 - sin(angle) * high * 1.15 * far, high * 0.62

    with pen.filled(body, coat.main):
        pen.oval(0, -2, half * 1.05, high * 0.62, "#2a1c3a", opacity=0.1)
        body_marks(pen, _without_belly(traits), coat, on, rng)
        # A curve of shade sets the haunch off.
        pen.stroke(smooth([(-half * 0.02, -high * 0.1), (-half * 0.12, -high * 0.9),
                           (-half * 0.5, -high * 1.25)], is_closed=False), shaded(coat.main, 0.3),
                   2.6)  # fmt: skip
    head_x, head_y = half * 0.62, -traits.num("h", 44) * scale * 0.92 - low * 0.5
    for x in (head_x - 15 * scale, head_x + 30 * scale):
        pen.fill(
            tube([(x - low, -low, low), (x + low, -low * 0.9, low * 0.95)]),
            coat.dark if traits.word("sock_colour") == "dark" else coat.main,
        )
    _tail_round(pen, traits, coat, half, low)
    pen.mark("seat", -half * 0.1, -high * 1.85)
    pen.mark("surface", -half * 0.1, -high * 1.85)
    pen.mark("neck", half * 0.4, -high * 0.8)
    pen.mark("feet", 0, 0)
    asleep = replace(feeling, is_asleep=True)
    head(pen, traits, coat, asleep, x=head_x, y=head_y, nod=16, wears=wears, turn=0.25)


def _without_belly(traits: Traits) -> Traits:
    kept = [name for name in traits.words("marks") if name not in ("belly", "bib")]
    return replace(traits, values={**traits.values, "marks": kept})


def _tail_round(pen: Pen, traits: Traits, coat: Coat, half: float, low: float) -> None:
    kind = traits.word("tail", "thin")
    if kind in ("puff", "none", "pig", "flat"):
        return
    is_full = kind in ("bushy", "squirrel", "curl", "thick")
    r = traits.num("tail_r", 5) * (1.0 if is_full else 1.1)
    r = min(max(r, 5.0), half * 0.2)
    spine = [(-half * 0.94, -r * 1.7, r * 0.7), (-half * 0.7, -r, r * 0.95),
             (-half * 0.2, -r * 0.9, r),
             (half * 0.12, -r * 0.9, r * (0.6 if is_full else 0.8))]  # fmt: skip
    outline = tube(spine)
    pen.fill(outline, coat.main)
    tip = {"belly": coat.belly, "dark": coat.dark}.get(traits.word("tail_tip"))
    with pen.within(outline):
        rings = int(traits.num("tail_rings"))
        for i in range(rings):
            x = -half * 0.86 + half * 1.1 * (i + 0.5) / rings
            colour = coat.dark if traits.word("tail_ring_colour") == "dark" else coat.mark
            pen.line([(x, -r * 3), (x + 3, 0)], colour, half * 0.5 / rings)
        if tip:
            pen.oval(half * 0.16, -r, half * 0.3, r * 2, tip)
    pen.mark("tail", half * 0.24, -low)
