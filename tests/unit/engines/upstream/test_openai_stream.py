"""A stream's previews come as they are made, and its end is a picture or says what went wrong."""

import asyncio
import time

import pytest

from inkstone.domain.errors import (
    ContentRefused,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.engines import base
from inkstone.engines.upstream.openai_stream import documents
from unit.engines.upstream.openai_faults import STREAM_ERRORS
from unit.engines.upstream.openai_orders import COST, asking, given, order, outputs, told

pytestmark = pytest.mark.anyio

UNKNOWN = (UpstreamUnknown, None)
MEANINGS = {
    "stream_content_policy_violation": (ContentRefused, None),
    "stream_insufficient_quota": (RouteUnavailable, True),
    "stream_invalid_value": (UnsupportedRequest, None),
    "stream_rate_limit_exceeded": (RouteUnavailable, False),
    "stream_upstream_unavailable": (RouteUnavailable, False),
    # The server may go on with the job: the same order finds it.
    "stream_model_unavailable": UNKNOWN,
    "stream_engine_failure": UNKNOWN,
    "stream_model_not_found": (RouteUnavailable, True),
    "stream_server_error": UNKNOWN,
    "stream_cut": UNKNOWN,
    "stream_broken": UNKNOWN,
    "stream_ends": UNKNOWN,
    "no_picture": UNKNOWN,
}


@pytest.mark.parametrize("inputs", [(), (given(300, 300),)])
async def test_previews_come_before_the_picture(inputs):
    async with asking("inkstone") as (api, server):
        events = await told(api, order(inputs=inputs))
    assert server.calls[0].headers["accept"] == "text/event-stream"
    assert [type(event) for event in events] == [
        *[base.Preview] * 3,
        base.Submitted,
        base.Consumed,
        base.Output,
    ]
    shown = events[0].picture
    assert (events[0].image, shown.media_type, shown.width_px) == (0, "image/webp", 64)
    # Its job's id, which is the same at each try.
    assert events[3:5] == [base.Submitted("job_7"), base.Consumed(0.0, cost_micros=COST)]
    assert (outputs(events)[0].media_type, outputs(events)[0].width_px) == ("image/png", 1024)
    assert server.num_bought == 1


async def test_several_pictures_are_not_streamed():
    async with asking("inkstone") as (api, server):
        assert len(outputs(await told(api, order(num_images=2)))) == 2
    assert "stream" not in server.calls[0].fields


async def test_previews_that_are_too_large_are_left_out():
    async with asking("inkstone") as (api, _):
        events = await told(api, order("[fault=stream_large]"))
    assert [type(event) for event in events] == [base.Submitted, base.Consumed, base.Output]


@pytest.mark.parametrize("fault", MEANINGS)
async def test_whatever_a_stream_ends_with_is_told_apart(fault):
    kind, is_lasting = MEANINGS[fault]
    async with asking("inkstone") as (api, server):
        with pytest.raises(
            (ContentRefused, RouteUnavailable, UnsupportedRequest, UpstreamUnknown)
        ) as caught:
            await told(api, order(f"[fault={fault}]"))
        assert server.num_asked == 1
    assert type(caught.value) is kind
    assert getattr(caught.value, "is_lasting", None) is is_lasting


def test_every_error_in_a_stream_has_a_meaning():
    assert not set(STREAM_ERRORS) - set(MEANINGS)


@pytest.mark.parametrize("fault", ["ok_error", "cut", "packed", "503", "content_type"])
async def test_a_refusal_before_the_stream_is_one_as_ever(fault):
    # One that is asked for the same order again may be stopping with it in hand.
    async with asking("inkstone") as (api, server):
        with pytest.raises(UpstreamUnknown):
            await told(api, order(f"[fault={fault}]"))
        assert server.num_asked == 1


async def test_a_picture_counts_although_its_stream_does_not_end():
    began_s = time.monotonic()
    async with asking("inkstone", timeout_s=30.0) as (api, server):
        events = await told(api, order("[fault=stream_hangs]"))
        async with asyncio.timeout(5):
            await server.hung_up.wait()
    assert len(outputs(events)) == 1
    assert time.monotonic() - began_s < 5


async def test_a_connection_is_kept_after_a_stream():
    async with asking("inkstone") as (api, server):
        for index in range(3):
            await told(api, order(id=f"job_{index}"))
        assert (server.num_bought, server.num_connections) == (3, 1)


async def test_an_order_that_is_closed_amid_its_previews_hangs_up():
    async with asking("inkstone") as (api, server):
        events = api.make(order("[fault=stream_hangs]"))
        assert isinstance(await anext(events), base.Preview)
        await events.aclose()
        async with asyncio.timeout(5):
            await server.hung_up.wait()


async def _read(*chunks):
    async def source():
        for chunk in chunks:
            yield chunk

    return [each async for each in documents(source(), name="far")]


@pytest.mark.parametrize("width", [1, 7, 1000])
async def test_events_are_read_however_they_are_cut(width):
    text = (
        b': alive\r\n\r\nid: 4\r\nevent: a.completed\r\ndata: {"n":\r\ndata:1}\r\n\r\n'
        b'data: {"type": "b", "s": "\xc3\xa9"}\n\ndata: [DONE]\n\nevent: c\ndata: {"cut": 1}\n'
    )
    chunks = [text[at : at + width] for at in range(0, len(text), width)]
    assert await _read(*chunks) == [
        {"type": "a.completed", "n": 1},
        {"type": "b", "s": "é"},
    ]


@pytest.mark.parametrize("data", [b"{", b"[]", b"7", b"[" * 100_000])
async def test_an_event_that_is_no_object_makes_no_sense(data):
    with pytest.raises(UpstreamUnknown, match="makes no sense"):
        await _read(b"data: " + data + b"\n\n")
