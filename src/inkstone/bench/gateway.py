"""The gateway benchmark: one upstream, asked directly, through Inkstone and through LiteLLM.

All are asked for the same pictures in turns, on the same cores, by the same clients. It does not
know how any of them is started, nor what a good figure would be; its siblings do.
"""

import asyncio
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inkstone.bench import gateway_books, gateway_contestants, gateway_goals, gateway_turns
from inkstone.bench.acceptance_client import Call, exchange
from inkstone.bench.gateway_contestants import DIRECT, INKSTONE, LITELLM, MARKED, Contestant
from inkstone.bench.gateway_mock import COUNTS_PATH
from inkstone.bench.gateway_pictures import LARGE, SMALL
from inkstone.bench.gateway_processes import Process, on_cores
from inkstone.bench.gateway_turns import Turn

#: On how many cores everything runs, the clients and the upstream too.
_NUM_CORES = 2
#: Size and concurrency of each case.
CASES = {
    gateway_goals.ALONE: (SMALL, 1),
    gateway_goals.BUSY: (SMALL, 32),
    gateway_goals.CROWDED: (SMALL, 200),
    gateway_goals.LARGE: (LARGE, 8),
}
CONTESTANTS = (DIRECT, INKSTONE, MARKED, LITELLM)
#: What everybody is asked for first, unmeasured: the first requests load what others find there.
_FIRST_CONCURRENCY, _FIRST_S = 8, 2.0
#: Each part of a soak counts as a turn.
_NUM_SOAK_TURNS = 10
_SOAK = "soak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is asked, how often and how long."""

    num_rounds: int = 3
    warm_up_s: float = 2.0
    measured_s: float = 6.0
    #: How long the upstream takes for a picture, in seconds.
    delay_s: float = 0.0
    #: Of `CASES`.
    cases: tuple[str, ...] = tuple(CASES)
    #: Of `CONTESTANTS`.
    who: tuple[str, ...] = CONTESTANTS
    #: How many large pictures a soak asks for; 0 is none.
    num_soak: int = 0
    #: LiteLLM's command and its configuration; None leaves it out.
    litellm: Path | None = None
    litellm_config: Path = Path("bench/gateway/litellm.yaml")
    #: What draws in Inkstone instead of the upstream, such as `echo`.
    engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured, and what does not agree."""

    figures: dict[str, Any]
    violations: Sequence[str]


def num_turns(plan: Plan) -> int:
    """How many turns a run has."""
    num_contestants = len(set(plan.who) - (set() if plan.litellm else {LITELLM}))
    soak = _NUM_SOAK_TURNS if plan.num_soak else 0
    return len(plan.cases) * plan.num_rounds * num_contestants + soak


async def run(
    plan: Plan,
    *,
    folder: Path | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Measure all, and check what Inkstone has written.

    Args:
        plan: how large.
        folder: where data and logs are left; None for one that is removed.
        on_progress: told how many turns are done.

    Raises:
        Unavailable: somebody does not start.
    """
    async with AsyncExitStack() as stack:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="inkstone-gateway-")
            folder = Path(stack.enter_context(made))
        folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(_ended_well())
        cores = stack.enter_context(on_cores(_NUM_CORES))
        bench = _Bench(plan, folder, stack, on_progress)
        return await bench.run(num_cores=len(cores))


