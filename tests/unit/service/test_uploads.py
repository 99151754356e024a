"""Uploads: a picture is kept for its account and its time, and anything else leaves nothing."""

import asyncio
import hashlib

import pytest

from inkstone.blobs.filesystem import FilesystemBlobs
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.errors import InputRefused, NotFound, PayloadTooLarge, StorageFull
from inkstone.service.uploads import QuotaExceeded
from inkstone.store import uploads
from unit.media import ordinary
from unit.service.brought import one_chunk, opened, png, upload

pytestmark = pytest.mark.anyio


async def num_left(desk):
    """How many uploads the account has, and how many blobs there are."""
    held, _ = await desk.store.read(lambda tx: uploads.held(tx, desk.caller.account_id))
    return held, len(await desk.blob_keys())


@pytest.mark.parametrize(
    ("name", "extension", "media_type"),
    [
        ("png", "png", "image/png"),
        ("jpeg-progressive", "jpg", "image/jpeg"),
        ("webp", "webp", "image/webp"),
        ("gif", "gif", "image/gif"),
        ("avif", "avif", "image/avif"),
        ("tiff-lzw", "tiff", "image/tiff"),
        ("bmp", "bmp", "image/bmp"),
    ],
)
async def test_a_picture_is_known_by_its_content_and_kept_as_it_is(
    desk, name, extension, media_type
):
    data = ordinary.example(name)
    taken = await upload(desk, data)
    assert taken.blob_key == f"{taken.id}/picture.{extension}"
    assert (taken.media_type, taken.width_px, taken.height_px) == (media_type, 40, 30)
    assert (taken.size_bytes, taken.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert await desk.blobs.get(taken.blob_key) == data
    assert await num_left(desk) == (1, 1)


async def test_its_size_is_upright(desk):
    turned = ordinary.encoded(ordinary.gradient(), "JPEG", exif=ordinary.exif(6))
    taken = await upload(desk, turned)
    assert (taken.width_px, taken.height_px) == (30, 40)


async def test_it_may_come_in_small_pieces(desk):
    data = png()

    async def dribble():
        for at in range(0, len(data), 7):
            yield data[at : at + 7]

    taken = await desk.doors.uploads.take(desk.caller.account_id, dribble())
    assert await desk.blobs.get(taken.blob_key) == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input_empty"),
        (b"<html><body>hi</body></html>" * 9, "input_not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 9, "input_not_an_image"),
        (png()[:70], "input_broken"),
        (png()[:-30], "input_broken"),
    ],
)
async def test_what_is_no_picture_leaves_nothing(desk, data, code):
    with pytest.raises(InputRefused) as caught:
        await upload(desk, data)
    assert caught.value.code == code
    assert await num_left(desk) == (0, 0)


async def test_too_many_bytes_are_not_read_to_their_end(desk):
    num_read = 0

    async def endless():
        nonlocal num_read
        while True:
            num_read += 1
            yield bytes(100_000)

    with pytest.raises(PayloadTooLarge, match="more than 1,048,576 bytes"):
        await desk.doors.uploads.take(desk.caller.account_id, endless())
    assert num_read == 11
    assert await num_left(desk) == (0, 0)


async def test_a_connection_that_breaks_leaves_nothing(desk):
    async def breaks():
        yield png()[:50]
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        await desk.doors.uploads.take(desk.caller.account_id, breaks())
    assert await num_left(desk) == (0, 0)


async def test_a_call_that_is_cancelled_leaves_nothing(desk):
    reached = asyncio.Event()

    async def stalls():
        yield png()
        reached.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(desk.doors.uploads.take(desk.caller.account_id, stalls()))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await num_left(desk) == (0, 0)


async def test_a_file_on_the_disk_leaves_nothing_either(world, workshop, tmp_path):
    blobs = FilesystemBlobs(tmp_path / "blobs")
    await blobs.open(exclusive=True)
    async with opened(world, workshop, blobs=blobs) as desk:
        taken = await upload(desk, png())
        with pytest.raises(InputRefused):
            await upload(desk, png()[:-30])
        assert await desk.blob_keys() == [taken.blob_key]
        await desk.doors.uploads.delete(taken.id, account_id=taken.account_id)
        assert await desk.blob_keys() == []
        assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []
    await blobs.close()


