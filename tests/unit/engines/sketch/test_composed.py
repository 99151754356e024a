"""Tests for how picture and letters come together."""

import io

import numpy as np
from PIL import Image

from inkstone.engines.sketch.composed import Composed, inked, toned
from inkstone.engines.sketch.scene import Scene
from inkstone.engines.sketch.styles.style import Style
from inkstone.engines.sketch.vector.svg import Defs, rect

SIDE = 8


def _composed(style: Style | None) -> Composed:
    return Composed(
        scene=Scene(width_px=SIDE, height_px=SIDE, seed=1),
        defs=Defs(),
        picture=rect(0, 0, SIDE, SIDE, fill="#ff0000"),
        words=rect(0, 0, 4, 4, fill="#0000ff"),
        missing=(),
        style=style,
    )


def _pixels(composed: Composed) -> np.ndarray:
    png = composed.png(composed.svg())
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_letters_are_over_the_picture():
    pixels = _pixels(_composed(None))
    assert pixels[1, 1].tolist() == [0, 0, 255]
    assert pixels[6, 6].tolist() == [255, 0, 0]


def test_a_tone_leaves_letters_as_they_are():
    pixels = _pixels(_composed(Style(name="green", tone=lambda _colour: "#00ff00")))
    assert pixels[1, 1].tolist() == [0, 0, 255]
    assert pixels[6, 6].tolist() == [0, 255, 0]


def test_a_finish_leaves_letters_as_they_are():
    pixels = _pixels(_composed(Style(name="dark", finish=lambda pixels, _seed: pixels // 2)))
    assert pixels[1, 1].tolist() == [0, 0, 255]
    assert pixels[6, 6].tolist() == [127, 0, 0]


def test_every_colour_is_toned_once():
    asked: list[str] = []

    def tone(colour: str) -> str:
        asked.append(colour)
        return "#123456"

    assert toned("#AAbbcc #aabbcc url(#d0)", tone) == "#123456 #123456 url(#d0)"
    assert asked == ["#aabbcc"]


def test_letters_get_the_ink_but_for_light_ones_on_something_dark():
    style = Style(name="pencil", ink="#333333", paper="#ffffff")
    assert inked("#aa0000 #fefefe", style) == "#333333 #fefefe"
    assert inked("#aa0000", None) == "#aa0000"
