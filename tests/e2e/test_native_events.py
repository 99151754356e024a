"""A job's events over TCP: followed, resumed, and two hundred at once."""

import asyncio
import base64
import math
import time
from typing import Any

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.native import LONG, V1, frames, get, submit
from e2e.server import Server, until


def test_a_job_is_followed_and_a_lost_connection_resumed(account: httpx.Client) -> None:
    job_id = submit(account, "[steps=10 step_ms=150]", n=2)["id"]
    path = f"{V1}/jobs/{job_id}/events"
    seen, last = [], ""
    with account.stream("GET", path) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for event in frames(answer.iter_lines()):
            seen.append(event["event"])
            last = event.get("id", last)
            if event["event"] == "preview":
                assert base64.b64decode(event["data"]["data"])
                break
    assert "progress" in seen
    assert last

    with account.stream("GET", path, headers={"Last-Event-ID": last}) as answer:
        rest = list(frames(answer.iter_lines()))
    statuses = [event["data"]["status"] for event in rest if event["event"] == "status"]
    assert statuses == ["succeeded"], "what was told is not told again"
    done = rest[-1]
    assert done["event"] == "done"
    assert int(done["id"]) > int(last)
    assert done["data"] == get(account, f"/jobs/{job_id}")
    assert len(done["data"]["images"]) == 2


def test_what_is_asked_in_a_queue_is_told_its_place(new_server: NewServer) -> None:
    server = new_server(args=["--no-worker"]).start()
    with server.client() as client:
        ids = [submit(client, "a cat")["id"] for _ in range(3)]
        with client.stream("GET", f"{V1}/jobs/{ids[2]}/events") as answer:
            events = frames(answer.iter_lines())
            first, second = next(events), next(events)
            client.post(f"{V1}/jobs/{ids[0]}/cancel")
            third = next(events)
        assert (first["event"], first["data"]["status"]) == ("status", "queued")
        assert (second["event"], second["data"]) == ("queue", {"position": 2, "eta_s": None})
        assert (third["event"], third["data"]["position"]) == ("queue", 1)


def test_a_server_that_stops_ends_its_streams_and_a_reader_goes_on(new_server: NewServer) -> None:
    server = new_server(env={"INKSTONE_DRAIN_S": "1"}).start()
    with server.client() as client:
        job_id = submit(client, LONG)["id"]
        with client.stream("GET", f"{V1}/jobs/{job_id}/events") as answer:
            events = frames(answer.iter_lines())
            until(lambda: next(events)["event"] == "progress", what="progress")
            server.process.terminate()
            rest = list(events)
        assert server.process.wait(timeout=60) == 0
        assert all(event["event"] != "done" for event in rest)
    last = max((event["id"] for event in rest if "id" in event), default="0", key=int)
    server.start()
    with server.client() as client:
        headers = {"Last-Event-ID": last}
        with client.stream("GET", f"{V1}/jobs/{job_id}/events", headers=headers) as answer:
            events = frames(answer.iter_lines())
            told = next(event for event in events if event["event"] == "status")
        assert int(told["id"]) > int(last)
        client.post(f"{V1}/jobs/{job_id}/cancel")


async def _open_streams(server: Server, ids: list[str], num: int) -> dict[str, Any]:
    """Hold many streams open, and see how the server answers meanwhile."""
    headers = {"Authorization": f"Bearer {server.key}"}
    limits = httpx.Limits(max_connections=None)
    num_open, num_done, took_s = 0, 0, []
    async with httpx.AsyncClient(
        base_url=server.url, headers=headers, timeout=60, limits=limits
    ) as client:

        async def follow(job_id: str) -> None:
            nonlocal num_open, num_done
            async with client.stream("GET", f"{V1}/jobs/{job_id}/events") as answer:
                num_open += 1
                async for line in answer.aiter_lines():
                    num_done += line == "event: done"

        tasks = [asyncio.create_task(follow(ids[i % len(ids)])) for i in range(num)]
        async with asyncio.timeout(60):
            while num_open < num:
                await asyncio.sleep(0.05)
        for _ in range(30):
            began = time.monotonic()
            (await client.get(f"{V1}/balance")).raise_for_status()
            took_s.append(time.monotonic() - began)
        drawn_s = math.inf
        for _ in range(3):
            began = time.monotonic()
            made = await client.post(f"{V1}/jobs?wait=60", json={"prompt": "x", "size": "256x256"})
            drawn_s = min(drawn_s, time.monotonic() - began)
            assert made.json()["status"] == "succeeded", made.text
        for job_id in ids:
            await client.post(f"{V1}/jobs/{job_id}/cancel")
        async with asyncio.timeout(60):
            await asyncio.gather(*tasks)
    return {"num_done": num_done, "median_s": sorted(took_s)[15], "drawn_s": drawn_s}


@pytest.mark.alone
@pytest.mark.slow
def test_a_server_with_two_hundred_open_streams_answers_others(new_server: NewServer) -> None:
    server = new_server().start()
    with server.client() as client:
        ids = [submit(client, LONG)["id"] for _ in range(20)]
    before = server.rss_bytes()
    found = asyncio.run(_open_streams(server, ids, 200))

    assert found["num_done"] == 200, "each stream heard of the end of its job"
    assert found["median_s"] < 1
    assert found["drawn_s"] < 3
    assert server.rss_bytes() - before < 64 * 2**20
    assert not server.faults()
