"""Tests for the styles: each changes a picture in its own way, always the same, in any shape."""

import time

import numpy as np
import pytest

from inkstone.engines.sketch.styles import surface
from inkstone.engines.sketch.styles.registry import STYLES, find
from inkstone.engines.sketch.styles.style import Pixels

FINISHED = sorted(name for name, style in STYLES.items() if style.finish)


def _picture(height: int = 96, width: int = 128) -> Pixels:
    """A red disc on a blue to white slope, with a green foot."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = y[..., None] / height
    made = np.array([70, 130, 220]) * (1 - slope) + np.array([240, 245, 250]) * slope
    made[y > height * 0.8] = (70, 150, 80)
    disc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(height, width) / 4) ** 2
    made[disc] = (205, 50, 45)
    return made.astype(np.uint8)


def _finished(name: str, pixels: Pixels, seed: int = 5) -> Pixels:
    finish = STYLES[name].finish
    assert finish is not None
    return finish(pixels, seed)


def test_there_are_the_styles_of_the_design():
    assert set(STYLES) >= {
        "flat", "poster", "watercolor", "ink", "papercut", "pixel", "pencil", "neon",
        "isometric", "icon", "retro", "chalkboard",
    }  # fmt: skip


@pytest.mark.parametrize("name", FINISHED)
@pytest.mark.parametrize("size", [(96, 128), (40, 320), (320, 40), (16, 16), (17, 33)])
def test_a_style_keeps_the_shape_whatever_it_is(name: str, size: tuple[int, int]):
    made = _finished(name, _picture(*size))
    assert made.shape == (*size, 3)
    assert made.dtype == np.uint8


@pytest.mark.parametrize("name", FINISHED)
def test_the_same_picture_and_seed_give_the_same_pixels(name: str):
    picture = _picture()
    before = picture.copy()
    one, other = _finished(name, picture), _finished(name, picture)
    assert np.array_equal(one, other)
    assert np.array_equal(picture, before), "the picture itself stays as it was"


def test_no_two_styles_look_alike():
    picture = _picture(320, 320)
    made = {name: _finished(name, picture).astype(int) for name in FINISHED}
    for name, one in made.items():
        assert np.abs(one - picture.astype(int)).mean() > 1, name
        for other, two in made.items():
            assert name == other or np.abs(one - two).mean() > 1, (name, other)


@pytest.mark.parametrize("name", FINISHED)
def test_the_disc_is_still_seen(name: str):
    made = _finished(name, _picture(256, 256)).astype(int)
    inside, outside = (
        made[112:144, 112:144].mean(axis=(0, 1)),
        made[112:144, 24:48].mean(axis=(0, 1)),
    )
    edge = made[112:144, 56:72].std()
    assert np.abs(inside - outside).max() > 8 or edge > 8


@pytest.mark.parametrize("name", FINISHED)
def test_even_a_picture_of_one_colour_is_finished(name: str):
    assert _finished(name, np.full((64, 64, 3), 128, dtype=np.uint8)).shape == (64, 64, 3)
    assert _finished(name, np.zeros((64, 64, 3), dtype=np.uint8)).shape == (64, 64, 3)


def test_what_changes_pixels_comes_before_what_changes_none():
    watercolour = find(("flat", "watercolor"))
    assert watercolour is not None
    assert watercolour.name == "watercolor"
    only = find(("unheard", "flat"))
    assert only is not None
    assert only.name == "flat"
    assert find(("unheard",)) is None
    assert find(()) is None


def test_smoothing_keeps_a_border_where_it_is():
    picture = np.zeros((32, 32, 3), dtype=np.uint8)
    picture[:, 16:] = 255
    made = surface.smoothed(picture, size_px=4)
    assert (made[:, :14] == 0).all()
    assert (made[:, 18:] == 255).all()


@pytest.mark.alone
@pytest.mark.slow
def test_a_style_adds_at_most_a_second_and_a_half():
    picture = _picture(1024, 1024)
    for name in FINISHED:
        began = time.process_time()
        _finished(name, picture)
        assert time.process_time() - began < 1.5, name
