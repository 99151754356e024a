"""Idempotency on both databases: one key, one job, whoever asks and how often."""

import asyncio

import pytest

from contract.world import Parts
from inkstone.domain.errors import (
    IdempotencyMismatch,
)
from inkstone.domain.job import JobStatus
from inkstone.service.settle import Outcome, settle

pytestmark = pytest.mark.anyio


async def test_a_key_brings_back_its_job_and_holds_once(world: Parts):
    first = await world.submitted(idempotency_key="k", fingerprint="f")
    again = await world.submitted(idempotency_key="k", fingerprint="f")
    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.job.id == first.job.id
    assert await world.balance() == (1000, 1)


async def test_a_key_with_another_request_is_refused(world: Parts):
    await world.submit(idempotency_key="k", fingerprint="f")
    with pytest.raises(IdempotencyMismatch):
        await world.submit(idempotency_key="k", fingerprint="g")
    assert await world.balance() == (1000, 1)


async def test_a_key_is_each_accounts_own(world: Parts):
    other = await world.open_account("other")
    first = await world.submitted(idempotency_key="k", fingerprint="f")
    second = await world.submitted(idempotency_key="k", fingerprint="g", caller=other)
    assert not second.is_replay
    assert first.job.id != second.job.id


async def test_a_key_is_forgotten_after_its_lifetime(world: Parts, clock):
    first = await world.submit(idempotency_key="k", fingerprint="f")
    clock.advance(24 * 3600 - 1)
    assert (await world.submitted(idempotency_key="k", fingerprint="f")).is_replay
    clock.advance(2)
    second = await world.submitted(idempotency_key="k", fingerprint="g")
    assert not second.is_replay
    assert second.job.id != first.id
    assert (await world.submitted(idempotency_key="k", fingerprint="g")).is_replay


@pytest.mark.parametrize(
    ("status", "runs_again"), [("failed", True), ("expired", True), ("canceled", False)]
)
async def test_a_key_whose_job_came_to_nothing_runs_again(world: Parts, status, runs_again):
    first = await world.submit(idempotency_key="k", fingerprint="f")
    outcome = Outcome(status=JobStatus(status))
    known = first if status == "expired" else await world.claim_one()
    await world.store.write(lambda tx: settle(tx, known, outcome))
    again = await world.submitted(idempotency_key="k", fingerprint="f")
    assert again.is_replay is not runs_again
    assert (again.job.id != first.id) is runs_again


@pytest.mark.parametrize("images", [1000, 1])
async def test_twenty_equal_requests_at_once_with_one_key_are_one_job(world: Parts, images):
    """Also where the money is enough for that one job only."""
    world.caller = await world.open_account(f"of {images}", images=images)
    for key in ("k", "l")[: min(2, images)]:
        results = await asyncio.gather(
            *(world.submitted(idempotency_key=key, fingerprint="f") for _ in range(20))
        )
        assert len({result.job.id for result in results}) == 1
        assert sum(not result.is_replay for result in results) == 1
    assert await world.balance() == (images, min(2, images))
    await world.assert_sound()


async def test_twenty_different_requests_at_once_with_one_key_leave_one_job(world: Parts):
    results = await asyncio.gather(
        *(world.submitted(idempotency_key="k", fingerprint=f"f{i}") for i in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, IdempotencyMismatch) for result in results) == 19
    assert await world.balance() == (1000, 1)


async def test_a_stale_key_is_rebound_once_by_twenty_at_once(world: Parts, clock):
    await world.submit(idempotency_key="k", fingerprint="f")
    clock.advance(25 * 3600)
    results = await asyncio.gather(
        *(world.submitted(idempotency_key="k", fingerprint="f") for _ in range(20))
    )
    assert len({result.job.id for result in results}) == 1
    assert await world.balance() == (1000, 2)


async def test_an_abandoned_job_is_taken_up_once_within_the_grace(world: Parts, clock):
    first = await world.submit(fingerprint="f")
    await world.submitter.abandon(first.id)
    clock.advance(29)
    results = await asyncio.gather(*(world.submitted(fingerprint="f") for _ in range(5)))
    assert sum(result.job.id == first.id for result in results) == 1
    assert len({result.job.id for result in results}) == 5
    await world.submitter.abandon(first.id)
    clock.advance(31)
    assert not (await world.submitted(fingerprint="f")).is_replay
