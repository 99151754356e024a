"""Tests for the scene as a document."""

import dataclasses
import json

import pytest

from inkstone.engines.sketch.scene import VERSION, Box, Copy, PriceLine, Scene, SceneObject, Text


def _scene() -> Scene:
    return Scene(
        kind="poster",
        texts=(Text(text="灯塔", role="title", box=Box(x=1, y=2, width=3, height=4)),),
        objects=(
            SceneObject(
                id="cat",
                concept="cat",
                name="cat",
                shown="🐈",
                copies=(Copy(box=Box(x=0, y=0, width=1, height=1)),),
            ),
        ),
        lines=(PriceLine(name="Tea", price="$3"),),
        width_px=64,
        height_px=32,
        seed=7,
    )


def test_a_scene_is_plain_json_with_its_version_and_boxes():
    document = json.loads(_scene().to_json())
    assert document["version"] == VERSION
    assert document["texts"][0]["text"] == "灯塔"
    assert document["objects"][0]["copies"][0]["box"] == {"x": 0, "y": 0, "width": 1, "height": 1}
    assert document == _scene().to_dict()


def test_the_same_scene_is_the_same_json():
    assert _scene().to_json() == _scene().to_json()


def test_a_scene_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        _scene().seed = 8


def test_what_shows_a_thing_is_a_form_and_a_name():
    cat, sofa = (SceneObject(id="a", concept="a", name="a", shown=s) for s in ("🐈", "part:sofa"))
    assert (cat.form, cat.what) == ("emoji", "🐈")
    assert (sofa.form, sofa.what) == ("part", "sofa")


def test_an_object_is_found_by_its_name():
    scene = _scene()
    assert scene.find("cat") is scene.objects[0]
    assert scene.find("dog") is None
