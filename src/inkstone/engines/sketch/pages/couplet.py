"""The couplet picture: where the papers, the door and the lanterns stand, and what is written.

It does not know how a door or a paper is drawn; `door` does.
"""

from dataclasses import dataclass, replace
from random import Random

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.breaking import characters
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink
from inkstone.engines.sketch.pages import door
from inkstone.engines.sketch.scene import Box, Scene, Text
from inkstone.engines.sketch.vector import glyphs, svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

#: A character's share of its paper's width, and the room that it takes along the paper.
_SHARE, _PITCH, _PITCH_MAX = 0.66, 1.1, 1.5
_INK = Ink(
    fill="#fff3c8", fill_bottom="#ffdc82", shadow="#5c0d08", shadow_offset=0.03, shadow_opacity=0.7
)
_LUCK = "福"
#: The composition without a diamond on the door, and how much fits on a diamond.
_BARE = "bare"
_DIAMOND_MAX = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where everything stands, in pixels."""

    upper: Box
    lower: Box
    banner: Box
    door: Box
    #: Each lantern's middle, left and right.
    lanterns: tuple[float, float]
    lantern_size: float
    eave: float
    ground: float


def plan(scene: Scene) -> Plan:
    """Lay out the gate for the picture's shape and the number of characters."""
    width, height = float(scene.width_px), float(scene.height_px)
    wide = min(width * 0.94, height * 1.2)
    left, right = (width - wide) / 2, (width + wide) / 2
    eave, ground = height * 0.035, height * 0.9
    lantern_size = min(wide * 0.125, height * 0.1)
    banner_height = min(wide * 0.15, height * 0.13)
    row = max(lantern_size * 1.68, banner_height * 1.3)
    top = eave + row + height * 0.015
    texts = _by_role(scene)
    num = max(
        1,
        *(len(characters(texts[role].text)) if role in texts else 1 for role in ("upper", "lower")),
    )
    widest, tallest = wide * 0.17, ground - top - height * 0.01
    size = min(widest * _SHARE, (tallest - widest * 0.3) / (num * _PITCH))
    paper_width = min(max(size / _SHARE, wide * 0.1), widest)
    paper_height = min(tallest, size * num * _PITCH_MAX + paper_width * 0.45)
    gap = wide * 0.03
    gate = Box(
        x=left + paper_width + gap,
        y=top,
        width=wide - 2 * (paper_width + gap),
        height=ground - top,
    )
    across = wide - 2 * max(paper_width, lantern_size) - gap
    wanted = len(characters(texts["horizontal"].text)) if "horizontal" in texts else 4
    banner_width = min(across, banner_height * (0.62 * 1.5 * wanted + 0.5))
    return Plan(
        upper=Box(x=right - paper_width, y=top, width=paper_width, height=paper_height),
        lower=Box(x=left, y=top, width=paper_width, height=paper_height),
        banner=Box(
            x=(width - banner_width) / 2,
            y=eave + (top - eave - banner_height) / 2,
            width=banner_width,
            height=banner_height,
        ),
        door=gate,
        lanterns=(left + paper_width / 2, right - paper_width / 2),
        lantern_size=lantern_size,
        eave=eave,
        ground=ground,
    )


