"""Kill -9 in the middle: no job is lost, none is charged twice, nothing is left behind."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.inside import blob_files, entry_counts, rows
from e2e.server import Server, balance, ended, poll, processes, submit, until

pytestmark = pytest.mark.slow

GRANT, PRICE = 100_000_000, 32_200
BEGUN = "SELECT 1 FROM jobs WHERE status != 'queued'"
UNFINISHED = "SELECT 1 FROM jobs WHERE status IN ('queued', 'running')"


def _orphans(server: Server) -> set[str]:
    """Blobs that no job knows of, and pictures that no blob holds."""
    files = {f"{file.parent.name}/{file.name.replace(',', '/')}" for file in _blobs(server)}
    known = {str(key) for (key,) in rows(server.data_dir, "SELECT blob_key FROM job_images")}
    return files ^ known


def _blobs(server: Server) -> list[Path]:
    return list(blob_files(server.data_dir))


def _check_money(server: Server, client: httpx.Client, *, num_jobs: int) -> None:
    assert entry_counts(server.data_dir) == {"hold": num_jobs, "capture": num_jobs}
    found = balance(client)
    assert (found["balance_micros"], found["held_micros"]) == (GRANT - num_jobs * PRICE, 0)
    assert server.inkstone("accounts", "check") == {"discrepancies": []}


def _crash_and_recover(server: Server, prompt: str) -> None:
    ids: list[str] = []
    for _ in range(3):
        with server.client() as client, ThreadPoolExecutor(8) as pool:
            ids += pool.map(lambda i: submit(client, prompt, seed=i), range(24))
            until(lambda: rows(server.data_dir, BEGUN), what="some run")
            server.kill()
        unfinished = rows(server.data_dir, UNFINISHED)
        if unfinished:
            break
        # It came too late to prove anything: once more.
        server.start()
    assert unfinished

    began_s = time.monotonic()
    server.start()
    with server.client() as client:
        jobs = [ended(client, job_id, within_s=60) for job_id in ids]
        assert {job["status"] for job in jobs} == {"completed"}
        for job in jobs:
            (image,) = job["result"]["data"]
            assert httpx.get(image["url"]).content.endswith(b"IEND\xaeB`\x82")
        _check_money(server, client, num_jobs=len(ids))
    took_s = time.monotonic() - began_s
    print(f"\n{len(unfinished)} jobs resumed and done {took_s:.1f} s later")  # noqa: T201
    until(lambda: not _orphans(server), what=f"no orphans: {_orphans(server)}")
    assert not list((server.data_dir / "blobs" / "drafts").iterdir())
    assert not server.faults()
    assert server.stop() == 0
    assert not processes(server.scratch)


def test_24_jobs_survive_a_kill(new_server: NewServer) -> None:
    _crash_and_recover(new_server().start(), "[steps=3 step_ms=100]")


def test_24_sketches_survive_a_kill(new_server: NewServer) -> None:
    _crash_and_recover(new_server(engine="sketch").start(), "a red apple 苹果")


def test_no_process_outlives_a_killed_server(new_server: NewServer) -> None:
    server = new_server(engine="sketch").start()
    with server.client() as client:
        for seed in range(6):
            submit(client, "a red apple", seed=seed)
        server.kill()

    until(lambda: not processes(server.scratch), what="its processes end")


def test_three_crashes_in_a_row_lose_nothing(new_server: NewServer) -> None:
    server = new_server().start()
    with server.client() as client:
        ids = [submit(client, "[steps=2 step_ms=100]", seed=seed) for seed in range(8)]
    for _ in range(3):
        server.kill()
        server.start(is_ready=False)
    until(server.is_ready, what="ready")
    with server.client() as client:
        assert {ended(client, job_id)["status"] for job_id in ids} == {"completed"}
        _check_money(server, client, num_jobs=8)


def test_a_job_that_kills_its_server_each_time_ends_and_costs_nothing(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    with server.client() as client:
        killer = submit(client, "[steps=100 step_ms=100]")
    for attempt in range(1, 4):
        # A row says that it runs until the next server takes the job back: the attempt tells.
        running = f"SELECT 1 FROM jobs WHERE status = 'running' AND attempt = {attempt}"
        until(lambda: rows(server.data_dir, running), what="it runs")  # noqa: B023
        server.kill()
        server.start()
    with server.client() as client:
        job = ended(client, killer)
        assert job["status"] == "failed"
        found = client.get(f"/inkstone/v1/jobs/{killer}").json()
        assert found["error"]["code"] == "worker_lost"
        assert balance(client)["available_micros"] == GRANT
        assert entry_counts(server.data_dir) == {"hold": 1, "release": 1}
        other = submit(client, "a red apple")
        assert ended(client, other)["status"] == "completed"


def test_a_cancelled_job_does_not_come_back_after_a_kill(new_server: NewServer) -> None:
    server = new_server().start()
    with server.client() as client:
        job_id = submit(client, "[steps=100 step_ms=100]")
        until(lambda: poll(client, job_id)["status"] == "processing", what="it runs")
        client.delete(f"/v1/jobs/{job_id}")
    server.kill()

    server.start()
    with server.client() as client:
        assert ended(client, job_id)["error"]["code"] == "job_cancelled"
        assert balance(client)["available_micros"] == GRANT
