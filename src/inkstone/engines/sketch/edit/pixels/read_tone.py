"""Reading of tones: colours and sharpness, how much and in which part.

It does not know how pixels change.
"""

import re

from inkstone.engines.sketch.edit import amounts, words
from inkstone.engines.sketch.edit.clauses import Clause
from inkstone.engines.sketch.edit.pixels import details
from inkstone.engines.sketch.edit.pixels.operations import Tone, ToneKind

#: A tone, the entries that ask for more of it and for less, the one that only names it, and the
#: usual change.
_SCALES: tuple[tuple[ToneKind, str, str, str | None, float], ...] = (
    ("contrast", "tone.contrasty", "tone.flatter", "tone.contrast", 0.3),
    ("saturation", "tone.vivid", "tone.dull", "tone.saturation", 0.4),
    ("brightness", "tone.brighter", "tone.darker", "tone.brightness", 0.25),
    ("warmth", "tone.warmer", "tone.cooler", None, 0.5),
)
_SIGNED = re.compile(r"(?<![\w.])([-+]\s?\d{1,3})(?![\d.]|\s*px)", re.ASCII)
_TO = re.compile(r"(?<![a-z])(?:to|at)\s*$|(?:到|至|为|成)\s*$")
_TINT_MAX, _CHANGE_MAX = 1.0, 4.0


def read(clause: Clause, *, is_strict: bool) -> list[Tone]:
    """Take every tone of a wish.

    Args:
        clause: the wish.
        is_strict: whether words that also describe other things, such as `dark`, are left.
    """
    found: list[Tone] = []
    if clause.take("tone.greyscale", as_trigger=True, removing=True):
        found.append(Tone(kind="greyscale"))
    if clause.take("tone.sepia", as_trigger=True):
        found.append(Tone(kind="sepia", amount=_amount(clause, usual=1.0, most=1.0)))
    if clause.take("tone.vignette", as_trigger=True):
        found.append(Tone(kind="vignette", amount=_amount(clause, usual=1.0, most=2.0)))
    if clause.take("tone.invert", as_trigger=True):
        found.append(Tone(kind="invert"))
    found += _soft(clause)
    if not is_strict:
        found += _scales(clause)
        found += _tint(clause)
    return _placed(clause, found) if found else []


def _soft(clause: Clause) -> list[Tone]:
    found = []
    if clause.take("tone.sharpen", as_trigger=True):
        found.append(Tone(kind="sharpen", amount=_amount(clause, usual=1.0, most=3.0)))
    kinds: tuple[tuple[ToneKind, str], ...] = (
        ("pixelate", "tone.pixelate"),
        ("blur", "tone.blur"),
    )
    for kind, entry in kinds:
        # A mosaic of 20 px squares names pixels, too.
        size_px = details.pixels(clause) if clause.has(entry) else None
        if clause.take(entry, as_trigger=True):
            share = details.percent(clause)
            amount = details.strength(clause) if share is None else min(share * 2, 2.0)
            found.append(Tone(kind=kind, amount=amount, size_px=size_px))
    return found


def _amount(clause: Clause, *, usual: float, most: float) -> float:
    share = details.percent(clause)
    return min(usual * details.strength(clause) if share is None else share, most)


def _scales(clause: Clause) -> list[Tone]:
    found = []
    for kind, more, less, name, usual in _SCALES:
        # Of all that begin at one place the longest: 亮度 is no 亮, "too dark" is not "dark".
        names = tuple(entry for entry in (less, more, name) if entry is not None)
        match = clause.take(words.pattern(*names), as_trigger=True)
        if match is not None:
            sign = _sign(match[0], less=less, more=more)
            amount = _change(clause, at=match.end(), sign=sign, usual=usual)
            found.append(Tone(kind=kind, amount=round(amount, 4)))
    return found


def _sign(found: str, *, less: str, more: str) -> int:
    spelled = " ".join(found.split())
    if words.pattern(less).fullmatch(spelled):
        return -1
    return 1 if words.pattern(more).fullmatch(spelled) else 0


def _change(clause: Clause, *, at: int, sign: int, usual: float) -> float:
    """Take how much more or less; the amount after the name is nearer than the one before."""
    less = clause.take("tone.down") if sign == 0 else None
    more = clause.take("tone.up")
    direction = sign or (-1 if less is not None and more is None else 1)
    for pattern in (amounts.PERCENT, _SIGNED):
        match = pattern.search(clause.rest, at) or clause.find(pattern)
        if match is None:
            continue
        clause.blank(match)
        lead = clause.rest[: match.start()]
        if pattern is _SIGNED:
            return _bounded(int(match[1].replace(" ", "")) / 100)
        share = amounts.percent(match)
        if lead.rstrip().endswith("-"):
            direction = -1
        if _TO.search(lead) and not sign:
            return _bounded(share - 1)
        return _bounded(direction * share)
    if match := clause.take(amounts.FACTOR):
        times = amounts.factor(match)
        # Twice as dark is half as bright.
        return _bounded((1 / max(times, 0.1) if sign < 0 and times > 1 else times) - 1)
    full = clause.take("strength.fully") is not None and direction < 0
    return -1.0 if full else _bounded(direction * usual * details.strength(clause))


def _bounded(change: float) -> float:
    return min(max(change, -1.0), _CHANGE_MAX)


def _tint(clause: Clause) -> list[Tone]:
    if not clause.has(words.colour_pattern()):
        return []
    verb = clause.take("tone.tint", as_trigger=True)
    if verb is None:
        # "Make it blue" is a tint; "make the background white" asks for another background.
        if (
            clause.has("place.background")
            or clause.take("tone.turn_colour", as_trigger=True) is None
        ):
            return []
        # Less of a colour is no tint of it.
        if clause.has("tone.down") or details.names_thing(clause):
            return []
    colour = details.colour(clause)
    if colour is None:
        return []
    if verb is None and colour in _GREYS:
        return [Tone(kind="greyscale")] if colour == _GREY else []
    full = clause.take("strength.fully") is not None
    amount = _TINT_MAX if full else _amount(clause, usual=0.5, most=_TINT_MAX)
    return [Tone(kind="tint", amount=amount, colour=colour)]


_GREY = "#8d939b"
_GREYS = frozenset({_GREY, "#000000", "#ffffff"})


def _placed(clause: Clause, found: list[Tone]) -> list[Tone]:
    """Give the tones of one wish the part that it names."""
    part = details.part(clause)
    region = details.region(clause) if part == "picture" else None
    return [
        Tone(
            kind=tone.kind,
            amount=tone.amount,
            size_px=tone.size_px,
            colour=tone.colour,
            part=part,
            region=region,
        )
        for tone in found
    ]
