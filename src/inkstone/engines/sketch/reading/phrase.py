"""The phrase: what a stretch of an instruction names, for whoever edits a scene.

It does not know what an instruction asks to be done with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inkstone.engines.sketch.reading import compose
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.scene import SceneObject, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a phrase names an object."""

    #: The id of a known object, or of one of the phrase's new ones.
    id: str
    #: The words that name it, as spelled, and where they stand in what was read.
    name: str
    start: int
    end: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What was understood of a stretch of words; a value is empty where they say nothing of it."""

    #: The new objects; their relations may target known ones.
    objects: tuple[SceneObject, ...] = ()
    #: Known objects that the words say something of, as they are with it.
    changed: tuple[SceneObject, ...] = ()
    #: All that is named, in the order of the words.
    mentions: tuple[Mention, ...] = ()
    #: Ids of concepts and of known objects that a negation names.
    dropped: tuple[str, ...] = ()
    place: str | None = None
    time: str | None = None
    weather: str | None = None
    season: str | None = None
    styles: tuple[str, ...] = ()
    #: Colours that no thing of the phrase took, `#rrggbb`.
    colours: tuple[str, ...] = ()
    #: Sizes that no thing took, as times the usual one.
    sizes: tuple[float, ...] = ()
    #: Counts that no thing took.
    counts: tuple[int, ...] = ()
    texts: tuple[Text, ...] = ()
    unknown: tuple[str, ...] = ()


def phrase(draft: Draft, known: Sequence[SceneObject]) -> Phrase:
    """Make a phrase of what was read beside the objects of a scene."""
    made = compose.objects(draft)
    changed = []
    for before, after in zip(known, made, strict=False):
        if after is None:
            continue
        now = replace(after, copies=before.copies)
        if now != before:
            changed.append(now)
    ids = [one.id if one is not None else "" for one in made]
    places = draft.places or draft.weak_places
    return Phrase(
        objects=tuple(one for one in made[len(known) :] if one is not None),
        changed=tuple(changed),
        mentions=tuple(
            Mention(
                id=ids[place.index],
                name=place.name,
                start=place.start,
                end=place.end,
                is_new=place.index >= len(known),
            )
            for place in draft.mentions
            if ids[place.index]
        ),
        dropped=tuple(sorted(draft.dropped)),
        place=places[0] if places else ("studio" if draft.is_plain else None),
        time=draft.time,
        weather=draft.weather,
        season=draft.season,
        styles=tuple(draft.styles),
        colours=(*draft.colours, *([draft.tint] if draft.tint else [])),
        sizes=tuple(draft.sizes),
        counts=tuple(draft.counts),
        texts=compose.texts(draft, made),
        unknown=tuple(draft.unknown),
    )
