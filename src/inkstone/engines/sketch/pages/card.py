"""Cards: a paper with a border, a window onto the picture, and a message set like a letter.

It does not know what the window shows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Literal

from inkstone.engines.sketch.pages import attached, backing, edges, ornaments, seals
from inkstone.engines.sketch.pages.poster_look import Look, Slot
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, num

Window = Literal["arch", "round", "oval", "none"]
_SLOTS: dict[str, Slot] = {
    "title": "title", "horizontal": "title", "subtitle": "subtitle", "sign": "title",
    "body": "body", "label": "body", "list": "list", "footer": "footer",
    "seal": "footer",
    "vertical": "body", "upper": "body", "lower": "body",
}  # fmt: skip
#: The order on a card is the order of the prompt, but for the title and what stands below it.
_RANKS: dict[str, int] = {"title": 0, "subtitle": 1, "body": 2, "list": 2, "footer": 3}
_DEAR = re.compile(
    r"(?:dear|to|hi|hello|亲爱的|敬爱的|尊敬的|致)\b|^(?:亲爱的|敬爱的|尊敬的|致)", re.I
)
_FROM = re.compile(
    r"(?:from|love|with love|yours|best|sincerely|warmly|cheers)\b"
    r"|^(?:——|—|–|-|爱你的|你的|此致|敬上)",
    re.I,
)
#: Cards of these occasions are dark; others are when chance says so.
_DARK = frozenset({"spring_festival", "halloween", "lantern_festival"})
_SOMETIMES_DARK = frozenset({"mid_autumn", "christmas", "graduation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where a card's window and its message are."""

    window: Window
    opening: Box
    message: Box


def plan(scene: Scene) -> Plan:
    """Part the card between window and message by its shape, its words and the seed."""
    width, height = float(scene.width_px), float(scene.height_px)
    unit = min(width, height)
    rng = Random(f"{scene.seed}/card")  # noqa: S311 - chance for pictures, not for secrets
    window: Window = rng.choice(("arch", "round", "oval", "arch"))
    edge, gap = unit * 0.085, unit * 0.03
    page = Box(x=edge, y=edge, width=width - 2 * edge, height=height - 2 * edge)
    num_chars = sum(len(text.text) for text in scene.texts)
    if not scene.objects:
        return Plan(window="none", opening=page, message=backing.grown(page, -gap, -gap))
    share = 0.5 if num_chars > 120 else 0.44 if num_chars > 40 else 0.38
    if width > height * 1.25:
        wide = page.width * (share + 0.04)
        is_left = rng.random() < 0.5
        x = page.x if is_left else page.x + page.width - wide
        far = page.x + wide + gap if is_left else page.x
        opening = Box(x=far, y=page.y, width=page.width - wide - gap, height=page.height)
        message = Box(x=x, y=page.y, width=wide, height=page.height)
    else:
        tall = page.height * share
        opening = Box(x=page.x, y=page.y, width=page.width, height=page.height - tall - gap)
        low = page.y + page.height - tall
        message = Box(x=page.x, y=low, width=page.width, height=tall)
    return Plan(window=window, opening=opening, message=backing.grown(message, -gap, -gap * 0.6))


def text_zone(scene: Scene) -> Box | None:
    """Give the part of the card that is not the window's, over its whole width or height."""
    if not scene.objects:
        return None
    width, height = float(scene.width_px), float(scene.height_px)
    where = plan(scene)
    opening = where.opening
    if width > height * 1.25:
        if where.message.x < opening.x:
            return Box(x=0, y=0, width=opening.x, height=height)
        right = opening.x + opening.width
        return Box(x=right, y=0, width=width - right, height=height)
    low = opening.y + opening.height
    return Box(x=0, y=low, width=width, height=height - low)


