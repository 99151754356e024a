"""DashScope is asked in its own words, once, and its pictures are got however they are named."""

import asyncio
import base64
import logging

import pytest

from inkstone.domain.errors import RouteUnavailable, UnsupportedRequest, UpstreamUnknown
from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.upstream import dashscope
from inkstone.engines.upstream.dashscope import DashScope
from unit.engines.upstream.dashscope_faults import KEY, png
from unit.engines.upstream.dashscope_orders import (
    COST_MICROS,
    calling,
    made,
    only,
    order,
    outputs,
    until,
)
from unit.engines.upstream.dashscope_server import GENERATION

pytestmark = pytest.mark.anyio


def picture(width_px=400, height_px=500, data=None):
    return base.Picture(
        data=data or png(width_px, height_px), width_px=width_px, height_px=height_px
    )


async def test_an_order_goes_over_the_line_with_nothing_left_to_defaults():
    async with calling() as (client, server):
        await made(client, order("a red kite", num_images=2))
        (asked,) = [each for each in server.requests if each.method == "POST"]
    assert asked.target == GENERATION
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == asked.headers["accept"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    assert not [name for name in asked.headers if name.startswith("x-dashscope")]
    assert asked.document == {
        "model": "qwen-image-2.0",
        "input": {"messages": [{"role": "user", "content": [{"text": "a red kite"}]}]},
        "parameters": {
            "n": 2,
            "size": "512*640",
            "prompt_extend": False,
            "watermark": False,
            "seed": 7,
        },
    }


async def test_inputs_go_before_the_text_and_in_their_order():
    inputs = (picture(400, 500), picture(600, 450), picture(384, 384))
    asked_for = order(
        "join them", inputs=inputs, size=None, negative_prompt="blurry", prompt_extend=True
    )
    async with calling() as (client, server):
        events = await made(client, asked_for)
        document = server.requests[0].document
    *images, text = document["input"]["messages"][0]["content"]
    assert text == {"text": "join them"}
    assert [set(each) for each in images] == [{"image"}] * 3
    lead = "data:image/png;base64,"
    sent = [base64.b64decode(each["image"].removeprefix(lead), validate=True) for each in images]
    assert sent == [each.data for each in inputs]
    assert "size" not in document["parameters"]
    assert document["parameters"]["negative_prompt"] == "blurry"
    assert document["parameters"]["prompt_extend"] is True
    assert outputs(events)[0].width_px == 384


async def test_large_inputs_are_written_away_from_the_event_loop(monkeypatch):
    threads = []
    real = asyncio.to_thread

    async def noted(function, *args):
        threads.append(function.__name__)
        return await real(function, *args)

    # What runs in a thread cannot be seen from outside.
    monkeypatch.setattr(dashscope.asyncio, "to_thread", noted)
    async with calling() as (client, server):
        await made(client, order(inputs=(picture(),)))
        assert threads == []
        large = png(400, 500) + bytes(3_000_000)
        await made(client, order(inputs=(picture(data=large),)))
        assert threads == ["_written"]
        assert len(server.requests[-2].body) > 4_000_000


async def test_half_a_character_in_a_prompt_is_sent_as_it_is():
    async with calling() as (client, server):
        await made(client, order("kite \ud83e \N{KITE}"))
        text = server.requests[0].document["input"]["messages"][0]["content"][0]["text"]
        assert text == "kite \ud83e \N{KITE}"


@pytest.mark.parametrize("tag", ["", " [choices=each]"])
async def test_every_picture_of_every_choice_is_had_in_order(tag):
    async with calling() as (client, server):
        events = await made(client, order(f"kites{tag}", num_images=4))
        first, second, *rest = events
        assert first.upstream_id == "req-1"
        assert second == base.Consumed(0.0, cost_micros=4 * COST_MICROS)
        assert [each.image for each in rest] == [0, 1, 2, 3]
        for got in outputs(rest).values():
            assert (got.data, got.media_type) == (png(512, 640), "image/png")
            assert (got.width_px, got.height_px) == (512, 640)
        assert server.num_bought == 4
        assert server.bought == {f"kites{tag}": 4}


async def test_what_was_bought_is_known_before_any_of_it_is_had():
    async with calling() as (client, server):
        events = client.make(order("kites [fault=result-slow]", num_images=2))
        submitted, consumed = await anext(events), await anext(events)
        assert isinstance(submitted, base.Submitted)
        urls = submitted.checkpoint["urls"]
        assert len(urls) == 2
        assert all(f":{server.port}/results/1/" in url for url in urls)
        assert submitted.checkpoint["request_id"] == "req-1"
        assert consumed.cost_micros == 2 * COST_MICROS
        await events.aclose()


async def test_an_attempt_that_goes_on_buys_nothing_and_books_the_same():
    async with calling() as (client, server):
        first = await made(client, order("kites", num_images=3))
        checkpoint = only(first, base.Submitted).checkpoint
        again = await made(client, order("kites", num_images=3, checkpoint=checkpoint))
        assert server.asked == {"kites": 1}
        assert outputs(again) == outputs(first)
        assert only(again, base.Consumed) == only(first, base.Consumed)
        assert not [each for each in again if isinstance(each, base.Submitted)]


async def test_an_empty_checkpoint_is_nothing_to_go_on_with():
    async with calling() as (client, server):
        assert outputs(await made(client, order("kite", checkpoint={})))
        assert server.asked == {"kite": 1}


async def test_results_at_the_own_origin_are_asked_for_without_the_key():
    async with calling(allow=()) as (client, server):
        assert outputs(await made(client, order()))
        got = server.requests[-1]
        assert got.target == "/results/1/0.png?Expires=9&Signature=a%2Bb%3D"
        assert "authorization" not in got.headers
        assert "image/png" in got.headers["accept"]


async def test_results_elsewhere_are_fetched_as_strangers_are():
    async with calling() as (client, server):
        events = await made(client, order("kite [results=elsewhere]"))
        assert outputs(events)[0].data == png(512, 640)
        got = server.requests[-1]
        assert got.headers["user-agent"] == "Inkstone"
        assert "authorization" not in got.headers
    async with calling(allow=()) as (client, server):
        with pytest.raises(UpstreamUnknown, match="could not be fetched"):
            await made(client, order("kite [results=elsewhere]"))
        assert server.got.total() == 0


async def test_a_result_may_be_a_redirect_to_elsewhere():
    async with calling() as (client, server):
        events = await made(client, order("kite [fault=result-redirect]"))
        assert outputs(events)[0].data == png(512, 640)
        assert server.requests[-1].headers["user-agent"] == "Inkstone"


async def test_a_negative_prompt_that_is_too_long_is_refused_before_it_is_sent():
    async with calling() as (client, server):
        await made(client, order(negative_prompt="x" * 500))
        with pytest.raises(UnsupportedRequest, match="501 characters") as caught:
            await made(client, order(negative_prompt="x" * 501))
        assert caught.value.code == "upstream_refused"
        assert server.asked.total() == 1


def test_what_it_can_be_asked_for():
    client = DashScope(http=None, fetcher=None, waits_s=())
    reach = client.reach("qwen-image-2.0-pro")
    assert client.resends is False
    assert (reach.num_inputs_max, reach.num_images_max) == (3, 6)
    assert reach.prompt_extend
    assert reach.seed
    assert reach.negative_prompt
    cannot = ("mask", "steps", "guidance", "alpha", "previews")
    assert not any(getattr(reach, each) for each in cannot)
    for size in (Size(64, 64), Size(4096, 4096), Size(100, 4000), Size(1337, 1001)):
        near = reach.nearest(size)
        assert 512 * 512 <= near.area_px <= 2048 * 2048
    assert reach.nearest(Size(2688, 1536)) == Size(2688, 1536)


async def test_a_ping_costs_nothing_and_needs_the_key():
    async with calling() as (client, server):
        assert await client.ping() == "it takes the key"
        assert server.requests[-1].target == "/api/v1/tasks?page_no=1&page_size=1"
        assert server.asked.total() == 0
    async with calling(api_key="sk-wrong") as (client, _):
        with pytest.raises(RouteUnavailable) as caught:
            await client.ping()
        assert caught.value.is_lasting


async def test_a_ping_of_nobody_or_of_another_server_says_so():
    async with calling() as (client, server):
        await server.stop()
        with pytest.raises(RouteUnavailable, match="cannot be reached"):
            await client.ping()
    async with calling() as (_, server):
        url = f"http://127.0.0.1:{server.port}/nowhere"
        async with calling(url=url) as (client, _):
            with pytest.raises(UpstreamUnknown, match="404"):
                await client.ping()


async def test_many_orders_at_once_are_each_sent_once():
    async with calling() as (client, server):
        orders = [order(f"kite {index} [delay=0.05]", num_images=2) for index in range(40)]
        for events in await asyncio.gather(*(made(client, each) for each in orders)):
            assert len(outputs(events)) == 2
        assert set(server.asked.values()) == {1}
        assert server.num_bought == 80
        assert server.num_open_max <= 64


async def test_who_leaves_while_the_vendor_works_closes_the_connection():
    async with calling() as (client, server):
        task = asyncio.create_task(made(client, order("kite [fault=slow]")))
        await until(lambda: server.num_bought)
        assert server.num_open == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: server.num_open == 0)


