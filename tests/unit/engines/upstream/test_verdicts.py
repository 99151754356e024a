"""What a moderation endpoint says is read as findings, or not believed at all."""

import json

import pytest

from inkstone.domain.moderation import Finding
from inkstone.engines.upstream.verdicts import Misformed, read, word_of_error
from unit.engines.upstream.endpoints import verdict


def body_of(document):
    return document if isinstance(document, bytes) else json.dumps(document).encode()


def test_without_a_threshold_the_word_of_the_endpoint_counts():
    told = verdict(flagged=True, categories={"illicit": None}, scores={"illicit": None})
    assert read(body_of(told), threshold=None) == (
        Finding(category="violence", source="endpoint", score=0.4),
    )
    assert read(body_of(verdict(scores={"violence": 1})), threshold=None) == ()


def test_what_is_flagged_without_scores_or_without_a_category_is_still_flagged():
    told = verdict(flagged=True, categories={"violence": False})
    assert read(body_of(told), threshold=None) == (Finding(category="flagged", source="endpoint"),)
    told = verdict(flagged=True)
    del told["results"][0]["category_scores"]
    assert read(body_of(told), threshold=None) == (Finding(category="violence", source="endpoint"),)


def test_a_category_counts_where_the_endpoint_forgets_to_flag_it():
    told = verdict(categories={"violence": True})
    assert [one.category for one in read(body_of(told), threshold=None)] == ["violence"]


def test_with_a_threshold_the_scores_count_and_nothing_else():
    told = verdict(flagged=True, scores={"sexual": 0.41, "x/y": 1, "illicit": None})
    assert read(body_of(told), threshold=0.41) == (
        Finding(category="sexual", source="endpoint", score=0.41),
        Finding(category="x/y", source="endpoint", score=1.0),
    )


def test_what_rounding_adds_to_a_score_is_taken_off():
    (found,) = read(body_of(verdict(scores={"x": 1.0000001})), threshold=0.9)
    assert found.score == 1.0


def test_of_several_results_each_category_is_told_once_with_its_highest_score():
    told = verdict(flagged=True, scores={"violence": 0.6})
    told["results"] += verdict(flagged=True, scores={"violence": 0.9})["results"]
    assert read(body_of(told), threshold=None) == (
        Finding(category="violence", source="endpoint", score=0.9),
    )


NO_SCORES = {"results": [{"flagged": False, "categories": {}, "category_scores": {}}]}


@pytest.mark.parametrize(
    ("body", "said", "threshold"),
    [
        (b"", "not JSON", None),
        (b"{", "not JSON", None),
        (b"\xff", "not JSON", None),
        (b"[" * 100_000, "not JSON", None),
        ([], "not an object", None),
        ({}, "no results", None),
        ({"results": []}, "no results", None),
        ({"results": {"flagged": False}}, "no results", None),
        ({"results": [None]}, "no list of objects", None),
        ({"results": [{}] * 101}, "too many", None),
        ({"error": {"type": "server_error", "message": "x"}}, "an error, server_error", None),
        ({"error": "x", "results": verdict()["results"]}, "it is an error", None),
        ({"results": [{}]}, "`flagged` is not a bool", None),
        ({"results": [{"flagged": "no", "categories": {}}]}, "`flagged` is not a bool", None),
        ({"results": [{"flagged": False}]}, "`categories` is not an object", None),
        (verdict(categories={"x": "yes"}), "a category is not a bool", None),
        (verdict(categories={"x\n": True}), "no name", None),
        (verdict(categories={"": True}), "no name", None),
        (verdict(categories={"x" * 101: True}), "no name", None),
        (verdict(categories={str(i): True for i in range(501)}), "too large", None),
        (NO_SCORES, "no scores", 0.5),
        (verdict(scores={"x": 1.1}), "a score is not", 0.5),
        (verdict(scores={"x": -0.1}), "a score is not", 0.5),
        (verdict(scores={"x": "1"}), "a score is not", 0.5),
        (verdict(scores={"x": True}), "a score is not", 0.5),
        (verdict(scores={"x": float("nan")}), "a score is not", 0.5),
        (verdict(scores={"x": 10**400}), "a score is not", 0.5),
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(body, said, threshold):
    with pytest.raises(Misformed, match=said):
        read(body_of(body), threshold=threshold)


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ({"code": "insufficient_quota", "type": "x"}, "insufficient_quota"),
        ({"code": None, "type": "server_error"}, "server_error"),
        ({"code": "two words"}, ""),
        ({"code": "x" * 41}, ""),
        ({"code": 7}, ""),
        ("gone", ""),
        (None, ""),
    ],
)
def test_of_an_error_only_a_plain_word_is_told(error, word):
    assert word_of_error(body_of({"error": error})) == word
    assert word_of_error(b"[") == ""
