"""Which samples share the next step, and when each will be done.

It holds no tensor and no clock: whoever calls it says what time it is. It is not thread-safe.
"""

import math
from collections.abc import Sequence

from inkstone.engines.diffusion.scheduling import forecast
from inkstone.engines.diffusion.scheduling.demand import Demand, Pick, SchedulerLimits, TooLarge
from inkstone.engines.diffusion.scheduling.line import Choice, Line
from inkstone.engines.diffusion.scheduling.pace import Pace

__all__ = ["Demand", "Pick", "Scheduler", "SchedulerLimits", "TooLarge"]

#: A forecast is made anew after so many steps, and once so much of the line came or left.
_STALE_STEPS = 16
_STALE_SHARE = 1 / 16


class Scheduler:
    """Accounts share the device by weight; a level of priority goes before the one below it."""

    def __init__(self, limits: SchedulerLimits) -> None:
        self._line = Line(limits)
        self._pace = Pace(limits.rate_tflop_s)
        self._choice = Choice()
        #: What the samples of the last pick take, which counts even if one has left since.
        self._costs: dict[str, float] = {}
        self._ends: dict[str, float] = {}
        #: What happened since that forecast.
        self._num_steps_since = self._num_changes_since = 0

    def __len__(self) -> int:
        return len(self._line.entries)

    def __contains__(self, sample_id: str) -> bool:
        return sample_id in self._line.entries

    @property
    def rate_tflop_s(self) -> float:
        """What the device does, measured of late; 0 where nothing was measured or guessed."""
        return self._pace.rate_tflop_s

    @property
    def queued_tflop(self) -> float:
        """What all steps still take, without prefills."""
        return self._line.rest_tflop

    @property
    def resident_bytes(self) -> int:
        """What latents and prefixes of residents hold in memory."""
        return self._line.used_bytes

    def add(self, demand: Demand, now_s: float) -> None:
        """Let a sample wait for its steps.

        Raises:
            TooLarge: it does not fit into memory even alone.
        """
        assert demand.id not in self
        self._line.add(demand, now_s)
        self._num_changes_since += 1

    def remove(self, sample_id: str) -> None:
        """Forget a sample, which frees its place at once; an unknown one is no error."""
        if sample_id in self:
            self._line.remove(sample_id)
            self._num_changes_since += 1

    def pick(self, now_s: float) -> Pick:
        """Who takes the next step; nobody only where nobody waits."""
        choice = self._choice = self._line.choose(now_s, self._pace)
        self._costs = {
            name: entry.demand.step_tflop + entry.due_tflop for name, entry in choice.run.items()
        }
        return Pick(run=tuple(choice.run), evict=tuple(choice.evict))

    def done(self, run: Sequence[str], took_s: float, now_s: float) -> None:
        """Count one step made by these; whoever has made all of its steps leaves."""
        self._pace.measure(sum(self._costs.get(name, 0.0) for name in run), took_s)
        self._line.advance(self._choice, run, took_s)
        self._num_steps_since += 1

    def eta_s(self, sample_id: str, now_s: float) -> float:
        """Seconds until its last step ends, if nothing else comes.

        It is infinite while nobody knows how fast the device is.

        Raises:
            KeyError: there is no such sample.
        """
        if sample_id not in self:
            raise KeyError(sample_id)
        if not self._pace.is_known:
            return math.inf
        if sample_id not in self._ends or self._is_stale():
            self._ends = forecast.ends(self._line, now_s, self._pace)
            self._num_steps_since = self._num_changes_since = 0
        return max(0.0, self._ends[sample_id] - now_s)

    def _is_stale(self) -> bool:
        changes_max = _STALE_SHARE * len(self)
        return self._num_steps_since >= _STALE_STEPS or self._num_changes_since > changes_max
