"""How often a wrong key may be tried."""

from ipaddress import IPv6Address

import pytest

from inkstone.domain.errors import RateLimited
from inkstone.server.attempts import (
    ALL_PER_MINUTE,
    EACH_PER_MINUTE,
    NUM_ADDRESSES_MAX,
    Attempts,
)


class Clock:
    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def address(number: int) -> str:
    return f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}"


def test_an_address_has_so_many_a_minute_and_is_told_when_there_is_another() -> None:
    clock = Clock()
    attempts = Attempts(clock_s=clock)
    for _ in range(EACH_PER_MINUTE):
        attempts.take("192.0.2.1")
    for _ in range(3):
        with pytest.raises(RateLimited) as refused:
            attempts.take("192.0.2.1")
    assert refused.value.retry_after_s == 60 / EACH_PER_MINUTE
    attempts.take("192.0.2.2")
    clock.now_s += 60 / EACH_PER_MINUTE
    attempts.take("192.0.2.1")
    with pytest.raises(RateLimited):
        attempts.take("192.0.2.1")


def test_what_succeeds_is_given_back() -> None:
    attempts = Attempts(clock_s=Clock())
    for _ in range(10 * ALL_PER_MINUTE):
        attempts.take("192.0.2.1")
        attempts.give_back("192.0.2.1")


def test_all_together_have_a_bound_however_many_addresses_they_have() -> None:
    clock = Clock()
    attempts = Attempts(clock_s=clock)
    for number in range(ALL_PER_MINUTE):
        attempts.take(address(number))
    with pytest.raises(RateLimited):
        attempts.take("192.0.2.1")
    clock.now_s += 60
    attempts.take("192.0.2.1")


def test_a_network_of_ipv6_is_one_caller() -> None:
    attempts = Attempts(clock_s=Clock())
    for number in range(EACH_PER_MINUTE):
        attempts.take(str(IPv6Address((0x20010DB8 << 96) + number)))
    with pytest.raises(RateLimited):
        attempts.take("2001:db8::ffff")


def test_what_is_remembered_is_bounded_and_what_is_no_address_too() -> None:
    clock = Clock()
    attempts = Attempts(clock_s=clock)
    for number in range(3 * NUM_ADDRESSES_MAX):
        clock.now_s += 1
        attempts.take(address(number))
    assert len(attempts._each) == NUM_ADDRESSES_MAX
    for _ in range(EACH_PER_MINUTE):
        attempts.take("")
    with pytest.raises(RateLimited):
        attempts.take("not an address")
