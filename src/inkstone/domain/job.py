"""The durable life of a request: a job, its states and what they may become.

It does not know where jobs are kept, nor what a vendor calls their states.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from inkstone.domain.moderation import Finding
from inkstone.domain.money import NOTHING, Amount
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.domain.request import ImageRequest
from inkstone.domain.usage import Usage
from inkstone.domain.webhook import WebhookTarget


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing can follow."""
        return not TRANSITIONS[self]


#: What each state may become. The store refuses any other change in SQL.
TRANSITIONS: Mapping[JobStatus, frozenset[JobStatus]] = {
    JobStatus.QUEUED: frozenset({JobStatus.RUNNING, JobStatus.CANCELED, JobStatus.EXPIRED}),
    # Back to queued only by a lapsed lease, a drain or a retry.
    JobStatus.RUNNING: frozenset(
        {
            JobStatus.QUEUED,
            JobStatus.SUCCEEDED,
            JobStatus.FAILED,
            JobStatus.CANCELED,
            JobStatus.EXPIRED,
        }
    ),
    JobStatus.SUCCEEDED: frozenset(),
    JobStatus.FAILED: frozenset(),
    JobStatus.CANCELED: frozenset(),
    JobStatus.EXPIRED: frozenset(),
}


def can_become(status: JobStatus, target: JobStatus) -> bool:
    """Whether a job may go from one state to another."""
    return target in TRANSITIONS[status]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobImage:
    """One finished picture of a job."""

    image_index: int
    blob_key: str
    sha256: str
    size_bytes: int
    media_type: str
    width_px: int
    height_px: int
    seed: int
    #: How the engine drew it, as JSON values: steps, guidance, the guarantee that held.
    details: Mapping[str, Any] = field(default_factory=dict)
    #: What its engine knows of it, by name, such as the scene that it shows; only on its way into
    #: the store, which finds it again by the digest of the pixels.
    documents: Mapping[str, Any] = field(default_factory=dict, compare=False)
    pixels_sha256: str | None = field(default=None, compare=False)
    #: Whether it was made of other pictures.
    is_edit: bool = False
    #: The name of its C2PA manifest; empty where it has none.
    manifest_id: str = ""
    #: The number that its pixels carry, if any: 48 bits.
    watermark_id: int | None = None
    #: What it looks like, in 64 bits.
    phash: int | None = None
    #: What moderation found in it; `None` where nobody looked.
    findings: tuple[Finding, ...] | None = None

    @property
    def is_flagged(self) -> bool | None:
        """Whether moderation found something; `None` where nobody looked."""
        return None if self.findings is None else bool(self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobWarning:
    """Something asked for that could not be done."""

    code: str
    message: str
    words: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The warning as JSON values."""
        return {"code": self.code, "message": self.message, "words": list(self.words)}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobError:
    """Why a job made nothing."""

    code: str
    message: str
    retryable: bool = False
    #: Whether another request would have fared better: the caller's to mend, not ours.
    is_callers: bool = False
    #: The field that is to blame, as the caller spelled it, where it is one.
    param: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A request under way or finished, with what it made and what it cost."""

    id: str
    account_id: str
    #: The key that it was submitted with.
    key_id: str = ""
    #: The dialect it came in by, whose prices and lifetimes count.
    dialect: str
    status: JobStatus
    #: How often it has been claimed; the number that fences off a late worker.
    attempt: int
    #: How often a worker died with this job alone in hand.
    num_crashes: int = 0
    #: The engine route it waits for.
    queue: str
    priority: int = 0
    request: ImageRequest
    #: What the dialect must remember to answer later; nobody else reads it.
    wire: Mapping[str, Any] = field(default_factory=dict)
    per_image: Amount
    #: What it costs beside its pictures, where it makes any.
    extra: Amount = NOTHING
    #: The whole quote, which is what was held.
    quoted: Amount
    #: What was captured; `None` until the job ends.
    charged: Amount | None = None
    #: `name/model@revision` of the engine that made the pictures.
    engine: str | None = None
    #: The queues whose engines have refused it, in turn.
    tried: tuple[str, ...] = ()
    #: Whether it went upstream, where it may have cost money.
    is_sent: bool = False
    #: What it is called upstream.
    upstream_id: str | None = None
    #: What a later attempt may go on with; `None` where nothing was left for one.
    checkpoint: Mapping[str, Any] | None = None
    #: What upstreams charge the operator for it; `None` where it never went to one.
    cost_micros: int | None = None
    #: What an upstream may have charged for it besides, which nobody will know.
    cost_at_risk_micros: int | None = None
    #: The prompt that its pictures were drawn from, where that is not its caller's.
    rewrite: str = ""
    images: tuple[JobImage, ...] = ()
    warnings: tuple[JobWarning, ...] = ()
    error: JobError | None = None
    #: What making the pictures took; `None` until the job ends.
    usage: Usage | None = None
    #: 0 to 1, as last heard.
    progress: float = 0.0
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    #: When it stops waiting in the queue.
    expires_at: datetime
    #: Whether what it starts from is elsewhere, and no engine has had it yet.
    fetches: bool = False
    #: Whether it is under way although its client hung up, and nobody has come back for it.
    is_abandoned: bool = False
    #: When its pictures were deleted, if they were.
    deleted_at: datetime | None = None
    #: Whether its account has given it a star.
    is_starred: bool = False
    #: Where its end is told, if anywhere.
    webhook: WebhookTarget | None = None
    #: How its pictures are marked and moderated, where that was not as the server says.
    policy: PicturePolicy = NO_POLICY
    #: Known to whoever claimed it: its account's share beside others, and when this attempt began.
    account_weight: int = 1
    claimed_at: datetime | None = None

    @property
    def is_terminal(self) -> bool:
        """Whether it has ended."""
        return self.status.is_terminal
