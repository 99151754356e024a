"""Reading of what makes one picture of several: rows, collages, insets and blends.

It does not know how large the pictures are.
"""

import re

from inkstone.engines.sketch.edit import amounts, words
from inkstone.engines.sketch.edit.clauses import Clause
from inkstone.engines.sketch.edit.pixels import details
from inkstone.engines.sketch.edit.pixels.operations import (
    Blend,
    Collage,
    Inset,
    Join,
    Position,
    Row,
)
from inkstone.engines.sketch.edit.quotes import PICTURE_MARK

_MARK = "[\ue100-\ue13f]\ue1ff*"
#: Words between a verb and the picture that it moves.
_FILLER = r"(?:\s+(?:a|the|small|smaller|tiny|large|copy|version|of|little|round))*"
_VERB = "put|place|insert|paste|embed|position|overlay|add|show|inset|superimpose|lay"
_INSET = re.compile(
    rf"(?<![a-z])(?:{_VERB}){_FILLER}\s*{_MARK}"
    rf"|{_MARK}\s+(?:is\s+|goes\s+)?(?:small\s+)?(?:in|on|into|onto|over|at|inside)(?![a-z])"
    rf"|{_MARK}[^\ue100-\ue1ff]{{0,8}}(?:放|贴|嵌入|插入|叠在|置于|加到|加在)"
)
_ON = re.compile(r"(?<![a-z])(?:on\s+top\s+of|over|onto)(?![a-z])")
_SQUARES = {"九": 3, "四": 2, "六": 3}
_SCALE_MIN, _SCALE_MAX = 0.05, 0.95


def read(clause: Clause, *, pictures: tuple[int, ...], num_inputs: int) -> list[Join]:
    """Take what joins pictures.

    Args:
        clause: the wish.
        pictures: those that it names.
        num_inputs: how many there are.
    """
    if num_inputs < 2:
        return []
    several = pictures if len(pictures) > 1 else tuple(range(1, num_inputs + 1))
    moved = clause.find(_INSET) is not None
    if clause.take("join.collage", as_trigger=True):
        return [_collage(clause, several)]
    apart = _apart(clause)
    if apart:
        return apart
    if moved and clause.has("mark.opacity") and len(pictures) != 1:
        over, under = several[0], several[1]
        return [Blend(pictures=(under, over), share=details.percent(clause) or 0.5)]
    position = _corner(clause)
    onto = moved and (position or _ON.search(clause.rest) is not None)
    if clause.has("join.pip") or onto:
        return _inset(clause, pictures, num_inputs)
    return (
        _row(clause, several, num_named=len(pictures))
        or _blend(clause, several, is_one=len(pictures) == 1 and num_inputs > 2)
        or (_inset(clause, pictures, num_inputs) if moved else [])
    )


def _blend(clause: Clause, pictures: tuple[int, ...], *, is_one: bool) -> list[Join]:
    if is_one or not clause.take("join.blend", as_trigger=True):
        return []
    share = details.percent(clause)
    if share is None and clause.take("place.half"):
        share = 0.5
    return [Blend(pictures=pictures, share=share if share is None else min(share, 1.0))]


_SIDES = "left|right|top|bottom|[左右上下]"
#: Each picture with its own place: image 1 on the left and image 2 on the right, 图1在左，图2在右.
_APART = re.compile(
    rf"{_MARK}[^\ue000-\uf8ff]{{0,12}}?({_SIDES})[^\ue000-\uf8ff]{{0,16}}{_MARK}"
    rf"[^\ue000-\uf8ff]{{0,12}}?({_SIDES})(?![a-z])"
)
_FIRST = {"left": "right", "top": "bottom", "左": "右", "上": "下"}


def _apart(clause: Clause) -> list[Join]:
    match = clause.find(_APART)
    if match is None or len(clause.pictures) != 2:
        return []
    first, second = clause.pictures
    if _FIRST.get(match[2]) == match[1]:
        first, second = second, first
    elif _FIRST.get(match[1]) != match[2]:
        return []
    clause.blank(match, as_trigger=True)
    clause.take_all("join.inset")
    is_upright = match[1] in ("top", "bottom", "上", "下")
    gap, gap_px, colour = _gap(clause, usual=0.02)
    return [
        Row(
            pictures=(first, second),
            axis="vertical" if is_upright else "horizontal",
            gap=gap,
            gap_px=gap_px,
            colour=colour,
        )
    ]


def _corner(clause: Clause) -> bool:
    return any(
        clause.has(f"place.{corner}")
        for corner in ("top_left", "top_right", "bottom_left", "bottom_right", "center")
    )


