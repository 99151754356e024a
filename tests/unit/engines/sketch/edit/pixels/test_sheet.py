import pytest
from PIL import Image, ImageChops

from unit.engines.sketch.edit.pictures import (
    WHITE,
    mean,
    near,
    ramp,
    result,
    run,
    same,
)


@pytest.mark.parametrize("instruction", ["a 6px red border", "加一个6像素的红色边框"])
def test_a_border_is_as_wide_as_asked(instruction: str) -> None:
    picture = result(instruction, ramp())
    assert near(picture.getpixel((5, 40)), (0xD7, 0x35, 0x3F), 0)
    assert same(picture.crop((6, 6, 114, 74)), ramp().crop((6, 6, 114, 74)))


def test_round_corners_are_transparent() -> None:
    picture = result("rounded corners")
    assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert picture.getpixel((60, 40))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize(
    ("instruction", "box"),
    [
        ('caption "Hello" at the bottom', (0, 250, 400, 300)),
        ('write "Hello" at the top', (0, 0, 400, 50)),
        ("在顶部写上“你好”", (0, 0, 400, 50)),
        ('write "Hello" in the middle', (0, 120, 400, 180)),
        ('write "Hi" in the bottom right corner', (300, 250, 400, 300)),
    ],
)
@pytest.mark.parametrize("paper", [(0, 0, 0), (255, 255, 255), (128, 128, 128)])
def test_a_caption_is_legible_where_it_was_asked(
    instruction: str, box: tuple[int, int, int, int], paper: tuple[int, int, int]
) -> None:
    picture = result(instruction, Image.new("RGB", (400, 300), paper))
    low, high = picture.crop(box).convert("L").getextrema()
    assert high - low > 120  # type: ignore[operator]
    far = (0, 100, 400, 110) if "middle" not in instruction else (0, 0, 400, 60)
    assert near(picture.crop(far).resize((1, 1)).getpixel((0, 0)), paper, 12)


def test_a_captions_colour_and_band_are_the_ones_asked_for() -> None:
    done = result('write "████" in red on a blue band', Image.new("RGB", (400, 300), WHITE))
    colours = {colour for _, colour in done.getcolors(400 * 300) or []}
    assert (0xD7, 0x35, 0x3F) in colours
    assert done.getpixel((2, 297))[2] > 180  # type: ignore[index]


def test_long_captions_stay_inside() -> None:
    words = "a very long caption that goes on and on " * 8
    picture = result(f'caption "{words}"', Image.new("RGB", (400, 300), WHITE))
    assert mean(picture.crop((0, 0, 400, 100))) > 240


def test_characters_without_a_font_are_reported() -> None:
    done = run('write "a\U000fabcd" at the top')
    assert [warning.code for warning in done.warnings] == ["missing_glyph"]


def test_a_watermark_is_small_and_in_its_corner() -> None:
    paper = Image.new("RGB", (400, 300), (90, 90, 90))
    picture = result('watermark "© Inkstone" in the top left', paper)
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None
    assert box[2] < 200
    assert box[3] < 60
    tiled = ImageChops.difference(result("水印“样品”，平铺", paper), paper).getbbox()
    assert tiled is not None
    assert tiled[2] - tiled[0] > 300
