"""The fetcher against servers that behave, and against all the ways in which they do not."""

import asyncio
import gzip
import time
from dataclasses import replace

import pytest

from inkstone.domain.errors import InvalidRequest, Unavailable
from inkstone.net.fetch import (
    Fetcher,
    FetchLimits,
    UrlRefused,
    UrlTimeout,
    UrlTooLarge,
    UrlUnreachable,
)
from unit.net.raw_servers import HURRIED, LIMITS, Names, fetched, fetching, picture, serving

pytestmark = pytest.mark.anyio

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


async def outcome(answer, **changes):
    """What fetching this answer raises, or its bytes."""
    async with serving(answer) as server, fetching(**changes) as fetcher:
        try:
            return await fetched(fetcher, f"http://good.test:{server.port}/x")
        except InvalidRequest as error:
            return error


def slowly(*parts, pause_s=0.02):
    """Send the parts with pauses, the last one again and again."""

    async def send(reader, writer):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)
        while True:
            writer.write(parts[-1])
            await writer.drain()
            await asyncio.sleep(pause_s)

    return send


async def flood(reader, writer, data=b"x" * 65536, head=HEAD + b"\r\n"):
    """Send without end."""
    writer.write(head)
    while True:
        writer.write(data)
        await writer.drain()


async def silence(reader, writer):
    """Say nothing."""
    await asyncio.sleep(30)


async def test_a_picture_comes_with_what_its_server_says_of_it():
    answer = picture(b"p" * 70_000, b"Content-Type: Image/PNG; charset=x")
    async with serving(answer) as server, fetching() as fetcher:
        url = f"http://good.test:{server.port}/a%2Fb/图.png?sig=a+b%3D&x=|#part"
        async with fetcher.get(url, accept="image/png") as download:
            assert download.media_type == "image/png"
            assert download.size_bytes == 70_000
            assert download.url == url.replace("图", "%E5%9B%BE").removesuffix("#part")
            assert sum([len(chunk) async for chunk in download.chunks()]) == 70_000
        lines = server.requests[0].split(b"\r\n")
        assert lines[0] == b"GET /a%2Fb/%E5%9B%BE.png?sig=a+b%3D&x=| HTTP/1.1"
        assert sorted(lines[1:-2]) == [
            b"Accept-Encoding: identity",
            b"Accept: image/png",
            b"Connection: close",
            b"Host: good.test:%d" % server.port,
            b"User-Agent: Inkstone",
        ]


async def test_a_post_brings_its_bytes_and_returns_whatever_the_status_is():
    async def answer(reader, writer):
        assert await reader.readexactly(7) == b'{"a":1}'
        writer.write(b"HTTP/1.1 503 No\r\n\r\n" + b"sorry" * 2000)

    limits = replace(LIMITS, grace_s=0.5)  # the second answer never ends
    async with serving(answer) as server, fetching(limits=limits) as fetcher:
        url = f"http://good.test:{server.port}/hook"
        reply = await fetcher.post(url, body=b'{"a":1}', headers={"webhook-id": "7"})
        assert reply.status == 503
        assert reply.body == (b"sorry" * 2000)[:4096]
        assert b"webhook-id: 7\r\n" in server.requests[0]
        assert b"Content-Length: 7\r\n" in server.requests[0]
        server.answer = slowly(HEAD + b"\r\nok", b"")
        assert (await fetcher.post(url, body=b"", headers={})).status == 200
        for name in ("Host", "authorization", "COOKIE", "Transfer-Encoding"):
            with pytest.raises(ValueError, match="not the caller's"):
                await fetcher.post(url, body=b"", headers={name: "x"})
        with pytest.raises(ValueError, match="cannot be sent"):
            await fetcher.post(url, body=b"", headers={"x": "a\r\nHost: b"})


