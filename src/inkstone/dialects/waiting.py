"""Holding a call open until its job ends, the time is up, or the client hangs up.

It does not know what the answer will look like, nor what a hang-up means to a vendor.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request

from inkstone.dialects.endings import WaitTooLong, error_of
from inkstone.dialects.presence import presence
from inkstone.domain.errors import TryLater, Unavailable
from inkstone.domain.job import Job, JobStatus
from inkstone.service.cancel import Canceler
from inkstone.service.submit import Submitter
from inkstone.service.watch import Watcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How a wait ended."""

    #: The job as last seen; it may be still under way.
    job: Job
    #: Whether the client hung up, so that nobody will read the answer.
    is_client_gone: bool = False


async def hold(
    request: Request, job: Job, *, watcher: Watcher, submitter: Submitter | None, timeout_s: float
) -> Held:
    """Wait for a job on behalf of a client whose request body has been read.

    A client that hangs up leaves the job to go on; the job is marked, so that a retry of the same
    request within the grace attaches to it. A call that submitted nothing names no submitter.
    """
    waiting = asyncio.create_task(watcher.wait(job, timeout_s=timeout_s))
    gone = asyncio.Event()

    async def listen() -> None:
        await presence(request.scope, request.receive).left()
        gone.set()
        # Who still waits would take the job up again.
        waiting.cancel()
        if submitter is not None:
            # NOTE: at once, for the retry may be here already: it waits for notes that are begun.
            await submitter.abandon(job.id)

    listening = asyncio.create_task(listen())
    try:
        await asyncio.wait({waiting, listening}, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done() and not gone.is_set():
            return Held(job=waiting.result())
        await listening
        return Held(job=job, is_client_gone=True)
    finally:
        for task in (waiting, listening):
            task.cancel()
        await asyncio.gather(waiting, listening, return_exceptions=True)


async def hold_or_cancel(
    request: Request,
    job: Job,
    *,
    watcher: Watcher,
    submitter: Submitter,
    canceler: Canceler,
    timeout_s: float,
) -> Held:
    """The same for a job that nobody can poll later, so that it ends with the wait.

    Raises:
        Unavailable: the server stops.
        WaitTooLong: the time is up; the job is cancelled, and what was not delivered is free.
        InkstoneError: the job made nothing; says why.
    """
    held = await hold(request, job, watcher=watcher, submitter=submitter, timeout_s=timeout_s)
    if held.is_client_gone:
        return held
    ended = held.job
    if not ended.is_terminal and watcher.is_closed:
        # Another process goes on with the job; unless its client asks again, for nobody.
        with suppress(TryLater):
            await submitter.abandon(job.id)
        raise Unavailable("The server stops; send the request again.")
    if not ended.is_terminal:
        # It may have ended at the last moment: then there is something to answer with.
        ended = await canceler.cancel(job.id, account_id=job.account_id, is_undelivered=True)
        if not ended.is_terminal or ended.status is JobStatus.CANCELED:
            raise WaitTooLong
    if ended.status is not JobStatus.SUCCEEDED:
        raise error_of(ended)
    return Held(job=ended)
