"""Following a job by its events: what is asked for, again where a connection dropped, until `done`.

It does no I/O: whoever holds the connection hands in what came.
"""

import json

from httpx2 import ServerSentEvent

from inkstone.client.exchange import Answer, Call, Outcome, again_in_s, pause_s
from inkstone.client.jobs import Event

#: Twice what the server lets pass between two signs of life, and some.
SILENCE_S_MAX = 45.0
#: What is told only as it happens.
_LIVELY = frozenset({"queue", "progress", "preview"})


class Following:
    """How far a job was followed."""

    def __init__(self, job_id: str, *, after: str | None, retries_max: int) -> None:
        self.is_done = False
        self._path = f"/jobs/{job_id}/events"
        self._after = after or ""
        self._retries_max = retries_max
        self._num_failures = 0
        self._refusal: Answer | None = None

    def call(self) -> Call:
        """What to ask for now."""
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if self._after:
            headers["Last-Event-ID"] = self._after
        return Call(method="GET", path=self._path, headers=headers)

    def take(self, told: ServerSentEvent) -> Event | None:
        """An event that came; `None` where it is a refusal, which ends the stream."""
        if told.event == "error":
            self._refusal = Answer(status=503, headers={}, body=told.data.encode())
            return None
        if told.id != self._after or told.event in _LIVELY:
            # Something new, and not just the state that each stream opens with.
            self._num_failures = 0
        self._after = told.id or self._after
        self.is_done = told.event == "done"
        return Event(id=self._after, kind=told.event, data=_document(told.data))

    def again_in_s(self, outcome: Outcome = None) -> float:
        """How long to wait before asking again, after a refusal, a loss or a mere end.

        Raises:
            InkstoneError: it is of no use.
        """
        self._num_failures += 1
        outcome, self._refusal = outcome or self._refusal, None
        if outcome is None:
            # The server ended the stream before the job: it is being restarted, or ended the wait.
            return pause_s(self._num_failures)
        return again_in_s(outcome, num_tries=self._num_failures, retries_max=self._retries_max)


def _document(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
