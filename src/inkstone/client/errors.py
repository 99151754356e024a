"""What can go wrong in a call, one class for each thing that its caller can do about it.

This module knows statuses and the body of a refusal, and neither connections nor retries.

    InkstoneError
    ├── APIError               the server refused
    │   ├── BadRequest             … fix the request (it carries every fault found)
    │   │   └── IdempotencyMismatch    … use a new idempotency key
    │   ├── AuthenticationError    … send a valid key
    │   ├── InsufficientFunds      … pay
    │   ├── NotFound               … ask for something that exists
    │   │   └── Gone                   … or for something that still does
    │   ├── Conflict               … look at what is there first
    │   ├── RateLimited            … fewer requests
    │   └── ServerError            … wait and retry, or tell the operator
    ├── ConnectionFailed       no answer came
    │   └── TimedOut               … in time
    ├── DamagedPicture         a picture came, and is not what was promised
    └── JobFailed              the job ended without a picture
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inkstone.client.jobs import Job

_MESSAGE_CHARS_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with one field of a request."""

    #: The field, such as `size`.
    param: str
    message: str
    #: What was sent, where the server says.
    value: Any = None


class InkstoneError(Exception):
    """A call did not do what was asked."""


class APIError(InkstoneError):
    """The server refused."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "error",
        param: str | None = None,
        faults: tuple[Fault, ...] = (),
        request_id: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        self.message = message
        self.status = status
        self.code = code
        self.param = param
        self.faults = faults
        #: What the operator finds the request by.
        self.request_id = request_id
        self.retry_after_s = retry_after_s
        super().__init__(message)

    def __str__(self) -> str:
        told = f", request {self.request_id}" if self.request_id else ""
        return f"{self.message} ({self.status} {self.code}{told})"


class BadRequest(APIError):
    """The request has faults."""


class IdempotencyMismatch(BadRequest):
    """This idempotency key was used with another request."""


class AuthenticationError(APIError):
    """The key is missing, not valid, or may not do this."""


class InsufficientFunds(APIError):
    """The balance is too low for this request."""


class NotFound(APIError):
    """There is no such thing."""


class Gone(NotFound):
    """It has been deleted."""


class Conflict(APIError):
    """It is not in a state in which that can be done."""


class RateLimited(APIError):
    """Too many requests."""


class ServerError(APIError):
    """Something went wrong on the server's side, or it cannot take this now."""


class ConnectionFailed(InkstoneError):
    """No answer came."""


class TimedOut(ConnectionFailed):
    """No answer, or no end of a job, came in time."""

    def __init__(self, message: str, *, job: "Job[Any] | None" = None) -> None:
        #: What was waited for, as it last was; it goes on.
        self.job = job
        super().__init__(message)


class DamagedPicture(InkstoneError):
    """A picture is not what the server said it is; nothing of it was kept."""


class JobFailed(InkstoneError):
    """A job ended without a picture."""

    def __init__(self, job: "Job[Any]") -> None:
        self.job = job
        self.code = job.error.code if job.error else f"job_{job.status}"
        self.message = job.error.message if job.error else f"The job is {job.status}."
        super().__init__(f"{self.message} ({self.code}, {job.id})")


_CLASSES: Mapping[int, type[APIError]] = {
    401: AuthenticationError,
    402: InsufficientFunds,
    403: AuthenticationError,
    404: NotFound,
    408: ServerError,
    409: Conflict,
    410: Gone,
    429: RateLimited,
}


def error_of(status: int, headers: Mapping[str, str], body: bytes) -> APIError:
    """The error that an answer is.

    Args:
        status: of the answer; not 2xx.
        headers: with names in lower case.
        body: as it came; one that is not ours is told by its status alone.
    """
    told = _told(body)
    cls = _CLASSES.get(status, BadRequest if 400 <= status < 500 else ServerError)
    code = str(told.get("code") or f"http_{status}")
    if code == "idempotency_mismatch":
        cls = IdempotencyMismatch
    message = str(told.get("message") or _unexplained(status, headers))
    return cls(
        message[:_MESSAGE_CHARS_MAX],
        status=status,
        code=code,
        param=told.get("param"),
        faults=tuple(_faults(told.get("faults"))),
        request_id=told.get("request_id") or headers.get("x-request-id"),
        retry_after_s=retry_after_s(headers),
    )


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long an answer asks to wait, in seconds or until a date; `None` where it does not."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _told(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    told = document.get("error") if isinstance(document, dict) else None
    if not isinstance(told, dict):
        return {}
    return {"request_id": document.get("request_id"), **told}


def _faults(listed: Any) -> list[Fault]:
    return [
        Fault(
            param=str(each.get("param") or ""),
            message=str(each.get("message") or ""),
            value=each.get("value"),
        )
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    ]


def _unexplained(status: int, headers: Mapping[str, str]) -> str:
    if 300 <= status < 400:
        where = headers.get("location", "nowhere").split("?")[0]
        return f"The server sends this call to {where}; set `base_url` to where it really is."
    return f"The server answered {status} without saying why; is there an Inkstone at `base_url`?"
