"""The headers of results and refusals, and the key of a caller."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.requests import Request

from inkstone.dialects.callers import idempotency_key, is_retry, key_of
from inkstone.dialects.headers import error_headers, result_headers, warning_codes
from inkstone.domain.errors import (
    InvalidRequest,
    MissingKey,
    NotFound,
    RateLimited,
)
from inkstone.domain.job import Job, JobStatus, JobWarning
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def job(**changes: Any) -> Job:
    """A finished job."""
    fields: dict[str, Any] = {
        "id": "job_1",
        "account_id": "acct_1",
        "dialect": "empiriolabs",
        "status": JobStatus.SUCCEEDED,
        "attempt": 1,
        "queue": "echo",
        "request": ImageRequest(model="m", tier=Tier.PRO, prompt="p", size=Size(512, 512), seed=1),
        "per_image": Amount(1),
        "quoted": Amount(1),
        "created_at": NOW,
        "expires_at": NOW,
    }
    return Job(**(fields | changes))


def request(**headers: str) -> Request:
    """A request with some headers."""
    encoded = [(k.replace("_", "-").encode(), v.encode("latin-1")) for k, v in headers.items()]
    return Request({"type": "http", "headers": encoded})


def test_a_result_names_its_job_engine_and_warnings() -> None:
    warned = job(
        engine="sketch/scene@3",
        warnings=(
            JobWarning(code="unknown_words", message="鳳凰"),
            JobWarning(code="a", message=""),
        ),
    )
    assert result_headers(warned, is_replay=True, known_warnings=["a", "b"]) == {
        "Inkstone-Job": "job_1",
        "Inkstone-Engine": "sketch/scene@3",
        "Inkstone-Warning": "a, b, unknown_words",
        "Idempotent-Replayed": "true",
    }
    assert result_headers(job()) == {"Inkstone-Job": "job_1"}


def test_headers_hold_printable_ascii_only() -> None:
    assert result_headers(job(engine="墨\r\nx: y@1"))["Inkstone-Engine"] == "???x: y@1"
    assert warning_codes(["good", "two words", "墨", "a\r\nb: c", ""]) == ["good"]


def test_at_most_eight_warnings_and_a_kilobyte() -> None:
    assert len(warning_codes(f"code_{i}" for i in range(20))) == 8
    assert warning_codes(["x" * 101]) == []
    assert len(", ".join(warning_codes(f"{i}" * 100 for i in range(8)))) <= 1024


def test_a_refusal_says_how_to_come_again() -> None:
    assert error_headers(RateLimited(retry_after_s=0)) == {"Retry-After": "1"}
    assert error_headers(MissingKey()) == {"WWW-Authenticate": "Bearer"}
    assert error_headers(NotFound()) == {}


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"authorization": "Bearer sk-1"}, "sk-1"),
        ({"authorization": "bEARER   sk-1 "}, "sk-1"),
        ({"x_api_key": "sk-2"}, "sk-2"),
        ({"authorization": "Bearer sk-1", "x_api_key": "sk-2"}, "sk-1"),
        ({"authorization": "Basic abc", "x_api_key": "sk-2"}, "sk-2"),
        ({"authorization": "Bearer "}, None),
        ({"authorization": "sk-1"}, None),
        ({"x_api_key": " "}, None),
        ({}, None),
    ],
)
def test_the_key_is_found_in_either_header(headers: dict[str, str], key: str | None) -> None:
    assert key_of(request(**headers)) == key


def test_a_retry_is_one_that_counts() -> None:
    said = {
        count: is_retry(request(x_stainless_retry_count=count)) for count in ("0", "1", "x", "²")
    }
    assert said == {"0": False, "1": True, "x": False, "²": False}
    assert not is_retry(request())


def test_an_idempotency_key_is_printable_ascii() -> None:
    assert idempotency_key(request()) is None
    assert idempotency_key(request(idempotency_key="a b~")) == "a b~"
    for bad in ("", "é", "x" * 256, "a\tb"):
        with pytest.raises(InvalidRequest, match="1 to 255"):
            idempotency_key(request(idempotency_key=bad))
