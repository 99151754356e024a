"""Signs: which kind a prompt asks for, its board, and its words.

It does not know how a board is drawn; there is a module for each.
"""

import re
from dataclasses import replace
from random import Random
from typing import Literal, get_args

from inkstone.engines.sketch.lettering import text as lettering
from inkstone.engines.sketch.lettering.fonts import Face
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.pages import (
    backing,
    edges,
    icons,
    neon,
    road_signs,
    sign_boards,
    storefronts,
    tablets,
)
from inkstone.engines.sketch.pages.palettes import palette_of
from inkstone.engines.sketch.pages.poster_look import Look, Slot
from inkstone.engines.sketch.pages.sign_boards import Board, Wall
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

Form = Literal["shop", "hanging", "road", "neon", "plate", "tablet"]
_HINTS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("neon", re.compile(r"neon|霓虹|led")),
    ("road", re.compile(r"road|street|traffic|highway|warning|路牌|交通|公路|路标|警示|指示牌")),
    ("tablet", re.compile(r"牌匾|匾额|匾|tablet|temple|paifang|lacquer")),
    ("hanging", re.compile(r"wood|hanging|pub|tavern|inn\b|rustic|木|挂牌|吊牌")),
    ("plate", re.compile(r"door ?plate|name ?plate|house number|office|brass|门牌|铭牌|门号")),
    ("shop", re.compile(r"shop|store|cafe|café|bakery|restaurant|招牌|店|商铺")),
)  # fmt: skip
_SLOTS: dict[str, Slot] = {
    "subtitle": "subtitle", "body": "subtitle", "list": "list", "footer": "footer",
    "seal": "footer",
}  # fmt: skip
_HOUSE_NUMBER_MAX, _TABLET_MAX = 4, 6
_RANKS: dict[Slot, int] = {"title": 0, "subtitle": 1, "body": 2, "list": 3, "footer": 4}


def form_of(scene: Scene) -> Form:
    """Tell which kind of sign a scene asks for, else by its words and the seed."""
    if scene.composition in get_args(Form):
        return scene.composition  # type: ignore[return-value]  # just looked at
    said = [*scene.style, scene.place, *scene.unknown]
    for known in scene.objects:
        said += [known.name, known.concept, known.material or ""]
    told = " ".join(said).lower()
    asked = next((form for form, pattern in _HINTS if pattern.search(told)), None)
    words = "\n".join(text.text for text in scene.texts)
    return asked or _form_of_words(words.strip(), scene)


def _form_of_words(words: str, scene: Scene) -> Form:
    rng = Random(f"{scene.seed}/sign")  # noqa: S311 - chance for pictures, not for secrets
    if road_signs.form_of(words) != "blue":
        return "road"
    if words.isdigit() and len(words) <= _HOUSE_NUMBER_MAX:
        return "plate"
    if scene.time == "night":
        return "neon"
    if 2 <= len(words) <= _TABLET_MAX and all(char >= "\u3400" for char in words):
        return rng.choice(("tablet", "shop", "hanging"))
    return rng.choice(("shop", "hanging", "shop"))


def draw_sign(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a sign on whatever carries it, with its words and its small picture."""
    texts = [text for text in scene.texts if text.text.strip()]
    style = Style(face="display", weight=800)
    heads = [text for text in texts if text.role not in _SLOTS]
    longest = max((lettering.measure(t.text, style=style).width for t in heads or texts), default=4)
    wall = Wall(scene=scene, palette=palette_of(scene), defs=defs, rng=rng, ems=max(longest, 1.0))
    form = form_of(scene)
    board = _board(form, wall, "\n".join(text.text for text in texts))
    room, drawn = _with_icon(scene, board, form, defs)
    look = _look(scene, board, form)
    setting = Setting(
        look=look, defs=defs, unit=wall.unit, grounds=board.grounds, grow=2.4, valign="middle"
    )
    carved, upright, flat = edges.parted(texts)
    if carved:
        room = replace(room, width=room.width - min(wall.unit * 0.09, room.width * 0.2))
    entries = _entries([*flat, *upright])
    blocks = list(stack(entries, room, setting))
    under = [board.svg, drawn]
    whole = Box(x=0, y=0, width=wall.width, height=wall.height)
    for each in carved:
        page = backing.grown(room, wall.unit * 0.1, room.height * 0.08)
        blocks.append(edges.seal(each, (page, whole), [block.box for block in blocks], setting))
    if board.is_neon:
        under += [neon.glowing(block.words, board.glow) for block in blocks]
    return Layer(
        svg=svg.group(*under, *(block.under for block in blocks)),
        words=svg.group(*(block.words for block in blocks)),
        texts=_in_order(scene, blocks),
        missing=tuple(dict.fromkeys(char for block in blocks for char in block.missing)),
    )


def _in_order(scene: Scene, blocks: list[Block]) -> tuple[Text, ...]:
    order = {id(text): index for index, text in enumerate(scene.texts)}
    return tuple(block.placed for block in sorted(blocks, key=lambda b: order.get(id(b.text), 0)))


def _board(form: Form, wall: Wall, words: str) -> Board:
    match form:
        case "shop":
            return storefronts.shop(wall)
        case "hanging":
            return sign_boards.hanging(wall)
        case "road":
            return road_signs.road(wall, words)
        case "neon":
            return neon.neon(wall)
        case "plate":
            return sign_boards.plate(wall)
        case "tablet":
            return tablets.tablet(wall)


def _look(scene: Scene, board: Board, form: Form) -> Look:
    face: Face = "techno" if form == "neon" else "display"
    return Look(
        palette=palette_of(scene),
        face=face,
        weight=600 if form == "neon" else 800,
        is_shaded=False,
        plain=(board.ink, board.accent),
    )


def _entries(texts: list[Text]) -> list[Entry]:
    """Rank the words: what is no small print is the sign itself, the first of it largest."""
    found: list[Entry] = []
    has_title = any(text.role not in _SLOTS for text in texts)
    for text in texts:
        slot: Slot = _SLOTS.get(text.role, "title")
        if slot == "title" and any(entry.slot == "title" for entry in found):
            slot = "subtitle"
        if not has_title and not found:
            slot = "title"
        found.append(Entry(text=text, slot=slot))
    return sorted(found, key=lambda entry: _RANKS[entry.slot])


def _with_icon(scene: Scene, board: Board, form: Form, defs: Defs) -> tuple[Box, str]:
    """Stand the first thing of a scene beside the words, where the board has the room."""
    room = board.room
    shown = next((known for known in scene.objects if not _is_sign(known.concept)), None)
    if shown is None or form == "road" or room.width < room.height * 1.2:
        return room, ""
    symbol = icons.icon_of(shown, defs=defs, scene=scene)
    if symbol is None:
        return room, ""
    side = min(room.height * 0.86, room.width * 0.24)
    box = Box(x=room.x, y=room.y + (room.height - side) / 2, width=side, height=side)
    disc = svg.circle(
        box.x + side / 2, box.y + side / 2, side * 0.62, fill="#fff8e6", fill_opacity=0.92
    )
    gap = side * 1.28
    left = replace(room, x=room.x + gap, width=room.width - gap)
    return left, disc + icons.drawn(symbol, backing.grown(box, -side * 0.06, -side * 0.06))


def _is_sign(concept: str) -> bool:
    return bool(re.search(r"sign|board|plaque|plate|shop|store|wall|door", concept))
