"""What proxies say: believed from trusted ones, and from nobody else."""

from typing import Any

import pytest

from inkstone.server.forwarded import Forwarded

pytestmark = pytest.mark.anyio


async def seen(
    client: str | None, *, trusted: tuple[str, ...] = ("10.0.0.0/8",), **sent: str
) -> Any:
    """Scheme, host and client as the application sees them."""
    found: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        assert len(hosts) == 1
        found.append((scope["scheme"], hosts[0].decode(), scope["client"] and scope["client"][0]))

    headers = [(b"host", b"inner:8000")]
    headers += [(f"x-forwarded-{k}".encode(), v.encode()) for k, v in sent.items()]
    scope = {
        "type": "http",
        "scheme": "http",
        "headers": headers,
        "client": (client, 4711) if client else None,
    }
    await Forwarded(app, trusted=trusted)(scope, None, None)  # type: ignore[arg-type]
    return found[0]


async def test_a_trusted_proxy_is_believed() -> None:
    said = {"proto": "https", "host": "images.example", "for": "203.0.113.9"}
    assert await seen("10.1.2.3", **said) == ("https", "images.example", "203.0.113.9")


@pytest.mark.parametrize("client", ["192.0.2.1", "11.0.0.1", "::1", "not an address", None])
async def test_nobody_else_is(client: str | None) -> None:
    said = {"proto": "https", "host": "evil.example", "for": "203.0.113.9"}
    assert await seen(client, **said) == ("http", "inner:8000", client)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"for": "203.0.113.9, 10.2.2.2"}, ("http", "inner:8000", "203.0.113.9")),
        # The first is what the caller wrote itself.
        ({"for": "127.0.0.1, 203.0.113.9"}, ("http", "inner:8000", "203.0.113.9")),
        ({"for": "junk"}, ("http", "inner:8000", "10.1.2.3")),
        ({"for": "10.3.3.3"}, ("http", "inner:8000", "10.1.2.3")),
        ({"for": "[2001:db8::1]"}, ("http", "inner:8000", "2001:db8::1")),
        ({"proto": "gopher"}, ("http", "inner:8000", "10.1.2.3")),
        ({"proto": "http, HTTPS"}, ("https", "inner:8000", "10.1.2.3")),
        ({"host": "evil.example, images.example"}, ("http", "images.example", "10.1.2.3")),
        ({"host": ""}, ("http", "inner:8000", "10.1.2.3")),
    ],
)
async def test_only_what_the_nearest_proxies_wrote_counts(
    said: dict[str, str], expected: tuple[str, str, str]
) -> None:
    assert await seen("10.1.2.3", **said) == expected


async def test_a_single_address_is_a_network() -> None:
    assert await seen("10.9.9.9", trusted=("10.9.9.9",), proto="https") == (
        "https",
        "inner:8000",
        "10.9.9.9",
    )