class _Bench:
    """One run."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        stack: AsyncExitStack,
        on_progress: Callable[[int], None],
    ) -> None:
        self._plan = plan
        self._folder = folder
        self._stack = stack
        self._on_progress = on_progress
        self._num_done = 0
        self._num_good: Counter[str] = Counter()
        self._mock = gateway_contestants.upstream(folder, delay_s=plan.delay_s)

    async def run(self, *, num_cores: int) -> Outcome:
        """Everything, from the first start to the last check."""
        plan, load_before = self._plan, os.getloadavg()[0]
        await self._start(self._mock)
        contestants = self._contestants() if plan.cases else []
        for contestant in contestants:
            if contestant.process is not self._mock:
                await self._start(contestant.process)
            await self._first(contestant)
        figures: dict[str, Any] = {
            "setup": await self._setup(num_cores=num_cores, load_before=load_before),
            "cases": {case: await self._case(case, contestants) for case in plan.cases},
        }
        violations = await self._check(figures, contestants)
        if plan.num_soak:
            soaked = self._inkstone(_SOAK, with_marks=False)
            await self._start(soaked.process)
            figures[_SOAK] = await self._soak(soaked)
            self._num_good[soaked.name] += figures[_SOAK]["num_good"]
            violations += await self._check(figures, [soaked])
        figures["goals"] = gateway_goals.goals(figures)
        return Outcome(figures=figures, violations=violations)

    def _contestants(self) -> list[Contestant]:
        plan, mock = self._plan, self._mock
        found = [gateway_contestants.direct(mock)] if DIRECT in plan.who else []
        for name in (INKSTONE, MARKED):
            if name in plan.who:
                found.append(self._inkstone(name, with_marks=name == MARKED))
        if plan.litellm is not None and LITELLM in plan.who:
            proxy = gateway_contestants.litellm(
                self._folder,
                mock=mock,
                executable=plan.litellm,
                config=plan.litellm_config,
            )
            found.append(proxy)
        return found

    def _inkstone(self, name: str, *, with_marks: bool) -> Contestant:
        return gateway_contestants.inkstone(
            self._folder,
            name,
            mock=self._mock,
            with_marks=with_marks,
            engine=self._plan.engine,
        )

    async def _start(self, process: Process) -> None:
        self._stack.push_async_callback(process.stop)
        await process.start()

    async def _first(self, contestant: Contestant) -> None:
        for size in (SMALL, LARGE):
            turn = await gateway_turns.take(
                contestant,
                size=size,
                concurrency=_FIRST_CONCURRENCY,
                warm_up_s=0,
                measured_s=min(_FIRST_S, self._plan.measured_s),
            )
            self._num_good[contestant.name] += turn.report.num_good

    async def _case(self, case: str, contestants: Sequence[Contestant]) -> dict[str, Any]:
        """One case in rounds, in each of which everybody has a turn."""
        plan, (size, concurrency) = self._plan, CASES[case]
        turns: dict[str, list[Turn]] = {contestant.name: [] for contestant in contestants}
        for _ in range(plan.num_rounds):
            for contestant in contestants:
                turn = await gateway_turns.take(
                    contestant,
                    size=size,
                    concurrency=concurrency,
                    warm_up_s=plan.warm_up_s,
                    measured_s=plan.measured_s,
                )
                turns[contestant.name].append(turn)
                self._num_good[contestant.name] += turn.report.num_good
                self._turn_is_over()
        return {
            contestant.name: gateway_turns.figures(
                turns[contestant.name], rss_mib=await gateway_turns.rss_mib(contestant)
            )
            for contestant in contestants
        }

    async def _soak(self, contestant: Contestant) -> dict[str, Any]:
        return await gateway_turns.soak(
            contestant,
            num_requests=self._plan.num_soak,
            on_progress=lambda _: self._turn_is_over(),
        )

    def _turn_is_over(self) -> None:
        self._num_done += 1
        self._on_progress(self._num_done)

    async def _check(self, figures: dict[str, Any], contestants: Sequence[Contestant]) -> list[str]:
        """Whether every good answer was asked of the upstream, and is in Inkstone's books."""
        counts = (await exchange(self._mock.port, Call(method="GET", path=COUNTS_PATH))).json()
        found: list[str] = []
        for contestant in contestants:
            name, num_good = contestant.name, self._num_good[contestant.name]
            num_asked = counts.get(contestant.upstream_key, 0)
            found += _errors(figures, name)
            if contestant.data_dir is None:
                if num_asked != num_good:
                    found.append(f"{name}: {num_good} good answers of {num_asked} asked upstream")
                continue
            if status := await contestant.process.stop():
                found.append(f"{name}: it was told to stop and ended with status {status}")
            books = await gateway_books.read(contestant.data_dir)
            told = gateway_books.faults(
                books,
                num_good=num_good,
                num_asked_of_upstream=None if self._plan.engine else num_asked,
            )
            found += [f"{name}: {fault}" for fault in told]
            kept = asdict(books) | {"num_good_answers": num_good, "num_asked_upstream": num_asked}
            figures.setdefault("books", {})[name] = kept
        return found

    async def _setup(self, *, num_cores: int, load_before: float) -> dict[str, Any]:
        """What the figures must be read with."""
        plan = self._plan
        setup: dict[str, Any] = {
            "num_cores_for_all": num_cores,
            "load_average_before": round(load_before, 2),
            "num_rounds": plan.num_rounds,
            "warm_up_s": plan.warm_up_s,
            "measured_s": plan.measured_s,
            "upstream_delay_s": plan.delay_s,
            "inkstone": "one process and SQLite; each picture a durable job, paid for and kept; "
            "content credentials, labels and looks off",
            "inkstone_with_marks": "the same with its defaults, so each picture is marked",
        }
        if plan.litellm is not None:
            version = await gateway_contestants.litellm_version(plan.litellm)
            setup[LITELLM] = f"{version}, one worker, without a database"
        return setup | ({"engine": plan.engine} if plan.engine else {})


def _errors(figures: dict[str, Any], name: str) -> Iterator[str]:
    """What a contestant answered that was no picture: figures of refusals are worth nothing."""
    measured = {case: whos[name] for case, whos in figures["cases"].items() if name in whos}
    if name == _SOAK:
        measured[_SOAK] = figures["soak"]
    for case, found in measured.items():
        if found["num_errors"]:
            yield f"{name}, {case}: {found['num_errors']} errors: {found['errors']}"


@contextmanager
def _ended_well() -> Iterator[None]:
    """Who ends us must not leave servers behind."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None, "a coroutine runs in a task"
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
