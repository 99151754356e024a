"""A ping: a signed message that says nothing, sent at once, so that a receiver can be tried out.

It is no delivery: nothing is stored, and nothing is sent twice.
"""

import json
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inkstone.domain.errors import RateLimited
from inkstone.domain.webhook import WebhookTarget
from inkstone.service.ids import new_id
from inkstone.service.webhook_post import Posted, Poster
from inkstone.service.webhook_signing import standard_headers

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PingLimits:
    """The limits of pings in one process."""

    #: Under way together; one account has one.
    num_at_once: int = 4
    #: From one ping of an account to its next, so that nobody is flooded by our hand.
    pause: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """What came of a ping."""

    id: str
    url: str
    posted: Posted


class Pinger:
    """Sends pings, one of an account at a time."""

    def __init__(
        self,
        *,
        poster: Poster,
        now: Callable[[], datetime],
        limits: PingLimits = PingLimits(),
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._poster = poster
        self._now = now
        self._limits = limits
        self._clock_s = clock_s
        #: When each account may ping again; never, while it does.
        self._until_s: dict[str, float] = {}

    async def ping(self, account_id: str, url: str, *, secrets: Sequence[str]) -> Ping:
        """Send a ping to a URL that was checked, and say what came of it.

        Raises:
            RateLimited: the account has just sent one, or too many are under way.
            TryLater: nothing can be sent now.
        """
        self._take_turn(account_id)
        began_s = self._clock_s()
        try:
            ping_id, at = new_id("ping"), self._now()
            body = _message(ping_id, at)
            headers = standard_headers(delivery_id=ping_id, at=at, body=body, secrets=secrets)
            posted = await self._poster.post(url, body=body, headers=headers)
        finally:
            self._until_s[account_id] = began_s + self._limits.pause.total_seconds()
        host = WebhookTarget(url=url, base_url="").host
        how = posted.error or f"taken with status {posted.status}"
        _LOG.info("%s of %s to %s, %d ms: %s", ping_id, account_id, host, posted.took_ms, how)
        return Ping(id=ping_id, url=url, posted=posted)

    def _take_turn(self, account_id: str) -> None:
        now_s = self._clock_s()
        self._until_s = {who: until for who, until in self._until_s.items() if until > now_s}
        if account_id in self._until_s:
            raise RateLimited("One ping at a time, and one a second.", retry_after_s=1)
        if sum(map(math.isinf, self._until_s.values())) >= self._limits.num_at_once:
            raise RateLimited("Too many pings are under way; try again.", retry_after_s=1)
        self._until_s[account_id] = math.inf


def _message(ping_id: str, at: datetime) -> bytes:
    timestamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message = {"type": "ping", "timestamp": timestamp, "data": {"id": ping_id}}
    return json.dumps(message, separators=(",", ":")).encode("ascii")