def draw(scene: Scene, look: Look, *, defs: Defs, rng: Random) -> tuple[tuple[Block, ...], str]:
    """Draw the card around its window, and set its message."""
    occasion = look.palette.occasion
    chance = Random(f"{scene.seed}/paper")  # noqa: S311 - chance for pictures, not for secrets
    dark = occasion in _DARK or (occasion in _SOMETIMES_DARK and chance.random() < 0.5)
    kind = 2 if occasion in _DARK else chance.randrange(4)
    face = look.face if look.face in ("italic", "techno") else "display"
    look = replace(look, is_light=dark, face=face)
    where = plan(scene)
    unit = float(min(scene.width_px, scene.height_px))
    setting = Setting(look=look, defs=defs, unit=unit, grounds=(look.panel,), grow=0.92, air=1.7)
    under = [_paper(scene, where, look)]
    under.append(_ornaments(scene, where, look, unit, kind=kind, defs=defs, rng=rng))
    texts = [text for text in scene.texts if text.text.strip() and not attached.stands(text, scene)]
    carved, upright, flat = edges.parted(texts)
    column = edges.columns(upright, where.opening, setting)
    if where.window == "none" and upright:
        where = replace(where, message=backing.grown(column.free, -unit * 0.03, -unit * 0.03))
    blocks, drawn = _message(flat, where, setting)
    under += [drawn, column.under]
    done = [*blocks, *column.blocks]
    whole = backing.grown(
        Box(x=0, y=0, width=scene.width_px, height=scene.height_px), -unit * 0.07, -unit * 0.07
    )
    for each in carved:
        taken = [block.reach for block in done]
        done.append(edges.seal(each, (where.message, whole), taken, setting))
    return tuple(done), "".join(under)


def _message(flat: Sequence[Text], where: Plan, setting: Setting) -> tuple[tuple[Block, ...], str]:
    texts = sorted(flat, key=lambda text: _RANKS[_SLOTS[text.role]])
    entries = _entries(texts)
    box, look, unit = where.message, setting.look, setting.unit
    size = 0.0
    if where.window == "none":
        setting = replace(setting, grow=1.05)
        box = backing.grown(box, -unit * 0.04, -unit * 0.05 - box.height * 0.05)
        if look.palette.motifs and box.height > unit * 0.45:
            size = unit * 0.15
            # The motif stands above the words, and both are in the middle together.
            box = replace(box, y=box.y + size * 1.3, height=box.height - size * 1.3)
    if any(entry.align is not None for entry in entries):
        # A letter reads best in a column that is not too wide.
        box = backing.grown(box, -box.width * 0.05, 0)
    blocks = stack(entries, box, setting)
    motif = ""
    if size and blocks:
        y = blocks[0].reach.y - size * 0.8
        middle = box.x + box.width / 2
        motif = ornaments.picture(look.palette.motifs[0], middle, y, size, defs=setting.defs)
        up = (blocks[-1].reach.y + blocks[-1].reach.height + y - size / 2) / 2
        by = box.y + box.height / 2 - size * 0.65 - up
        motif = svg.group(motif, transform=svg.translate(0, by))
        blocks = tuple(block.moved(0, by) for block in blocks)
    return blocks, motif + _divider(blocks, box, setting)


def _entries(texts: Sequence[Text]) -> list[Entry]:
    """Give each text its rank; salutations stand left and those who sign stand right."""
    is_letter = any(_DEAR.match(text.text) for text in texts if text.role != "title")
    found = []
    for text in texts:
        slot = _SLOTS[text.role]
        align: Literal["left", "right"] | None = None
        if slot in ("body", "subtitle", "footer") and _FROM.match(text.text):
            align, slot = "right", "body"
        elif slot in ("body", "subtitle") and is_letter:
            align, slot = "left", "body"
        found.append(Entry(text=text, slot=slot, align=align))
    return found


