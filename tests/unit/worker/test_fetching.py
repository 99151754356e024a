"""Jobs that wait for strangers' servers: they hold no room of the engine, and not without limit."""

from dataclasses import replace

import anyio
import pytest

from contract.world import Parts, image_request, parts, until
from inkstone.domain.request import InputImage
from inkstone.engines import base
from unit.net.raw_servers import Names, picture, serving
from unit.service.brought import AS_IT_IS, png
from unit.service.engines import Gate, Scripted, for_ever, output

pytestmark = pytest.mark.anyio
PROGRESS = base.Progress(0, 0, 1)


class Slow:
    """A server that keeps everybody waiting until it is told to answer."""

    def __init__(self):
        self.gate = anyio.Event()
        self.num_waiting = 0

    async def __call__(self, reader, writer):
        self.num_waiting += 1
        await self.gate.wait()
        writer.write(picture(png(), b"Content-Type: image/png"))
        await writer.drain()


def around(live, engine) -> Parts:
    """The same store with another engine, and a way to good.test."""
    made = parts(live.store, engine=engine, resolve=Names(), allow=["good.test"])
    made.caller, made.prints = live.caller, live.prints
    return made


async def submit_edit(world: Parts, server, path="cat.png"):
    url = f"http://good.test:{server.port}/{path}"
    asked = replace(
        image_request(), size_rule=AS_IT_IS, inputs=(InputImage(param="image", url=url),)
    )
    return await world.submit(request=asked)


async def statuses(world: Parts, jobs):
    return [(await world.job(job)).status for job in jobs]


@pytest.fixture
async def slow():
    """A slow server, which answers everybody at the end."""
    answer = Slow()
    async with serving(answer) as server:
        yield server
        answer.gate.set()


async def opened(world: Parts):
    await world.doors.open()
    return world


@pytest.mark.slow
async def test_many_jobs_that_wait_for_a_slow_host_keep_no_plain_job_from_running(live, slow):
    world = await opened(around(live, Scripted(PROGRESS, output(), room=2)))
    try:
        waiting = [await submit_edit(world, slow) for _ in range(12)]
        async with world.working():

            async def all_are_claimed():
                return set(await statuses(world, waiting)) == {"running"}

            await until(all_are_claimed)
            with anyio.fail_after(60):
                for _ in range(5):
                    assert (await world.ended(await world.submit())).status == "succeeded"
            assert set(await statuses(world, waiting)) == {"running"}
            slow.answer.gate.set()
            ended = [await world.ended(job) for job in waiting]
        assert {job.status for job in ended} == {"succeeded"}
        assert await world.balance() == (1000 - 17, 0)
        await world.assert_sound()
    finally:
        await world.doors.close()


async def test_no_more_than_the_limit_fetch_at_once_and_plain_jobs_go_on(live, slow):
    world = await opened(around(live, Scripted(PROGRESS, output(), room=64)))
    try:
        waiting = [await submit_edit(world, slow) for _ in range(2)]
        async with world.working(num_fetching_max=2):

            async def both_are_claimed():
                return await statuses(world, waiting) == ["running", "running"]

            await until(both_are_claimed)
            further = [await submit_edit(world, slow) for _ in range(3)]
            with anyio.fail_after(60):
                for _ in range(3):
                    assert (await world.ended(await world.submit())).status == "succeeded"
            assert set(await statuses(world, further)) == {"queued"}
            slow.answer.gate.set()
            ended = [await world.ended(job) for job in [*waiting, *further]]
        assert {job.status for job in ended} == {"succeeded"}
    finally:
        await world.doors.close()


async def test_what_one_claim_takes_stays_within_the_limit(live, slow):
    world = await opened(around(live, Scripted(PROGRESS, output(), room=64)))
    try:
        waiting = [await submit_edit(world, slow) for _ in range(9)]
        plain = await world.submit()
        async with world.working(num_fetching_max=2):
            with anyio.fail_after(60):
                assert (await world.ended(plain)).status == "succeeded"
            assert (await statuses(world, waiting)).count("running") <= 2
            slow.answer.gate.set()
            ended = [await world.ended(job) for job in waiting]
        assert {job.status for job in ended} == {"succeeded"}
    finally:
        await world.doors.close()


async def test_what_was_fetched_waits_for_its_turn_and_not_in_the_engine_beyond_it(live, slow):
    """Decoded pictures are large: only so many are made at a time, however many are fetched."""
    gate, most = Gate(), 0

    class Watching(Scripted):
        async def run(self, run):
            nonlocal most
            async for event in super().run(run):
                most = max(most, self._num_runs)
                yield event

    world = await opened(around(live, Watching(PROGRESS, gate, output(), room=64)))
    try:
        waiting = [await submit_edit(world, slow) for _ in range(8)]
        slow.answer.gate.set()
        async with world.working():
            await gate.reached.wait()
            gate.opened.set()
            for job in waiting:
                assert (await world.ended(job)).status == "succeeded"
        assert most <= 2
    finally:
        await world.doors.close()


async def test_a_drain_hands_back_what_is_still_fetching(live, slow):
    world = await opened(around(live, Scripted(PROGRESS, for_ever)))
    try:
        job = await submit_edit(world, slow)
        with anyio.fail_after(60):
            async with world.working(drain_s=600):

                async def is_waiting():
                    return slow.answer.num_waiting == 1

                await until(is_waiting)
        back = await world.job(job)
        assert (back.status, back.num_crashes) == ("queued", 0)
        assert await world.balance() == (1000, 1)
    finally:
        await world.doors.close()


async def test_once_the_engine_has_a_job_there_is_nothing_to_fetch_for_it(live, slow):
    gate = Gate()
    world = await opened(around(live, Scripted(PROGRESS, gate, output())))
    try:
        job = await submit_edit(world, slow)
        async with world.working():

            async def is_waiting():
                return slow.answer.num_waiting > 0

            await until(is_waiting)
            assert (await world.job(job)).fetches
            slow.answer.gate.set()
            with anyio.fail_after(60):
                await gate.reached.wait()
            assert not (await world.job(job)).fetches
            gate.opened.set()
            assert (await world.ended(job)).status == "succeeded"
    finally:
        await world.doors.close()


async def test_a_cancel_reaches_a_job_that_is_fetching(live, slow):
    world = await opened(around(live, Scripted(PROGRESS, output())))
    try:
        async with world.working():
            job = await submit_edit(world, slow)

            async def is_waiting():
                return slow.answer.num_waiting == 1

            await until(is_waiting)
            with anyio.fail_after(60):
                await world.canceler.cancel(job.id, account_id=job.account_id)
                ended = await world.ended(job)
        assert (ended.status, ended.charged.micros) == ("canceled", 0)
        assert world.engine.runs == []
        assert await world.balance() == (1000, 0)
    finally:
        await world.doors.close()
