"""The exceptions that Inkstone raises, one class for each thing a caller can do about them.

This module does not know HTTP: each dialect maps these classes to its vendor's status and body.

    InkstoneError
    ├── InvalidRequest        fix the request (carries every fault found)
    │   ├── UnknownModel          … name another model
    │   ├── PayloadTooLarge       … send less
    │   ├── InputRefused          … send another picture, or its right address
    │   ├── UnsupportedRequest    … ask for something this engine can do
    │   └── IdempotencyMismatch   … use a new idempotency key
    ├── NotFound              ask for something that exists
    │   └── Gone                  … or for something that still does
    ├── NotAuthenticated      send a valid key
    │   └── MissingKey            … send a key at all
    ├── PermissionDenied      use a key that may do this
    ├── InsufficientFunds     pay
    │   └── BudgetSpent           … or have the budget raised
    ├── TryLater              wait and retry
    │   ├── RateLimited           … fewer requests
    │   ├── StorageFull           … the operator must free space
    │   └── Unavailable           … the service or the model is not ready
    │       └── RouteUnavailable      … or an upstream is not, which surely did no work
    ├── PriceUnknown          choose another model (ours has no price for this one)
    ├── ContentRefused        ask for other content
    └── ServerFault           tell us
        ├── EngineFailure         … the engine could not make the picture
        │   └── UpstreamUnknown       … or an upstream may have, and nobody will know
        └── WorkerLost            … the worker died with the job, several times
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with one field of a request."""

    #: The field as the caller spelled it, such as `num_images`; empty for the body as a whole.
    param: str
    #: What is wrong, with the value seen and the values allowed.
    message: str
    #: A stable word for the kind of fault, such as `out_of_range`.
    kind: str = "invalid_value"
    #: What was seen there, where it is short enough to be said.
    value: str | int | float | bool | None = field(default=None, compare=False)


class InkstoneError(Exception):
    """Inkstone could not do what was asked."""

    code = "error"
    #: Whether the same request may succeed later.
    retryable = False

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").split("\n", 1)[0]
        if code is not None:
            self.code = code
        super().__init__(self.message)


class InvalidRequest(InkstoneError):
    """The request has faults."""

    code = "invalid_request"

    def __init__(
        self,
        message: str | None = None,
        *,
        faults: Sequence[Fault] = (),
        code: str | None = None,
    ) -> None:
        self.faults = tuple(faults)
        super().__init__(message or " ".join(f.message for f in faults) or None, code=code)


class UnknownModel(InvalidRequest):
    """No such model here."""

    code = "model_not_found"


class PayloadTooLarge(InvalidRequest):
    """The request body is too large."""

    code = "payload_too_large"


class InputRefused(InvalidRequest):
    """A picture that the request starts from cannot be used."""

    code = "input_refused"


class UnsupportedRequest(InvalidRequest):
    """The engine that serves this model cannot do that."""

    code = "unsupported"


class IdempotencyMismatch(InvalidRequest):
    """This idempotency key was already used with another request body."""

    code = "idempotency_mismatch"


class NotFound(InkstoneError):
    """There is no such thing, or it belongs to another account."""

    code = "not_found"


class Gone(NotFound):
    """It has been deleted."""

    code = "result_deleted"


class NotAuthenticated(InkstoneError):
    """The API key is not valid."""

    code = "invalid_api_key"


class MissingKey(NotAuthenticated):
    """This call needs an API key."""

    code = "missing_api_key"


class PermissionDenied(InkstoneError):
    """This API key may not do that."""

    code = "permission_denied"


class InsufficientFunds(InkstoneError):
    """The balance is too low for this request."""

    code = "insufficient_credits"


class BudgetSpent(InsufficientFunds):
    """The budget is too low for this request."""

    code = "budget_exceeded"


class TryLater(InkstoneError):
    """Not now; try again later."""

    code = "try_later"
    retryable = True

    def __init__(
        self, message: str | None = None, *, code: str | None = None, retry_after_s: int = 5
    ) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message, code=code)


class RateLimited(TryLater):
    """Too many requests."""

    code = "rate_limit_exceeded"


class StorageFull(TryLater):
    """The server's disk is full; its operator must free space."""

    code = "storage_full"


class Unavailable(TryLater):
    """The service cannot take this request right now."""

    code = "model_unavailable"


class RouteUnavailable(Unavailable):
    """An upstream cannot take this request right now, and surely did no work for it."""

    code = "upstream_unavailable"

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        retry_after_s: int = 5,
        is_lasting: bool = False,
    ) -> None:
        #: Whether waiting does not help: a wrong key, an unpaid bill, a model that is not there.
        self.is_lasting = is_lasting
        super().__init__(message, code=code, retry_after_s=retry_after_s)


class PriceUnknown(InkstoneError):
    """The rate card has no price for this request, so it cannot be run."""

    code = "price_unknown"


class ContentRefused(InkstoneError):
    """The content of the request was refused."""

    code = "content_refused"


class ServerFault(InkstoneError):
    """Something went wrong on our side."""

    code = "internal_error"
    retryable = True


class EngineFailure(ServerFault):
    """The engine could not make the picture."""

    code = "engine_failure"


class UpstreamUnknown(EngineFailure):
    """The upstream was asked, and it is not known what became of it; nothing is charged."""

    code = "upstream_unknown"
    #: The upstream may have been paid for it once.
    retryable = False

    def __init__(
        self, message: str | None = None, *, code: str | None = None, is_final: bool = False
    ) -> None:
        #: Whether nothing more will come of it, even where it could be finished there.
        self.is_final = is_final
        super().__init__(message, code=code)


class WorkerLost(ServerFault):
    """The worker died while running this job, as often as the limit allows."""

    code = "worker_lost"
