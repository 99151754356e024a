"""When a webhook that was not taken is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from inkstone.service.webhook_schedule import NUM_TRIES_MAX, wait_after

FIRST = timedelta(seconds=5)


def test_waits_grow_fourfold_up_to_six_hours() -> None:
    waits = [wait_after(n, first_wait=FIRST).total_seconds() for n in range(1, NUM_TRIES_MAX + 1)]
    assert waits == [5, 20, 80, 320, 1280, 5120, 20480, 21600, 21600, 21600, 21600]


def test_the_tries_cover_about_a_day() -> None:
    assert NUM_TRIES_MAX >= 10
    whole = sum((wait_after(n, first_wait=FIRST) for n in range(1, NUM_TRIES_MAX)), timedelta())
    assert timedelta(hours=24) < whole < timedelta(hours=27)


@given(st.integers(1, 10**9), st.floats(-1, 1))
def test_a_wait_is_within_a_fifth_of_its_own_whatever_the_number(num_tries, jitter) -> None:
    plain = wait_after(num_tries, first_wait=FIRST)
    assert 0.79 * plain < wait_after(num_tries, first_wait=FIRST, jitter=jitter) < 1.21 * plain
