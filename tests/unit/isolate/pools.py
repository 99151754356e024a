"""Pools for the tests: opened and closed around a coroutine, their processes watched."""

import asyncio
import os
import time
from pathlib import Path

from inkstone.isolate.pool import (
    Pool,
)

DO = "unit.isolate.targets:do"
MEMORY_BYTES = 256 * 2**20


def run(body, *, loop_factory=asyncio.new_event_loop, **options):
    """Open a pool, run a coroutine function with it, close it, and see that nothing is left."""
    options = {"target": DO, "size": 1, "memory_bytes": MEMORY_BYTES, "deadline_s": 60.0} | options

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
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_until(condition, timeout_s):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


async def pid_of(pool):
    answer, _ = await pool.call({"do": "echo"})
    return answer["pid"]
