"""Where the server is and with which key it is called: a call as the HTTP library takes it.

It sends nothing; the two clients do. The key is shown nowhere, and goes to the server alone.
"""

import os
from collections.abc import AsyncIterator
from typing import Any

import httpx2
from anyio import to_thread

from inkstone import __version__
from inkstone.client.exchange import Answer, Call, Lost
from inkstone.client.files import Source

_DEFAULT_URL = "http://127.0.0.1:8000"
_API = "/inkstone/v1"


class Endpoint:
    """One server, one key."""

    def __init__(self, api_key: str | None, base_url: str | None, *, timeout_s: float) -> None:
        """Take what is given, else what the environment says.

        Raises:
            ValueError: it is no address or no key; says which, and never shows a key.
        """
        given = base_url or os.environ.get("INKSTONE_URL") or _DEFAULT_URL
        self.base_url = _base_of(given)
        self._headers = {"User-Agent": f"inkstone-python/{__version__}"}
        key = (api_key or os.environ.get("INKSTONE_API_KEY") or "").strip()
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ValueError("the API key has characters that no key has")
        self._authorization = _Secret(f"Bearer {key}" if key else "")
        self._timeout_s = timeout_s

    def __repr__(self) -> str:
        return f"{self.base_url!r}"

    def arguments(self, call: Call) -> dict[str, Any]:
        """What a call is to the HTTP library, but for a body that is streamed."""
        headers = {**self._headers, "Accept": "application/json", **call.headers}
        if self._authorization.text:
            headers["Authorization"] = self._authorization.text
        if call.source is not None:
            headers["Content-Type"] = "application/octet-stream"
            if call.source.size_bytes is not None:
                headers["Content-Length"] = str(call.source.size_bytes)
        return {
            "method": call.method,
            "url": f"{self.base_url}{_API}{call.path}",
            "params": dict(call.params),
            "headers": headers,
            "timeout": self.timeout(call.wait_s),
            **({} if call.json is None else {"json": call.json}),
        }

    def result(self, url: str) -> dict[str, Any]:
        """What fetching a result is: its address opens by itself, so no key goes with it."""
        return {
            "method": "GET",
            "url": str(httpx2.URL(f"{self.base_url}/").join(url)),
            "headers": self._headers,
            "timeout": self.timeout(),
            "follow_redirects": True,
        }

    def timeout(self, wait_s: float = 0.0) -> httpx2.Timeout:
        """How long to wait for an answer that the server was asked to hold."""
        return httpx2.Timeout(self._timeout_s, read=self._timeout_s + wait_s)


class _Secret:
    """A text that is not shown with whatever holds it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "…"


def answer_of(response: httpx2.Response) -> Answer:
    """An answer that was read."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, body=response.content)


def lost(error: httpx2.RequestError) -> Lost:
    """An answer that did not come."""
    return Lost(cause=error, is_timeout=isinstance(error, httpx2.TimeoutException))


async def pieces(source: Source) -> AsyncIterator[bytes]:
    """The same bytes for an event loop, which waits for no disk."""
    chunks = source.chunks()
    while (piece := await to_thread.run_sync(next, chunks, None)) is not None:
        yield piece


def _base_of(given: str) -> str:
    try:
        url = httpx2.URL(given)
    except httpx2.InvalidURL as error:
        raise ValueError(f"the server's URL is not valid: {error}") from None
    if url.userinfo:
        raise ValueError("the server's URL has a name or a password in it; give `api_key` instead")
    is_web = url.scheme in {"http", "https"} and url.host and 0 < (url.port or 80) < 65_536
    if not is_web or url.query or url.fragment:
        raise ValueError(f"the server's URL is {given!r}; it must look like {_DEFAULT_URL}")
    return str(url).rstrip("/").removesuffix(_API).removesuffix("/v1")
