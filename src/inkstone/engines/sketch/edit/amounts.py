"""Amounts in words: numbers, percentages, sizes, ratios, angles, in English and Chinese.

It does not know what they are amounts of.
"""

import re

_HAN_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
               "七": 7, "八": 8, "九": 9}  # fmt: skip
_HAN = r"[零〇一二两三四五六七八九十百]{1,5}"
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
          "eight": 8, "nine": 9, "ten": 10, "a": 1, "an": 1}  # fmt: skip
_NUMBER = r"\d{1,5}(?:\.\d{1,3})?"


def _compiled(pattern: str) -> re.Pattern[str]:
    # ASCII: no letter boundary is wanted between `px` and the Chinese that follows it.
    return re.compile(pattern, re.ASCII)


PERCENT = _compiled(rf"({_NUMBER})\s*(?:%|percent\b|per\s+cent\b)|百分之({_HAN}|{_NUMBER})")
PIXELS = _compiled(r"(\d{1,5})\s*-?(?:px\b|pixels?\b|像素)")
#: Sides of 33 pixels and more; smaller numbers are a ratio or a grid.
SIZE = _compiled(
    r"(?<![\d.])(\d{2,5})\s*(?:px|pixels|像素)?\s*(?:[x×*✕乘]|by)\s*(\d{2,5})(?![\d.])"
)
RATIO = _compiled(r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?)\s*(?:[:∶/x×比]|to|by)\s*(\d{1,2})(?![\d.%])")
GRID = _compiled(rf"(?<!\d)(\d{{1,2}}|{_HAN})\s*(?:[x×*乘]|by)\s*(\d{{1,2}}|{_HAN})(?!\d)")
COLUMNS = _compiled(rf"(\d{{1,2}}|one|two|three|four|five|{_HAN})\s*(?:columns?\b|列)")
ANGLE = _compiled(rf"([-+]?{_NUMBER})\s*-?(?:°|degrees?\b|deg\b|度)|({_HAN})度")
#: A rotation's bare number.
BARE = _compiled(r"(?<![\d.])([-+]?\d{1,3}(?:\.\d{1,3})?)(?![\d.]|\s*(?:%|px|pixels|像素|倍))")
FRACTION = _compiled(
    r"(?:(a|one|two|three)\s+)?(?<![a-z])(half|halves|third|thirds|quarter|quarters|fourth|fourths"
    r"|fifth|fifths)(?![a-z])|(?<!\d)([1-4])/([2-9])(?!\d)|([二三四五六])分之([一二三四五])"
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5}
FACTOR = _compiled(
    rf"(?<![\d.])({_NUMBER})\s*(?:[x×](?![\s\d]*\d)|times\b|倍)|({_HAN}|半)倍"
    r"|(?<![a-z])(twice|double|doubled|triple|tripled|thrice|half|halve|halved)(?![a-z])"
    r"|(一半|减半|翻倍|加倍)"
)
_FACTORS = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "triple": 3.0, "tripled": 3.0,
            "thrice": 3.0, "half": 0.5, "halve": 0.5, "halved": 0.5, "一半": 0.5, "减半": 0.5,
            "翻倍": 2.0, "加倍": 2.0, "半": 0.5}  # fmt: skip


def number(spelled: str) -> float:
    """Read a number in digits, as an English word up to ten, or in Chinese up to 999."""
    if spelled in _WORDS:
        return float(_WORDS[spelled])
    if spelled[0].isascii():
        return float(spelled)
    total = pending = 0
    for character in spelled:
        if character in "十百":
            total += (pending or 1) * (10 if character == "十" else 100)
            pending = 0
        else:
            pending = _HAN_DIGITS[character]
    return float(total + pending)


def percent(match: re.Match[str]) -> float:
    """Give the share that a percentage is."""
    return number(match[1] or match[2]) / 100


def angle(match: re.Match[str]) -> float:
    """Give the degrees of an angle."""
    return number(match[1] or match[2])


def factor(match: re.Match[str]) -> float:
    """Give how many times."""
    if match[1]:
        return number(match[1])
    spelled = match[2] or match[3] or match[4]
    return _FACTORS.get(spelled) or number(spelled)


def fraction(match: re.Match[str]) -> float:
    """Give the share that a fraction is."""
    if match[2]:
        word = match[2]
        parts = _PARTS["half" if word == "halves" else word.rstrip("s")]
        share = number(match[1] or "a") / parts
    elif match[3]:
        share = number(match[3]) / number(match[4])
    else:
        share = number(match[6]) / number(match[5])
    return min(share, 1.0)


def size(match: re.Match[str]) -> tuple[int, int] | None:
    """Give width and height in pixels, or None where the numbers are too small for that."""
    width, height = int(match[1]), int(match[2])
    return (width, height) if min(width, height) > 32 else None


def ratio(match: re.Match[str]) -> float | None:
    """Give width over height, or None where that is no shape of a picture."""
    width, height = float(match[1]), float(match[2])
    if not (width and height):
        return None
    return width / height if 1 / 8 <= width / height <= 8 else None
