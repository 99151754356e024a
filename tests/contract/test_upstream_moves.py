"""Jobs that an upstream refused, on both databases: who makes them next, and who may not."""

from datetime import timedelta

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
from inkstone.domain.errors import RouteUnavailable, UpstreamUnknown
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.reroute import Rerouter
from unit.service.engines import Gate, output

pytestmark = pytest.mark.anyio


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


async def test_what_is_lost_for_good_ends_at_once(world: Parts):
    lost = UpstreamUnknown("gone", code="upstream_result_lost", is_final=True)
    job = await remote(world, PROGRESS, SENDING, ANSWERED, BOUGHT, lost).run()
    assert (job.status, job.error.code, job.charged) == (
        "failed",
        "upstream_result_lost",
        Amount(0),
    )
    assert (job.cost_micros, job.cost_at_risk_micros) == (COST, None)


@pytest.mark.parametrize(
    ("failure", "is_made_again"),
    [(UpstreamUnknown(), False), (RouteUnavailable("its key", is_lasting=True), True)],
)
async def test_a_key_whose_job_an_upstream_may_have_made_makes_no_other(
    world: Parts, failure, is_made_again
):
    made = remote(world, PROGRESS, SENDING, failure)
    named = {"idempotency_key": "k", "fingerprint": "f"}
    job = await made.run(**named)
    again = await made.submitted(**named)
    assert (again.job.id != job.id, again.is_replay) == (is_made_again, not is_made_again)
