"""Scenes of printed pages, and what must hold of every layer that is drawn of them."""

import io
from random import Random
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from inkstone.engines.sketch.pages import poster
from inkstone.engines.sketch.pages.registry import PAGES
from inkstone.engines.sketch.scene import Box, Copy, Kind, Scene, SceneObject, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.raster import to_png
from inkstone.engines.sketch.vector.svg import Defs, Layer

#: From four times as tall as wide to four times as wide as tall.
SIZES = ((512, 512), (1024, 768), (768, 1024), (1024, 256), (256, 1024))
EN = "The quick brown fox jumps over the lazy dog, and then it sleeps until the morning. " * 3
ZH = "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。寒来暑往，秋收冬藏。闰余成岁，律吕调阳。" * 6


def thing(name: str, shown: str, box: Box | None = None, **more: object) -> SceneObject:
    copies = (Copy(box=box),) if box is not None else ()
    values: dict[str, object] = {"id": name, "concept": name, "name": name, **more}
    return SceneObject(shown=shown, copies=copies, **values)  # type: ignore[arg-type]


def said(role: str, words: str) -> Text:
    return Text(role=role, text=words)  # type: ignore[arg-type]


def page_scene(
    kind: Kind,
    *texts: tuple[str, str] | Text,
    size: tuple[int, int] = (512, 512),
    seed: int = 1,
    **more: object,
) -> Scene:
    made = tuple(each if isinstance(each, Text) else said(*each) for each in texts)
    return Scene(
        kind=kind,
        texts=made,
        width_px=size[0],
        height_px=size[1],
        seed=seed,
        **more,  # type: ignore[arg-type]
    )


def drawn(scene: Scene, *, dark: bool = True) -> tuple[Layer, Defs]:
    """The words of a scene, or the whole page where it is one."""
    defs = Defs()
    rng = Random(scene.seed)
    page = PAGES.get(scene.kind)
    if page is not None:
        return page(scene, defs, rng), defs
    return poster.draw_texts(scene, defs=defs, rng=rng, dark_background=dark), defs


def is_inside(box: Box, size: tuple[int, int], *, slack: float = 0.05) -> bool:
    return (
        box.x >= -slack
        and box.y >= -slack
        and box.x + box.width <= size[0] + slack
        and box.y + box.height <= size[1] + slack
    )


def overlap(a: Box, b: Box, *, hair: float = 0.02) -> bool:
    return (
        a.x + hair < b.x + b.width
        and b.x + hair < a.x + a.width
        and a.y + hair < b.y + b.height
        and b.y + hair < a.y + a.height
    )


def assert_set(layer: Layer, scene: Scene) -> None:
    """Every text is there as it was spelled, inside the picture, and covers no other."""
    wanted = sorted(text.text for text in scene.texts if text.text.strip())
    assert sorted(text.text for text in layer.texts) == wanted
    boxes = [text.box for text in layer.texts]
    size = (scene.width_px, scene.height_px)
    for index, box in enumerate(boxes):
        assert box is not None
        assert is_inside(box, size), (layer.texts[index], size)
        for other_index, other in enumerate(boxes[index + 1 :], index + 1):
            assert other is not None
            assert not overlap(box, other), (layer.texts[index], layer.texts[other_index])


def assert_well_formed(layer: Layer, defs: Defs) -> None:
    ElementTree.fromstring(
        svg.document(layer.svg + layer.words, defs=defs, width_px=8, height_px=8)
    )


def pixels(content: str, defs: Defs, scene: Scene) -> np.ndarray:
    width, height = scene.width_px, scene.height_px
    document = svg.document(content, defs=defs, width_px=width, height_px=height)
    png = to_png(document, width_px=width, height_px=height)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(float)


def least_contrast(layer: Layer, defs: Defs, scene: Scene, *, beneath: str) -> float:
    """The contrast that nine tenths of the letters' pixels have with what lies under them."""
    width, height = scene.width_px, scene.height_px
    base = svg.rect(0, 0, width, height, fill=beneath) + layer.svg
    ground = pixels(base, defs, scene)
    full = pixels(base + layer.words, defs, scene)
    worst = 21.0
    for text in layer.texts:
        box = text.box
        assert box is not None
        rows = slice(max(int(box.y), 0), int(box.y + box.height) + 1)
        columns = slice(max(int(box.x), 0), int(box.x + box.width) + 1)
        under, over = ground[rows, columns], full[rows, columns]
        change = np.abs(over - under).sum(axis=2)
        # Letters' edges are mixed with what is beneath, so that their cores are looked at.
        core = change >= 0.92 * change.max()
        ratios = _ratio(over[core], under[core])
        worst = min(worst, float(np.quantile(ratios, 0.1)))
    return worst


def _ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    first, second = _luminance(one), _luminance(other)
    light, dark = np.maximum(first, second), np.minimum(first, second)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colours: np.ndarray) -> np.ndarray:
    shares = colours / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])
