"""Submitting: a job with its money held, or nothing at all; and retries only on proof."""

import asyncio
from datetime import UTC, datetime

import pytest

from contract.world import CARD, PRICE, image_request, parts
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import (
    InsufficientFunds,
    PriceUnknown,
    StorageFull,
    UnsupportedRequest,
)
from inkstone.service.submit import draw_seed

pytestmark = pytest.mark.anyio


async def test_a_submitted_job_waits_with_its_whole_quote_held(world):
    job = await world.submit(n=3, priority=4, wire={"a": [1]})
    assert (job.status, job.attempt, job.queue, job.priority) == ("queued", 0, "echo", 4)
    assert job.quoted == CARD.quote("native", job.request, at=datetime.now(UTC)).total
    assert job.wire == {"a": [1]}
    assert await world.entries(job) == {"hold": 3 * PRICE}
    assert await world.balance() == (1000, 3)
    assert await world.history(job) == [("queued", 0)]


async def test_a_full_disk_refuses_before_any_money_is_held(world):
    world = parts(world.store, blobs=MemoryBlobs(size_bytes_max=999))
    world.caller = await world.open_account()
    with pytest.raises(StorageFull):
        await world.submit()
    assert await world.balance() == (1000, 0)
    assert await world.queries.newest(account_id=world.caller.account_id, limit=9) == []


async def test_a_full_disk_still_answers_a_replay(world):
    first = await world.submit(idempotency_key="k", fingerprint="f")
    full = parts(world.store, blobs=MemoryBlobs(size_bytes_max=999))
    full.caller = world.caller
    assert (await full.submit(idempotency_key="k", fingerprint="f")).id == first.id


async def test_a_request_without_a_price_is_never_free(world):
    with pytest.raises(PriceUnknown):
        await world.submit(dialect="nobody's")
    assert await world.balance() == (1000, 0)


async def test_a_picture_that_no_engine_makes_is_refused_before_it_is_paid_for(world):
    with pytest.raises(UnsupportedRequest):
        await world.submit(request=image_request(side=5000))
    assert await world.balance() == (1000, 0)


async def test_too_little_money_says_what_is_there(world):
    world.caller = await world.open_account("poor", images=2)
    await world.submit()
    with pytest.raises(InsufficientFunds, match=r"0\.06 USD and 0\.03 USD is available.*0\.03 USD"):
        await world.submit(n=2)
    assert await world.balance() == (2, 1)


async def test_a_client_that_says_it_retries_gets_its_job(world, clock):
    first = await world.submitted(fingerprint="f")
    clock.advance(29 * 60)
    again = await world.submitted(fingerprint="f", is_retry=True)
    assert (again.is_replay, again.job.id) == (True, first.job.id)
    clock.advance(2 * 60)
    late = await world.submitted(fingerprint="f", is_retry=True)
    assert not late.is_replay


async def test_a_retry_of_another_key_s_request_is_a_request(world):
    first = await world.submit(fingerprint="f")
    other = await world.open_account("other")
    second = await world.submitted(fingerprint="f", is_retry=True, caller=other)
    assert not second.is_replay
    assert second.job.id != first.id


async def test_a_retry_of_a_job_that_failed_runs_again(world):
    first = await world.run("[fail_after=0]", fingerprint="f")
    assert first.status == "failed"
    again = await world.submitted(fingerprint="f", is_retry=True)
    assert not again.is_replay


async def test_two_equal_requests_without_proof_are_two_jobs(world):
    both = await asyncio.gather(*(world.submitted(fingerprint="f") for _ in range(2)))
    assert len({submitted.job.id for submitted in both}) == 2
    assert await world.balance() == (1000, 2)


async def test_an_abandoned_job_is_attached_to_once_within_the_grace(world, clock):
    first = await world.submit(fingerprint="f")
    await world.submitter.abandon(first.id)
    clock.advance(30)
    again = await world.submitted(fingerprint="f")
    assert (again.is_replay, again.job.id) == (True, first.id)
    assert not (await world.submitted(fingerprint="f")).is_replay


@pytest.mark.slow
async def test_an_abandoned_job_is_forgotten_after_the_grace(world, clock):
    first = await world.submit(fingerprint="f")
    await world.submitter.abandon(first.id)
    clock.advance(30.1)
    assert not (await world.submitted(fingerprint="f")).is_replay


async def test_an_abandoned_job_that_was_canceled_is_not_attached_to(world):
    first = await world.submit(fingerprint="f")
    await world.submitter.abandon(first.id)
    await world.canceler.cancel(first.id, account_id=first.account_id)
    assert not (await world.submitted(fingerprint="f")).is_replay


async def test_a_request_with_a_key_never_attaches_to_an_abandoned_job(world):
    first = await world.submit(fingerprint="f")
    await world.submitter.abandon(first.id)
    assert not (await world.submitted(fingerprint="f", idempotency_key="k")).is_replay


def test_drawn_seeds_fit_and_differ():
    seeds = {draw_seed() for _ in range(100)}
    assert len(seeds) > 90
    assert all(0 <= seed < 2**31 for seed in seeds)
