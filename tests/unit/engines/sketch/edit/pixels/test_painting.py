"""Tests of what paints: more canvas, hues, styles, holes, backdrops and drawn things."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inkstone.engines.sketch.edit.pixels.cutout import cut_out
from unit.engines.sketch.edit.pictures import (
    BLUE,
    GREEN,
    RED,
    left_mask,
    near,
    quarters,
    ramp,
    result,
    run,
    same,
)


def _ball(ground: str = "#f4f0e8") -> Image.Image:
    picture = Image.new("RGB", (160, 160), ground)
    ImageDraw.Draw(picture).ellipse((40, 50, 120, 130), fill=RED)
    return picture


def _outside_is_same(one: Image.Image, other: Image.Image, mask: Image.Image) -> bool:
    differs = np.any(np.asarray(one.convert("RGB")) != np.asarray(other.convert("RGB")), axis=2)
    return bool(np.any(differs)) and not np.any(differs & (np.asarray(mask) == 0))


def test_more_canvas_keeps_the_picture_as_it_is():
    found = result("extend the canvas by 50px on the left", ramp())
    assert found.size == (170, 80)
    assert same(found.crop((50, 0, 170, 80)), ramp())


def test_more_canvas_may_have_a_colour_or_a_shape():
    found = result("expand the canvas by 20px with white", quarters())
    assert found.size == (160, 120)
    assert near(found.getpixel((3, 3)), (255, 255, 255), 10)
    wide = result("outpaint to 2:1", quarters(80, 80))
    assert wide.size == (160, 80)


def test_one_hue_becomes_another_and_the_rest_stays():
    found = result("turn the red parts blue", quarters())
    red, _, blue = found.getpixel((10, 10))[:3]
    assert blue > red + 60
    assert near(found.getpixel((110, 10)), GREEN, 2)
    assert near(found.getpixel((10, 70)), BLUE, 2)


@pytest.mark.parametrize("instruction", ["turn it into an oil painting", "换成水墨风格"])
def test_a_style_changes_any_picture(instruction):
    assert not same(result(instruction, ramp()), ramp())


@pytest.mark.parametrize(
    "instruction",
    ["turn it into a watercolour", "change red to green", "remove this", "add a cat", "加一只猫"],
)
def test_a_mask_bounds_what_paints(instruction):
    mask = left_mask(160, 160)
    assert _outside_is_same(result(instruction, _ball(), mask=mask), _ball(), mask)


def test_a_hole_is_filled_with_the_colours_around_it():
    mask = Image.new("L", (160, 160), 0)
    mask.paste(255, (30, 40, 130, 140))
    found = result("remove this", _ball(), mask=mask)
    assert near(found.getpixel((80, 90)), (244, 240, 232), 12)


def test_the_subject_is_put_before_another_place():
    found = result("change the background to a beach", _ball())
    assert near(found.getpixel((80, 90)), RED, 60)
    assert not near(found.getpixel((5, 5)), (244, 240, 232), 20)


def test_without_its_background_a_picture_is_transparent():
    found = result("remove the background", _ball())
    assert found.mode == "RGBA"
    assert found.getpixel((5, 5))[3] == 0
    assert found.getpixel((80, 90))[3] == 255


def test_a_drawn_thing_stands_where_it_is_asked_for():
    before = Image.new("RGB", (200, 200), "#8090a0")
    found = result("add a cat in the top left corner", before)
    differs = np.any(np.asarray(found) != np.asarray(before), axis=2)
    rows, columns = np.nonzero(differs)
    assert rows.max() < 110
    assert columns.max() < 110


def test_a_place_is_an_operation_with_its_words():
    done = run("把背景换成夜晚的城市", _ball())
    assert done.operations[0]["operation"] == "backdrop"
    assert done.operations[0]["time"] == "night"


def test_a_busy_picture_has_no_clear_subject():
    chance = np.random.default_rng(1)
    noise = Image.fromarray(chance.integers(0, 255, (120, 120, 3), dtype=np.uint8))
    assert cut_out(noise).is_guessed
    assert not cut_out(_ball()).is_guessed
