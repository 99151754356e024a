"""The visible label: tall enough at any size, legible on anything, in its own corner."""

import math
import random
import time

import pytest
from PIL import Image, ImageChops

from inkstone.media import lettering, stamp
from inkstone.media import visible_label as labelling
from inkstone.media.visible_label import box, height_px, label

CHINESE, ENGLISH, MIXED = "由人工智能生成", "AI-generated image", "AI生成"
TEXTS = [CHINESE, ENGLISH, MIXED]
SIZES = [
    (64, 64),
    (64, 256),
    (256, 64),
    (100, 333),
    (512, 512),
    (512, 2048),
    (1024, 1024),
    (2048, 512),
]
CACHES = (
    labelling._layout,
    labelling._width_em,
    labelling._drawn,
    lettering._font,
    lettering._face_of,
    lettering._coverage,
)


def plain(size, colour):
    return Image.new("RGB", size, colour)


def busy(size, square_px=5):
    """Squares of every colour: the worst that letters can lie upon."""
    small = max(1, size[0] // square_px), max(1, size[1] // square_px)
    noise = Image.frombytes("RGB", small, random.Random(5).randbytes(small[0] * small[1] * 3))
    return noise.resize(size, Image.Resampling.NEAREST)


def luminance(grey):
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def letters(size, text):
    """The box of what is bright on a black picture: the letters without their plate."""
    on_black = label(plain(size, "black"), text).convert("L")
    return on_black.point([255 * (grey >= 128) for grey in range(256)]).getbbox()


@pytest.mark.parametrize("text", ["H", "国", "AIH", "AI国"])
@pytest.mark.parametrize("size", [*SIZES, (1366, 768), (8192, 2048)])
def test_capitals_and_chinese_characters_are_five_percent_of_the_shorter_side(size, text):
    left, top, right, bottom = letters(size, text)
    assert bottom - top >= 0.05 * min(size)
    assert bottom - top <= max(14, 0.08 * min(size))
    if text == "AI国":
        # Here the capitals by themselves are as tall as that.
        capitals = label(plain(size, "black"), text).convert("L")
        half = capitals.crop((left, top, left + (right - left) * 2 // 5, bottom))
        _, high, _, low = half.point([255 * (grey >= 128) for grey in range(256)]).getbbox()
        assert low - high >= 0.05 * min(size)


@pytest.mark.parametrize("side", [64, 65, 77, 100, 128, 181, 256, 333, 512, 999])
def test_no_size_rounds_the_height_down(side):
    for text in ("E", "国"):
        _, top, _, bottom = letters((side, side), text)
        assert bottom - top >= math.ceil(0.05 * side) == height_px((side, side))
        assert bottom - top >= 8


@pytest.mark.parametrize("text", [*TEXTS, "墨" * 40, "W" * 40, "by AI " * 7])
@pytest.mark.parametrize("size", SIZES)
def test_only_the_lower_left_corner_changes(size, text):
    before = plain(size, (120, 160, 200))
    after = label(before, text)
    changed = ImageChops.difference(before, after).getbbox()
    left, top, right, bottom = box(size, text)
    assert left <= changed[0] < changed[2] <= right
    assert top <= changed[1] < changed[3] <= bottom
    assert 2 <= left == size[1] - bottom <= 0.03 * min(size) + 2
    assert right <= size[0] - left
    assert top >= 0
    assert before.getextrema() == ((120, 120), (160, 160), (200, 200))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("side", [64, 256, 1024])
@pytest.mark.parametrize("colour", ["white", "black", (128, 128, 128), (220, 40, 40), "yellow"])
def test_it_stands_out_from_any_one_colour(side, text, colour):
    size = (side, side)
    found = sorted(
        label(plain(size, colour), text).crop(box(size, text)).convert("L").get_flattened_data()
    )
    letter, plate = found[-len(found) // 50], found[len(found) // 2]
    assert letter >= 225
    assert contrast(letter, plate) >= 4.5


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("square_px", [1, 5, 31])
def test_it_stands_out_from_what_is_busy(text, square_px):
    size = (512, 512)
    inside = label(busy(size, square_px), text).crop(box(size, text)).convert("L")
    wanted = label(plain(size, "black"), text).crop(box(size, text)).convert("L")
    pairs = list(zip(wanted.get_flattened_data(), inside.get_flattened_data(), strict=True))
    letter = sorted(now for drawn, now in pairs if drawn > 250)
    around = sorted(now for drawn, now in pairs if drawn < 5)
    # Nearly all that is letter is far from nearly all that is not.
    assert contrast(letter[len(letter) // 50], around[len(around) * 95 // 100]) >= 4.5


@pytest.mark.parametrize(
    "size", [(64, 64), (64, 256), (256, 64), (256, 256), (128, 512), (1024, 1024)]
)
@pytest.mark.parametrize("text", TEXTS)
def test_it_never_covers_the_watermark(size, text):
    mark = stamp.box(size, "AI · Inkstone")
    left, _, right, bottom = box(size, text, apart_from=mark)
    if right - left < 0.3 * size[0]:
        assert bottom > mark[1], "there is room beside it"
    else:
        assert right <= mark[0] or bottom <= mark[1]
    marked = stamp.stamp(plain(size, "white"), "AI · Inkstone")
    both = label(marked, text, apart_from=mark)
    assert both.crop(mark).tobytes() == marked.crop(mark).tobytes()


def test_a_long_text_is_wrapped_between_words_in_lines_of_like_length():
    layout = labelling._layout("AI-generated image, not a photograph", 26, (240, 500))
    assert len(layout.lines) > 1
    assert " ".join(layout.lines).replace("- ", "-") == "AI-generated image, not a photograph"
    even = labelling._layout("墨" * 20, 26, (300, 500))
    lengths = [len(line) for line in even.lines]
    assert sum(lengths) == 20
    assert max(lengths) - min(lengths) <= 2


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (10, 10), (8, 300), (300, 8), (16, 64), (40, 40)])
@pytest.mark.parametrize("text", [MIXED, "墨" * 40])
def test_a_tiny_picture_keeps_its_size_and_shows_what_it_can(size, text):
    before = plain(size, "white")
    after = label(before, text)
    assert after.size == size
    assert after.tobytes() != before.tobytes()
    left, top, right, bottom = box(size, text)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


@pytest.mark.parametrize("size", [(256, 256), (1024, 640)])
def test_a_see_through_picture_stays_so_around_the_label(size):
    after = label(Image.new("RGBA", size, (10, 200, 30, 0)), MIXED)
    assert after.getchannel("A").getbbox() == box(size, MIXED)
    solid = label(busy(size).convert("RGBA"), MIXED)
    assert solid.getchannel("A").getextrema() == (255, 255)
    assert solid.convert("RGB").tobytes() == label(busy(size), MIXED).tobytes()


@pytest.mark.parametrize("text", [*TEXTS, "AI 生成 ✦ 한국어 臺灣"])
def test_the_same_pixels_each_time(text):
    picture = busy((300, 300))
    one = label(picture, text).tobytes()
    for cache in CACHES:
        cache.cache_clear()
    assert label(picture, text).tobytes() == one


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_no_words_are_no_label(text):
    picture = plain((256, 256), "white")
    assert label(picture, text) is picture
    assert box(picture.size, text) == (0, 0, 0, 0)


def test_a_text_without_end_takes_no_time():
    picture = plain((256, 256), "white")
    started = time.process_time()
    assert label(picture, "AI生成" * 100_000).size == (256, 256)
    assert time.process_time() - started < 2


def test_once_drawn_it_takes_milliseconds():
    picture = busy((1024, 1024))
    label(picture, MIXED)
    took = []
    for _ in range(5):
        started = time.process_time()
        label(picture, MIXED)
        took.append(time.process_time() - started)
    assert min(took) < 0.015
