"""The turnstile: so many a minute each, so many at once, and nothing that grows."""

from contextlib import ExitStack

import pytest

from inkstone.domain.errors import RateLimited
from inkstone.service import turnstile
from inkstone.service.turnstile import Busy, Turnstile, network_of


class Time:
    """Seconds as a test tells them."""

    def __init__(self):
        self.s = 1000.0

    def __call__(self):
        return self.s


@pytest.fixture
def time():
    return Time()


def new(time, **limits):
    return Turnstile(
        **{"per_minute": 6, "num_places": 5, "num_places_each": 2} | limits, clock=time
    )


def comes(gate, who="a"):
    with gate.passed(who):
        pass


def test_so_many_come_at_once_and_then_one_at_a_time(time):
    gate = new(time)
    for _ in range(6):
        comes(gate)
    with pytest.raises(RateLimited) as caught:
        comes(gate)
    assert caught.value.retry_after_s == 10
    time.s += 9.5
    with pytest.raises(RateLimited) as caught:
        comes(gate)
    assert caught.value.retry_after_s == 1
    time.s += 0.5
    comes(gate)
    with pytest.raises(RateLimited):
        comes(gate)


def test_whoever_waits_as_long_as_asked_is_let_in(time):
    gate = new(time, per_minute=7)
    for _ in range(50):
        try:
            comes(gate)
        except RateLimited as error:
            time.s += error.retry_after_s
            comes(gate)


def test_nobody_saves_up_more_than_a_minute(time):
    gate = new(time)
    comes(gate)
    time.s += 3600
    for _ in range(6):
        comes(gate)
    with pytest.raises(RateLimited):
        comes(gate)


def test_each_has_a_count_of_its_own(time):
    gate = new(time, per_minute=1)
    comes(gate, "a")
    comes(gate, "b")
    with pytest.raises(RateLimited):
        comes(gate, "a")


def test_places_are_limited_for_each_and_for_all_and_are_given_back(time):
    gate = new(time, per_minute=100)
    with ExitStack() as inside:
        inside.enter_context(gate.passed("a"))
        inside.enter_context(gate.passed("a"))
        with pytest.raises(Busy):
            comes(gate, "a")
        for who in "bcd":
            inside.enter_context(gate.passed(who))
        with pytest.raises(Busy) as caught:
            comes(gate, "e")
        assert caught.value.retry_after_s == 1
    for who in "abcde":
        comes(gate, who)
    assert not gate._inside


def test_a_place_is_given_back_whatever_happens_inside(time):
    gate = new(time, num_places=1)
    with pytest.raises(ZeroDivisionError), gate.passed("a"):
        raise ZeroDivisionError
    comes(gate, "a")


def test_who_is_turned_away_for_want_of_room_is_not_counted(time):
    gate = new(time, per_minute=2, num_places_each=1)
    with gate.passed("a"), pytest.raises(Busy):
        comes(gate)
    comes(gate)


def test_what_is_remembered_is_bounded(time, monkeypatch):
    monkeypatch.setattr(turnstile, "NUM_CALLERS_MAX", 3)
    gate = new(time, per_minute=1)
    for who in "abcd":
        comes(gate, who)
    assert list(gate._left) == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "nobody"),
        ("testclient", "nobody"),
    ],
)
def test_one_network_of_ipv6_is_one_caller(address, who):
    assert network_of(address) == who
