"""Logos: a mark and a name, in one of several lockups, in few colours on a plain ground.

It does not know how a thing is drawn; a stencil leaves it a few tones.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal, get_args

from inkstone.engines.sketch.lettering.curve import fit_on_circle, width_of
from inkstone.engines.sketch.lettering.fonts import Face
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.pages import backing, contrast, emblems, poster_look
from inkstone.engines.sketch.pages.palettes import Palette, palette_of
from inkstone.engines.sketch.pages.poster_look import Look, Slot
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.pages.stencil import stencil
from inkstone.engines.sketch.scene import Box, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, Layer

Lockup = Literal["stacked", "beside", "badge", "crest"]
_SLOTS: dict[str, Slot] = {"subtitle": "subtitle", "body": "subtitle", "footer": "footer"}
#: The face and weight of names.
_FACES: tuple[tuple[Face, int], ...] = (
    ("display", 800), ("display", 600), ("condensed", 800), ("techno", 700), ("italic", 800),
)  # fmt: skip
#: Names longer than this, in ems, do not run around a badge.
_BADGE_EMS = 12.0
_BADGE_TEXTS_MAX = 2
_COLOURS = ("#1f6f78", "#b23a48", "#2f4b8f", "#2f7d4f", "#7a3e9d", "#c05621", "#22303c", "#8a5a1f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The colours of a logo."""

    ground: str
    main: str
    second: str
    #: On the main colour.
    pale: str


def lockup_of(scene: Scene) -> Lockup:
    """Choose how mark and name stand together, by shape, words and seed."""
    heads, rest = _parted(scene)
    # A badge has room for a name, what explains it, and a picture.
    is_badge = bool(heads and scene.objects) and len(heads) + len(rest) <= _BADGE_TEXTS_MAX
    if scene.composition in get_args(Lockup) and (is_badge or scene.composition != "badge"):
        return scene.composition  # type: ignore[return-value]  # just looked at
    rng = Random(f"{scene.seed}/lockup")  # noqa: S311 - chance for pictures, not for secrets
    shape = scene.width_px / scene.height_px
    if shape > 1.9:
        return "beside"
    choices: list[Lockup] = ["stacked", "stacked", "crest"]
    if shape > 1.2:
        choices += ["beside", "beside"]
    style = Style(face="display", weight=800, tracking=0.06)
    ems = [width_of(text.text, style=style) for text in (*heads[:1], *rest)]
    if is_badge and max(ems) <= _BADGE_EMS and 0.6 < shape < 1.6:
        choices += ["badge", "badge"]
    return rng.choice(choices)


def draw_logo(scene: Scene, *, defs: Defs, rng: Random) -> Layer:
    """Draw a logo on its ground."""
    scheme = _scheme(scene, rng)
    lockup = lockup_of(scene)
    width, height = float(scene.width_px), float(scene.height_px)
    back = svg.rect(0, 0, width, height, fill=scheme.ground)
    page = backing.grown(Box(x=0, y=0, width=width, height=height), -width * 0.1, -height * 0.1)
    if lockup == "badge":
        blocks, under, letters = *_badge(scene, scheme, page, defs), ""
    else:
        blocks, under, letters = _locked(scene, scheme, page, lockup, defs=defs, rng=rng)
    order = {id(text): index for index, text in enumerate(scene.texts)}
    blocks = sorted(blocks, key=lambda block: order.get(id(block.text), 0))
    return Layer(
        svg=svg.group(back, under, *(block.under for block in blocks)),
        words=svg.group(letters, *(block.words for block in blocks)),
        texts=tuple(block.placed for block in blocks),
        missing=tuple(dict.fromkeys(char for block in blocks for char in block.missing)),
    )


def _parted(scene: Scene) -> tuple[list[Text], list[Text]]:
    """Part the name from what explains it."""
    texts = [text for text in scene.texts if text.text.strip()]
    heads = [text for text in texts if text.role not in _SLOTS]
    rest = [text for text in texts if text.role in _SLOTS]
    return (heads, rest) if heads else (rest[:1], rest[1:])


