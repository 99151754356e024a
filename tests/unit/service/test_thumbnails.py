"""Thumbnails: made once for all who wait, remembered within bounds, gone with their picture."""

import asyncio
from typing import Any

import pytest

from inkstone.blobs.base import BlobMissing
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import InputRefused, ServerFault, Unavailable
from inkstone.media.workshop import Workshop
from inkstone.service import thumbnails
from inkstone.service.thumbnails import Thumbnails
from unit.media import ordinary

pytestmark = pytest.mark.anyio
DATA = ordinary.example("png")


class Shop(Workshop):
    """The workshop, slowed down and counted; its pictures are of known length."""

    def __init__(self, *, num_bytes: int = 0) -> None:
        super().__init__(num_processes=1, memory_bytes=2**28, timeout_s=60)
        self.go_on = asyncio.Event()
        self.num_made = self.num_at_once = self.num_at_once_max = 0
        self.num_bytes = num_bytes
        self.error: Exception | None = None

    async def thumbnail(self, source: Any) -> bytes:
        self.num_made += 1
        self.num_at_once += 1
        self.num_at_once_max = max(self.num_at_once_max, self.num_at_once)
        await self.go_on.wait()
        self.num_at_once -= 1
        if self.error is not None:
            raise self.error
        return bytes(self.num_bytes)


async def blobs_of(*keys: str) -> MemoryBlobs:
    """These keys, each with a picture."""
    blobs = MemoryBlobs()
    for key in keys:
        await blobs.put(key, DATA)
    return blobs


async def test_a_picture_s_thumbnail_is_a_webp_that_is_made_once(workshop: Workshop):
    made = Thumbnails(blobs=await blobs_of("job_1/1/0.png"), workshop=workshop)
    first = await made.get("job_1/1/0.png")
    assert first[:4] + first[8:12] == b"RIFFWEBP"
    assert await made.get("job_1/1/0.png") is first


async def test_all_who_wait_for_the_same_get_the_same_one():
    shop = Shop(num_bytes=7)
    made = Thumbnails(blobs=await blobs_of("a/0"), workshop=shop)
    waiting = [asyncio.create_task(made.get("a/0")) for _ in range(9)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0.01)
    shop.go_on.set()
    found = await asyncio.gather(*waiting[1:])
    assert (found, shop.num_made) == ([bytes(7)] * 8, 1)
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]


async def test_few_are_made_at_once_and_no_more_may_wait_than_a_bound():
    most = thumbnails._NUM_AT_ONCE + thumbnails._NUM_WAITING_MAX
    keys = [f"a/{index}" for index in range(most + 1)]
    shop = Shop(num_bytes=1)
    made = Thumbnails(blobs=await blobs_of(*keys), workshop=shop)
    waiting = [asyncio.create_task(made.get(key)) for key in keys[:most]]
    await asyncio.sleep(0.01)
    with pytest.raises(Unavailable) as caught:
        await made.get(keys[most])
    assert caught.value.retry_after_s > 0
    again = asyncio.create_task(made.get(keys[0]))
    shop.go_on.set()
    assert len(await asyncio.gather(*waiting, again)) == most + 1
    assert shop.num_at_once_max == thumbnails._NUM_AT_ONCE
    assert await made.get(keys[most]) == bytes(1)


async def test_what_was_asked_for_longest_ago_is_forgotten_first():
    shop = Shop(num_bytes=10)
    shop.go_on.set()
    blobs = await blobs_of("a/0", "a/1", "a/2", "a/3")
    made = Thumbnails(blobs=blobs, workshop=shop, bytes_max=30)
    for key in ("a/0", "a/1", "a/2", "a/0", "a/3"):
        await made.get(key)
    assert shop.num_made == 4
    await made.get("a/0")
    await made.get("a/2")
    assert shop.num_made == 4
    await made.get("a/1")
    assert shop.num_made == 5, "it gave way"
    assert made._num_bytes == sum(map(len, made._made.values())) == 30


async def test_one_that_is_larger_than_all_that_is_remembered_is_still_shown():
    shop = Shop(num_bytes=31)
    shop.go_on.set()
    made = Thumbnails(blobs=await blobs_of("a/0"), workshop=shop, bytes_max=30)
    assert len(await made.get("a/0")) == 31
    assert (made._num_bytes, len(made._made)) == (0, 0)


async def test_a_deleted_picture_is_not_shown_however_it_is_remembered():
    shop = Shop(num_bytes=10)
    shop.go_on.set()
    blobs = await blobs_of("a/0")
    made = Thumbnails(blobs=blobs, workshop=shop)
    await made.get("a/0")
    await blobs.delete("a/0")
    for _ in range(2):
        with pytest.raises(BlobMissing):
            await made.get("a/0")
    assert (made._num_bytes, len(made._made)) == (0, 0)


async def test_a_failure_is_told_to_all_and_not_remembered(workshop: Workshop):
    blobs = await blobs_of("a/0")
    await blobs.put("a/1", b"no picture")
    with pytest.raises(InputRefused):
        await Thumbnails(blobs=blobs, workshop=workshop).get("a/1")
    shop = Shop(num_bytes=1)
    shop.error = ServerFault("it broke")
    shop.go_on.set()
    made = Thumbnails(blobs=blobs, workshop=shop)
    found = await asyncio.gather(*(made.get("a/0") for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in found] == [ServerFault] * 3
    assert shop.num_made == 1
    shop.error = None
    assert await made.get("a/0") == bytes(1)


async def test_a_picture_that_goes_while_it_is_made_small_is_gone():
    shop = Shop()
    blobs = await blobs_of("a/0")
    shop.error = ServerFault("its file is gone")
    waiting = asyncio.create_task(Thumbnails(blobs=blobs, workshop=shop).get("a/0"))
    await asyncio.sleep(0.01)
    await blobs.delete("a/0")
    shop.go_on.set()
    with pytest.raises(BlobMissing):
        await waiting
