"""Tests for how things share a picture, in scenes made by hand."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.scene import Pose, RelationKind
from unit.engines.sketch.layout.made import kept, laid, placed, room_of, scene_of, share, thing

SIZES = ((1024, 1024), (1280, 720), (720, 1280), (2048, 256), (256, 2048))
CROWDS = (
    [thing("cat", count=9)],
    [thing("girl", count=12)],
    [thing("bird", count=12)],
    [thing("girl", count=5), thing("dog"), thing("horse"), thing("car", count=2)],
    [thing("house"), thing("tree", count=3), thing("girl"), thing("cat", count=2)],
    [thing("mouse", count=4), thing("apple", count=3)],
)


def _boxes(found):
    return [piece for pieces in found.values() for piece in pieces]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("crowd", CROWDS)
def test_all_that_is_counted_is_inside_and_seen(crowd, size):
    for seed in (1, 2, 3):
        scene = scene_of(*crowd, size=size, seed=seed)
        pieces = sorted(_boxes(laid(scene)[0]), key=lambda piece: piece.depth)
        area = room_of(size).area
        for index, piece in enumerate(pieces):
            box = piece.box
            assert min(box.width, box.height) > 0.01 * min(size)
            assert box.x >= area.x - 0.02
            assert box.y >= area.y - 0.02
            assert piece.right <= area.x + area.width + 0.02
            assert piece.feet <= area.y + area.height + 0.02
            hidden = sum(share(box, nearer.box) for nearer in pieces[index + 1 :])
            assert hidden < 0.62, (piece.known.id, seed)


def test_boats_float_birds_fly_and_cats_stand():
    found = placed(thing("ship"), thing("bird", count=2), thing("cat"), water=(650.0, 750.0))
    assert found["ship"][0].feet <= 751
    assert all(bird.feet < 520 for bird in found["bird"])
    assert found["cat"][0].feet >= 0.78 * 1024 - 1
    assert found["ship"][0].depth < found["cat"][0].depth


def test_under_water_fish_swim_and_in_space_all_floats():
    found = placed(thing("fish", count=3), thing("girl"), is_underwater=True)
    assert len({piece.box.y for piece in found["fish"]}) == 3
    found = placed(thing("girl"), thing("rocket"), is_weightless=True)
    assert not found["girl"][0].has_shadow


@pytest.mark.parametrize("at", ["left", "right"])
def test_a_side_that_was_asked_for_is_kept(at):
    for seed in range(4):
        for others in ([], [thing("dog"), thing("house")]):
            found = placed(thing("cat", at=at), *others, seed=seed)
            middles = {k: pieces[0].middle for k, pieces in found.items()}
            if at == "left":
                assert middles["cat"] < 420
                assert middles["cat"] == min(middles.values())
            else:
                assert middles["cat"] > 600
                assert middles["cat"] == max(middles.values())


def test_what_is_far_away_is_smaller_and_higher():
    found = placed(thing("cat", "cat", at="back"), thing("cat-2", "cat"))
    far, near = found["cat"][0], found["cat-2"][0]
    assert far.box.height < 0.8 * near.box.height
    assert far.feet < near.feet
    assert far.depth < near.depth


def test_settings_stand_behind_those_who_are_met():
    for seed in range(4):
        found = placed(thing("house"), thing("girl"), seed=seed)
        assert found["house"][0].depth < found["girl"][0].depth


def test_seeds_give_several_compositions():
    objects = (thing("cat"), thing("dog"), thing("horse"))
    done = [laid(scene_of(*objects, seed=seed)) for seed in range(12)]
    assert len({composition for _, composition in done}) >= 3
    assert len({round(found["cat"][0].box.x) for found, _ in done}) > 6
    assert len({found["cat"][0].is_flipped for found, _ in done}) == 2


def test_a_lone_small_thing_is_shown_large():
    assert placed(thing("mouse"))["mouse"][0].box.height > 0.3 * 1024


def test_a_portrait_fills_the_picture():
    woman = placed(thing("woman"), is_portrait=True)["woman"][0]
    assert woman.box.height > 0.85 * 1024
    assert not woman.has_shadow


def test_small_things_on_a_table_that_the_place_has_are_large():
    found = placed(thing("apple"), thing("pear"), is_table=True, ground=(800.0, 950.0))
    assert found["apple"][0].box.height > 0.2 * 1024


def test_the_same_seed_gives_the_same_places():
    objects = (thing("cat", count=3), thing("house"), thing("bird"))
    one, other = placed(*objects), placed(*objects)
    assert [piece.box for piece in _boxes(one)] == [piece.box for piece in _boxes(other)]


def test_what_has_a_place_keeps_it_and_the_new_finds_room():
    for seed in range(5):
        objects = (thing("girl"), thing("cat", count=2), thing("house"))
        scene = scene_of(*objects, seed=seed)
        before = kept(scene, laid(scene)[0])
        old = [replace(known, copies=before[known.id]) for known in objects]
        new = scene_of(*old, thing("dog"), thing("balloon", None, ("held_by", "girl")), seed=seed)
        found, _ = laid(new)
        assert {k: v for k, v in kept(new, found).items() if k in before} == before
        assert found["balloon"][0].string is not None
        dog = found["dog"][0]
        others = [piece for k in before for piece in found[k]]
        assert max(share(p.box, dog.box) for p in others if p.depth < dog.depth) < 0.4
        assert sum(share(dog.box, p.box) for p in others if p.depth > dog.depth) < 0.6
        assert dog.box.height > 40


def test_what_is_added_beside_something_stands_there():
    scene = scene_of(thing("girl"), thing("house"))
    before = kept(scene, laid(scene)[0])
    old = [replace(known, copies=before[known.id]) for known in scene.objects]
    for kind in ("left_of", "right_of"):
        found, _ = laid(scene_of(*old, thing("cat", None, (kind, "girl"))))
        girl, cat = found["girl"][0], found["cat"][0]
        assert (cat.middle < girl.middle) == (kind == "left_of")


def test_nothing_to_place_is_no_failure():
    assert placed() == {}


_KINDS = get_args(RelationKind)
_CONCEPTS = ("cat", "girl", "house", "table", "apple", "bird", "sun", "ship", "car", "vase",
             "lantern", "zzz", "tree", "balloon")  # fmt: skip


@st.composite
def _scenes(draw):
    number = draw(st.integers(1, 9))
    names = [f"o{index}" for index in range(number)]
    objects = []
    for name in names:
        relations = draw(
            st.lists(st.tuples(st.sampled_from(_KINDS), st.sampled_from([*names, "gone"])),
                     max_size=3)
        )  # fmt: skip
        objects.append(
            thing(
                name,
                draw(st.sampled_from(_CONCEPTS)),
                *relations,
                count=draw(st.integers(1, 12)),
                scale=draw(st.sampled_from((0.1, 1.0, 5.0))),
                pose=draw(st.sampled_from((None, *get_args(Pose)))),
                at=draw(st.sampled_from((None, "left", "back", "top_right", "bottom", "centre"))),
            )
        )
    size = draw(st.sampled_from([(64, 64), (512, 64), (64, 512), (1024, 768)]))
    return scene_of(*objects, size=size, seed=draw(st.integers(0, 99)))


@settings(max_examples=60, deadline=None)
@given(_scenes(), st.booleans(), st.booleans())
def test_every_scene_finds_its_places(scene, is_weightless, has_water):
    water = (scene.height_px * 0.6, scene.height_px * 0.7) if has_water else None
    found, composition = laid(scene, is_weightless=is_weightless, water=water)
    assert composition
    most = 3 * max(scene.width_px, scene.height_px)
    for pieces in found.values():
        assert len(pieces) == pieces[0].known.count
        for piece in pieces:
            assert 0 < piece.box.width < most
            assert 0 < piece.box.height < most
            assert abs(piece.box.x) < most
            assert abs(piece.box.y) < most
