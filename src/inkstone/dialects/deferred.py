"""A dialect's sub-app that is made when it is first asked for, away from the event loop.

Most servers speak one or two dialects, and a start need not wait for the others. It knows none.
"""

import asyncio
import threading
from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from inkstone.dialects.base import DialectApp


class Deferred:
    """Stands for a sub-app until it is needed."""

    def __init__(self, make: Callable[[], DialectApp]) -> None:
        self._make = make
        self._made: DialectApp | None = None
        self._making = threading.Lock()

    def app(self) -> DialectApp:
        """The sub-app itself; imports its modules at the first call."""
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        made = self._made
        if made is None:
            made = await asyncio.to_thread(self.app)
        await made(scope, receive, send)
