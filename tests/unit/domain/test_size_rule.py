"""The size of an edit that names none: within every bound, and the shape of what it starts from."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.request import Size, SizeRule

#: The bounds that the vendors' pages give, by whose they are.
RULES = {
    "custom sizes": SizeRule(
        area_px_min=512**2,
        area_px_max=2048**2,
        side_px_min=256,
        side_px_max=4096,
        multiple_px=16,
    ),
    "total pixels": SizeRule(
        area_px_min=512**2, area_px_max=2048**2, side_px_min=64, side_px_max=8192
    ),
    "sides in steps of 32": SizeRule(
        area_px_min=512**2,
        area_px_max=1440**2,
        side_px_min=512,
        side_px_max=1440,
        multiple_px=32,
    ),
}
SHAPES = st.builds(Size, st.integers(1, 32_768), st.integers(1, 32_768))
ONE_AREA = SizeRule(
    area_px_min=1024**2, area_px_max=1024**2, side_px_min=256, side_px_max=1536, multiple_px=16
)


def is_clamped(rule, shape):
    """Whether the bounds on sides leave no room for the shape at the area that it gets."""
    area = min(max(shape.area_px, rule.area_px_min), rule.area_px_max)
    ratio = shape.width_px / shape.height_px
    sides = math.sqrt(area * ratio), math.sqrt(area / ratio)
    return min(sides) < rule.side_px_min or max(sides) > rule.side_px_max


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@given(shape=SHAPES)
def test_every_bound_holds(rule, shape):
    size = rule.size_of(shape)
    for side in (size.width_px, size.height_px):
        assert rule.side_px_min <= side <= rule.side_px_max
        assert side % rule.multiple_px == 0
    assert rule.area_px_min <= size.area_px <= rule.area_px_max


@pytest.mark.parametrize("rule", [*RULES.values(), ONE_AREA], ids=[*RULES, "one area"])
@given(shape=SHAPES)
def test_the_shape_is_kept_but_for_rounding(rule, shape):
    if is_clamped(rule, shape):
        return
    size = rule.size_of(shape)
    ratio = shape.width_px / shape.height_px
    # One step of rounding on either side, and one to come back within the bounds on the area.
    step = 1.5 * rule.multiple_px
    assert (size.width_px - step) / (size.height_px + step) <= ratio
    assert ratio <= (size.width_px + step) / (size.height_px - step)


@given(shape=SHAPES)
def test_where_there_is_one_area_it_is_met_within_a_step(shape):
    size = ONE_AREA.size_of(shape)
    longer = max(size.width_px, size.height_px)
    for side in (size.width_px, size.height_px):
        assert 256 <= side <= 1536
        assert side % 16 == 0
    if not is_clamped(ONE_AREA, shape):
        assert abs(size.area_px - 1024**2) <= longer * 16


@pytest.mark.parametrize("rule", [*RULES.values(), ONE_AREA], ids=[*RULES, "one area"])
@given(shape=SHAPES)
def test_what_is_turned_gets_a_size_that_is_turned_but_for_a_step(rule, shape):
    size = rule.size_of(shape)
    turned = rule.size_of(Size(shape.height_px, shape.width_px))
    step = 2 * rule.multiple_px
    assert abs(size.width_px - turned.height_px) <= step
    assert abs(size.height_px - turned.width_px) <= step


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@given(shape=SHAPES)
def test_the_size_of_a_size_is_itself(rule, shape):
    size = rule.size_of(shape)
    assert rule.size_of(size) == size


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (Size(1024, 1024), Size(1024, 1024)),
        (Size(1920, 1080), Size(1920, 1088)),
        (Size(100, 100), Size(512, 512)),
        (Size(8000, 8000), Size(2048, 2048)),
        (Size(6000, 4000), Size(2496, 1680)),
        (Size(1, 30_000), Size(256, 4096)),
        (Size(30_000, 1), Size(4096, 256)),
        (Size(1, 1), Size(512, 512)),
    ],
)
def test_sizes_that_one_can_check_by_hand(shape, expected):
    assert RULES["custom sizes"].size_of(shape) == expected
