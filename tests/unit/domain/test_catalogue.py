"""The catalogue: every name found once, every alias to its model."""

import tomllib
from pathlib import Path

import pytest

import inkstone
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import UnknownModel

SHIPPED = Path(inkstone.__file__).parent / "data" / "models.toml"


def catalogue(*rows):
    return Catalogue.from_toml({"model": [{"tier": "pro"} | row for row in rows]})


def test_a_model_is_found_by_its_name_and_by_its_aliases():
    found = catalogue({"name": "m", "aliases": ["vendor/m", "m-1"]})
    assert {found.find(name).name for name in ("m", "vendor/m", "m-1")} == {"m"}


def test_a_model_resolves_to_itself_unless_it_says_otherwise():
    found = catalogue({"name": "m", "resolves_to": "m-2026"}, {"name": "m-2026"})
    assert found.find("m").resolves_to == "m-2026"
    assert found.find("m-2026").resolves_to == "m-2026"


def test_an_unknown_name_is_told_what_there_is_and_cut_short():
    with pytest.raises(UnknownModel, match="there is m") as caught:
        catalogue({"name": "m"}).find("x" * 1000)
    assert len(caught.value.message) < 200


def test_no_name_stands_for_two_models():
    with pytest.raises(ValueError, match="twice"):
        catalogue({"name": "m"}, {"name": "n", "aliases": ["m"]})


def test_no_model_resolves_to_nowhere():
    with pytest.raises(ValueError, match="not listed"):
        catalogue({"name": "m", "resolves_to": "gone"})


def test_the_shipped_catalogue_is_whole():
    shipped = Catalogue.from_toml(tomllib.loads(SHIPPED.read_text()))
    assert shipped.models
    for model in shipped.models:
        target = shipped.find(model.resolves_to)
        assert target.tier is model.tier, f"{model.name} changes its price by its alias"
