"""Routing rules, as an operator writes them."""

from dataclasses import replace

import pytest

from contract.world import image_request
from inkstone.domain.request import InputImage, Tier
from inkstone.domain.routing import Rule, micros_of, rule_from_toml

MODELS = {"m": ("m", "m-2026"), "pro": ("pro",)}
ASKED = image_request(side=1024)
EDIT = replace(ASKED, size=None, inputs=(InputImage(param="image", blob_key="k"),))


def test_every_condition_must_be_met():
    assert Rule(to=("a",)).meets(ASKED)
    assert Rule(to=("a",)).meets(EDIT)
    assert Rule(to=("a",), models=frozenset({ASKED.model}), edits=False).meets(ASKED)
    assert not Rule(to=("a",), models=frozenset({"other"})).meets(ASKED)
    assert not Rule(to=("a",), edits=True).meets(ASKED)
    assert Rule(to=("a",), edits=True, num_inputs_max=1).meets(EDIT)
    assert not Rule(to=("a",), num_inputs_max=0).meets(EDIT)
    assert not Rule(to=("a",), tiers=frozenset({Tier.PRO})).meets(ASKED)
    assert not Rule(to=("a",), num_images_max=1).meets(replace(ASKED, num_images=2))
    assert Rule(to=("a",), area_px_min=1024**2, area_px_max=1024**2).meets(ASKED)
    assert not Rule(to=("a",), area_px_max=1023**2).meets(ASKED)
    assert not Rule(to=("a",), area_px_min=1025**2).meets(ASKED)


def test_a_size_that_nobody_knows_yet_meets_no_condition_on_it():
    assert not Rule(to=("a",), area_px_min=1).meets(EDIT)
    assert not Rule(to=("a",), area_px_max=2048**2).meets(EDIT)


def test_a_table_is_read_with_the_snapshots_that_its_models_mean():
    row = {
        "to": ["local", "vendor"],
        "models": ["m"],
        "tiers": ["standard"],
        "edits": False,
        "num_images_max": 2,
        "cost_max": "0.05",
    }
    assert rule_from_toml(row, MODELS) == Rule(
        to=("local", "vendor"),
        models=frozenset({"m", "m-2026"}),
        tiers=frozenset({Tier.STANDARD}),
        edits=False,
        num_images_max=2,
        cost_max_micros=50_000,
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({}, "needs `to`"),
        ({"to": "local"}, "list of names"),
        ({"to": ["a"], "colour": "red"}, "no key colour"),
        ({"to": ["a"], "models": ["nobody"]}, "not listed: nobody"),
        ({"to": ["a"], "edits": "yes"}, "true or false"),
        ({"to": ["a"], "num_images_max": -1}, "whole number"),
        ({"to": ["a"], "tiers": ["gold"]}, "gold"),
        ({"to": ["a"], "cost_max": "cheap"}, "no price"),
    ],
)
def test_a_table_with_faults_is_refused_with_what_is_wrong(row, says):
    with pytest.raises(ValueError, match=says):
        rule_from_toml(row, MODELS)


@pytest.mark.parametrize("price", ["-1", "0.0000001", "NaN", "inf", True, None, "1e99999999"])
def test_what_is_no_price_is_refused(price):
    with pytest.raises(ValueError, match="price"):
        micros_of(price)


def test_prices_are_exact():
    assert micros_of("0.035") == 35_000
    assert micros_of(2) == 2_000_000
    assert micros_of(0.02) == 20_000
