"""Tests for whole animals."""

import re
from random import Random
from typing import get_args
from xml.etree import ElementTree

import pytest

from inkstone.engines.sketch.beasts.beasts import SPECIES, beast, bird, fish
from inkstone.engines.sketch.scene import (
    Garment,
    Mood,
    Pose,
    Relation,
    RelationKind,
    Scene,
    SceneObject,
)
from inkstone.engines.sketch.vector import raster
from inkstone.engines.sketch.vector.light import light_of
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs, document

ALL = sorted(SPECIES)
DRAW = {"beast": beast, "bird": bird, "fish": fish}
SIZE_BYTES_MAX = 8_000
#: The few whose coats are all scales or patches.
RICH_BYTES_MAX = 8_300
HEADWEAR = ("hat", "crown", "santa_hat", "sunglasses", "scarf", "bow_tie", "tie", "cape")


def drawn(
    shown: str,
    *,
    pose: Pose | None = None,
    mood: Mood | None = None,
    colour: str | None = None,
    pattern: str | None = None,
    wears: tuple[str, ...] = (),
    relation: RelationKind | None = None,
    seed: int = 1,
    light: bool = False,
) -> tuple[Shape, Defs]:
    known = SceneObject(
        id="it",
        concept="it",
        name="it",
        shown=shown,
        pose=pose,
        mood=mood,
        colour=colour,
        pattern=pattern,
        wears=tuple(Garment(kind=kind) for kind in wears),
        relations=(Relation(kind=relation, target="other"),) if relation else (),
    )
    defs = Defs()
    scene = Scene(width_px=64, height_px=64, seed=1, time="night")
    lit = light_of(scene) if light else None
    return DRAW[known.form](known, rng=Random(seed), light=lit, defs=defs), defs


def markup(shape: Shape, defs: Defs) -> str:
    return document(shape.symbol.svg, defs=defs, width_px=64, height_px=64)


@pytest.mark.parametrize("form", ["beast", "bird", "fish"])
def test_every_species_is_well_formed_and_small(form: str) -> None:
    for shown in (name for name in ALL if name.startswith(f"{form}:")):
        shape, defs = drawn(shown)
        text = markup(shape, defs)
        ElementTree.fromstring(text)
        assert "nan" not in text, shown
        assert "inf" not in text, shown
        size = len(shape.symbol.svg) + len(defs.svg)
        assert size <= RICH_BYTES_MAX, f"{shown}: {size} bytes"
        assert 0.2 < shape.aspect < 5, f"{shown}: {shape.aspect}"


def test_nearly_all_species_keep_to_the_usual_size() -> None:
    large = [name for name in ALL if _size(name) > SIZE_BYTES_MAX]
    assert len(large) <= 3, large


def _size(shown: str) -> int:
    shape, defs = drawn(shown)
    return len(shape.symbol.svg) + len(defs.svg)


@pytest.mark.parametrize("pose", get_args(Pose))
def test_every_pose_of_every_skeleton_has_its_anchors_inside(pose: Pose) -> None:
    kinds = ("beast:cat", "beast:horse", "beast:dinosaur", "beast:frog", "beast:snake",
             "beast:chinese_dragon", "beast:seal", "beast:dolphin", "beast:bee", "bird:robin",
             "bird:penguin", "fish:koi", "fish:crab", "fish:eel")  # fmt: skip
    for shown in kinds:
        shape, defs = drawn(shown, pose=pose)
        ElementTree.fromstring(markup(shape, defs))
        assert {"crown", "head", "eyes", "mouth", "neck"} <= set(shape.anchors), shown
        for anchor, (x, y) in shape.anchors.items():
            assert 0 <= x <= 1, f"{shown} {pose} {anchor}"
            assert 0 <= y <= 1, f"{shown} {pose} {anchor}"


@pytest.mark.parametrize("pose", ["read", "hold", "wave", "write", "paint", "cook", "dance"])
def test_an_animal_that_does_as_people_do_has_a_paw_to_hold_with(pose: Pose) -> None:
    for shown in ("beast:fox", "beast:elephant", "beast:crocodile", "beast:frog"):
        shape, _ = drawn(shown, pose=pose)
        assert "hand" in shape.anchors
        assert shape.aspect < 1.8, f"{shown} stands upright"


def test_an_animal_on_four_feet_has_a_back_to_sit_on_and_no_hand() -> None:
    shape, _ = drawn("beast:horse")
    assert "hand" not in shape.anchors
    seat, feet = shape.anchors["seat"], shape.anchors["feet"]
    assert seat[1] < 0.6
    assert feet[1] > 0.95


def test_who_looks_to_the_right_has_its_head_on_the_right_and_its_tail_on_the_left() -> None:
    for shown in ("beast:dog", "beast:horse", "beast:giraffe", "bird:swallow", "fish:shark"):
        shape, _ = drawn(shown)
        assert shape.facing == "right"
        assert shape.anchors["head"][0] > 0.6, shown
        assert shape.anchors["tail"][0] < 0.3, shown


def test_an_owl_looks_at_whoever_looks_at_it() -> None:
    assert drawn("bird:owl")[0].facing is None


