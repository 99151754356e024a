"""An endpoint that sends what it should not, breaks, drips or never ends is no answer."""

import asyncio
import contextlib
import gzip

import pytest

from inkstone.domain.errors import Unavailable
from unit.engines.upstream.endpoints import GOOD, KEY, answer, endpoint, judging, refusal, verdict

pytestmark = pytest.mark.anyio


async def test_a_redirect_is_not_followed():
    async with endpoint(GOOD) as elsewhere:
        bad = answer(b"", f"Location: {elsewhere.url}/moderations", status="307 There")
        error, _ = await refusal(bad)
        assert "sends elsewhere (307)" in error.message
        assert elsewhere.num_connections == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", {}, {"results": []}, {"error": {"type": "server_error", "message": KEY}}]
)
async def test_an_answer_that_makes_no_sense_is_no_answer(body):
    error, server = await refusal(answer(body))
    assert "sent an answer that cannot be used" in error.message
    assert len(server.heads) == 1


@pytest.mark.parametrize("media_type", ["text/html", "", "application/jsonx"])
async def test_an_answer_that_is_not_said_to_be_json_is_not_read(media_type):
    error, _ = await refusal(answer(verdict(), media_type=media_type))
    assert "not said to be JSON" in error.message


async def test_a_charset_beside_the_type_does_not_matter():
    good = answer(verdict(), media_type="Application/JSON; charset=utf-8")
    async with judging(good) as (judge, _):
        assert await judge.judge_text("x") == ()


async def test_what_was_packed_unasked_is_not_unpacked():
    packed = gzip.compress(b" " * 10_000_000)
    error, server = await refusal(answer(packed, "Content-Encoding: gzip"))
    assert "packed" in error.message
    assert "accept-encoding: identity" in server.heads[0].lower()


async def test_a_body_without_end_is_left():
    num_sent = 0

    async def endless(writer):
        nonlocal num_sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" " * 65536)
            num_sent += 1
            await writer.drain()

    error, _ = await refusal(endless)
    assert "more than 256 KiB" in error.message
    assert num_sent < 1000


async def test_an_answer_that_is_cut_is_not_asked_for_again():
    async def cut(writer):
        writer.write(GOOD[:-40])
        await writer.drain()
        return False

    error, server = await refusal(cut)
    assert "broke the connection (RemoteProtocolError)" in error.message
    assert len(server.heads) == 1


async def test_a_connection_that_breaks_before_any_answer_is_tried_once_more_at_once():
    async def broken(writer):
        return False

    async with judging(broken, GOOD) as (judge, server):
        assert await judge.judge_text("x") == ()
    assert len(server.heads) == 2
    error, server = await refusal(broken)
    assert "broke the connection" in error.message
    assert len(server.heads) == 2


async def test_where_nobody_listens_that_is_said():
    async with endpoint(GOOD) as server:
        url = server.url
    error, _ = await refusal(GOOD, url=url)
    assert "broke the connection (ConnectError)" in error.message


async def test_a_slow_answer_is_not_waited_for_and_leaves_no_connection_behind():
    async def drips(writer):
        with contextlib.suppress(OSError):
            for byte in GOOD:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.02)
        return False

    async with judging(drips, timeout_s=0.2) as (judge, server):
        asked = [judge.judge_text("x") for _ in range(20)]
        for error in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(error, Unavailable)
            assert "did not answer within 0.2 s" in error.message
        judge._timeout_s = 30.0
        server.answers.append(GOOD)
        server.answers.popleft()
        # More than there are connections, had the others kept theirs.
        for _ in range(3):
            assert await judge.judge_text("x") == ()


async def test_connections_are_kept_their_number_is_bounded_and_a_closed_one_is_replaced():
    async with judging(GOOD) as (judge, server):
        for _ in range(5):
            await judge.judge_text("x")
        assert server.num_connections == 1
        server.hang_up()
        assert await judge.judge_text("x") == ()
        assert server.num_connections == 2
        await asyncio.gather(*(judge.judge_text("x") for _ in range(100)))
        assert server.num_open_max <= 16
