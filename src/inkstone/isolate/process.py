"""The parent's end of one worker process: start it, give it a call, end it.

This module does not know how many workers there are, nor whose turn it is.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import inkstone
from inkstone.domain.errors import InkstoneError
from inkstone.isolate import frames
from inkstone.isolate.child import EXIT_MEMORY
from inkstone.isolate.failures import (
    WorkerCrashed,
    WorkerOutOfMemory,
    WorkerTimedOut,
    decode_failure,
    traceback_of,
)

logger = logging.getLogger(__name__)

#: What a worker inherits of the environment: where programs and libraries are, language, time.
#: Keys and passwords live in variables too, so nothing else passes.
PASSED_VARIABLES = (
    "PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL", "LC_CTYPE",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME",
)  # fmt: skip

#: How long a worker may take to import its target and warm up: fonts on a slow disk take seconds.
START_DEADLINE_S = 60.0
#: A dead worker's pipes are closed after this, even where a process that it left holds them open.
_PIPES_GRACE_S = 1.0
#: How much a worker may write to the log between two calls.
_LOG_BYTES_MAX = 16 * 1024
_TAIL_BYTES = 2048
#: What allocators of C++ and Rust print before they abort.
_OUT_OF_MEMORY_CRIES = (b"memory allocation of", b"bad_alloc", b"MemoryError", b"out of memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a worker is to be: its function, its limits and what it finds in its environment."""

    target: str
    warm: str
    memory_bytes: int
    deadline_s: float
    environ: Mapping[str, str] = field(default_factory=dict)

    def arguments(self) -> list[str]:
        """The command line. `-P -s`: neither the working directory nor the user's packages."""
        return [
            sys.executable, "-P", "-s", "-m", "inkstone.isolate.child",
            f"--target={self.target}",
            f"--warm={self.warm}",
            f"--parent-pid={os.getpid()}",
            f"--memory-bytes={self.memory_bytes}",
            f"--deadline-s={self.deadline_s}",
        ]  # fmt: skip

    def environment(self) -> dict[str, str]:
        """The variables: what is harmless of ours, where we find modules, and what was asked."""
        home = str(Path(inkstone.__file__).parent.parent)
        paths = [path for path in sys.path if Path(path).is_absolute()]
        paths += [] if home in paths else [home]
        passed = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
        return {**passed, "PYTHONPATH": os.pathsep.join(paths), **self.environ}


