import pytest
from PIL import Image

from unit.engines.sketch.edit.pictures import (
    BLUE,
    RED,
    near,
    quarters,
    result,
)


def test_side_by_side_shows_both_in_order() -> None:
    red, blue = Image.new("RGB", (100, 100), RED), Image.new("RGB", (50, 50), BLUE)
    picture = result("side by side without gaps", red, blue)
    assert picture.size == (200, 100)
    assert near(picture.getpixel((50, 50)), RED)
    assert near(picture.getpixel((150, 50)), BLUE)
    swapped = result("put image 2 to the left of image 1", red, blue)
    assert near(swapped.getpixel((20, 50)), BLUE)
    stacked = result("上下拼接", red, blue)
    assert near(stacked.getpixel((50, 20)), RED)
    assert near(stacked.getpixel((50, stacked.height - 20)), BLUE)
    assert near(stacked.getpixel((50, stacked.height // 2)), (255, 255, 255))


@pytest.mark.parametrize("num", range(2, 11))
def test_a_collage_has_equal_gaps_and_every_picture(num: int) -> None:
    colours = [(25 * index, 0, 250 - 25 * index) for index in range(num)]
    pictures = [Image.new("RGB", (90, 90), colour) for colour in colours]
    picture = result("collage with 4px gaps", *pictures)
    shown = {colour for count, colour in picture.getcolors(1 << 20) or [] if count > 100}
    assert set(colours) <= shown
    row = [picture.getpixel((x, 20)) for x in range(picture.width)]
    assert row[:4] == [(255, 255, 255)] * 4
    assert row[4] != (255, 255, 255)
    assert row[-4:] == [(255, 255, 255)] * 4
    assert row[-5] != (255, 255, 255)


@pytest.mark.parametrize(
    "instruction", ["put image 1 in the top right corner of image 2", "把图1放在图2的右上角"]
)
def test_a_picture_in_a_picture_is_in_its_corner(instruction: str) -> None:
    red, blue = Image.new("RGB", (100, 100), RED), Image.new("RGB", (400, 300), BLUE)
    picture = result(instruction, red, blue)
    assert picture.size == (400, 300)
    assert near(picture.getpixel((360, 50)), RED)
    assert near(picture.getpixel((40, 260)), BLUE)


def test_a_blend_is_half_of_each() -> None:
    red, blue = Image.new("RGB", (60, 60), RED), Image.new("RGB", (60, 60), BLUE)
    assert near(result("融合两张图", red, blue).getpixel((30, 30)), (130, 45, 125), 3)


def test_one_picture_may_change_before_it_is_joined() -> None:
    picture = result("make image 1 black and white, side by side", quarters(), quarters())
    red, green, blue = picture.getpixel((10, 10))  # type: ignore[misc]
    assert red == green == blue
    assert near(picture.getpixel((picture.width // 2 + 20, 10)), RED)
