"""One message to a receiver: whether it may go there, and what came of it.

It does not know what the message says, nor whether it is sent again.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.net.failures import UrlRefused
from inkstone.net.fetch import Fetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What came of a message."""

    #: How the receiver answered; `None` where it did not.
    status: int | None
    #: Why the message was not taken; `None` where it was.
    error: str | None
    took_ms: int

    @property
    def is_taken(self) -> bool:
        """Whether the receiver answered with a status of success."""
        return self.error is None


class Poster:
    """Posts messages through the one door that leads to callers' addresses."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def check(self, url: str, *, param: str) -> None:
        """Refuse a URL that could never be posted to, by its form alone.

        Args:
            url: as the caller gave it.
            param: the field that it came in, for the fault.

        Raises:
            InvalidRequest: with the reason as a fault.
        """
        try:
            self._fetcher.check(url)
        except UrlRefused as error:
            fault = Fault(param=param, message=error.message, kind=error.code)
            raise InvalidRequest(faults=[fault]) from error

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Send a message; no redirect is followed, and no answer is a result as well.

        Raises:
            TryLater: the fetcher is not open.
        """
        status, error, began_s = None, None, time.monotonic()
        sent = {"Content-Type": "application/json", **headers}
        try:
            reply = await self._fetcher.post(url, body=body, headers=sent)
        except InvalidRequest as failure:
            error = failure.message
        else:
            status = reply.status
            if not 200 <= status < 300:
                error = f"The receiver answered with status {status}."
        took_ms = round((time.monotonic() - began_s) * 1000)
        return Posted(status=status, error=error, took_ms=took_ms)
