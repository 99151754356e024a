"""How long steps take, learned from steps."""

import pytest

from inkstone.engines.diffusion.scheduling.pace import Pace


def test_nothing_is_known_before_a_step_was_measured() -> None:
    pace = Pace(0.0)
    assert not pace.is_known
    assert pace.rate_tflop_s == 0
    guessed = Pace(500.0)
    assert guessed.is_known
    assert guessed.seconds(1000.0) == pytest.approx(2.0)


def test_steps_of_one_size_give_a_rate_and_no_more() -> None:
    pace = Pace(0.0)
    for _ in range(20):
        pace.measure(66.0, 0.1)
    assert pace.rate_tflop_s == pytest.approx(660)
    assert pace.seconds(40 * 66.0, 40) == pytest.approx(4.0, rel=0.01)
    assert pace.overhead_s < 0.001


def test_steps_of_two_sizes_tell_what_any_step_takes() -> None:
    pace = Pace(0.0)
    for _ in range(50):
        pace.measure(66.0, 0.02 + 66.0 / 790)
        pace.measure(3.6, 0.02 + 3.6 / 790)
    assert pace.overhead_s == pytest.approx(0.02, rel=0.1)
    assert pace.seconds(15.0) == pytest.approx(0.02 + 15.0 / 790, rel=0.05)


def test_a_slower_device_is_noticed() -> None:
    pace = Pace(0.0)
    for _ in range(200):
        pace.measure(66.0, 0.1)
    for _ in range(200):
        pace.measure(66.0, 0.2)
    assert pace.rate_tflop_s == pytest.approx(330, rel=0.05)
    assert pace.seconds(66.0) == pytest.approx(0.2, rel=0.1)


@pytest.mark.parametrize(("tflop", "took_s"), [(0.0, 1.0), (1.0, 0.0)])
def test_what_says_nothing_is_not_learned(tflop: float, took_s: float) -> None:
    pace = Pace(0.0)
    pace.measure(tflop, took_s)
    assert not pace.is_known


def test_steps_that_get_shorter_as_they_grow_still_give_a_rate() -> None:
    pace = Pace(0.0)
    for _ in range(20):
        pace.measure(3.6, 0.2)
        pace.measure(66.0, 0.1)
    assert pace.is_known
    assert pace.seconds(66.0) > 0
