"""Many processes on one PostgreSQL: a front that only serves, and workers that come and go."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from e2e.conftest import NewServer
from e2e.server import Server, Worker, balance, ended, submit, until

pytestmark = pytest.mark.slow

GRANT, PRICE = 100_000_000, 32_200
RUNNING_WORKERS = "SELECT DISTINCT worker_id FROM jobs WHERE status = 'running'"


def _rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    async def ask() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    return asyncio.run(ask())


def _env(url: str, **more: str) -> dict[str, str]:
    return {
        "INKSTONE_DATABASE_URL": url.replace("+asyncpg", ""),
        "INKSTONE_LEASE_S": "1",
        **more,
    }


def _check_charges(url: str, *, num_jobs: int) -> None:
    sql = "SELECT kind, COUNT(*) FROM ledger_entries WHERE job_id IS NOT NULL GROUP BY kind"
    assert dict(_rows(url, sql)) == {"hold": num_jobs, "capture": num_jobs}


def test_jobs_spread_over_workers_and_outlive_one(
    new_server: NewServer, fresh_postgres_url: str
) -> None:
    url, env = fresh_postgres_url, _env(fresh_postgres_url)
    front = new_server("front", args=["--no-worker"], env=env).start()
    workers = [
        new_server(f"worker{i}", kind=Worker, env=env, data_dir=front.data_dir).start()
        for i in range(2)
    ]
    with front.client() as client:
        ids: list[str] = []

        def both_run() -> bool:
            if not _rows(url, "SELECT 1 FROM jobs WHERE finished_at IS NULL"):
                # At first, and again where one of them came too late for all.
                ids.extend(submit(client, "[steps=5 step_ms=100]", seed=n) for n in range(24))
            return len(_rows(url, RUNNING_WORKERS)) == 2

        until(both_run, what="both workers run jobs")
        workers[0].kill()
        jobs = [ended(client, job_id, within_s=60) for job_id in ids]
        assert {job["status"] for job in jobs} == {"completed"}
        assert httpx.get(jobs[-1]["result"]["data"][0]["url"]).status_code == 200
        found = balance(client)
    assert (found["balance_micros"], found["held_micros"]) == (GRANT - len(ids) * PRICE, 0)
    _check_charges(url, num_jobs=len(ids))
    assert front.inkstone("accounts", "check") == {"discrepancies": []}
    assert workers[1].stop() == 0
    assert not front.faults()
    assert not workers[1].faults()


def test_a_worker_that_is_stopped_hands_its_jobs_to_the_other(
    new_server: NewServer, fresh_postgres_url: str
) -> None:
    env = _env(fresh_postgres_url, INKSTONE_DRAIN_S="0.2")
    front = new_server("front", args=["--no-worker"], env=env).start()
    first = new_server("worker0", kind=Worker, env=env, data_dir=front.data_dir).start()
    with front.client() as client:
        ids = [submit(client, "[steps=4 step_ms=300]", seed=seed) for seed in range(4)]
        until(lambda: client.get("/v1/jobs?status=processing").json()["data"], what="they run")
        assert first.stop() == 0
        second = new_server("worker1", kind=Worker, env=env, data_dir=front.data_dir).start()
        assert {ended(client, job_id)["status"] for job_id in ids} == {"completed"}
    _check_charges(fresh_postgres_url, num_jobs=4)
    crashes = _rows(fresh_postgres_url, "SELECT DISTINCT num_crashes FROM jobs")
    assert crashes == [(0,)]
    assert second.stop() == 0


def test_a_worker_of_its_own_refuses_sqlite(new_server: NewServer) -> None:
    worker = new_server("worker", kind=Worker).spawn()

    assert worker.process.wait(timeout=60) == 2
    assert "INKSTONE_DATABASE_URL" in worker.stderr
    assert "Traceback" not in worker.stderr


def test_a_host_with_another_secret_refuses_to_start(
    new_server: NewServer, fresh_postgres_url: str
) -> None:
    env = _env(fresh_postgres_url)
    new_server("first", env=env).start()
    second = new_server("second", env=env).spawn()

    assert second.process.wait(timeout=60) == 2
    assert "INKSTONE_SECRET_KEY" in second.stderr
    assert "Traceback" not in second.stderr


def test_hosts_with_one_secret_honour_each_others_addresses(
    new_server: NewServer, fresh_postgres_url: str, tmp_path: Path
) -> None:
    env = _env(fresh_postgres_url, INKSTONE_SECRET_KEY=secrets.token_hex(32))
    first = new_server("first", env=env).start()
    other_dir = tmp_path / "second" / "data"
    other_dir.mkdir(parents=True)
    # As hosts share a folder by NFS.
    (other_dir / "blobs").symlink_to(first.data_dir / "blobs")
    second = new_server("second", env=env, args=["--no-worker"]).start()

    assert "Key" not in second.lines
    with first.client() as client:
        url = ended(client, submit(client, "a red apple"))["result"]["data"][0]["url"]
    there = httpx.URL(url).copy_with(port=httpx.URL(second.url).port)
    assert httpx.get(there).content == httpx.get(url).content
    _check_both(first, second)


def _check_both(first: Server, second: Server) -> None:
    for server in (first, second):
        with server.client(first.key) as client:
            assert balance(client)["balance_micros"] == GRANT - PRICE


def test_a_database_that_is_not_there_is_said_in_a_line(new_server: NewServer) -> None:
    env = {"INKSTONE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    server = new_server(env=env).spawn()

    assert server.process.wait(timeout=60) != 0
    assert "Traceback" not in server.stderr, server.stderr
    assert "database" in server.stderr
