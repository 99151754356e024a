"""How the processes of a pool live and die."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inkstone.domain.errors import InkstoneError, Unavailable
from inkstone.isolate.pool import (
    Pool,
    WorkerCrashed,
)
from unit.isolate.pools import DO, MEMORY_BYTES, is_running, pid_of, run, wait_until


def test_no_secret_reaches_the_environment_of_a_worker(monkeypatch):
    monkeypatch.setenv("INKSTONE_DATABASE_URL", "postgresql://user:password@host/db")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")

    async def body(pool):
        answer, _ = await pool.call({"do": "environ"})
        assert "OPENAI_API_KEY" not in answer["environ"]
        assert not [name for name in answer["environ"] if name.startswith("INKSTONE_")]
        assert answer["environ"]["RAYON_NUM_THREADS"] == "1"
        assert answer["cwd"] == "/"
        assert answer["niceness"] >= 5

    run(body, environ={"RAYON_NUM_THREADS": "1"})


def test_a_worker_that_dies_without_work_is_replaced_unnoticed():
    async def body(pool):
        before = await pid_of(pool)
        os.kill(before, signal.SIGKILL)
        await asyncio.to_thread(wait_until, lambda: not is_running(before), 60)
        await asyncio.sleep(0.01)
        assert await pid_of(pool) != before

    run(body)


def test_workers_without_work_are_ended_down_to_one(tmp_path):
    async def body(pool):
        meet = {"do": "meet", "folder": str(tmp_path), "num": 2}
        pids = {a["pid"] for a, _ in await asyncio.gather(pool.call(meet), pool.call(meet))}
        await asyncio.to_thread(wait_until, lambda: sum(map(is_running, pids)) == 1, 60)
        assert await pid_of(pool) in pids

    run(body, size=2, idle_s=0.1)


@pytest.mark.parametrize(
    "broken",
    [
        {"target": "unit.isolate.no_such_module:do"},
        {"warm": "unit.isolate.targets:warm_badly"},
        {"warm": "unit.isolate.targets:die_at_start"},
    ],
)
def test_a_pool_whose_workers_cannot_start_says_so_rather_than_hang(broken):
    async def body(pool):
        raise AssertionError("It must not open.")

    with pytest.raises(WorkerCrashed, match="cannot start"):
        run(body, **broken)


def test_a_pool_that_is_not_open_takes_no_calls():
    pool = Pool(target=DO, size=1, memory_bytes=MEMORY_BYTES, deadline_s=1)
    with pytest.raises(Unavailable):
        asyncio.run(pool.call({}))


def test_closing_leaves_no_process_and_fails_the_calls_under_way(tmp_path):
    pids = []

    async def body(pool):
        meet = {"do": "meet", "folder": str(tmp_path), "num": 2}
        answers = await asyncio.gather(pool.call(meet), pool.call(meet))
        pids.extend(answer["pid"] for answer, _ in answers)
        calls = [asyncio.create_task(pool.call({"do": "sleep", "s": 9})) for _ in range(3)]
        await asyncio.sleep(0.05)
        await pool.close()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(outcome, InkstoneError) for outcome in outcomes)
        assert not any(map(is_running, pids))

    run(body, size=2)
    assert len(set(pids)) == 2


PARENT = """
import asyncio, sys
from inkstone.isolate.pool import Pool

async def main():
    pool = Pool(target="unit.isolate.targets:do", size=1, memory_bytes=2**28, deadline_s=60)
    await pool.open()
    await pool.call({"do": "spin_in_c", "note": sys.argv[1]})

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a child that is in C code")
def test_a_busy_worker_dies_with_a_parent_that_is_killed(tmp_path):
    note = tmp_path / "pid"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(note)], env=environ)
    wait_until(lambda: note.exists() and note.read_text(), 60)
    pid = int(Path(note).read_text())
    assert is_running(pid)
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_running(pid), 60)
