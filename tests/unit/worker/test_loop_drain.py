"""The worker's drain: what has begun is finished, what only waits is handed back uncounted."""

import anyio
import pytest

from contract.world import parts, until
from inkstone.engines import base
from unit.service.engines import Gate, Scripted, for_ever, output

pytestmark = pytest.mark.anyio
PROGRESS = base.Progress(0, 0, 1)


def around(live, engine):
    """The same store with another engine."""
    made = parts(live.store, engine=engine, blobs=live.blobs)
    made.caller = live.caller
    return made


async def test_a_drain_hands_back_what_has_not_begun_and_finishes_the_rest(live):
    gate, begun = Gate(), []

    class Queueing(Scripted):
        """Begins with its first run only; the others wait inside."""

        async def run(self, run):
            begun.append(run.job_id)
            if len(begun) > 1:
                await for_ever()
            async for event in super().run(run):
                yield event

    world = around(live, Queueing(PROGRESS, gate, output()))
    made = [await world.submit() for _ in range(3)]
    async with world.working() as worker:
        await gate.reached.wait()

        async def all_in_hand():
            return len(begun) == 3

        await until(all_in_hand)
        worker.drain()

        async def two_are_back():
            return worker.num_in_hand == 1

        await until(two_are_back)
        gate.opened.set()
    states = sorted([(await world.job(j)).status for j in made])
    assert states == ["queued", "queued", "succeeded"]
    assert {(await world.job(job)).num_crashes for job in made} == {0}
    assert world.engine._num_runs == 0
    async with live.working():
        assert [(await live.ended(j)).status for j in made] == ["succeeded"] * 3
    await live.assert_sound()


async def test_a_drain_hands_back_at_once_what_was_only_read(live):
    read = base.Warning("prompt_cut", "too long")
    gate = Gate()
    world = around(live, Scripted(read, gate, for_ever))
    job = await world.submit()
    with anyio.fail_after(60):
        async with world.working(drain_s=600):
            await gate.reached.wait()
    back = await world.job(job)
    assert (back.status, back.num_crashes) == ("queued", 0)


async def test_a_drain_does_not_wait_for_ever(live):
    world = around(live, Scripted(PROGRESS, for_ever))
    job = await world.submit()
    with anyio.fail_after(60):
        async with world.working(drain_s=0.05):

            async def has_begun():
                return bool(world.engine.runs)

            await until(has_begun)
    back = await world.job(job)
    assert (back.status, back.num_crashes) == ("queued", 0)
