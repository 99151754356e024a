"""The margin report on both databases: every group adds up to the same, to the micro."""

from datetime import UTC, datetime
from itertools import pairwise, product
from random import Random

import pytest
from sqlalchemy import update

from contract.world import PRICE, Clock, Parts
from inkstone.domain.errors import RouteUnavailable, UpstreamUnknown
from inkstone.domain.job import Job, JobImage, JobStatus
from inkstone.domain.money import Amount
from inkstone.engines import base
from inkstone.service.attempt import Attempt
from inkstone.service.corrections import Corrections
from inkstone.service.margin import COLUMNS, Margin, MarginGroup, Margins, to_json, totals
from inkstone.service.settle import Outcome, settle
from inkstone.store.tables import jobs
from unit.service.engines import Scripted, output

pytestmark = pytest.mark.anyio
COST = 20_000


async def report(world: Parts, group: MarginGroup = MarginGroup.MODEL, **more) -> list[Margin]:
    return await Margins(world.store).by(group, **more)


def image(index: int) -> JobImage:
    return JobImage(
        image_index=index,
        blob_key=f"b/{index}",
        sha256="0" * 64,
        size_bytes=1,
        media_type="image/png",
        width_px=64,
        height_px=64,
        seed=index,
    )


async def end(world: Parts, *, num_asked: int = 1, num_made: int = 1, **more) -> Job:
    """A job that ends so, with what it cost."""
    submitted = await world.submit(n=num_asked)
    job = await world.claim_one()
    assert job.id == submitted.id
    status = JobStatus.SUCCEEDED if num_made else JobStatus.FAILED
    outcome = Outcome(status=status, images=[image(i) for i in range(num_made)], **more)

    def step(tx):
        if more.get("cost_micros") or more.get("cost_at_risk_micros"):
            sent = update(jobs).where(jobs.c.id == job.id).values(upstream_sent_at=job.created_at)
            tx.connection.execute(sent)
        return settle(tx, job, outcome)

    assert await world.store.write(step)
    return job


async def test_a_job_that_went_nowhere_costs_nothing(world: Parts):
    await world.run(n=2)
    (row,) = await report(world)
    assert to_json(row) == {
        "jobs": 1,
        "jobs_upstream": 0,
        "images": 2,
        "charged_micros": 2 * PRICE,
        "refunded_micros": 0,
        "cost_micros": 0,
        "cost_at_risk_micros": 0,
        "margin_micros": 2 * PRICE,
        "currency": "USD",
    }
    assert row.group == "qwen-image-2.0"
    assert [each.group for each in await report(world, MarginGroup.ENGINE)] == ["echo"]
    assert [each.group for each in await report(world, MarginGroup.ACCOUNT)] == ["local"]
    assert [each.group for each in await report(world, MarginGroup.DAY)] == ["2026-01-01"]


async def _run(world: Parts, *script) -> Job:
    world.engines["echo"] = Scripted(*script)
    job = await world.submit()
    await world.executor.execute(Attempt(await world.claim_one()))
    return await world.job(job)


async def test_what_was_bought_is_a_cost_and_what_was_lost_is_at_risk(world: Parts):
    sending = base.Sending(COST)
    await _run(world, sending, base.Consumed(0.0, COST), output())
    await _run(world, sending, UpstreamUnknown())
    assert (await _run(world, RouteUnavailable("Away."))).status == "queued", "it waits its turn"
    (row,) = await report(world, MarginGroup.ENGINE)
    assert (row.group, row.num_jobs, row.num_upstream, row.num_images) == ("echo", 2, 2, 1)
    assert (row.cost_micros, row.cost_at_risk_micros) == (COST, COST)
    assert row.margin_micros == PRICE - COST
    figures = world.metrics.render({}, None).decode()
    assert f'inkstone_upstream_cost_micros_total{{queue="echo"}} {COST:.1f}' in figures
    assert f'inkstone_upstream_cost_at_risk_micros_total{{queue="echo"}} {COST:.1f}' in figures
    assert 'inkstone_reroutes_total{queue="echo",to="echo"} 1.0' in figures


