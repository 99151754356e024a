"""How full a queue is: exactly in one process, nearly in several, and told with an honest wait."""

import asyncio
import math
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from contract.world import Clock, Parts, parts
from inkstone.domain.errors import InsufficientFunds
from inkstone.service.attempt import Attempt
from inkstone.service.queue_gauge import QueueFull, QueueGauge

pytestmark = pytest.mark.anyio


def capped(world: Parts, num_max: int) -> Parts:
    """Another process on the same store, whose queues are so long at the most."""
    made = parts(world.store)
    made.caller = world.caller
    made.submitter._gauge = QueueGauge(store=world.store, num_max=num_max)
    return made


def forget(process: Parts) -> None:
    """As if a second had gone by since a process looked."""
    gauges: dict[str, Any] = process.submitter._gauge._gauges
    for gauge in gauges.values():
        gauge.looked_s = -math.inf


async def crowd(*processes: Parts, num: int) -> Counter[Any]:
    """Many submits at once: how many were taken, and what refused the rest."""
    results = await asyncio.gather(
        *(processes[i % len(processes)].submit(fingerprint=f"f{i}") for i in range(num)),
        return_exceptions=True,
    )
    return Counter(type(r) if isinstance(r, Exception) else "taken" for r in results)


async def num_waiting(world: Parts) -> int:
    return (await world.queries.queue_depths()).get("echo", (0, 0.0))[0]


@pytest.mark.parametrize("num", [30, pytest.param(200, marks=pytest.mark.slow)])
async def test_one_process_keeps_to_the_limit_however_many_come_at_once(
    world: Parts, num: int
) -> None:
    process = capped(world, 10)
    assert await crowd(process, num=num) == {"taken": 10, QueueFull: num - 10}
    assert await num_waiting(world) == 10
    assert await world.balance() == (1000, 10)
    await world.assert_sound()


async def test_a_queue_that_has_room_again_is_seen_at_the_next_look(world: Parts) -> None:
    process = capped(world, 3)
    assert await crowd(process, num=5) == {"taken": 3, QueueFull: 2}
    await world.claim(2)
    assert await crowd(process, num=2) == {QueueFull: 2}, "the look is still fresh"
    forget(process)
    assert await crowd(process, num=5) == {"taken": 2, QueueFull: 3}


async def test_what_becomes_no_job_takes_no_place(world: Parts) -> None:
    process = capped(world, 2)
    poor = await world.open_account("poor", images=1)
    for _ in range(5):
        with pytest.raises(InsufficientFunds):
            await process.submit(n=2, caller=poor)
    await process.submit(idempotency_key="k", fingerprint="k")
    for _ in range(5):
        again = await process.submitted(idempotency_key="k", fingerprint="k")
        assert again.is_replay
    assert await crowd(process, num=3) == {"taken": 1, QueueFull: 2}


async def test_a_full_queue_still_answers_a_replay_and_holds_no_money(world: Parts) -> None:
    process = capped(world, 1)
    first = await process.submit(idempotency_key="k", fingerprint="f")
    for _ in range(2):
        again = await process.submitted(idempotency_key="k", fingerprint="f")
        assert (again.is_replay, again.job.id) == (True, first.id)
        with pytest.raises(QueueFull) as refused:
            await process.submit(idempotency_key="other", fingerprint="other")
        assert (refused.value.code, refused.value.retryable) == ("queue_full", True)
        forget(process)
    assert await world.balance() == (1000, 1)
    await world.claim()
    forget(process)
    job = await process.submitted(idempotency_key="other", fingerprint="other")
    assert not job.is_replay, "what was refused has bound no key"


async def test_several_processes_pass_it_by_what_they_take_between_two_looks(
    world: Parts,
) -> None:
    processes = [capped(world, 10) for _ in range(3)]
    found = await crowd(*processes, num=60)
    assert 10 <= found["taken"] <= 3 * 10
    for process in processes:
        forget(process)
    assert await crowd(*processes, num=12) == {QueueFull: 12}
    assert await num_waiting(world) == found["taken"]
    await world.claim(found["taken"] - 10 + 2)
    for process in processes:
        forget(process)
        await process.submitter._gauge._look("echo", process.submitter._gauge._gauges["echo"])
    assert (await crowd(processes[0], num=5))["taken"] == 2


async def test_the_wait_is_how_often_a_place_comes_free(world: Parts, clock: Clock) -> None:
    process = capped(world, 1)
    await process.submit()
    forget(process)

    async def told() -> int:
        forget(process)
        with pytest.raises(QueueFull) as refused:
            await process.submit()
        return refused.value.retry_after_s

    assert await told() == 5, "nothing has ended yet, so nobody knows"
    for _ in range(2):
        claimed = await world.claim_one()
        await world.submit()
        clock.advance(7)
        await world.executor.execute(Attempt(claimed))
    for num_running, seconds in ((1, 7), (2, 4), (3, 3)):
        await world.claim_one()
        await world.submit()
        assert await told() == seconds, f"{num_running} at once, 7 s each"
    clock.advance(3601)
    assert await told() == 5, "what ended an hour ago says nothing"


async def test_each_queue_has_a_gauge_of_its_own(world: Parts) -> None:
    gauge = QueueGauge(store=world.store, num_max=1)
    assert await gauge.enter("echo") is None
    assert await gauge.enter("echo") is not None
    assert await gauge.enter("other") is None
    gauge.leave("echo", is_enqueued=False)
    assert await gauge.enter("echo") is None
    gauge.leave("echo", is_enqueued=True)
    assert await gauge.enter("echo") is not None


async def test_expired_jobs_make_room(world: Parts, clock: Clock) -> None:
    process = capped(world, 2)
    for _ in range(2):
        await process.submit(wait_max=timedelta(seconds=5))
    clock.advance(5)
    assert await world.canceler.expire_overdue() == 2
    forget(process)
    assert await crowd(process, num=3) == {"taken": 2, QueueFull: 1}
