"""What proxies say of the request they pass on: believed from those that are trusted, else ignored.

It does not know what the addresses are used for.
"""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

_SCHEMES = {b"http": "http", b"https": "https"}


class Forwarded:
    """Puts the caller's own address, scheme and host in the place of a trusted proxy's.

    Reads `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[str]) -> None:
        """Wrap an application.

        Args:
            app: what answers.
            trusted: addresses and networks of the proxies.

        Raises:
            ValueError: one of them is neither.
        """
        self._app = app
        self._trusted = [ip_network(each, strict=False) for each in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as its caller sent it."""
        client = scope.get("client")
        if scope["type"] == "http" and client is not None and self._is_trusted(client[0]):
            scope = self._as_sent(scope)
        await self._app(scope, receive, send)

    def _as_sent(self, scope: Scope) -> Scope:
        headers = dict(scope["headers"])
        sent = dict(scope)
        scheme = _SCHEMES.get(_last(headers.get(b"x-forwarded-proto", b"")).lower())
        if scheme is not None:
            sent["scheme"] = scheme
        host = _last(headers.get(b"x-forwarded-host", b""))
        if host:
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            sent["headers"] = [*kept, (b"host", host)]
        caller = self._caller(headers.get(b"x-forwarded-for", b"").decode("latin-1"))
        if caller is not None:
            sent["client"] = (caller, 0)
        return sent

    def _caller(self, forwarded_for: str) -> str | None:
        """The last address that no proxy of ours has: those before it anybody may have written."""
        for hop in reversed(forwarded_for.split(",")):
            address = hop.strip().strip("[]")
            try:
                ip_address(address)
            except ValueError:
                return None
            if not self._is_trusted(address):
                return address
        return None

    def _is_trusted(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._trusted)


def _last(value: bytes) -> bytes:
    """What the nearest proxy wrote: a list grows at its end."""
    return value.rpartition(b",")[2].strip()
