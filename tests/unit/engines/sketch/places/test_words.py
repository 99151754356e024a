"""Tests for the words that name places, and for the concepts that imply them."""

import tomllib
from importlib.resources import files

import pytest

from inkstone.engines.sketch.lexicon.lexicon import load
from inkstone.engines.sketch.places.places import draw_place
from inkstone.engines.sketch.places.registry import INDOORS, RECIPES
from inkstone.engines.sketch.scene import Scene, Stage
from inkstone.engines.sketch.vector.svg import Defs

ROWS = tomllib.loads(files("inkstone").joinpath("data/sketch/places.toml").read_text("utf-8"))
FLAGS = {"indoors", "has_water", "has_table", "is_weightless", "is_underwater", "is_quiet"}


def _plan(place: str, hints: tuple[str, ...] = ()):
    scene = Scene(place=place, width_px=96, height_px=96, seed=1)
    return draw_place(scene, defs=Defs(), stage=Stage(hints=hints))


def test_the_rows_are_the_places_that_can_be_drawn():
    assert set(ROWS) == set(RECIPES)


def test_no_word_names_two_places():
    words = [word for row in ROWS.values() for word in row["words"].split("|")]
    assert sorted(words) == sorted(set(words))
    assert all(word == word.strip().lower() and word for word in words)


def test_no_concept_implies_two_places():
    suits = [one for row in ROWS.values() for one in row["suits"].split()]
    assert sorted(suits) == sorted(set(suits))
    assert set(suits) <= set(load().concepts)


@pytest.mark.parametrize("place", sorted(ROWS))
def test_a_place_has_words_of_both_languages(place: str):
    words = ROWS[place]["words"].split("|")
    assert sum(word[0] > "\u2e7f" for word in words) >= 3
    assert sum(word[0] < "\u2e7f" for word in words) >= 3


@pytest.mark.parametrize("place", sorted(ROWS))
def test_flags_say_what_the_drawing_does(place: str):
    row = ROWS[place]
    assert set(row) <= FLAGS | {"words", "suits"}
    assert row.get("indoors", False) == (place in INDOORS)
    assert row.get("has_table", False) == (_plan(place, ("table",)).table is not None)
    if row.get("has_water"):
        assert _plan(place).water is not None
