"""Tests for the backdrops: every place at every time, in every weather and season."""

import re
import time as clock
from itertools import pairwise, product
from xml.etree import ElementTree

import pytest

from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.places.places import Backdrop, draw_place
from inkstone.engines.sketch.places.registry import INDOORS, RECIPES, SKYLESS
from inkstone.engines.sketch.scene import Scene, SceneObject, Stage, Text
from inkstone.engines.sketch.vector.palette import luminance
from inkstone.engines.sketch.vector.raster import to_png
from inkstone.engines.sketch.vector.svg import Defs, document

PLACES = sorted(RECIPES)
TIMES = (None, "day", "night", "sunset", "dawn")
WEATHERS = (None, "clear", "cloudy", "rain", "storm", "snow", "fog", "wind")
SEASONS = (None, "spring", "summer", "autumn", "winter")
SIZES = [(64, 64), (2048, 256), (256, 2048), (1920, 1080)]
#: Characters: what a place may take, and what it may in a shape that nobody frames.
SVG_MAX, SVG_WIDE_MAX = 120_000, 320_000
#: Every value of each setting once, mixed.
MIXED = [("day", "clear", "spring"), ("night", "snow", "winter"), ("sunset", "wind", "autumn"),
         ("dawn", "fog", "summer"), (None, "storm", None), ("night", "rain", "autumn"),
         (None, "cloudy", None)]  # fmt: skip


def _scene(place: str, *, size=(320, 320), seed=1, **setting) -> Scene:
    return Scene(place=place, width_px=size[0], height_px=size[1], seed=seed, **setting)


def _drawn(scene: Scene, stage: Stage | None = None) -> tuple[str, Backdrop]:
    defs = Defs()
    drop = draw_place(scene, defs=defs, stage=stage or Stage())
    size = {"width_px": scene.width_px, "height_px": scene.height_px}
    return document(drop.svg + drop.front, defs=defs, **size), drop


def _check(scene: Scene, stage: Stage | None = None) -> None:
    svg, drop = _drawn(scene, stage)
    ElementTree.fromstring(svg)
    is_usual = max(scene.width_px, scene.height_px) < 1.5 * min(scene.width_px, scene.height_px)
    most = SVG_MAX if is_usual else SVG_WIDE_MAX
    assert len(svg) <= most, f"{scene.place} {scene.time} {scene.weather} {scene.season}"
    for band in (drop.ground, drop.water, drop.air, drop.table, drop.walls):
        assert band is None or 0 < band[0] < band[1] < 1, scene.place
    assert "nan" not in svg
    assert "inf" not in svg


def test_there_are_at_least_sixty_places_and_the_lexicon_names_each():
    named = {entry.value for entry in lexicons.load().phrases.values() if entry.kind == "place"}
    assert len(PLACES) >= 60
    assert named == set(PLACES)


def test_every_place_is_sound_and_small():
    for index, place in enumerate(PLACES):
        time, weather, season = MIXED[index % len(MIXED)]
        _check(_scene(place, time=time, weather=weather, season=season))


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_sound_and_small_in_every_setting(place: str):
    for time, weather, season in product(TIMES, WEATHERS, SEASONS):
        _check(_scene(place, time=time, weather=weather, season=season))


def test_places_fit_every_shape():
    for index, place in enumerate(PLACES[::2]):
        size = SIZES[index % len(SIZES)]
        _check(_scene(place, size=size), Stage(text_low=0.3, hints=("table", "bed")))


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_every_place_fits_every_shape(size: tuple[int, int]):
    for place in PLACES:
        _check(_scene(place, size=size), Stage(text_low=0.3, hints=("table", "bed")))


@pytest.mark.parametrize("place", PLACES[::4])
def test_a_place_is_the_same_whatever_stands_in_it(place: str):
    plain = _scene(place, time="sunset", seed=5)
    full = Scene(
        place=place,
        time="sunset",
        width_px=320,
        height_px=320,
        seed=5,
        objects=(SceneObject(id="moon", concept="moon", name="moon"),),
        texts=(Text(text="Hello", role="title"),),
    )
    assert _drawn(plain)[0] == _drawn(full)[0]


def test_a_place_differs_by_seed():
    same = [place for place in PLACES[::3]
            if _drawn(_scene(place))[1].svg == _drawn(_scene(place, seed=2))[1].svg]  # fmt: skip
    assert not same


def test_an_unknown_place_is_a_meadow():
    assert _drawn(_scene("atlantis"))[0] == _drawn(_scene("meadow"))[0]