def _divider(blocks: Sequence[Block], box: Box, setting: Setting) -> str:
    """Draw a rule between the title and the message, where there is room for one."""
    for above, below in pairwise(blocks):
        if above.slot == "title" and below.slot in ("body", "list"):
            room = below.reach.y - above.reach.y - above.reach.height
            size = min(setting.unit * 0.0075, room * 0.22)
            y = above.reach.y + above.reach.height + room * 0.5
            return ornaments.rule(
                box.x + box.width / 2, y, width=setting.unit * 0.26, size=size,
                colour=setting.look.accent,
            )  # fmt: skip
    return ""


def _paper(scene: Scene, where: Plan, look: Look) -> str:
    """Draw the card's paper, with a hole for the window."""
    whole = f"M0 0H{scene.width_px}V{scene.height_px}H0Z"
    if where.window == "none":
        return svg.path(whole, fill=look.panel)
    hole = _hole(where.window, where.opening)
    line = min(scene.width_px, scene.height_px) * 0.006
    return (
        svg.path(whole + hole, fill=look.panel, fill_rule="evenodd")
        + svg.path(hole, fill="none", stroke=look.accent, stroke_width=line)
        + svg.path(
            hole, fill="none", stroke=look.panel, stroke_width=line * 0.34, stroke_opacity=0.9
        )
    )


def _hole(window: Window, box: Box) -> str:
    x, y, right, low = box.x, box.y, box.x + box.width, box.y + box.height
    radius = min(box.width, box.height) * 0.05
    if window == "oval":
        rx, ry = box.width / 2, box.height / 2
        arc = f"A{num(rx)} {num(ry)} 0 1 1 "
        middle = num(y + ry)
        return f"M{num(x)} {middle}{arc}{num(right)} {middle}{arc}{num(x)} {middle}Z"
    top = min(box.width / 2, box.height * 0.42) if window == "arch" else radius
    across = box.width / 2 if window == "arch" else radius
    return (
        f"M{num(x)} {num(y + top)}A{num(across)} {num(top)} 0 0 1 {num(x + across)} {num(y)}"
        f"H{num(right - across)}A{num(across)} {num(top)} 0 0 1 {num(right)} {num(y + top)}"
        f"V{num(low - radius)}A{num(radius)} {num(radius)} 0 0 1 {num(right - radius)} {num(low)}"
        f"H{num(x + radius)}A{num(radius)} {num(radius)} 0 0 1 {num(x)} {num(low - radius)}Z"
    )


def _ornaments(
    scene: Scene, where: Plan, look: Look, unit: float, *, kind: int, defs: Defs, rng: Random
) -> str:
    """Draw the border, the motifs on it, and confetti or sprigs behind the message."""
    inset = unit * 0.045
    edge = Box(
        x=inset, y=inset, width=scene.width_px - 2 * inset, height=scene.height_px - 2 * inset
    )
    palette = look.palette
    parts = []
    if palette.occasion in ("birthday", "graduation", "sale") and where.window == "none":
        colours = (palette.accent, palette.second, "#6fbaf0", "#7ac79b", "#b79ee0")
        low = replace(edge, height=edge.height * 0.1)
        foot = replace(edge, y=edge.y + edge.height * 0.9, height=edge.height * 0.09)
        for strip in (low, foot):
            parts.append(
                ornaments.confetti(
                    strip, colours=colours, rng=rng, num_pieces=20, size=unit * 0.018
                )
            )
    elif where.window == "none" and kind != 2 and not any(map(seals.is_seal, scene.texts)):
        for x, turn in ((edge.x + unit * 0.05, 38.0), (edge.x + edge.width - unit * 0.05, -38.0)):
            foot_y = edge.y + edge.height - unit * 0.05
            parts.append(
                ornaments.sprig(x, foot_y, length=unit * 0.17, turn=turn, colour=palette.second)
            )
    parts.append(ornaments.border(edge, unit=unit, colour=look.accent, kind=kind))
    if palette.motifs and kind != 2:
        parts.append(
            ornaments.corners(
                edge, palette.motifs[:2], size=unit * 0.055, paper=look.panel, defs=defs
            )
        )
    return "".join(parts)
