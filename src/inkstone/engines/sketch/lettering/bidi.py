"""The direction of writing: which words run from right to left, and their order on a line.

It does not know how a word is shaped. Words are ordered whole, as their letters are by shaping.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _RIGHT_TO_LEFT | {"L"}


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in _STRONG:
            return direction in _RIGHT_TO_LEFT
    return False


def has_right_to_left(text: str) -> bool:
    """Whether any letter runs from right to left."""
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)


def order(words: Sequence[str], *, base: bool) -> list[int]:
    """Give the words of a line in the order that they stand in, from the left.

    Args:
        words: in the order that they are read in.
        base: whether the whole text runs from right to left.
    """
    flows = [base] * len(words)
    for index, word in enumerate(words):
        if any(unicodedata.bidirectional(char) in _STRONG for char in word):
            flows[index] = is_right_to_left(word)
        elif index:
            # Numbers and signs go on as what stands before them.
            flows[index] = flows[index - 1]
    starts = [0, *(at for at, (a, b) in enumerate(pairwise(flows), 1) if a != b), len(words)]
    runs = [list(range(a, b)) for a, b in pairwise(starts) if b > a]
    for run in runs:
        if flows[run[0]]:
            run.reverse()
    if base:
        runs.reverse()
    return [index for run in runs for index in run]