class Worker(asyncio.SubprocessProtocol):
    """One worker process. It does one call at a time, and none after a call that was cut short."""

    def __init__(self, on_gone: Callable[["Worker"], None]) -> None:
        self._on_gone = on_gone
        self._decoder = frames.Decoder()
        #: Where the next frame goes; a frame that nobody waits for ends the worker.
        self._expected: asyncio.Future[frames.Frame] | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._log_budget = _LOG_BYTES_MAX
        self._tail = b""
        self._death: InkstoneError | None = None
        #: Done when the process is reaped and its pipes are closed.
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.num_answers = 0

    async def start(self, command: Command) -> None:
        """Start the process and wait until it is ready.

        Raises:
            InkstoneError: it died, or its target or its warming failed.
            OSError: the system gives us no process.
        """
        expected = self._expect()
        try:
            await asyncio.get_running_loop().subprocess_exec(
                lambda: self,
                *command.arguments(),
                env=command.environment(),
                cwd="/",
                # A session of its own: Ctrl-C in the terminal must not reach a worker that is
                # still starting and does not ignore it yet.
                start_new_session=True,
            )
            self._raise_failure(await self._wait(expected, START_DEADLINE_S))
            if self._death:
                raise self._death
        except BaseException:
            expected.cancel()
            self.kill()
            raise

    async def call(
        self, number: int, parts: Sequence[bytes], deadline_s: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have the work of one encoded call done. It may no longer be alive when this raises.

        Raises:
            InkstoneError: the work failed, crashed or took too long.
        """
        assert self._transport
        self._log_budget = _LOG_BYTES_MAX
        expected = self._expect()
        stdin = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))
        stdin.writelines(parts)
        frame = await self._wait(expected, deadline_s)
        self.num_answers += 1
        self._raise_failure(frame)
        result = frame.header.get("result")
        if frame.header.get("id") != number or not isinstance(result, dict):
            self._break("something that is not the answer to this call")
            raise self._death or WorkerCrashed()
        return result, frame.blobs

    @property
    def is_alive(self) -> bool:
        """Whether it could take a call, as far as is known."""
        return self._death is None

    @property
    def pid(self) -> int:
        """Its process id, 0 before it has one."""
        return self._transport.get_pid() or 0 if self._transport else 0

    def kill(self) -> None:
        """End it at once; `gone` tells when nothing of it is left."""
        self._fail(WorkerCrashed("The worker was ended."))
        if self._transport is None:
            # There is no process, so nothing else will say that it is gone.
            self._tell_gone()
        elif self._transport.get_returncode() is None:
            self._transport.kill()

    def _expect(self) -> "asyncio.Future[frames.Frame]":
        self._expected = asyncio.get_running_loop().create_future()
        return self._expected

    async def _wait(
        self, expected: "asyncio.Future[frames.Frame]", deadline_s: float
    ) -> frames.Frame:
        if self._death:
            raise self._death
        try:
            async with asyncio.timeout(deadline_s):
                return await expected
        except TimeoutError as error:
            self.kill()
            raise WorkerTimedOut(
                f"The work took longer than its {deadline_s:g} s and was stopped."
            ) from error
        except asyncio.CancelledError:
            self.kill()
            raise
        finally:
            self._expected = None

    def _raise_failure(self, frame: frames.Frame) -> None:
        written = frame.header.get("failure")
        if not isinstance(written, dict):
            return
        error = decode_failure(written)
        if text := traceback_of(written):
            logger.error("Worker %d: %s\n%s", self.pid, error.message, text)
        if isinstance(error, WorkerOutOfMemory):
            # What is left of its memory is in pieces; a fresh process is the better next one.
            self.kill()
        raise error

    def _fail(self, death: InkstoneError) -> None:
        """Say why it died; the first reason stands, and whoever waits is told."""
        self._death = self._death or death
        if self._expected and not self._expected.done():
            self._expected.set_exception(self._death)

    def _break(self, what: str) -> None:
        """It broke the rules of the pipe, so nothing it says can be relied on."""
        logger.error("Worker %d sent %s.", self.pid, what)
        self._fail(WorkerCrashed(f"The worker sent {what}."))
        self.kill()

    def _tell_gone(self) -> None:
        if not self.gone.done():
            self.gone.set_result(None)
            self._on_gone(self)

    # What the event loop tells us.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the process and its pipes."""
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take a piece of an answer, or of what the worker says to the log."""
        if fd == 2:
            self._log(data)
            return
        try:
            received = self._decoder.feed(data) if self.is_alive else []
        except frames.FrameError:
            self._break("something that is not an answer")
            return
        for frame in received:
            if self._expected is None or self._expected.done():
                self._break("an answer that was not asked for")
                return
            self._expected.set_result(frame)

    def process_exited(self) -> None:
        """The process ended; what it wrote last may still be in the pipes."""
        assert self._transport
        asyncio.get_running_loop().call_later(_PIPES_GRACE_S, self._transport.close)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Nothing is left of it: tell whoever waits for its answer, and the pool."""
        assert self._transport
        self._fail(self._cause_of_death(self._transport.get_returncode()))
        self._transport.close()
        self._tell_gone()

    def _cause_of_death(self, status: int | None) -> InkstoneError:
        if status == EXIT_MEMORY or any(cry in self._tail for cry in _OUT_OF_MEMORY_CRIES):
            return WorkerOutOfMemory()
        if status is None or status >= 0:
            return WorkerCrashed(f"The worker process ended with status {status}.")
        hint = " The kernel does this when memory runs out." if status == -signal.SIGKILL else ""
        return WorkerCrashed(f"{signal.Signals(-status).name} ended the worker process.{hint}")

    def _log(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-_TAIL_BYTES:]
        if self._log_budget <= 0:
            return
        text = data[: self._log_budget].decode(errors="replace").rstrip()
        self._log_budget -= len(data)
        cut = " …" if self._log_budget < 0 else ""
        logger.warning("Worker %d says: %s%s", self.pid, text, cut)
