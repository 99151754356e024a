"""Jobs that go upstream, on both databases: nothing is bought twice, lost, or held for ever."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from contract.world import PRICE, Parts, parts
from inkstone.domain.errors import (
    ContentRefused,
    EngineFailure,
    RouteUnavailable,
    UpstreamUnknown,
)
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.engines.base import Capabilities
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.reroute import Rerouter
from inkstone.store.tables import jobs
from inkstone.worker.reclaim import reclaim
from unit.service.engines import Gate, Scripted, for_ever, output

pytestmark = pytest.mark.anyio
COST = 20_000
PROGRESS, SENDING = base.Progress(0, 0, 1), base.Sending(COST)
BOUGHT = base.Consumed(0.0, COST)
ANSWERED = base.Submitted("theirs", checkpoint={"urls": ["u"]})


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


async def test_a_refusal_goes_to_the_next_route_at_once(world: Parts):
    refused = RouteUnavailable("busy", code="upstream_busy", retry_after_s=9)
    good = (PROGRESS, SENDING, BOUGHT, output())
    made = remote(world, PROGRESS, SENDING, refused, others=[good])
    job = await made.submit()
    await made.executor.execute(Attempt(await made.claim_one()))
    found = await row(world, job)
    assert (found.status, found.queue, found.tried) == ("queued", "other0", ["echo"])
    assert (found.upstream_sent_at, found.cost_at_risk_micros) == (None, None)
    (claimed,) = await made.claim(queues=["other0"])
    await made.executor.execute(Attempt(claimed))
    job = await settled(world, job)
    assert (job.status, job.charged) == ("succeeded", Amount(PRICE))


async def test_where_there_is_no_other_it_waits_as_long_as_it_was_told_and_then_fails(
    world: Parts, clock
):
    made = remote(world, PROGRESS, RouteUnavailable("busy", retry_after_s=9))
    job = await made.submit()
    waits = []
    while (await world.job(job)).status == "queued":
        waited = 0
        while not (claimed := await made.claim()):
            clock.advance(1)
            waited += 1
        waits.append(waited)
        await made.executor.execute(Attempt(claimed[0]))
    assert waits == [0, 9, 9, 9, 9, 16]
    job = await settled(world, job)
    assert (job.status, job.error.code) == ("failed", "upstream_unavailable")
    assert job.error.retryable
    assert job.tried == ("echo",) * 5


async def test_a_refusal_for_good_fails_at_once_where_nobody_else_is(world: Parts):
    made = remote(world, PROGRESS, RouteUnavailable("its key is refused", is_lasting=True))
    job = await made.run()
    assert (job.status, job.error.code, job.attempt) == ("failed", "upstream_unavailable", 1)


async def test_a_cancel_beats_a_move(world: Parts):
    gate = Gate()
    made = remote(world, PROGRESS, gate, RouteUnavailable("busy"))
    job = await made.submit()
    _, task = await until_gate(made, gate)
    await made.canceler.cancel(job.id, account_id=job.account_id)
    gate.opened.set()
    await task
    job = await settled(world, job)
    assert (job.status, job.charged) == ("canceled", Amount(0))


async def test_a_job_that_is_cancelled_upstream_leaves_its_cost_at_risk(world: Parts):
    gate = Gate()
    made = remote(world, PROGRESS, SENDING, gate)
    job = await made.submit()
    attempt, task = await until_gate(made, gate)
    attempt.stop(StopReason.CANCELED)
    await task
    job = await settled(world, job)
    assert (job.status, job.charged, job.cost_at_risk_micros) == ("canceled", Amount(0), COST)


@pytest.mark.parametrize(
    ("sending", "status"), [(SENDING, "failed"), (base.Sending(COST, checkpoint={}), "queued")]
)
async def test_a_drain_hands_back_only_what_may_be_sent_again(world: Parts, sending, status):
    gate = Gate()
    made = remote(world, PROGRESS, sending, gate)
    job = await made.submit()
    attempt, task = await until_gate(made, gate)
    attempt.stop(StopReason.DRAINED)
    await task
    job = await world.job(job)
    assert job.status == status
    if status == "failed":
        assert job.error.code == "upstream_unknown"


async def test_jobs_that_wait_for_an_upstream_that_is_away_go_to_another(world: Parts):
    good = (PROGRESS, SENDING, BOUGHT, output())
    made = remote(world, *good, others=[good])
    waiting = [await made.submit() for _ in range(3)]
    rerouter = Rerouter(store=world.store, router=made.router)
    assert await rerouter.step() == 0
    made.engines["echo"].state = base.Health(is_up=False, says="away")
    assert await rerouter.step() == 3
    assert {(await row(world, job)).queue for job in waiting} == {"other0"}
    assert (await made.submit()).queue == "other0", "new ones go there at once"
    made.engines["other0"].state = base.Health(is_up=False, says="away")
    made.engines["echo"].state = base.WELL
    assert await rerouter.step() == 4


@pytest.mark.slow
async def test_jobs_that_cannot_move_hide_no_others(world: Parts):
    good = (PROGRESS, output())
    made = remote(world, *good, others=[good])
    stuck = [await made.submit() for _ in range(120)]
    movable = await made.submit()
    rerouter = Rerouter(store=world.store, router=made.router)
    instead = made.router.instead
    made.router.instead = lambda job: instead(job) if job.id == movable.id else None
    made.engines["echo"].state = base.Health(is_up=False, says="away")
    assert await rerouter.step() == 0
    assert await rerouter.step() == 1
    assert (await row(world, movable)).queue == "other0"
    assert (await row(world, stuck[0])).queue == "echo"


async def test_other_words_of_the_upstream_are_kept(world: Parts):
    made = remote(world, PROGRESS, SENDING, base.Rewritten("a better cat"), BOUGHT, output())
    assert (await made.run()).rewrite == "a better cat"


async def test_a_wait_is_told_from_the_moment_of_the_refusal(world: Parts, clock):
    made = remote(world, PROGRESS, RouteUnavailable("busy", retry_after_s=30))
    job = await made.submit()
    await made.executor.execute(Attempt(await made.claim_one()))
    found = await row(world, job)
    assert found.run_at - found.created_at == timedelta(seconds=30)


async def test_what_an_upstream_may_have_made_is_finished_there_and_nowhere_else(world: Parts):
    good = (PROGRESS, SENDING, BOUGHT, output())
    made = remote(world, PROGRESS, SENDING, ANSWERED, UpstreamUnknown(), others=[good])
    job = await made.submit()
    await made.executor.execute(Attempt(await made.claim_one()))
    found = await row(world, job)
    assert (found.status, found.queue, found.checkpoint) == ("queued", "echo", {"urls": ["u"]})
    assert found.upstream_sent_at is not None
    made.engines["echo"].state = base.Health(is_up=False, says="away")
    assert await Rerouter(store=world.store, router=made.router).step() == 0


@pytest.mark.slow
async def test_one_that_is_away_is_waited_for_where_it_may_have_made_a_job(world: Parts, clock):
    good = (PROGRESS, SENDING, BOUGHT, output())
    made = remote(world, PROGRESS, SENDING, ANSWERED, UpstreamUnknown(), others=[good])
    job = await made.submit()
    await made.executor.execute(Attempt(await made.claim_one()))
    made.engine.script = (PROGRESS, RouteUnavailable("away", retry_after_s=1))
    clock.advance(2)
    await made.executor.execute(Attempt(await made.claim_one()))
    found = await row(world, job)
    assert (found.queue, found.checkpoint, found.tried) == ("echo", {"urls": ["u"]}, ["echo"] * 2)
    made.engine.script = (PROGRESS, BOUGHT, output())
    clock.advance(3)
    await made.executor.execute(Attempt(await made.claim_one()))
    assert (await settled(world, job)).status == "succeeded"