def test_the_same_animal_is_drawn_the_same() -> None:
    for shown in ("beast:cow", "beast:leopard", "bird:owl", "fish:octopus"):
        first, second = drawn(shown, seed=7), drawn(shown, seed=7)
        assert first[0].symbol.svg == second[0].symbol.svg
        assert first[1].svg == second[1].svg


def test_species_differ_from_each_other() -> None:
    same = {"beast:cow/holstein", "beast:horse/brown", "beast:piglet"}
    seen: dict[str, str] = {}
    for shown in ALL:
        if shown not in same:
            shape, defs = drawn(shown)
            text = markup(shape, defs)
            assert text not in seen, f"{shown} is drawn as {seen[text]}"
            seen[text] = shown


def colours(text: str) -> set[str]:
    return set(re.findall(r"#[0-9a-f]{6}\b", text))


def test_another_colour_changes_the_coat_and_leaves_nose_and_hoofs() -> None:
    plain, defs = drawn("beast:deer")
    blue, other = drawn("beast:deer", colour="#3a6fd8")
    before, after = colours(markup(plain, defs)), colours(markup(blue, other))
    assert "#c08550" in before
    assert "#c08550" not in after
    assert "#3a6fd8" in after
    assert {"#3c3038", "#8a6546"} <= before & after
    outline = re.compile(r' d="([^"]*)"')
    assert outline.findall(markup(plain, defs)) == outline.findall(markup(blue, other))


def test_a_cat_that_is_asked_for_in_a_colour_has_no_stripes() -> None:
    striped, _ = drawn("beast:cat")
    white, _ = drawn("beast:cat", colour="#ffffff")
    assert len(white.symbol.svg) < len(striped.symbol.svg) * 0.85


@pytest.mark.parametrize("pattern", ["striped", "dotted", "checked", "floral"])
def test_a_pattern_shows(pattern: str) -> None:
    for shown in ("beast:elephant", "bird:duck", "fish:fish"):
        plain, _ = drawn(shown)
        other, defs = drawn(shown, pattern=pattern)
        ElementTree.fromstring(markup(other, defs))
        assert other.symbol.svg != plain.symbol.svg


@pytest.mark.parametrize("mood", get_args(Mood))
def test_moods_change_faces(mood: Mood) -> None:
    for shown in ("beast:dog", "bird:owl", "fish:starfish"):
        plain, _ = drawn(shown, pose="stand")
        other, defs = drawn(shown, pose="stand", mood=mood)
        ElementTree.fromstring(markup(other, defs))
        assert mood == "calm" or other.symbol.svg != plain.symbol.svg


@pytest.mark.parametrize("kind", HEADWEAR)
def test_what_is_worn_is_seen(kind: str) -> None:
    for shown in ("beast:cat/white", "beast:horse", "beast:dinosaur"):
        plain, _ = drawn(shown)
        other, defs = drawn(shown, wears=(kind,))
        ElementTree.fromstring(markup(other, defs))
        assert len(other.symbol.svg) > len(plain.symbol.svg), shown


def test_a_suit_makes_an_animal_stand_upright() -> None:
    plain, _ = drawn("beast:dinosaur")
    suited, _ = drawn("beast:dinosaur", wears=("suit",))
    assert suited.aspect < plain.aspect
    assert "hand" in suited.anchors


def test_an_unknown_garment_is_not_drawn_and_breaks_nothing() -> None:
    plain, _ = drawn("beast:dog")
    other, _ = drawn("beast:dog", wears=("parachute",))
    assert other.symbol.svg == plain.symbol.svg


def test_who_rides_sits_and_who_is_ridden_stands() -> None:
    rider, _ = drawn("beast:bear", pose="ride", relation="riding")
    mount, _ = drawn("beast:bear", pose="ride")
    assert "hand" in rider.anchors
    assert "hand" not in mount.anchors


def test_night_darkens_an_animal() -> None:
    day, _ = drawn("beast:sheep")
    night, _ = drawn("beast:sheep", light=True)
    assert colours(day.symbol.svg) != colours(night.symbol.svg)


def test_a_variant_that_nobody_knows_is_drawn_as_its_species() -> None:
    known, _ = drawn("beast:dog")
    other, _ = drawn("beast:dog/of_another_star")
    assert other.symbol.svg == known.symbol.svg


def test_a_species_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError, match="beast:jabberwock"):
        drawn("beast:jabberwock")


def test_animals_become_pixels_and_reach_the_edges_of_their_box() -> None:
    for shown in ("beast:tiger", "bird:crane", "fish:clownfish"):
        shape, defs = drawn(shown)
        width, height = round(shape.symbol.width), round(shape.symbol.height)
        svg = document(shape.symbol.svg, defs=defs, width_px=width, height_px=height)
        assert len(raster.to_png(svg, width_px=width, height_px=height)) > 800


@pytest.mark.slow
def test_every_species_in_every_pose_is_well_formed() -> None:
    for shown in ALL:
        for pose in get_args(Pose):
            shape, defs = drawn(shown, pose=pose)
            ElementTree.fromstring(markup(shape, defs))
            assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in shape.anchors.values())
