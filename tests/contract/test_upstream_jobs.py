"""Jobs that go upstream, on both databases: nothing is bought twice, lost, or held for ever."""

import asyncio

import pytest

from contract.upstreams import (
    ANSWERED,
    BOUGHT,
    COST,
    PROGRESS,
    SENDING,
    remote,
    row,
    settled,
    until_gate,
)
from contract.world import PRICE, Parts
from inkstone.domain.errors import ContentRefused, EngineFailure, UpstreamUnknown
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.service.attempt import Attempt
from inkstone.worker.reclaim import reclaim
from unit.service.engines import Gate, for_ever, output

pytestmark = pytest.mark.anyio


async def died(world: Parts, task, clock) -> int:
    """The worker is gone without a word, and its lease has lapsed."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    clock.advance(11)
    return await reclaim(
        store=world.store,
        blobs=world.blobs,
        num_crashes_max=3,
        ignore_leases=False,
        remote={"echo"},
    )


async def test_what_an_upstream_made_is_charged_and_its_cost_written_beside(world: Parts):
    script = (PROGRESS, SENDING, base.Submitted("theirs"), BOUGHT, output())
    job = await remote(world, *script).run()
    assert (job.status, job.charged, job.upstream_id) == ("succeeded", Amount(PRICE), "theirs")
    assert (job.cost_micros, job.cost_at_risk_micros) == (COST, None)
    assert job.is_sent


async def test_it_is_written_down_before_it_is_sent(world: Parts):
    gate = Gate()
    made = remote(world, PROGRESS, SENDING, gate, BOUGHT, output())
    job = await made.submit()
    _, task = await until_gate(made, gate)
    found = await row(world, job)
    assert found.upstream_sent_at is not None
    assert (found.cost_at_risk_micros, found.checkpoint) == (COST, None)
    gate.opened.set()
    await task
    assert (await settled(world, job)).status == "succeeded"


async def test_a_sent_job_of_a_worker_that_died_is_not_sent_again(world: Parts, clock):
    gate = Gate()
    made = remote(world, PROGRESS, SENDING, gate)
    job = await made.submit()
    _, task = await until_gate(made, gate)
    assert await died(made, task, clock) == 1
    job = await settled(world, job)
    assert (job.status, job.error.code, job.charged) == ("failed", "upstream_unknown", Amount(0))
    assert not job.error.retryable
    assert job.cost_at_risk_micros == COST, "the vendor may have charged it"
    assert await made.claim() == []


async def test_one_that_was_not_sent_yet_runs_again_and_is_no_suspect(world: Parts, clock):
    gate = Gate()
    made = remote(world, PROGRESS, gate)
    job = await made.submit()
    _, task = await until_gate(made, gate)
    assert await died(made, task, clock) == 1
    again = await made.claim_one()
    assert (again.id, again.num_crashes, again.attempt) == (job.id, 0, 2)


async def test_what_was_answered_is_finished_by_the_next_attempt_and_not_bought_again(
    world: Parts, clock
):
    gate = Gate()
    made = remote(world, PROGRESS, SENDING, ANSWERED, gate)
    job = await made.submit()
    _, task = await until_gate(made, gate)
    assert await died(made, task, clock) == 1
    made.engine.script = (PROGRESS, BOUGHT, output())
    await made.executor.execute(Attempt(await made.claim_one()))
    assert made.engine.runs[-1].checkpoint == {"urls": ["u"]}
    job = await settled(world, job)
    assert (job.status, job.upstream_id, job.cost_micros) == ("succeeded", "theirs", COST)
    assert (await row(world, job)).checkpoint is None


async def test_a_late_worker_sends_nothing(world: Parts, clock):
    gate = Gate()
    made = remote(world, PROGRESS, gate, SENDING, for_ever)
    job = await made.submit()
    _, task = await until_gate(made, gate)
    clock.advance(11)
    fence = {"num_crashes_max": 3, "ignore_leases": False, "remote": {"echo"}}
    assert await reclaim(store=world.store, blobs=world.blobs, **fence) == 1
    gate.opened.set()
    await asyncio.wait_for(task, 30)
    found = await row(world, job)
    assert (found.status, found.upstream_sent_at) == ("queued", None)


@pytest.mark.parametrize(
    ("failure", "code", "at_risk"),
    [
        (UpstreamUnknown(), "upstream_unknown", COST),
        (EngineFailure("no"), "engine_failure", COST),
        (ContentRefused(), "content_refused", None),
    ],
)
async def test_a_failure_is_free_and_says_what_may_have_been_spent(world, failure, code, at_risk):
    job = await remote(world, PROGRESS, SENDING, failure).run()
    assert (job.error.code, job.charged, job.cost_at_risk_micros) == (code, Amount(0), at_risk)
    await settled(world, job)
