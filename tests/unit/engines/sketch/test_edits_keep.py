"""Tests that a change of one thing changes no pixel beyond what it touches."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inkstone.engines.sketch.document import read
from inkstone.engines.sketch.draw import Drawing, draw_scene
from inkstone.engines.sketch.layout.reach import reach
from inkstone.engines.sketch.scene import Relation, Scene, SceneObject

SIDE = 320


def _thing(identifier: str, shown: str, *relations: tuple[str, str], **values) -> SceneObject:
    return SceneObject(
        id=identifier,
        concept=values.pop("concept", identifier),
        name=identifier,
        shown=shown,
        relations=tuple(Relation(kind=kind, target=target) for kind, target in relations),
        **values,
    )


GIRL = _thing("girl", "figure:girl", ("left_of", "house"))
HOUSE = _thing("house", "part:house")
BALLOON = _thing("balloon", "🎈", ("held_by", "girl"))
CAT = _thing("cat", "beast:cat", count=2, colour="#e58a2f")
LANTERN = _thing("lantern", "part:lantern")
MOON = _thing("full_moon", "part:full_moon")
APPLE = _thing("apple", "🍎", ("on", "table"), count=2)
TABLE = _thing("table", "part:table")
SCENES = {
    "day": ((GIRL, HOUSE, BALLOON, CAT), {"place": "meadow"}),
    "night": ((GIRL, HOUSE, LANTERN, MOON), {"place": "garden", "time": "night"}),
    "table": ((TABLE, APPLE, CAT), {"place": "room"}),
    "rain": ((GIRL, HOUSE, CAT), {"place": "meadow", "weather": "rain"}),
}


def _scene(name: str, seed: int) -> Scene:
    objects, values = SCENES[name]
    return Scene(objects=objects, width_px=SIDE, height_px=SIDE, seed=seed, **values)


def _placed(drawing: Drawing) -> Scene:
    scene = read(drawing.scene)
    assert scene is not None
    return scene


def _pixels(drawing: Drawing) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(drawing.png)).convert("RGB")).astype(int)


def _without(scene: Scene, identifier: str) -> Scene:
    kept = tuple(
        replace(known, relations=tuple(r for r in known.relations if r.target != identifier))
        for known in scene.objects
        if known.id != identifier
    )
    return replace(scene, objects=kept)


def _touched(*known: SceneObject) -> np.ndarray:
    found = np.zeros((SIDE, SIDE), dtype=bool)
    for each in known:
        for copy in each.copies:
            box = reach(copy, each)
            rows = slice(max(int(box.y) - 1, 0), max(int(box.y + box.height) + 2, 0))
            columns = slice(max(int(box.x) - 1, 0), max(int(box.x + box.width) + 2, 0))
            found[rows, columns] = True
    return found


def _assert_same_beyond(one: Drawing, other: Drawing, *changed: SceneObject) -> None:
    differs = np.any(_pixels(one) != _pixels(other), axis=2)
    assert not np.any(differs & ~_touched(*changed))
    assert np.any(differs)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_thing_that_is_removed_takes_nothing_with_it(name, seed):
    whole = draw_scene(_scene(name, seed))
    scene = _placed(whole)
    gone = scene.objects[-1]
    less = draw_scene(_without(scene, gone.id))
    _assert_same_beyond(whole, less, gone)
    assert [known.copies for known in _placed(less).objects] == [
        known.copies for known in scene.objects[:-1]
    ]


@pytest.mark.parametrize("name", SCENES)
def test_a_thing_that_is_added_moves_nothing(name):
    before = draw_scene(_scene(name, 3))
    scene = _placed(before)
    dog = _thing("dog", "beast:dog", ("right_of", scene.objects[0].id))
    after = draw_scene(replace(scene, objects=(*scene.objects, dog)))
    added = _placed(after).objects[-1]
    assert len(added.copies) == 1
    _assert_same_beyond(before, after, added)


@pytest.mark.parametrize("name", SCENES)
def test_a_thing_that_is_recoloured_changes_alone(name):
    before = draw_scene(_scene(name, 4))
    scene = _placed(before)
    first = scene.objects[0]
    changed = replace(scene, objects=(replace(first, colour="#7a3fd0"), *scene.objects[1:]))
    _assert_same_beyond(before, draw_scene(changed), first)


def test_a_placed_scene_is_drawn_as_it_was():
    before = draw_scene(_scene("day", 5))
    after = draw_scene(_placed(before))
    assert before.png == after.png
    assert before.scene == after.scene
    assert before.warnings == after.warnings
