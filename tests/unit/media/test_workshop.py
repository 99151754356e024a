"""The workshop's processes: they come and go, and a picture that kills one hurts nobody else."""

import asyncio
import os
import signal
import time

import pytest

from inkstone.domain.errors import InputRefused, InvalidRequest, ServerFault, Unavailable
from inkstone.isolate.pool import Pool, WorkerCrashed, WorkerFailed
from inkstone.media import credentials, local_ca, workshop
from inkstone.media.limits import DecodeLimits
from inkstone.media.workshop import Workshop
from unit.media import ordinary, signing
from unit.media.looking import opened

MIB = 2**20


def run(body, **options):
    """Run a test body with a workshop that is open."""
    settings = {"num_processes": 1, "memory_bytes": 256 * MIB, "timeout_s": 60.0, **options}

    async def main():
        shop = Workshop(**settings)
        await shop.open()
        try:
            await body(shop)
        finally:
            await shop.close()

    asyncio.run(main())


def test_a_file_is_read_by_the_process_and_bytes_are_sent(tmp_path):
    file = tmp_path / "upload"
    file.write_bytes(ordinary.example("webp"))

    async def body(shop):
        assert not shop.is_running
        found = await shop.inspect(file)
        assert shop.is_running
        assert found == workshop.Inspected(media_type="image/webp", width_px=40, height_px=30)
        assert await shop.inspect(ordinary.example("webp")) == found
        by_path, by_bytes = [await shop.decode(s) for s in (file, ordinary.example("webp"))]
        assert by_path == by_bytes
        assert opened(by_path.png).size == (by_path.width_px, by_path.height_px) == (40, 30)
        assert by_path.notes == ()
        small = await shop.decode(file, area_px_max=300)
        assert (small.width_px, small.height_px, small.notes) == (20, 15, ("shrunk",))
        mask = await shop.decode_mask(file, width_px=7, height_px=9)
        assert opened(mask).size == (7, 9)
        jpeg = await shop.encode(
            by_path.png,
            output_format="jpeg",
            quality=80,
            width_px=33,
            height_px=44,
            documents={"inkstone:parameters": "{}"},
        )
        assert opened(jpeg).size == (33, 44)

    run(body)


def test_refusals_come_back_as_they_are(tmp_path):
    file = tmp_path / "page.png"
    file.write_bytes(b"<html><body>hi")

    async def body(shop):
        with pytest.raises(InputRefused, match="an HTML page") as caught:
            await shop.decode(file)
        assert caught.value.code == "input_not_an_image"
        file.write_bytes(bytes(5000))
        for source in (file, bytes(5000)):
            with pytest.raises(InputRefused, match="5,000 bytes") as caught:
                await shop.inspect(source)
            assert caught.value.code == "input_too_large"
        file.write_bytes(b"")
        for source in (file, b""):
            with pytest.raises(InputRefused) as caught:
                await shop.decode_mask(source, width_px=1, height_px=1)
            assert caught.value.code == "input_empty"

    run(body, limits=DecodeLimits(bytes_max=4000))


def test_a_file_that_is_gone_is_not_the_callers_fault(tmp_path):
    async def body(shop):
        with pytest.raises(WorkerFailed, match="FileNotFoundError"):
            await shop.inspect(tmp_path / "gone")

    run(body)


@pytest.mark.slow
def test_a_picture_that_needs_too_much_memory_is_refused():
    async def body(shop):
        image = ordinary.gradient(4, 4).convert("P").resize((7000, 7000))
        with pytest.raises(InputRefused, match="within 96 MiB") as caught:
            await shop.decode(ordinary.encoded(image, "PNG", compress_level=1))
        assert caught.value.code == "input_too_many_pixels"
        await shop.inspect(ordinary.example("png"))

    run(body, memory_bytes=96 * MIB)


@pytest.mark.slow
def test_a_picture_that_takes_too_long_is_refused():
    async def body(shop):
        image = ordinary.gradient(4, 4).resize((7000, 7000))
        await shop.inspect(ordinary.example("png"))
        with pytest.raises(InputRefused, match=r"within 0\.5 s") as caught:
            await shop.decode(ordinary.encoded(image, "PNG", compress_level=1))
        assert caught.value.code == "input_too_many_pixels"

    run(body, timeout_s=0.5, memory_bytes=1024 * MIB)


async def processes_of(shop):
    """The processes that work on something now, looked up until there is one."""
    while (
        not shop._processes.pool
        or not shop._processes.pool._busy
        or not all(w.pid for w in shop._processes.pool._busy)
    ):
        await asyncio.sleep(0.001)
    return {worker.pid for worker in shop._processes.pool._busy}


def slow_picture():
    """One that takes a second or so."""
    image = ordinary.gradient(4, 4).resize((5000, 5000))
    return ordinary.encoded(image, "PNG", compress_level=1)


