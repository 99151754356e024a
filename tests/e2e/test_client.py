"""The Python client and its twin against a real server."""

import asyncio
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import inkstone
from e2e.careless import CarelessProxy
from e2e.edits import RED, flat, saved
from e2e.inside import rows
from e2e.pictures import drawing, pixels_of, png_size
from e2e.server import Server
from inkstone.client import (
    AuthenticationError,
    BadRequest,
    Client,
    Gone,
    IdempotencyMismatch,
    InsufficientFunds,
    JobFailed,
    NotFound,
    TimedOut,
)

SMALL = "256x320"
SLOW = "[steps=400 step_ms=20]"


@pytest.fixture
def key(server: Server, request: pytest.FixtureRequest) -> str:
    """The key of an account of the test's own, with 100 USD."""
    return server.new_key(f"of {request.node.name}"[:100])


@pytest.fixture
def ink(server: Server, key: str) -> Iterator[Client]:
    """A client of that account."""
    with inkstone.Client(key, server.url) as client:
        yield client


def test_a_picture_is_made_read_and_saved(ink: Client, tmp_path: Path) -> None:
    job = ink.generate("a red apple", size=SMALL, seed=7, n=3, metadata={"order": "12"})

    assert (job.status, job.progress, job.error) == ("succeeded", 1.0, None)
    assert job.engine is not None
    assert job.engine.startswith("echo")
    assert dict(job.metadata) == {"order": "12"}
    assert [image.seed for image in job.images] == [7, 8, 9]
    for image in job.images:
        data = image.read()
        assert png_size(data) == (image.width, image.height) == (256, 320)
        assert hashlib.sha256(data).hexdigest() == image.sha256
        assert image.save(tmp_path / f"{image.index}.png").read_bytes() == data
        assert len(data) == image.bytes
    assert len({image.sha256 for image in job.images}) == 3


def test_an_estimate_is_what_is_charged(ink: Client) -> None:
    estimate = ink.estimate("a red apple", size=SMALL, n=2, model="qwen-image-2.0-pro")
    before = ink.balance()
    job = ink.generate("a red apple", size=SMALL, n=2, model="qwen-image-2.0-pro")
    after = ink.balance()

    assert estimate.images == 2
    assert estimate.amount_micros == 2 * estimate.per_image_micros > 0
    assert job.price is not None
    assert job.price.charged_micros == job.price.quoted_micros == estimate.amount_micros
    assert before.balance_micros - after.balance_micros == estimate.amount_micros
    assert after.held_micros == 0


def test_an_edit_starts_from_a_file_bytes_a_result_or_an_upload(
    ink: Client, tmp_path: Path
) -> None:
    data = saved(flat(RED, (300, 300)))
    file = tmp_path / "in.png"
    file.write_bytes(data)
    made = ink.generate("a red apple", size=SMALL)
    upload = ink.upload(file)
    pictures = []
    for given in (file, str(file), data, io.BytesIO(data), upload, upload.id, upload.url):
        job = ink.edit("make it blue", given, seed=1, size=SMALL)
        pictures.append(drawing(job.images[0].read()))
    # The echo engine prints a digest of what it got: the same picture, however it came.
    assert all(picture == pictures[0] for picture in pictures)
    of_result = ink.edit("make it blue", [made.images[0]], seed=1, size=SMALL)
    masked = ink.edit("make it blue", file, mask=data, seed=1, size=SMALL)
    others = [pixels_of(job.images[0].read()) for job in (of_result, masked)]
    assert len({pictures[0][0], *others}) == 3
    assert (upload.width, upload.height, upload.bytes) == (300, 300, len(data))


def test_events_tell_a_job_to_its_end(ink: Client) -> None:
    job = ink.submit("[steps=8 step_ms=150]", size=SMALL, n=2)
    assert job.status in {"queued", "running"}
    events = list(ink.events(job))

    assert events[-1].kind == "done"
    found = {event.kind for event in events}
    assert {"status", "progress", "done"} <= found
    assert any(event.preview for event in events if event.kind == "preview")
    assert ink.get(job).status == "succeeded"
    assert [event.kind for event in ink.events(job.id)][-1] == "done"


def test_a_job_is_cancelled_and_nothing_is_paid_for_what_was_not_made(ink: Client) -> None:
    job = ink.submit(SLOW, size=SMALL)
    ink.cancel(job)
    ended = ink.wait(job, timeout_s=60)

    assert ended.status == "canceled"
    assert ink.balance().balance_micros == 100_000_000
    with pytest.raises(JobFailed) as caught:
        ink.generate("[fail_after=0]", size=SMALL)
    assert caught.value.job.status == "failed"
    assert ink.balance().held_micros == 0


def test_a_wait_that_is_over_leaves_the_job(ink: Client) -> None:
    with pytest.raises(TimedOut) as caught:
        ink.generate(SLOW, size=SMALL, timeout_s=1)
    job = caught.value.job
    assert job is not None
    assert ink.get(job).status in {"queued", "running"}
    ink.cancel(job)