def _scheme(scene: Scene, rng: Random) -> Scheme:
    known = next((each for each in scene.objects if each.colour), None)
    asked = scene.tint or (known.colour if known else None)
    palette: Palette = palette_of(scene)
    main = asked or (palette.accent if palette.occasion else rng.choice(_COLOURS))
    is_dark = scene.time == "night" or "neon" in scene.style
    if is_dark:
        ground = "#14161d"
        main = contrast.legible(main, (ground,))
        return Scheme(ground=ground, main=main, second=mix(main, "#ffffff", 0.55), pale=ground)
    ground = rng.choice(("#ffffff", "#ffffff", mix(palette.paper, "#ffffff", 0.4)))
    main = contrast.legible(main, (ground,))
    second = mix(main, "#f3b33d", 0.55) if rng.random() < 0.5 else mix(main, "#ffffff", 0.45)
    return Scheme(ground=ground, main=main, second=second, pale=ground)


def _mark(scene: Scene, scheme: Scheme, box: Box, kind: str, *, defs: Defs, rng: Random) -> (
    tuple[str, str]
):  # fmt: skip
    """Draw the mark; give its drawing and its letters, of which one is empty."""
    is_filled = kind not in ("none", "ring")
    on = scheme.main if is_filled else scheme.ground
    tones = (
        (mix(on, "#000000", 0.35), mix(on, scheme.pale, 0.5), scheme.pale)
        if is_filled
        else (scheme.main, mix(scheme.main, scheme.second, 0.6), scheme.second)
    )
    inner = emblems.inside(kind, box)
    if scene.objects:
        symbol = stencil(scene.objects[0], scene, tones, defs=defs)
        if symbol is not None:
            return symbol.fitted(inner), ""
    heads, _ = _parted(scene)
    if heads and rng.random() < 0.6:
        colour = scheme.pale if is_filled else scheme.main
        done = emblems.monogram(heads[0].text, inner, colour=colour, defs=defs)
        return "", done.svg
    pair = (scheme.pale, mix(scheme.main, scheme.pale, 0.6)) if is_filled else (
        scheme.main, scheme.second
    )  # fmt: skip
    return emblems.abstract(inner, pair, kind=rng.randrange(4)), ""


def _locked(
    scene: Scene, scheme: Scheme, page: Box, lockup: Lockup, *, defs: Defs, rng: Random
) -> tuple[list[Block], str, str]:
    """Set the mark above the name, or beside it; give blocks, drawing, and the mark's letters."""
    kind = rng.choice(emblems.GROUNDS if lockup != "crest" else ("shield", "hexagon", "disc"))
    heads, rest = _parted(scene)
    beside = lockup == "beside"
    unit = min(page.width, page.height)
    if beside:
        side = min(page.height * 0.8, page.width * 0.3)
        gap = side * 0.22
        room = replace(page, x=page.x + side + gap, width=page.width - side - gap)
    else:
        share = 0.5 if heads or rest else 0.9
        side = min(page.height * share, page.width * 0.62)
        gap = unit * 0.06
        room = replace(page, y=page.y + side + gap, height=page.height - side - gap)
    blocks = _named(heads, rest, room, scheme, beside=beside, unit=unit, defs=defs, rng=rng)
    blocks, box = _centred(blocks, page, side, beside=beside)
    drawn, letters = _mark(scene, scheme, box, kind, defs=defs, rng=rng)
    ground = emblems.ground(kind, box, fill=scheme.main, line=mix(scheme.main, scheme.pale, 0.7))
    return blocks, ground + drawn, letters


