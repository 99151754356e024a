"""The processes of the acceptance run: real servers and workers, started, stopped and killed.

It does not know when one is to die, nor what they are asked.
"""

import asyncio
import json
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from inkstone.bench.acceptance_client import Call, CutOff, exchange
from inkstone.domain.errors import ServerFault, Unavailable

#: How long a process may take to start on a machine that is busy, in seconds.
_START_S = 120.0
#: How long a process may take to drain, in seconds.
_STOP_S = 30.0


class Member:
    """One process: a server where it has a port, else a worker."""

    def __init__(self, name: str, args: Sequence[str], *, folder: Path, port: int | None) -> None:
        self.name = name
        self.port = port
        #: Held by whoever does something to it.
        self.lock = asyncio.Lock()
        self._args = list(args)
        self._log = folder / f"{name}.log"
        self._said = folder / f"{name}.out"
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._is_meant_to_run = False
        #: When it ended of itself although it had started, and with which status.
        self.deaths: list[str] = []
        self.num_failed_starts = 0

    async def start(self) -> None:
        """Start it and wait until it is ready; again where the database was away meanwhile.

        Raises:
            Unavailable: it does not start.
        """
        deadline = time.monotonic() + _START_S
        while not await self._start():
            self.num_failed_starts += 1
            if time.monotonic() > deadline:
                raise Unavailable(f"{self.name} does not start: {self._log.read_text()[-2000:]}")
            await asyncio.sleep(0.2)
        self._is_meant_to_run = True
        self._watch = asyncio.create_task(self._see_it_end())

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze it in the middle of whatever it does."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, and believe what it believed."""
        self._signal(signal.SIGCONT)

    async def stop(self) -> int:
        """Ask it to drain; its exit status, or less than 0 where it had to be killed."""
        return await self._end(signal.SIGTERM)

    def faults(self) -> list[str]:
        """What it logged as its own fault."""
        found = []
        with suppress(FileNotFoundError), self._log.open(errors="replace") as lines:
            for line in lines:
                if _is_fault(line):
                    found.append(f"{self.name}: {_in_short(line)}")
        return found

    async def _start(self) -> bool:
        with self._log.open("ab") as log, self._said.open("wb") as said:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "inkstone", *self._args),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=log,
            )
        deadline = time.monotonic() + _START_S
        while self._process.returncode is None and time.monotonic() < deadline:
            if await self._is_ready():
                return True
            await asyncio.sleep(0.05)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        return False

    async def _is_ready(self) -> bool:
        if self.port is None:
            return "Engine: " in self._said.read_text()
        with suppress(CutOff):
            asked = Call(method="GET", path="/readyz", timeout_s=5)
            return (await exchange(self.port, asked)).status == 200
        return False

    async def _see_it_end(self) -> None:
        process = self._process
        assert process is not None, "it was started"
        status = await process.wait()
        if self._is_meant_to_run:
            self.deaths.append(f"{self.name} ended of itself with status {status}")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def _end(self, number: signal.Signals) -> int:
        self._is_meant_to_run = False
        process = self._process
        if process is None:
            return 0
        self._signal(number)
        try:
            status = await asyncio.wait_for(process.wait(), _STOP_S)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            status = await process.wait()
        if self._watch is not None:
            await self._watch
            self._watch = None
        return status


class Fleet:
    """All processes that share one data directory."""

    def __init__(self, folder: Path, *, database_url: str, num_servers: int, num_workers: int):
        """Describe it; nothing starts.

        Args:
            folder: of its logs and its data directory.
            database_url: of PostgreSQL; without one it is one server that works itself.
            num_servers: of those that only answer.
            num_workers: of those that only draw.
        """
        self.data_dir = folder / "data"
        self.data_dir.mkdir(parents=True, exist_ok=True)
        where = [f"--data-dir={self.data_dir}", "--engine=echo"]
        self.servers: list[Member] = []
        self.workers: list[Member] = []
        for index in range(num_servers if database_url else 1):
            port, args = free_port(), ["--no-worker"] if database_url else []
            command = ["serve", *where, f"--port={port}", *args]
            self.servers.append(Member(f"server{index}", command, folder=folder, port=port))
        for index in range(num_workers if database_url else 0):
            command = ["worker", *where]
            self.workers.append(Member(f"worker{index}", command, folder=folder, port=None))

    @property
    def members(self) -> list[Member]:
        """All of them."""
        return [*self.servers, *self.workers]

    def configure(self, settings: Mapping[str, str | int | float]) -> None:
        """Write the settings that all of them read."""
        lines = (f"{name} = {json.dumps(value)}" for name, value in settings.items())
        (self.data_dir / "inkstone.toml").write_text("\n".join(lines) + "\n")

    async def start(self) -> None:
        """Start all, the first of them alone: it makes the tables."""
        first, *others = self.members
        await first.start()
        await asyncio.gather(*(member.start() for member in others))

    async def stop(self) -> list[str]:
        """Let all drain; says which did not end well."""
        statuses = await asyncio.gather(*(member.stop() for member in self.members))
        return [
            f"{member.name} was told to stop and ended with status {status}"
            for member, status in zip(self.members, statuses, strict=True)
            if status
        ]

    async def kill(self) -> None:
        """End whatever runs."""
        for member in self.members:
            member.resume()
            await member.kill()

    async def command(self, *args: str) -> Any:
        """Run a command beside them; its JSON.

        Raises:
            ServerFault: it failed.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "inkstone", *args, f"--data-dir={self.data_dir}", "--json"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        try:
            return json.loads(out)
        except ValueError as error:
            raise ServerFault(f"inkstone {args[0]}: {err.decode()[-500:]}") from error


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _is_fault(line: str) -> bool:
    """Whether a line of a log tells of a fault of ours; a refusal to start is none."""
    return line.startswith("Traceback") or '"traceback"' in line


def _in_short(line: str) -> str:
    """The end of what a line of a log says."""
    try:
        said = json.loads(line)
    except ValueError:
        return line.strip()[:300]
    last = str(said.get("traceback", "")).strip().rpartition("\n")[2]
    words = said.get("message") or said.get("event") or ""
    return f"{said.get('logger', '')}: {words}: {last}"[:400]
