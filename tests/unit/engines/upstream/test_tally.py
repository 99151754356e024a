"""The tally of an upstream: what became of its calls, and how long good ones took."""

from contextlib import aclosing

import pytest

from inkstone.domain.errors import ContentRefused, RouteUnavailable, UpstreamUnknown
from inkstone.engines.upstream.tally import Tally
from unit.engines.upstream.test_engine import Clock, Scripted, engine, run

pytestmark = pytest.mark.anyio


def told(made):
    return {each.name: each.value for each in made.figures}


def test_the_median_is_of_the_last_hundred_good_calls():
    tally = Tally()
    assert [each.name for each in tally.figures(2)] == [
        "calls_in_hand",
        "calls_ok",
        "calls_refused",
        "calls_failed",
    ]
    for took_s in (*[1000.0] * 50, *range(1, 101)):
        tally.ok(took_s)
    found = {each.name: each for each in tally.figures(2)}
    assert (found["calls_in_hand"].value, found["calls_ok"].value) == (2, 150)
    assert (found["median_call_s"].value, found["median_call_s"].unit) == (50.5, "s")


async def test_each_end_of_a_call_is_counted_once():
    clock = Clock()

    def later():
        clock.now += 3

    made = engine(
        Scripted(later, ContentRefused(), UpstreamUnknown(), RouteUnavailable()),
        clock=clock,
        failures_max=9,
    )
    async for _ in made.run(run()):
        assert told(made)["calls_in_hand"] == 1
    for error in (ContentRefused, UpstreamUnknown, RouteUnavailable):
        with pytest.raises(error):
            [event async for event in made.run(run())]
    assert told(made) == {
        "calls_in_hand": 0,
        "calls_ok": 1,
        "calls_refused": 1,
        "calls_failed": 2,
        "median_call_s": 3.0,
    }


async def test_a_call_that_nobody_wants_any_more_is_neither_good_nor_bad():
    made = engine(Scripted())
    async with aclosing(made.run(run())) as events:
        await anext(events)
        assert told(made)["calls_in_hand"] == 1
    assert not any(told(made).values())


async def test_a_call_that_may_not_go_is_no_call():
    made = engine(Scripted(UpstreamUnknown()), failures_max=1)
    with pytest.raises(UpstreamUnknown):
        [event async for event in made.run(run())]
    with pytest.raises(RouteUnavailable):
        [event async for event in made.run(run())]
    assert told(made)["calls_failed"] == 1
