"""The threads that touch the disk, so that the event loop need not wait for it.

This module does not know what they do there.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

#: How many write and read at once: a disk gains little from more.
NUM_THREADS = 16


class Threads:
    """Threads that are started when they are first needed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(NUM_THREADS, thread_name_prefix="blobs")

    async def run(self, work: Callable[[], T]) -> T:
        """Do blocking work; whoever is cancelled meanwhile goes on once it is over.

        What a cancelled caller does next, such as deleting what it wrote, must not be overtaken.
        """
        job = self._pool.submit(work)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            loop, over = asyncio.get_running_loop(), asyncio.Event()
            job.add_done_callback(lambda _: loop.call_soon_threadsafe(over.set))
            while not job.done():
                try:
                    await over.wait()
                except asyncio.CancelledError:
                    continue  # it is no less cancelled than before
            raise

    async def close(self) -> None:
        """Let the work under way end."""
        await asyncio.to_thread(self._pool.shutdown)