def _named(
    heads: list[Text],
    rest: list[Text],
    room: Box,
    scheme: Scheme,
    *,
    beside: bool,
    unit: float,
    defs: Defs,
    rng: Random,
) -> list[Block]:
    face, weight = rng.choice(_FACES)
    look = Look(
        palette=Palette(
            deep=scheme.main, paper=scheme.ground, accent=scheme.main, second=scheme.second
        ),
        face=face, weight=weight, is_shaded=False,
        plain=(scheme.main, contrast.legible(mix(scheme.main, "#4a4f58", 0.5), (scheme.ground,))),
    )  # fmt: skip
    setting = Setting(
        look=look, defs=defs, unit=unit, grounds=(scheme.ground,), grow=1.5 if beside else 1.25,
        align="left" if beside else "center", valign="middle" if beside else "top",
    )  # fmt: skip
    entries = [
        Entry(text=each, slot="title" if index == 0 else "subtitle")
        for index, each in enumerate((*heads, *rest))
    ]
    return list(stack(entries, room, setting))


def _centred(
    blocks: list[Block], page: Box, side: float, *, beside: bool
) -> tuple[list[Block], Box]:
    """Move mark and name together into the middle of the page."""
    middle = Box(
        x=page.x + (page.width - side) / 2, y=page.y + (page.height - side) / 2,
        width=side, height=side,
    )  # fmt: skip
    if not blocks:
        return blocks, middle
    if beside:
        wide = max(block.box.x + block.box.width for block in blocks) - page.x
        by = (page.width - wide) / 2
        return [block.moved(by, 0) for block in blocks], replace(middle, x=page.x + by)
    low = max(block.box.y + block.box.height for block in blocks)
    by = (page.height - (low - page.y)) / 2
    return [block.moved(0, by) for block in blocks], replace(middle, y=page.y + by)


def _badge(scene: Scene, scheme: Scheme, page: Box, defs: Defs) -> tuple[list[Block], str]:
    """Run the name around a disc, and what explains it along the foot."""
    heads, rest = _parted(scene)
    heads, rest = heads[:1], [*heads[1:], *rest]
    radius = min(page.width, page.height) / 2
    cx, cy = page.x + page.width / 2, page.y + page.height / 2
    rim = mix(scheme.main, scheme.pale, 0.75)
    parts = [
        svg.circle(cx, cy, radius, fill=scheme.main),
        svg.circle(cx, cy, radius * 0.95, fill="none", stroke=rim, stroke_width=radius * 0.012),
        svg.circle(cx, cy, radius * 0.615, fill=scheme.ground),
    ]
    tones = (scheme.main, mix(scheme.main, scheme.second, 0.6), scheme.second)
    side = radius * 0.86
    symbol = stencil(scene.objects[0], scene, tones, defs=defs)
    if symbol is not None:
        box = Box(x=cx - side / 2, y=cy - side / 2, width=side, height=side)
        parts.append(symbol.fitted(box))
    fill = contrast.legible(scheme.pale, (scheme.main,))
    blocks = []
    for each, is_top in ((heads[0], True), *((text, False) for text in rest[:1])):
        paint = poster_look.asked(each.colour, (scheme.main,)).fill if each.colour else fill
        style = Style(face=each.font or "display", weight=800 if is_top else 600, tracking=0.08)
        done = fit_on_circle(
            each.text, cx=cx, cy=cy, radius=radius * 0.785,
            size=radius * (0.2 if is_top else 0.13), style=style, fill=paint, defs=defs,
            is_top=is_top, turn_max=3.3 if is_top else 2.2,
        )  # fmt: skip
        blocks.append(
            Block(text=each, slot="title", words=done.svg, box=done.box, size=done.size,
                  missing=done.missing)
        )  # fmt: skip
    if not rest:
        parts.append(_star(cx, cy + radius * 0.785, radius * 0.05, fill))
    for sign in (-1, 1):
        parts.append(svg.circle(cx + sign * radius * 0.74, cy + radius * 0.3, radius * 0.022,
                                fill=fill))  # fmt: skip
    return blocks, "".join(parts)


def _star(cx: float, cy: float, radius: float, fill: str) -> str:
    return svg.polygon(
        [(cx, cy - radius), (cx + radius, cy), (cx, cy + radius), (cx - radius, cy)], fill=fill
    )
