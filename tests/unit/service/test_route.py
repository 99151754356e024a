"""Routing: the first engine that can."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contract.world import image_request
from inkstone.domain.errors import RouteUnavailable, Unavailable, UnsupportedRequest
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import InputImage
from inkstone.domain.routing import Rule
from inkstone.engines.base import WELL, Capabilities, Health, Identity
from inkstone.service.route import Move, Route, Router, merged

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def route(queue, area_px_max, **more):
    return Route(
        queue=queue,
        capabilities=Capabilities(area_px_max=area_px_max, **more),
        identity=Identity(engine=queue, model="m", revision="1"),
    )


def choose(routes, request):
    return Router(routes, order=[each.queue for each in routes]).choose(request)


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


# Which one next


def routes(**health):
    """Routes a, b and c; those named are away."""
    return [
        replace(route(name, 1024 * 1024), health=lambda name=name: health.get(name, WELL))
        for name in "abc"
    ]


AWAY = Health(is_up=False, says="away")
BUSY = RouteUnavailable("busy", retry_after_s=2)


def router(rules=(), **health):
    return Router(routes(**health), order=["a", "b", "c"], rules=rules)


def job(queue="a", tried=(), **more):
    fields = {"id": "j", "account_id": "x", "dialect": "native", "status": JobStatus.RUNNING}
    times = {"created_at": NOW, "expires_at": NOW}
    money = {"per_image": Amount(1), "quoted": Amount(1)}
    return Job(
        **fields,
        **times,
        **money,
        attempt=1,
        queue=queue,
        tried=tried,
        request=image_request(**more),
    )


def test_what_is_well_comes_before_what_is_away():
    assert router(a=AWAY).choose(image_request(side=64)).queue == "b"
    assert router(a=AWAY, b=AWAY, c=AWAY).choose(image_request(side=64)).queue == "a"


def test_a_refused_job_goes_to_each_other_route_once_and_then_waits_where_it_is():
    assert router().after(job(), BUSY) == Move(queue="b")
    assert router(b=AWAY).after(job(), BUSY) == Move(queue="c")
    assert router().after(job("b", ("a",)), BUSY) == Move(queue="c")
    waits = router().after(job("c", ("a", "b")), BUSY)
    assert waits == Move(queue="c", wait=timedelta(seconds=4))
    assert router().after(job("c", ("a", "b", "c", "c", "c")), BUSY) is None


def test_who_refuses_for_good_is_not_asked_again():
    gone = RouteUnavailable("no key", is_lasting=True, retry_after_s=1)
    alone = Router(routes()[:1], order=["a"])
    assert alone.after(job(), gone) is None
    assert router().after(job("c", ("a", "b")), gone) is None
    waits = router(b=AWAY, c=AWAY).after(job(), gone)
    assert waits == Move(queue="b", wait=timedelta(seconds=1)), "it is away, and may come back"


def test_a_waiting_job_moves_only_to_what_is_well_best_to_who_has_not_refused_it():
    assert router(a=AWAY).instead(job()) == "b"
    assert router(a=AWAY, b=AWAY).instead(job()) == "c"
    assert router(a=AWAY).instead(job("a", ("b",))) == "c"
    assert router(a=AWAY).instead(job("a", ("b", "c"))) == "b", "it refused once; a is away"
    assert router(a=AWAY, b=AWAY, c=AWAY).instead(job()) is None
    assert router(a=AWAY, b=AWAY).away() == ("a", "b")


def test_the_first_rule_that_a_request_meets_says_who_is_asked():
    rules = [Rule(to=("c",), num_images_max=1), Rule(to=("b", "a"))]
    assert router(rules).choose(image_request(side=64)).queue == "c"
    assert router(rules).choose(image_request(side=64, n=2)).queue == "b"
    assert router([Rule(to=("b",), edits=True)]).choose(image_request(side=64)).queue == "a"


def test_who_costs_more_than_a_rule_allows_is_passed_over():
    asked = image_request(side=64)
    several = [replace(each, costs={asked.model: 10 + i}) for i, each in enumerate(routes())]
    named = {"order": ["a"], "rules": [Rule(to=("c", "b"), cost_max_micros=11)]}
    assert Router(several, **named).choose(asked).queue == "b"
    dear = {"order": ["a"], "rules": [Rule(to=("c", "b"), cost_max_micros=10)]}
    with pytest.raises(UnsupportedRequest, match="costs more") as refused:
        Router(several, **dear).choose(asked)
    assert refused.value.code == "cost_too_high"
    assert Router(several, **named).cost_micros("b", asked.model) == 11


def test_together_engines_can_what_one_of_them_can():
    small = Capabilities(edits=True, num_inputs_max=3, models=frozenset({"m"}), is_remote=True)
    large = Capabilities(alpha=True, num_inputs_max=0, models=frozenset({"n"}), deterministic=False)
    both = merged([small, large])
    assert (both.edits, both.alpha, both.num_inputs_max) == (True, True, 3)
    assert (both.models, both.deterministic, both.is_remote) == ({"m", "n"}, False, False)
    assert merged([small, Capabilities()]).models is None
    assert merged([small]) is small


@pytest.mark.parametrize(
    ("can", "asked", "says"),
    [
        ({"num_images_max": 1}, {"n": 2}, "2 pictures at once"),
        ({"alpha": False}, {"is_transparent": True}, "transparent"),
        ({"num_inputs_max": 9, "masks": False}, {"mask": InputImage(param="mask")}, "mask"),
    ],
)
def test_what_no_engine_can_is_named(can, asked, says):
    only = Router([route("a", 1024 * 1024, **can)], order=["a"])
    n = asked.pop("n", 1)
    with pytest.raises(UnsupportedRequest, match=says):
        only.choose(replace(image_request(side=64, n=n), **asked))
