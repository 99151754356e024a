"""Tests for what figures wear."""

from inkstone.engines.sketch.figures import kinds
from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.outfits import CUTS, Outfit, outfit_of
from inkstone.engines.sketch.scene import Garment, SceneObject

PINNED = (
    "shirt t_shirt sweater hoodie jacket coat suit vest uniform blouse raincoat lab_coat apron "
    "armor spacesuit tank_top dress gown robe hanfu qipao kimono sari overalls tracksuit swimsuit "
    "wedding_dress pajamas trousers jeans shorts skirt hat cap straw_hat top_hat cowboy_hat beanie "
    "crown tiara helmet hard_hat chef_hat santa_hat wizard_hat party_hat headband hair_bow "
    "flower_crown headphones bamboo_hat beret graduation_cap veil turban glasses sunglasses mask "
    "scarf tie bow_tie necklace beads pearls medal cape backpack wings boots sneakers sandals "
    "heels gloves mittens belt"
)


def worn(what: str = "woman", *, is_female: bool = True, seed: int = 1, **values) -> Outfit:
    known = SceneObject(id="x", concept=what, name=what, shown=f"figure:{what}", **values)
    return outfit_of(
        known,
        kinds.find(what),
        group="adult female" if is_female else "adult male",
        is_female=is_female,
        chance=Chance(seed=seed),
    )


def test_every_garment_that_a_scene_may_name_has_a_cut() -> None:
    assert set(PINNED.split()) <= set(CUTS)


def test_every_default_is_made_of_known_garments() -> None:
    for what in kinds.FIGURES:
        for is_female in (True, False):
            assert worn(what, is_female=is_female)


def test_a_dress_replaces_top_and_bottom() -> None:
    for seed in range(9):
        outfit = worn(wears=(Garment(kind="dress", colour="#aa2244"),), seed=seed)
        assert outfit["whole"].colour == "#aa2244"
        assert not outfit.keys() & {"top", "bottom", "over"}


def test_a_hat_leaves_the_rest_as_it_was() -> None:
    plain = worn("chef")
    outfit = worn("chef", wears=(Garment(kind="beret"),))
    assert outfit["head"].kind == "beret"
    assert {slot: cloth for slot, cloth in outfit.items() if slot != "head"} == {
        slot: cloth for slot, cloth in plain.items() if slot != "head"
    }


def test_a_shirt_over_a_gown_brings_something_for_the_legs() -> None:
    outfit = worn("princess", wears=(Garment(kind="shirt"),))
    assert outfit["top"].kind == "shirt"
    assert "whole" not in outfit
    assert outfit["bottom"].cut.legs == "long"


def test_a_suit_has_trousers_of_its_cloth_and_a_tie_for_him() -> None:
    suit = (Garment(kind="suit", colour="#223344"),)
    his, hers = worn("man", is_female=False, wears=suit), worn(wears=suit)
    assert his["bottom"].colour == hers["bottom"].colour == "#223344"
    assert his["neck"].kind == "tie"
    assert "neck" not in hers


def test_what_is_of_the_main_cloth_takes_its_colour() -> None:
    outfit = worn("wizard", is_female=False, colour="#00aa77")
    assert outfit["whole"].colour == outfit["head"].colour == "#00aa77"


def test_unknown_garments_are_left_out() -> None:
    assert worn(wears=(Garment(kind="toga"),)) == worn()


def test_men_swim_in_trunks() -> None:
    assert worn("swimmer", is_female=False)["bottom"].kind == "swim_trunks"
    assert worn("swimmer")["whole"].kind == "swimsuit"
