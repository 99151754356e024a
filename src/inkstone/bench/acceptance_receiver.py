"""The receiver of the acceptance run's webhooks: it notes what it is told, and misbehaves.

It does not know which jobs there are.
"""

import asyncio
import hashlib
import random
from collections import defaultdict
from contextlib import suppress

#: One message, then what becomes of it: taken, refused for now, dropped, refused for ever.
_MANNERS = {"200 OK": 70, "503 Not Now": 15, "": 10, "410 Gone": 5}


class Receiver:
    """Listens on loopback."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - it hides nothing
        self._server: asyncio.Server | None = None
        #: By the id of a delivery, the digests of what it said; there may be one alone.
        self.said: defaultdict[str, set[str]] = defaultdict(set)
        #: The deliveries that were taken.
        self.taken: set[str] = set()
        self.num_messages = 0
        #: From now on it takes everything.
        self.is_polite = False

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None, "it was opened"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"

    async def open(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever posts may be killed at any moment.
        with suppress(OSError, EOFError, ValueError):
            manner = await self._hear(reader)
            if manner:
                answer = f"HTTP/1.1 {manner}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                writer.write(answer.encode())
                await writer.drain()
        writer.close()

    async def _hear(self, reader: asyncio.StreamReader) -> str:
        """Take one message; the status line that it is answered with, or nothing."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        pairs = (line.partition(":") for line in head.splitlines()[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        delivery = headers["webhook-id"]
        self.num_messages += 1
        self.said[delivery].add(hashlib.sha256(body).hexdigest())
        manners = list(_MANNERS) if not self.is_polite else ["200 OK"]
        weights = [_MANNERS[manner] for manner in manners]
        manner = self._rng.choices(manners, weights)[0]
        if manner == "200 OK":
            self.taken.add(delivery)
        return manner
