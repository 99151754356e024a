"""What became of the calls to an upstream, counted, and how long good ones took of late.

It does not know what a call asks for, nor what follows from its end.
"""

from collections import deque
from collections.abc import Sequence
from statistics import median

from inkstone.engines.base import Figure, Unit

#: How many of the last good calls say how long one takes.
_NUM_RECENT = 100


class Tally:
    """Counts from when it was made."""

    def __init__(self) -> None:
        self._num_ok = self._num_refused = self._num_failed = 0
        self._took_s: deque[float] = deque(maxlen=_NUM_RECENT)

    def ok(self, took_s: float) -> None:
        """Note a call that brought what it was for."""
        self._num_ok += 1
        self._took_s.append(took_s)

    def refused(self) -> None:
        """Note a call that the upstream answered, and would not serve."""
        self._num_refused += 1

    def failed(self) -> None:
        """Note a call that came to nothing."""
        self._num_failed += 1

    def figures(self, num_running: int) -> Sequence[Figure]:
        """What was counted, beside so many calls under way; no time before there was one."""
        took_s = median(self._took_s) if self._took_s else None
        return (
            Figure("calls_in_hand", num_running),
            Figure("calls_ok", self._num_ok),
            Figure("calls_refused", self._num_refused),
            Figure("calls_failed", self._num_failed),
            *([] if took_s is None else [Figure("median_call_s", took_s, Unit.SECONDS)]),
        )
