"""A job as the native API shows it, in every state, and its errors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contract.world import image_request
from inkstone.dialects.native.encode import encode_error, encode_job, warnings_of
from inkstone.dialects.request_id import request_id
from inkstone.domain import errors
from inkstone.domain.errors import Fault
from inkstone.domain.job import Job, JobError, JobImage, JobStatus, JobWarning
from inkstone.domain.money import Amount
from inkstone.domain.usage import Usage

AT = datetime(2026, 11, 20, 9, 15, 2, 114_000, tzinfo=UTC)


def job(status: str = "queued", **more: Any) -> Job:
    """A job in a state."""
    fields: dict[str, Any] = {
        "id": "job_" + "0" * 26,
        "account_id": "acct_1",
        "dialect": "native",
        "status": JobStatus(status),
        "attempt": 1,
        "queue": "echo",
        "request": image_request(n=2),
        "wire": {"metadata": {"order": "5"}, "warnings": []},
        "per_image": Amount(30_000),
        "quoted": Amount(60_000),
        "created_at": AT,
        "expires_at": AT + timedelta(hours=1),
    }
    return Job(**(fields | more))


def image(index: int) -> JobImage:
    """A finished picture."""
    return JobImage(
        image_index=index,
        blob_key=f"job_1/1/{index}.png",
        sha256="0" * 64,
        size_bytes=3,
        media_type="image/png",
        width_px=64,
        height_px=48,
        seed=7 + index,
    )


def encoded(found: Job, *, progress: float = 0.0) -> dict[str, Any]:
    """The JSON of a job."""
    wire = encode_job(
        found,
        progress=progress,
        url_of=lambda key, until: f"https://x.test/{key}?exp={int(until.timestamp())}",
        lifetime=timedelta(days=1),
    )
    return wire.model_dump()


ENDED = {"started_at": AT + timedelta(seconds=1), "finished_at": AT + timedelta(seconds=3)}


def test_a_queued_job_knows_what_was_asked() -> None:
    found = encoded(job())
    assert (found["object"], found["status"], found["engine"]) == ("job", "queued", None)
    assert found["request"] == {"width": 64, "height": 64, "steps": None, "seeds": [7, 8]}
    assert found["timings"] == {"queued_ms": None, "engine_ms": None, "total_ms": None}
    assert found["price"] == {
        "quoted_micros": 60_000,
        "charged_micros": None,
        "currency": "USD",
    }
    assert (found["created_at"], found["started_at"]) == ("2026-11-20T09:15:02.114Z", None)
    assert found["metadata"] == {"order": "5"}


def test_a_finished_job_has_pictures_times_and_its_engine() -> None:
    found = encoded(
        job(
            "succeeded",
            **ENDED,
            images=(image(0), image(1)),
            engine="sketch/sketch@1.2+a/b@c",
            usage=Usage(num_images=2, area_px=6144, engine_ms=1500),
            charged=Amount(60_000),
        ),
        progress=1.0,
    )
    # A revision may hold anything; a checkpoint's own slashes are kept.
    assert found["engine"] == {"name": "sketch", "checkpoint": "sketch@1.2+a/b", "revision": "c"}
    assert found["timings"] == {"queued_ms": 1000, "engine_ms": 1500, "total_ms": 3000}
    assert [each["seed"] for each in found["images"]] == [7, 8]
    first = found["images"][0]
    assert (first["width"], first["height"], first["bytes"]) == (64, 48, 3)
    assert first["expires_at"] == "2026-11-21T09:15:05.114Z"
    assert first["url"].endswith(f"exp={int((AT + timedelta(days=1, seconds=3)).timestamp())}")


def test_a_picture_tells_how_it_was_drawn() -> None:
    drawn = {"steps": 8, "guidance": 4.0, "guarantee": "strict", "drawn": "64x64"}
    images = (replace(image(0), details=drawn), image(1))
    found = encoded(job("succeeded", **ENDED, images=images))
    assert [each["details"] for each in found["images"]] == [drawn, {}]


def test_an_edit_has_the_size_that_it_got() -> None:
    request = replace(image_request(), size=None)
    assert encoded(job(request=request))["request"]["width"] is None
    found = encoded(job("succeeded", request=request, images=(image(0),), **ENDED))
    assert (found["request"]["width"], found["request"]["height"]) == (64, 48)


def test_a_job_that_expired_in_the_queue_was_queued_to_its_end() -> None:
    found = encoded(job("expired", finished_at=AT + timedelta(minutes=1)))
    assert found["timings"] == {"queued_ms": 60_000, "engine_ms": None, "total_ms": 60_000}


def test_a_failed_job_says_why_and_whether_to_try_again() -> None:
    error = JobError(code="engine_failure", message="It broke.", retryable=True)
    assert encoded(job("failed", error=error, **ENDED))["error"] == {
        "code": "engine_failure",
        "message": "It broke.",
        "retryable": True,
    }


def test_warnings_of_submit_and_of_the_engine_are_told_once_each() -> None:
    said = JobWarning(code="unknown_words", message="Not drawn.", words=("zyx",))
    twice = JobWarning(code="negative_prompt_unavailable", message="Again.")
    found = job(
        wire={"warnings": ["steps_unavailable", "negative_prompt_unavailable", "gone"]},
        warnings=(said, twice),
    )
    assert [warning.code for warning in warnings_of(found)] == [
        "steps_unavailable",
        "negative_prompt_unavailable",
        "unknown_words",
    ]
    assert encoded(found)["warnings"][2]["words"] == ["zyx"]
    assert encoded(found)["metadata"] == {}


def test_what_another_dialect_remembers_stays_its_own() -> None:
    wire = {"metadata": {"private": "x"}, "warnings": ["steps_unavailable"]}
    found = encoded(job(dialect="openai", wire=wire))
    assert (found["metadata"], found["warnings"]) == ({}, [])


def test_deleted_pictures_are_not_shown() -> None:
    found = encoded(job("succeeded", images=(image(0),), deleted_at=AT, **ENDED))
    assert (found["images"], found["deleted_at"]) == ([], "2026-11-20T09:15:02.114Z")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidRequest("x"), 400),
        (errors.NotAuthenticated(), 401),
        (errors.InsufficientFunds(), 402),
        (errors.UnknownModel(), 404),
        (errors.NotFound(), 404),
        (errors.Gone(), 410),
        (errors.PayloadTooLarge(), 413),
        (errors.IdempotencyMismatch(), 422),
        (errors.RateLimited(), 429),
        (errors.EngineFailure(), 500),
        (errors.StorageFull(), 503),
    ],
)
def test_every_error_has_its_status(error: errors.InkstoneError, status: int) -> None:
    assert encode_error(error).status_code == status


def test_an_error_names_its_faults_and_its_request() -> None:
    token = request_id.set("req_5")
    try:
        answer = encode_error(
            errors.InvalidRequest(faults=[Fault(param="n", message="`n` is 9.", value=9)])
        )
    finally:
        request_id.reset(token)
    assert bytes(answer.body).decode() == (
        '{"error":{"code":"invalid_request","message":"`n` is 9.","param":"n",'
        '"faults":[{"param":"n","message":"`n` is 9.","value":9}],"request_id":"req_5"}}'
    )
