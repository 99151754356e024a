"""Tests that no document makes an edit fail, whatever it says."""

import copy
import random
from dataclasses import replace
from typing import Any

import pytest

from inkstone.engines.sketch.edit.refusal import UnsupportedEdit
from unit.engines.sketch.edit.scene.drawn import drawing, run

_ODD = [None, -1, 0, 1e308, float("nan"), "x" * 5000, "../../etc", "</svg>", [], {}, [[[]]], True,
        "<script>", "part:none", "figure:nobody", "🦄", "#12345g", 10**40]  # fmt: skip
_WISHES = ("remove the cat", "make the car blue", "move the dog to the left", "make it night",
           "add a rabbit", "make the tree twice as big", "把猫换成狗",
           "black and white")  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, each in value.items():
            found += _places(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            found += _places(each, (*path, index))
    return found


def _spoiled(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    spoiled = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(_places(spoiled))
        here: Any = spoiled
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = chance.choice(_ODD)
    return spoiled


def test_a_spoiled_document_is_survived():
    _assert_survived(0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 40))
def test_many_spoiled_documents_are_survived(seed):
    _assert_survived(seed)


def _assert_survived(seed: int) -> None:
    chance = random.Random(seed)
    drawn = drawing()
    for _ in range(4):
        spoiled = replace(drawn, scene=_spoiled(drawn.scene, chance))
        try:
            done = run(chance.choice(_WISHES), spoiled)
        except UnsupportedEdit:
            continue
        assert (done.width_px, done.height_px) == (256, 256)


@pytest.mark.parametrize(
    "document", [None, [], "scene", 7, {"version": 2}, {"version": 99}, {"a": 1}]
)
def test_what_is_no_scene_is_no_scene(document):
    done = run("black and white", replace(drawing(), scene=document))
    assert done.scene is None
    assert done.warnings == ()


def test_a_scene_of_many_things_is_edited():
    drawn = drawing()
    scene = copy.deepcopy(drawn.scene)
    cat = next(one for one in scene["objects"] if one["id"] == "cat")
    scene["objects"] += [{**cat, "id": f"cat-{number}"} for number in range(2, 30)]
    done = run("remove all the cats, add 99 dogs, add a bird", replace(drawn, scene=scene))
    assert done.png