async def test_the_environment_changes_nothing(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine good.test login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with serving(b"HTTP/1.1 500 No\r\n\r\n") as proxy, serving(picture()) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with fetching() as fetcher:
            assert await fetched(fetcher, f"http://good.test:{server.port}/") == b"picture"
        assert proxy.num_connections == 0
        assert b"secret" not in server.requests[0]
        assert b"uthorization" not in server.requests[0]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (picture(b""), b""),
        (HEAD + b"\r\nuntil the end", b"until the end"),
        (CHUNKED + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + picture(b"after"), b"after"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 3 + picture(b"after"), b"after"),
        (picture(b"plain", b"Content-Encoding: identity"), b"plain"),
        (picture(b"x" * 100_000), b"x" * 100_000),
    ],
)
async def test_what_a_server_may_do(answer, expected):
    assert await outcome(answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # Lengths that lie: too few bytes, too many, too large a promise, no number.
        (HEAD + b"Content-Length: 9\r\n\r\nfour", UrlUnreachable),
        (HEAD + b"Content-Length: 4\r\n\r\nfour and more", UrlUnreachable),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + picture(b"four") + b"more", UrlUnreachable),
        (HEAD + b"Content-Length: 100001\r\n\r\n", UrlTooLarge),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n", UrlTooLarge),
        (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", InvalidRequest),
        (HEAD + b"Content-Length: -1\r\n\r\n", UrlUnreachable),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", UrlUnreachable),
        # Bodies without end, in all framings.
        (flood, UrlTooLarge),
        (CHUNKED + b"186a1\r\n" + b"x" * 100_001 + b"\r\n0\r\n\r\n", UrlTooLarge),
        (CHUNKED + b"1\r\nx\r\n" * 99_999, UrlUnreachable),
        # Chunks that are none.
        (CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", UrlUnreachable),
        (CHUNKED + b"-3\r\nabc\r\n0\r\n\r\n", UrlUnreachable),
        (CHUNKED + b"3\r\nabc", UrlUnreachable),
        (CHUNKED + b"3\r\nabcdef\r\n0\r\n\r\n", UrlUnreachable),
        (CHUNKED + b"f" * 30 + b"\r\n", UrlUnreachable),
        (CHUNKED + b"1;" + b"x" * 90_000 + b"\r\na\r\n" * 9, InvalidRequest),
        # Packed bodies are not unpacked, whatever they would be.
        (picture(gzip.compress(bytes(10**7)), b"Content-Encoding: gzip"), UrlRefused),
        (picture(b"x", b"Content-Encoding: br"), UrlRefused),
        (picture(b"x", b"Content-Encoding: deflate"), UrlRefused),
        (picture(b"x", b"Content-Encoding: zstd"), UrlRefused),
        (picture(b"x", b"Content-Encoding: identity", b"Content-Encoding: gzip"), UrlRefused),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", UrlUnreachable),
        # Headers that are too many, too long, or none.
        (HEAD + b"X: y\r\n" * 101 + b"\r\n", UrlTooLarge),
        (HEAD + b"X: " + b"y" * 40_000 + b"\r\n\r\n", UrlTooLarge),
        (HEAD + b"X" * 40_000, UrlTooLarge),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 2000, UrlTooLarge),
        (HEAD + b"no colon\r\n\r\n", UrlUnreachable),
        (HEAD + b"X: a\x00b\r\n\r\n", UrlUnreachable),
        (b"", UrlUnreachable),
        (b"\r\n\r\n", UrlUnreachable),
        (b"SSH-2.0-OpenSSH_9.6\r\n", UrlUnreachable),
        (b"picture", UrlUnreachable),
        (b"\x89PNG\r\n\x1a\n" * 99, UrlUnreachable),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", UrlUnreachable),
        # Other statuses.
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", UrlUnreachable),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx", UrlUnreachable),
        (b"HTTP/1.1 204 No Content\r\n\r\n", UrlUnreachable),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", UrlUnreachable),
        (b"HTTP/1.1 500 Broken\r\n\r\n", UrlUnreachable),
        # Slow ones.
        (silence, UrlTimeout),
        (slowly(HEAD, b"X: y\r\n"), UrlTimeout),
        (slowly(b"H", b"T"), UrlTimeout),
        (slowly(b"HTTP/1.1 100 Continue\r\n\r\n"), UrlTimeout),
        (slowly(HEAD + b"Content-Length: 9000\r\n\r\n", b"x"), UrlTimeout),
        (slowly(CHUNKED, b"1\r\nx\r\n"), UrlTimeout),
        (slowly(CHUNKED + b"1;", b"x"), UrlTimeout),
    ],
)
async def test_what_a_server_may_not_do(answer, expected):
    found = await outcome(answer, limits=HURRIED if expected is UrlTimeout else LIMITS)
    assert isinstance(found, expected)
    assert "good.test" in found.message
    assert "127.0.0.1" not in found.message


