"""Tests for the lexicon's data."""

import time
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from inkstone.engines.sketch.figures.heads import LOOKS
from inkstone.engines.sketch.lexicon import lexicon
from inkstone.engines.sketch.scene import Role
from inkstone.engines.sketch.vector import parts
from inkstone.engines.sketch.vector.glyphs import emoji_symbol
from inkstone.engines.sketch.vector.svg import Defs


def _rows() -> list[list[str]]:
    text = files("inkstone").joinpath("data/sketch/concepts.toml").read_text("utf-8")
    return [row for group in tomllib.loads(text)["group"] for row in group["rows"]]


def test_there_are_more_than_four_hundred_own_concepts_each_in_both_languages():
    rows = _rows()
    assert len(rows) >= 400
    for name, _, english, chinese, *_ in rows:
        assert english.isascii(), name
        assert english, name
        assert all(word[0] > "\u2e7f" or word[0].isalpha() for word in chinese.split("|")), name
        assert chinese, name


def test_no_word_names_two_concepts():
    seen: dict[str, str] = {}
    for name, _, english, chinese, *_ in _rows():
        for word in f"{english}|{chinese}".split("|"):
            assert word not in seen, f"{word}: {name} and {seen[word]}"
            seen[word] = name


@pytest.mark.slow
def test_every_concept_can_be_drawn():
    known = set(parts.names())
    for concept in lexicon.load().concepts.values():
        if concept.part:
            assert concept.part in known, concept.id
        elif concept.person:
            assert concept.person in LOOKS, concept.id
        elif concept.theme:
            assert emoji_symbol(concept.emoji or "", defs=Defs()) is not None, concept.id


def test_the_long_tail_holds_no_flags_faces_or_hands():
    names = {c.id for c in lexicon.load().concepts.values() if not c.theme}
    assert len(names) > 300
    assert not [name for name in names if "face" in name or "flag:" in name or "hand_" in name]


@pytest.mark.parametrize(
    "word", ["time", "hot", "夜", "大", "天", "light", "the", "上", "background"]
)
def test_words_of_every_prompt_are_no_things(word):
    entry = lexicon.load().phrases.get(word)
    assert entry is None or entry.kind != "object"


def test_roles_are_the_scenes_roles():
    assert {role for role, _ in lexicon.load().roles} <= set(get_args(Role))


def test_every_place_that_a_concept_asks_for_is_a_place():
    loaded = lexicon.load()
    places = {entry.value for entry in loaded.phrases.values() if entry.kind == "place"}
    assert len(places) >= 14
    assert set(loaded.suits.values()) <= places
    assert set(loaded.suits) <= set(loaded.concepts)


def test_plurals_are_found():
    loaded = lexicon.load()
    found = loaded.find("foxes")
    assert found is not None
    assert found[0].value == "fox"
    assert found[1]


def test_loading_takes_a_moment_only():
    lexicon.load.cache_clear()
    start = time.perf_counter()
    lexicon.load()
    # Ten times what it takes, for machines that are busy.
    assert time.perf_counter() - start < 1.0
