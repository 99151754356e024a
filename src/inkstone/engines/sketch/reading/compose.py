"""Composing: from a draft to the scene's objects and texts, with ids for indexes.

It does not know words.
"""

from dataclasses import replace
from typing import cast

from inkstone.engines.sketch.reading.draft import Draft, Found
from inkstone.engines.sketch.scene import (
    Appearance,
    Mood,
    Pose,
    Relation,
    RelationKind,
    SceneObject,
    Text,
)

_AGES = ("baby", "child", "young", "adult", "old")


def objects(draft: Draft, *, taken: tuple[str, ...] = ()) -> tuple[SceneObject | None, ...]:
    """Make the objects of all that was read; None for each that was dropped."""
    ids = _ids(draft, taken)
    return tuple(
        None if known.is_dropped else _object(draft, known, identifier, ids)
        for known, identifier in zip(draft.objects, ids, strict=True)
    )


def _ids(draft: Draft, taken: tuple[str, ...]) -> list[str]:
    used = set(taken)
    ids: list[str] = []
    for known in draft.objects:
        identifier = known.id or _free(known.concept, used)
        if not known.is_dropped or known.id is not None:
            used.add(identifier)
        ids.append(identifier)
    return ids


def _free(concept: str, used: set[str]) -> str:
    if concept not in used:
        return concept
    number = 2
    while f"{concept}-{number}" in used:
        number += 1
    return f"{concept}-{number}"


def _object(draft: Draft, known: Found, identifier: str, ids: list[str]) -> SceneObject:
    return SceneObject(
        id=identifier,
        concept=known.concept,
        name=known.name,
        shown=known.shown,
        count=known.count,
        colour=known.colour,
        pattern=known.pattern,
        material=known.material,
        scale=known.scale,
        pose=cast("Pose | None", known.pose),
        mood=cast("Mood | None", known.mood),
        facing="left" if known.facing == "left" else "right" if known.facing == "right" else None,
        looks=_looks(known),
        wears=tuple(known.wears),
        relations=tuple(
            Relation(kind=cast("RelationKind", kind), target=ids[target])
            for kind, target in known.relations
            if not draft.objects[target].is_dropped
        ),
        at=known.at,
    )


def _looks(known: Found) -> Appearance | None:
    looks = Appearance(
        age=known.age if known.age in _AGES else None,  # type: ignore[arg-type]
        skin=known.skin,
        hair=known.hair,
        hair_colour=known.hair_colour,
        features=tuple(known.features),
    )
    return None if looks == Appearance() else looks


def texts(draft: Draft, made: tuple[SceneObject | None, ...]) -> tuple[Text, ...]:
    """The texts with the ids of what says or carries them."""
    found = []
    for text, owner in zip(draft.texts, draft.text_owners, strict=True):
        known = made[owner] if owner is not None else None
        found.append(replace(text, of=known.id if known else None))
    return tuple(found)
