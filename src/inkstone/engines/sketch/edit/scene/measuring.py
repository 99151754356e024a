"""Measuring: the shape of an object as the picture shows it, and the room that a place leaves.

It does not know what is edited.
"""

from dataclasses import replace
from random import Random

from inkstone.engines.sketch import shapes
from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.layout.rooms import is_portrait, room_of, stage_of
from inkstone.engines.sketch.layout.traits import size_of
from inkstone.engines.sketch.pages.poster import text_zone
from inkstone.engines.sketch.pages.registry import PAGES
from inkstone.engines.sketch.places.places import draw_place
from inkstone.engines.sketch.scene import Scene, SceneObject
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs


def shape_of(scene: Scene, known: SceneObject, *, copy: int = 0) -> Shape | None:
    """The shape of one copy, without any light; None where nothing shows it."""
    holds = any(
        one.kind == "held_by" and one.target == known.id
        for other in scene.objects
        for one in other.relations
    )
    return shapes.shape(
        known,
        defs=Defs(),
        light=None,
        rng=Random(f"{scene.seed}/{known.id}/{copy}"),  # noqa: S311 - for pictures
        holds=holds,
        is_bust=is_portrait(scene) and known.form == "figure",
    )


def height_of(scene: Scene, known: SceneObject) -> float:
    """How tall it is at the usual distance, as a share of the picture's shorter side."""
    shape = shape_of(scene, known)
    return size_of(known, shape) if shape is not None else 0.2


def room(scene: Scene) -> Field | None:
    """The room that a scene's place leaves; None for a whole page of type."""
    if scene.kind in PAGES:
        return None
    zone = text_zone(scene)
    staged = replace(scene, stage=scene.stage or stage_of(scene, zone))
    assert staged.stage is not None, "a stage was made"
    backdrop = draw_place(staged, defs=Defs(), stage=staged.stage)
    return room_of(staged, backdrop, zone)
