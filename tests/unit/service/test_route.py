"""Routing: the first engine that can."""

import pytest

from contract.world import image_request
from inkstone.domain.errors import Unavailable, UnsupportedRequest
from inkstone.engines.base import Capabilities, Identity
from inkstone.service.route import Route, choose


def route(queue, area_px_max, **more):
    return Route(
        queue=queue,
        capabilities=Capabilities(area_px_max=area_px_max, **more),
        identity=Identity(engine=queue, model="m", revision="1"),
    )


SMALL, LARGE = route("small", 64 * 64), route("large", 1024 * 1024)


def test_the_first_that_can_is_taken():
    assert choose([SMALL, LARGE], image_request(side=64)) is SMALL
    assert choose([LARGE, SMALL], image_request(side=64)) is LARGE
    assert choose([SMALL, LARGE], image_request(side=65)) is LARGE


def test_what_none_can_is_refused_for_good():
    with pytest.raises(UnsupportedRequest, match="1025x1025"):
        choose([SMALL, LARGE], image_request(side=1025))


def test_no_engine_at_all_is_a_matter_of_waiting():
    with pytest.raises(Unavailable) as caught:
        choose([], image_request())
    assert caught.value.retryable


def test_a_model_goes_to_the_route_that_serves_it():
    asked = image_request(side=64)
    other = route("other", 64 * 64, models=frozenset({"another-model"}))
    own = route("own", 64 * 64, models=frozenset({asked.model}))
    assert choose([other, own], asked) is own
    assert choose([other, SMALL], asked) is SMALL


def test_a_model_that_nothing_here_serves_is_named_with_those_that_are_served():
    other = route("other", 64 * 64, models=frozenset({"another-model"}))
    with pytest.raises(Unavailable, match=r"no weights for .*; it serves another-model"):
        choose([other], image_request(side=64))
    with pytest.raises(Unavailable, match="no model yet"):
        choose([route("none", 64 * 64, models=frozenset())], image_request(side=64))


def test_a_model_that_was_left_out_is_refused_with_the_reason():
    other = route(
        "other", 64 * 64, models=frozenset({"m"}), left_out={image_request().model: "Too large."}
    )
    with pytest.raises(Unavailable, match=r"does not serve .*\. Too large\.$"):
        choose([other], image_request(side=64))
