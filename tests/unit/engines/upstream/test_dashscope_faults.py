"""Whatever DashScope does instead of an answer, it is asked once, and the error says what to do."""

import asyncio

import pytest

from inkstone.domain.errors import (
    ContentRefused,
    InputRefused,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.engines import base
from inkstone.engines.upstream import results
from inkstone.engines.upstream.dashscope_answers import bought, from_checkpoint
from unit.engines.upstream.dashscope_faults import KEY, png
from unit.engines.upstream.dashscope_orders import (
    COST_MICROS,
    calling,
    made,
    only,
    order,
    outputs,
)

pytestmark = pytest.mark.anyio

KITE = base.Picture(data=png(400, 400), width_px=400, height_px=400)


async def failure(fault, *, timeout_s=30.0, **changed):
    """What an order fails with; it is sent once and yields nothing."""
    async with calling(timeout_s=timeout_s) as (client, server):
        given = order(f"a kite [fault={fault}]", **changed)
        events = []
        with pytest.raises(Exception, match="upstream") as caught:
            await made(client, given, events)
        assert events == []
        assert server.asked == {given.prompt: 1}
        error = caught.value
        assert KEY not in error.message
        assert str(server.port) not in error.message
        return error, server


@pytest.mark.parametrize(
    "fault",
    [
        "401", "402", "403", "404", "arrearage", "redirect", "404:Model.NotExist",
        "403:AllocationQuota.FreeTierOnly", "403:InternalError", "200:InvalidApiKey",
        "200:Arrearage", "200:AccessDenied", "200:ModelNotFound", "405:Whatever",
    ],
)  # fmt: skip
async def test_what_the_operator_must_mend_lasts_and_is_told_to_the_caller_in_our_words(fault):
    error, server = await failure(fault)
    assert isinstance(error, RouteUnavailable)
    assert error.is_lasting
    assert "ACME" not in error.message
    assert fault == "redirect" or server.num_bought == 0


@pytest.mark.parametrize(
    ("fault", "retry_after_s"),
    [
        ("429", 7), ("429:Throttling.AllocationQuota", 7), ("429:LimitRequests", 7),
        ("200:Throttling", 2), ("400:Throttling.RateQuota", 2), ("503", 2),
        ("200:ServiceUnavailable", 2),
    ],
)  # fmt: skip
async def test_who_is_asked_too_often_or_has_no_room_did_no_work(fault, retry_after_s):
    error, server = await failure(fault)
    assert isinstance(error, RouteUnavailable)
    assert not error.is_lasting
    assert error.retry_after_s == retry_after_s
    assert server.num_bought == 0


@pytest.mark.parametrize(
    "fault",
    ["moderation", "200:DataInspectionFailed", "400:DataInspectionFailed.Output",
     "500:DataInspectionFailed"],
)  # fmt: skip
async def test_moderation_is_the_content_s_fault(fault):
    error, _ = await failure(fault)
    assert isinstance(error, ContentRefused)


@pytest.mark.parametrize("fault", ["400-url", "200:InvalidURL", "400:InvalidImage.FileFormat"])
async def test_a_picture_that_the_vendor_cannot_use_is_the_input_s_fault(fault):
    error, _ = await failure(fault)
    assert isinstance(error, InputRefused)


async def test_one_code_is_for_pictures_and_for_values():
    error, _ = await failure("400-image", inputs=(KITE,))
    assert isinstance(error, InputRefused)
    assert "The image is too small." in error.message
    for fault, inputs in (("400-image", ()), ("400", (KITE,))):
        error, _ = await failure(fault, inputs=inputs)
        assert isinstance(error, UnsupportedRequest)


@pytest.mark.parametrize(
    "fault",
    ["400", "200:InvalidParameter", "200:BadRequest.EmptyInput", "400:UnsupportedOperation",
     "413:BadRequest.TooLarge", "400:Anything"],
)  # fmt: skip
async def test_any_other_refusal_is_told_with_the_vendor_s_words(fault):
    error, server = await failure(fault)
    assert isinstance(error, UnsupportedRequest)
    assert error.code == "upstream_refused"
    assert ("n must be from 1 to 6." if fault == "400" else "Words.") in error.message
    assert server.num_bought == 0


@pytest.mark.parametrize(
    "fault",
    [
        "500", "500-timeout", "502", "503-bare", "504", "cut", "cut-body", "html", "not-json",
        "no-pictures", "packed", "endless", "crumbs", "200:Sorry", "200:InternalError.Timeout",
        "503:InternalError", "500:InvalidParameter", "500:ServiceUnavailable", "202:Later",
    ],
)  # fmt: skip
async def test_whatever_may_have_been_made_is_not_known_and_not_asked_for_again(fault):
    error, _ = await failure(fault)
    assert isinstance(error, UpstreamUnknown)


async def test_a_vendor_that_is_silent_for_too_long_may_have_made_it():
    error, server = await failure("slow", timeout_s=0.2)
    assert isinstance(error, UpstreamUnknown)
    assert server.num_bought == 1


async def test_where_nobody_listens_nothing_was_sent():
    async with calling() as (client, server):
        await server.stop()
        with pytest.raises(RouteUnavailable, match="cannot be reached") as caught:
            await made(client, order())
        assert not caught.value.is_lasting


async def test_a_client_that_is_not_open_sends_nothing():
    async with calling() as (client, server):
        await client.close()
        with pytest.raises(RouteUnavailable, match="not ready"):
            await made(client, order())
        assert server.asked.total() == 0


async def test_of_a_field_that_is_there_twice_the_last_counts():
    async with calling() as (client, _):
        events = await made(client, order("kite [fault=twice]"))
        assert outputs(events)
        assert only(events, base.Submitted).upstream_id == "req-1"


async def test_a_result_that_fails_once_is_asked_for_again():
    async with calling() as (client, server):
        events = await made(client, order("kites [fault=result-once]", num_images=3))
        assert sorted(outputs(events)) == [0, 1, 2]
        assert set(server.got.values()) == {2}
        assert server.asked.total() == 1


@pytest.mark.parametrize(
    ("fault", "num_tries"),
    [
        ("result-500", 4), ("result-cut", 4), ("result-404", 1), ("result-text", 1),
        ("result-gif", 1), ("result-huge", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["", "[results=elsewhere]"])
async def test_a_result_that_stays_dead_is_warned_of_and_the_others_are_had(
    fault, num_tries, where
):
    async with calling() as (client, server):
        prompt = f"kites [fault={fault}] [only=1] {where}"
        events = await made(client, order(prompt, num_images=3))
        assert sorted(outputs(events)) == [0, 2]
        warning = only(events, base.Warning)
        assert warning.code == "upstream_result_lost"
        assert "1 of 3 pictures" in warning.message
        assert events[-1] is warning
        assert only(events, base.Consumed).cost_micros == 3 * COST_MICROS
        assert server.got["/results/1/1.png"] == num_tries
        assert server.asked.total() == 1


@pytest.mark.parametrize("fault", ["result-500", "result-text"])
async def test_where_every_result_is_dead_that_is_told_after_the_cost(fault):
    async with calling() as (client, server):
        events = []
        with pytest.raises(UpstreamUnknown, match="made the pictures, and they could not be"):
            await made(client, order(f"kites [fault={fault}]", num_images=2), events)
        assert [type(each) for each in events] == [base.Submitted, base.Consumed]
        assert events[1].cost_micros == 2 * COST_MICROS
        assert server.asked.total() == 1


async def test_what_is_named_and_is_no_url_counts_as_bought_and_lost():
    async with calling() as (client, _):
        events = []
        with pytest.raises(UpstreamUnknown, match="could not be fetched"):
            await made(client, order("kites [fault=no-urls]", num_images=3), events)
        assert only(events, base.Submitted).checkpoint["urls"] == ["", "", ""]
        assert only(events, base.Consumed).cost_micros == 3 * COST_MICROS


@pytest.mark.parametrize("where", ["", "[results=elsewhere]"])
async def test_a_result_that_never_comes_is_left(where, monkeypatch):
    # Two minutes for each try are too long for a test.
    monkeypatch.setattr(results, "_TRY_S", 0.05)
    async with calling() as (client, server):
        prompt = f"kites [fault=result-slow] [only=0] {where}"
        events = await made(client, order(prompt, num_images=2))
        assert sorted(outputs(events)) == [1]
        assert server.got["/results/1/0.png"] == 4


async def test_a_result_may_be_only_so_large(monkeypatch):
    # 64 MiB take a second each.
    monkeypatch.setattr(results, "_BYTES_MAX", 20)
    async with calling() as (client, _):
        for where in ("", "[results=elsewhere]"):
            with pytest.raises(UpstreamUnknown, match="could not be fetched"):
                await made(client, order(f"kite {where}"))


async def test_faults_of_many_orders_at_once_stay_apart():
    faults = ("429", "500", "cut", "moderation", "result-once", "cut-body")
    async with calling() as (client, server):
        orders = [order(f"kite {n} [fault={faults[n % 6]}]") for n in range(60)]
        done = await asyncio.gather(
            *(made(client, each) for each in orders), return_exceptions=True
        )
        kinds = [type(each) for each in done[:6]]
        assert kinds == [
            RouteUnavailable, UpstreamUnknown, UpstreamUnknown, ContentRefused, list,
            UpstreamUnknown,
        ]  # fmt: skip
        assert [type(each) for each in done] == kinds * 10
        assert set(server.asked.values()) == {1}


def answered(*urls, count=None, **output):
    content = [{"image": url} for url in urls]
    return {
        "output": {"choices": [{"message": {"content": content}}], **output},
        "usage": {"image_count": count},
    }


@pytest.mark.parametrize(
    ("count", "num"),
    [(2, 2), (3, 3), (4, 4), (5, 2), (1, 2), (0, 2), (-1, 2), (True, 2), ("3", 2), (3.0, 2),
     (None, 2), (10**30, 2)],
)  # fmt: skip
def test_the_vendor_s_count_is_believed_where_it_can_be_true(count, num):
    found = bought(answered("http://a/1", "http://a/2", count=count), request_id="", num_asked=4)
    assert found.num_pictures == num


def test_what_was_not_ordered_is_paid_for_and_left():
    urls = [f"http://a/{n}" for n in range(5)]
    found = bought(answered(*urls), request_id="r", num_asked=2)
    assert found.urls == ("http://a/0", "http://a/1")
    assert found.num_pictures == 5


@pytest.mark.parametrize(
    "output",
    [
        None, [], "x", {}, {"choices": None}, {"choices": {}}, {"choices": [None, 7, []]},
        {"choices": [{"message": None}]}, {"choices": [{"message": {"content": "text"}}]},
        {"choices": [{"message": {"content": [None, {"text": "x"}, {"image": ""}]}}]},
    ],
)  # fmt: skip
def test_an_output_of_another_shape_has_no_pictures(output):
    assert bought({"output": output, "usage": 7}, request_id="", num_asked=1) is None


def test_a_checkpoint_is_read_as_it_was_written():
    found = bought(answered("http://a/1", "nonsense", count=3), request_id="r", num_asked=3)
    assert found.urls == ("http://a/1", "")
    assert from_checkpoint(found.to_checkpoint()) == found
    assert from_checkpoint({"urls": ["http://a/1"]}).num_pictures == 1
    for nothing in (None, {}, {"urls": []}, {"urls": "http://a/1"}, {"request_id": "r"}):
        assert from_checkpoint(nothing) is None
