"""Streams: previews, the picture, failures halfway, heartbeats, and clients that hang up."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from inkstone.dialects.openai.decode import decode
from inkstone.dialects.openai.stream import frames
from inkstone.domain.job import Job
from inkstone.service.events import DoneEvent, JobEvent, PreviewEvent, ProgressEvent
from inkstone.service.submission import Submission
from unit.dialects.openai.pictures import (
    GENERATIONS,
    KITE,
    SLOW,
    edit,
    num_uploads,
    opened,
    png,
    spent_micros,
)
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio

DRAWN = {**KITE, "prompt": "A kite [steps=6 step_ms=60]"}


def read(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The frames of a stream: what each says that it is, and its JSON."""
    found = []
    for frame in text.removesuffix("\n\n").split("\n\n"):
        if not frame.startswith(":"):
            event, data = frame.split("\n")
            found.append((event.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


async def streamed(platform: Platform, **fields: Any) -> list[tuple[str, dict[str, Any]]]:
    """A request's stream, read to its end."""
    answer = await platform.post(GENERATIONS, stream=True, **fields)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return read(answer.text)


async def submitted(platform: Platform, **fields: Any) -> Job:
    """A streaming request's job, without its stream."""
    services = platform.services
    decoded = decode(
        {**KITE, **fields},
        catalogue=services.catalogue,
        capabilities=services.capabilities,
        references=services.references,
    )
    key = platform.headers["Authorization"].removeprefix("Bearer ")
    made = await services.submitter.submit(
        Submission(
            caller=await services.keys.authenticate(key),
            dialect="openai",
            request=decoded.request,
            wire=decoded.to_wire(),
            fingerprint="f",
        )
    )
    return made.job


async def test_a_stream_ends_with_the_picture(platform: Platform) -> None:
    (only,) = await streamed(platform, **KITE, seed=7)
    name, data = only
    assert name == data["type"] == "image_generation.completed"
    assert list(data) == [
        "type",
        "b64_json",
        "background",
        "created_at",
        "output_format",
        "quality",
        "size",
        "usage",
    ]
    assert opened(data["b64_json"]).size == (512, 512)
    plain = await platform.post(GENERATIONS, **KITE, seed=7)
    assert plain.json()["data"][0]["b64_json"] == data["b64_json"]
    assert await spent_micros(platform) == 60_000


async def test_previews_come_before_and_are_numbered(platform: Platform) -> None:
    found = await streamed(platform, **DRAWN, partial_images=2)
    names = [name.removeprefix("image_generation.") for name, _ in found]
    assert names[-1] == "completed"
    assert names.count("partial_image") == len(found) - 1 <= 2
    previews = [data for _, data in found[:-1]]
    assert [data["partial_image_index"] for data in previews] == list(range(len(previews)))
    for data in previews:
        assert data["output_format"] == "png"
        assert opened(data["b64_json"]).width > 0


async def test_no_previews_unless_asked_for(platform: Platform) -> None:
    assert len(await streamed(platform, **DRAWN)) == 1


async def test_an_edit_streams_by_its_own_names(platform: Platform) -> None:
    answer = await edit(platform, ("image", ("a.png", png())), stream="true", partial_images="1")
    found = read(answer.text)
    assert found[-1][0] == "image_edit.completed"
    assert {name for name, _ in found[:-1]} <= {"image_edit.partial_image"}
    assert await num_uploads(platform) == 0


async def test_a_refusal_before_the_stream_is_plain_json(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **KITE, stream=True, n=2)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "n"


async def test_a_failure_halfway_is_a_frame(platform: Platform) -> None:
    (only,) = await streamed(platform, **{**KITE, "prompt": "[fail_after=0]"})
    assert only[0] == "error"
    assert only[1]["error"]["code"] == "engine_failure"
    assert set(only[1]["error"]) == {"message", "type", "param", "code"}
    assert await spent_micros(platform) == 0


async def test_a_stream_that_is_too_long_ends_its_job(tmp_path: Path) -> None:
    limits = with_limits(sync_wait_s=0.3)
    async with run(tmp_path, dialect="openai", limits=limits) as platform:
        (only,) = await streamed(platform, **SLOW)
        assert (only[0], only[1]["error"]["code"]) == ("error", "generation_timeout")
        (job,) = await platform.services.queries.newest(account_id=platform.account_id, limit=5)
        await platform.ended(job.id)
        assert await spent_micros(platform) == 0


async def test_a_client_that_hangs_up_leaves_a_job_that_its_retry_finds(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="openai", works=False) as platform:
        job = await submitted(platform)
        made = frames(platform.services, job, num_previews_max=0)

        async def listen() -> None:
            async for _ in made:
                pass

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.05)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await made.aclose()
        assert (await submitted(platform)).id == job.id
        assert (await submitted(platform)).id != job.id


async def test_a_stream_that_the_server_stops_says_that_the_job_goes_on(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="openai", works=False) as platform:
        job = await submitted(platform)
        made = frames(platform.services, job, num_previews_max=0)
        first = asyncio.create_task(anext(made))
        await asyncio.sleep(0.05)
        platform.services.watcher.close()
        ((name, data),) = read((await first).decode())
        assert (name, data["error"]["code"]) == ("error", "model_unavailable")
        await made.aclose()
        assert (await submitted(platform)).id == job.id


class _Told:
    """Events as a test tells them."""

    def __init__(self, *told: JobEvent) -> None:
        self._told = told

    async def follow(
        self, job: Job, *, after: int = 0, timeout_s: float, is_callers: bool = False
    ) -> AsyncIterator[JobEvent]:
        for event in self._told:
            yield event


def seen(progress: float, *, name: str) -> tuple[ProgressEvent, PreviewEvent]:
    """An engine's step and its preview."""
    return (
        ProgressEvent(image_index=0, step=1, steps=10, progress=progress),
        PreviewEvent(image_index=0, data=name.encode(), media_type="image/webp"),
    )


@pytest.mark.parametrize(
    ("num_max", "expected"),
    [(0, []), (1, ["50"]), (2, ["40", "70"]), (3, ["30", "50", "80"])],
)
async def test_few_of_many_previews_are_spread_over_the_work(
    platform: Platform, num_max: int, expected: list[str]
) -> None:
    job = await submitted(platform)
    await platform.ended(job.id)
    ended = await platform.services.queries.job(job.id, account_id=platform.account_id)
    steps = [event for tenth in range(1, 10) for event in seen(tenth / 10, name=f"{tenth}0")]
    told: Any = _Told(*steps, DoneEvent(seq=3, job=ended))
    services = replace(platform.services, events=told)
    text = b"".join([f async for f in frames(services, job, num_previews_max=num_max)]).decode()
    previews = [data for name, data in read(text) if name.endswith("partial_image")]
    assert [base64.b64decode(data["b64_json"]).decode() for data in previews] == expected
    assert {data["output_format"] for data in previews} <= {"webp"}


async def test_a_preview_that_came_early_is_sent_at_the_end_if_it_is_the_only_one(
    platform: Platform,
) -> None:
    job = await submitted(platform)
    await platform.ended(job.id)
    ended = await platform.services.queries.job(job.id, account_id=platform.account_id)
    told: Any = _Told(*seen(0.1, name="early"), DoneEvent(seq=3, job=ended))
    services = replace(platform.services, events=told)
    text = b"".join([f async for f in frames(services, job, num_previews_max=1)]).decode()
    assert [name for name, _ in read(text)] == [
        "image_generation.partial_image",
        "image_generation.completed",
    ]


def test_the_reader_of_these_tests_skips_comments() -> None:
    assert read(': still at work\n\nevent: a\ndata: {"b":1}\n\n') == [("a", {"b": 1})]


async def test_a_stream_is_not_to_be_kept_by_proxies(platform: Platform) -> None:
    answer: httpx.Response = await platform.post(GENERATIONS, **KITE, stream=True)
    assert "no-cache" in answer.headers["cache-control"]
    assert answer.headers["inkstone-job"].startswith("job_")
