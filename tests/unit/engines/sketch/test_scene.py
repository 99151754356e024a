"""Tests for the scene as a document."""

import dataclasses
import json

import pytest

from inkstone.engines.sketch.scene import Box, PriceLine, Scene, SceneObject, Text


def _scene() -> Scene:
    return Scene(
        kind="poster",
        texts=(Text(text="灯塔", role="title", box=Box(x=1, y=2, width=3, height=4)),),
        objects=(
            SceneObject(
                concept="cat", name="cat", emoji="🐈", boxes=(Box(x=0, y=0, width=1, height=1),)
            ),
        ),
        lines=(PriceLine(name="Tea", price="$3"),),
        width_px=64,
        height_px=32,
        seed=7,
    )


def test_a_scene_is_plain_json_with_its_version_and_boxes():
    document = json.loads(_scene().to_json())
    assert document["version"] == 1
    assert document["texts"][0]["text"] == "灯塔"
    assert document["objects"][0]["boxes"] == [{"x": 0, "y": 0, "width": 1, "height": 1}]
    assert document == _scene().to_dict()


def test_the_same_scene_is_the_same_json():
    assert _scene().to_json() == _scene().to_json()


def test_a_scene_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        _scene().seed = 8
