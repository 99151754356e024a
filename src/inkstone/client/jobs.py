"""Jobs, their pictures and what happens to them, as the server tells it.

It does not know how a picture is fetched; `client` and `aio` each add their way. What the server
says beyond the fields here is in `raw`.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

ENDED = frozenset({"succeeded", "failed", "canceled", "expired"})

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a job: where it is and what it is."""

    #: Its place in the job, from 0.
    index: int
    #: Opens without a key until `expires_at`.
    url: str = field(repr=False)
    #: A small WebP of it; empty where the server gives none.
    thumbnail_url: str = field(default="", repr=False)
    expires_at: datetime | None
    width: int
    height: int
    seed: int
    media_type: str
    #: Its size in bytes.
    bytes: int
    sha256: str


P = TypeVar("P", bound=Picture)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something asked for that the engine could not do."""

    code: str
    message: str
    #: The words of the prompt that it is about.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobError:
    """Why a job made nothing."""

    code: str
    message: str
    #: Whether the same request may succeed later.
    retryable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a job costs, in millionths of its currency."""

    quoted_micros: int
    #: `None` until the job has ended.
    charged_micros: int | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long a job took, in milliseconds; `None` where that is not known yet."""

    queued_ms: int | None
    engine_ms: int | None
    total_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[P]):
    """The life of one request, as it was when the server was asked."""

    id: str
    #: queued, running, then succeeded, failed, canceled or expired.
    status: str
    model: str
    #: What made it, as `name/checkpoint@revision`; `None` before it ran.
    engine: str | None
    #: As it was asked; empty once it is forgotten.
    prompt: str
    #: What `submit` takes to ask for the same again.
    asked: Mapping[str, Any] = field(hash=False)
    #: The prompt that it was drawn from, where an enhancer rewrote it.
    revised_prompt: str | None
    #: 0 to 1.
    progress: float
    images: tuple[P, ...]
    warnings: tuple[Warned, ...]
    error: JobError | None
    price: Price | None
    timings: Timings
    created_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    #: When its pictures were deleted, if they were.
    deleted_at: datetime | None
    metadata: Mapping[str, str] = field(hash=False)
    #: The API that it came in by, and the id of the key that asked for it.
    dialect: str
    key_id: str
    starred: bool
    raw: Document = field(repr=False, compare=False)

    @property
    def is_terminal(self) -> bool:
        """Whether it has ended."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a job."""

    #: What `events(after=…)` goes on from.
    id: str
    #: status, queue, progress, preview, warning or done; others may come.
    kind: str
    #: What the server says of it.
    data: Document

    @property
    def preview(self) -> bytes | None:
        """A small look at the picture under way, in an event of kind `preview`."""
        text = self.data.get("data")
        if self.kind != "preview" or not isinstance(text, str):
            return None
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            return None


def decode_job(document: Document, *, picture: Callable[..., P]) -> Job[P]:
    """A job from its JSON.

    Raises:
        ValueError: it is none.
    """
    error, price = document.get("error"), document.get("price")
    try:
        return Job(
            id=document["id"],
            status=document["status"],
            model=document.get("model") or "",
            engine=_engine(document.get("engine")),
            prompt=document.get("prompt") or "",
            asked=document.get("asked") or {},
            revised_prompt=document.get("revised_prompt"),
            progress=float(document.get("progress") or 0),
            images=tuple(picture(**picture_fields(each)) for each in document.get("images") or ()),
            warnings=tuple(decode_warning(each) for each in document.get("warnings") or ()),
            error=error and _error(error),
            price=price and _price(price),
            timings=_timings(document.get("timings") or {}),
            created_at=moment(document.get("created_at")),
            started_at=moment(document.get("started_at")),
            finished_at=moment(document.get("finished_at")),
            deleted_at=moment(document.get("deleted_at")),
            metadata=document.get("metadata") or {},
            dialect=document.get("dialect") or "",
            key_id=document.get("key_id") or "",
            starred=bool(document.get("starred")),
            raw=document,
        )
    except (KeyError, TypeError, AttributeError) as error_:
        raise ValueError(f"This is no job: {error_!r}") from error_


def picture_fields(document: Document) -> dict[str, Any]:
    """The fields of a picture, of which its address alone is certain."""
    return {
        "index": document.get("index", 0),
        "url": document["url"],
        "thumbnail_url": document.get("thumbnail_url") or "",
        "expires_at": moment(document.get("expires_at")),
        "width": document.get("width", 0),
        "height": document.get("height", 0),
        "seed": document.get("seed", 0),
        "media_type": document.get("media_type", ""),
        "bytes": document.get("bytes", 0),
        "sha256": document.get("sha256", ""),
    }


def decode_warning(document: Document) -> Warned:
    """A warning from its JSON."""
    return Warned(
        code=document.get("code", ""),
        message=document.get("message", ""),
        words=tuple(document.get("words") or ()),
    )


def moment(text: str | None) -> datetime | None:
    """A time from its JSON."""
    return None if text is None else datetime.fromisoformat(text)


def _error(document: Document) -> JobError:
    return JobError(
        code=document.get("code", "error"),
        message=document.get("message", ""),
        retryable=bool(document.get("retryable")),
    )


def _price(document: Document) -> Price:
    return Price(
        quoted_micros=document.get("quoted_micros", 0),
        charged_micros=document.get("charged_micros"),
        currency=document.get("currency", ""),
    )


def _timings(document: Document) -> Timings:
    return Timings(
        queued_ms=document.get("queued_ms"),
        engine_ms=document.get("engine_ms"),
        total_ms=document.get("total_ms"),
    )


def _engine(told: Any) -> str | None:
    if not isinstance(told, Mapping):
        return told or None
    name, checkpoint, revision = (told.get(k) for k in ("name", "checkpoint", "revision"))
    return f"{name}{f'/{checkpoint}' if checkpoint else ''}{f'@{revision}' if revision else ''}"
