"""The size that an upstream can make and that is nearest to the one asked for."""

from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.request import Size
from inkstone.engines.upstreams import Reach

SIDES = st.integers(64, 4096)


@given(SIDES, SIDES)
def test_every_size_becomes_one_that_can_be_made(width, height):
    reach = Reach(area_px_min=512 * 512, area_px_max=2048 * 2048, side_px_min=256, multiple_px=16)
    made = reach.nearest(Size(width, height))
    assert 512 * 512 <= made.area_px <= 2048 * 2048
    assert made.width_px % 16 == made.height_px % 16 == 0
    assert min(made.width_px, made.height_px) >= 256
    if max(width, height) <= 2 * min(width, height):
        assert abs(made.width_px / made.height_px - width / height) < 0.12 * width / height


def test_a_size_that_can_be_made_stays():
    reach = Reach(area_px_min=512 * 512, area_px_max=2048 * 2048)
    for size in (Size(512, 512), Size(2048, 2048), Size(1328, 1001)):
        assert reach.nearest(size) == size


def test_of_a_few_sizes_the_shape_counts_first():
    reach = Reach(sizes=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)))
    assert reach.nearest(Size(2048, 2048)) == Size(1024, 1024)
    assert reach.nearest(Size(300, 200)) == Size(1536, 1024)
    assert reach.nearest(Size(200, 900)) == Size(1024, 1536)
