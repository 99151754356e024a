"""Sizes and ways in words: how much larger, how far and to which side.

It does not know what is resized or moved.
"""

from inkstone.engines.sketch.edit import amounts, words

_LARGER, _SMALLER = 1.4, 0.7
_WEAK, _STRONG, _EXTREME = 0.5, 1.8, 2.4
_FACTOR_MIN, _FACTOR_MAX = 0.1, 8.0
#: Shares of the picture.
_STEP, _SMALL_STEP = 0.22, 0.09


def factor(text: str) -> float | None:
    """How many times as large something should be; None where the words do not say."""
    larger = words.pattern("scene.larger").search(text)
    smaller = words.pattern("scene.smaller").search(text)
    is_smaller = smaller is not None and (larger is None or len(smaller[0]) > len(larger[0]))
    if match := amounts.FACTOR.search(text):
        times = amounts.factor(match)
        return _bounded(1 / times if is_smaller and times > 1 else times)
    if match := amounts.PERCENT.search(text):
        share = amounts.percent(match)
        if larger is None and smaller is None:
            return _bounded(share)
        is_by = " to " not in text and "到" not in text
        return _bounded((1 - share if is_smaller else 1 + share) if is_by else share)
    if larger is None and smaller is None:
        return None
    times = _SMALLER if is_smaller else _LARGER
    return _bounded(times ** _strength(text))


def _strength(text: str) -> float:
    if words.pattern("scene.extreme").search(text):
        return _EXTREME
    if words.pattern("strength.weak").search(text):
        return _WEAK
    return _STRONG if words.pattern("strength.strong").search(text) else 1.0


def _bounded(times: float) -> float:
    return round(min(max(times, _FACTOR_MIN), _FACTOR_MAX), 4)


def way(text: str, size: tuple[int, int]) -> tuple[float, float] | None:
    """Across and down, as shares of the picture; None where no side is named.

    Args:
        text: the words, in lower case.
        size: the picture's, in pixels.
    """
    across = _side(text, "scene.left", "scene.right")
    down = _side(text, "scene.up", "scene.down")
    if not (across or down):
        return None
    step = _SMALL_STEP if words.pattern("scene.a_bit").search(text) else _STEP
    wide, tall = step, step * 0.7
    if match := amounts.PIXELS.search(text):
        wide, tall = int(match[1]) / size[0], int(match[1]) / size[1]
    elif match := amounts.PERCENT.search(text):
        wide = tall = amounts.percent(match)
    return round(across * wide, 5), round(down * tall, 5)


def _side(text: str, less: str, more: str) -> int:
    if words.pattern(less).search(text):
        return -1
    return 1 if words.pattern(more).search(text) else 0
