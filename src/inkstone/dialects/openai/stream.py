"""A job as OpenAI's stream of events: previews, then the picture, or what went wrong.

It does not know how the job came about, nor how far the engine tells of itself.
"""

import base64
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

import anyio
from pydantic import BaseModel

from inkstone.dialects import sse
from inkstone.dialects.base import Services
from inkstone.dialects.endings import WaitTooLong, error_of
from inkstone.dialects.openai import encode
from inkstone.dialects.results import in_base64
from inkstone.domain.errors import InkstoneError, Unavailable
from inkstone.domain.job import Job, JobStatus
from inkstone.service.events import DoneEvent, JobEvent, PreviewEvent, ProgressEvent
from inkstone.service.submit import Submitter


class Leaving:
    """Notes that the client of a stream hung up, so that its retry finds the job; once."""

    def __init__(self, submitter: Submitter, job: Job) -> None:
        self._submitter = submitter
        self._job_id = job.id
        self._is_noted = False

    async def note(self) -> None:
        """Note it; a retry may hold the job by the second time."""
        if not self._is_noted:
            self._is_noted = True
            await self._submitter.abandon(self._job_id)


async def frames(
    services: Services,
    job: Job,
    *,
    num_previews_max: int,
    leaving: Leaving | None = None,
) -> AsyncGenerator[bytes, None]:
    """The frames of a job's stream; where its client hangs up, the job waits for a retry.

    Args:
        services: what the dialect may use.
        job: which was just submitted, or found again.
        num_previews_max: how many previews at the most.
        leaving: what notes that the client hung up, where somebody else may know it first.
    """
    is_over, leaving = False, leaving or Leaving(services.submitter, job)
    try:
        async for frame in _told(services, job, _Previews(num_max=num_previews_max)):
            yield frame
        is_over = True
    except InkstoneError as error:
        is_over = not isinstance(error, Unavailable)
        yield _frame("error", encode.error_of(error))
    finally:
        # The client may be gone, and what cleans up after it must not go with it.
        with anyio.CancelScope(shield=True):
            if not is_over:
                await leaving.note()


async def _told(services: Services, job: Job, previews: "_Previews") -> AsyncGenerator[bytes, None]:
    deadline = time.monotonic() + services.limits.sync_wait_s
    following = services.events.follow(job, timeout_s=services.limits.sync_wait_s, is_callers=True)
    ended: Job | None = None
    async with aclosing(following) as events:
        async for event in events:
            if isinstance(event, DoneEvent):
                ended = event.job
            for preview in previews.due(event):
                yield _preview(job, preview, index=previews.num_sent - 1)
    if ended is None and time.monotonic() < deadline:
        raise Unavailable("The server is stopping; the job goes on, and the same request finds it.")
    if ended is None:
        ended = await services.canceler.cancel(
            job.id, account_id=job.account_id, is_undelivered=True
        )
        if not ended.is_terminal or ended.status is JobStatus.CANCELED:
            raise WaitTooLong
    if ended.status is not JobStatus.SUCCEEDED:
        raise error_of(ended)
    (picture,) = await in_base64(services.blobs, ended)
    completed = encode.encode_completed(ended, picture)
    yield _frame(completed.type, completed)


@dataclass(slots=True, kw_only=True)
class _Previews:
    """Spreads at most so many previews over the time that a picture takes."""

    num_max: int
    num_sent: int = 0
    _progress: float = 0.0
    _kept: PreviewEvent | None = None

    def due(self, event: JobEvent) -> list[PreviewEvent]:
        """The previews to send now: a fresh one where it is time, at the end one kept back."""
        if isinstance(event, ProgressEvent):
            self._progress = event.progress
        if isinstance(event, PreviewEvent):
            self._kept = event
        if self._kept is None or self.num_sent >= self.num_max:
            return []
        is_time = self._progress >= (self.num_sent + 1) / (self.num_max + 1)
        is_fresh = isinstance(event, PreviewEvent) and is_time
        is_last_chance = isinstance(event, DoneEvent) and self.num_sent == 0
        if not is_fresh and not is_last_chance:
            return []
        due, self._kept = self._kept, None
        self.num_sent += 1
        return [due]


def _preview(job: Job, preview: PreviewEvent, *, index: int) -> bytes:
    wire = encode.encode_partial(
        job,
        base64.b64encode(preview.data).decode("ascii"),
        index=index,
        media_type=preview.media_type,
        at=datetime.now(UTC),
    )
    return _frame(wire.type, wire)


def _frame(event: str, wire: BaseModel) -> bytes:
    return sse.frame(event, wire.model_dump_json())