def _collage(clause: Clause, pictures: tuple[int, ...]) -> Collage:
    columns = None
    if (match := clause.take(amounts.GRID)) or (match := clause.take(amounts.COLUMNS)):
        columns = round(amounts.number(match[1]))
    else:
        columns = next(
            (num for sign, num in _SQUARES.items() if f"{sign}宫格" in clause.text), None
        )
    gap, gap_px, colour = _gap(clause, usual=0.015)
    if columns is not None:
        columns = min(max(columns, 1), len(pictures))
    return Collage(pictures=pictures, columns=columns, gap=gap, gap_px=gap_px, colour=colour)


def _gap(clause: Clause, *, usual: float) -> tuple[float, int | None, str]:
    none = clause.take("join.no_gap") is not None
    gap_px = details.pixels(clause)
    share = details.percent(clause)
    thin, thick = clause.take("mark.thin"), clause.take("mark.thick")
    clause.take("join.gap")
    for entry in ("mark.border", "mark.band"):
        clause.take(entry)
    gap = 0.0 if none else usual * (0.5 if thin else 2 if thick else 1)
    if share is not None:
        gap = min(share, 0.3)
    return gap, 0 if none else gap_px, details.colour(clause) or "#ffffff"


def _row(clause: Clause, pictures: tuple[int, ...], *, num_named: int) -> list[Join]:
    is_stack = clause.take("join.stack", as_trigger=True) is not None
    text = clause.text
    ordered = num_named == 2 or len(pictures) == 2
    side = clause.find("join.side")
    left, right = clause.find("join.left_of"), clause.find("join.right_of")
    beside = num_named == 2 and (left is not None or right is not None)
    if side is None and not is_stack and not beside:
        return []
    if side is not None:
        clause.blank(side, as_trigger=True)
    upright = is_stack or clause.take("join.upright") is not None
    is_only_joined = side is not None and bool(_JOINED.fullmatch(side[0]))
    gap, gap_px, colour = _gap(clause, usual=0.02)
    if is_only_joined and not upright and len(pictures) > 3:
        return [Collage(pictures=pictures, gap=gap, gap_px=gap_px, colour=colour)]
    if ordered and _is_after(text, is_stack=is_stack):
        pictures = tuple(reversed(pictures))
    for entry in ("join.left_of", "join.right_of"):
        clause.take(entry)
    clause.take_all("join.inset")
    return [
        Row(
            pictures=pictures,
            axis="vertical" if upright else "horizontal",
            gap=gap,
            gap_px=gap_px,
            colour=colour,
        )
    ]


_JOINED = re.compile(r"join|joined|combine|combined|concatenate|merge|merged|拼接|拼起来|拼成一张"
                     r"|合并|放在一起|拼在一起")  # fmt: skip


def _is_after(text: str, *, is_stack: bool) -> bool:
    """Whether the picture named first goes last: right of the other, or below it."""
    marks = list(PICTURE_MARK.finditer(text))
    if len(marks) != 2:
        return False
    entry, other = ("join.below", "join.above") if is_stack else ("join.right_of", "join.left_of")
    # After both pictures or between them it speaks of the first: put 1 below 2, 图1放在图2的下面.
    last = words.pattern(entry).search(text, marks[0].end())
    first = words.pattern(other).search(text, marks[0].end())
    return last is not None and (first is None or last.start() < first.start())


def _inset(clause: Clause, pictures: tuple[int, ...], num_inputs: int) -> list[Join]:
    picture = pictures[0] if pictures else 1
    others = [number for number in range(num_inputs, 0, -1) if number != picture]
    onto = pictures[1] if len(pictures) > 1 else others[0]
    if picture == onto:
        return []
    clause.take("join.pip", as_trigger=True)
    clause.take_all("join.inset")
    clause.take_all(PICTURE_MARK)
    centred = _ON.search(clause.rest) is not None
    shape = "circle" if clause.take("mark.circle") else "rounded"
    if clause.take("mark.rounded") or clause.take("mark.corners"):
        shape = "rounded"
    position: Position = details.position(clause) or ("center" if centred else "bottom_right")
    scale = _scale(clause, usual=0.5 if position == "center" else 0.32)
    return [
        Inset(
            picture=picture,
            onto=onto,
            position=position,
            scale=scale,
            shape="circle" if shape == "circle" else "rounded",
        )
    ]


def _scale(clause: Clause, *, usual: float) -> float:
    share = details.percent(clause)
    if share is None and (match := clause.take(amounts.FRACTION)):
        share = amounts.fraction(match)
    if share is None and clause.take("place.half"):
        share = 0.5
    if share is None:
        share = details.size_word(clause, small=0.2, large=0.5) or usual
    clause.take("geometry.resize")
    return round(min(max(share, _SCALE_MIN), _SCALE_MAX), 4)
