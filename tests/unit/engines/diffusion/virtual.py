"""A device that takes no time: it makes the steps that a scheduler picks on a clock of its own.

It keeps its own books of memory and of work, so it finds out when the scheduler's are wrong.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from inkstone.engines.diffusion.scheduler import Demand, Pick, Scheduler, SchedulerLimits

GIB = 2**30
#: What one step takes: a side in pixels → rows and 10^12 operations.
SIZES = {256: (256, 3.6), 512: (1024, 14.9), 1024: (4096, 66.1), 2048: (16384, 370.0)}
LIMITS = SchedulerLimits(rows_max=4096, bytes_max=40 * GIB)
_NUMBERS = count()


def a_demand(side_px: int = 1024, *, account: str = "a", refs: int = 0, **more: object) -> Demand:
    """A sample of 40 steps, as Qwen-Image-2.1 takes it."""
    rows, tflop = SIZES[side_px]
    values: dict[str, object] = {
        "id": f"{account}-{next(_NUMBERS)}",
        "account_id": account,
        "family": "2.1",
        "num_steps": 40,
        "step_tflop": tflop + refs * 2.15 * rows / 1024,
        "prefill_tflop": 66.0 * refs,
        "num_rows": rows,
        "latents_bytes": rows * 64 * 4,
        "prefix_bytes": refs * 2 * GIB,
    }
    return Demand(**{**values, **more})  # type: ignore[arg-type]


@dataclass
class Device:
    """What makes the steps: so many operations a second, and so long for any step."""

    scheduler: Scheduler
    limits: SchedulerLimits = LIMITS
    rate_tflop_s: float = 790.0
    overhead_s: float = 0.0
    noise: float = 0.0
    now_s: float = 0.0
    picks: list[Pick] = field(default_factory=list)
    demands: dict[str, Demand] = field(default_factory=dict)
    added_s: dict[str, float] = field(default_factory=dict)
    #: When the first step of each began, and the last ended.
    started_s: dict[str, float] = field(default_factory=dict)
    ended_s: dict[str, float] = field(default_factory=dict)
    served: Counter[str] = field(default_factory=Counter)
    promised: dict[str, float] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)
    used_bytes_max: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(7)
        self._latents: dict[str, Demand] = {}
        self._prefixes: dict[str, Demand] = {}

    def add(self, *demands: Demand) -> None:
        for demand in demands:
            self.scheduler.add(demand, self.now_s)
            self.demands[demand.id] = demand
            self.added_s[demand.id] = self.now_s

    def remove(self, sample_id: str) -> None:
        self.scheduler.remove(sample_id)
        self._leave(sample_id)
        self.demands.pop(sample_id, None)

    def step(self) -> Pick:
        """Have one step picked, and make it."""
        pick = self.scheduler.pick(self.now_s)
        assert pick.run, "there is work, but nobody was picked"
        assert len(set(pick.run)) == len(pick.run)
        self.picks.append(pick)
        took_s = self._make(pick)
        self.now_s += took_s
        for sample_id in pick.run:
            self.steps[sample_id] += 1
            if self.steps[sample_id] == self.demands[sample_id].num_steps:
                self.ended_s[sample_id] = self.now_s
                self._leave(sample_id)
        self.scheduler.done(pick.run, took_s, self.now_s)
        for sample_id in pick.run:
            assert (sample_id in self.scheduler) == (sample_id not in self.ended_s)
        return pick

    def play(self, arrivals: Iterable[tuple[float, Demand]], until_s: float = float("inf")) -> None:
        """Let demands arrive when they do, until all are done."""
        waiting = sorted(arrivals, key=lambda one: one[0])
        while (waiting or len(self.scheduler)) and self.now_s < until_s:
            if not len(self.scheduler):
                self.now_s = max(self.now_s, waiting[0][0])
            while waiting and waiting[0][0] <= self.now_s:
                demand = waiting.pop(0)[1]
                self.add(demand)
                self.promised[demand.id] = self.now_s + self.scheduler.eta_s(demand.id, self.now_s)
            self.step()

    def wait_s(self, sample_id: str) -> float:
        """How long it took from its arrival to its end."""
        return self.ended_s[sample_id] - self.added_s[sample_id]

    def _make(self, pick: Pick) -> float:
        for sample_id in pick.evict:
            assert sample_id not in pick.run
            assert sample_id in self._latents
            self._prefixes.pop(_key(self.demands[sample_id]), None)
        run = [self.demands[sample_id] for sample_id in pick.run]
        assert len({demand.family for demand in run}) == 1
        if len(run) > 1:
            assert sum(demand.num_rows for demand in run) <= self.limits.rows_max
        tflop = 0.0
        for demand in run:
            self.started_s.setdefault(demand.id, self.now_s)
            self._latents[demand.id] = demand
            self.served[demand.account_id] += demand.step_tflop
            tflop += demand.step_tflop
            if _key(demand) not in self._prefixes:
                self._prefixes[_key(demand)] = demand
                tflop += demand.prefill_tflop
        latents_bytes = sum(demand.latents_bytes for demand in self._latents.values())
        used_bytes = latents_bytes + sum(demand.prefix_bytes for demand in self._prefixes.values())
        assert used_bytes <= self.limits.bytes_max
        self.used_bytes_max = max(self.used_bytes_max, used_bytes)
        return (self.overhead_s + tflop / self.rate_tflop_s) * self._random.uniform(
            1 - self.noise, 1 + self.noise
        )

    def _leave(self, sample_id: str) -> None:
        demand = self._latents.pop(sample_id, None)
        if demand and not any(_key(other) == _key(demand) for other in self._latents.values()):
            self._prefixes.pop(_key(demand), None)


def _key(demand: Demand) -> str:
    return demand.prefix or f"only {demand.id}"


def a_device(limits: SchedulerLimits = LIMITS, **more: float) -> Device:
    """A device with a scheduler of its own."""
    return Device(Scheduler(limits), limits, **more)  # type: ignore[arg-type]


def jain(served: Iterable[float]) -> float:
    """How even shares are: 1 where they are equal, 1/n where one has everything."""
    shares = list(served)
    return sum(shares) ** 2 / (len(shares) * sum(share * share for share in shares))


def poisson(rng: random.Random, each_s: float, until_s: float) -> Iterator[float]:
    """Moments of arrival, so many seconds apart in the mean."""
    at_s = rng.expovariate(1 / each_s)
    while at_s < until_s:
        yield at_s
        at_s += rng.expovariate(1 / each_s)
