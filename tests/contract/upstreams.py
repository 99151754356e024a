"""A store with upstreams that do what a test says."""

import asyncio

from sqlalchemy import select

from contract.world import Parts, parts
from inkstone.engines import base
from inkstone.engines.base import Capabilities
from inkstone.service.attempt import Attempt
from inkstone.store.tables import jobs
from unit.service.engines import Gate, Scripted, output

COST = 20_000
PROGRESS, SENDING = base.Progress(0, 0, 1), base.Sending(COST)
BOUGHT = base.Consumed(0.0, COST)
ANSWERED = base.Submitted("theirs", checkpoint={"urls": ["u"]})
GOOD = (PROGRESS, SENDING, BOUGHT, output())


class Remote(Scripted):
    """An engine whose pictures are made elsewhere."""

    state = base.WELL

    @property
    def health(self):
        return self.state

    @property
    def capabilities(self):
        return Capabilities(edits=True, num_inputs_max=9, is_remote=True)


def remote(world: Parts, *script, others=(), **more) -> Parts:
    """The same store with an upstream that does this, and others behind it."""
    engines = {"echo": Remote(*script)}
    engines |= {f"other{i}": Remote(*each) for i, each in enumerate(others)}
    made = parts(world.store, engine=engines["echo"], engines=engines, blobs=world.blobs, **more)
    made.caller = world.caller
    return made


async def row(world: Parts, job):
    def read(tx):
        return tx.connection.execute(select(jobs).where(jobs.c.id == job.id)).one()

    return await world.store.read(read)


async def settled(world: Parts, job) -> Parts:
    """Nothing is held for it any more, and the ledger re-adds."""
    assert (await world.balance())[1] == 0
    await world.assert_sound()
    return await world.job(job)


async def until_gate(world: Parts, gate: Gate):
    attempt = Attempt(await world.claim_one())
    task = asyncio.create_task(world.executor.execute(attempt))
    await gate.reached.wait()
    return attempt, task
