"""Uploads whose address is given out first: it is theirs whatever comes, and comes once."""

import asyncio

import pytest

from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import InputRefused, StorageFull
from inkstone.service.ids import new_id
from inkstone.service.uploads import UploadTaken, promised_key
from inkstone.store import uploads
from unit.media import ordinary
from unit.service.brought import one_chunk, opened, png

pytestmark = pytest.mark.anyio


async def bring(desk, upload_id, data):
    """Bring a picture for a promise."""
    return await desk.doors.uploads.take(
        desk.caller.account_id, one_chunk(data), upload_id=upload_id
    )


@pytest.mark.parametrize("name", ["png", "jpeg-progressive"])
async def test_its_key_is_known_before_its_kind(desk, name):
    upload_id, data = new_id("upload"), ordinary.example(name)
    taken = await bring(desk, upload_id, data)
    assert (taken.id, taken.blob_key) == (upload_id, promised_key(upload_id))
    assert await desk.blobs.get(promised_key(upload_id)) == data
    assert await desk.blob_keys() == [taken.blob_key]


async def test_a_second_picture_is_refused_and_changes_nothing(desk):
    upload_id, first = new_id("upload"), png(30, 30)
    await bring(desk, upload_id, first)

    async def unread():
        raise AssertionError("it was read")
        yield b""

    with pytest.raises(UploadTaken):
        await desk.doors.uploads.take(desk.caller.account_id, unread(), upload_id=upload_id)
    assert await desk.blobs.get(promised_key(upload_id)) == first


async def test_of_two_at_once_one_is_kept_whole(desk):
    upload_id = new_id("upload")
    pictures = [png(20 + n, 20) for n in range(3)]
    found = await asyncio.gather(
        *(bring(desk, upload_id, data) for data in pictures), return_exceptions=True
    )
    (index,) = [n for n, each in enumerate(found) if not isinstance(each, UploadTaken)]
    assert found[index].width_px == 20 + index
    assert await desk.blobs.get(promised_key(upload_id)) == pictures[index]
    assert await desk.blob_keys() == [promised_key(upload_id)]


async def test_what_is_refused_leaves_the_promise_open(desk):
    upload_id = new_id("upload")
    with pytest.raises(InputRefused):
        await bring(desk, upload_id, png()[:-30])
    assert await desk.blob_keys() == []
    assert (await bring(desk, upload_id, png())).id == upload_id


async def test_a_disk_that_fills_up_at_the_last_step_leaves_no_record(world, workshop):
    data, upload_id = png(), new_id("upload")
    blobs = MemoryBlobs(size_bytes_max=len(data) * 3 // 2)
    async with opened(world, workshop, blobs=blobs) as desk:
        with pytest.raises(StorageFull):
            await bring(desk, upload_id, data)
        held = await desk.store.read(lambda tx: uploads.held(tx, desk.caller.account_id))
        assert (held, await desk.blob_keys()) == ((0, 0), [])
