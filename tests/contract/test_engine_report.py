"""The engine report on every database: jobs counted by the queue they are in, ended ones not."""

import pytest

from contract.world import Clock, Parts, parts
from inkstone.domain.catalogue import Catalogue
from inkstone.engines.echo import EchoEngine
from inkstone.service.attempt import Attempt
from inkstone.service.engine_report import EngineReport
from inkstone.store import job_reads
from inkstone.store.unit_of_work import Store

pytestmark = pytest.mark.anyio


async def test_jobs_are_counted_where_they_wait_and_run(store: Store, clock: Clock):
    engines = {"echo": EchoEngine(), "other": EchoEngine()}
    world: Parts = parts(store, engines=engines)
    world.caller = await world.open_account()
    assert await store.read(job_reads.num_running) == {}
    for _ in range(5):
        await world.submit()
        clock.advance(1)
    ended, *_ = await world.claim(3, worker="w1")
    await world.executor.execute(Attempt(ended))
    assert await store.read(job_reads.num_running) == {"echo": 2}
    told = EngineReport(
        store=store, router=world.router, catalogue=Catalogue(()), engines=world.engines
    )
    echo, other = await told.engines()
    assert (echo.num_queued, echo.oldest_queued_s, echo.num_running) == (2, 2.0, 2)
    assert (other.num_queued, other.oldest_queued_s, other.num_running) == (0, None, 0)