@pytest.mark.parametrize("where", ["", "[results=elsewhere]"])
async def test_who_leaves_while_results_come_closes_their_connections(where):
    prompt = f"kites [fault=result-slow] [only=1] {where}"
    async with calling() as (client, server):
        events = client.make(order(prompt, num_images=3))
        async for event in events:
            if isinstance(event, base.Output):
                break
        await until(lambda: server.got.total() == 3)
        await events.aclose()
        num_before = len(server.requests)
        # One connection may be kept for the next order.
        await until(lambda: server.num_open <= 3)
        await client.close()
        await until(lambda: server.num_open == 0)
        assert len(server.requests) == num_before


async def test_the_key_is_in_no_log_and_no_message(caplog):
    caplog.set_level(logging.DEBUG)
    async with calling() as (client, _):
        assert KEY not in repr(client)
        assert "acme" in repr(client)
        assert outputs(await made(client, order()))
        for fault in ("401", "403", "200:InvalidApiKey", "400", "500"):
            with pytest.raises(Exception, match="acme") as caught:
                await made(client, order(f"kite [fault={fault}]"))
            assert KEY not in repr(caught.value)
            assert KEY not in str(caught.value.__cause__)
    assert KEY not in caplog.text
    told = [each.getMessage() for each in caplog.records if "dashscope" in each.name]
    assert any("403 AccessDenied.Unpurchased, request req-AccessDenied" in each for each in told)
    assert any("ACME-77" in each for each in told)
