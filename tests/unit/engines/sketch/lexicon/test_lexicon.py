"""Tests for the lexicon: its data is whole, and its words mean what they mean."""

import time
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from inkstone.engines.sketch.lexicon import lexicon, loading
from inkstone.engines.sketch.lexicon.entries import RIGS, EntryKind
from inkstone.engines.sketch.scene import Chart, Font, Mood, Pose, RelationKind, Role

_GARMENTS = [
    "shirt",
    "t_shirt",
    "sweater",
    "hoodie",
    "jacket",
    "coat",
    "suit",
    "vest",
    "uniform",
    "blouse",
    "raincoat",
    "lab_coat",
    "apron",
    "armor",
    "spacesuit",
    "tank_top",
    "dress",
    "gown",
    "robe",
    "hanfu",
    "qipao",
    "kimono",
    "sari",
    "overalls",
    "tracksuit",
    "swimsuit",
    "wedding_dress",
    "pajamas",
    "trousers",
    "jeans",
    "shorts",
    "skirt",
    "hat",
    "cap",
    "straw_hat",
    "top_hat",
    "cowboy_hat",
    "beanie",
    "crown",
    "tiara",
    "helmet",
    "hard_hat",
    "chef_hat",
    "santa_hat",
    "wizard_hat",
    "party_hat",
    "headband",
    "hair_bow",
    "flower_crown",
    "headphones",
    "bamboo_hat",
    "beret",
    "graduation_cap",
    "veil",
    "turban",
    "glasses",
    "sunglasses",
    "mask",
    "scarf",
    "tie",
    "bow_tie",
    "necklace",
    "beads",
    "pearls",
    "medal",
    "cape",
    "backpack",
    "wings",
    "boots",
    "sneakers",
    "sandals",
    "heels",
    "gloves",
    "mittens",
    "belt",
]
_HAIR = [
    "short",
    "long",
    "bob",
    "bun",
    "ponytail",
    "pigtails",
    "braid",
    "braids",
    "curly",
    "afro",
    "locs",
    "wavy",
    "spiky",
    "bald",
    "topknot",
    "buzz",
    "mohawk",
]
_STYLES = [
    "watercolor",
    "ink",
    "papercut",
    "pixel",
    "pencil",
    "neon",
    "isometric",
    "icon",
    "retro",
    "chalkboard",
    "flat",
    "minimal",
    "pastel",
    "vintage",
    "poster",
    "oil",
    "anime",
    "photo",
    "render",
    "bokeh",
]


def _words() -> dict[str, dict[str, str]]:
    text = files("inkstone").joinpath("data/sketch/words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _rows() -> list[tuple[str, list[str]]]:
    folder = files("inkstone").joinpath("data/sketch/concepts")
    found = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        for group in tomllib.loads(entry.read_text("utf-8"))["group"]:
            found += [(entry.name, row) for row in group["rows"]]
    return found


def test_every_concept_that_is_drawn_as_another_one_names_one():
    names = {row[0] for _, row in _rows()}
    missing = [
        (file, row[0], row[1])
        for file, row in _rows()
        if row[1][0] in "=~" and row[1][1:].partition("#")[0] not in names
    ]
    assert not missing


def test_nothing_is_a_kind_of_itself():
    concepts = lexicon.load().concepts
    for name in concepts:
        seen, here = [name], concepts[name].is_a
        while here in concepts and here != seen[-1]:
            assert here not in seen, [*seen, here]
            seen.append(here)
            here = concepts[here].is_a


def test_every_verb_has_a_pose_and_a_relation_that_scenes_know():
    for name, verb in lexicon.load().verbs.items():
        assert verb.pose in (*get_args(Pose), None), name
        assert verb.other in (*get_args(Pose), None), name
        assert verb.takes in (*get_args(RelationKind), None), name
        assert verb.mood in (*get_args(Mood), None), name
        assert verb.where in ("air", "water", None), name


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ("garment", {*_GARMENTS, "?"}),
        ("hair", {*_HAIR, "?", "straight"}),
        ("style", {*_STYLES, "stained_glass"}),
        ("mood", set(get_args(Mood))),
        ("role", {*get_args(Role), "text"}),
        ("font", set(get_args(Font))),
        ("chart", set(get_args(Chart))),
        ("relation", {*get_args(RelationKind), "at", "among", "from"}),
    ],
)
def test_tables_name_what_scenes_know(table, known):
    assert set(_words()[table]) <= known


def test_every_garment_of_the_figures_has_words():
    assert set(_GARMENTS) <= set(_words()["garment"])
    assert set(_HAIR) <= set(_words()["hair"])


def test_tables_of_data_are_kinds_of_entries():
    kinds = set(get_args(EntryKind))
    assert {entry.kind for entry in lexicon.load().phrases.values()} <= kinds


def test_the_long_tail_holds_no_flags_faces_or_hands():
    names = {c.id for c in lexicon.load().concepts.values() if not c.theme}
    assert names
    assert not [name for name in names if "face" in name or "flag:" in name or "hand_" in name]


@pytest.mark.parametrize(
    "word",
    ["time", "hot", "夜", "大", "天", "light", "the", "上", "background", "in", "with", "的", "在"],
)
def test_words_of_every_prompt_are_no_things(word):
    entry = lexicon.load().phrases.get(word)
    assert entry is None or entry.kind != "object"


def test_every_place_that_a_concept_asks_for_is_a_place():
    loaded = lexicon.load()
    places = {entry.value for entry in loaded.phrases.values() if entry.kind == "place"}
    assert len(places) >= 14
    assert set(loaded.suits.values()) <= places


@pytest.mark.parametrize(
    ("word", "concept"),
    [("foxes", "fox"), ("wolves", "wolf"), ("geese", "goose"), ("cacti", "cactus"),
     ("butterflies", "butterfly"), ("cups of tea", "tea"), ("dragonflies", "dragonfly"),
     ("women", "woman"), ("puppies", "puppy")],
)  # fmt: skip
def test_plurals_are_found(word, concept):
    found = lexicon.load().find(word)
    assert found is not None
    entry, is_plural = found
    assert is_plural
    assert entry.value == concept or lexicon.is_kind_of(concept, entry.value)


@pytest.mark.parametrize(
    ("concept", "other", "expected"),
    [("cat", "animal", True), ("cat", "cat", True), ("cat", "dog", False), ("rose", "flower", True),
     ("woman", "person", True), ("woman", "animal", False), ("apple", "fruit", True),
     ("car", "animal", False), ("zxcvb", "animal", False), ("penguin", "bird", True)],
)  # fmt: skip
def test_kinds_are_kinds_of_other_kinds(concept, other, expected):
    assert lexicon.is_kind_of(concept, other) is expected


def test_what_acts_is_alive_and_what_does_not_is_not():
    loaded = lexicon.load()
    for concept in ("cat", "woman", "robot", "snowman", "bird"):
        assert loaded.is_living(concept), concept
    for concept in ("apple", "car", "shell", "tree", "zxcvb"):
        assert not loaded.is_living(concept), concept
    assert all(loaded.has_rig(c.id) for c in loaded.concepts.values() if c.form in RIGS)


def test_loading_takes_a_moment_only():
    start = time.process_time()
    loading.build()
    # Several times what it takes, for machines that are busy.
    assert time.process_time() - start < 2.5
