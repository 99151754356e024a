"""A turnstile for callers who pay nothing: so many a minute each, so many at once in all.

It keeps everything in this process, bounded, and does not know what is done behind it.
"""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network

from inkstone.domain.errors import RateLimited, Unavailable

#: So many callers are remembered; whoever has not come for longest is forgotten first.
NUM_CALLERS_MAX = 10_000
_NETWORK_BITS = 64
_MINUTE_S = 60.0


class Busy(Unavailable):
    """Too many are waiting for this already; try again in a moment."""

    code = "busy"


class Turnstile:
    """Lets callers in, and counts them."""

    def __init__(
        self,
        *,
        per_minute: int,
        num_places: int,
        num_places_each: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Describe it.

        Args:
            per_minute: how often one caller may come: so often at once, and then a minute.
            num_places: how many may be inside.
            num_places_each: how many of these may be one caller's.
            clock: seconds that never go back.
        """
        self._per_minute = per_minute
        self._num_places = num_places
        self._num_places_each = num_places_each
        self._clock = clock
        #: By caller: what is left of its calls, and when that was so; the last to come is last.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._inside: Counter[str] = Counter()

    @contextmanager
    def passed(self, who: str) -> Iterator[None]:
        """Let a caller in for the length of the block.

        Raises:
            Busy: too many are inside; nothing was counted.
            RateLimited: this one has come as often as it may; it says when it may again.
        """
        is_full = self._inside.total() >= self._num_places
        if is_full or self._inside[who] >= self._num_places_each:
            raise Busy(retry_after_s=1)
        self._take(who)
        self._inside[who] += 1
        try:
            yield
        finally:
            self._inside[who] -= 1
            self._inside += Counter()  # which forgets whoever is not inside any more

    def _take(self, who: str) -> None:
        now, per_s = self._clock(), self._per_minute / _MINUTE_S
        left, at = self._left.get(who, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - at) * per_s)
        if left < 1:
            again_s = math.ceil((1 - left) / per_s)
            raise RateLimited(
                f"At most {self._per_minute} a minute; try again in {again_s} s.",
                retry_after_s=again_s,
            )
        self._left[who] = left - 1, now
        self._left.move_to_end(who)
        if len(self._left) > NUM_CALLERS_MAX:
            self._left.popitem(last=False)


def network_of(address: str) -> str:
    """Who is behind an address: one of IPv4 is one caller, and so is each /64 of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "nobody"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found, _NETWORK_BITS), strict=False))
    return str(found)