@pytest.mark.parametrize(("status", "retryable"), [(404, False), (429, True), (503, True)])
async def test_only_a_passing_refusal_is_worth_a_retry(status, retryable):
    async with serving(b"HTTP/1.1 %d No\r\n\r\n" % status) as server, fetching() as fetcher:
        with pytest.raises(UrlUnreachable, match=f"good.test answered with status {status}") as e:
            await fetched(fetcher, f"http://good.test:{server.port}/")
        assert e.value.retryable is retryable


async def test_the_total_time_bounds_a_body_that_keeps_its_pace():
    limits = FetchLimits(total_s=0.4, rate_bytes_per_s_min=1)
    begun_at = time.monotonic()
    found = await outcome(slowly(HEAD + b"\r\n", b"x" * 99), limits=limits)
    assert isinstance(found, UrlTimeout)
    # It would go on for hours.
    assert time.monotonic() - begun_at < 30


async def test_a_caller_who_takes_time_is_not_a_slow_server():
    async with (
        serving(picture(b"x" * 90_000)) as server,
        fetching(limits=replace(LIMITS, grace_s=0.5)) as fetcher,
        fetcher.get(f"http://good.test:{server.port}/") as download,
    ):
        await asyncio.sleep(0.75)
        assert sum([len(chunk) async for chunk in download.chunks()]) == 90_000


async def test_a_caller_who_leaves_early_leaves_nothing_open():
    gone = asyncio.Event()

    async def answer(reader, writer):
        try:
            await flood(reader, writer)
        finally:
            gone.set()

    async with serving(answer) as server, fetching() as fetcher:
        async with fetcher.get(f"http://good.test:{server.port}/") as download:
            async for _ in download.chunks():
                break
        await asyncio.wait_for(gone.wait(), 30)


async def test_a_cancelled_fetch_leaves_nothing_open():
    async with serving(silence) as server, fetching() as fetcher:
        task = asyncio.create_task(fetched(fetcher, f"http://good.test:{server.port}/"))
        while not server.requests:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        server.answer = picture()
        assert await fetched(fetcher, f"http://good.test:{server.port}/") == b"picture"


async def test_a_connection_that_is_refused_or_a_name_without_address_is_unreachable():
    async with serving(picture()) as server:
        port = server.port
    async with fetching() as fetcher:
        with pytest.raises(UrlUnreachable, match="does not take connections"):
            await fetched(fetcher, f"http://good.test:{port}/")
        with pytest.raises(UrlUnreachable, match="has no address"):
            await fetched(fetcher, "http://nowhere.test/")


async def test_the_next_address_is_tried_without_another_lookup():
    # Nothing listens on the first three; the answer comes from the last.
    names = Names({"good.test": ["127.0.0.9", "127.0.0.8", "127.0.0.7", "127.0.0.1"]})
    async with serving(picture()) as server, fetching(names=names) as fetcher:
        assert await fetched(fetcher, f"http://good.test:{server.port}/") == b"picture"
    assert names.asked == ["good.test"]


async def test_a_slow_lookup_is_ended_in_its_time():
    names = Names({"slow.test": lambda: asyncio.sleep(60)})
    async with fetching(names=names, limits=replace(LIMITS, lookup_s=0.2)) as fetcher:
        with pytest.raises(UrlTimeout, match="could not be looked up"):
            await fetched(fetcher, "http://slow.test/")


async def test_a_fetcher_that_is_not_open_fetches_nothing_but_still_checks():
    fetcher = Fetcher(resolve=Names())
    fetcher.check("https://good.test/")
    with pytest.raises(Unavailable):
        await fetched(fetcher, "https://good.test/")
    await fetcher.open()
    await fetcher.close()
    await fetcher.close()
    with pytest.raises(Unavailable):
        await fetcher.post("https://good.test/", body=b"", headers={})
