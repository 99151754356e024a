"""The invisible watermark is found after what is done to pictures, and nowhere else."""

import random
import time

import numpy as np
import pytest
from PIL import Image

from inkstone.bench import watermark_attacks, watermark_unmarked
from inkstone.bench.watermark_pictures import made
from inkstone.media.invisible import embed
from inkstone.media.invisible_find import AREA_PX_MAX, find, find_all

MARK_ID = 0xC0FFEE_123456
#: At least one of each kind; the flat one, which is the fourth of five, is one colour.
PICTURES = [0, 1, 2, 3, 4, 5, 6, 9]
ATTACKS = {one.name: one for one in watermark_attacks.all_attacks()}
WITHSTOOD = [one.name for one in ATTACKS.values() if one.share_min]
EVERY_MODE = [
    "1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "LA", "PA", "RGBX",
    "RGBa", "La", "I;16", "I;16B",
]  # fmt: skip


@pytest.fixture(scope="module")
def marked():
    return [embed(made(index, 512), MARK_ID) for index in PICTURES]


@pytest.mark.parametrize("name", WITHSTOOD)
def test_the_mark_is_found_after(name, marked):
    for index, image in zip(PICTURES, marked, strict=True):
        found = find(ATTACKS[name].change(image, random.Random(index)))
        assert found is not None, f"picture {index}"
        assert found.mark_id == MARK_ID
        assert found.sigmas > 11


def test_every_quarter_turn_of_either_side_is_found(marked):
    for turn in Image.Transpose:
        found = find(marked[2].transpose(turn))
        assert found is not None
        assert found.mark_id == MARK_ID


@pytest.mark.parametrize("index", [0, 2, 4])
def test_both_marks_of_a_picture_that_was_marked_twice_are_found(index, marked):
    twice = embed(marked[index], 7)
    found = find_all(twice)
    assert {one.mark_id for one in found} == {7, MARK_ID}
    assert found[0].sigmas >= found[1].sigmas
    assert find(twice) == found[0]


@pytest.mark.parametrize("share", [0.4, 0.5, 0.8, 1.0, 1.33, 2.0])
def test_the_scale_is_told(share, marked):
    found = find(watermark_attacks.resized(marked[4], random.Random(1), share=share))
    assert found is not None
    assert found.scale == pytest.approx(share, rel=0.01)


def test_a_picture_that_is_wider_than_it_was_is_found(marked):
    found = find(marked[1].resize((520, 508), Image.Resampling.BICUBIC))
    assert found is not None
    assert found.mark_id == MARK_ID


def test_a_picture_with_see_through_parts_is_found():
    image = made(4, 512).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size).point(lambda grey: grey + 60))
    image.paste((0, 0, 0, 0), (0, 0, 200, 200))
    found = find(embed(image, MARK_ID))
    assert found is not None
    assert found.mark_id == MARK_ID


def test_a_large_picture_is_shrunk_first_and_found_in_bounded_time():
    tile = embed(made(0, 1024), MARK_ID)
    image = Image.new("RGB", (2048, 2048))
    for left in (0, 1024):
        for top in (0, 1024):
            image.paste(tile, (left, top))
    assert image.width * image.height > AREA_PX_MAX
    began_s = time.process_time()
    found = find(image)
    assert time.process_time() - began_s < 2
    assert found is not None
    assert found.scale == pytest.approx(1, rel=0.01)


def test_a_huge_picture_takes_bounded_time():
    image = Image.effect_noise((1000, 1000), 40).resize((8000, 8000), Image.Resampling.NEAREST)
    began_s = time.process_time()
    assert find(image) is None
    assert time.process_time() - began_s < 2


def test_unmarked_pictures_have_no_mark():
    for index in range(1, 20, 2):
        kind, image = watermark_unmarked.unmarked(index, ())
        assert find(image) is None, kind


@pytest.mark.parametrize("size", [(1, 1), (63, 63), (63, 5000), (5000, 20), (0, 0)])
def test_a_small_picture_has_no_mark(size):
    assert find(Image.new("RGB", size, (1, 2, 3))) is None


@pytest.mark.parametrize("size", [(64, 64), (64, 65), (97, 1201), (4001, 67), (331, 337)])
def test_any_other_size_is_looked_at(size):
    assert find(Image.effect_noise(size, 50)) is None
    assert find(Image.new("RGB", size, (255, 255, 255))) is None


@pytest.mark.parametrize("mode", EVERY_MODE)
def test_any_mode_is_looked_at(mode):
    assert find(Image.new(mode, (120, 100))) is None


def test_numbers_that_are_none_are_looked_at():
    values = np.full((100, 120), np.nan, np.float32)
    values[::2], values[1::3], values[5] = np.inf, -3.4e38, 3.4e38
    assert find(Image.fromarray(values)) is None


def test_a_mark_in_16_bits_is_found(marked):
    grey = np.asarray(marked[4].convert("L")).astype(np.uint16) * 257
    found = find(Image.fromarray(grey))
    assert found is not None
    assert found.mark_id == MARK_ID


def test_a_palette_with_a_see_through_colour_is_looked_at():
    image = Image.effect_noise((128, 128), 60).convert("P")
    image.info["transparency"] = 3
    assert find(image) is None
