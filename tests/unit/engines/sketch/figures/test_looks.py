"""Tests for what figures look like."""

from collections import Counter

from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.looks import SKINS, Look, look_of
from inkstone.engines.sketch.scene import Appearance, Garment, SceneObject


def look(what: str = "person", *, seed: int = 1, **values) -> Look:
    known = SceneObject(id="x", concept=what, name=what, shown=f"figure:{what}", **values)
    return look_of(known, chance=Chance(seed=seed))


def test_people_are_of_every_skin_and_of_both_sexes() -> None:
    crowd = [look(seed=seed) for seed in range(300)]
    skins = Counter(one.skin for one in crowd)
    assert set(skins) == set(SKINS)
    assert min(skins.values()) > 20
    assert 100 < sum(one.is_female for one in crowd) < 200


def test_what_the_scene_says_of_looks_holds() -> None:
    asked = Appearance(
        age="old", skin="#aabbcc", hair="mohawk", hair_colour="#00ff00", features=("freckles",)
    )
    one = look("girl", looks=asked)
    assert (one.age, one.skin, one.hair, one.hair_colour) == ("old", "#aabbcc", "mohawk", "#00ff00")
    assert one.has("freckles")
    assert one.is_female


def test_a_figure_that_gets_a_hat_keeps_its_face_and_its_clothes() -> None:
    for seed in range(20):
        plain = look("woman", seed=seed)
        hatted = look("woman", seed=seed, wears=(Garment(kind="beret"),))
        assert hatted.outfit.pop("head").kind == "beret"
        assert hatted == plain


def test_old_people_are_grey_and_beards_are_mens() -> None:
    assert look("old_man").hair_colour > "#b00000"
    assert not any(
        look("chef", seed=seed, looks=Appearance(features=("beard",))).is_female
        for seed in range(20)
    )
