"""Acting: what everything does where it is, as far as the scene leaves that open.

It does not know where exactly things stand.
"""

from dataclasses import replace

from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.layout.points import is_played, is_seat
from inkstone.engines.sketch.layout.traits import concept_of, is_borne, is_small, zone_of
from inkstone.engines.sketch.scene import Pose, Relation, Scene, SceneObject

#: Poses in which nobody sits down.
_UPRIGHT: frozenset[Pose | None] = frozenset({
    "stand", "walk", "run", "jump", "dance", "lie", "sleep", "climb", "kneel",
})  # fmt: skip


def acted(scene: Scene, room: Field) -> Scene:
    """The scene with the poses and the grips that its places and its relations give.

    Who is on a bench sits on it, who plays an instrument holds it, a bird of the air flies.
    """
    fed = {
        one.target for known in scene.objects for one in known.relations if one.kind == "feeding"
    }
    played = {
        one.target: known.id
        for known in scene.objects
        for one in known.relations
        if one.kind == "playing_with" and _is_instrument(scene.find(one.target))
    }
    return replace(
        scene,
        objects=tuple(
            _posed(_seated(_held(known, played), scene), scene, room, is_fed=known.id in fed)
            for known in scene.objects
        ),
    )


def _is_instrument(known: SceneObject | None) -> bool:
    return known is not None and is_played(known.concept)


def _held(known: SceneObject, played: dict[str, str]) -> SceneObject:
    """An instrument is held by who plays it."""
    kept = tuple(
        one for one in known.relations if not (one.kind == "playing_with" and one.target in played)
    )
    player = played.get(known.id)
    if player is not None and not is_borne(known):
        kept = (Relation(kind="held_by", target=player), *kept)
    return known if kept == known.relations else replace(known, relations=kept)


def _seated(known: SceneObject, scene: Scene) -> SceneObject:
    """A figure that is on a seat sits there."""
    if known.form != "figure" or known.pose in _UPRIGHT:
        return known
    seats = {
        one.id for one in scene.objects if one.form in ("part", "emoji") and is_seat(one.concept)
    }
    relations = tuple(
        Relation(kind="sitting_on", target=one.target)
        if one.kind == "on" and one.target in seats
        else one
        for one in known.relations
    )
    if relations == known.relations:
        return known
    return replace(known, relations=relations, pose=known.pose or "sit")


def _posed(known: SceneObject, scene: Scene, room: Field, *, is_fed: bool) -> SceneObject:
    if known.form == "figure" and known.pose == "play":
        return _playing(known, scene)
    if known.pose is not None or is_borne(known) or known.form not in ("bird", "figure"):
        return known
    zone = zone_of(known, room)
    if known.form == "bird" and zone == "air" and not room.is_weightless:
        return replace(known, pose="stand" if is_fed else "fly")
    if zone == "swim" or (known.form == "bird" and zone == "water"):
        return replace(known, pose="swim")
    return known


def _playing(known: SceneObject, scene: Scene) -> SceneObject:
    """Who plays with a ball runs after it; only who plays an instrument plays in place."""
    others = [scene.find(one.target) for one in known.relations if one.kind == "playing_with"]
    toys = [other for other in others if other is not None and not is_played(other.concept)]
    if not toys:
        return known
    if concept_of(toys[0]).theme == "music":
        return replace(known, pose="hold")
    return replace(known, pose="run" if is_small(toys[0]) else "wave")
