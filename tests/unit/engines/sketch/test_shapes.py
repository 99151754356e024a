"""Tests for which picture shows an object."""

from random import Random

import pytest

from inkstone.engines.sketch.scene import SceneObject
from inkstone.engines.sketch.shapes import shape, shape_of_concept
from inkstone.engines.sketch.vector.svg import Defs


def _shape(shown: str, **values):
    known = SceneObject(id="it", concept="it", name="it", shown=shown, **values)
    return shape(known, defs=Defs(), light=None, rng=Random(1))


@pytest.mark.parametrize(
    "shown",
    ["figure:girl", "beast:cat", "beast:dog/corgi", "bird:duck", "fish:koi", "part:sofa", "🍎"],
)
def test_every_form_has_a_picture(shown):
    found = _shape(shown)
    assert found is not None
    assert found.symbol.width > 0
    assert found.symbol.height > 0
    assert found.symbol.svg


@pytest.mark.parametrize(
    "shown", ["figure:zzz", "beast:zzz", "bird:cat", "part:zzz", "zzz:cat", "", "\U000e0fff"]
)
def test_what_nothing_shows_has_none(shown):
    assert _shape(shown) is None


def test_an_unknown_variant_is_drawn_as_its_species():
    assert _shape("beast:dog/zzz") is not None


def test_a_colour_changes_a_picture():
    assert _shape("part:sofa").symbol != _shape("part:sofa", colour="#aa2211").symbol
    assert _shape("🍎").symbol != _shape("🍎", colour="#2244aa").symbol


def test_an_emoji_has_the_points_and_the_side_of_its_kind():
    known = SceneObject(id="a", concept="basket", name="basket", shown="🧺")
    basket = shape(known, defs=Defs(), light=None, rng=Random(1))
    assert "inside" in basket.anchors


def test_a_concept_by_itself_is_drawn_and_an_unknown_one_is_not():
    assert shape_of_concept("cat", defs=Defs(), rng=Random(1)) is not None
    assert shape_of_concept("zzz", defs=Defs(), rng=Random(1)) is None
