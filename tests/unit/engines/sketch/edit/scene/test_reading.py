"""Tests that instructions about a scene are read as what they ask for."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.edit import quotes
from inkstone.engines.sketch.edit.scene.operations import SceneOperation, to_json
from inkstone.engines.sketch.edit.scene.wishes import wishes
from unit.engines.sketch.edit.scene.drawn import reading
from unit.engines.sketch.edit.scene.instructions import NONE, ONE


def _values(operation: SceneOperation) -> dict[str, Any]:
    """What an operation says, with what it says of its object or its words."""
    found: dict[str, Any] = {"operation": to_json(operation)["operation"]}
    for one in (
        getattr(operation, "object", None),
        getattr(operation, "by", None),
        getattr(operation, "text", None),
        operation,
    ):
        if hasattr(one, "__dataclass_fields__"):
            found |= {name: getattr(one, name) for name in one.__dataclass_fields__}
    if found.get("relations"):
        found["relations"] = [(one.kind, one.target) for one in found["relations"]]
    return found


@pytest.mark.parametrize(("instruction", "expected"), ONE)
def test_an_instruction_is_read(instruction, expected):
    found = [_values(one) for one in reading(instruction).operations]
    assert len(found) == len(expected)
    for one, wanted in zip(found, expected, strict=True):
        assert json.loads(json.dumps({name: one.get(name) for name in wanted})) == wanted


@pytest.mark.parametrize("instruction", NONE)
def test_what_is_not_about_the_scene_is_left_for_the_pixels(instruction):
    assert reading(instruction).operations == ()


def test_half_of_the_instructions_are_chinese():
    chinese = sum(not instruction.isascii() for instruction, _ in ONE)
    assert len(ONE) >= 80
    assert chinese >= 0.45 * len(ONE)


def test_what_was_understood_is_known_by_its_place():
    instruction = "make the car blue, then crop to a square and remove the cat"
    found = reading(instruction)
    taken = [instruction[start:end].strip() for start, end in found.taken]
    assert taken == ["make the car blue", "remove the cat"]


def test_a_list_of_things_is_one_wish():
    marked = quotes.mark("add a cat, a dog and two birds, then remove the tree")
    assert [one.raw for one in wishes(marked)] == [
        "add a cat, a dog and two birds",
        "remove the tree",
    ]


def test_every_operation_is_plain_json():
    for instruction, _ in ONE:
        for operation in reading(instruction).operations:
            document = to_json(operation)
            assert isinstance(document["operation"], str)
            assert "copies" not in document.get("object", {})


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from([one for one, _ in ONE])).map(", ".join))
def test_any_instruction_is_read_without_a_fault(instruction):
    reading(instruction[:400])


def test_a_long_instruction_is_read_in_bounded_time():
    began_s = time.process_time()
    found = reading("add a cat and then " * 200)
    assert len(found.operations) <= 48
    assert time.process_time() - began_s < 3


def test_what_is_new_can_be_parted_before_it_has_its_place():
    found = reading("add four rabbits, then remove one of the rabbits and make two rabbits blue")
    rabbits = [known for known in found.scene.objects if known.concept == "rabbit"]
    assert sorted((known.count, known.colour) for known in rabbits) == [(1, None), (2, "#2f6fdc")]
