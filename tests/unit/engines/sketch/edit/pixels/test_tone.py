import pytest
from PIL import Image, ImageDraw, ImageStat

from unit.engines.sketch.edit.pictures import (
    BLUE,
    RED,
    WHITE,
    left_mask,
    mean,
    near,
    quarters,
    ramp,
    result,
    run,
    same,
)


@pytest.mark.parametrize("instruction", ["black and white", "变成黑白", "remove the colors"])
def test_grey_has_three_equal_channels(instruction: str) -> None:
    red, green, blue = result(instruction, ramp()).split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


@pytest.mark.parametrize("instruction", ["tint it blue", "染成蓝色", "make it blue"])
def test_a_tint_has_its_hue(instruction: str) -> None:
    red, _, blue = ImageStat.Stat(result(instruction, ramp())).mean
    before = ImageStat.Stat(ramp()).mean
    assert blue - red > before[2] - before[0] + 20


def test_sepia_is_warm_and_as_light_as_before() -> None:
    red, green, blue = ImageStat.Stat(result("sepia", ramp())).mean
    assert red > green > blue
    assert mean(result("怀旧", ramp())) == pytest.approx(mean(ramp()), abs=25)


def test_brightness_follows_its_words() -> None:
    levels = [
        mean(result(each, ramp()))
        for each in (
            "much darker",
            "a bit darker",
            "flip horizontally",
            "稍微调亮",
            "brighter",
            "非常亮",
        )
    ]
    assert levels == sorted(levels)
    assert len(set(levels)) == len(levels)
    assert mean(result("darken by 50%", ramp())) == pytest.approx(mean(ramp()) / 2, abs=1)


def test_contrast_and_saturation_spread() -> None:
    spread = ImageStat.Stat(ramp().convert("L")).stddev[0]
    assert ImageStat.Stat(result("more contrast", ramp()).convert("L")).stddev[0] > spread
    assert ImageStat.Stat(result("降低对比度", ramp()).convert("L")).stddev[0] < spread
    vivid, dull = result("鲜艳", ramp()), result("less saturated", ramp())
    colourful = [mean(picture.convert("HSV").getchannel("S")) for picture in (dull, ramp(), vivid)]
    assert colourful == sorted(colourful)


def test_warmth_moves_red_against_blue() -> None:
    warm, cool = result("warmer", ramp()), result("冷色调", ramp())
    assert ImageStat.Stat(warm).mean[0] > ImageStat.Stat(cool).mean[0]
    assert ImageStat.Stat(warm).mean[2] < ImageStat.Stat(cool).mean[2]


def test_inverting_twice_gives_the_picture_back() -> None:
    assert same(result("反色", result("invert the colours", ramp())), ramp())


def test_a_blur_smooths_and_a_sharpening_does_not() -> None:
    def edge(picture: Image.Image) -> int:
        one, other = picture.getpixel((59, 10)), picture.getpixel((60, 10))
        return abs(one[0] - other[0])  # type: ignore[index]

    assert (
        edge(result("blur")) < edge(result("轻微模糊")) < edge(quarters()) <= edge(result("锐化"))
    )


def test_a_mosaic_has_squares() -> None:
    picture = result("pixelate with 10px blocks", ramp())
    assert same(picture, picture.resize((12, 8), Image.Resampling.BOX).resize((120, 80), 0))
    assert not same(picture, ramp())


def test_a_vignette_darkens_the_corners_only() -> None:
    picture = result("add a vignette", Image.new("RGB", (120, 80), WHITE))
    assert near(picture.getpixel((60, 40)), WHITE, 0)
    assert picture.getpixel((0, 0))[0] < 140  # type: ignore[index]


def test_black_of_a_mask_stays_bit_for_bit() -> None:
    for each in (
        "invert",
        "模糊",
        "brighter",
        "tint it red",
        "pixelate with 7px blocks",
        'write "Hello"',
        "border",
    ):
        picture = result(each, mask=left_mask())
        assert same(picture.crop((60, 0, 120, 80)), quarters().crop((60, 0, 120, 80)))
        assert not same(picture, quarters())


def test_a_blurred_background_is_outside_the_mask() -> None:
    picture = result("blur the background", quarters(), mask=left_mask())
    assert same(picture.crop((0, 0, 60, 80)), quarters().crop((0, 0, 60, 80)))
    assert not same(picture, quarters())


def test_a_background_without_a_mask_is_a_guess_that_is_told() -> None:
    assert [one.code for one in run("blur the background").warnings] == ["guessed_subject"]


def test_geometry_turns_the_mask_with_the_picture_and_says_so() -> None:
    done = run("flip horizontally, invert", ramp(), mask=left_mask())
    assert [warning.code for warning in done.warnings] == ["mask_ignored"]
    picture = result("flip horizontally, invert", ramp(), mask=left_mask())
    mirrored = ramp().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert same(picture.crop((0, 0, 60, 80)), mirrored.crop((0, 0, 60, 80)))


def test_transparency_stays() -> None:
    picture = quarters().convert("RGBA")
    picture.putalpha(left_mask())
    for each in (
        "black and white",
        "blur",
        "flip vertically",
        "resize to 50%",
        "rotate 20 degrees",
    ):
        assert result(each, picture).mode == "RGBA"
    assert result("invert", quarters().convert("RGBA")).mode == "RGB"
    grey = result("black and white", picture)
    assert grey.getchannel("A").tobytes() == left_mask().tobytes()


def test_a_logo_keeps_its_transparency() -> None:
    mark = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(mark).ellipse((20, 20, 80, 80), fill=(*RED, 255))
    picture = result("use image 1 as a logo", mark, Image.new("RGB", (400, 300), BLUE))
    assert near(picture.getpixel((363, 262)), RED, 40)
    assert near(picture.getpixel((340, 240)), BLUE, 2)
