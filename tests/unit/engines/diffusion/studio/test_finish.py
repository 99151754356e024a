"""From pixels to the picture that was asked for: cut, opaque or not, unchanged where masked."""

import json

import numpy as np
import pytest
from PIL import Image

from inkstone.domain.request import Size
from inkstone.engines.diffusion.studio.finish import document, finished
from inkstone.engines.diffusion.studio.recipe import recipe_of
from unit.engines.diffusion.fakes import TRAITS, a_png, a_run, as_png, image_of, traits

GUARANTEE = {"guarantee": "strict", "dtype": "float32", "device": "cpu"}


def made(pixels, **fields):
    run = a_run(**fields)
    return finished(pixels, run, recipe_of(run, TRAITS, steps=4), guarantee=GUARANTEE)


def flat(width, height, *rgba):
    return np.full((height, width, 4), rgba, dtype=np.uint8)


def test_the_middle_is_cut_out_and_the_document_says_so():
    pixels = flat(96, 64, 0, 0, 0, 255)
    pixels[5:59, 14:82, 0] = np.arange(54 * 68, dtype=np.uint8).reshape(54, 68)
    picture = made(pixels, size=Size(68, 54))
    assert (picture.width_px, picture.height_px) == (68, 54)
    assert np.array_equal(np.asarray(image_of(picture)), pixels[5:59, 14:82, :3])
    assert picture.details == {
        "steps": 4,
        "guidance": 1.0,
        "drawn": "96x64",
        "fitted": "crop",
        **GUARANTEE,
    }
    json.dumps(picture.details)


def test_the_document_of_an_edit_names_the_side_of_its_references():
    def said(**fields):
        run = a_run(**fields)
        recipe = recipe_of(run, TRAITS, steps=4)
        return document(recipe, {"reference_px": 512}, is_edit=bool(run.inputs))

    assert said(inputs=(a_png(),))["reference_px"] == 512
    assert "reference_px" not in said()


def test_the_document_names_the_tiles_that_a_picture_was_decoded_in():
    def said(family, size):
        recipe = recipe_of(a_run(size=size), traits(family=family), steps=4)
        return document(recipe, {}, is_edit=False)

    assert said("qwen-image-2.1", Size(1056, 1024))["tile_px"] == 1024
    assert "tile_px" not in said("qwen-image-2.1", Size(1344, 768))
    assert "tile_px" not in said("qwen-image", Size(2048, 2048))


def test_an_exact_size_is_not_cut():
    picture = made(flat(64, 64, 1, 2, 3, 255))
    assert picture.details["fitted"] == "none"


@pytest.mark.parametrize(
    ("rgba", "rgb"),
    [
        ((10, 20, 30, 255), (10, 20, 30)),
        ((10, 20, 30, 0), (255, 255, 255)),
        ((0, 0, 0, 51), (204, 204, 204)),
    ],
)
def test_what_is_see_through_lies_on_white(rgba, rgb):
    image = image_of(made(flat(64, 64, *rgba)))
    assert (image.mode, image.getpixel((0, 0))) == ("RGB", rgb)


def test_a_transparent_background_stays_where_it_was_asked_for():
    image = image_of(made(flat(64, 64, 10, 20, 30, 40), is_transparent=True))
    assert (image.mode, image.getpixel((0, 0))) == ("RGBA", (10, 20, 30, 40))


@pytest.mark.parametrize("is_transparent", [False, True])
def test_where_the_mask_is_black_the_last_input_keeps_its_very_pixels(is_transparent):
    rng = np.random.default_rng(0)
    given = Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8))
    mask = Image.new("L", (64, 64), 0)
    mask.paste(255, (0, 0, 32, 64))
    picture = made(
        flat(64, 64, 9, 9, 9, 255),
        inputs=(a_png(), as_png(given)),
        mask=as_png(mask),
        is_transparent=is_transparent,
    )
    found = np.asarray(image_of(picture).convert("RGB"))
    assert np.array_equal(found[:, 32:], np.asarray(given)[:, 32:])
    assert (found[:, :32] == 9).all()


def test_a_mask_of_another_size_is_brought_to_the_pictures():
    mask = Image.new("L", (10, 30), 0)
    mask.paste(255, (0, 0, 5, 30))
    given = a_png((10, 30), "blue")
    image = image_of(made(flat(64, 64, 9, 9, 9, 255), inputs=(given,), mask=as_png(mask)))
    assert (image.getpixel((0, 0)), image.getpixel((63, 63))) == ((9, 9, 9), (0, 0, 255))


def test_a_grey_mask_mixes():
    image = image_of(
        made(
            flat(64, 64, 200, 200, 200, 255),
            inputs=(a_png((64, 64), "black"),),
            mask=a_png((64, 64), 128, "L"),
        )
    )
    assert image.getpixel((0, 0)) == (100, 100, 100)


def test_the_same_pixels_give_the_same_bytes():
    pixels = np.random.default_rng(1).integers(0, 256, (64, 64, 4), dtype=np.uint8)
    assert made(pixels) == made(pixels)
