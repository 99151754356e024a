"""What every blob store promises, proved on each one that is registered."""

import asyncio
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.blobs import registry
from inkstone.blobs.base import BlobMissing, segments_of
from inkstone.domain.errors import NotFound


@pytest.fixture(params=sorted(registry.FACTORIES))
def run(request, tmp_path):
    """Open a store, run a coroutine function with it, close it."""

    def run(body):
        async def main():
            store = registry.create(request.param, location=str(tmp_path / "blobs"))
            await store.open(exclusive=True)
            try:
                await body(store)
            finally:
                await store.close()

        asyncio.run(main())

    return run


async def all_keys(store, prefix=""):
    return {key async for key in store.keys(prefix)}


def test_what_was_put_is_got_back(run):
    async def body(store):
        data = bytes(range(256)) * 400
        info = await store.put("job_abc/1/0.png", data)
        assert (info.key, info.size_bytes) == ("job_abc/1/0.png", len(data))
        assert info.sha256 == hashlib.sha256(data).hexdigest()
        assert await store.get("job_abc/1/0.png") == data

    run(body)


def test_no_bytes_at_all_are_a_blob_too(run):
    async def body(store):
        await store.put("empty", b"")
        assert await store.get("empty") == b""

    run(body)


def test_a_blob_that_is_not_there_is_not_found(run):
    async def body(store):
        await store.put("job_a/1/0.png", b"x")
        for key in ("job_b", "job_a", "job_a/1", "job_a/1/1.png", "job_a/1/0.png/0"):
            with pytest.raises(BlobMissing) as caught:
                await store.get(key)
            assert isinstance(caught.value, NotFound)
            assert await store.path(key) is None

    run(body)


def test_putting_again_replaces(run):
    async def body(store):
        await store.put("job_a/0", b"old and longer")
        await store.put("job_a/0", b"new")
        assert await store.get("job_a/0") == b"new"
        assert await all_keys(store) == {"job_a/0"}

    run(body)


def test_deleting_twice_is_as_good_as_once(run):
    async def body(store):
        await store.put("job_a/0", b"x")
        await store.delete("job_a/0")
        await store.delete("job_a/0")
        with pytest.raises(BlobMissing):
            await store.get("job_a/0")
        assert await all_keys(store) == set()

    run(body)


def test_a_key_may_be_the_beginning_of_another(run):
    async def body(store):
        for key in ("a", "a/b", "a/b/c"):
            await store.put(key, key.encode())
        for key in ("a", "a/b", "a/b/c"):
            assert await store.get(key) == key.encode()
        await store.delete("a/b")
        assert await all_keys(store) == {"a", "a/b/c"}

    run(body)


def test_a_prefix_means_whole_segments(run):
    async def body(store):
        keys = {"job_1/1/0.png", "job_1/10/0.png", "job_1/2/0.png", "job_1", "job_12/1/0.png"}
        for key in keys:
            await store.put(key, b"x")
        assert await all_keys(store) == keys
        assert await all_keys(store, "job_1/1/") == {"job_1/1/0.png"}
        assert await all_keys(store, "job_9/") == set()
        assert await store.delete_prefix("job_1/1/") == 1
        assert await store.delete_prefix("job_1/") == 2
        assert await store.delete_prefix("job_1/") == 0
        assert await all_keys(store) == {"job_1", "job_12/1/0.png"}

    run(body)


BAD_KEYS = [
    "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/..", "a\\b", "a b",
    "a\n", "a\0b", "é", "a,b", "a:b", "a%2Fb", "~", "x" * 101, "/".join(["x" * 50] * 5),
]  # fmt: skip


@pytest.mark.parametrize("key", BAD_KEYS)
def test_what_is_not_a_key_is_refused_by_every_method(run, key):
    async def body(store):
        for work in (store.put(key, b"x"), store.get(key), store.delete(key), store.path(key)):
            with pytest.raises(ValueError, match="key"):
                await work
        with pytest.raises(ValueError, match="key"):
            await store.delete_prefix(key + "/")

    run(body)


