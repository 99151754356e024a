"""The pool of worker processes, with real processes that behave well and badly."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import uvloop

from inkstone.domain.errors import InkstoneError, InvalidRequest, Unavailable
from inkstone.isolate.frames import FrameError
from inkstone.isolate.pool import (
    Pool,
    WorkerCrashed,
    WorkerFailed,
    WorkerOutOfMemory,
    WorkerTimedOut,
)

DO = "unit.isolate.targets:do"
MEMORY_BYTES = 256 * 2**20


def run(body, *, loop_factory=asyncio.new_event_loop, **options):
    """Open a pool, run a coroutine function with it, close it, and see that nothing is left."""
    options = {"target": DO, "size": 1, "memory_bytes": MEMORY_BYTES, "deadline_s": 10.0} | options

    async def main():
        pool = Pool(**options)
        await pool.open()
        try:
            await body(pool)
        finally:
            await pool.close()
        assert pool.num_busy == 0

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main())


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # An orphan stays a zombie until the first process of the container reaps it.
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until(condition, timeout_s):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


async def pid_of(pool):
    answer, _ = await pool.call({"do": "echo"})
    return answer["pid"]


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_result_comes_back_with_its_attachments(loop_factory):
    async def body(pool):
        blobs = [os.urandom(3_000_000), b"", b"x" * 5_000_000]
        answer, returned = await pool.call({"do": "echo", "say": "你好 \ud800"}, blobs)
        assert answer["seen"] == "你好 \ud800"
        assert returned == blobs

    run(body, loop_factory=loop_factory)


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_crash_and_a_cancelled_call_hurt_no_other_call(loop_factory):
    async def body(pool):
        sleeper = asyncio.create_task(pool.call({"do": "sleep", "s": 8}))
        crasher = asyncio.create_task(pool.call({"do": "exit"}))
        others = [asyncio.create_task(pool.call({"do": "echo", "say": n})) for n in range(6)]
        with pytest.raises(WorkerCrashed, match="status 3"):
            await crasher
        sleeper.cancel()
        answers = await asyncio.gather(*others)
        assert [answer["seen"] for answer, _ in answers] == list(range(6))
        with pytest.raises(asyncio.CancelledError):
            await sleeper

    run(body, size=2, loop_factory=loop_factory)


def test_parallel_calls_use_all_processes(tmp_path):
    async def body(pool):
        meet = {"do": "meet", "folder": str(tmp_path), "num": 3}
        calls = [asyncio.create_task(pool.call(meet)) for _ in range(3)]
        answers = await asyncio.gather(*calls)
        assert len({answer["pid"] for answer, _ in answers}) == 3

    run(body, size=3)


def test_calls_beyond_the_size_wait_their_turn_and_are_counted():
    async def body(pool):
        order = []

        async def one(n):
            await pool.call({"do": "echo"})
            order.append(n)

        calls = [asyncio.create_task(one(n)) for n in range(5)]
        await asyncio.sleep(0)
        assert (pool.size, pool.num_busy, pool.num_waiting) == (1, 1, 4)
        await asyncio.gather(*calls)
        assert order == [0, 1, 2, 3, 4]
        assert (pool.num_busy, pool.num_waiting) == (0, 0)

    run(body)


def test_warming_runs_once_in_each_process():
    async def body(pool):
        for _ in range(3):
            answer, _ = await pool.call({"do": "echo"})
            assert answer["warmed"] == 1

    run(body, warm="unit.isolate.targets:warm")


def test_an_exception_tells_its_name_to_the_caller_and_its_traceback_to_the_log(caplog):
    async def body(pool):
        before = await pid_of(pool)
        with pytest.raises(WorkerFailed) as caught:
            await pool.call({"do": "raise"})
        assert caught.value.message == "The work failed with ZeroDivisionError."
        assert caught.value.code == "isolate_failed"
        assert "a secret that callers must not see" in caplog.text
        assert await pid_of(pool) == before

    run(body)


def test_our_own_errors_cross_with_code_and_faults():
    async def body(pool):
        with pytest.raises(InvalidRequest) as caught:
            await pool.call({"do": "refuse"})
        assert caught.value.code == "bad_size"
        assert caught.value.faults[0].param == "size"

    run(body)


def test_errors_about_money_do_not_cross():
    async def body(pool):
        with pytest.raises(WorkerFailed, match="InsufficientFunds"):
            await pool.call({"do": "bill"})

    run(body)


def test_a_segmentation_fault_is_a_crash():
    async def body(pool):
        with pytest.raises(WorkerCrashed, match="SIGSEGV"):
            await pool.call({"do": "segfault"})
        await pid_of(pool)

    run(body)


@pytest.mark.parametrize("how", ["hog", "abort_for_memory"])
def test_too_much_memory_ends_the_process_and_says_so(how):
    async def body(pool):
        before = await pid_of(pool)
        with pytest.raises(WorkerOutOfMemory) as caught:
            await pool.call({"do": how})
        assert caught.value.code == "isolate_memory"
        assert await pid_of(pool) != before

    run(body)


def test_a_call_beyond_its_deadline_is_stopped():
    async def body(pool):
        before = await pid_of(pool)
        started = time.monotonic()
        with pytest.raises(WorkerTimedOut):
            await pool.call({"do": "sleep", "s": 9})
        assert time.monotonic() - started < 2
        assert await pid_of(pool) != before
        assert not is_running(before)

    run(body, deadline_s=0.4)


def test_the_call_after_a_cancelled_one_gets_its_own_answer():
    async def body(pool):
        before = await pid_of(pool)
        for pause_s in (0, 0.0002, 0.001, 0.005):
            call = asyncio.create_task(pool.call({"do": "echo", "say": "old"}, [b"x" * 500_000]))
            await asyncio.sleep(pause_s)
            call.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await call
            answer, _ = await pool.call({"do": "echo", "say": "new"})
            assert answer["seen"] == "new"
        sleeper = asyncio.create_task(pool.call({"do": "sleep", "s": 9}))
        await asyncio.sleep(0.05)
        sleeper.cancel()
        assert await pid_of(pool) != before

    run(body)


def test_a_cancelled_wait_leaves_its_turn_to_the_next():
    async def body(pool):
        first = asyncio.create_task(pool.call({"do": "sleep", "s": 0.1}))
        second = asyncio.create_task(pool.call({"do": "echo"}))
        third = asyncio.create_task(pool.call({"do": "echo", "say": 3}))
        await asyncio.sleep(0)
        second.cancel()
        answer, _ = await third
        assert answer["seen"] == 3
        await first

    run(body)


def test_what_the_work_prints_goes_to_the_log_and_not_into_the_answer(caplog):
    async def body(pool):
        answer, _ = await pool.call({"do": "print"})
        assert answer == {"do": "print"}
        await pid_of(pool)
        assert "a line on standard output" in caplog.text

    run(body)


def test_a_worker_that_breaks_the_rules_of_the_pipe_is_ended():
    async def body(pool):
        before = await pid_of(pool)
        with pytest.raises(WorkerCrashed):
            await pool.call({"do": "chatter"})
        assert await pid_of(pool) != before

    run(body)


def test_a_result_that_is_not_json_fails_and_arguments_that_are_not_never_leave():
    async def body(pool):
        before = await pid_of(pool)
        with pytest.raises(WorkerFailed, match="FrameError"):
            await pool.call({"do": "unjson"})
        with pytest.raises(FrameError):
            await pool.call({"do": {1, 2}})
        assert await pid_of(pool) == before

    run(body)


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
        await asyncio.to_thread(wait_until, lambda: not is_running(before), 2)
        await asyncio.sleep(0.01)
        assert await pid_of(pool) != before

    run(body)


def test_workers_without_work_are_ended_down_to_one(tmp_path):
    async def body(pool):
        meet = {"do": "meet", "folder": str(tmp_path), "num": 2}
        pids = {a["pid"] for a, _ in await asyncio.gather(pool.call(meet), pool.call(meet))}
        await asyncio.to_thread(wait_until, lambda: sum(map(is_running, pids)) == 1, 3)
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
    wait_until(lambda: note.exists() and note.read_text(), 10)
    pid = int(Path(note).read_text())
    assert is_running(pid)
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_running(pid), 3)
