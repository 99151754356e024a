"""Tests for outlines."""

import re

import pytest

from inkstone.engines.sketch.beasts.curves import bearing, bent, brief, oval, polar, smooth, tube


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.01, "0"), (0.5, ".5"), (-0.5, "-.5"), (12.34, "12.3"), (-300, "-300"),
     (999.96, "1000")],
)  # fmt: skip
def test_numbers_are_as_short_as_they_can_be(value: float, text: str) -> None:
    assert brief(value) == text


def ends(d: str) -> list[tuple[float, float]]:
    """Where each segment of a path of relative cubics ends."""
    x = y = 0.0
    found = []
    for letter, rest in re.findall(r"([Mcs])([^McsZ]*)", d):
        numbers = [float(each) for each in re.findall(r"-?\d*\.?\d+", rest)]
        dx, dy = numbers[-2:]
        x, y = (dx, dy) if letter == "M" else (x + dx, y + dy)
        found.append((x, y))
    return found


def test_a_smooth_curve_goes_through_its_points() -> None:
    points = [(0.0, 0.0), (10.25, 3.0), (20.0, -7.55), (4.0, -30.0)]
    found = ends(smooth(points).d)
    for (x, y), (px, py) in zip(found, [*points, points[0]], strict=True):
        assert x == pytest.approx(px, abs=0.06)
        assert y == pytest.approx(py, abs=0.06)


def test_a_point_given_twice_is_a_corner_and_adds_no_segment() -> None:
    soft = smooth([(0, 0), (10, 0), (10, 10), (0, 10)])
    sharp = smooth([(0, 0), (10, 0), (10, 0), (10, 10), (0, 10)])
    assert len(ends(soft.d)) == len(ends(sharp.d))
    assert soft.d != sharp.d


def test_a_tube_is_as_wide_as_its_spine_says() -> None:
    reach = tube([(0, 0, 5), (50, 0, 10), (100, 0, 5)]).reach
    assert min(y for _, y in reach) == pytest.approx(-10)
    assert max(y for _, y in reach) == pytest.approx(10)
    assert min(x for x, _ in reach) == pytest.approx(-5)
    assert max(x for x, _ in reach) == pytest.approx(105)


def test_tubes_and_ovals_turn_the_same_way_so_that_both_are_filled_together() -> None:
    def area(points: list[tuple[float, float]]) -> float:
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        return sum(a * d - c * b for (a, b), (c, d) in pairs)

    assert area(ends(tube([(0, 0, 5), (50, 3, 8)]).d)) > 0
    assert "0 1 1" in oval(0, 0, 3, 4).d


def test_a_limb_bends_where_both_bones_reach() -> None:
    x, y = bent((0, 0), (0, 80), 50, 50, side=1)
    assert (x * x + y * y) ** 0.5 == pytest.approx(50)
    assert bent((0, 0), (0, 80), 50, 50, side=-1)[0] == pytest.approx(-x)


def test_a_limb_that_is_too_short_is_stretched_straight() -> None:
    assert bent((0, 0), (0, 200), 50, 50, side=1) == pytest.approx((0, 100))


def test_directions_and_points_agree() -> None:
    assert bearing((0, 0), polar(0, 0, 37, 12)) == pytest.approx(37)
