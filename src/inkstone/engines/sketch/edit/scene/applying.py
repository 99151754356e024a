"""Applying: one operation done to a scene, all else staying as it is.

It does not know the words of the instruction, nor any pixels.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from inkstone.engines.sketch.document import COPIES_MAX, OBJECTS_MAX
from inkstone.engines.sketch.edit.scene import moving, replacing, texts
from inkstone.engines.sketch.edit.scene.clusters import CARRIED, OWNED, carried, with_object
from inkstone.engines.sketch.edit.scene.operations import (
    Add,
    Change,
    Erase,
    Move,
    Part,
    Recolour,
    Recount,
    Remove,
    Replace,
    Reprice,
    Restyle,
    Reword,
    Scale,
    SceneOperation,
    Setting,
    Swap,
    Turn,
    Write,
)
from inkstone.engines.sketch.scene import Appearance, Copy, Garment, Relation, Scene, SceneObject

_UPRIGHT = frozenset({"stand", "walk", "run", "jump", "dance"})
_SEATED = frozenset({"sitting_on", "lying_on", "riding"})


def apply(scene: Scene, operation: SceneOperation) -> Scene:
    """Do an operation; one whose target is gone does nothing."""
    target = getattr(operation, "target", None)
    if target is not None and scene.find(target) is None:
        return scene
    return _DONE[type(operation)](scene, operation)


def _part(scene: Scene, asked: Part) -> Scene:
    known = _known(scene, asked.target)
    chosen = [index for index in asked.copies if index < known.count]
    if not chosen or len(chosen) >= known.count or len(scene.objects) >= OBJECTS_MAX:
        return scene
    rest = [index for index in range(known.count) if index not in chosen]
    part = replace(known, id=asked.id, count=len(chosen), copies=_copies(known, chosen))
    left = replace(known, count=len(rest), copies=_copies(known, rest))
    return replace(with_object(scene, left), objects=(*with_object(scene, left).objects, part))


def _copies(known: SceneObject, chosen: list[int]) -> tuple[Copy, ...]:
    """Some of an object's copies, of those that have their places."""
    return tuple(known.copies[index] for index in chosen if index < len(known.copies))


def _add(scene: Scene, asked: Add) -> Scene:
    if len(scene.objects) >= OBJECTS_MAX:
        return scene
    return replace(scene, objects=(*scene.objects, asked.object))


def _remove(scene: Scene, asked: Remove) -> Scene:
    gone = {asked.target}
    gone |= {
        known.id
        for known in carried(scene, asked.target)
        if any(one.kind in OWNED and one.target in gone for one in known.relations)
    }
    kept = [_without(known, gone) for known in scene.objects if known.id not in gone]
    texts_left = tuple(text for text in scene.texts if text.of not in gone)
    held = {one.target for known in kept for one in known.relations if one.kind == "held_by"}
    left = replace(scene, objects=tuple(kept), texts=texts_left)
    for known in kept:
        was = scene.find(known.id)
        if was is not None and _is_empty_handed(known, was, held):
            freed = with_object(left, replace(known, pose=None))
            left = moving.reshaped(freed, scene, known.id)
    return left


def _is_empty_handed(known: SceneObject, was: SceneObject, held: set[str]) -> bool:
    """Whether somebody's arms are round something that is gone."""
    if known.pose in ("hold", "carry"):
        return known.id not in held
    if known.pose not in ("hug", "kiss"):
        return False
    return len(known.relations) < len(was.relations)


def _without(known: SceneObject, gone: set[str]) -> SceneObject:
    """An object without relations to those that are gone; what they bore must stand anew."""
    lost = [one for one in known.relations if one.target in gone]
    if not lost:
        return known
    kept = tuple(one for one in known.relations if one.target not in gone)
    if not any(one.kind in CARRIED for one in lost):
        return replace(known, relations=kept)
    pose = None if known.pose in ("ride", "sit", "lie") else known.pose
    return replace(known, relations=kept, copies=(), pose=pose)


def _recolour(scene: Scene, asked: Recolour) -> Scene:
    known = _known(scene, asked.target)
    if asked.of is None:
        return with_object(scene, replace(known, colour=asked.colour))
    if asked.of in ("hair", "skin"):
        looks = known.looks or Appearance()
        if asked.of == "hair":
            looks = replace(looks, hair_colour=asked.colour)
        else:
            looks = replace(looks, skin=asked.colour)
        return with_object(scene, replace(known, looks=looks))
    worn = [one.kind for one in known.wears]
    if asked.of in worn:
        wears = tuple(
            replace(one, colour=asked.colour) if one.kind == asked.of else one
            for one in known.wears
        )
    else:
        wears = (*known.wears, Garment(kind=asked.of, colour=asked.colour))
    return with_object(scene, replace(known, wears=wears))


def _recount(scene: Scene, asked: Recount) -> Scene:
    known = _known(scene, asked.target)
    count = min(max(asked.count, 1), COPIES_MAX)
    return with_object(scene, replace(known, count=count, copies=known.copies[:count]))


def _change(scene: Scene, asked: Change) -> Scene:
    known = _known(scene, asked.target)
    names = ("pose", "mood", "looks", "wears", "pattern", "material", "relations")
    values: dict[str, Any] = {
        name: value for name in names if (value := getattr(asked, name)) is not None
    }
    if asked.pose in _UPRIGHT:
        values["relations"] = _risen(values.get("relations", known.relations))
    now = replace(known, **values)
    if now.relations != known.relations and asked.pose in _UPRIGHT:
        return with_object(scene, replace(now, copies=()))
    return moving.reshaped(with_object(scene, now), scene, known.id)


def _risen(relations: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Who stands up from a bench stands beside it."""
    return tuple(replace(one, kind="next_to") if one.kind in _SEATED else one for one in relations)


def _setting(scene: Scene, asked: Setting) -> Scene:
    values: dict[str, Any] = {
        name: value
        for name in ("time", "weather", "season", "style", "tint")
        if (value := getattr(asked, name)) is not None
    }
    now = replace(scene, **values)
    if asked.kind is not None and asked.kind != scene.kind:
        unplaced = tuple(replace(known, copies=()) for known in now.objects)
        now = replace(now, kind=asked.kind, composition=None, stage=None, objects=unplaced)
        now = texts.unplaced(now)
    if asked.place is not None and asked.place != scene.place:
        now = moving.staged(replace(now, place=asked.place, stage=None), now)
    return now


def _known(scene: Scene, identifier: str) -> SceneObject:
    known = scene.find(identifier)
    assert known is not None, "an operation's target is in the scene"
    return known


_DONE: Mapping[type, Callable[[Scene, Any], Scene]] = {
    Part: _part,
    Add: _add,
    Remove: _remove,
    Replace: replacing.replaced,
    Recolour: _recolour,
    Move: moving.move,
    Scale: moving.scale,
    Recount: _recount,
    Change: _change,
    Turn: moving.turn,
    Swap: moving.swap,
    Write: texts.write,
    Reword: texts.reword,
    Reprice: texts.reprice,
    Erase: texts.erase,
    Restyle: texts.restyle,
    Setting: _setting,
}
