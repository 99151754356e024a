"""The processes of the gateway benchmark: started, measured in memory and CPU time, stopped.

It does not know what they serve.
"""

import asyncio
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from inkstone.bench.acceptance_client import Call, CutOff, exchange
from inkstone.domain.errors import Unavailable

#: How long a process may take to start on a machine that is busy, in seconds.
_START_S = 180.0
#: How long a process may take to stop, in seconds.
_STOP_S = 30.0
#: Which fields of /proc/PID/stat are the parent, the CPU times with those of children that have
#: ended, and the memory, counted from after the name.
_PARENT, _CPU_FROM, _CPU_TO, _RSS = 1, 11, 15, 21


class Process:
    """One server on a port of this machine, with whatever it starts."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        port: int,
        ready_path: str,
        folder: Path,
        env: Mapping[str, str],
    ) -> None:
        """Describe it; nothing starts.

        Args:
            name: of its log.
            command: what is run.
            port: where it will listen.
            ready_path: what answers 200 once it is ready.
            folder: where its log goes, and where it runs.
            env: the whole environment.
        """
        self.name = name
        self.port = port
        self._command = list(command)
        self._ready = Call(method="GET", path=ready_path, timeout_s=5)
        self._folder = folder
        self._env = dict(env)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, and wait until it is ready.

        Raises:
            Unavailable: it does not start.
        """
        log = self._folder / f"{self.name}.log"
        with log.open("wb") as written:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=written,
                stderr=asyncio.subprocess.STDOUT,
                cwd=self._folder,
                env=self._env,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_S
        while self._process.returncode is None and time.monotonic() < deadline:
            with suppress(CutOff):
                if (await exchange(self.port, self._ready)).status == 200:
                    return
            await asyncio.sleep(0.1)
        await self.stop()
        tail = log.read_text(errors="replace")[-2000:]
        raise Unavailable(f"{self.name} does not start: {tail}")

    async def stop(self) -> int:
        """Ask it to end; its exit status, or less than 0 where it had to be killed."""
        process = self._process
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            status = await asyncio.wait_for(process.wait(), _STOP_S)
        except TimeoutError:
            process.kill()
            status = await process.wait()
        # They lead a session of their own: whoever is left in it is ours.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        self._process = None
        return status

    def tree(self) -> list[int]:
        """The ids of this process and all that it has started and that still run."""
        if self._process is None or self._process.returncode is not None:
            return []
        children = defaultdict(list)
        for pid, fields in _all_stats():
            children[int(fields[_PARENT])].append(pid)
        found = [self._process.pid]
        for pid in found:
            found += children[pid]
        return found

    def rss_mib(self) -> float:
        """The memory of all of them, in mebibytes; what they share is counted for each."""
        pages = sum(int(fields[_RSS]) for fields in self._stats())
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024

    def cpu_s(self) -> float:
        """The CPU time that all of them, and those that have ended, have used, in seconds."""
        ticks = sum(sum(map(int, fields[_CPU_FROM:_CPU_TO])) for fields in self._stats())
        return ticks / os.sysconf("SC_CLK_TCK")

    def _stats(self) -> list[list[str]]:
        found = map(_stat, self.tree())
        return [fields for fields in found if fields]


def _all_stats() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), fields


def _stat(pid: int) -> list[str]:
    """What the system says of a process after its name; empty where it has just ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def on_cores(num_cores: int) -> Iterator[list[int]]:
    """Keep this process, and all that it starts meanwhile, to the first of its cores."""
    allowed = os.sched_getaffinity(0)
    chosen = sorted(allowed)[:num_cores]
    os.sched_setaffinity(0, chosen)
    try:
        yield chosen
    finally:
        os.sched_setaffinity(0, allowed)


def environment(**added: str) -> dict[str, str]:
    """This process's environment without what concerns Inkstone or a database, and with more."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("INKSTONE_", "LITELLM_")) and name != "DATABASE_URL"
    }
    return {**kept, **added}


async def output_of(*command: str, data: bytes = b"", env: Mapping[str, str]) -> bytes:
    """Run a command to its end; what it wrote.

    Raises:
        Unavailable: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=dict(env),
    )
    try:
        out, err = await process.communicate(data)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        said = err.decode(errors="replace")[-1000:]
        raise Unavailable(f"{Path(command[0]).name} {' '.join(command[1:4])} failed: {said}")
    return out


async def python(*args: str, data: bytes = b"") -> bytes:
    """Run this interpreter with a command of ours; what it wrote.

    Raises:
        Unavailable: it failed.
    """
    return await output_of(sys.executable, *args, data=data, env=environment())
