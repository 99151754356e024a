"""The watermark: in its corner only, legible on anything, small, and the same each time."""

import random

import pytest
from PIL import Image, ImageChops

from inkstone.media import lettering
from inkstone.media import stamp as stamping
from inkstone.media.stamp import WIDTH_MAX, box, stamp

TEXT = "AI · Inkstone"
CHINESE = "由人工智能生成"
CACHES = (stamping._mark, lettering._font, lettering._face_of, lettering._coverage)
SIZES = [(256, 256), (256, 2048), (2048, 256), (512, 768), (1024, 1024), (2048, 2048)]


def plain(size, colour):
    return Image.new("RGB", size, colour)


def noise(size, mode="RGB"):
    num_bytes = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, random.Random(5).randbytes(num_bytes))


def luminance(grey):
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def contrast(one, other):
    """The ratio of contrast of two greys, 1 to 21, as the guidelines on accessibility have it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def greys(image):
    return sorted(image.convert("L").get_flattened_data())


@pytest.mark.parametrize("text", [TEXT, CHINESE, "w" * 40, "墨" * 40, "—", "x"])
@pytest.mark.parametrize("size", SIZES)
def test_only_the_corner_changes(size, text):
    before = plain(size, (120, 160, 200))
    after = stamp(before, text)
    assert (after.size, after.mode) == (before.size, before.mode)
    changed = ImageChops.difference(before, after).getbbox()
    left, top, right, bottom = box(size, text)
    assert changed is not None
    assert left <= changed[0] < changed[2] <= right
    assert top <= changed[1] < changed[3] <= bottom
    assert right - left <= WIDTH_MAX * size[0]
    # It ends close to the corner, and apart from the edges.
    assert 6 <= size[0] - right == size[1] - bottom <= 0.03 * min(size) + 1


@pytest.mark.parametrize("text", [TEXT, CHINESE])
@pytest.mark.parametrize("side", [256, 512, 1024, 2048])
def test_it_is_small_and_never_tiny(side, text):
    left, top, right, bottom = box((side, side), text)
    assert 10 <= bottom - top <= max(20, 0.05 * side)
    assert (right - left) * (bottom - top) <= max(0.012 * side * side, 2200)
    on_black = stamp(plain((side, side), "black"), text).convert("L")
    letters = on_black.point([255 * (grey > 100) for grey in range(256)]).getbbox()
    assert letters is not None
    assert letters[3] - letters[1] >= 9


@pytest.mark.parametrize("text", [TEXT, CHINESE])
@pytest.mark.parametrize("side", [256, 1024])
@pytest.mark.parametrize("colour", ["white", "black", (128, 128, 128), (220, 40, 40), "yellow"])
def test_it_stands_out_from_any_one_colour(side, text, colour):
    size = (side, side)
    found = greys(stamp(plain(size, colour), text).crop(box(size, text)))
    # The brightest are the letters; the plate is what there is most of.
    letter, plate = found[-len(found) // 50], found[len(found) // 2]
    assert letter >= 225
    assert contrast(letter, plate) >= 3.5


def test_it_calms_what_is_behind_it():
    size = (1024, 1024)
    edges = box(size, TEXT)
    before = noise(size)
    found, was = greys(stamp(before, TEXT).crop(edges)), greys(before.crop(edges))
    middle, tenth = len(found) // 2, len(found) // 10
    assert contrast(found[-len(found) // 50], found[middle]) > 6
    assert found[middle] - found[tenth] < 0.6 * (was[middle] - was[tenth])


@pytest.mark.parametrize("size", [(256, 256), (1024, 640)])
def test_a_see_through_picture_stays_so_around_the_mark(size):
    before = Image.new("RGBA", size, (10, 200, 30, 0))
    after = stamp(before, TEXT)
    left, top, right, bottom = box(size, TEXT)
    alpha = after.getchannel("A")
    assert (left, top, right, bottom) == alpha.getbbox()
    assert alpha.getextrema()[1] > 220
    # What was solid stays so, and shows the same as a picture that has no alpha.
    solid = stamp(noise(size).convert("RGBA"), TEXT)
    assert solid.getchannel("A").getextrema() == (255, 255)
    assert solid.convert("RGB").tobytes() == stamp(noise(size), TEXT).tobytes()


@pytest.mark.parametrize("text", [TEXT, CHINESE, "AI 生成 ✦ 한국어 臺灣"])
def test_the_same_pixels_each_time(text):
    picture = noise((512, 512))
    one = stamp(picture, text).tobytes()
    for cache in CACHES:
        cache.cache_clear()
    assert stamp(picture, text).tobytes() == one


def test_the_picture_itself_is_left_alone():
    picture = plain((256, 256), "white")
    stamp(picture, TEXT)
    assert picture.getextrema() == ((255, 255),) * 3


def test_other_words_are_another_mark():
    picture = plain((512, 512), "white")
    marks = [stamp(picture, text).tobytes() for text in (TEXT, CHINESE, "由人工智能生戌", "AI")]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_no_words_are_no_mark(text):
    picture = plain((256, 256), "white")
    assert stamp(picture, text).tobytes() == picture.tobytes()
    assert box(picture.size, text) == (0, 0, 0, 0)


def test_line_breaks_are_spaces():
    picture = plain((512, 512), "white")
    assert stamp(picture, " AI\n生成 ").tobytes() == stamp(picture, "AI 生成").tobytes()


@pytest.mark.parametrize("size", [(1, 1), (10, 10), (8, 300), (300, 8), (64, 48)])
def test_a_tiny_picture_keeps_its_size(size):
    assert stamp(plain(size, "white"), TEXT).size == size


def test_a_character_that_no_font_has_is_a_box_and_no_failure():
    picture = plain((512, 512), "black")
    assert stamp(picture, "\U0002ffff").tobytes() != picture.tobytes()


def test_without_the_fonts_there_is_still_a_mark(monkeypatch):
    picture = plain((512, 512), "black")
    with_fonts = stamp(picture, TEXT).tobytes()
    # As where the font packages were left out.
    monkeypatch.setattr(
        lettering,
        "_FACES",
        (lettering._Face(package="no_such_fonts", path="fonts/x.ttf", weight=400),),
    )
    for cache in CACHES:
        cache.cache_clear()
    try:
        without = stamp(picture, TEXT)
    finally:
        for cache in CACHES:
            cache.cache_clear()
    assert without.tobytes() not in {picture.tobytes(), with_fonts}
