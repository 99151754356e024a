"""Numerals: Chinese numbers before what they count.

It does not know what is counted.
"""

from inkstone.engines.sketch.lexicon.entries import Lexicon

#: The longest number that is read: 一百二十三.
_DIGITS_MAX = 6
_ARABIC_MAX = 9
_COUNTED = ("object", "colour", "size", "garment", "hypernym", "age", "mood", "material", "family")


def chinese_number(lowered: str, index: int, end: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """The number that begins here with its measure word, and how many characters they take."""
    digits = lexicon.digits
    after = index
    while after < end and after < index + _DIGITS_MAX and lowered[after] in digits:
        after += 1
    if after in (index, end):
        return None
    value = _value(lowered[index:after], digits)
    if lowered[after] in lexicon.measures:
        return value, after + 1 - index
    if lowered[after] == "大" and after + 1 < end and lowered[after + 1] in lexicon.measures:
        return value, after + 2 - index
    for length in (4, 3, 2, 1):
        entry = lexicon.phrases.get(lowered[after : min(after + length, end)])
        if entry is not None:
            return (value, after - index) if entry.kind in _COUNTED else None
    return None


def _value(spelled: str, digits: dict[str, int]) -> int:
    """What a number comes to: 十二, 两百, 三十."""
    total = last = 0
    for character in spelled:
        digit = digits[character]
        if digit in (10, 100, 1000):
            total += (last or 1) * digit
            last = 0
        else:
            last = digit
    return total + last
