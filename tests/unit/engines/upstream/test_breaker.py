"""The breaker opens, rests, tries once, and closes or rests for longer."""

import pytest

from inkstone.engines.upstream.breaker import Breaker, State


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(failures_max=3, rest_s=10, clock=clock)


def opened(breaker):
    for _ in range(3):
        breaker.fail()


def test_failures_in_a_row_open_it_and_a_success_between_does_not(breaker):
    for _ in range(5):
        breaker.fail()
        breaker.fail()
        breaker.succeed()
    assert breaker.state is State.CLOSED
    for _ in range(3):
        assert breaker.enter()
        breaker.fail()
    assert (breaker.state, breaker.num_let_through, breaker.num_opened) == (State.OPEN, 0, 1)
    assert not breaker.enter()


def test_after_its_rest_one_request_tries_and_a_success_closes_it(breaker, clock):
    opened(breaker)
    clock.now = 9.9
    assert breaker.state is State.OPEN
    assert breaker.opens_again_in_s == pytest.approx(0.1)
    clock.now = 10
    assert breaker.num_let_through == 1
    assert breaker.enter()
    assert not breaker.enter(), "one is enough to see how things are"
    breaker.succeed()
    assert (breaker.state, breaker.num_let_through) == (State.CLOSED, None)


def test_each_further_rest_is_twice_as_long_up_to_five_minutes(breaker, clock):
    opened(breaker)
    rests = []
    for _ in range(7):
        rests.append(breaker.opens_again_in_s)
        clock.now += rests[-1]
        assert breaker.enter()
        breaker.fail()
    assert rests == [10, 20, 40, 80, 160, 300, 300]
    clock.now += 300
    assert breaker.enter()
    breaker.succeed()
    opened(breaker)
    assert breaker.opens_again_in_s == 10, "a success begins anew"


def test_whoever_asks_to_be_left_alone_is_for_as_long(breaker, clock):
    breaker.fail(rest_s=3)
    assert breaker.opens_again_in_s == 3
    clock.now = 3
    assert breaker.enter()


def test_others_that_were_under_way_do_not_lengthen_the_rest(breaker, clock):
    for _ in range(20):
        breaker.fail()
    assert (breaker.opens_again_in_s, breaker.num_opened) == (10, 1)


def test_a_try_that_told_nothing_leaves_room_for_another(breaker, clock):
    opened(breaker)
    clock.now = 10
    assert breaker.enter()
    breaker.leave()
    assert breaker.num_let_through == 1
