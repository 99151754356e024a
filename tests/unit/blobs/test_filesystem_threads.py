"""Blobs as files: what needs no thread, and what work under way means for its caller."""

import asyncio
import os
import threading

import pytest

from inkstone.blobs.base import BlobMissing
from inkstone.blobs.filesystem import FilesystemBlobs


def run(root, body):
    async def main():
        store = FilesystemBlobs(root)
        await store.open()
        try:
            return await body(store)
        finally:
            await store.close()

    return asyncio.run(main())


async def put_one(store):
    await store.put("job_abc/1/0.png", b"bytes")


def test_the_room_left_is_looked_up_once_a_second(tmp_path, monkeypatch):
    looks, real = [], os.statvfs
    monkeypatch.setattr(os, "statvfs", lambda path: looks.append(path) or real(path))

    async def body(store):
        rooms = {await store.free_bytes() for _ in range(5)}
        assert len(rooms) == len(looks) == 1
        # A second is too long for a test.
        store._looked_s -= 1.0
        await store.free_bytes()
        assert len(looks) == 2

    run(tmp_path, body)


@pytest.mark.parametrize("size_bytes", [0, 1, 5000, 1024 * 1024, 1024 * 1024 + 1])
def test_what_was_written_lately_is_read_as_what_was_written_before(tmp_path, size_bytes):
    data = os.urandom(size_bytes)

    async def body(store):
        await store.put("job_abc/1/0.png", data)
        assert await store.get("job_abc/1/0.png") == data
        with pytest.raises(BlobMissing):
            await store.get("job_abc/1/1.png")

    run(tmp_path, body)

    async def later(store):
        assert await store.get("job_abc/1/0.png") == data

    run(tmp_path, later)


def test_a_file_that_is_not_in_memory_is_read_all_the_same(tmp_path, monkeypatch):
    def refuse(*_):
        raise BlockingIOError

    # What the system holds in memory is not a test's to say.
    monkeypatch.setattr(os, "preadv", refuse)

    async def body(store):
        await put_one(store)
        assert await store.get("job_abc/1/0.png") == b"bytes"

    run(tmp_path, body)


def test_a_put_that_is_cancelled_is_over_when_its_caller_goes_on(tmp_path, monkeypatch):
    begun, may_end, real = threading.Event(), threading.Event(), os.fsync

    def slow(fd):
        begun.set()
        may_end.wait(60)
        real(fd)

    async def body(store):
        # A disk that takes its time.
        monkeypatch.setattr(os, "fsync", slow)
        task = asyncio.create_task(put_one(store))
        await asyncio.to_thread(begun.wait, 60)
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
            assert not task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await store.get("job_abc/1/0.png") == b"bytes"

    run(tmp_path, body)
