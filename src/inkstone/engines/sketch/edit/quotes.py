"""Texts in quotes and names of pictures: both become marks of the same length in an instruction.

It does not know what is done with them. A mark keeps every other character where it was.
"""

import re
from dataclasses import dataclass

_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》", "〈": "〉", "'": "'", "‘": "’",
            "＂": "＂", "«": "»", "„": "“", "”": "”"}  # fmt: skip
_TEXT_MAX = 400
_MARKS_MAX = 64
#: Private characters: a mark's first character tells which, the next ones fill its length.
QUOTE, PICTURE = 0xE000, 0xE100
_FILL = {QUOTE: "\ue0ff", PICTURE: "\ue1ff"}
QUOTE_MARK = re.compile("([\ue000-\ue03f])\ue0ff*")
PICTURE_MARK = re.compile("([\ue100-\ue13f])\ue1ff*")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
#: Full-width letters, digits and marks to plain ones, one for one.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2019: 0x27}

_HAN = "一二三四五六七八九十"
_NOUN = r"(?:image|picture|photo|pic|img|input)s?"
_JOIN = r"\s*(?:,\s*and|,|&|\+|and|with|or|to|、|和|与|跟|及|同)\s*"
#: Not a picture's number but a size, an angle or an amount.
_NO_AMOUNT = r"(?![\d.:%°]|\s*(?:x\s*\d|×|px|pixel|percent|degree|times|°|%|:\d))"
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:the\s+)?{_NOUN}\s*(?:#|no\.\s*|number\s+)?\d{{1,2}}{_NO_AMOUNT}"
    rf"(?:{_JOIN}(?:{_NOUN}\s*)?#?\d{{1,2}}{_NO_AMOUNT})*",
    re.ASCII,
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
             "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "1st": 1, "2nd": 2, "3rd": 3,
             "4th": 4, "5th": 5, "last": -1}  # fmt: skip
_ORDINAL = "|".join(_ORDINALS)
_ORDINAL_RUN = re.compile(
    rf"(?<![a-z])(?:the\s+)?(?:{_ORDINAL})(?:\s+{_NOUN})?"
    rf"(?:{_JOIN}(?:the\s+)?(?:{_ORDINAL}))*\s+(?:{_NOUN}|one)(?![a-z])"
)
_CHINESE = re.compile(
    rf"(?:第(?:[{_HAN}]|\d{{1,2}})[张幅个](?:图片|图像|照片|图|画)?"
    rf"|图(?:片|像)?\s*(?:[{_HAN}](?![分些下点个张样半百倍度定起直般部列行])|\d{{1,2}}{_NO_AMOUNT}"
    r"(?!\s*[倍度寸列行像])))",
    re.ASCII,
)
_CHINESE_RUN = re.compile(f"(?:{_CHINESE.pattern})(?:{_JOIN}(?:{_CHINESE.pattern}))*", re.ASCII)
_LAST = re.compile("最后一?[张幅](?:图片|照片|图)?")
_HAN_NUMBER = {character: index + 1 for index, character in enumerate(_HAN)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An instruction in lower case with marks; as long as the instruction itself."""

    raw: str
    text: str
    quotes: tuple[str, ...]
    #: The numbers of the pictures that each picture mark names; -1 is the last one.
    pictures: tuple[tuple[int, ...], ...]


def mark(instruction: str) -> Marked:
    """Put marks for texts in quotes and for names of pictures."""
    quotes: list[str] = []
    # A private character of the caller's must not pass for a mark.
    text = _quoted(_PRIVATE.sub(" ", instruction), quotes)
    text = "".join(_lower(character) for character in text.translate(_PLAIN))
    pictures: list[tuple[int, ...]] = []
    for pattern in (_ENGLISH, _ORDINAL_RUN, _CHINESE_RUN, _LAST):
        text = _named(text, pattern, pictures)
    return Marked(raw=instruction, text=text, quotes=tuple(quotes), pictures=tuple(pictures))


def _lower(character: str) -> str:
    """Lower-case without changing where any character stands."""
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def _mark(kind: int, index: int, length: int) -> str:
    return chr(kind + index) + _FILL[kind] * (length - 1)


def _quoted(raw: str, quotes: list[str]) -> str:
    parts: list[str] = []
    index = 0
    while index < len(raw):
        end = _closing(raw, index) if len(quotes) < _MARKS_MAX else None
        if end is None:
            parts.append(raw[index])
            index += 1
            continue
        parts.append(_mark(QUOTE, len(quotes), end + 1 - index))
        quotes.append(_lines(raw[index + 1 : end]))
        index = end + 1
    return "".join(parts)


def _lines(text: str) -> str:
    """Spaces within lines are one; lines stay."""
    rows = (" ".join(row.split()) for row in text.replace("\\n", "\n").splitlines())
    return "\n".join(row for row in rows if row)


def _closing(raw: str, index: int) -> int | None:
    closing = _CLOSING.get(raw[index])
    if closing is None:
        return None
    is_single = raw[index] in "'‘"
    # An apostrophe inside a word opens nothing, and one before a letter closes nothing.
    if is_single and index and raw[index - 1].isalnum():
        return None
    end = raw.find(closing, index + 1, index + 2 + _TEXT_MAX)
    while is_single and 0 <= end < len(raw) - 1 and raw[end + 1].isalnum():
        end = raw.find(closing, end + 1, index + 2 + _TEXT_MAX)
    return end if end > index + 1 and raw[index + 1 : end].strip() else None


def _named(text: str, pattern: re.Pattern[str], pictures: list[tuple[int, ...]]) -> str:
    def replace(match: re.Match[str]) -> str:
        numbers = _numbers(match[0])
        if len(pictures) >= _MARKS_MAX or not numbers or 0 in numbers:
            return match[0]
        pictures.append(numbers)
        return _mark(PICTURE, len(pictures) - 1, len(match[0]))

    return pattern.sub(replace, text)


_PICTURE_NUMBER = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL}|[{_HAN}](?![张幅])|最后"
                             rf"|(?<=第)[{_HAN}]", re.ASCII)  # fmt: skip


def _numbers(spelled: str) -> tuple[int, ...]:
    found: list[int] = []
    for each in _PICTURE_NUMBER.findall(spelled):
        if each == "最后":
            found.append(-1)
        elif each[0].isdigit():
            found.append(int(re.sub(r"\D", "", each)))
        else:
            found.append(_ORDINALS.get(each) or _HAN_NUMBER[each])
    return tuple(dict.fromkeys(found))
