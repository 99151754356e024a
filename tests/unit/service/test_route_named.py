"""Routing of requests that name an engine: that one alone, as far as the rules let it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contract.world import Parts, image_request, parts
from inkstone.domain.errors import RouteUnavailable, UnsupportedRequest
from inkstone.domain.request import ImageRequest
from inkstone.domain.routing import Rule
from inkstone.engines.echo import EchoEngine
from inkstone.service.reroute import Rerouter
from inkstone.service.route import Move
from unit.service.test_route import AWAY, BUSY, job, route, router

B = replace(image_request(side=64), engine="b")


def job_of(queue: str = "b", **more):
    return replace(job(queue, **more), request=B)


def test_the_named_one_is_taken_whoever_comes_first_and_however_it_is():
    assert router().choose(B).queue == "b"
    assert router(b=AWAY).choose(B).queue == "b"
    assert router([Rule(to=("c", "b"))]).choose(B).queue == "b"


@pytest.mark.parametrize(
    ("rules", "asked", "can"),
    [
        ((), replace(B, engine="nobody"), "a, b, c can"),
        ((), replace(B, engine="B"), "a, b, c can"),
        ([Rule(to=("c", "a"))], B, "c, a can"),
    ],
)
def test_one_that_would_not_be_asked_anyway_is_refused_with_those_that_would(rules, asked, can):
    with pytest.raises(UnsupportedRequest, match=can) as refused:
        router(rules).choose(asked)
    (fault,) = refused.value.faults
    assert (refused.value.code, fault.param) == ("engine_unavailable", "engine")


def test_one_that_cannot_is_refused_with_those_that_can():
    small, large = route("small", 64 * 64), route("large", 1024 * 1024)
    both = router()
    both._routes = {"small": small, "large": large}
    both._order = ("small", "large")
    with pytest.raises(UnsupportedRequest, match="large can") as refused:
        both.choose(replace(image_request(side=65), engine="small"))
    assert refused.value.faults[0].param == "engine"


def test_a_job_stays_with_the_one_that_it_names():
    assert router().after(job_of(), BUSY) == Move(queue="b", wait=timedelta(seconds=2))
    assert router(b=AWAY).instead(job_of()) is None
    gone = RouteUnavailable("no key", is_lasting=True)
    assert router().after(job_of(), gone) is None, "it fails rather than moves"


def test_a_job_whose_engine_is_not_set_up_any_more_waits_where_it_is():
    stray = replace(job_of("b"), request=replace(B, engine="gone"))
    assert router().after(stray, BUSY) == Move(queue="b", wait=timedelta(seconds=2))
    with pytest.raises(UnsupportedRequest):
        router().instead(stray)


def test_a_request_that_names_none_is_kept_as_it_ever_was():
    assert "engine" not in image_request().to_json()
    assert ImageRequest.from_json(B.to_json()) == B


class Away(EchoEngine):
    """An engine that is away."""

    health = AWAY


@pytest.mark.anyio
async def test_a_waiting_job_is_not_moved_away_from_the_engine_that_it_names(world: Parts):
    several = parts(world.store, engines={"a": Away(), "b": EchoEngine()})
    several.caller, several.prints = world.caller, world.prints
    bound = await several.submit(request=replace(image_request(), engine="a"))
    free = await several.submit(request=image_request())
    assert (bound.queue, free.queue) == ("a", "b")
    assert await Rerouter(store=world.store, router=several.router).step() == 0
    assert (await several.job(bound)).queue == "a"
