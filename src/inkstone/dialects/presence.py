"""Whether the client of a request is still there; one listener a request, whoever asks.

It does not know what a hang-up means.
"""

import asyncio

from starlette.types import Receive, Scope

_PLACE = "inkstone.presence"


class Presence:
    """Listens to a client whose request body has been read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_gone = False
        self._is_heard = False
        self._listening: asyncio.Task[None] | None = None

    def listens_to(self, receive: Receive) -> bool:
        """Whether this is whom it hears."""
        return self._receive == receive

    def is_gone(self) -> bool:
        """Whether the client is known to have hung up; somebody listens from the first call on."""
        if not self._is_heard:
            self._is_heard = True
            # It ends with its answer at the latest: then the server says that the client is gone.
            self._listening = asyncio.create_task(self._listen())
        return self._is_gone

    async def left(self) -> None:
        """Wait until the client hangs up."""
        if self._listening is not None and not self._listening.done():
            await self._listening
        elif not self._is_gone:
            self._is_heard = True
            await self._listen()

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True


def presence(scope: Scope, receive: Receive) -> Presence:
    """The presence of a request's client, the same for everybody who asks."""
    found: Presence | None = scope.get(_PLACE)
    if found is None or not found.listens_to(receive):
        found = scope[_PLACE] = Presence(receive)
    return found