@pytest.mark.parametrize("prefix", ["", "job_1", "/", "../"])
def test_a_prefix_that_could_mean_too_much_deletes_nothing(run, prefix):
    async def body(store):
        await store.put("job_1/0", b"x")
        with pytest.raises(ValueError, match=r"key|prefix"):
            await store.delete_prefix(prefix)
        assert await all_keys(store) == {"job_1/0"}

    run(body)


def test_a_reader_sees_the_old_bytes_or_the_new_and_nothing_between(run):
    async def body(store):
        versions = [bytes([n]) * 200_000 for n in range(4)]
        await store.put("job_a/0", versions[0])
        puts = [store.put("job_a/0", version) for version in versions]
        gets = [store.get("job_a/0") for _ in range(12)]
        results = await asyncio.gather(*puts, *gets)
        assert all(got in versions for got in results[len(puts) :])

    run(body)


def test_puts_and_deletes_at_once_do_not_get_into_each_others_way(run):
    async def body(store):
        async def one(n):
            await store.put(f"job_a/{n}", b"x")
            await store.delete(f"job_a/{n}")

        await asyncio.gather(*(one(n) for n in range(40)))
        assert await all_keys(store) == set()

    run(body)


def test_the_room_left_and_the_file_are_told_where_there_are_such_things(run):
    async def body(store):
        await store.put("job_a/0", b"bytes")
        free_bytes = await store.free_bytes()
        assert free_bytes is None or free_bytes > 0
        path = await store.path("job_a/0")
        assert path is None or path.read_bytes() == b"bytes"

    run(body)


@given(st.text(alphabet="ab./-_,A9\\ é", max_size=12))
@settings(max_examples=300)
def test_a_key_never_names_a_step_up_or_an_empty_step(key):
    try:
        segments = segments_of(key)
    except ValueError:
        return
    assert "/".join(segments) == key
    assert not {"", ".", ".."} & set(segments)


def test_an_unknown_store_is_refused_by_name():
    with pytest.raises(ValueError, match="filesystem, memory"):
        registry.create("floppy")


async def in_chunks(*chunks, then=None):
    for chunk in chunks:
        yield chunk
    if then is not None:
        raise then


def test_what_is_written_in_chunks_is_one_blob(run):
    async def body(store):
        chunks = [bytes([i]) * 100_000 for i in range(8)]
        info = await store.write("upload_a/0.png", in_chunks(*chunks))
        whole = b"".join(chunks)
        assert (info.key, info.size_bytes) == ("upload_a/0.png", len(whole))
        assert info.sha256 == hashlib.sha256(whole).hexdigest()
        assert await store.get("upload_a/0.png") == whole

    run(body)


def test_a_write_that_breaks_off_leaves_what_was_there(run):
    async def body(store):
        await store.put("upload_a/0.png", b"old")
        with pytest.raises(ZeroDivisionError):
            await store.write(
                "upload_a/0.png", in_chunks(b"new" * 200_000, then=ZeroDivisionError())
            )
        assert await store.get("upload_a/0.png") == b"old"
        assert await store.tidy(older_than_s=-10) == 0

    run(body)


def test_a_write_that_is_cancelled_leaves_nothing(run):
    async def body(store):
        begun = asyncio.Event()

        async def slow():
            yield b"first" * 100_000
            begun.set()
            await asyncio.Event().wait()

        writing = asyncio.create_task(store.write("upload_a/0.png", slow()))
        await begun.wait()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert await all_keys(store) == set()
        assert await store.tidy(older_than_s=-10) == 0

    run(body)


def test_a_copy_outlives_what_it_was_made_of(run):
    async def body(store):
        await store.put("job_a/1/0.png", b"picture")
        await store.put("job_b/inputs/0", b"other")
        await store.copy("job_a/1/0.png", "job_b/inputs/0")
        await store.copy("job_b/inputs/0", "job_b/inputs/0")
        await store.delete_prefix("job_a/")
        assert await store.get("job_b/inputs/0") == b"picture"
        assert await all_keys(store) == {"job_b/inputs/0"}
        assert await store.tidy(older_than_s=-10) == 0
        with pytest.raises(BlobMissing):
            await store.copy("job_a/1/0.png", "job_c/0")

    run(body)
