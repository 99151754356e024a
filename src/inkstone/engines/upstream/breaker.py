"""The circuit breaker: an upstream that keeps failing is left alone, then tried once.

This module does not know what a failure is, nor what is done meanwhile.

    closed ── failures in a row ──▶ open ── its rest is over ──▶ half open
       ▲                             ▲                             │
       └───────── success ───────────┴───────── failure ───────────┘
"""

import time
from collections.abc import Callable
from enum import StrEnum

#: Each rest after a try that failed is twice as long as the one before, up to this, in seconds.
_REST_S_MAX = 300.0


class State(StrEnum):
    """How a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Counts failures, and says whether the next request may go."""

    def __init__(
        self,
        *,
        failures_max: int,
        rest_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin closed.

        Args:
            failures_max: so many failures in a row open it.
            rest_s: how long it stays open the first time, in seconds.
            clock: the time, in seconds.
        """
        self._failures_max = failures_max
        self._first_rest_s = rest_s
        self._clock = clock
        self._num_failures = 0
        self._rest_s = rest_s
        self._open_until_s: float | None = None
        #: A request that was let through to see how things are.
        self._is_trying = False
        #: How often it has opened, for whoever watches.
        self.num_opened = 0

    @property
    def state(self) -> State:
        """How it stands now."""
        if self._open_until_s is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._open_until_s else State.HALF_OPEN

    @property
    def num_let_through(self) -> int | None:
        """How many more requests may go now; `None` for any number."""
        match self.state:
            case State.CLOSED:
                return None
            case State.OPEN:
                return 0
            case State.HALF_OPEN:
                return 0 if self._is_trying else 1

    @property
    def opens_again_in_s(self) -> float:
        """How long until it lets a request through; 0 where it would now."""
        if self._open_until_s is None:
            return 0.0
        return max(0.0, self._open_until_s - self._clock())

    def enter(self) -> bool:
        """Take a request through; false where none may go."""
        if self.num_let_through == 0:
            return False
        self._is_trying = self.state is State.HALF_OPEN
        return True

    def succeed(self) -> None:
        """Note that a request was answered as it should."""
        self._num_failures = 0
        self._is_trying = False
        self._open_until_s = None
        self._rest_s = self._first_rest_s

    def leave(self) -> None:
        """Note that a request ended without telling anything, such as one that was cancelled."""
        self._is_trying = False

    def fail(self, *, rest_s: float = 0.0) -> None:
        """Note that a request failed.

        Args:
            rest_s: how long the upstream asks to be left alone; then it is.
        """
        was_trying, self._is_trying = self._is_trying, False
        self._num_failures += 1
        if self.state is State.OPEN:
            return  # others that were under way meet the same trouble
        if was_trying:
            self._rest_s = min(_REST_S_MAX, self._rest_s * 2)
        if was_trying or rest_s or self._num_failures >= self._failures_max:
            self._open_until_s = self._clock() + max(rest_s, 0.0 if rest_s else self._rest_s)
            self.num_opened += 1
