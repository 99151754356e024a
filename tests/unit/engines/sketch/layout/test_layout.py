"""Tests for where things are placed, read from the boxes of drawn scenes."""

from random import Random

import pytest

from inkstone.engines.sketch.layout.layout import lay_out
from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.lexicon import lexicon
from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.scene import Box

SIZES = ((1024, 1024), (1280, 720), (720, 1280))


def _placed(prompt: str, *, seed: int = 1, size=(1024, 1024)):
    scene = parse(prompt=prompt, width_px=size[0], height_px=size[1], seed=seed)
    width, height = size
    room = Field(
        area=Box(x=10, y=10, width=width - 20, height=height - 20),
        ground=(height * 0.8, height * 0.94),
        water=(height * 0.66, height * 0.74) if scene.place in ("sea", "lake", "beach") else None,
        air=(height * 0.1, height * 0.4),
        unit=min(size),
        is_underwater=scene.place == "underwater",
        is_weightless=scene.place == "space",
    )
    pieces = lay_out(scene, room=room, aspect_of=lambda _i, _c: 0.9, rng=Random(seed))
    found: dict[str, list] = {}
    for piece in sorted(pieces, key=lambda one: (one.index, one.copy)):
        found.setdefault(piece.known.concept, []).append(piece)
    return found, room


def _share(one: Box, other: Box) -> float:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(wide, 0) * max(tall, 0) / max(one.width * one.height, 1e-9)


def _low(box: Box) -> float:
    return box.y + box.height


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "prompt",
    ["nine cats", "twelve birds in the sky",
     "two clownfish, an octopus and three jellyfish underwater",
     "five children and a dog and a horse and two cars", "three boats on a lake and seven ducks",
     "six rockets in space"],
)  # fmt: skip
def test_counted_things_are_all_inside_and_hidden_by_nothing(prompt, size):
    for seed in (1, 2, 3):
        found, room = _placed(prompt, seed=seed, size=size)
        boxes = [piece.box for pieces in found.values() for piece in pieces]
        area = room.area
        for index, box in enumerate(boxes):
            assert box.width > 3
            assert box.height > 3
            assert box.x >= area.x - 0.01
            assert box.y >= area.y - 0.01
            assert box.x + box.width <= area.x + area.width + 0.01
            assert _low(box) <= area.y + area.height + 0.01
            for other in boxes[:index]:
                assert _share(box, other) < 0.5, (prompt, seed)


def test_things_on_a_table_stand_on_it():
    found, _ = _placed("three apples and a pear on a table")
    table = found["table"][0].box
    for piece in [*found["apple"], *found["pear"]]:
        assert table.y < _low(piece.box) < table.y + table.height * 0.3
        assert table.x <= piece.box.x
        assert piece.box.x + piece.box.width <= table.x + table.width


@pytest.mark.parametrize("seed", range(4))
def test_left_is_left_and_right_is_right(seed):
    found, _ = _placed("a dog to the left of a house", seed=seed)
    assert found["dog"][0].box.x < found["house"][0].box.x
    found, _ = _placed("a dog to the right of a house", seed=seed)
    assert found["dog"][0].box.x > found["house"][0].box.x


def test_what_is_beside_a_thing_on_a_table_is_on_that_table():
    found, _ = _placed("a cup of coffee to the left of a laptop on a desk")
    assert found["coffee"][0].box.x < found["laptop"][0].box.x
    assert abs(_low(found["coffee"][0].box) - _low(found["laptop"][0].box)) < 20


def test_what_is_before_is_drawn_later_and_what_is_behind_earlier():
    found, _ = _placed("a dog in front of a house")
    assert found["dog"][0].depth > found["house"][0].depth
    found, _ = _placed("a dog behind a house")
    assert found["dog"][0].depth < found["house"][0].depth


def test_boats_float_and_birds_fly():
    found, room = _placed("a ship and two birds and a dog on a beach")
    assert room.water is not None
    assert _low(found["ship"][0].box) <= room.water[1] + 1
    assert all(_low(piece.box) < 1024 * 0.55 for piece in found["bird"])
    assert _low(found["dog"][0].box) >= room.ground[0] - 1


def test_a_held_balloon_is_tied_to_the_hand():
    found, _ = _placed("a girl holding a balloon")
    balloon, girl = found["balloon"][0], found["girl"][0]
    assert balloon.string is not None
    assert _low(balloon.box) < _low(girl.box)


def test_a_circle_of_relations_is_broken():
    found, _ = _placed("a cat on a dog. The dog on the cat")
    assert found["cat"]
    assert found["dog"]


def test_seeds_give_several_compositions():
    places = {
        round(_placed("a cat, a dog and a house", seed=s)[0]["cat"][0].box.x) for s in range(6)
    }
    assert len(places) > 3


def test_sizes_are_of_a_kind():
    concepts = lexicon.load().concepts
    for small, large in (
        ("mouse", "cat"),
        ("cat", "horse"),
        ("horse", "lighthouse"),
        ("apple", "table"),
    ):
        assert concepts[small].size < concepts[large].size