async def test_a_refund_lowers_the_margin_of_its_jobs_group(world: Parts, clock: Clock):
    job = await end(world, num_asked=2, num_made=2, engine="up/m@1", cost_micros=COST)
    await end(world, engine="sketch/s@1")
    clock.advance(86_400)
    await Corrections(store=world.store).refund(job.id, amount=Amount(7), reason="a fault")
    sketched, bought = await report(world, MarginGroup.ENGINE)
    assert (sketched.group, sketched.refunded_micros) == ("sketch", 0)
    assert (bought.group, bought.charged_micros, bought.refunded_micros) == ("up", 2 * PRICE, 7)
    assert bought.margin_micros == 2 * PRICE - 7 - COST
    (day,) = await report(world, MarginGroup.DAY)
    assert (day.group, day.refunded_micros) == ("2026-01-01", 7)


async def test_models_of_one_engine_are_one_group_and_jobs_of_none_are_another(world: Parts):
    await end(world, engine="up/one@1")
    await end(world, engine="up/two@1")
    await end(world, num_made=0)
    none, up = await report(world, MarginGroup.ENGINE)
    assert (none.group, none.num_jobs, up.group, up.num_jobs) == ("", 1, "up", 2)


async def test_a_period_has_its_first_moment_and_not_its_last(world: Parts, clock: Clock):
    clock.advance(60)
    at = datetime.fromtimestamp(clock.micros / 1e6, UTC)
    await end(world)
    clock.advance(1)
    later = datetime.fromtimestamp(clock.micros / 1e6, UTC)
    await world.submit()
    assert len(await report(world, begin=at, end=later)) == 1
    assert await report(world, begin=at, end=at) == []
    assert await report(world, begin=later) == []
    assert await report(world, end=at) == []
    assert len(await report(world, end=later)) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_happened_all_groups_and_all_periods_add_up_to_the_same(
    world: Parts, clock: Clock, seed: int
):
    rng = Random(seed)
    callers = [world.caller, await world.open_account("a/b"), await world.open_account("=c")]
    expected, refunds = Margin(group="", currency="USD"), Corrections(store=world.store)
    cuts = []
    for _ in range(12):
        clock.advance(rng.choice([0.000001, 1, 50_000]))
        if rng.random() < 0.2:
            cuts.append(datetime.fromtimestamp(clock.micros // 1_000_000, UTC))
        world.caller = rng.choice(callers)
        num_made = rng.choice([0, 1, 1, 2, 3])
        cost = rng.choice([0, 1, COST]) * num_made
        at_risk = 0 if num_made else rng.choice([0, COST])
        job = await end(
            world,
            num_asked=3,
            num_made=num_made,
            engine=rng.choice([None, "up/a@1", "up/b@1", "sketch/sketch@2"]),
            cost_micros=cost,
            cost_at_risk_micros=at_risk,
        )
        refunded = rng.choice([0, 0, num_made * PRICE, num_made])
        if refunded:
            await refunds.refund(job.id, amount=Amount(refunded), reason="a fault")
        expected += Margin(
            group="",
            currency="USD",
            num_jobs=1,
            num_upstream=bool(cost or at_risk),
            num_images=num_made,
            charged_micros=num_made * PRICE,
            refunded_micros=refunded,
            cost_micros=cost,
            cost_at_risk_micros=at_risk,
        )
    periods = [None, *cuts, None]
    for group in MarginGroup:
        (total,) = totals(await report(world, group))
        assert total == expected
        parts = [
            row
            for begin, end_ in pairwise(periods)
            for row in await report(world, group, begin=begin, end=end_)
        ]
        assert totals(parts) == [total]
    await world.assert_sound()


def test_a_margin_has_a_value_for_every_column():
    for group, currency in product(("", "up"), ("USD", "EUR")):
        assert tuple(to_json(Margin(group=group, currency=currency))) == COLUMNS
