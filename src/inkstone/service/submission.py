"""A submission: a request, who pays for it, and what a retry of it would look like.

It does not know what becomes of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from inkstone.domain.accounts import Caller
from inkstone.domain.job import JobWarning
from inkstone.domain.request import ImageRequest
from inkstone.domain.webhook import WebhookTarget
from inkstone.service.references import Form, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A request, who pays for it, and what a retry of it would look like."""

    caller: Caller
    dialect: str
    #: What was asked, without the pictures that it starts from.
    request: ImageRequest
    #: Those pictures as the caller named them, and in which forms this dialect takes them.
    references: Sequence[Reference] = ()
    mask: Reference | None = None
    forms: Sequence[Form] = ()
    #: What the dialect wants back with the job; kept as it is.
    wire: Mapping[str, Any] = field(default_factory=dict)
    #: SHA-256 of the request as the caller sent it.
    fingerprint: str
    idempotency_key: str | None = None
    #: Whether the client says that it has sent this before.
    is_retry: bool = False
    #: Says whether the client is known to have hung up, and listens from its first call on; `None`
    #: where nobody can tell before the job is there.
    is_gone: Callable[[], bool] | None = None
    priority: int = 0
    #: How long it may wait in the queue; the setting's default where the caller set none.
    wait_max: timedelta | None = None
    #: Where the end of the job is told, if anywhere; made by `Webhooks.target`.
    webhook: WebhookTarget | None = None
    #: What is known of it by the time that it becomes a job.
    warnings: Sequence[JobWarning] = ()
