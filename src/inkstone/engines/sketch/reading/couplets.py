"""Couplets: which of a couplet's texts is which, where the prompt does not say.

It does not know how a couplet is drawn.
"""

from collections.abc import Sequence
from dataclasses import replace

from inkstone.engines.sketch.scene import Role, Text

_LINE_MIN = 4
_ROLES = frozenset({"upper", "lower", "horizontal"})


def paired(texts: Sequence[Text]) -> tuple[Text, ...]:
    """Make two texts of one length the upper and the lower line, and a short one the horizontal."""
    if {text.role for text in texts} >= {"upper", "lower"}:
        return tuple(texts)
    pair = _pair(texts)
    if pair is None:
        return tuple(texts)
    roles: dict[int, Role] = {pair[0]: "upper", pair[1]: "lower"}
    rest = [index for index in range(len(texts)) if index not in roles]
    over = [index for index in rest if texts[index].role == "horizontal"] or [
        index for index in rest if len(texts[index].text) <= len(texts[pair[0]].text)
    ]
    if over:
        roles[over[0]] = "horizontal"
    return tuple(
        replace(text, role=roles[index])
        if index in roles
        else (replace(text, role="body") if text.role in _ROLES else text)
        for index, text in enumerate(texts)
    )


def _pair(texts: Sequence[Text]) -> tuple[int, int] | None:
    """The first two texts of the greatest length that two of them share."""
    lengths = sorted({len(text.text) for text in texts}, reverse=True)
    for length in lengths:
        found = [index for index, text in enumerate(texts) if len(text.text) == length]
        if length >= _LINE_MIN and len(found) > 1:
            return found[0], found[1]
    return None