def draw_couplet(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a gate with its couplet: the upper line on the viewer's right, the lower on the left.

    Parts that the scene lacks are left out; the banner then leaves the wall empty.
    """
    width, height = float(scene.width_px), float(scene.height_px)
    where = plan(scene)
    texts = _by_role(scene)
    parts = [door.brick_wall(width, height, defs=defs, rng=rng)]
    if scene.time == "night":
        parts.append(svg.rect(0, 0, width, height, fill="#0d1330", fill_opacity=0.6))
    parts.append(
        door.steps(width, where.ground, height - where.ground, door_box=where.door, defs=defs)
    )
    parts += [
        door.eave(width, where.eave, defs=defs),
        door.door(where.door, rings_at=_rings_at(where.door), defs=defs),
    ]
    parts += _pots(scene, where, defs=defs)
    for cx in where.lanterns:
        parts.append(door.lantern(cx, where.eave, where.lantern_size, defs=defs))
    letters: list[str] = []
    placed: list[Text] = []
    missing: dict[str, None] = {}

    def write(known: Text | None, done: text.Placed) -> None:
        letters.append(done.svg)
        missing.update(dict.fromkeys(done.missing))
        if known is not None:
            placed.append(replace(known, box=done.box))

    luck = _on_diamond(scene)
    if luck is not None:
        diamond, done = _luck(where.door, luck[1], defs=defs, rng=rng)
        parts.append(diamond)
        write(luck[0], done)
    for role, box in (("horizontal", where.banner), ("upper", where.upper), ("lower", where.lower)):
        if role not in texts:
            continue
        parts.append(door.paper(box, defs=defs, rng=rng))
        write(texts[role], _written(texts[role], box, is_column=role != "horizontal", defs=defs))
    for known, done in _on_steps(scene, where, defs=defs):
        write(known, done)
    order = {known.text: index for index, known in enumerate(scene.texts)}
    placed.sort(key=lambda known: order[known.text])
    return Layer(
        svg="".join(parts), words="".join(letters), texts=tuple(placed), missing=tuple(missing)
    )


def _by_role(scene: Scene) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for each in scene.texts:
        role = "horizontal" if each.role == "title" else each.role
        if characters(each.text) and role in ("upper", "lower", "horizontal"):
            texts.setdefault(role, each)
    return texts


def _on_diamond(scene: Scene) -> tuple[Text | None, str] | None:
    """What the diamond on the door says: what was asked for, else luck; None for a bare door."""
    asked = next((known for known in _others(scene) if _is_short(known)), None)
    if asked is not None:
        return asked, asked.text
    return None if scene.composition == _BARE else (None, _LUCK)


def _is_short(known: Text) -> bool:
    return known.role in ("seal", "sign", "label") and len(characters(known.text)) <= _DIAMOND_MAX


def _others(scene: Scene) -> list[Text]:
    """The texts that are no part of the couplet."""
    parts = {id(known) for known in _by_role(scene).values()}
    return [known for known in scene.texts if known.text.strip() and id(known) not in parts]


def _on_steps(scene: Scene, where: Plan, *, defs: Defs) -> list[tuple[Text, text.Placed]]:
    """Set all other texts on the stone in front of the door, so that none is lost."""
    luck = _on_diamond(scene)
    rest = [known for known in _others(scene) if luck is None or known is not luck[0]]
    if not rest:
        return []
    height = (scene.height_px - where.ground) * 0.84 / len(rest)
    done = []
    for index, known in enumerate(rest):
        box = Box(
            x=scene.width_px * 0.06,
            y=where.ground + (scene.height_px - where.ground) * 0.1 + index * height,
            width=scene.width_px * 0.88,
            height=height * 0.94,
        )
        style = Style(face=known.font or "sans", weight=700)
        ink = Ink(fill="#fff6e0", outline="#2b1a10", outline_width=0.07)
        size = min(height * 0.62, scene.height_px * 0.04)
        done.append(
            (known, text.fit(known.text, box, style=style, ink=ink, defs=defs, max_size=size,
                             max_lines=3))
        )  # fmt: skip
    return done


def _written(known: Text, box: Box, *, is_column: bool, defs: Defs) -> text.Placed:
    words, face = known.text, known.font or "brush"
    thick, long = (box.width, box.height) if is_column else (box.height, box.width)
    inset = thick * 0.13
    inner = Box(
        x=box.x + inset,
        y=box.y + inset,
        width=box.width - 2 * inset,
        height=box.height - 2 * inset,
    )
    num = len(characters(words))
    room = long - thick * 0.45
    if is_column:
        style = Style(face=face, weight=900)
        size = min(thick * _SHARE, room / (num * _PITCH))
        # Characters spread over the paper, but not so far that they no longer read as one line.
        pitch = min((room - size) / max(num - 1, 1) / size, _PITCH_MAX * 1.25)
        return text.fit(
            words,
            inner,
            style=style,
            ink=_INK,
            defs=defs,
            max_size=size,
            leading=max(pitch, 1.0),
            vertical=True,
        )
    plain = max(text.measure(words, style=Style(face=face, weight=900)).width, 0.5)
    size = min(thick * _SHARE, room / plain)
    # Chinese characters are an em wide each; letters, which are narrower, stay closer together.
    loosest = 0.7 if plain > 0.9 * num else 0.1
    tracking = min(max((room / size - plain) / num, 0.0), loosest)
    style = Style(face=face, weight=900, tracking=tracking)
    return text.fit(" ".join(words.split()), inner, style=style, ink=_INK, defs=defs, max_size=size)


def _diamond_side(gate: Box) -> float:
    return min(gate.width * 0.3, gate.height * 0.26)


def _rings_at(gate: Box) -> float:
    """Give the height of the ring handles: a little below the diamond."""
    return gate.y + gate.height * 0.4 + _diamond_side(gate) * 1.05


def _luck(gate: Box, words: str, *, defs: Defs, rng: Random) -> tuple[str, text.Placed]:
    """Draw the diamond on the door, and set its one or two characters."""
    side = _diamond_side(gate)
    cx, cy = gate.x + gate.width / 2, gate.y + gate.height * 0.4
    square = Box(x=cx - side / 2, y=cy - side / 2, width=side, height=side)
    turned = f"rotate(45 {svg.num(cx)} {svg.num(cy)})"
    word = text.fit(
        words,
        Box(x=cx - side * 0.4, y=cy - side * 0.4, width=side * 0.8, height=side * 0.8),
        style=Style(face="brush", weight=900),
        ink=_INK,
        defs=defs,
        max_size=side * 0.62,
        max_lines=2,
    )
    diamond = svg.group(door.paper(square, defs=defs, rng=rng), transform=turned)
    return diamond, word


def _pots(scene: Scene, where: Plan, *, defs: Defs) -> list[str]:
    """Stand a plant on either side where a wide picture leaves room."""
    room = where.lower.x
    tall = min(room * 0.95, scene.height_px * 0.3)
    if room < scene.height_px * 0.14:
        return []
    symbol = glyphs.emoji_symbol("🪴", defs=defs)
    if symbol is None:
        return []
    foot = where.ground + (scene.height_px - where.ground) * 0.45
    boxes = [
        Box(x=cx - tall / 2, y=foot - tall, width=tall, height=tall)
        for cx in (room * 0.47, scene.width_px - room * 0.47)
    ]
    shadows = [
        svg.ellipse(
            box.x + tall / 2, foot, tall * 0.36, tall * 0.05, fill="#2b1a10", fill_opacity=0.35
        )
        for box in boxes
    ]
    return [*shadows, *(symbol.fitted(box) for box in boxes)]
