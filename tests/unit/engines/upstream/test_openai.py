"""What an OpenAI-style server answers is told as it is, or as the error that it stands for."""

import asyncio
import contextlib
import logging
import socket

import pytest

from inkstone.domain.errors import (
    ContentRefused,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.engines import base
from inkstone.engines.upstream.openai import FLAVOURS
from unit.engines.upstream.openai_faults import FAILURES, REFUSALS, SPOILT
from unit.engines.upstream.openai_orders import (
    COST,
    KEY,
    asking,
    client,
    given,
    order,
    outputs,
    told,
)
from unit.engines.upstream.openai_server import OpenAiServer

pytestmark = pytest.mark.anyio

#: Fault → the class of error, and whether waiting does not help.
MEANINGS = {
    "400": (UnsupportedRequest, None),
    "401": (RouteUnavailable, True),
    "402": (RouteUnavailable, True),
    "403": (RouteUnavailable, True),
    "404": (RouteUnavailable, True),
    "408": (RouteUnavailable, False),
    "422": (UnsupportedRequest, None),
    "429": (RouteUnavailable, False),
    "503": (RouteUnavailable, False),
    "insufficient_quota": (RouteUnavailable, True),
    "billing": (RouteUnavailable, True),
    "moderation": (ContentRefused, None),
    "filtered": (ContentRefused, None),
    "redirect": (RouteUnavailable, True),
    "ok_quota": (RouteUnavailable, True),
}


def test_every_fault_has_a_meaning():
    assert {*REFUSALS, "redirect", "ok_quota"} == set(MEANINGS)


@pytest.mark.parametrize("fault", [*REFUSALS, *FAILURES, *SPOILT])
@pytest.mark.parametrize("is_edit", [False, True])
async def test_every_fault_is_the_error_that_it_stands_for_and_is_asked_once(
    fault, is_edit, caplog
):
    kind, is_lasting = MEANINGS.get(fault, (UpstreamUnknown, None))
    inputs = (given(64, 64),) if is_edit else ()
    caplog.set_level(logging.DEBUG)
    async with asking("openai", timeout_s=0.2 if fault == "slow" else 10.0) as (api, server):
        with pytest.raises(
            (ContentRefused, RouteUnavailable, UnsupportedRequest, UpstreamUnknown)
        ) as caught:
            await told(api, order(f"a kite [fault={fault}]", inputs=inputs))
        assert type(caught.value) is kind
        assert getattr(caught.value, "is_lasting", None) is is_lasting
        assert server.num_asked == 1
        assert server.num_bought == (0 if fault in REFUSALS else 1)
        assert "far" in caught.value.message or "The upstream" in caught.value.message
        for text in (caught.value.message, repr(caught.value), repr(api), caplog.text):
            assert KEY not in text


@pytest.mark.parametrize(("fault", "wait_s"), [("429", 7), ("503", 3)])
async def test_when_to_come_back_is_passed_on(fault, wait_s):
    async with asking() as (api, _):
        with pytest.raises(RouteUnavailable) as caught:
            await told(api, order(f"[fault={fault}]"))
    assert caught.value.retry_after_s == wait_s


async def test_a_server_that_is_not_there_surely_did_nothing():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        api = client(f"http://127.0.0.1:{held.getsockname()[1]}/v1")
        await api.open()
        with pytest.raises(RouteUnavailable, match="cannot be reached"):
            await told(api, order())
        with pytest.raises(RouteUnavailable, match="cannot be reached"):
            await api.ping()
        await api.close()
    with pytest.raises(RouteUnavailable):
        await told(api, order())


async def test_a_wrong_key_is_the_operators():
    async with OpenAiServer(flavour="openai", api_key="another") as server:
        api = client(server.url)
        await api.open()
        with pytest.raises(RouteUnavailable) as caught:
            await told(api, order())
        assert caught.value.is_lasting
        with pytest.raises(RouteUnavailable) as caught:
            await api.ping()
        assert caught.value.is_lasting
        await api.close()
        assert server.num_bought == 0


@pytest.mark.parametrize(("flavour", "word"), [("vllm-omni", 404), ("xinference", 404)])
async def test_a_model_that_is_not_served_is_the_operators_even_where_a_server_says_400(
    flavour, word
):
    async with asking(flavour) as (api, server):
        with pytest.raises(RouteUnavailable, match=str(word)) as caught:
            await told(api, order(model="another"))
        assert caught.value.is_lasting
        assert server.num_bought == 0


@pytest.mark.parametrize("flavour", FLAVOURS)
async def test_a_good_answer_is_told_in_order(flavour):
    async with asking(flavour) as (api, server):
        events = await told(api, order(num_images=3))
    known_as = {"sglang": "img-123", "localai": "img-123"}.get(flavour, "req_7")
    assert events[:2] == [base.Submitted(known_as), base.Consumed(0.0, cost_micros=3 * COST)]
    assert [type(event) for event in events[2:]] == [base.Output] * 3
    assert [event.image for event in events[2:]] == [0, 1, 2]
    assert server.num_bought == 1


@pytest.mark.parametrize(
    ("fault", "num_pictures", "num_paid", "kind"),
    [
        ("fewer", 2, 2, "image/png"),
        ("more", 3, 3, "image/png"),
        ("half", 2, 3, "image/png"),
        ("jpeg", 3, 3, "image/jpeg"),
        ("webp", 3, 3, "image/webp"),
        ("data_uri", 3, 3, "image/png"),
    ],
)
async def test_odd_answers_give_what_pictures_they_have(fault, num_pictures, num_paid, kind):
    async with asking() as (api, _):
        events = await told(api, order(f"[fault={fault}]", num_images=3))
    assert base.Consumed(0.0, cost_micros=num_paid * COST) in events
    found = outputs(events)
    assert [(p.media_type, p.width_px, p.height_px) for p in found] == [
        (kind, 1024, 1024)
    ] * num_pictures
    assert [e.image for e in events if isinstance(e, base.Output)] == [*range(num_pictures)]


async def test_a_rewritten_prompt_is_told_once_and_one_that_is_the_same_is_not():
    async with asking() as (api, _):
        events = await told(api, order("[fault=rewritten]", num_images=2))
    assert [e for e in events if isinstance(e, base.Rewritten)] == [
        base.Rewritten("a very red kite")
    ]
    async with asking() as (api, _):
        events = await told(api, order("a very red kite [fault=]"))
    assert not [e for e in events if isinstance(e, base.Rewritten)]


async def test_addresses_and_headers_without_end_are_said_as_what_they_are():
    async with asking() as (api, _):
        with pytest.raises(UpstreamUnknown, match="addresses although pictures"):
            await told(api, order("[fault=url]"))
        with pytest.raises(UpstreamUnknown, match="more than 33 MiB"):
            await told(api, order("[fault=endless]"))
        with pytest.raises(UpstreamUnknown, match="packed"):
            await told(api, order("[fault=packed]"))
        with pytest.raises(UpstreamUnknown, match="not said to be JSON"):
            await told(api, order("[fault=content_type]"))


async def test_an_order_that_is_closed_hangs_up():
    async with asking(delay_s=30.0) as (api, server):
        events = api.make(order())
        asking_on = asyncio.ensure_future(anext(events))
        while not server.num_bought:
            await asyncio.sleep(0.01)
        asking_on.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking_on
        await events.aclose()
        async with asyncio.timeout(5):
            await server.hung_up.wait()
        assert server.num_bought == 1


async def test_many_orders_go_side_by_side_over_few_connections():
    async with asking("inkstone", connections_max=8) as (api, server):
        asked = [order(f"kite {index}", id=f"job_{index}", num_images=2) for index in range(40)]
        all_events = await asyncio.gather(*(told(api, each) for each in asked))
        assert server.num_bought == 40
        assert max(server.bought.values()) == 1
        assert server.num_connections <= 8
    assert all(len(outputs(events)) == 2 for events in all_events)


async def test_a_connection_is_kept_for_the_next_order():
    async with asking() as (api, server):
        for fault in ("", "[fault=400]", ""):
            with contextlib.suppress(UnsupportedRequest):
                await told(api, order(f"a kite {fault}"))
        assert (server.num_asked, server.num_connections) == (3, 1)


async def test_equal_orders_are_one_only_where_the_server_folds_them():
    async with asking("inkstone") as (api, server):
        assert api.resends
        for _ in range(2):
            await told(api, order(num_images=2))
        assert (server.num_asked, server.num_bought) == (2, 1)
        assert server.keys == {"job_1": 1}
    assert [name for name in FLAVOURS if FLAVOURS[name].resends] == ["inkstone"]


async def test_a_ping_costs_nothing_and_tells_the_models():
    async with asking("sglang") as (api, server):
        assert await api.ping() == "It lists image-model."
        assert server.num_asked == 0


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (404, b"", "It answers, and lists no models."),
        (200, b'{"data": []}', "It answers, and lists no models."),
        (200, b'{"data": [{"id": "a\\n b"}, 7, {"id": null}]}', "It lists a b."),
        (200, b'{"data": [%b]}' % b",".join([b'{"id": "a"}'] * 6), "It lists a, a, a, a, a, …."),
    ],
)
async def test_a_ping_makes_do_with_little(status, body, says):
    async with asking() as (api, server):
        server.models = (status, body)
        assert await api.ping() == says


@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (302, b""), (200, b"<html>"), (200, b"[]"), (200, b"{}")]
)
async def test_a_ping_that_says_nothing_is_no_answer(status, body):
    async with asking() as (api, server):
        server.models = (status, body)
        with pytest.raises(UpstreamUnknown):
            await api.ping()


def test_nothing_of_a_client_shows_its_key():
    api = client("http://127.0.0.1:1/v1")
    assert repr(api) == "OpenAi('far', 'openai')"
    assert api.reach("gpt-image-1.5") is FLAVOURS["openai"].reach
