"""Seals and walruses on land; dolphins and whales.

It does not know whether there is water around them.
"""

from random import Random

from inkstone.engines.sketch.beasts.coat import INK, Coat, shaded
from inkstone.engines.sketch.beasts.curves import Joint, Outline, smooth, tube
from inkstone.engines.sketch.beasts.eyes import Feeling, eye, mouth
from inkstone.engines.sketch.beasts.heads import head
from inkstone.engines.sketch.beasts.marks import body_marks
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.skeleton import Skeleton
from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.beasts.worn import Fit, wear_on_head
from inkstone.engines.sketch.beasts.worn_body import neckwear
from inkstone.engines.sketch.scene import Garment


def seal(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, rng: Random,
         wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a seal that lies on its belly and raises its head."""
    chest = traits.num("chest", 30)
    long = traits.num("long", 84)
    down = feeling.is_asleep
    top = -chest * 1.5 if down else -chest * 2.9
    head_at = (long * (0.98 if down else 0.74), top)
    spine: tuple[Joint, ...] = ((-long * 0.62, -9, 7), (-long * 0.25, -chest * 0.62, chest * 0.6),
                                (long * 0.2, -chest * 0.92, chest * 0.93),
                                (long * 0.5, -chest * 1.3, chest * 0.86),
                                ((long * 0.5 + head_at[0]) / 2, (-chest * 1.3 + top) / 2,
                                 chest * 0.72))  # fmt: skip
    for lift in (-13, 6):
        pen.fill(tube([(-long * 0.6, -9, 6), (-long * 0.84, -9 + lift * 0.5, 8),
                       (-long, -10 + lift, 4)]),
                 shaded(coat.main, 0.15 if lift < 0 else 0.06))  # fmt: skip
    far = long * 0.62
    pen.fill(tube([(far, -chest * 0.7, 10), (far + 22, -12, 9), (far + 40, -5, 4)]), coat.far)
    outline = tube(spine)
    bones = Skeleton(spine=spine, neck=spine[-3:], legs=(), head=head_at, nod=0, tail=spine[0][:2],
                     tail_turn=0)  # fmt: skip
    with pen.filled(outline, coat.main):
        pen.fill(tube([(x + r * 0.2, y + r * 0.78, r * 0.5) for x, y, r in spine]), coat.belly)
        body_marks(pen, traits, coat, bones.on, rng)
    near = long * 0.34
    pen.fill(tube([(near, -chest * 0.75, 12), (near + 14, -14, 11), (near + 40, -5, 4)]),
             shaded(coat.main, 0.1))  # fmt: skip
    x, y, r = spine[-1]
    for worn in wears:
        left, right = (x - r * 0.8, y + r * 0.3), (x + r * 0.9, y + r * 0.3)
        neckwear(pen, worn, left, right, knot=(x + r * 0.2, y + r * 0.5), r=r * 0.8)
    head(pen, traits, coat, feeling, x=head_at[0], y=head_at[1], nod=6 if down else 0, wears=wears)
    pen.mark("neck", x, y)
    for anchor in ("seat", "surface"):
        pen.mark(anchor, long * 0.05, -chest * 1.7)
    pen.mark("tail", -long, -9)
    pen.mark("feet", long * 0.2, 0)


def whale(pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, *, leaps: bool,
          wears: tuple[Garment, ...]) -> None:  # fmt: skip
    """Draw a dolphin or a whale that looks to the right."""
    with pen.moved(0, 0, turn=-28 if leaps else 0):
        _whale(pen, traits, coat, feeling, wears)


def _whale(
    pen: Pen, traits: Traits, coat: Coat, feeling: Feeling, wears: tuple[Garment, ...]
) -> None:
    long, r = traits.num("body_long", 170), traits.num("body_r", 36)
    up = long * traits.num("curve", 0.15)
    _flukes(pen, coat, -long * 0.62, -up, r)
    fin = traits.num("fin", 1.0)
    if fin:
        x = -long * 0.04
        pen.fill(smooth([(x - 18, -r * 0.8), (x - 14 * fin, -r - 22 * fin),
                         (x - 20 * fin, -r - 26 * fin), (x - 20 * fin, -r - 26 * fin),
                         (x + 8, -r - 12 * fin), (x + 26, -r * 0.7)]), coat.mark)  # fmt: skip
    pen.fill(tube([(long * 0.16, r * 0.4, 9), (long * 0.1, r * 1.0, 10),
                   (-long * 0.02, r * 1.35, 3)]), coat.far)  # fmt: skip
    body = _whale_body(long, r, up)
    beak = traits.num("beak")
    if beak:
        pen.fill(tube([(long * 0.36, r * 0.2, 10), (long * 0.46 + beak * 0.6, r * 0.34, 6.5),
                       (long * 0.46 + beak * 0.8, r * 0.36, 5)]), coat.main)  # fmt: skip
    with pen.filled(body, coat.main):
        pen.fill(smooth([(long * 0.56, r * 0.18), (long * 0.2, r * 0.34), (-long * 0.2, r * 0.36),
                         (-long * 0.5, -up * 0.4), (-long * 0.5, r * 2), (long * 0.56, r * 2)]),
                 coat.belly)  # fmt: skip
        if traits.has("grooves"):
            for i in range(4):
                y = r * (0.42 + i * 0.16)
                pen.line([(long * 0.46, y), (long * 0.2, y + r * 0.1), (-long * 0.04, y)],
                         shaded(coat.belly, 0.22), 2)  # fmt: skip
        if traits.has("eye_patch"):
            pen.oval(long * 0.29, -r * 0.34, long * 0.075, r * 0.2, coat.belly, turn=-14)
            pen.oval(-long * 0.02, -r * 0.62, long * 0.12, r * 0.16, shaded("#c9ccd3", 0.1),
                     opacity=0.5)  # fmt: skip
    x, y = long * 0.33, -r * 0.02
    is_dark = coat.is_dark and not traits.has("eye_patch")
    eye(pen, x, y, 5.5, feeling, is_on_dark=is_dark or traits.has("eye_patch"), side=-1)
    if traits.has("eye_patch") or beak:
        pen.line([(long * 0.37, r * 0.34), (long * 0.43, r * 0.36),
                  (long * 0.46 + beak * 0.8, r * 0.32)],
                 shaded(coat.main, 0.5) if beak > 10 else INK, 2.2)  # fmt: skip
    else:
        mouth(pen, long * 0.38, r * 0.2, 14, feeling, is_split=False)
    pen.oval(x + 2, y + 13, 7, 4, "#ff7d86", opacity=0.35 if feeling.mood == "happy" else 0.2)
    pen.fill(tube([(long * 0.1, r * 0.45, 10), (long * 0.01, r * 1.02, 11),
                   (-long * 0.12, r * 1.3, 3)]), coat.mark)  # fmt: skip
    if traits.has("spout"):
        _spout(pen, long * 0.22, -r)
    fit = Fit(x=long * 0.26, top=-r * 0.94, half=r * 0.7, eyes_x=x, eyes_y=y, eye_gap=12,
              chin=r * 0.7, is_profile=True)  # fmt: skip
    wear_on_head(pen, wears, fit)
    pen.mark("crown", long * 0.26, -r)
    pen.mark("head", long * 0.3, 0)
    pen.mark("eyes", x, y)
    pen.mark("mouth", long * 0.44, r * 0.3)
    pen.mark("neck", long * 0.16, 0)
    pen.mark("seat", long * 0.08, -r)
    pen.mark("surface", long * 0.08, -r)
    pen.mark("tail", -long * 0.68, -up)
    pen.mark("feet", 0, r)


def _whale_body(long: float, r: float, up: float) -> Outline:
    return smooth([(long * 0.47, r * 0.12), (long * 0.4, -r * 0.56), (long * 0.18, -r),
                   (-long * 0.16, -r * 0.86), (-long * 0.46, -up * 0.8 - r * 0.22),
                   (-long * 0.64, -up - 5), (-long * 0.64, -up + 5),
                   (-long * 0.44, -up * 0.5 + r * 0.2), (-long * 0.14, r * 0.78),
                   (long * 0.16, r * 0.98), (long * 0.4, r * 0.7)])  # fmt: skip


def _flukes(pen: Pen, coat: Coat, x: float, y: float, r: float) -> None:
    s = 18 + r * 0.42
    pen.fill(smooth([(x + 4, y + 4), (x - s * 0.5, y + s * 0.16), (x - s * 1.3, y + s * 0.3),
                     (x - s * 1.3, y + s * 0.3), (x - s * 0.72, y - s * 0.3),
                     (x - s * 0.8, y - s * 0.95), (x - s * 0.8, y - s * 0.95),
                     (x - s * 0.06, y - s * 0.5), (x + 6, y - 6)]), coat.mark)  # fmt: skip


def _spout(pen: Pen, x: float, y: float) -> None:
    for dx, high in ((-22, 26), (22, 26), (0, 36)):
        pen.line([(x, y), (x + dx * 0.4, y - high), (x + dx, y - high * (0.72 if dx else 1.0))],
                 "#a9d8f0", 6)  # fmt: skip
