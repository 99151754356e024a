"""Housekeeping: what is over its time goes each time, all blobs are looked over each hour."""

import anyio
import pytest

from contract.world import until
from inkstone.worker import loop
from inkstone.worker.housekeeping import DELETE_EVERY_S, SWEEP_EVERY_S, Housekeeper

pytestmark = pytest.mark.anyio


class Counting:
    """Counts its chores."""

    def __init__(self, *, num=0):
        self.num = num
        self.done = []

    async def delete_overdue(self):
        self.done.append("delete")
        return self.num

    async def sweep(self):
        self.done.append("sweep")
        return self.num


class Time:
    """Seconds as a test tells them."""

    def __init__(self):
        self.now_s = 1000.0

    def __call__(self):
        return self.now_s


async def test_a_start_does_not_begin_with_a_sweep():
    chores, time = Counting(), Time()
    keeper = Housekeeper(chores, clock_s=time)
    await keeper.step()
    time.now_s += DELETE_EVERY_S
    await keeper.step()
    assert chores.done == ["delete", "delete"]
    time.now_s += DELETE_EVERY_S
    await keeper.step()
    assert chores.done[2:] == ["delete", "sweep"]


async def test_a_sweep_comes_once_in_its_time():
    chores, time = Counting(), Time()
    keeper = Housekeeper(chores, clock_s=time)
    for _ in range(5 * 60):
        await keeper.step()
        time.now_s += DELETE_EVERY_S
    assert chores.done.count("delete") == 300
    assert 4 <= chores.done.count("sweep") <= 300 * DELETE_EVERY_S / SWEEP_EVERY_S


async def test_a_sweep_that_fails_is_not_tried_again_at_once():
    class Broken(Counting):
        async def sweep(self):
            await super().sweep()
            raise OSError("the disk is gone")

    chores, time = Broken(), Time()
    keeper = Housekeeper(chores, clock_s=time)
    time.now_s += 2 * DELETE_EVERY_S
    with pytest.raises(OSError, match="the disk is gone"):
        await keeper.step()
    await keeper.step()
    assert chores.done.count("sweep") == 1


@pytest.mark.parametrize("num", [0, 3])
async def test_it_tells_whether_there_was_anything_to_do(num):
    assert await Housekeeper(Counting(num=num)).step() is (num > 0)


async def test_a_worker_does_the_chores_of_its_store_and_survives_one_that_fails(
    live, monkeypatch, caplog
):
    # A minute is what a server waits between two looks; a test does not.
    monkeypatch.setattr(loop, "DELETE_EVERY_S", 0.01)
    num_calls = 0

    async def fails_once():
        nonlocal num_calls
        num_calls += 1
        if num_calls == 1:
            raise RuntimeError("one chore that fails")
        return 0

    monkeypatch.setattr(live.doors.retention, "delete_overdue", fails_once)
    # What a worker waits for after a step that failed.
    pause = anyio.sleep
    monkeypatch.setattr(loop.asyncio, "sleep", lambda s: pause(min(s, 0.01)))
    async with live.working():

        async def came_again():
            return num_calls >= 3

        await until(came_again)
        assert (await live.ended(await live.submit())).status == "succeeded"
    assert "the worker failed at a step" in caplog.text
