"""One call and its retries, as steps that somebody else takes: what to send, how long to pause.

It does no I/O and knows no HTTP library, so that the client and its asynchronous twin share it.
"""

import itertools
import json
import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from inkstone.client.errors import ConnectionFailed, TimedOut, error_of, retry_after_s
from inkstone.client.files import Source

#: What the same call may be answered differently a moment later.
RETRIED = frozenset({408, 429, 500, 502, 503, 504})
PAUSE_S_MAX = 60.0
_PAUSE_S, _OWN_PAUSE_S_MAX = 0.5, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it is to be sent."""

    method: str
    #: Under `/inkstone/v1`.
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    #: A body that is streamed.
    source: Source | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    #: How long the server was asked to hold it, beside the time that any answer may take.
    wait_s: float = 0.0

    @property
    def is_repeatable(self) -> bool:
        """Whether it can be sent again."""
        return self.source is None or self.source.is_repeatable


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time to do nothing."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    #: With names in lower case.
    headers: Mapping[str, str]
    body: bytes

    def document(self) -> Any:
        """Its JSON.

        Raises:
            ConnectionFailed: it has none, so it is nobody we know that answered.
        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            message = "The answer is not JSON; is there an Inkstone at `base_url`?"
            raise ConnectionFailed(message) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """No answer, or only half of one."""

    cause: Exception
    is_timeout: bool

    def error(self) -> ConnectionFailed:
        """What the caller is told; never with what was sent."""
        if self.is_timeout:
            return TimedOut("The server did not answer in time.")
        return ConnectionFailed(f"The connection to the server failed: {self.cause}")


R = TypeVar("R")
Outcome = Answer | Lost | None
Steps = Generator[Call | Pause, Outcome, R]


def exchange(call: Call, *, retries_max: int) -> Steps[Answer]:
    """Send a call, again where that may help and can do no harm.

    Raises:
        APIError: the server refused.
        ConnectionFailed: no answer came.
    """
    retries_left = retries_max if call.is_repeatable else 0
    for num_tries in itertools.count(1):
        outcome = yield call
        if isinstance(outcome, Answer) and _is_good(call, outcome, num_tries):
            return outcome
        seconds = again_in_s(outcome, num_tries=num_tries, retries_max=retries_left)
        yield Pause(seconds=seconds)
    raise AssertionError("counting never ends")


def again_in_s(outcome: Outcome, *, num_tries: int, retries_max: int) -> float:
    """How long to wait before the same is tried again.

    Raises:
        APIError: the server refused, and would again.
        ConnectionFailed: no answer came, too often.
    """
    is_last = num_tries > retries_max
    if isinstance(outcome, Answer):
        if is_last or outcome.status not in RETRIED:
            raise error_of(outcome.status, outcome.headers, outcome.body)
        return pause_s(num_tries, retry_after_s(outcome.headers))
    assert outcome is not None, "a call has an outcome"
    if is_last:
        raise outcome.error() from outcome.cause
    return pause_s(num_tries)


def pause_s(num_tries: int, asked_s: float | None = None) -> float:
    """How long to wait before the next try: as asked, else longer each time and never in step."""
    if asked_s is not None:
        return min(PAUSE_S_MAX, asked_s)
    longest = min(_OWN_PAUSE_S_MAX, _PAUSE_S * 2.0 ** min(num_tries - 1, 16))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - it only spreads the callers


def _is_good(call: Call, answer: Answer, num_tries: int) -> bool:
    # The try whose answer was lost may be the one that deleted it.
    is_gone = call.method == "DELETE" and num_tries > 1 and answer.status in {404, 410}
    return is_gone or 200 <= answer.status < 300
