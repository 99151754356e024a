"""What each error becomes, and what a client is told of trying again."""

import json

import pytest
from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.endings import JobCancelled, JobExpired, WaitTooLong
from inkstone.dialects.openai.encode import encode_error
from inkstone.dialects.refusals import MethodNotAllowed
from inkstone.domain import errors
from inkstone.domain.errors import Fault, InkstoneError


def body(response: Response) -> dict[str, str | None]:
    """The error of a refusal."""
    found = json.loads(bytes(response.body))["error"]
    assert list(found) == ["message", "type", "param", "code"]
    return dict(found)


@pytest.mark.parametrize(
    ("error", "status", "kind", "code"),
    [
        (errors.InvalidRequest(), 400, "invalid_request_error", "invalid_value"),
        (errors.UnknownModel(), 404, "invalid_request_error", "model_not_found"),
        (errors.PayloadTooLarge(), 413, "invalid_request_error", "payload_too_large"),
        (errors.InputRefused(code="url_blocked"), 400, "invalid_request_error", "url_blocked"),
        (errors.UnsupportedRequest(), 400, "invalid_request_error", "unsupported"),
        (errors.IdempotencyMismatch(), 400, "invalid_request_error", "idempotency_mismatch"),
        (MethodNotAllowed(), 405, "invalid_request_error", "method_not_allowed"),
        (errors.NotFound(), 404, "invalid_request_error", "not_found"),
        (errors.Gone(), 410, "invalid_request_error", "result_deleted"),
        (BlobMissing(), 410, "invalid_request_error", "result_deleted"),
        (errors.NotAuthenticated(), 401, "invalid_request_error", "invalid_api_key"),
        (errors.MissingKey(), 401, "invalid_request_error", "invalid_api_key"),
        (errors.InsufficientFunds(), 429, "insufficient_quota", "insufficient_quota"),
        (errors.RateLimited(), 429, "rate_limit_error", "rate_limit_exceeded"),
        (errors.Unavailable(), 503, "server_error", "model_unavailable"),
        (errors.StorageFull(), 503, "server_error", "storage_full"),
        (errors.PriceUnknown(), 400, "invalid_request_error", "price_unknown"),
        (errors.ContentRefused(), 400, "invalid_request_error", "content_policy_violation"),
        (errors.ServerFault(), 500, "server_error", "internal_error"),
        (errors.EngineFailure(), 502, "server_error", "engine_failure"),
        (errors.WorkerLost(), 502, "server_error", "worker_lost"),
        (JobCancelled(), 400, "invalid_request_error", "job_cancelled"),
        (WaitTooLong(), 504, "server_error", "generation_timeout"),
        (JobExpired(), 504, "server_error", "job_expired"),
    ],
)
def test_every_error_is_told_in_the_vendors_words(
    error: InkstoneError, status: int, kind: str, code: str
) -> None:
    response = encode_error(error)
    found = body(response)
    assert (response.status_code, found["type"], found["code"]) == (status, kind, code)
    assert found["param"] is None


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("missing", "missing_required_parameter"),
        ("invalid_body", "invalid_body"),
        ("string_too_long", "invalid_value"),
    ],
)
def test_the_first_fault_gives_param_and_code(kind: str, code: str) -> None:
    faults = [Fault(param="size", message="One.", kind=kind), Fault(param="n", message="Two.")]
    found = body(encode_error(errors.InvalidRequest(faults=faults)))
    assert found == {
        "message": "One. Two.",
        "type": "invalid_request_error",
        "param": "size",
        "code": code,
    }


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (errors.InsufficientFunds(), True),
        (errors.WorkerLost(), True),
        (WaitTooLong(), True),
        (JobExpired(), True),
        (errors.EngineFailure(code="engine_timeout"), True),
        (errors.EngineFailure(), False),
        (errors.RateLimited(), False),
        (errors.Unavailable(), False),
    ],
)
def test_what_would_fail_again_is_not_to_be_sent_again(
    error: InkstoneError, *, is_final: bool
) -> None:
    headers = encode_error(error).headers
    assert headers.get("x-should-retry") == ("false" if is_final else None)


def test_who_may_try_later_is_told_when() -> None:
    assert encode_error(errors.RateLimited(retry_after_s=7)).headers["retry-after"] == "7"
