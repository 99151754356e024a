"""Headwear: hats, glasses, masks and beards, and the whole head in the order that it is drawn.

It does not know the body below.
"""

from inkstone.engines.sketch.figures import faces, hair, tresses
from inkstone.engines.sketch.figures.ink import Spot, mix, posed
from inkstone.engines.sketch.figures.outfits import Cloth
from inkstone.engines.sketch.figures.portraying import INK, HeadSpace
from inkstone.engines.sketch.figures.stamps import colours_of, draw_stamp, has_stamp

#: These leave the hair on top as it is.
_LIGHT = frozenset({"headband", "hair_bow", "flower_crown", "headphones", "tiara", "halo", "veil",
                    "crown", "party_hat"})  # fmt: skip
#: These hide all hair that falls.
_CLOSED = frozenset({"coif", "headscarf", "nemes"})


def _hat(head: HeadSpace) -> Cloth | None:
    return head.look.outfit.get("head")


def _style(head: HeadSpace) -> hair.HairStyle:
    hat = _hat(head)
    presses = hat is not None and hat.kind not in _LIGHT
    style = hair.style_of(head.look.hair, is_hatted=presses)
    if hat and hat.kind == "headscarf":
        return hair.STYLES["bald"]
    if hat and (hat.kind in _CLOSED or hat.make in ("swim", "plume")):
        return hair.STYLES["buzz"]
    return style


def _stamp_hat(head: HeadSpace, suffix: str) -> None:
    hat = _hat(head)
    if hat is None:
        return
    made = f"hat_{hat.kind}_{hat.make}"
    has_make = bool(hat.make) and (has_stamp(made) or has_stamp(f"{made}_back"))
    name = (made if has_make else f"hat_{hat.kind}") + suffix
    if not has_stamp(name):
        return
    # Hats turn with the head, and are wider than its hair.
    with head.ink.space(posed(1.5 * head.turn, 0, angle=2.5 * head.turn)):
        draw_stamp(head.ink, name, colours_of(hat.colour), pattern=head.patterns.get("head"))


def draw_head_behind(head: HeadSpace) -> None:
    """Draw what is behind the shoulders: falling hair and the backs of hats."""
    style = _style(head)
    if not (_hat(head) and head.look.outfit["head"].kind in _CLOSED):
        tresses.draw_behind(head, style)
    _stamp_hat(head, "_back")


def draw_head(head: HeadSpace) -> None:
    """Draw the head, from the skull to the hat."""
    style = _style(head)
    hair.draw_top(head, style)
    if style.ears and style.line != "bald":
        hair.draw_nape(head, style)
    if style.line == "bald" or style.ears:
        faces.draw_ear(head, 1)
    faces.draw_skull(head)
    faces.draw_face(head)
    _beard(head)
    hair.draw_cap(head, style)
    if style.ears:
        faces.draw_ear(head, -1)
    tresses.draw_before(head, style)
    _eyewear(head)
    _mask(head)
    _stamp_hat(head, "")
    if head.mood == "in_love":
        draw_stamp(head.ink, "hearts", {})


def _eyewear(head: HeadSpace) -> None:
    cloth = head.look.outfit.get("face")
    if head.look.has("eyepatch"):
        _patch(head)
    if cloth is None or cloth.kind not in ("glasses", "sunglasses", "goggles"):
        if not head.look.has("glasses"):
            return
        cloth = Cloth(kind="glasses", colour="#3a3340")
    y = faces.eye_line(head)
    ink = head.ink
    apart = 20.0
    centres = [(head.on(side * apart, y)[0], head.narrow(side * apart)) for side in (-1, 1)]
    near, far = centres
    if cloth.kind == "goggles":
        lift = -2 if cloth.make == "diver" else 0
        ink.stroke([(-50, y - 5), near_edge(near, y), (far[0] + 12, y)], "#2b2b33", 6)
        ink.shape([(near[0] - 17, y - 13 + lift), (far[0] + 13 * far[1] + 3, y - 13 + lift),
            (far[0] + 14 * far[1] + 3, y + 10), (near[0] - 17, y + 10)], cloth.colour)  # fmt: skip
        ink.shape([(near[0] - 12, y - 9), (far[0] + 9 * far[1] + 2, y - 9), (far[0] + 10 * far[1],
            y + 6), (near[0] - 12, y + 6)], "#a9dcf2", opacity=0.62)  # fmt: skip
        ink.stroke([(near[0] - 7, y + 1), (near[0] + 1, y - 6)], "#ffffff", 2.6, opacity=0.8)
        return
    is_dark = cloth.kind == "sunglasses"
    frame = cloth.colour
    ink.stroke([(near[0] - 12 * near[1], y - 2), (-47 + 9 * head.turn, y - 1)], frame, 2.6)
    for x, wide in centres:
        r = 13.0
        points: list[Spot] = [(x - r * wide, y - 6), (x, y - 10.5), (x + r * wide, y - 6),
            (x + r * wide * 0.86, y + 8), (x, y + 11.5), (x - r * wide * 0.86, y + 8)]  # fmt: skip
        d = ink.shape(points, frame if is_dark else "#ffffff", opacity=0.95 if is_dark else 0.2)
        ink.add(d, frame, width=2.8)
        ink.stroke([(x - 6 * wide, y + 1), (x - 1, y - 5)], "#ffffff", 2.2, opacity=0.55)
    ink.stroke([(near[0] + 12 * near[1], y - 2), ((near[0] + far[0]) / 2 + 2, y - 5),
        (far[0] - 12 * far[1], y - 2)], frame, 2.8)  # fmt: skip


