"""WaveSpeed's answers: states, errors, numbers, and the order and form of their fields."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inkstone.dialects.wavespeed import encode
from inkstone.dialects.wavespeed.decode import Base64ByWebhook
from inkstone.domain import errors
from inkstone.domain.errors import Fault
from inkstone.domain.job import Job, JobError, JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, InputImage, Size, Tier

AT = datetime(2026, 11, 20, 10, 0, 0, 123_000, tzinfo=UTC)
BASE = "https://pictures.example.test"
MODEL = "wavespeed-ai/qwen-image-2.0/text-to-image"
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
        model="qwen-image-2.0-2026-03-03",
        tier=Tier.STANDARD,
        prompt="A kite",
        size=Size(512, 256),
        seed=7,
    )
    has_begun = status is not JobStatus.QUEUED
    fields: dict[str, Any] = {
        "id": "job_1",
        "account_id": "acct_1",
        "dialect": "wavespeed",
        "status": status,
        "attempt": 1,
        "queue": "echo",
        "request": request,
        "wire": {"model": MODEL, "is_base64": False, "warnings": []},
        "per_image": Amount(30_000),
        "quoted": Amount(30_000),
        "created_at": AT,
        "started_at": AT + timedelta(seconds=1) if has_begun else None,
        "finished_at": AT + timedelta(seconds=9.123) if status.is_terminal else None,
        "expires_at": AT + timedelta(hours=1),
    }
    return Job(**(fields | changes))


@pytest.mark.parametrize(
    ("status", "word", "took_ms"),
    [
        (JobStatus.QUEUED, "created", 0),
        (JobStatus.RUNNING, "processing", 0),
        (JobStatus.SUCCEEDED, "completed", 8123),
        (JobStatus.FAILED, "failed", 8123),
        (JobStatus.CANCELED, "cancelled", 8123),
        (JobStatus.EXPIRED, "timeout", 8123),
    ],
)
def test_every_state_has_its_word(status: JobStatus, word: str, took_ms: int) -> None:
    wire = encode.encode_job(job(status), [], base_url=BASE)
    assert (wire.status, wire.timings.inference) == (word, took_ms)
    assert (wire.error == "") == (word in {"created", "processing", "completed"})
    assert (wire.code is None) == (wire.error == "")


def test_a_filter_means_every_state_that_shows_its_word() -> None:
    assert encode.statuses_of("processing") == (JobStatus.QUEUED, JobStatus.RUNNING)
    for word, status in (
        ("created", JobStatus.QUEUED),
        ("completed", JobStatus.SUCCEEDED),
        ("failed", JobStatus.FAILED),
        ("cancelled", JobStatus.CANCELED),
        ("timeout", JobStatus.EXPIRED),
    ):
        assert encode.statuses_of(word) == (status,)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "code", "is_callers", "number"),
    [
        (JobStatus.FAILED, "engine_failure", False, 1403),
        (JobStatus.FAILED, "engine_timeout", False, 1403),
        (JobStatus.FAILED, "something_new", False, 1403),
        (JobStatus.FAILED, "worker_lost", False, 1405),
        (JobStatus.FAILED, "internal_error", False, 5000),
        (JobStatus.FAILED, "storage_full", False, 5003),
        (JobStatus.FAILED, "content_refused", False, 1200),
        (JobStatus.FAILED, "url_unreachable", True, 1402),
        (JobStatus.FAILED, "input_broken", True, 1402),
        (JobStatus.FAILED, "blob_missing", True, 1402),
        (JobStatus.FAILED, "unsupported_edit", True, 1403),
        (JobStatus.EXPIRED, "job_expired", False, 5004),
        (JobStatus.CANCELED, "job_cancelled", False, 1405),
    ],
)
def test_every_end_without_a_picture_has_its_number(
    status: JobStatus, code: str, is_callers: bool, number: int
) -> None:
    why = JobError(code=code, message="It failed.", is_callers=is_callers)
    wire = encode.encode_job(job(status, error=why), [], base_url=BASE)
    assert (wire.code, wire.error) == (number, "It failed.")


@pytest.mark.parametrize("status", ["HTTP 503", "HTTP 429", "HTTP 500"])
def test_a_failure_never_reads_as_a_call_for_another_task(status: str) -> None:
    why = JobError(code="url_unreachable", message=f"It answered {status}.", is_callers=True)
    wire = encode.encode_job(job(JobStatus.FAILED, error=why), [], base_url=BASE)
    assert "HTTP 5" not in wire.error
    assert "HTTP 429" not in wire.error
    assert status.removeprefix("HTTP ") in wire.error


def test_a_wait_in_vain_is_known_by_its_number_and_its_words() -> None:
    for status in (JobStatus.QUEUED, JobStatus.RUNNING):
        wire = encode.encode_overdue(job(status), base_url=BASE)
        assert (wire.status, wire.code, wire.id) == ("processing", 5004, "job_1")
        assert "Sync mode timed out" in wire.error
        assert f"{BASE}/api/v3/predictions/job_1/result" in wire.error


def test_a_listed_job_has_its_time_twice() -> None:
    wire = encode.encode_listed(job(JobStatus.SUCCEEDED), ["u"], base_url=BASE)
    assert (wire.executionTime, wire.timings.inference, wire.outputs) == (8123, 8123, ["u"])


def test_a_webhook_repeats_what_was_asked() -> None:
    done = job(JobStatus.SUCCEEDED, images=(IMAGE,))
    wire = encode.encode_told(done, ["u"], base_url=BASE)
    assert wire.input == {"prompt": "A kite", "seed": 7, "size": "512*256"}
    addresses = [InputImage(param="images[0]", url="https://a.test/1.png")]
    bytes_too = [*addresses, InputImage(param="images[1]", blob_key="job_1/inputs/1")]
    for inputs, shown in ((addresses, ["https://a.test/1.png"]), (bytes_too, None)):
        request = ImageRequest(
            model="m", tier=Tier.PRO, prompt="p", size=None, seed=1, inputs=tuple(inputs)
        )
        edit = job(JobStatus.SUCCEEDED, request=request)
        assert encode.encode_told(edit, [], base_url=BASE).input.get("images") == shown


@pytest.mark.parametrize(
    ("error", "status", "number"),
    [
        (errors.InvalidRequest("No."), 400, 1401),
        (errors.UnknownModel(), 404, 404),
        (errors.PayloadTooLarge(), 413, 413),
        (errors.InputRefused(), 400, 1402),
        (errors.UnsupportedRequest(), 400, 1403),
        (errors.IdempotencyMismatch(), 409, 409),
        (errors.NotFound(), 404, 404),
        (errors.Gone(), 404, 404),
        (errors.MissingKey(), 401, 401),
        (errors.InsufficientFunds(), 402, 402),
        (errors.RateLimited(), 429, 429),
        (errors.Unavailable(), 503, 5003),
        (errors.StorageFull(), 503, 5003),
        (errors.PriceUnknown(), 400, 1401),
        (errors.ContentRefused(), 400, 1200),
        (errors.ServerFault(), 500, 5000),
        (errors.WorkerLost(), 500, 1405),
    ],
)
def test_every_error_has_its_status_and_number(
    error: errors.InkstoneError, status: int, number: int
) -> None:
    answer = encode.encode_error(error)
    is_mismatch = isinstance(error, errors.IdempotencyMismatch)
    message = f"{error.code}: {error.message}" if is_mismatch else error.message
    assert answer.status_code == status
    assert json.loads(answer.body) == {
        "code": status,
        "message": message,
        "error": message,
        "data": {"code": number},
    }


def test_what_is_missing_has_a_number_of_its_own() -> None:
    missing = Fault(param="prompt", message="`prompt` is missing.", kind="missing")
    other = Fault(param="seed", message="`seed` is wrong.")
    for faults, number in (([missing, other], 1400), ([other], 1401)):
        body = json.loads(encode.encode_error(errors.InvalidRequest(faults=faults)).body)
        assert body["data"]["code"] == number
        assert all(fault.message in body["message"] for fault in faults)


def test_base64_by_webhook_has_nothing_around_it() -> None:
    answer = encode.encode_error(Base64ByWebhook())
    assert answer.status_code == 400
    assert json.loads(answer.body) == {"error": Base64ByWebhook().message}


def test_later_is_said_in_whole_seconds() -> None:
    answer = encode.encode_error(errors.RateLimited(retry_after_s=12))
    assert answer.headers["retry-after"] == "12"
