"""Reading of wishes that paint: more canvas, turned hues, styles, backdrops, things drawn over it.

It does not know what the picture shows.
"""

from inkstone.engines.sketch.edit import amounts, words
from inkstone.engines.sketch.edit.clauses import Clause
from inkstone.engines.sketch.edit.pixels import details
from inkstone.engines.sketch.edit.pixels.operations import (
    Backdrop,
    Draw,
    Extend,
    Inpaint,
    Operation,
    Position,
    Rehue,
    Repaint,
    Stylise,
)
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.styles.registry import STYLES

_THINGS_MAX = 4
_CORNERS = {"top_left", "top_right", "bottom_left", "bottom_right", "top", "bottom", "left",
            "right", "center"}  # fmt: skip
_SHARE = 0.25
#: Wishes that name a background for another reason.
_OTHER = ("geometry.rotate", "geometry.crop", "tone.blur", "tone.darker", "tone.brighter",
          "tone.greyscale", "tone.pixelate", "mark.border")  # fmt: skip


def read(clause: Clause, *, has_mask: bool) -> list[Extend | Repaint]:
    """What a wish asks for that no plain operation is taken for."""
    if clause.is_negated or clause.quotes:
        return []
    found: list[Extend | Repaint] = [*_extend(clause)]
    found = found or [*_backdrop(clause)] or [*_rehue(clause)]
    if found or not has_mask:
        return found
    return [*_inpaint(clause)]


def read_last(clause: Clause) -> list[Operation]:
    """What a wish asks for that nothing else was read of: a style, things to draw."""
    if clause.is_negated or clause.quotes or clause.pictures:
        return []
    return [*_style(clause)] or [*_things(clause)]


def _extend(clause: Clause) -> list[Extend]:
    if clause.find("paint.extend") is None:
        return []
    clause.take("paint.extend", as_trigger=True)
    ratio = None
    match = clause.find(amounts.RATIO)
    if match is not None:
        ratio = amounts.ratio(match)
    elif clause.has("geometry.widescreen"):
        ratio = 16 / 9
    elif clause.has("geometry.square"):
        ratio = 1.0
    sides = details.sides(clause)
    size_px, share = details.pixels(clause), details.percent(clause)
    if share is None and (factor := clause.find(amounts.FACTOR)):
        share = max((amounts.factor(factor) - 1) / (1 if len(sides) == 1 else 2), 0.05)
    colour = details.colour(clause)
    return [
        Extend(
            sides=sides or ("top", "bottom", "left", "right"),
            share=round(share if share is not None else _SHARE, 4),
            size_px=size_px,
            ratio=ratio,
            fill=colour or "edges",
        )
    ]


def _backdrop(clause: Clause) -> list[Backdrop]:
    """Change the background to a beach, 把背景换成蓝色, remove the background."""
    background = clause.find("place.background") or words.pattern("place.background").search(
        clause.text
    )
    if background is None or clause.has(words.pattern(*_OTHER)):
        return []
    if words.pattern("grammar.removal").search(clause.text) or "抠图" in clause.text:
        return [Backdrop(fill="transparent")]
    into = words.pattern("paint.into").search(clause.text, background.end())
    verb = words.pattern("paint.change").search(clause.text)
    if into is None and verb is None:
        return []
    start = into.end() if into else background.end()
    raw = clause.raw[start:]
    if into is None:
        # A white background, please: what it is stands before the word.
        raw = clause.raw[verb.end() if verb else 0 : background.start()] + raw
    if words.pattern("geometry.white_fill").search(raw.lower()):
        return [Backdrop(fill="transparent")]
    said = read_phrase(raw)
    if said.place or said.time or said.weather or said.season:
        return [
            Backdrop(place=said.place, time=said.time, weather=said.weather, season=said.season)
        ]
    match = words.colour_pattern().search(raw.lower())
    return [Backdrop(fill=words.colour(match[0]))] if match else []


def _rehue(clause: Clause) -> list[Rehue]:
    """Turn the red parts blue, 把红色变成蓝色."""
    found = list(words.colour_pattern().finditer(clause.text))
    if (
        len(found) != 2
        or clause.has("tone.greyscale")
        or words.pattern("paint.change").search(clause.text) is None
    ):
        return []
    first, second = found
    between = clause.text[first.end() : second.start()]
    parts = words.pattern("paint.parts", "paint.into", "grammar.owners").sub(" ", between)
    lead = words.pattern("paint.change", "grammar.owners", "grammar.chatter", "paint.parts").sub(
        " ", clause.text[: first.start()]
    )
    if parts.strip(" 的色") or lead.strip(" 的"):
        return []
    start, end = words.colour(first[0]), words.colour(second[0])
    return [Rehue(start=start, end=end)] if start != end else []


def _inpaint(clause: Clause) -> list[Inpaint]:
    if words.pattern("grammar.removal", "paint.fill").search(clause.text) is None:
        return []
    if any(clause.has(each) for each in ("mark.border", "tone.saturation", "geometry.crop")):
        return []
    return [Inpaint()]


def _style(clause: Clause) -> list[Operation]:
    if not _is_about_style(clause) or amounts.PIXELS.search(clause.text):
        return []
    styles = read_phrase(clause.raw).styles
    known = [name for name in styles if name in STYLES and STYLES[name].finish is not None]
    return [Stylise(style=known[0])] if known else []


def _is_about_style(clause: Clause) -> bool:
    return (
        words.pattern("paint.style", "paint.change", "paint.into").search(clause.text) is not None
    )


def _things(clause: Clause) -> list[Operation]:
    """Add a cat in the corner, 在右下角画一只猫."""
    verb = words.pattern("scene.add").search(clause.text)
    if verb is None or (verb.start() > 0 and clause.text[0] not in "在往向给请"):
        return []
    raw = clause.raw[verb.end() :]
    said = read_phrase(raw)
    if not said.objects or any(word in raw.lower() for word in said.unknown):
        return []
    position = details.position(clause)
    if position is None and clause.has("place.corner"):
        position = "bottom_right"
    scale = details.size_word(clause, small=0.2, large=0.6)
    return [
        Draw(
            object=known,
            position=position or _at(known.at),
            scale=round(scale or min(0.34 * known.scale, 0.9), 4),
        )
        for known in said.objects[:_THINGS_MAX]
    ]


def _at(at: str | None) -> Position:
    return at if at in _CORNERS else "bottom"  # type: ignore[return-value]
