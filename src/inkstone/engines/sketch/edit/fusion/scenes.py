"""Scenes merged: objects of several scenes in one, with relations that the instruction sets.

It does not know any pixels.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from inkstone.engines.sketch.document import OBJECTS_MAX
from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.fusion.reading import FusionReading, Part
from inkstone.engines.sketch.edit.scene import naming, read_changes, read_setting, read_things
from inkstone.engines.sketch.edit.scene.applying import apply
from inkstone.engines.sketch.edit.scene.clusters import OWNED, carried
from inkstone.engines.sketch.edit.scene.operations import Add, Move, Replace, Setting
from inkstone.engines.sketch.edit.scene.targets import Known, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.scene import Relation, RelationKind, Scene, SceneObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Objects of one scene that a part names."""

    part: Part
    objects: tuple[SceneObject, ...]


def taken(part: Part, scene: Scene) -> Taken | None:
    """What a part names of its scene, with all that belongs to it; None where that is not there."""
    if not part.noun or naming_all(part.noun):
        return Taken(part=part, objects=scene.objects)
    found = targets(part.noun, Known(scene=scene))
    chosen: list[SceneObject] = []
    for target in found:
        known = scene.find(target.id)
        if known is None:
            continue
        if target.copies is not None:
            known = replace(known, count=len(target.copies), copies=())
        belongs = [
            one
            for one in carried(scene, known.id)
            if any(each.kind in OWNED for each in one.relations)
        ]
        chosen += [known, *belongs]
    return Taken(part=part, objects=tuple(chosen)) if chosen else None


def naming_all(noun: str) -> bool:
    """Whether a noun means all that a picture shows."""
    return words.pattern("fusion.subject").fullmatch(noun) is not None


def setting_of(sentence: str) -> Setting | None:
    """Where and when the instruction says it is."""
    wish = Wish(raw=sentence, text=sentence.lower(), start=0, quotes=(), pictures=())
    return read_setting.of_words(wish)


def merged(
    reading: FusionReading, found: Iterable[Taken], ground: Scene, *, has_ground: bool
) -> Scene:
    """One scene of all; what comes from elsewhere is not placed yet.

    Args:
        reading: the instruction.
        found: what is put in.
        ground: the scene that it is put in.
        has_ground: whether that is a picture's, which keeps its place.
    """
    scene = ground
    names: list[str] = []
    for each in found:
        scene, new = _imported(scene, each.objects)
        names += new
    scene = _placed_by(reading, scene, names)
    setting = setting_of(reading.sentence)
    if setting is None:
        return scene
    if has_ground and reading.ground is not None:
        setting = replace(setting, place=None)
    return apply(scene, replace(setting, kind=None))


def _imported(scene: Scene, objects: Iterable[SceneObject]) -> tuple[Scene, list[str]]:
    """The scene with objects of another one, under names that are free."""
    chosen = list(objects)[: max(OBJECTS_MAX - len(scene.objects), 0)]
    ids: dict[str, str] = {}
    probe = scene
    for known in chosen:
        ids[known.id] = naming.fresh(known.id, probe)
        probe = replace(probe, objects=(*probe.objects, replace(known, id=ids[known.id])))
    new = tuple(
        replace(
            known,
            id=ids[known.id],
            copies=(),
            at=None,
            relations=tuple(
                replace(one, target=ids[one.target]) for one in known.relations if one.target in ids
            ),
        )
        for known in chosen
    )
    return replace(scene, objects=(*scene.objects, *new)), [one.id for one in new]


def _placed_by(reading: FusionReading, scene: Scene, names: list[str]) -> Scene:
    """Give the new objects the relations and poses that the instruction names."""
    if reading.is_replacement and reading.ground is not None and reading.ground.noun:
        return _replaced(reading, scene, names)
    new = [one for one in scene.objects if one.id in names]
    old = [one for one in scene.objects if one.id not in names]
    said = read_phrase(reading.sentence, known=[*new, *old])
    for now in said.changed:
        was = scene.find(now.id)
        if was is None:
            continue
        for operation in read_changes.of_change(was, now, now.id):
            scene = apply(scene, operation)
    scene = _by_words(reading, scene, names)
    for operation in read_things.added(said, Known(scene=scene)):
        if isinstance(operation, Add) and operation.object.relations:
            scene = apply(scene, operation)
    return scene


#: 在桥上: how something stands to what comes before the word.
_SIDES: tuple[tuple[str, RelationKind], ...] = (
    ("上", "on"), ("里", "inside"), ("中", "inside"), ("旁", "next_to"), ("前", "in_front_of"),
    ("后", "behind"), ("左", "left_of"), ("右", "right_of"), ("下", "under"),
)  # fmt: skip


def _by_words(reading: FusionReading, scene: Scene, names: list[str]) -> Scene:
    """Where no grammar tells how the new things stand to the ground's, the word beside it does."""
    ground = reading.ground
    if ground is None or not ground.noun or not names:
        return scene
    old = replace(scene, objects=tuple(one for one in scene.objects if one.id not in names))
    hosts = [target.id for target in targets(ground.noun, Known(scene=old))]
    new = [one for one in scene.objects if one.id in names]
    if not hosts or any(r.target in hosts for one in new for r in one.relations):
        return scene
    at = reading.sentence.rfind(ground.noun)
    tail = reading.sentence[at + len(ground.noun) :][:2] if at >= 0 else ""
    kind = next((kind for word, kind in _SIDES if word in tail), None)
    if kind is None:
        return scene
    return apply(scene, Move(target=names[0], relations=(Relation(kind=kind, target=hosts[0]),)))


def _replaced(reading: FusionReading, scene: Scene, names: list[str]) -> Scene:
    ground = reading.ground
    assert ground is not None, "what is replaced is in a picture"
    old = replace(scene, objects=tuple(one for one in scene.objects if one.id not in names))
    found = targets(ground.noun, Known(scene=old))
    new = scene.find(names[0]) if names else None
    if not found or new is None:
        return scene
    rest = replace(scene, objects=tuple(one for one in scene.objects if one.id != new.id))
    return apply(rest, Replace(target=found[0].id, by=new, is_counted=False))
