"""Drawings for the suites of this folder, and what must hold of every one of them."""

import re
import struct
from xml.etree import ElementTree

from inkstone.engines.sketch import document
from inkstone.engines.sketch.draw import Drawing, draw
from inkstone.engines.sketch.scene import Scene

#: One prompt for each kind of picture.
KINDS = {
    "scene": "two cats and a dog in a park, a girl in a red dress holding a kite, rain",
    "portrait": "portrait of an old man with a beard and a green sweater",
    "poster": 'poster titled "SUMMER JAZZ" with subtitle "Live at the Pier", a saxophone',
    "menu": "菜单，标题“老王面馆”：牛肉面 28元，炸酱面 22元，Tea $3.50",
    "couplet": "上联“春风得意花千树”，下联“秋月扬辉桂一枝”，横批“国泰民安”",
    "card": 'Birthday card with "Happy Birthday Mia!", a cake and three balloons',
    "sign": 'A wooden sign that says "KEEP OFF THE GRASS"',
    "logo": 'A logo for a bakery called "Sunny Loaf" with a croissant',
    "infographic": 'bar chart titled "Fruit sales": apples 30, pears 45, plums 12',
    "pattern": "Seamless pattern of lemons and leaves on a blue background",
}
_ELEMENTS = frozenset({
    "svg", "defs", "g", "use", "symbol", "path", "rect", "circle", "ellipse", "line", "polygon",
    "polyline", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern",
    "filter", "feGaussianBlur", "feMerge", "feMergeNode", "feOffset", "feFlood", "feComposite",
})  # fmt: skip
_ADDRESS = re.compile(r"url\(\s*(?!#)|https?:|file:|data:|javascript:|<!|@import", re.IGNORECASE)


def drawn(
    prompt: str,
    *,
    negative: str = "",
    size: tuple[int, int] = (256, 256),
    seed: int = 1,
) -> Drawing:
    """Draw a prompt."""
    width, height = size
    return draw(
        prompt=prompt, negative_prompt=negative, width_px=width, height_px=height, seed=seed
    )


def scene_of(drawing: Drawing) -> Scene:
    """The scene of a drawing, as anybody reads it back."""
    scene = document.read(drawing.scene)
    assert scene is not None, "its own scene is over the bounds of documents"
    return scene


def check(drawing: Drawing) -> Scene:
    """Check what holds of every drawing; give its scene."""
    _check_markup(drawing.svg)
    scene = scene_of(drawing)
    assert drawing.png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", drawing.png[16:24]) == (scene.width_px, scene.height_px)
    assert len(scene.objects) <= 14
    assert all(1 <= known.count <= 12 for known in scene.objects)
    assert len(scene.texts) <= 16
    assert len(scene.lines) <= document.LINES_MAX
    for warning in drawing.warnings:
        assert warning.code
        assert warning.message
        assert all(words.strip() for words in warning.words)
        assert sum(map(len, warning.words)) < 10_000
    return scene


def _check_markup(svg: str) -> None:
    root = ElementTree.fromstring(svg.encode("utf-8"))
    for element in root.iter():
        name = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        assert name in _ELEMENTS, f"the drawing has an element {name}"
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on"), f"the drawing has a handler {key}"
            if key.endswith("href"):
                assert value.startswith("#"), f"the drawing refers to {value}"
            assert not _ADDRESS.search(value), f"the drawing refers to {value[:80]}"
        assert not (element.text or "").strip(), "letters are outlines, never text"
