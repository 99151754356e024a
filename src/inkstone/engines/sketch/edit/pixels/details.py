"""Details of a wish: where, how much, what colour, and whether it names a thing in the picture.

It does not know which operation they belong to.
"""

import re

from inkstone.engines.sketch.edit import amounts, words
from inkstone.engines.sketch.edit.clauses import DETAIL, TRIGGER, Clause
from inkstone.engines.sketch.edit.pixels.operations import Part, Position, Region

_CORNERS: tuple[Position, ...] = ("top_left", "top_right", "bottom_left", "bottom_right")
_SIDES: tuple[Position, ...] = ("top", "bottom", "left", "right")
_WEAK, _STRONG = 0.5, 1.8
#: 上半, 下三分之一: alone these two mean too much else.
_HAN_SIDE = re.compile(r"([上下])(?=半|[二三四五六]分之|[1-4]/[2-9]|\d{1,2}%)")
_CENTRE: Region = (0.25, 0.25, 0.75, 0.75)
_TOKEN = re.compile(f"[a-z][a-z'’-]*|[\u3400-\u9fff]+|{TRIGGER}+|{DETAIL}+|[^\\s]", re.ASCII)
#: What a thing may directly follow.
_LEADS = frozenset({"start", "owner", "trigger"})


def position(clause: Clause) -> Position | None:
    """Take where in the picture something should stand."""
    for corner in _CORNERS:
        if clause.take(f"place.{corner}"):
            clause.take("place.corner")
            return corner
    found = [side for side in _SIDES if clause.take(f"place.{side}")]
    is_centred = clause.take("place.center") is not None
    rows = [side for side in found if side in ("top", "bottom")]
    columns = [side for side in found if side in ("left", "right")]
    if len(rows) == 1 and len(columns) == 1:
        return next(each for each in _CORNERS if each == f"{rows[0]}_{columns[0]}")
    if len(found) == 1:
        return found[0]
    return "center" if is_centred else None


def sides(clause: Clause) -> tuple[Position, ...]:
    """Take every side that is named."""
    return tuple(side for side in _SIDES if clause.take(f"place.{side}"))


def region(clause: Clause, *, needs_share: bool = False) -> Region | None:
    """Take a part of the picture by its place, such as the left third.

    Args:
        clause: the wish.
        needs_share: whether a side alone is none.
    """
    for corner in _CORNERS:
        if clause.has(f"place.{corner}"):
            clause.take(f"place.{corner}")
            share = _share(clause) or 0.5
            clause.take("place.corner")
            # A quarter at a corner is half of each side.
            return _at_corner(corner, share**0.5 if share == 0.25 else share)
    for side in (*_SIDES, "center"):
        if clause.has(f"place.{side}"):
            shown = clause.find(f"place.{side}")
            if needs_share and not (_has_share(clause) or clause.has("place.side_word")):
                if side == "center" and shown is not None:
                    clause.blank(shown)
                    return _CENTRE
                return None
            if shown is not None:
                clause.blank(shown)
            return _at_side(side, _share(clause))
    han = clause.take(_HAN_SIDE)
    if han is not None:
        return _at_side("top" if han[1] == "上" else "bottom", _share(clause))
    return None


def _has_share(clause: Clause) -> bool:
    return any(
        clause.has(each) for each in (amounts.PERCENT, amounts.FRACTION, "place.half", _HAN_SIDE)
    )


def _share(clause: Clause) -> float | None:
    if match := clause.take(amounts.PERCENT):
        return min(max(amounts.percent(match), 0.01), 1.0)
    if match := clause.take(amounts.FRACTION):
        return amounts.fraction(match)
    if clause.take("place.half"):
        return 0.5
    clause.take("place.side_word")
    return None


def _at_side(side: str, share: float | None) -> Region:
    if side == "center":
        if share is None:
            return _CENTRE
        return ((1 - share) / 2, 0.0, (1 + share) / 2, 1.0)
    part = share or 0.5
    return {
        "left": (0.0, 0.0, part, 1.0),
        "right": (1 - part, 0.0, 1.0, 1.0),
        "top": (0.0, 0.0, 1.0, part),
        "bottom": (0.0, 1 - part, 1.0, 1.0),
    }[side]


