"""Insist: steps of a job that must be written down, however long the database is away.

It does not know what follows from them.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from inkstone.domain.errors import EngineFailure, TryLater
from inkstone.domain.job import Job
from inkstone.engines import base
from inkstone.service.attempt import Attempt, StopReason
from inkstone.store import upstream_jobs
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.1
_WAIT_S_MAX = 5.0


async def insist(store: Store, job: Job, step: Callable[..., bool]) -> bool:
    """Do a step of a job until the database takes it; the step is told if it is a retry."""
    delay_s, is_again = _FIRST_WAIT_S, False
    while True:
        try:
            return await store.write(partial(step, is_again=is_again))
        except TryLater as error:
            # The pictures are safe; the database will be back, or our lease will lapse.
            _LOG.warning("job %s waits for the database: %s", job.id, error.message)
            await asyncio.sleep(delay_s)
            delay_s, is_again = min(_WAIT_S_MAX, delay_s * 2), True


def whole(step: Callable[[Transaction], bool]) -> Callable[..., bool]:
    """A step that is the same at a retry."""
    return lambda tx, is_again: step(tx)  # noqa: ARG005


async def note_upstream(
    store: Store, attempt: Attempt, event: base.Sending | base.Submitted
) -> None:
    """Write down how far a job is upstream, before anything else happens to it there.

    Raises:
        EngineFailure: another attempt has the job by now.
    """
    job, checkpoint = attempt.job, event.checkpoint
    if isinstance(event, base.Submitted):
        attempt.upstream_id = event.upstream_id
        if checkpoint is None:
            return  # it is written with the job's end, as nothing can be done with it before

    def step(tx: Transaction) -> bool:
        if isinstance(event, base.Sending):
            cost = event.cost_micros
            return upstream_jobs.note_sent(tx, job, cost_micros=cost, checkpoint=checkpoint)
        return upstream_jobs.note_answered(
            tx, job, upstream_id=event.upstream_id, checkpoint=checkpoint or {}
        )

    if not await insist(store, job, whole(step)):
        attempt.reason = attempt.reason or StopReason.LOST
        raise EngineFailure("Another worker has the job.")
    if isinstance(event, base.Sending):
        attempt.sent_micros = event.cost_micros
    attempt.is_resumable = checkpoint is not None
