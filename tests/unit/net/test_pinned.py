"""A connection goes to the address that was judged, and the certificate is checked for the name."""

import asyncio
import shutil
import ssl
import subprocess
import warnings

import pytest

from inkstone.domain.errors import InvalidRequest
from inkstone.net.fetch import UrlRefused, UrlTimeout, UrlUnreachable
from unit.net.raw_servers import (
    HURRIED,
    LIMITS,
    Names,
    fetched,
    fetching,
    picture,
    redirect,
    serving,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for good.test and its key, in one file each."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=good.test", "-addext", "subjectAltName=DNS:good.test"]
    subprocess.run(
        [*command.split(), *names, "-keyout", key, "-out", cert], check=True, capture_output=True
    )
    return cert, key


@pytest.fixture
def names_asked():
    """The names that clients ask for in their handshakes (SNI)."""
    return []


@pytest.fixture
def tls(certificate, names_asked):
    """What a server needs for TLS with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def note(connection, name, context):
        names_asked.append(name)

    context.sni_callback = note
    return {"ssl": context}


async def test_a_trusted_certificate_for_the_name_is_accepted(
    tls, certificate, names_asked, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    names = Names({"plain.test": ["127.0.0.1"]})
    async with serving(picture(b"p" * 90_000), **tls) as server, fetching(names=names) as fetcher:
        url = f"https://good.test:{server.port}/"
        assert await fetched(fetcher, url) == b"p" * 90_000
        assert names.asked == ["good.test"]
        assert names_asked == ["good.test"]
        assert b"Host: good.test:%d" % server.port in server.requests[0]
        server.answer = redirect("http://good.test/")
        with pytest.raises(UrlRefused, match="https to http"):
            await fetched(fetcher, url)
        server.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour"
        with pytest.raises(UrlUnreachable):
            await fetched(fetcher, url)


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tls):
    async with serving(picture(), **tls) as server, fetching() as fetcher:
        with pytest.raises(UrlUnreachable, match="certificate"):
            await fetched(fetcher, f"https://good.test:{server.port}/")
        assert server.requests == []


@pytest.mark.parametrize("host", ["other.test", "127.0.0.1", "xn--n3h.test", "a_b.test"])
async def test_a_certificate_for_another_name_is_not_accepted(tls, certificate, monkeypatch, host):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    names = Names({host: ["127.0.0.1"]})
    async with serving(picture(), **tls) as server:
        async with fetching(names=names, allow=[host]) as fetcher:
            with pytest.raises(UrlUnreachable, match="certificate"):
                await fetched(fetcher, f"https://{host}:{server.port}/")
        assert server.requests == []


async def test_an_old_protocol_is_not_spoken(tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    tls["ssl"].set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        tls["ssl"].minimum_version = ssl.TLSVersion.TLSv1
        tls["ssl"].maximum_version = ssl.TLSVersion.TLSv1_1
    async with serving(picture(), **tls) as server, fetching() as fetcher:
        with pytest.raises(UrlUnreachable):
            await fetched(fetcher, f"https://good.test:{server.port}/")


async def test_a_handshake_with_something_else_fails_in_its_time():
    stalled, streams = asyncio.Event(), []

    async def stall(reader, writer):
        streams.append(writer)
        stalled.set()

    async def garble(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    for behave, expected in [(stall, UrlTimeout), (garble, UrlUnreachable)]:
        server = await asyncio.start_server(behave, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        limits = HURRIED if behave is stall else LIMITS
        async with server, fetching(limits=limits) as fetcher:
            with pytest.raises(InvalidRequest) as failure:
                await fetched(fetcher, f"https://good.test:{port}/")
            assert type(failure.value) is expected
    assert stalled.is_set()
    for stream in streams:
        stream.close()


async def test_no_answer_of_a_resolver_reaches_the_connection_unjudged(monkeypatch):
    looked_up = []

    def spy(*args, **kwargs):
        looked_up.append(args)
        raise OSError("no lookup expected")

    # Patched, because this is the one door past the resolver that is handed in.
    monkeypatch.setattr("socket.getaddrinfo", spy)
    async with serving(picture()) as server, fetching() as fetcher:
        assert await fetched(fetcher, f"http://good.test:{server.port}/") == b"picture"
    assert looked_up == []
