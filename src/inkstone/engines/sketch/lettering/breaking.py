"""Where lines of text may break: units that stay whole, for Latin words and for Chinese.

It does not know fonts' widths or how many lines there will be.
"""

import unicodedata
from dataclasses import dataclass, replace

from inkstone.engines.sketch.lettering import fonts

#: Characters that never begin a line: they stay with what they close.
CLOSING = frozenset("，。、！？；：）》〉」』】〕｝”’…—～·%‰℃°,.!?;:)]}»ー々")
#: Characters that never end a line: they stay with what they open.
OPENING = frozenset("（《〈「『【〔｛“‘([{«¥￥$€£#@")
#: Long words may break after these.
_JOINTS = frozenset("-/–—_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Characters that stay on one line."""

    text: str
    #: Whether a space stands before it, where it does not begin a line.
    is_spaced: bool
    #: Whether it meets a Chinese character as a letter or a digit, or the other way round.
    is_thin: bool = False


def units(text: str) -> tuple[Unit, ...]:
    """Cut one paragraph into units; a line may break before each but the first."""
    found: list[Unit] = []
    word = ""
    is_spaced = is_thin = False
    index = 0
    while index < len(text):
        length = fonts.emoji_length(text, index) or 1
        piece = text[index : index + length]
        index += length
        if piece.isspace():
            if word:
                found.append(Unit(text=word, is_spaced=is_spaced, is_thin=is_thin))
                word = ""
            is_spaced, is_thin = bool(found), False
        elif word and _may_part(word, piece):
            found.append(Unit(text=word, is_spaced=is_spaced, is_thin=is_thin))
            is_spaced, is_thin = False, _is_mixed(word[-1], piece[0])
            word = piece
        elif not word and found and not is_spaced and piece in CLOSING:
            found[-1] = replace(found[-1], text=found[-1].text + piece)
        else:
            word += piece
    if word:
        found.append(Unit(text=word, is_spaced=is_spaced, is_thin=is_thin))
    return tuple(found)


def _is_mixed(one: str, other: str) -> bool:
    """Whether Chinese meets letters or digits, which wants a little air."""
    return (_is_han(one) and _is_latin(other)) or (_is_latin(one) and _is_han(other))


def _is_han(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or char >= "\U00020000"


def _is_latin(char: str) -> bool:
    return char.isalnum() and char < "\u0590"


def characters(text: str) -> tuple[str, ...]:
    """Cut a text into the characters that a reader sees, without spaces."""
    found: list[str] = []
    index = 0
    while index < len(text):
        length = fonts.emoji_length(text, index) or 1
        piece = text[index : index + length]
        index += length
        if unicodedata.combining(piece[0]) and found:
            found[-1] += piece
        elif not piece.isspace():
            found.append(piece)
    return tuple(found)


def _may_part(word: str, following: str) -> bool:
    last = word[-1]
    if following in CLOSING or last in OPENING or unicodedata.combining(following[0]):
        return False
    if _stands_alone(following) or _stands_alone(last):
        return True
    return last in _JOINTS and len(word) > 2 and following.isalnum()


def _stands_alone(char: str) -> bool:
    # Korean is wide as well, but breaks at spaces.
    first = char[0]
    if "\uac00" <= first <= "\ud7a3":
        return False
    return len(char) > 1 or unicodedata.east_asian_width(first) in "WF"
