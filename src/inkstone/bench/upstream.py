"""The upstream soak: many jobs through two flaky upstreams, and a server that is killed meanwhile.

After it everything must have ended, nothing may have been bought twice, and the money must re-add.
What is asked for, what fails and what must hold are its siblings'.
"""

import asyncio
import json
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inkstone.bench import acceptance_books, upstream_books, upstream_checks, upstream_setup
from inkstone.bench.acceptance_client import Call, CutOff, exchange
from inkstone.bench.acceptance_fleet import Member, free_port
from inkstone.bench.gateway_processes import Process, environment, python
from inkstone.bench.upstream_callers import Callers, Wish
from inkstone.bench.upstream_checks import Findings
from inkstone.bench.upstream_mock import COUNTS_PATH
from inkstone.domain.errors import ServerFault, Unavailable
from inkstone.store.unit_of_work import Store

#: How often it is looked how things stand, in seconds.
_LOOK_S = 0.15
#: From this many jobs on, each upstream is surely seen to be left alone.
_NUM_LONG = 500
#: How many keys are sent again at the end.
_NUM_AGAIN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a run is, and how rough."""

    num_jobs: int = 2000
    #: How often the server is killed.
    num_kills: int = 8
    #: Of the requests to the upstreams that meet a fault, 0 to 1.
    fault_share: float = 0.1
    seed: int = 1
    #: Callers at once.
    num_clients: int = 16
    #: How many jobs may be under way before the callers wait.
    num_open_max: int = 200
    #: When everything must have ended, in seconds from the start.
    deadline_s: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured, and what does not agree."""

    figures: dict[str, Any]
    violations: Sequence[str]


