"""A rewrite names the shape of a picture, or nothing that can be drawn."""

import pytest

from inkstone.domain.request import Size
from inkstone.domain.rewrite import Rewrite, is_same_shape, with_ratio

INPUTS = [Size(1024, 768), Size(600, 1200)]


@pytest.mark.parametrize(
    ("ratio", "shape"),
    [
        ("", None),
        ("16:9", 16 / 9),
        ("1:1", 1),
        ("2.35:1", 2.35),
        ("1024:768", 4 / 3),
        ("<image1>", 4 / 3),
        ("<image2>", 0.5),
        ("<image3>", None),
        ("<image0>", None),
        ("5:1", None),  # longer than anything is drawn
        ("1:5", None),
        ("0:1", None),
        ("1:0", None),
        ("wide", None),
        ("-4:3", None),
        ("4:3\n", None),
    ],
)
def test_a_ratio_is_a_number_or_a_picture_s(ratio, shape):
    assert Rewrite(prompt="x", ratio=ratio).shape(INPUTS) == (shape and pytest.approx(shape))


def test_a_size_of_another_shape_has_about_its_area():
    for ratio in (0.25, 9 / 16, 1, 16 / 9, 4):
        size = with_ratio(Size(1024, 1024), ratio)
        assert size.area_px == pytest.approx(1024**2, rel=0.01)
        assert size.width_px / size.height_px == pytest.approx(ratio, rel=0.01)
    assert with_ratio(Size(1, 1), 4).height_px == 1


def test_shapes_that_differ_by_rounding_are_the_same():
    assert is_same_shape(Size(2688, 1536), 16 / 9)
    assert is_same_shape(Size(1360, 2048), 2 / 3)
    assert not is_same_shape(Size(1024, 1024), 4 / 3)
