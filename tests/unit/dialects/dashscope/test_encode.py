"""Ours in DashScope's words: states, times, errors."""

from datetime import UTC, datetime

import pytest

from inkstone.dialects.dashscope import encode
from inkstone.dialects.dashscope.wire import TasksQuery
from inkstone.dialects.endings import JobCancelled, JobExpired, WaitTooLong
from inkstone.dialects.faults import check
from inkstone.dialects.refusals import MethodNotAllowed
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError
from inkstone.domain.job import JobStatus


def test_every_state_has_the_vendors_word() -> None:
    words = {status: encode.word_of(status) for status in JobStatus}
    assert words == {
        JobStatus.QUEUED: "PENDING",
        JobStatus.RUNNING: "RUNNING",
        JobStatus.SUCCEEDED: "SUCCEEDED",
        JobStatus.FAILED: "FAILED",
        JobStatus.CANCELED: "CANCELED",
        JobStatus.EXPIRED: "FAILED",
    }
    assert encode.statuses_of("FAILED") == (JobStatus.FAILED, JobStatus.EXPIRED)
    assert encode.statuses_of("UNKNOWN") == ()


def test_times_are_those_of_china_to_the_millisecond() -> None:
    moment = datetime(2026, 11, 20, 16, 30, 5, 7_999, tzinfo=UTC)
    assert encode.timestamp(moment) == "2026-11-21 00:30:05.007"
    query = check(TasksQuery, {"start_time": encode.timestamp(moment)}).wire
    assert query.start_time == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.InvalidRequest(), 400, "InvalidParameter"),
        (errors.UnknownModel(), 404, "ModelNotFound"),
        (errors.PayloadTooLarge(), 413, "BadRequest.TooLarge"),
        (errors.InputRefused(), 400, "InvalidParameter"),
        (errors.UnsupportedRequest(), 400, "UnsupportedOperation"),
        (errors.IdempotencyMismatch(), 400, "InvalidParameter"),
        (encode.AsyncRefused(), 403, "AccessDenied"),
        (MethodNotAllowed(), 405, "MethodNotAllowed"),
        (errors.NotFound(), 404, "NotFound"),
        (errors.Gone(), 410, "NotFound"),
        (errors.MissingKey(), 401, "InvalidApiKey"),
        (errors.NotAuthenticated(), 401, "InvalidApiKey"),
        (errors.InsufficientFunds(), 400, "Arrearage"),
        (errors.RateLimited(), 429, "Throttling.RateQuota"),
        (errors.StorageFull(), 503, "ServiceUnavailable"),
        (errors.Unavailable(), 503, "ServiceUnavailable"),
        (errors.PriceUnknown(), 400, "InvalidParameter"),
        (errors.ContentRefused(), 400, "DataInspectionFailed"),
        (errors.EngineFailure(), 500, "InternalError"),
        (errors.WorkerLost(), 500, "InternalError"),
        (JobCancelled(), 400, "UnsupportedOperation"),
        (JobExpired(), 504, "GatewayTimeout"),
        (WaitTooLong(), 504, "GatewayTimeout"),
    ],
)
def test_every_error_has_the_vendors_status_and_code(
    error: InkstoneError, status: int, code: str
) -> None:
    answer = encode.encode_error(error)
    assert (answer.status_code, f'"code":"{code}"'.encode() in answer.body) == (status, True)


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (["url_unreachable"], "InvalidURL"),
        (["url_refused", "url_timeout"], "InvalidURL"),
        (["not_found"], "InvalidURL"),
        (["url_refused", "invalid_value"], "InvalidParameter"),
        (["url_too_large"], "InvalidParameter"),
        (["input_broken"], "InvalidParameter"),
        ([], "InvalidParameter"),
    ],
)
def test_only_an_address_that_leads_nowhere_is_an_invalid_url(kinds: list[str], code: str) -> None:
    faults = [Fault(param="image", message="No.", kind=kind) for kind in kinds]
    answer = encode.encode_error(errors.InputRefused(faults=faults))
    assert f'"code":"{code}"'.encode() in answer.body


def test_clients_are_told_what_not_to_repeat() -> None:
    assert encode.encode_error(WaitTooLong()).headers["x-should-retry"] == "false"
    for error in (errors.EngineFailure(), errors.Unavailable(), errors.InvalidRequest()):
        assert "x-should-retry" not in encode.encode_error(error).headers
    assert encode.encode_error(errors.RateLimited(retry_after_s=3)).headers["retry-after"] == "3"


def test_outside_of_a_request_an_answer_has_an_id_of_its_own() -> None:
    first, second = (encode.encode_error(errors.NotFound()) for _ in range(2))
    assert first.headers["x-request-id"].startswith("req_")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert first.headers["x-request-id"].encode() in first.body
