"""EmpirioLabs' answers: states, errors, and the order and form of their fields."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from inkstone.dialects import answers
from inkstone.dialects.empiriolabs import encode
from inkstone.domain import errors
from inkstone.domain.errors import Fault
from inkstone.domain.job import Job, JobError, JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier

AT = datetime(2026, 11, 20, 9, 15, 2, 114_000, tzinfo=UTC)
IMAGE = JobImage(
    image_index=0,
    blob_key="job_1/1/0.png",
    sha256="0" * 64,
    size_bytes=3,
    media_type="image/png",
    width_px=512,
    height_px=512,
    seed=7,
)


def job(status: JobStatus, **changes: Any) -> Job:
    """A job in a state."""
    request = ImageRequest(
        model="qwen-image-2.0-pro-2026-04-22",
        tier=Tier.PRO,
        prompt="A kite",
        size=Size(512, 512),
        seed=7,
    )
    fields: dict[str, Any] = {
        "id": "job_1",
        "account_id": "acct_1",
        "dialect": "empiriolabs",
        "status": status,
        "attempt": 1,
        "queue": "echo",
        "request": request,
        "wire": {"model": "qwen-image-2-0", "response_format": "url", "warnings": []},
        "per_image": Amount(69_000),
        "quoted": Amount(69_000),
        "created_at": AT,
        "finished_at": AT + timedelta(seconds=9) if status.is_terminal else None,
        "expires_at": AT + timedelta(hours=1),
    }
    return Job(**(fields | changes))


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (JobStatus.QUEUED, "queued"),
        (JobStatus.RUNNING, "processing"),
        (JobStatus.SUCCEEDED, "completed"),
        (JobStatus.FAILED, "failed"),
        (JobStatus.CANCELED, "failed"),
        (JobStatus.EXPIRED, "failed"),
    ],
)
def test_every_state_has_its_word(status: JobStatus, word: str) -> None:
    wire = encode.encode_job(job(status), [], progress=0.4, shows_cancelled=False)
    assert wire.status == word
    assert (wire.error is None) == (word != "failed")
    assert (wire.completed_at is None) == (not status.is_terminal)


def test_a_cancelled_job_shows_so_where_the_operator_wants_it() -> None:
    wire = encode.encode_job(job(JobStatus.CANCELED), [], progress=0, shows_cancelled=True)
    assert wire.status == "cancelled"


def test_a_filter_means_every_state_that_shows_its_word() -> None:
    def means(word: str, *, shows_cancelled: bool = False) -> set[str]:
        return {str(s) for s in encode.statuses_of(word, shows_cancelled=shows_cancelled)}

    assert means("queued") == {"queued"}
    assert means("processing") == {"queued", "running"}
    assert means("completed") == {"succeeded"}
    assert means("failed") == {"failed", "canceled", "expired"}
    assert means("failed", shows_cancelled=True) == {"failed", "expired"}
    assert means("cancelled") == {"canceled"}


@pytest.mark.parametrize(
    ("code", "status", "shown"),
    [
        ("engine_failure", 502, "upstream_error"),
        ("engine_timeout", 502, "upstream_error"),
        ("worker_lost", 502, "upstream_error"),
        ("something_new", 502, "upstream_error"),
        ("internal_error", 500, "internal_error"),
        ("job_expired", 504, "job_expired"),
        ("job_cancelled", 400, "job_cancelled"),
        ("content_refused", 400, "content_refused"),
        ("storage_full", 503, "storage_full"),
    ],
)
def test_a_waiting_call_gets_a_status_for_each_end(code: str, status: int, shown: str) -> None:
    failed = job(JobStatus.FAILED, error=JobError(code=code, message="It failed."))
    answer = encode.encode_failure(failed)
    assert answer.status_code == status
    error = json.loads(answer.body)["error"]
    assert (error["code"], error["message"], error["param"]) == (shown, "It failed.", None)


def test_what_a_cancelled_call_has_paid_for_is_pointed_at() -> None:
    cancelled = job(
        JobStatus.CANCELED,
        error=JobError(code="job_cancelled", message="The job was cancelled."),
        images=(IMAGE,),
    )
    assert b"(1) is at /v1/jobs/job_1" in encode.encode_failure(cancelled).body


@pytest.mark.parametrize(
    ("error", "status", "kind", "code"),
    [
        (errors.InvalidRequest("No."), 400, "invalid_request_error", "invalid_request"),
        (errors.UnknownModel(), 404, "invalid_request_error", "model_not_found"),
        (errors.PayloadTooLarge(), 413, "invalid_request_error", "payload_too_large"),
        (errors.UnsupportedRequest(), 400, "invalid_request_error", "unsupported"),
        (errors.IdempotencyMismatch(), 409, "invalid_request_error", "idempotency_mismatch"),
        (errors.NotFound(code="job_not_found"), 404, "invalid_request_error", "job_not_found"),
        (errors.MissingKey(), 401, "authentication_error", "missing_api_key"),
        (errors.NotAuthenticated(), 401, "authentication_error", "invalid_api_key"),
        (errors.InsufficientFunds(), 402, "insufficient_quota", "insufficient_credits"),
        (errors.RateLimited(), 429, "rate_limit_error", "rate_limit_exceeded"),
        (errors.Unavailable(), 503, "server_error", "model_unavailable"),
        (errors.StorageFull(), 503, "server_error", "storage_full"),
        (errors.PriceUnknown(), 400, "invalid_request_error", "price_unknown"),
        (errors.ContentRefused(), 400, "invalid_request_error", "content_refused"),
        (errors.ServerFault(), 500, "server_error", "internal_error"),
        (errors.EngineFailure(), 502, "server_error", "upstream_error"),
        (errors.WorkerLost(), 502, "server_error", "upstream_error"),
    ],
)
def test_every_error_has_its_status_and_words(
    error: errors.InkstoneError, status: int, kind: str, code: str
) -> None:
    answer = encode.encode_error(error)
    assert answer.status_code == status
    found = json.loads(answer.body)["error"]
    assert found == {"message": error.message, "type": kind, "param": None, "code": code}


def test_later_is_said_in_whole_seconds() -> None:
    answer = encode.encode_error(errors.RateLimited(retry_after_s=12))
    assert answer.headers["retry-after"] == "12"


def test_one_fault_names_its_field_and_several_are_listed() -> None:
    one, two = (Fault(param=name, message=f"`{name}` is wrong.") for name in ("seed", "size"))
    single = json.loads(encode.encode_error(errors.InvalidRequest(faults=[one])).body)["error"]
    assert single["param"] == "seed"
    assert "faults" not in single
    both = json.loads(encode.encode_error(errors.InvalidRequest(faults=[one, two])).body)["error"]
    assert both["message"] == "`seed` is wrong. `size` is wrong."
    assert both["faults"] == [
        {"param": "seed", "message": "`seed` is wrong."},
        {"param": "size", "message": "`size` is wrong."},
    ]


def test_a_moment_is_in_utc_to_the_millisecond() -> None:
    east = timezone(timedelta(hours=8))
    moment = datetime(2026, 11, 20, 17, 15, 2, 114_999, tzinfo=east)
    assert answers.timestamp(moment) == "2026-11-20T09:15:02.114Z"