def test_the_front_is_what_falls_and_stays_outside():
    assert not _drawn(_scene("meadow"))[1].front
    for weather in ("rain", "storm", "snow", "fog", "wind"):
        assert _drawn(_scene("meadow", weather=weather))[1].front
        for place in ("room", "cave", "underwater"):
            assert place in SKYLESS
            assert not _drawn(_scene(place, weather=weather))[1].front


@pytest.mark.parametrize("place", sorted(INDOORS - {"stage", "shop", "museum"})[::3])
def test_a_window_shows_the_weather(place: str):
    day, snow = (_drawn(_scene(place, weather=weather))[1].svg for weather in (None, "snow"))
    assert day != snow


def test_a_night_is_darker_than_a_day():
    def lightness(place: str, time: str) -> float:
        svg, _ = _drawn(_scene(place, time=time))
        found = re.findall(r'fill="(#[0-9a-f]{6})"', svg)
        return sum(map(luminance, found)) / len(found)

    for place in ("meadow", "city", "beach", "forest", "room", "mountain", "courtyard"):
        assert lightness(place, "night") < lightness(place, "day") - 0.08, place
        assert _drawn(_scene(place, time="night"))[1].is_dark
        assert not _drawn(_scene(place, time="day"))[1].is_dark


def test_a_market_at_night_needs_no_other_word():
    assert _drawn(_scene("night_market"))[1].is_dark
    assert not _drawn(_scene("night_market", time="day"))[1].is_dark


def test_the_sun_is_left_to_the_scene_that_names_one():
    own, none = (_drawn(_scene("sea"), Stage(has_own_orb=flag))[1].canvas.orb for flag in (0, 1))
    assert own is not None
    assert none is None


def test_a_sun_sinks_below_a_title():
    high = _drawn(_scene("sea"))[1].canvas.orb
    low = _drawn(_scene("sea"), Stage(text_low=0.3))[1].canvas.orb
    assert high is not None
    assert low is not None
    assert low.y > high.y
    assert low.y > 0.3 * 320


def test_a_table_stands_in_front_only_where_one_was_asked_for():
    for place in ("cafe", "kitchen", "dining_room", "room", "restaurant", "bakery", "study"):
        assert _drawn(_scene(place))[1].table is None
        assert _drawn(_scene(place), Stage(hints=("table",)))[1].table is not None


def test_a_forest_with_bamboo_is_a_grove():
    grove = _drawn(_scene("forest"), Stage(hints=("panda",)))[1].svg
    assert grove == _drawn(_scene("bamboo"), Stage(hints=("panda",)))[1].svg


def test_a_sea_has_land_only_where_something_stands():
    land = _drawn(_scene("sea"), Stage(has_ground=True))[1]
    none = _drawn(_scene("sea"), Stage(has_ground=False))[1]
    assert land.svg != none.svg
    assert none.water is not None
    assert land.water is not None
    assert none.water[1] > land.water[1]


@pytest.mark.parametrize("season", ["spring", "summer", "autumn", "winter"])
def test_seasons_change_what_grows(season: str):
    for place in ("meadow", "forest", "city"):
        assert _drawn(_scene(place, season=season))[1].svg != _drawn(_scene(place))[1].svg, place


def test_winter_is_white_and_snow_makes_it_so_in_any_season():
    for setting in ({"season": "winter"}, {"weather": "snow"}):
        assert _drawn(_scene("meadow", **setting))[1].canvas.nature.is_snowy
    assert not _drawn(_scene("desert", season="winter"))[1].canvas.nature.is_snowy


@pytest.mark.alone
def test_a_place_is_rendered_in_a_quarter_of_a_second():
    for place in ("meadow", "city", "forest", "watertown", "room", "cave"):
        svg, _ = _drawn(_scene(place, size=(1024, 1024)))
        times = []
        for _ in range(3):
            began = clock.process_time()
            to_png(svg, width_px=1024, height_px=1024)
            times.append(clock.process_time() - began)
        assert min(times) < 0.4, place


def test_the_tallest_picture_has_its_place_below_and_more_sky_above():
    tall = _drawn(_scene("meadow", size=(200, 1600)))[1]
    usual = _drawn(_scene("meadow", size=(200, 360)))[1]
    assert tall.ground[0] > usual.ground[0]
    assert tall.canvas.orb is not None
    assert tall.canvas.height == 1600


def test_no_strip_of_sky_leaves_a_gap():
    svg, _ = _drawn(_scene("meadow", size=(257, 263)))
    found = re.findall(r'<path d="M-1 (-?[\d.]+)h259V([\d.]+)h-259z"', svg)
    strips = sorted((float(top), float(low)) for top, low in found)
    assert len(strips) > 40
    assert all(one[1] > other[0] for one, other in pairwise(strips))
