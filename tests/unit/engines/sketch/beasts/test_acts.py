"""Tests for how poses are borne."""

import pytest

from inkstone.engines.sketch.beasts.acts import Way, way_of
from inkstone.engines.sketch.beasts.species import traits
from inkstone.engines.sketch.scene import Garment, Pose, Relation, RelationKind, SceneObject


def way(
    name: str,
    pose: Pose | None = None,
    *,
    wears: str = "",
    relation: RelationKind | None = None,
) -> tuple[Way, str]:
    known = SceneObject(
        id="it",
        concept=name,
        name=name,
        shown=f"beast:{name}",
        pose=pose,
        wears=(Garment(kind=wears),) if wears else (),
        relations=(Relation(kind=relation, target="other"),) if relation else (),
    )
    return way_of(known, traits("beast", name))


@pytest.mark.parametrize("pose", ["read", "write", "hold", "paint", "cook", "wave", "dance"])
def test_what_people_do_is_done_upright(pose: Pose) -> None:
    assert way("horse", pose) == ("upright", pose)


def test_who_has_hands_eats_with_them_and_others_bend_down() -> None:
    assert way("panda", "eat")[0] == "upright"
    assert way("horse", "eat") == ("feet", "graze")
    assert way("horse", "drink") == ("feet", "graze")
    assert way("bear", "drink")[0] == "upright"


def test_hoofed_animals_lie_where_others_sit() -> None:
    assert way("cow", "sit")[0] == "lie"
    assert way("dog", "sit")[0] == "sit"


def test_only_some_sleep_rolled_up() -> None:
    assert way("fox", "sleep")[0] == "curl"
    assert way("elephant", "sleep")[0] == "lie"


def test_clothes_of_people_are_worn_upright_and_a_sweater_is_not() -> None:
    assert way("fox", wears="suit") == ("upright", "upright")
    assert way("fox", "sit", wears="dress") == ("upright", "sit")
    assert way("dog", wears="sweater")[0] == "feet"


def test_who_plays_with_somebody_stays_on_its_feet() -> None:
    assert way("cat", "play", relation="playing_with") == ("feet", "paw")
    assert way("cat", "play") == ("upright", "play")


def test_a_species_may_have_a_usual_pose_of_its_own() -> None:
    assert way("meerkat")[0] == "upright"
    assert way("koala") == ("upright", "sit")
    assert way("koala", "walk") == ("feet", "walk")
