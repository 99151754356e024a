"""Tests for plurals and the forms of verbs."""

import pytest

from inkstone.engines.sketch.lexicon.inflection import forms, is_plural, plural


@pytest.mark.parametrize(
    ("one", "many"),
    [("cat", "cats"), ("fox", "foxes"), ("baby", "babies"), ("toy", "toys"), ("knife", "knives"),
     ("snowman", "snowmen"), ("cup of tea", "cups of tea"), ("dish", "dishes"), ("ox", "oxen"),
     ("sheep", "sheep"), ("grandchild", "grandchildren"), ("box", "boxes"), ("human", "humans")],
)  # fmt: skip
def test_plurals_are_spelled_as_english_spells_them(one, many):
    assert plural(one) == many


def test_irregular_plurals_are_plurals_without_their_singular():
    assert is_plural("mice", set())
    assert not is_plural("bus", set())


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("walk", ["walk", "walks", "walking", "walked"]),
     ("hug", ["hug", "hugs", "hugging", "hugged"]),
     ("ride/rode/ridden", ["ride", "rides", "riding", "rode", "ridden"]),
     ("lie/lay/lying", ["lie", "lies", "lying", "lay"]),
     ("carry", ["carry", "carries", "carrying", "carried"]),
     ("look at", ["look at", "looks at", "looking at", "looked at"]),
     ("row", ["row", "rows", "rowing", "rowed"])],
)  # fmt: skip
def test_verbs_have_their_forms(verb, expected):
    found = [form for form, _ in forms(verb)]
    assert set(expected) <= set(found)