def near_edge(lens: tuple[float, float], y: float) -> Spot:
    """Where the strap meets the nearer lens."""
    return lens[0] - 14, y - 2


def _patch(head: HeadSpace) -> None:
    y = faces.eye_line(head)
    x, _ = head.on(18.5, y)
    head.ink.stroke([(-47, y - 30), (x, y - 6), (50, y - 2)], "#2b2430", 3)
    head.ink.oval(x, y, 10 * head.narrow(18), 11, fill="#2b2430")


def _mask(head: HeadSpace) -> None:
    cloth = head.look.outfit.get("face")
    if cloth is None or cloth.kind != "mask":
        return
    ink, y = head.ink, faces.eye_line(head)
    if cloth.make == "domino":
        _domino(head, cloth, y)
        return
    top = y + 13 if cloth.make == "ninja" else y + 15
    nose = head.on(0, top)[0]
    left, right = head.on(-44, top + 4), head.on(44, top + 4)
    points: list[Spot] = [
        left,
        (nose, top - 4),
        right,
        head.on(38, 36),
        (head.on(0, 50)[0], 53),
        head.on(-38, 36),
    ]
    if cloth.make == "ninja":
        ink.shape(
            [(-52, top + 2), (nose, top - 3), (51, top), (44, 36), (6, 58), (-44, 38)], cloth.colour
        )
        ink.shape([(-56, -14), (-50, -48), (0, -70), (50, -48), (55, -14), (0, -22)], cloth.colour)
        ink.stroke([(-54, -18), (0, -26), (54, -18)], "#a8323e", 6)
        return
    ink.stroke([(-46 + 8 * head.turn, y + 4), left], "#ffffff", 2)
    ink.stroke([(-46 + 8 * head.turn, 28), head.on(-38, 36)], "#ffffff", 2)
    ink.shape(points, cloth.colour)
    fold = mix(cloth.colour, "#3b1f4e", 0.2)
    ink.stroke([head.on(-36, 30), (nose, 29), head.on(36, 30)], fold, 1.8)


def _domino(head: HeadSpace, cloth: Cloth, y: float) -> None:
    for side in (-1, 1):
        x, _ = head.on(side * 18.5, y)
        wide = head.narrow(side * 18.5)
        head.ink.oval(x, y, 15 * wide, 11, fill=cloth.colour, angle=side * 8)
    middle, _ = head.on(0, y)
    head.ink.oval(middle, y - 1, 12, 6, fill=cloth.colour)
    for side in (-1, 1):
        x, _ = head.on(side * 18.5, y)
        head.ink.oval(x, y, 7 * head.narrow(side * 18.5), 6.4, fill="#ffffff")
        head.ink.oval(x + 1, y, 3.4, 4.4, fill=INK)


def _beard(head: HeadSpace) -> None:
    look, ink = head.look, head.ink
    if look.has("thin_beard"):
        x, _ = head.on(0, 40)
        ink.shape([(x - 6, 44), (x + 6, 44), (x + 3, 84), (x, 96, 1), (x - 3, 84)], head.hair)
    if look.has("beard") or look.has("long_beard"):
        _full_beard(head, 106 if look.has("long_beard") else 64)
    if look.has("moustache") or look.has("beard") or look.has("long_beard"):
        _moustache(head)


def _full_beard(head: HeadSpace, end: float) -> None:
    mouth = head.on(0, 31)[0]
    left, right = head.on(-48, 10), head.on(48, 10)
    y = faces.mouth_line(head)
    bottom = mouth * 0.7
    points: list[Spot] = [(*left, 1), head.on(-36, 23), (mouth - 15, y - 6), (mouth, y - 7),
        (mouth + 14, y - 6), head.on(38, 22), (*right, 1), (49 - (end - 64) * 0.1, 34),
        (bottom + 26, end - 10), (bottom, end, *((1,) if end > 80 else ())), (bottom - 27,
        end - 10), (-46 + (end - 64) * 0.1, 36)]  # fmt: skip
    head.ink.shape(points, head.hair)
    head.ink.shade(
        [(mouth + 8, y + 16), (49, 34), (bottom + 26, end - 10), (bottom, end)], opacity=0.1
    )
    head.ink.shape([(mouth - 9, y - 1), (mouth, y - 2.4), (mouth + 9, y - 1), (mouth + 6, y + 5),
        (mouth, y + 7), (mouth - 6, y + 5)], mix(head.skin, "#a0403c", 0.5))  # fmt: skip
    if head.mood in ("happy", "laughing", "awake"):
        head.ink.stroke([(mouth - 7, y), (mouth, y + 1.8), (mouth + 7, y)], "#6b2430", 1.8)


def _moustache(head: HeadSpace) -> None:
    x, _ = head.on(0, 24)
    y = faces.mouth_line(head) - 7
    wide = head.narrow(0)
    is_bearded = head.look.has("beard") or head.look.has("long_beard")
    colour = head.hair_dark if is_bearded else head.hair
    head.ink.shape([(x, y - 3), (x + 10 * wide, y - 4), (x + 21 * wide, y + 5, 1), (x + 9 * wide,
        y + 5), (x, y + 2.4), (x - 9 * wide, y + 5), (x - 21 * wide, y + 5, 1), (x - 10 * wide,
        y - 4)], colour)  # fmt: skip