def test_jobs_are_listed_page_by_page_and_deleted(ink: Client) -> None:
    jobs = [ink.generate("a", size=SMALL, seed=seed) for seed in range(5)]
    listed = list(ink.list(page_size=2))
    assert [job.id for job in listed] == [job.id for job in reversed(jobs)]
    assert [job.id for job in ink.list(status="failed")] == []

    image = jobs[0].images[0]
    ink.delete(jobs[0])
    assert not ink.get(jobs[0]).images
    with pytest.raises(Gone):
        image.read()


def test_one_idempotency_key_is_one_job(ink: Client) -> None:
    jobs = {ink.generate("a", size=SMALL, idempotency_key="order-1").id for _ in range(2)}
    assert len(jobs) == 1
    with pytest.raises(IdempotencyMismatch):
        ink.submit("b", size=SMALL, idempotency_key="order-1")


@pytest.mark.parametrize("num_lost", [1, 2])
def test_a_lost_answer_makes_no_second_job(server: Server, key: str, num_lost: int) -> None:
    proxy = CarelessProxy(server.url, num_lost=num_lost)
    try:
        with Client(key, proxy.url) as client:
            job = client.generate("a red apple", size=SMALL)
            assert job.status == "succeeded"
            assert proxy.num_submits == 1 + num_lost
            assert [each.id for each in client.list()] == [job.id]
            assert client.balance().balance_micros == 100_000_000 - 30_000
    finally:
        proxy.close()
    sql = f"SELECT kind FROM ledger_entries WHERE job_id = '{job.id}'"
    assert sorted(rows(server.data_dir, sql)) == [("capture",), ("hold",)]


def test_a_refusal_is_told_with_all_its_faults(ink: Client) -> None:
    with pytest.raises(BadRequest) as caught:
        ink.submit("", size="9x9", n=99)
    error = caught.value
    assert {fault.param for fault in error.faults} >= {"prompt", "size", "n"}
    assert error.request_id
    assert (error.status, ink.balance().balance_micros) == (400, 100_000_000)


def test_what_is_not_there_or_not_allowed_is_told(server: Server, ink: Client) -> None:
    with pytest.raises(NotFound):
        ink.get("job_00000000000000000000000000")
    with pytest.raises(NotFound):
        list(ink.events("job_00000000000000000000000000"))
    with pytest.raises(NotFound):
        ink.model("no-such-model")
    with pytest.raises(BadRequest):
        ink.upload(b"Buy ink.")
    with Client("ink_sk_wrong", server.url) as stranger, pytest.raises(AuthenticationError):
        stranger.balance()
    poor = server.new_key("poor", grant="0.01")
    with Client(poor, server.url) as client, pytest.raises(InsufficientFunds):
        client.submit("a", size=SMALL)


def test_an_upload_can_be_removed(ink: Client) -> None:
    upload = ink.upload(saved(flat(RED)))
    ink.delete_upload(upload)
    with pytest.raises((BadRequest, NotFound)):
        ink.edit("make it blue", upload)


def test_the_catalogue_and_the_usage_can_be_read(ink: Client) -> None:
    job = ink.generate("a", size=SMALL, n=2)
    names = {model.name for model in ink.models()}
    assert {"qwen-image-2.0", "qwen-image-2.0-pro"} <= names
    pro = ink.model("qwen-image-2.0-pro")
    assert (pro.name, pro.tier) == ("qwen-image-2.0-pro", "pro")
    assert pro.per_image_micros == 70_000
    assert pro.raw["limits"]["num_images_max"] == 6

    usage = ink.usage(group="model", since="2026-01-01", until="2100-01-01T00:00:00Z")
    assert [(row.group, row.jobs, row.images) for row in usage.rows] == [(job.model, 1, 2)]
    assert usage.total.charged_micros == 60_000


def test_the_twin_does_the_same(server: Server, key: str, tmp_path: Path) -> None:
    async def use() -> Any:
        async with inkstone.AsyncClient(key, server.url) as client:
            jobs = await asyncio.gather(
                *(client.generate("a red apple", size=SMALL, seed=seed) for seed in range(3))
            )
            await jobs[0].images[0].save(tmp_path / "a.png")
            edited = await client.edit("make it blue", tmp_path / "a.png", size=SMALL)
            kinds = [event.kind async for event in client.events(edited)]
            listed = [job.id async for job in client.list()]
            return jobs, edited, kinds, listed, await client.balance()

    jobs, edited, kinds, listed, balance = asyncio.run(use())
    assert {job.id for job in jobs} | {edited.id} == set(listed)
    assert kinds[-1] == "done"
    assert hashlib.sha256((tmp_path / "a.png").read_bytes()).hexdigest() == (
        jobs[0].images[0].sha256
    )
    assert balance.balance_micros == 100_000_000 - 4 * 30_000
