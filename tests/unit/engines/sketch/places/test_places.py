"""Tests for the backdrops: every place at every time and in every weather."""

from itertools import product
from random import Random
from xml.etree import ElementTree

import pytest

from inkstone.engines.sketch.lexicon.lexicon import load
from inkstone.engines.sketch.places.places import draw_place
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.svg import Defs, document

PLACES = sorted({e.value for e in load().phrases.values() if e.kind == "place"})


def _scene(place: str, time=None, weather=None, size=(320, 320)) -> Scene:
    return Scene(
        place=place, time=time, weather=weather, width_px=size[0], height_px=size[1], seed=1
    )


def test_there_are_at_least_fourteen_places():
    assert len(PLACES) >= 14


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_sound_svg_at_every_time_in_every_weather(place):
    for time, weather in product(("day", "night", "sunset", "dawn"), (None, "rain", "snow", "fog")):
        defs = Defs()
        drop = draw_place(
            _scene(place, time, weather), defs=defs, rng=Random(1), stands=True, text_low=0
        )
        ElementTree.fromstring(document(drop.svg, defs=defs, width_px=320, height_px=320))
        assert 0 < drop.ground[0] <= drop.ground[1] <= 1


@pytest.mark.parametrize("size", [(64, 64), (1600, 400), (400, 1600)])
def test_a_place_fits_every_shape(size):
    for place in PLACES:
        defs = Defs()
        drop = draw_place(
            _scene(place, size=size), defs=defs, rng=Random(1), stands=True, text_low=0.3
        )
        assert drop.svg


def test_a_night_is_dark_and_a_day_is_not():
    def is_dark(time):
        return draw_place(
            _scene("meadow", time), defs=Defs(), rng=Random(1), stands=True, text_low=0
        ).is_dark

    assert is_dark("night")
    assert not is_dark("day")