def _at_corner(corner: str, share: float) -> Region:
    left = 0.0 if corner.endswith("left") else 1 - share
    top = 0.0 if corner.startswith("top") else 1 - share
    return (left, top, left + share, top + share)


def part(clause: Clause) -> Part:
    """Take whether the background, the subject or the edges are meant."""
    if clause.take("place.background"):
        return "background"
    if clause.take("place.subject"):
        # Everything except the subject is the background.
        return "background" if clause.take("join.opposite") else "subject"
    return "edges" if clause.take("place.edges") else "picture"


def strength(clause: Clause) -> float:
    """Take how strongly: 1 where nothing is said."""
    # Longest first over both: "a little" is weak though "a lot" is not.
    if clause.take("strength.weak"):
        return _WEAK
    return _STRONG if clause.take("strength.strong") else 1.0


def colour(clause: Clause) -> str | None:
    """Take a colour."""
    match = clause.take(words.colour_pattern())
    return words.colour(match[0]) if match else None


def pixels(clause: Clause) -> int | None:
    """Take a length in pixels."""
    match = clause.take(amounts.PIXELS)
    return int(match[1]) if match else None


def percent(clause: Clause) -> float | None:
    """Take a percentage as a share."""
    match = clause.take(amounts.PERCENT)
    return amounts.percent(match) if match else None


def size_word(clause: Clause, *, small: float, large: float) -> float | None:
    """Take whether something should be small or large."""
    if clause.take("mark.small"):
        return small
    return large if clause.take("mark.large") else None


def names_thing(clause: Clause) -> bool:
    """Whether a thing in the picture is named, which rules cannot find: the sky, her hair."""
    kinds = [*_kinds(clause.rest), "end"]
    before = "start"
    index = 0
    while index < len(kinds):
        if kinds[index] == "thing" and before in _LEADS:
            while kinds[index] in ("thing", "stop"):
                index += 1
            # "The lovely old picture" is the picture.
            if kinds[index] != "picture":
                return True
        before = kinds[index]
        index += 1
    return False


def is_read(rest: str) -> bool:
    """Whether nothing is left of a wish but small words."""
    left = words.pattern(
        "grammar.chatter", "grammar.stop", "grammar.owners", "picture.noun", "picture.whole",
        "strength.weak", "strength.strong",
    ).sub(" ", rest)  # fmt: skip
    return not any(character.isalnum() for character in left)


def _kinds(rest: str) -> list[str]:
    found: list[str] = []
    for token in _TOKEN.findall(rest):
        if token[0] == TRIGGER:
            found.append("trigger")
        elif token[0] == DETAIL:
            found.append("detail")
        elif token[0].isascii():
            if not token[0].isalpha():
                continue
            kind = _english(token)
            if kind == "purpose":
                break
            found.append(kind)
        elif token[0] >= "\u3400" and token[0] <= "\u9fff":
            found += _chinese(token)
    return found


def _english(token: str) -> str:
    for kind, names in (
        ("owner", ("grammar.owners",)),
        ("purpose", ("grammar.purpose",)),
        ("picture", ("picture.noun", "picture.whole")),
        ("stop", ("grammar.stop", "grammar.chatter", "strength.weak", "strength.strong")),
    ):
        if words.pattern(*names).fullmatch(token):
            return kind
    return "stop" if token.endswith("ly") or len(token) == 1 else "thing"


_HAN_KINDS = (
    ("picture", ("picture.noun", "picture.whole")),
    ("owner", ("grammar.owners",)),
    ("stop", ("grammar.stop", "grammar.chatter", "strength.weak", "strength.strong")),
)


def _chinese(run: str) -> list[str]:
    known = words.pattern(*(name for _, names in _HAN_KINDS for name in names))
    found: list[str] = []
    at = 0
    for match in known.finditer(run):
        if match.start() > at:
            found.append("thing")
        found.append(
            next(kind for kind, names in _HAN_KINDS if words.pattern(*names).fullmatch(match[0]))
        )
        at = match.end()
    return [*found, "thing"] if at < len(run) else found
