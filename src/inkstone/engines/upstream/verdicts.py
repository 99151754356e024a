"""What a moderation endpoint answered, read as findings; every answer may be wrong or hostile.

This module does not know how an answer comes.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from inkstone.domain.moderation import Finding

SOURCE = "endpoint"
#: Where something is flagged and no category says for what.
FLAGGED = "flagged"
_RESULTS_MAX = 100
_CATEGORIES_MAX = 500
_CATEGORY_CHARS_MAX = 100
#: What rounding may add to a score of 1.
_ROUNDING = 1e-6


class Misformed(Exception):
    """An answer is not what a moderation endpoint answers; says what is wrong, in few words."""


def read(body: bytes, *, threshold: float | None) -> tuple[Finding, ...]:
    """The findings of a whole answer, each category once, with its highest score.

    Args:
        body: the answer.
        threshold: the score from which on a category counts, 0 to 1; without one the endpoint's
            own word counts.

    Raises:
        Misformed: the answer is another, or says that there was an error.
    """
    found: dict[str, Finding] = {}
    for result in _results(body):
        told = _flagged(result) if threshold is None else _scored(result, threshold)
        for finding in told:
            other = found.get(finding.category)
            if other is None or (other.score or 0) < (finding.score or 0):
                found[finding.category] = finding
    return tuple(found.values())


def word_of_error(body: bytes) -> str:
    """The code or type that an answer gives for its error, where that is a plain word."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = document.get("error") if isinstance(document, dict) else None
    for name in ("code", "type"):
        word = error.get(name) if isinstance(error, dict) else None
        if isinstance(word, str) and len(word) <= 40 and word.isascii() and word.isidentifier():
            return word
    return ""


def _results(body: bytes) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Misformed("it is not JSON") from error
    if not isinstance(document, dict):
        raise Misformed("it is not an object")
    if document.get("error"):
        word = word_of_error(body)
        raise Misformed(f"it is an error, {word}" if word else "it is an error")
    results = document.get("results")
    if not isinstance(results, list) or not results:
        raise Misformed("it has no results")
    if len(results) > _RESULTS_MAX or not all(isinstance(one, dict) for one in results):
        raise Misformed("its results are no list of objects, or too many")
    return results


def _flagged(result: Mapping[str, Any]) -> Iterator[Finding]:
    """What the endpoint itself flags; some leave a category null that they do not know."""
    is_flagged = result.get("flagged")
    if not isinstance(is_flagged, bool):
        raise Misformed("`flagged` is not a bool")
    named = []
    for category, value in _named(result, "categories"):
        if value is not None and not isinstance(value, bool):
            raise Misformed("a category is not a bool")
        if value:
            named.append(category)
    given = result.get("category_scores")
    scores = given if isinstance(given, dict) else {}
    for category in named or [FLAGGED] * is_flagged:
        yield Finding(category=category, source=SOURCE, score=_score(scores.get(category)))


def _scored(result: Mapping[str, Any], threshold: float) -> Iterator[Finding]:
    scores = list(_named(result, "category_scores"))
    if not any(value is not None for _, value in scores):
        raise Misformed("it has no scores")
    for category, value in scores:
        score = _score(value)
        if score is None and value is not None:
            raise Misformed("a score is not a number from 0 to 1")
        if score is not None and score >= threshold:
            yield Finding(category=category, source=SOURCE, score=score)


def _named(result: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """The categories of an object, by names that can be shown to anybody."""
    given = result.get(name)
    if not isinstance(given, dict) or len(given) > _CATEGORIES_MAX:
        raise Misformed(f"`{name}` is not an object, or too large")
    for category, value in given.items():
        if not category or len(category) > _CATEGORY_CHARS_MAX or not category.isprintable():
            raise Misformed("a category has no name that can be shown")
        yield category, value


def _score(value: object) -> float | None:
    """A score, if it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return min(float(value), 1.0) if 0 <= value <= 1 + _ROUNDING else None
