"""Tests for the light of a scene and for what the seasons make of plants."""

import pytest

from inkstone.engines.sketch.places.nature import nature_of
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.vector.light import Light, light_of
from inkstone.engines.sketch.vector.palette import channels, luminance


def _light(*, indoors: bool = False, bright: bool = False, **setting) -> Light:
    scene = Scene(width_px=64, height_px=64, seed=1, **setting)
    return light_of(scene, indoors=indoors, bright=bright)


def _greyness(colour: str) -> float:
    return 1 - (max(channels(colour)) - min(channels(colour)))


def test_what_is_far_fades_into_the_haze():
    light = _light()
    steps = [light.far("#336633", depth) for depth in (0.0, 0.3, 0.6, 1.0)]
    assert steps[0] == "#336633"
    assert [luminance(step) for step in steps] == sorted(luminance(step) for step in steps)


def test_fog_hides_more_of_what_is_far_than_a_clear_day():
    clear, fog = (_light(weather=weather).far("#336633", 0.8) for weather in ("clear", "fog"))
    assert luminance(fog) > luminance(clear) + 0.1


@pytest.mark.parametrize("time", ["night", "sunset"])
def test_land_is_darker_after_sundown(time: str):
    assert luminance(_light(time=time).far("#77aa66", 0)) < luminance("#77aa66") - 0.1


def test_overcast_takes_colour_away_and_a_storm_takes_light():
    clear, rain, storm = (_light(weather=one).far("#55bb33", 0) for one in (None, "rain", "storm"))
    assert _greyness(rain) > _greyness(clear)
    assert luminance(storm) < luminance(rain) < luminance(clear) + 0.05


def test_weather_weighs_less_at_night():
    day, night = (_light(time=time, weather="snow").sky[0] for time in ("day", "night"))
    assert luminance(day) > luminance(night) + 0.3


def test_a_room_at_night_is_warm_and_an_office_is_brighter():
    room = _light(time="night", indoors=True)
    office = _light(time="night", indoors=True, bright=True)
    red, _, blue = channels(room.far("#cccccc", 0))
    assert red > blue
    assert luminance(office.far("#cccccc", 0)) > luminance(room.far("#cccccc", 0))
    assert room.is_lit
    assert not _light(indoors=True).is_lit
    assert _light(indoors=True, weather="storm").is_lit


def test_neon_is_a_night_of_its_own():
    assert _light(style=("neon",)).is_dark
    assert _light(style=("neon",), indoors=True).is_dark


@pytest.mark.parametrize("season", ["spring", "summer", "autumn", "winter", None])
def test_a_season_has_its_leaves(season: str | None):
    nature = nature_of(place="meadow", season=season, weather=None)
    assert nature.leaves
    assert nature.is_snowy == nature.is_bare == (season == "winter")
    assert bool(nature.litter) == (season in ("spring", "autumn"))


def test_places_without_seasons_keep_their_leaves():
    assert nature_of(place="jungle", season="autumn", weather=None) == nature_of(
        place="jungle", season=None, weather=None
    )
    assert nature_of(place="autumn_forest", season="spring", weather=None).litter
    assert nature_of(place="jungle", season=None, weather="snow").is_snowy
