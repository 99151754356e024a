"""A job's events over HTTP: what each kind says, and how a reader resumes."""

import base64
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image

from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
DRAWN = "[steps=4 step_ms=60]"


@dataclass(frozen=True)
class Told:
    """An event as a client reads it."""

    id: str | None
    kind: str
    data: Any


def read(text: str) -> list[Told]:
    """The events of a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")
        )
        if fields:
            found.append(Told(fields.get("id"), fields["event"], json.loads(fields["data"])))
    return found


async def events(native: Platform, job_id: str, **headers: str) -> list[Told]:
    answer = await native.client.get(
        f"/jobs/{job_id}/events", headers={**native.headers, **headers}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["inkstone-job"] == job_id
    return read(answer.text)


async def submit(native: Platform, prompt: str = DRAWN, **fields: Any) -> str:
    answer = await native.post("/jobs", prompt=prompt, **fields)
    return str(answer.json()["id"])


async def test_a_stream_tells_a_job_from_where_it_stands_to_its_end(native: Platform) -> None:
    job_id = await submit(native, n=2, steps=4)
    told = await events(native, job_id)
    kinds = [each.kind for each in told]
    assert kinds[0] == "warning"
    assert told[0].data["code"] == "steps_unavailable"
    assert kinds[-2:] == ["status", "done"]
    assert kinds.count("done") == 1
    statuses = [each.data for each in told if each.kind == "status"]
    assert statuses[-1] == {"job": job_id, "status": "succeeded"}
    assert {each.data["status"] for each in told if each.kind == "status"} >= {"running"}
    progress = [each.data for each in told if each.kind == "progress"]
    assert progress[-1] == {"image": 1, "step": 4, "steps": 4, "progress": 1.0, "eta_s": None}
    done = told[-1].data
    assert done == (await native.get(f"/jobs/{job_id}")).json()
    assert len(done["images"]) == 2


async def test_previews_are_small_pictures_in_base64(native: Platform) -> None:
    told = await events(native, await submit(native, "[steps=4 step_ms=150]", n=2))
    previews = [each.data for each in told if each.kind == "preview"]
    assert sorted(preview["image"] for preview in previews) == [0, 1]
    for preview in previews:
        data = base64.b64decode(preview["data"], validate=True)
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            assert Image.MIME[image.format or ""] == preview["media_type"]
        assert len(data) <= 16 * 1024


async def test_only_changes_of_state_have_an_id(native: Platform) -> None:
    for each in await events(native, await submit(native)):
        assert (each.id is not None) == (each.kind in ("status", "done")), each


async def test_a_reader_resumes_behind_the_last_event_that_it_saw(native: Platform) -> None:
    job_id = await submit(native)
    whole = await events(native, job_id)
    states = [(each.id, each.data["status"]) for each in whole if each.kind == "status"]
    first = states[0][0]
    assert first is not None
    again = await events(native, job_id, **{"Last-Event-ID": first})
    assert [(e.id, e.data["status"]) for e in again if e.kind == "status"] == states[1:]
    last = await events(native, job_id, **{"Last-Event-ID": str(whole[-1].id)})
    assert [each.kind for each in last] == ["done"]


@pytest.mark.parametrize("last", ["", "x", "-1", "1.5", "9" * 30, "0"])
async def test_a_strange_last_event_id_is_none(native: Platform, last: str) -> None:
    job_id = await submit(native, "a cat")
    await native.ended(job_id)
    told = await events(native, job_id, **{"Last-Event-ID": last})
    assert [each.kind for each in told] == ["status", "done"]


async def test_a_queued_job_says_how_many_go_before_it(tmp_path) -> None:
    async with run(tmp_path, dialect="native", works=False) as native:
        first, second = await submit(native), await submit(native)
        for job_id, position in ((first, 0), (second, 1)):
            source = native.services.events.follow(
                await native.services.queries.job(job_id, account_id=native.account_id),
                timeout_s=0.05,
            )
            queued = [event async for event in source][1]
            assert (queued.position, queued.eta_s) == (position, None)


async def test_a_job_is_followed_by_its_own_account_only(native: Platform) -> None:
    job_id = await submit(native)
    other = await native.new_headers("other")
    for path in (f"/jobs/{job_id}/events", "/jobs/job_none/events"):
        answer = await native.client.get(path, headers=other)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "job_not_found")


async def test_a_job_erased_while_it_is_followed_ends_the_stream_with_an_error(
    native: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await submit(native)
    await native.ended(job_id)
    find = native.services.queries.job

    async def found(*args: Any, **more: Any) -> Any:
        job = await find(*args, **more)
        object.__setattr__(job, "id", "job_gone")
        return job

    # A stand-in for a job that goes between the look at it and the stream.
    monkeypatch.setattr(native.services.queries, "job", found)
    answer = await native.get(f"/jobs/{job_id}/events")
    (told,) = read(answer.text)
    assert (told.kind, told.data["error"]["code"]) == ("error", "job_not_found")
