"""A moderation endpoint is believed only where it makes sense, and its key is never shown."""

import base64
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from inkstone.domain.errors import InvalidRequest, Unavailable
from inkstone.domain.moderation import Finding
from inkstone.engines.upstream.moderation import ModerationEndpoint
from unit.engines.upstream.endpoints import GOOD, KEY, answer, endpoint, judging, refusal, verdict

pytestmark = pytest.mark.anyio


async def test_a_text_is_asked_about_in_the_words_of_the_interface():
    async with judging(GOOD) as (judge, server):
        assert judge.name == "endpoint"
        assert await judge.judge_text("ein Hafen 港口 \ud83d") == ()
    assert server.documents == [
        {
            "model": "omni-moderation-latest",
            "input": [{"type": "text", "text": "ein Hafen 港口 \ud83d"}],
        }
    ]
    head = server.heads[0].lower()
    assert head.startswith("post /v1/moderations http/1.1")
    assert f"authorization: bearer {KEY}" in head
    assert "content-type: application/json" in head


async def test_a_picture_goes_along_as_a_data_uri():
    async with judging(GOOD) as (judge, server):
        assert await judge.judge_picture(b"\xff\xd8jpeg") == ()
    (part,) = server.documents[0]["input"]
    assert part["type"] == "image_url"
    prefix, _, data = part["image_url"]["url"].partition(",")
    assert prefix == "data:image/jpeg;base64"
    assert base64.b64decode(data) == b"\xff\xd8jpeg"


async def test_nothing_is_asked_about_no_text_and_no_key_or_model_is_sent_where_none_is_set():
    async with judging(GOOD, api_key="", model="") as (judge, server):
        assert await judge.judge_text(" \n") == ()
        assert server.heads == []
        await judge.judge_text("x")
    assert "authorization" not in server.heads[0].lower()
    assert "model" not in server.documents[0]


async def test_without_a_threshold_the_word_of_the_endpoint_counts():
    told = verdict(flagged=True, categories={"illicit": None}, scores={"illicit": None})
    async with judging(answer(told)) as (judge, _):
        found = await judge.judge_text("x")
    assert found == (Finding(category="violence", source="endpoint", score=0.4),)


async def test_what_is_flagged_without_a_category_is_still_flagged():
    told = verdict(flagged=True, categories={"violence": False})
    async with judging(answer(told)) as (judge, _):
        assert await judge.judge_text("x") == (Finding(category="flagged", source="endpoint"),)


async def test_with_a_threshold_the_scores_count_and_nothing_else():
    told = verdict(flagged=True, categories={"violence": True}, scores={"sexual": 0.41, "x/y": 1})
    async with judging(answer(told), threshold=0.41) as (judge, _):
        assert await judge.judge_text("x") == (
            Finding(category="sexual", source="endpoint", score=0.41),
            Finding(category="x/y", source="endpoint", score=1.0),
        )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("401 Unauthorized", "refuses its key (401, invalid_api_key)"),
        ("402 Payment Required", "wants to be paid (402, invalid_api_key)"),
        ("404 Not Found", "does not know the model"),
        ("400 Bad Request", "refuses the question (400"),
        ("500 Oops", "has trouble of its own (500"),
        ("503 Busy", "has trouble of its own (503"),
        ("204 No Content", "refuses the question (204)"),
    ],
)
async def test_a_status_that_is_no_answer_is_told_without_the_words_of_the_endpoint(status, said):
    body = {"error": {"code": "invalid_api_key", "message": f"Incorrect key {KEY} for you@x.test"}}
    bad = answer(b"" if status.startswith("204") else body, status=status)
    error, server = await refusal(bad)
    assert said in error.message
    assert "you@x.test" not in error.message
    assert (error.code, error.retry_after_s) == ("moderation_unavailable", 5)
    assert len(server.heads) == 1


async def test_a_key_that_comes_back_as_a_code_is_not_passed_on():
    body = {"error": {"code": "bad_key_abc", "type": "bad_key_abc"}}
    error, _ = await refusal(answer(body, status="401 No"), api_key="key_abc")
    assert error.message == "The moderation endpoint refuses its key (401)."


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7), ("0.2", 1), ("1.5", 2), ("-3", 5), ("soon", 5), ("", 5),
        ("99999999", 3600), ("9" * 400, 5), ("Wed, 21 Oct 2015 07:28:00 GMT", 1),
        ("Wed, 99 Oct 2015 07:28:00 GMT", 5),
    ],
)  # fmt: skip
async def test_how_long_to_wait_is_told_within_bounds(said, seconds):
    error, _ = await refusal(answer({}, f"Retry-After: {said}", status="429 Too Many"))
    assert error.retry_after_s == seconds
    assert "is asked too often (429)" in error.message


async def test_a_wait_until_a_date_is_told_in_seconds():
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    error, _ = await refusal(answer({}, f"Retry-After: {date}", status="503 Busy"))
    assert 60 < error.retry_after_s <= 100


async def test_the_key_is_in_no_log_and_not_shown(caplog):
    caplog.set_level(logging.DEBUG)
    async with judging(GOOD) as (judge, _):
        await judge.judge_text("x")
        assert KEY not in repr(judge)
    await refusal(answer({"error": {"message": KEY}}, status="401 No"))
    assert KEY not in caplog.text


async def test_it_must_be_open():
    judge = ModerationEndpoint(
        url="http://127.0.0.1:9/v1", model="", api_key="", timeout_s=1, threshold=None
    )
    with pytest.raises(Unavailable, match="not ready"):
        await judge.judge_text("x")
    await judge.close()


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/moderations", "/v1/moderations/", "", "/a%20b"]
)
async def test_the_address_is_taken_with_and_without_the_name_of_the_call(path):
    async with endpoint(GOOD) as server:
        judge = ModerationEndpoint(
            url=f" http://127.0.0.1:{server.port}{path}",
            model="m",
            api_key="",
            timeout_s=30,
            threshold=None,
        )
        await judge.open()
        await judge.judge_text("x")
        await judge.close()
    base = path.rstrip("/").removesuffix("/moderations")
    assert server.heads[0].startswith(f"POST {base}/moderations HTTP")


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "ftp://x.test"},
        {"url": "x.test/v1"},
        {"url": "https://"},
        {"url": "https://x.test:0/v1"},
        {"url": "https://x.test:99999/v1"},
        {"url": "https://user:geheim@x.test/v1"},
        {"url": "https://x.test/v1?key=geheim"},
        {"url": "https://x.test/v1#geheim"},
        {"api_key": "geheim\n"},
        {"api_key": "geheim geheim"},
        {"api_key": "gehéim"},
        {"threshold": 1.5},
        {"threshold": float("nan")},
        {"timeout_s": 0.0},
        {"timeout_s": float("inf")},
    ],
)
def test_what_it_is_told_is_checked_before_anything_is_sent(changed):
    options = {"url": "https://x.test", "model": "", "api_key": "", "timeout_s": 1.0}
    with pytest.raises(InvalidRequest) as refused:
        ModerationEndpoint(**{**options, "threshold": None, **changed})
    assert "geh" not in refused.value.message