@pytest.mark.slow
def test_a_crash_hurts_its_own_call_alone():
    async def body(shop):
        picture = slow_picture()
        both: list[asyncio.Task] = []
        while len(
            busy := shop._processes.pool._busy if shop._processes.pool else ()
        ) < 2 or not all(worker.pid for worker in busy):
            # The second process may come only when the first call is over: then once more.
            if all(call.done() for call in both):
                both = [asyncio.create_task(shop.decode(picture)) for _ in range(2)]
            await asyncio.sleep(0.001)
        calls = both
        os.kill(next(iter(busy)).pid, signal.SIGSEGV)
        ended = await asyncio.gather(*calls, return_exceptions=True)
        (caught,) = [each for each in ended if isinstance(each, InputRefused)]
        assert (caught.code, "did not survive" in caught.message) == ("input_broken", True)
        (whole,) = [each for each in ended if each is not caught]
        assert whole.source_width_px == 5000
        await shop.inspect(ordinary.example("png"))

    run(body, num_processes=2, memory_bytes=512 * MIB)


@pytest.mark.slow
def test_processes_that_cannot_start_are_not_the_callers_fault():
    async def body(shop):
        for source in (ordinary.example("png"), ordinary.example("gif")):
            with pytest.raises(ServerFault) as caught:
                await shop.decode(source)
            assert not isinstance(caught.value, InvalidRequest)

    run(body, memory_bytes=4 * MIB)


def test_a_crash_when_no_other_process_starts_stays_what_it_is(monkeypatch):
    async def body(shop):
        await shop.inspect(ordinary.example("png"))

        # No file does this to a process of ours, so the pool itself has to say it.
        async def crash(self, args, blobs=()):
            raise WorkerCrashed("Workers cannot start.")

        monkeypatch.setattr(Pool, "call", crash)
        with pytest.raises(WorkerCrashed):
            await shop.inspect(ordinary.example("png"))

    run(body)


def test_a_workshop_that_is_closed_takes_nothing():
    async def body(shop):
        await shop.inspect(ordinary.example("png"))
        await shop.close()
        assert not shop.is_running
        with pytest.raises(Unavailable):
            await shop.inspect(ordinary.example("png"))
        await shop.open()
        await shop.inspect(ordinary.example("png"))

    run(body)


@pytest.mark.slow
def test_closing_ends_calls_under_way_without_blaming_the_picture():
    async def body(shop):
        call = asyncio.create_task(shop.decode(slow_picture()))
        await processes_of(shop)
        await shop.close()
        with pytest.raises((ServerFault, Unavailable)):
            await call

    run(body, memory_bytes=512 * MIB)


def test_the_processes_end_when_nothing_is_asked_and_start_again():
    async def body(shop):
        await shop.inspect(ordinary.example("png"))
        (worker,) = shop._processes.pool._idle
        deadline_s = time.monotonic() + 60
        while shop.is_running and time.monotonic() < deadline_s:
            await asyncio.sleep(0.01)
        assert not shop.is_running
        await asyncio.wait_for(asyncio.shield(worker.gone), 60)
        with pytest.raises(ProcessLookupError):
            os.kill(worker.pid, 0)
        await shop.inspect(ordinary.example("png"))

    run(body, idle_s=0.05)


@pytest.mark.slow
def test_a_call_longer_than_the_idle_time_is_not_cut_off():
    async def body(shop):
        assert (await shop.decode(slow_picture())).source_width_px == 5000

    run(body, idle_s=0.01, memory_bytes=512 * MIB)


def test_an_input_keeps_its_credentials_where_they_can_be_kept(tmp_path, monkeypatch):
    identity = local_ca.ensure_local(tmp_path / "credentials", organization="")
    parent = credentials.sign(
        signing.picture("jpeg"),
        media_type="image/jpeg",
        claim=signing.claim(),
        ingredients=(),
        identity=identity,
        timestamp_url="",
    )
    file = tmp_path / "input"
    file.write_bytes(parent.data)

    def ingredients(*archives):
        made = credentials.sign(
            signing.picture("png"),
            media_type="image/png",
            claim=signing.claim(is_edit=True),
            ingredients=archives,
            identity=identity,
            timestamp_url="",
        )
        told = credentials.read(made.data, media_type="image/png", anchors="")
        return [(each["title"], each["manifest_id"]) for each in told["ingredients"]]

    async def body(shop):
        jpeg = {"media_type": "image/jpeg", "anchors": signing.anchors(identity)}
        first = await shop.ingredient(file, title="one", index=0, **jpeg)
        second = await shop.ingredient(bytes(900), title="two", index=1, **jpeg)
        assert ingredients(first, second) == [("one", parent.manifest_id), ("two", None)]
        with pytest.raises(InputRefused):
            await shop.ingredient(b"", title="empty", index=0, **jpeg)

        real = Pool.call

        # No manifest is known that ends its reader, so the pool itself has to say that one did.
        async def crash(self, args, blobs=()):
            if args["do"] == "ingredient":
                raise WorkerCrashed("It died of its manifest.")
            return await real(self, args, blobs)

        monkeypatch.setattr(Pool, "call", crash)
        assert ingredients(await shop.ingredient(file, title="three", index=0, **jpeg)) == [
            ("three", None)
        ]

    run(body)
