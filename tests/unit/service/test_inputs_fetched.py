"""Inputs from elsewhere: fetched once, and what goes wrong on the way named and never charged."""

import anyio
import pytest

from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.money import Amount
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.references import input_key
from unit.net.raw_servers import Names, RawServer, picture, serving
from unit.service.brought import Watching, brought, handed_back, made, opened, png

pytestmark = pytest.mark.anyio
PNG_HEADER = b"Content-Type: image/png"


@pytest.fixture
async def online(world, workshop):
    """Parts that reach good.test, where the test's own server is."""
    more = {"engine": Watching(), "resolve": Names(), "allow": ["good.test"]}
    async with opened(world, workshop, **more) as desk:
        yield desk


def at(server: RawServer, path: str = "cat.png") -> str:
    return f"http://good.test:{server.port}/{path}"


async def test_a_picture_is_fetched_once_and_a_retry_sees_the_same(online):
    async with serving(picture(png(), PNG_HEADER)) as server:
        job = await online.submit(**brought(at(server)))
        first = Attempt(await online.claim_one())
        async with online.doors.inputs.gathered(first.job) as gathered:
            before = gathered.pictures
        assert server.num_connections == 1
        assert await online.blob_keys() == [input_key(job.id, 0)]
        server.answer = picture(png(8, 8), PNG_HEADER)
        again = await handed_back(online, first.job)
        await online.executor.execute(again)
        assert server.num_connections == 1
    assert (await online.job(job)).status == "succeeded"
    assert online.engine.runs[-1].inputs == before


async def test_a_retry_fetches_only_what_the_first_attempt_did_not_get(online):
    async with serving(picture(png(), PNG_HEADER)) as good, serving(b"") as bad:
        job = await online.submit(**brought(at(good), at(bad)))
        first = await online.claim_one()
        with pytest.raises(Exception, match="image"):
            async with online.doors.inputs.gathered(first):
                pass
        assert await online.blob_keys() == [input_key(job.id, 0)]
        bad.answer = picture(png(9, 9), PNG_HEADER)
        await online.executor.execute(await handed_back(online, first))
        assert good.num_connections == 1
    assert (await online.job(job)).status == "succeeded"


async def test_every_address_that_fails_is_named_and_the_worst_may_pass(online):
    async with serving(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n") as missing:
        job = await made(online, at(missing), "http://127.0.0.1:1/x.png", at(missing, "b"))
    assert (job.status, job.charged) == ("failed", Amount(0))
    assert job.error.is_callers
    assert [f"image[{n}]" in job.error.message for n in range(3)] == [True, True, True]
    assert job.error.code == "url_unreachable"
    assert await online.balance() == (1000, 0)
    assert await online.blob_keys(f"{job.id}/1/") == []


async def test_a_server_that_closes_at_once_may_be_tried_again(online):
    async with serving(b"") as server:
        job = await made(online, at(server))
    assert (job.error.code, job.error.retryable, job.error.is_callers) == (
        "url_unreachable",
        True,
        True,
    )


async def test_an_address_that_is_refused_is_not_worth_another_try(online):
    job = await made(online, "http://evil.test/cat.png")
    assert job.error.code == "url_unreachable"  # it has no address at all
    online.doors.fetcher._given_resolve.known["evil.test"] = ("10.0.0.1",)
    job = await made(online, "http://evil.test/cat.png")
    assert (job.error.code, job.error.retryable) == ("url_refused", False)
    assert "10.0.0.1" not in job.error.message


async def test_a_server_s_word_for_what_it_sends_is_not_believed(online):
    page = picture(b"<html>" + b"x" * 100, PNG_HEADER)
    async with serving(page) as server:
        job = await made(online, at(server))
    assert (job.status, job.error.code) == ("failed", "input_not_an_image")


async def test_a_job_that_is_told_to_stop_while_it_fetches_ends_at_once(online):
    reached = anyio.Event()

    async def stall(reader, writer):
        reached.set()
        await reader.read()

    async with serving(stall) as server:
        job = await online.submit(**brought(at(server)))
        attempt = Attempt(await online.claim_one())
        assert attempt.is_fetching
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(online.executor.execute, attempt)
            with anyio.fail_after(60):
                await reached.wait()
                attempt.stop(StopReason.CANCELED)
    ended = await online.job(job)
    assert (ended.status, ended.charged) == ("canceled", Amount(0))
    assert await online.balance() == (1000, 0)


async def test_a_disk_that_is_full_is_not_the_caller_s_fault(world, workshop):
    blobs = MemoryBlobs(size_bytes_max=10_000)
    more = {"resolve": Names(), "allow": ["good.test"], "blobs": blobs}
    async with opened(world, workshop, **more) as desk:
        async with serving(picture(bytes(20_000), PNG_HEADER)) as server:
            job = await made(desk, at(server))
        assert (job.status, job.error.code) == ("failed", "storage_full")
        assert (job.error.retryable, job.error.is_callers) == (True, False)
        assert await desk.balance() == (1000, 0)
        assert await desk.blob_keys() == []


async def test_a_fetcher_that_has_closed_is_not_the_caller_s_fault(online):
    job = await online.submit(**brought("http://good.test/cat.png"))
    await online.doors.fetcher.close()
    await online.executor.execute(Attempt(await online.claim_one()))
    ended = await online.job(job)
    assert (ended.error.retryable, ended.error.is_callers) == (True, False)
    assert await online.balance() == (1000, 0)
