"""Following jobs in tests: a task that keeps what it is told, and engines by script."""

import asyncio

import anyio

from contract.world import until
from inkstone.service.attempt import Attempt
from inkstone.service.events import (
    DoneEvent,
    PreviewEvent,
    ProgressEvent,
    QueueEvent,
    StatusEvent,
    WarningEvent,
)
from unit.service.engines import Gate, Scripted


def short(event):
    """An event in a word or two."""
    match event:
        case StatusEvent():
            return str(event.status)
        case QueueEvent():
            return f"queue {event.position}"
        case ProgressEvent():
            return f"{event.image_index}: {event.step}/{event.steps}"
        case PreviewEvent():
            return f"preview {event.image_index}"
        case WarningEvent():
            return event.warning.code
        case DoneEvent():
            return "done"


class Following:
    """A task that follows a job and keeps what it is told."""

    def __init__(self, world, job, *, events=None, **more):
        self.seen = []
        fields = {"timeout_s": 60, **more}
        self.source = (events or world.events).follow(job, **fields)
        self.task = asyncio.create_task(self._follow())

    async def _follow(self):
        async for event in self.source:
            self.seen.append(event)

    @property
    def words(self):
        return [short(event) for event in self.seen]

    async def until(self, word):
        async def is_there():
            return word in self.words

        await until(is_there)

    async def ended(self):
        with anyio.fail_after(90):
            await self.task
        return self.words


async def all_of(world, job, **more):
    return await Following(world, job, **more).ended()


async def runs_to(world, job, *script):
    """Start a job on a scripted engine, up to the gate in its script."""
    engine = Scripted(*script)
    world.executor._engines = {"echo": engine}
    gate = next((item for item in script if isinstance(item, Gate)), None)
    claimed = await world.claim_one()
    assert claimed.id == job.id
    task = asyncio.create_task(world.executor.execute(Attempt(claimed)))
    if gate is not None:
        await gate.reached.wait()
    return task
