"""Errors are read in every shape that servers give them."""

import pytest

from inkstone.domain.errors import (
    ContentRefused,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.engines.upstream.openai_refusal import EMBEDDED, read, refusal


def _refusal(document, status, **changed):
    told = read(document)
    return refusal(told, name="far", status=status, cleaned=str, **changed)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"error": {"message": "No.", "code": "x"}}, "No."),
        ({"error": "No."}, "No."),
        ({"detail": "No."}, "No."),
        ({"detail": {"message": "No."}}, "No."),
        ({"detail": {"error": "No."}}, "No."),
        (
            {"detail": [{"loc": ["body", "image"], "msg": "is due"}, {"msg": "odd"}, "plain"]},
            "body.image: is due; odd; plain",
        ),
        ({"object": "error", "message": "No.", "code": 400}, "No."),
        ({"error": {"message": 7}}, "the body"),
        ({"error": None}, "the body"),
        ([], "the body"),
        (None, "the body"),
    ],
)
def test_the_words_are_found_wherever_they_stand(document, message):
    assert read(document, b"the body").message == message


def test_what_is_no_json_is_quoted_from_its_beginning():
    assert read(None, b"<html>" + b"x" * 1000 + b"\xff").message == "<html>" + "x" * 494
    assert read(None, b"\xff").message == "\ufffd"


@pytest.mark.parametrize("status", [EMBEDDED, 400, 403])
@pytest.mark.parametrize(
    "error",
    [
        {"code": "content_policy_violation"},
        {"code": "Content_Filter", "message": "x"},
        {"type": "moderation_blocked"},
    ],
)
def test_what_moderation_says_is_of_the_content(status, error):
    assert type(_refusal({"error": error}, status)) is ContentRefused


def test_moderation_that_is_itself_away_is_no_refusal_of_content():
    assert type(_refusal({"error": {"code": "content_filter"}}, 500)) is UpstreamUnknown


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (429, {"code": "insufficient_quota"}),
        (429, {"type": "insufficient_quota", "code": None}),
        (403, {"code": "billing_not_active"}),
        (402, {"message": "x"}),
        (400, {"code": "billing_hard_limit_reached"}),
        (401, {"code": "invalid_api_key"}),
        (400, {"code": "invalid_api_key"}),
        (400, {"code": "model_not_found"}),
        (EMBEDDED, {"code": "invalid_api_key"}),
        (EMBEDDED, {"code": 402}),
    ],
)
def test_what_only_the_operator_can_mend_lasts(status, error):
    found = _refusal({"error": error}, status)
    assert isinstance(found, RouteUnavailable)
    assert found.is_lasting


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 429}, RouteUnavailable),
        ({"code": 422}, UnsupportedRequest),
        ({"type": "BadRequestError", "code": 400}, UnsupportedRequest),
        ({"code": 503}, UpstreamUnknown),
        ({"code": True}, UpstreamUnknown),
        ({"code": "whatever"}, UpstreamUnknown),
        ("plain", UpstreamUnknown),
    ],
)
def test_an_error_inside_a_good_answer_goes_by_its_words(error, kind):
    assert type(_refusal({"error": error}, EMBEDDED)) is kind


def test_a_caller_sees_why_a_request_is_refused_and_not_what_an_operator_is_told(caplog):
    assert "(400: Too wide.)" in _refusal({"detail": "Too wide."}, 400).message
    found = _refusal({"detail": "Your card was declined."}, 402)
    assert "card" not in found.message
    assert "Your card was declined." in caplog.text
    caplog.clear()
    # Such messages quote the key.
    _refusal({"error": {"message": "Wrong key sk-12***89"}}, 401)
    assert caplog.text == ""


def test_some_words_are_the_operators_to_mend():
    told = {"error": {"message": "Model mismatch: 'a'", "code": 400}}
    assert isinstance(_refusal(told, 400), UnsupportedRequest)
    found = _refusal(told, 400, misset=("model mismatch",))
    assert isinstance(found, RouteUnavailable)
    assert found.is_lasting
