"""Holding a call open until its job ends, the time is up, or the client hangs up.

It does not know what the answer will look like, nor what a hang-up means to a vendor.
"""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

from inkstone.domain.job import Job
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
    request: Request, job: Job, *, watcher: Watcher, submitter: Submitter, timeout_s: float
) -> Held:
    """Wait for a job on behalf of a client whose request body has been read.

    A client that hangs up leaves the job to go on; the job is marked, so that a retry of the same
    request within the grace attaches to it.
    """
    waiting = asyncio.create_task(watcher.wait(job, timeout_s=timeout_s))
    listening = asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait({waiting, listening}, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            return Held(job=waiting.result())
        listening.result()
        await submitter.abandon(job.id)
        return Held(job=job, is_client_gone=True)
    finally:
        for task in (waiting, listening):
            task.cancel()
        await asyncio.gather(waiting, listening, return_exceptions=True)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