async def test_a_full_disk_takes_none(world, workshop):
    limits = {"free_bytes_min": 10_000}
    blobs = MemoryBlobs(size_bytes_max=9_999)
    async with opened(world, workshop, blobs=blobs, upload_limits=limits) as desk:
        with pytest.raises(StorageFull):
            await upload(desk, png())


async def test_the_disk_that_fills_up_meanwhile_leaves_nothing(world, workshop):
    data = png()
    blobs = MemoryBlobs(size_bytes_max=len(data) * 3 // 2)
    async with opened(world, workshop, blobs=blobs) as desk:
        with pytest.raises(StorageFull):
            await upload(desk, data)
        assert await num_left(desk) == (0, 0)


async def test_an_account_has_only_so_many(desk):
    kept = [await upload(desk, png()) for _ in range(5)]
    with pytest.raises(QuotaExceeded, match="5 uploads") as caught:
        await upload(desk, png())
    assert caught.value.code == "upload_quota"
    assert await num_left(desk) == (5, 5)
    other = await desk.open_account("other")
    await upload(desk, png(), other)
    await desk.doors.uploads.delete(kept[0].id, account_id=kept[0].account_id)
    await upload(desk, png())


async def test_an_account_has_only_so_many_bytes(world, workshop):
    data = png(200, 200)
    limits = {"account_bytes_max": 2 * len(data) + 10}
    async with opened(world, workshop, upload_limits=limits) as desk:
        await upload(desk, data)
        await upload(desk, data)
        with pytest.raises(QuotaExceeded):
            await upload(desk, data)
        assert await num_left(desk) == (2, 2)


async def test_what_has_expired_no_longer_counts(desk, clock):
    for _ in range(5):
        await upload(desk, png())
    clock.advance(24 * 3600 + 1)
    taken = await upload(desk, png())
    assert (taken.expires_at - taken.created_at).total_seconds() == 24 * 3600


async def test_a_quota_that_is_used_up_refuses_before_a_byte_is_read(desk):
    for _ in range(5):
        await upload(desk, png())

    async def unread():
        raise AssertionError("it was read")
        yield b""

    with pytest.raises(QuotaExceeded):
        await desk.doors.uploads.take(desk.caller.account_id, unread())


async def test_an_upload_is_its_account_s_alone(desk):
    taken = await upload(desk, png())
    other = await desk.open_account("other")
    service = desk.doors.uploads
    assert await service.get(taken.id, account_id=desk.caller.account_id) == taken
    messages = set()
    for upload_id in (taken.id, "upload_nobody"):
        for verb in (service.get, service.delete):
            with pytest.raises(NotFound) as caught:
                await verb(upload_id, account_id=other.account_id)
            assert caught.value.code == "upload_not_found"
            messages.add(caught.value.message.replace(upload_id, "…"))
    assert len(messages) == 1
    assert await num_left(desk) == (1, 1)


@pytest.mark.parametrize("strange", ["", "\0", "x" * 5000, "../../etc/passwd"])
async def test_a_strange_id_is_nobody_s(desk, strange):
    with pytest.raises(NotFound) as caught:
        await desk.doors.uploads.get(strange, account_id=desk.caller.account_id)
    assert len(caught.value.message) < 300


async def test_an_upload_is_over_with_its_time_and_with_its_deletion(desk, clock):
    one, two = await upload(desk, png()), await upload(desk, png())
    account_id, service = desk.caller.account_id, desk.doors.uploads
    await service.delete(one.id, account_id=account_id)
    assert await desk.blob_keys() == [two.blob_key]
    clock.advance(24 * 3600 - 1)
    assert await service.get(two.id, account_id=account_id) == two
    clock.advance(1)
    for gone in (one, two):
        with pytest.raises(NotFound):
            await service.get(gone.id, account_id=account_id)
        with pytest.raises(NotFound):
            await service.delete(gone.id, account_id=account_id)


async def test_two_at_once_cannot_both_be_the_last_that_fits(desk):
    """Both may pass the first look; only one is recorded, and the other leaves nothing."""
    for _ in range(4):
        await upload(desk, png())
    both = await asyncio.gather(*(upload(desk, png()) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(found, QuotaExceeded) for found in both) == 3
    assert await num_left(desk) == (5, 5)


async def test_an_upload_needs_no_name_and_no_type(desk):
    taken = await desk.doors.uploads.take(desk.caller.account_id, one_chunk(png()))
    assert taken.id.startswith("upload_")
