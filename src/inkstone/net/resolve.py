"""The looking up of a name, in threads of our own.

This module does not know which addresses are good. A lookup asks the system's resolver and cannot
be ended: a slow one holds its thread, never the event loop and never the threads of others.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

#: From a host and a port to its addresses as text; OSError where the name has none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class SystemResolver:
    """The system's resolver: hosts file, DNS, whatever the host is set up with."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host, the one to prefer first.

        Raises:
            OSError: the name has none, or the resolver does not answer.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _look_up, host, port)


def _look_up(host: str, port: int) -> Sequence[str]:
    # ADDRCONFIG leaves out the families that this computer has no address of.
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(sockaddr[0]) for *_, sockaddr in found]