async def run(
    plan: Plan,
    *,
    folder: Path | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Run it, and check.

    Args:
        plan: how large.
        folder: where data and logs are left; None for one that is removed.
        on_progress: told how many jobs have ended.

    Raises:
        ServerFault: not everything ended in time.
        Unavailable: somebody does not start.
    """
    with ExitStack() as stack:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="inkstone-upstream-")
            folder = Path(stack.enter_context(made))
        soak = _Soak(plan, folder, on_progress)
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None, "a coroutine runs in a task"
        # Who ends us must not leave servers behind.
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            async with asyncio.timeout(plan.deadline_s):
                return await soak.run()
        except TimeoutError as error:
            left = plan.num_jobs - soak.num_ended
            raise ServerFault(f"{left} jobs had not ended within {plan.deadline_s:g} s.") from error
        finally:
            loop.remove_signal_handler(signal.SIGTERM)
            await soak.close()


@dataclass(slots=True)
class _Seen:
    """What was seen of the engines while they worked."""

    away: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    is_up: dict[str, bool] = field(default_factory=dict)

    def note(self, engines: Mapping[str, Any]) -> None:
        """Take note of what `/readyz` says of them."""
        for name, says in engines.items():
            is_up, was_up = says["status"] == "up", self.is_up.get(name, True)
            self.is_up[name] = is_up
            self.away[name] += was_up and not is_up
            self.back[name] += is_up and not was_up


class _Soak:
    """One run."""

    def __init__(self, plan: Plan, folder: Path, on_progress: Callable[[int], None]) -> None:
        self._plan, self._on_progress = plan, on_progress
        self._rng = random.Random(plan.seed)  # noqa: S311 - it hides nothing
        ports = {"control_port": free_port(), "openai_port": free_port()}
        ports["dashscope_port"] = free_port()
        self._data_dir = upstream_setup.configure(folder, ports=ports)
        command = [sys.executable, "-m", "inkstone.bench.upstream_mock"]
        command.append(json.dumps({**ports, "share": plan.fault_share, "seed": plan.seed}))
        self._mock = Process(
            "upstream",
            command,
            port=ports["control_port"],
            ready_path=COUNTS_PATH,
            folder=folder,
            env=environment(),
        )
        self._port = free_port()
        args = ["serve", f"--data-dir={self._data_dir}", f"--port={self._port}"]
        self._server = Member("server", args, folder=folder, port=self._port)
        self._store = Store(self._data_dir / "inkstone.db", num_connections=2)
        self._wishes = [Wish(index=index) for index in range(plan.num_jobs)]
        self._num_taken = 0
        self.num_ended = 0
        self._at_kills: set[str] = set()
        self._seen = _Seen()
        self._room = asyncio.Event()
        self._room.set()

    async def close(self) -> None:
        """End whatever runs."""
        await self._server.kill()
        await self._mock.stop()
        await self._store.close()

    async def run(self) -> Outcome:
        """Everything, from the first start to the last check."""
        await self._mock.start()
        await self._server.start()
        args = ("keys", "create", "soak", "--account", "soak", "--grant", "1000000")
        key = (await self._command(*args))["key"]
        callers, began_s = Callers(port=self._port, key=key), time.monotonic()
        wishes = iter(self._wishes)
        asking = [asyncio.create_task(self._ask(callers, wishes)) for _ in range(self._clients)]
        watching = asyncio.create_task(self._watch())
        try:
            await self._rough_up(asking)
            took_s = time.monotonic() - began_s
        finally:
            for task in (*asking, watching):
                task.cancel()
            await asyncio.gather(*asking, watching, return_exceptions=True)
        await self._send_again(callers)
        status = await self._server.stop()
        found = await self._found(callers)
        wrong = [*upstream_checks.violations(found), *self._server.deaths, *self._server.faults()]
        wrong += (await self._command("accounts", "check"))["discrepancies"]
        if status:
            wrong.append(f"the server was told to stop and ended with status {status}")
        figures = {
            "seed": self._plan.seed,
            "kills": self._plan.num_kills,
            "fault_share": self._plan.fault_share,
            "took_s": round(took_s, 1),
            "jobs_per_s": round(self._plan.num_jobs / took_s, 1),
            **upstream_checks.figures(found),
        }
        return Outcome(figures=figures, violations=wrong)

    @property
    def _clients(self) -> int:
        return min(self._plan.num_clients, self._plan.num_jobs)

    async def _ask(self, callers: Callers, wishes: Any) -> None:
        """Be one caller after the other, not too far ahead of the upstreams."""
        for wish in wishes:
            await self._room.wait()
            await callers.ask(wish)
            self._num_taken += 1
            self._make_room()

    def _make_room(self) -> None:
        """Let callers ask, or have them wait."""
        if self._num_taken - self.num_ended < self._plan.num_open_max:
            self._room.set()
        else:
            self._room.clear()

    async def _rough_up(self, asking: Sequence[asyncio.Task[None]]) -> None:
        """Kill the server again and again, evenly over the jobs, until all have ended."""
        plan = self._plan
        kills = [plan.num_jobs * n // (plan.num_kills + 1) for n in range(1, plan.num_kills + 1)]
        while self.num_ended < plan.num_jobs or not all(task.done() for task in asking):
            for task in asking:
                if task.done():
                    task.result()
            await asyncio.sleep(_LOOK_S)
            with suppress(Unavailable):
                self.num_ended = await self._store.read(upstream_books.num_ended)
            self._make_room()
            self._on_progress(self.num_ended)
            if kills and self.num_ended >= kills[0]:
                kills.pop(0)
                await asyncio.sleep(self._rng.uniform(0, _LOOK_S))
                await self._server.kill()
                self._at_kills |= await self._store.read(upstream_books.upstream_now)
                await self._server.start()

    async def _watch(self) -> None:
        """Look how the engines are."""
        while True:
            with suppress(CutOff):
                answer = await exchange(self._port, Call(method="GET", path="/readyz", timeout_s=5))
                self._seen.note((answer.json() or {}).get("engines", {}))
            await asyncio.sleep(_LOOK_S)

    async def _send_again(self, callers: Callers) -> None:
        """Send keys again whose jobs succeeded."""
        indices = await self._store.read(upstream_books.succeeded)
        again = self._rng.sample(sorted(indices), min(_NUM_AGAIN, len(indices)))
        await callers.ask_again([self._wishes[index] for index in again])

    async def _found(self, callers: Callers) -> Findings:
        counted = (await exchange(self._mock.port, Call(method="GET", path=COUNTS_PATH))).json()
        books = await acceptance_books.read(self._store, self._data_dir / "blobs")
        return Findings(
            books=books,
            told=callers.told,
            num_wishes=self._plan.num_jobs,
            counted=counted,
            costs=upstream_setup.COSTS_MICROS,
            at_kills=frozenset(self._at_kills),
            num_away=self._seen.away,
            num_back=self._seen.back,
            expects_rests=self._plan.num_jobs >= _NUM_LONG,
            colours=await upstream_books.colours(books, self._data_dir / "blobs"),
        )

    async def _command(self, *args: str) -> Any:
        out = await python("-m", "inkstone", *args, f"--data-dir={self._data_dir}", "--json")
        return json.loads(out)
