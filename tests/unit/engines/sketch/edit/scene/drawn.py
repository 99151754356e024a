"""A drawn picture with its scene for the tests of scene edits, and an edit in one call."""

import io
from dataclasses import replace
from functools import lru_cache

import numpy as np
from PIL import Image

from inkstone.engines.sketch.document import read
from inkstone.engines.sketch.draw import Drawing, draw_scene
from inkstone.engines.sketch.edit import quotes
from inkstone.engines.sketch.edit.run import Edited, edit
from inkstone.engines.sketch.edit.scene.reading import SceneReading
from inkstone.engines.sketch.edit.scene.reading import read as read_scene
from inkstone.engines.sketch.scene import Garment, Relation, Scene, SceneObject, Text
from unit.engines.sketch.edit.pictures import png

SIDE = 256
RED, BLUE, GREEN, WHITE, BLACK = "#d7353f", "#2f6fdc", "#3f9f52", "#f7f5ef", "#26282f"


def thing(identifier: str, shown: str, *relations: tuple[str, str], **values) -> SceneObject:
    return SceneObject(
        id=identifier,
        concept=values.pop("concept", identifier),
        name=values.pop("name", identifier),
        shown=shown,
        relations=tuple(Relation(kind=kind, target=target) for kind, target in relations),
        **values,
    )


GIRL = thing("girl", "figure:girl", wears=(Garment(kind="dress", colour=RED),))
CAT = thing("cat", "beast:cat", colour=WHITE)
DOG = thing("dog", "beast:dog")
CAR = thing("car", "part:car", colour=RED)
TREE = thing("tree", "part:tree")
SOFA = thing("sofa", "part:sofa")
BALLOON = thing("balloon", "🎈", ("held_by", "girl"), count=3)
PARK = (GIRL, CAT, DOG, CAR, TREE, SOFA, BALLOON)
TITLE = Text(text="SALE", role="title")


@lru_cache(maxsize=16)
def drawing(
    objects: tuple[SceneObject, ...] = PARK, *, place: str = "park", texts: tuple[Text, ...] = (),
    kind: str = "scene", seed: int = 3, style: tuple[str, ...] = (),
    size: tuple[int, int] = (SIDE, SIDE),
) -> Drawing:  # fmt: skip
    return draw_scene(
        Scene(
            kind=kind, place=place, objects=objects, texts=texts, style=style, seed=seed,
            width_px=size[0], height_px=size[1],
        )
    )  # fmt: skip


def placed(drawn: Drawing) -> Scene:
    scene = read(drawn.scene)
    assert scene is not None
    return scene


def reading(instruction: str, drawn: Drawing | None = None) -> SceneReading:
    scene = placed(drawn or drawing(texts=(TITLE,), kind="poster"))
    return read_scene(quotes.mark(instruction), scene)


def run(
    instruction: str,
    *drawn: Drawing,
    mask: Image.Image | None = None,
    size: tuple[int, int] | None = None,
    with_scenes: bool = True,
) -> Edited:
    chosen = drawn or (drawing(),)
    with Image.open(io.BytesIO(chosen[-1].png)) as last:
        default_size = last.size
    return edit(
        instruction=instruction,
        inputs=[one.png for one in chosen],
        mask=png(mask) if mask else None,
        size=size,
        default_size=default_size,
        rule=None,
        seed=1,
        documents=[one.scene if with_scenes else None for one in chosen],
    )


def scene_of(done: Edited) -> Scene:
    scene = read(done.scene)
    assert scene is not None
    return scene


def pixels(encoded: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB")).astype(int)


def without(objects: tuple[SceneObject, ...], *gone: str) -> tuple[SceneObject, ...]:
    return tuple(
        replace(known, relations=tuple(r for r in known.relations if r.target not in gone))
        for known in objects
        if known.id not in gone
    )
