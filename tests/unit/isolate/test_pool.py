"""The pool of worker processes, with real processes that behave well and badly."""

import asyncio
import contextlib
import os

import pytest
import uvloop

from inkstone.domain.errors import InvalidRequest
from inkstone.isolate.frames import FrameError
from inkstone.isolate.pool import (
    WorkerCrashed,
    WorkerFailed,
    WorkerOutOfMemory,
    WorkerTimedOut,
)
from unit.isolate.pools import is_running, pid_of, run


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_result_comes_back_with_its_attachments(loop_factory):
    async def body(pool):
        blobs = [os.urandom(3_000_000), b"", b"x" * 5_000_000]
        answer, returned = await pool.call({"do": "echo", "say": "你好 \ud800"}, blobs)
        assert answer["seen"] == "你好 \ud800"
        assert returned == blobs

    run(body, loop_factory=loop_factory)


@pytest.mark.slow
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
        with pytest.raises(WorkerTimedOut):
            await pool.call({"do": "sleep", "s": 600})
        # Slow machines need longer than that for the next call.
        pool._deadline_s = 60
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
