"""How often somebody may try a wrong key: so often a minute each, and so often in all.

It keeps everything in this process, bounded, and does not know what a key is.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from inkstone.domain.errors import RateLimited
from inkstone.service.turnstile import network_of

#: Wrong tries a minute, of one address and of all together.
EACH_PER_MINUTE, ALL_PER_MINUTE = 10, 200
#: So many addresses are remembered; whoever has not tried for longest is forgotten first.
NUM_ADDRESSES_MAX = 2_000
_MINUTE_S = 60.0


@dataclass(slots=True)
class _Bucket:
    """What is left of somebody's tries, and when that was so."""

    left: float
    at_s: float

    def wait_s(self, now_s: float, per_minute: int) -> float:
        """How long until there is one; zero where there is."""
        per_s = per_minute / _MINUTE_S
        self.left = min(float(per_minute), self.left + (now_s - self.at_s) * per_s)
        self.at_s = now_s
        return max(0.0, (1 - self.left) / per_s)


class Attempts:
    """Counts tries; those that succeed are given back."""

    def __init__(self, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._all = _Bucket(left=float(ALL_PER_MINUTE), at_s=clock_s())
        #: By address; the last to try is last.
        self._each: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, address: str) -> None:
        """Count a try before it is known how it ends, so that many at once are counted too.

        Raises:
            RateLimited: there were too many wrong ones; it says when there may be another.
        """
        now_s, who = self._clock_s(), network_of(address)
        own = self._each.setdefault(who, _Bucket(left=float(EACH_PER_MINUTE), at_s=now_s))
        self._each.move_to_end(who)
        if len(self._each) > NUM_ADDRESSES_MAX:
            self._each.popitem(last=False)
        wait_s = max(own.wait_s(now_s, EACH_PER_MINUTE), self._all.wait_s(now_s, ALL_PER_MINUTE))
        if wait_s > 0:
            again_s = math.ceil(wait_s)
            raise RateLimited(
                f"Too many wrong keys; try again in {again_s} s.", retry_after_s=again_s
            )
        own.left -= 1
        self._all.left -= 1

    def give_back(self, address: str) -> None:
        """Take back what a try was counted as: it was a good one."""
        self._all.left += 1
        own = self._each.get(network_of(address))
        if own is not None:
            own.left += 1
