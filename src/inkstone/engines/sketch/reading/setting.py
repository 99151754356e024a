"""The setting of a scene: which place, time and weather a prompt implies that does not say them.

It does not know the prompt, only the scene that was read from it.
"""

from collections import Counter
from dataclasses import replace

from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.scene import Scene, SceneObject

_NIGHT = frozenset({"moon", "full_moon", "star", "fireworks", "shooting_star", "sky_lantern"})
_INDOORS = frozenset({
    "room", "bedroom", "kitchen", "dining_room", "cafe", "restaurant", "bakery", "study",
    "classroom", "office", "shop", "museum", "stage", "gym", "hospital", "castle",
})  # fmt: skip
#: Where these are, nobody is in a room; a Christmas tree is.
_OUTDOOR = ("tree", "building", "vehicle")
_ANYWHERE = ("christmas_tree", "toy")
#: Where a word names both a place and a backdrop of another one, the other one is meant.
_WEAK = ("studio", "mountain", "garden")


def settle(scene: Scene, draft: Draft) -> Scene:
    """Fill in the place and the time that the prompt does not name."""
    asked = tuple(draft.places or draft.weak_places)
    if not draft.places and _is_outdoors(scene):
        asked = tuple(place for place in asked if place not in _INDOORS)
    asked_kind = scene.kind
    if draft.is_plain and not draft.places:
        asked = ("studio",)
    concepts = {known.concept for known in scene.objects}
    time = scene.time
    if time is None and concepts & _NIGHT and not set(asked) & {"space", "moonscape"}:
        time = "night"
    if time is None and scene.weather == "clear":
        time = "day"
    place = _place(scene, asked, asked_kind)
    floats = {lexicons.load().concepts[known.concept].anchor for known in scene.objects}
    if "water" in floats and place in ("mountain", "meadow", "garden"):
        place = "lake"
    if place == "space":
        # A named moon or sun hangs there as an object, and space has no time of day.
        time = None
    return replace(scene, place=place, time=time)


def _place(scene: Scene, asked: tuple[str, ...], asked_kind: str) -> str:
    strong = [place for place in asked if place not in _WEAK]
    if strong and asked_kind != "logo":
        first = strong[0]
        if first == "lake" and "mountain" in asked:
            return "lake"
        return first
    if asked and asked_kind != "logo":
        return "studio" if "studio" in asked else asked[0]
    if scene.kind in ("menu", "couplet", "logo", "sign", "pattern", "infographic", "portrait"):
        return "studio"
    return _suiting(scene)


def _suiting(scene: Scene) -> str:
    lexicon = lexicons.load()
    wanted = Counter(
        lexicon.suits[known.concept] for known in scene.objects if known.concept in lexicon.suits
    )
    if scene.weather == "snow":
        return "snow"
    furnished = any(lexicon.concepts[k.concept].theme == "furniture" for k in scene.objects)
    has_sky = scene.time is not None or scene.weather is not None or _is_outdoors(scene)
    outdoors = has_sky and not furnished
    if furnished and "room" in wanted and scene.kind != "poster":
        return "room"
    found = [place for place, _ in wanted.most_common() if not (outdoors and place in _INDOORS)]
    if any(_walks(known) for known in scene.objects):
        found = [place for place in found if place != "underwater"]
    if found and not (found[0] == "studio" and outdoors):
        return found[0]
    small = [known for known in scene.objects if _is_small(known)]
    if scene.kind == "poster" and not outdoors and len(small) == len(scene.objects):
        return "studio"
    if scene.objects and len(small) == len(scene.objects) and not outdoors:
        return "room"
    return "meadow"


def _is_outdoors(scene: Scene) -> bool:
    """Whether something is there that no room has."""
    lexicon = lexicons.load()
    return any(
        any(lexicon.is_kind_of(known.concept, kind) for kind in _OUTDOOR)
        and not any(lexicon.is_kind_of(known.concept, kind) for kind in _ANYWHERE)
        for known in scene.objects
    )


def _walks(known: SceneObject) -> bool:
    lexicon = lexicons.load()
    concept = lexicon.concepts[known.concept]
    return lexicon.is_living(known.concept) and concept.anchor == "ground" and (
        concept.form in ("figure", "beast")
    )  # fmt: skip


def _is_small(known: SceneObject) -> bool:
    lexicon = lexicons.load()
    concept = lexicon.concepts[known.concept]
    return concept.anchor == "table" or known.concept in ("balloon", "table")
