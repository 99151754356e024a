"""The upstream engine: how often it asks, for what, and what a failure means for the next run."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import pytest

from inkstone.domain.errors import (
    ContentRefused,
    RouteUnavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base
from inkstone.engines.upstream import engine as engines
from inkstone.engines.upstream.api import Order
from inkstone.engines.upstream.engine import UpstreamEngine
from inkstone.engines.upstreams import Reach, Upstream, UpstreamModel
from unit.service.engines import picture

pytestmark = pytest.mark.anyio


class Scripted:
    """An API that does what it is told, order by order; the last act is repeated."""

    def __init__(self, *acts, resends=False, reach=None):
        self.acts = list(acts) or [None]
        self.resends = resends
        self.orders: list[Order] = []
        self._reach = reach or Reach(num_images_max=4, num_inputs_max=2)

    def reach(self, model):
        return self._reach

    async def open(self):
        pass

    async def close(self):
        pass

    async def ping(self):
        return "well"

    async def make(self, order: Order) -> AsyncGenerator[base.Event, None]:
        self.orders.append(order)
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        if isinstance(act, Exception):
            raise act
        yield base.Submitted("theirs")
        yield base.Consumed(0.0, order.cost_micros * order.num_images)
        for index in range(order.num_images):
            yield base.Output(index, picture())
        if callable(act):
            act()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


UPSTREAM = Upstream(
    name="up",
    flavour="openai",
    url="http://127.0.0.1:1/v1",
    models={"m": UpstreamModel(name="theirs", cost_micros=20_000)},
    concurrency=2,
    failures_max=2,
    rest_s=10,
)


def engine(api, *, clock=None, **changes):
    return UpstreamEngine(replace(UPSTREAM, **changes), api, clock=clock or Clock())


def run(*, size=Size(512, 512), checkpoint=None, inputs=(), mask=None, **more):  # noqa: B008
    asked = {"model": "m", "tier": Tier.STANDARD, "prompt": "a cat", "size": size, "seed": 5}
    request = ImageRequest(**(asked | more))
    return base.Run(
        job_id="job_1",
        attempt=1,
        account_id="a",
        request=request,
        size=size,
        seeds=request.seeds(),
        inputs=inputs,
        mask=mask,
        checkpoint=checkpoint,
    )


async def heard(made, asked):
    async with aclosing(made.run(asked)) as events:
        return [event async for event in events]


async def fails(made, error, asked=None):
    with pytest.raises(error):
        await heard(made, asked or run())


async def test_it_tells_what_may_be_spent_before_it_asks_and_who_made_the_pictures():
    api = Scripted()
    events = []
    async with aclosing(engine(api).run(run(num_images=2))) as said:
        async for event in said:
            if isinstance(event, base.Sending):
                assert api.orders == [], "nothing is sent before that is written down"
                assert event == base.Sending(40_000, checkpoint=None)
            events.append(event)
    (order,) = api.orders
    assert (order.id, order.model, order.seed, order.num_images) == ("job_1", "theirs", 5, 2)
    outputs = [event for event in events if isinstance(event, base.Output)]
    assert [str(each.made_by) for each in outputs] == ["up/theirs@openai"] * 2
    assert sum(e.cost_micros for e in events if isinstance(e, base.Consumed)) == 40_000


async def test_it_has_room_for_as_many_as_it_may_ask_at_once():
    made = engine(Scripted())
    assert made.room() == 2
    async with aclosing(made.run(run())) as events:
        await anext(events)
        assert made.room() == 1
    assert made.room() == 2, "who is cancelled leaves its place"


async def test_it_asks_only_so_often_a_minute():
    clock = Clock()
    made = engine(Scripted(), clock=clock, requests_per_minute=2, concurrency=9)
    assert made.room() == 2
    await heard(made, run())
    await heard(made, run())
    assert made.room() == 0
    clock.now = 30
    assert made.room() == 1
    clock.now = 3000
    assert made.room() == 2, "what was not asked for long is not asked at once"


async def test_failures_open_the_breaker_and_a_success_closes_it():
    clock, api = Clock(), Scripted(UpstreamUnknown(), UpstreamUnknown(), None)
    made = engine(api, clock=clock)
    await fails(made, UpstreamUnknown)
    assert made.health.is_up
    await fails(made, UpstreamUnknown)
    assert not made.health.is_up
    assert made.room() == 0
    with pytest.raises(RouteUnavailable) as refused:
        await heard(made, run())
    assert refused.value.retry_after_s == 10
    assert len(api.orders) == 2, "nobody asks an upstream that is left alone"
    clock.now = 10
    assert made.room() == 1
    await heard(made, run())
    assert made.health.is_up
    assert made.room() == 2


async def test_what_the_caller_did_wrong_says_nothing_against_the_upstream():
    made = engine(Scripted(ContentRefused(), UnsupportedRequest("no"), ContentRefused()))
    for error in (ContentRefused, UnsupportedRequest, ContentRefused):
        await fails(made, error)
    assert made.health.is_up


async def test_an_upstream_that_is_busy_is_left_alone_for_as_long_as_it_says():
    busy = engine(Scripted(RouteUnavailable(code="upstream_busy", retry_after_s=7)))
    await fails(busy, RouteUnavailable)
    assert busy.health.retry_after_s == 7


@pytest.fixture
def _at_once(monkeypatch):
    monkeypatch.setattr(engines, "_RESEND_S", (0.0, 0.0))


@pytest.mark.usefixtures("_at_once")
async def test_an_order_is_sent_again_only_where_equal_orders_are_made_once():
    once = Scripted(UpstreamUnknown(), None)
    await fails(engine(once), UpstreamUnknown)
    assert len(once.orders) == 1
    folded = Scripted(UpstreamUnknown(), UpstreamUnknown(), None, resends=True)
    events = await heard(engine(folded), run())
    assert len(folded.orders) == 3
    assert len({order.id for order in folded.orders}) == 1
    assert base.Sending(20_000, checkpoint={}) in events, "a later attempt may send it too"
    never = Scripted(UpstreamUnknown(), resends=True)
    await fails(engine(never), UpstreamUnknown)
    assert len(never.orders) == 3


async def test_what_was_bought_before_is_not_announced_as_a_purchase_again():
    api = Scripted()
    events = await heard(engine(api), run(checkpoint={"urls": ["http://x/1.png"]}))
    assert not any(isinstance(event, base.Sending) for event in events)
    assert api.orders[0].checkpoint == {"urls": ["http://x/1.png"]}


async def test_results_that_are_lost_say_nothing_against_the_upstream_nor_try_it():
    clock, lost = Clock(), UpstreamUnknown(code="upstream_result_lost")
    made = engine(Scripted(lost), clock=clock, failures_max=1)
    await fails(made, UpstreamUnknown)
    assert made.health.is_up
    other = engine(Scripted(UpstreamUnknown(), lost, None), clock=clock, failures_max=1)
    await fails(other, UpstreamUnknown)
    assert not other.health.is_up
    bought = run(checkpoint={"urls": ["u"]})
    await fails(other, UpstreamUnknown, bought)
    await heard(other, bought)
    assert not other.health.is_up, "what was bought before is fetched meanwhile"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"inputs": (picture(),) * 3}, "at most 2 pictures"),
        ({"num_images": 5}, "at most 4 pictures at once"),
        ({"inputs": (picture(),), "mask": picture()}, "no mask"),
        ({"inputs": (replace(picture(), data=bytes(10 * 2**20 + 1)),)}, "bytes"),
    ],
)
async def test_what_it_cannot_be_asked_for_is_refused_before_anything_is_sent(asked, says):
    api = Scripted()
    made = engine(api)
    with pytest.raises(UnsupportedRequest, match=says):
        await heard(made, run(**asked))
    assert api.orders == []
    assert made.room() == 2


async def test_another_size_is_the_nearest_that_it_makes_with_a_warning():
    reach = Reach(sizes=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)))
    api = Scripted(reach=reach)
    events = await heard(engine(api), run(size=Size(768, 512)))
    assert api.orders[0].size == Size(1536, 1024)
    (warning,) = [event for event in events if isinstance(event, base.Warning)]
    assert warning.code == "size_adapted"
    assert "768x512" in warning.message
    events = await heard(engine(Scripted(reach=Reach(multiple_px=16))), run(size=Size(500, 500)))
    assert not any(isinstance(event, base.Warning) for event in events), "a few pixels are nothing"


async def test_what_it_cannot_be_told_is_left_out_with_a_warning():
    reach = Reach(seed=False, negative_prompt=False)
    api = Scripted(reach=reach)
    chosen = {"is_seed_chosen": True, "negative_prompt": "dogs", "steps": 9, "guidance": 2.0}
    events = await heard(engine(api), run(**chosen))
    codes = {event.code for event in events if isinstance(event, base.Warning)}
    assert codes == {
        f"{each}_unavailable" for each in ("seed", "negative_prompt", "steps", "guidance")
    }
    (order,) = api.orders
    assert (order.negative_prompt, order.steps, order.guidance) == ("", None, None)
