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


def test_a_tier_says_its_steps():
    shipped = Catalogue.from_toml(tomllib.loads(SHIPPED.read_text()))
    steps = {name: shipped.find(name).steps for name in ("qwen-image-2.0", "qwen-image-2.0-pro")}
    assert steps == {"qwen-image-2.0": 8, "qwen-image-2.0-pro": 40}
    assert shipped.find("qwen-image-2512").steps == 50
    assert shipped.find("qwen-image-edit-2511").steps == 40


def test_for_business_free_weights_stand_in_with_their_own_steps():
    shipped = Catalogue.from_toml(tomllib.loads(SHIPPED.read_text())).for_business()
    pro = shipped.find("qwen-image-2.0-pro")
    assert (pro.checkpoint, pro.steps) == ("Qwen/Qwen-Image-2512", 50)
    assert (pro.edit_checkpoint, pro.edit_steps) == ("Qwen/Qwen-Image-Edit-2511", 40)
    assert pro.licence == "Apache-2.0"
    assert all(model.is_free for model in shipped.models)
    assert set(shipped.checkpoints()) == {"Qwen/Qwen-Image-2512", "Qwen/Qwen-Image-Edit-2511"}


def test_for_business_what_has_no_stand_in_is_not_there():
    rows = (
        {"name": "m", "checkpoint": "a/closed"},
        {"name": "latest", "resolves_to": "m"},
        {"name": "free", "checkpoint": "a/free", "is_free": True},
        {"name": "none"},
    )
    listed = catalogue(*rows).for_business().models
    assert [model.name for model in listed] == ["free", "none"]


def test_a_stand_in_is_listed():
    with pytest.raises(ValueError, match="stand-ins"):
        catalogue({"name": "m", "commercial": ["gone"]})


def test_each_checkpoint_is_told_once():
    found = catalogue({"name": "m", "checkpoint": "a/b"}, {"name": "n", "checkpoint": "a/b"})
    assert {name: model.name for name, model in found.checkpoints().items()} == {"a/b": "m"}


def test_a_snapshot_pins_a_revision_and_its_undated_name_with_it():
    found = catalogue(
        {"name": "latest", "checkpoint": "a/b", "resolves_to": "dated"},
        {"name": "dated", "checkpoint": "a/b", "revision": "c1"},
        {"name": "older", "checkpoint": "a/b", "revision": "c0"},
        {"name": "loose", "checkpoint": "a/b"},
    )
    assert found.sources() == ("a/b@c1", "a/b@c0", "a/b")
    assert found.find("latest").sources == ("a/b@c1",)


def test_a_stand_in_brings_the_revision_that_it_is_pinned_to():
    found = catalogue(
        {"name": "m", "checkpoint": "a/closed", "revision": "c0", "commercial": ["new", "edit"]},
        {"name": "new", "checkpoint": "a/new", "revision": "c1", "is_free": True},
        {"name": "edit", "checkpoint": "a/edit", "revision": "c2", "is_free": True},
    )
    assert found.for_business().find("m").sources == ("a/new@c1", "a/edit@c2")


def test_the_shipped_catalogue_pins_nothing():
    shipped = Catalogue.from_toml(tomllib.loads(SHIPPED.read_text()))
    assert not any(model.revision for model in shipped.models)
