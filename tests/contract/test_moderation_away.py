"""Judges that do not answer: nobody waits for them again and again, and a drain not at all."""

import asyncio
from collections.abc import AsyncIterator

import anyio
import pytest

from contract.judges import Eyes
from contract.world import Parts, until
from inkstone.domain.job import JobStatus
from inkstone.media.workshop import Workshop
from inkstone.service import moderate
from inkstone.service.attempt import Attempt, StopReason
from unit.service.brought import opened

pytestmark = pytest.mark.anyio
CLEAN = "a cat"


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    """Where pictures are decoded and encoded."""
    shop = Workshop(num_processes=1, memory_bytes=768 * 2**20, timeout_s=60)
    await shop.open()
    yield shop
    await shop.close()


async def test_a_judge_that_is_away_is_not_waited_for_again_and_again(
    world: Parts, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moderate, "_WAITS_S", (0.01, 0.01))
    eyes = Eyes(num_away=99)
    async with opened(world, workshop, picture_judges=[eyes], allows_on_failure=True) as desk:
        job = await desk.run(CLEAN, n=3)
        assert [image.findings for image in job.images] == [None] * 3
        # Three tries of the first picture, and one of each that follows.
        assert 99 - eyes.num_away == 3 + 1 + 1


async def test_a_drain_waits_for_no_judge(world: Parts, workshop: Workshop) -> None:
    eyes = Eyes(gate=asyncio.Event())
    async with opened(world, workshop, picture_judges=[eyes]) as desk:
        job = await desk.submit(CLEAN)
        attempt = Attempt(await desk.claim_one())
        running = asyncio.create_task(desk.executor.execute(attempt))
        await until(lambda: _true(eyes.shown))
        attempt.stop(StopReason.DRAINED)
        with anyio.fail_after(30):
            await running
        found = await desk.job(job)
        assert (found.status, found.attempt) == (JobStatus.QUEUED, 1)
        assert await desk.blob_keys() == []


async def _true(value: object) -> bool:
    return bool(value)
