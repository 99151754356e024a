"""Verbs: the poses of who does something, and how a verb and a preposition go together.

It does not know which noun is the subject.
"""

from inkstone.engines.sketch.lexicon.entries import Verb
from inkstone.engines.sketch.reading import attach
from inkstone.engines.sketch.reading.draft import Draft

#: Poses that only bodies of our own take; things fly and swim as well.
_FOR_ALL = frozenset({"fly", "swim"})
_STILL = frozenset({None, "stand", "hold", "look"})
_LITTLE = frozenset({"stand", "hold", "look", "point", "carry"})
#: Poses, and what one can do besides without leaving them.
_GOES_ON = {
    "ride": _LITTLE | {"run", "walk", "wave", "drink", "eat", "sit"},
    "sit": _LITTLE | {"wave"},
    "lie": _LITTLE,
    "sleep": _LITTLE | {"lie", "sit"},
    "swim": _LITTLE,
    "fly": _LITTLE | {"run", "walk"},
    "walk": frozenset({"stand", "look", "hold"}),
    "run": frozenset({"stand", "look", "hold"}),
    "dance": frozenset({"stand", "look", "hold"}),
    "hold": frozenset({"stand", "look"}),
    "carry": frozenset({"stand", "look", "hold"}),
    "look": frozenset({"stand"}),
    "read": _LITTLE | {"sit", "lie"},
    "write": _LITTLE | {"sit"},
    "drink": _LITTLE | {"sit"},
    "eat": _LITTLE | {"sit"},
    "fish": _LITTLE | {"sit"},
    "play": _LITTLE | {"sit"},
    "paint": _LITTLE | {"sit"},
    "cook": _LITTLE,
    "hug": _LITTLE | {"sit"},
    "kiss": _LITTLE,
    "kneel": _LITTLE,
    "jump": _LITTLE,
    "climb": _LITTLE,
    "wave": _LITTLE,
    "perch": _LITTLE | {"sit"},
    "graze": _LITTLE | {"walk"},
}
_ON = frozenset({"on", "at", "inside"})
_OVER = frozenset({"above", "on", "around"})
_TO_THING = frozenset({"held_by", "worn_by"})


def pose(draft: Draft, index: int, verb: Verb) -> None:
    """Give somebody the pose of what it does; what says more than before replaces it."""
    known = draft.objects[index]
    if verb.mood and known.mood is None:
        known.mood = verb.mood
    name = verb.pose
    if name == "fly" and draft.lexicon.concepts[known.concept].anchor == "water":
        # What floats on the water stays there.
        name = "swim" if draft.is_living(index) else None
    if name == "kneel" and not draft.is_person(index):
        name = "sit"
    _strike(draft, index, name)


def _strike(draft: Draft, index: int, name: str | None) -> None:
    known = draft.objects[index]
    if name is None or not (draft.is_living(index) or name in _FOR_ALL):
        return
    # Who rides and waves goes on riding, and who holds something may stand.
    goes_on = _GOES_ON.get(known.pose or "", frozenset())
    if name not in goes_on:
        known.pose = name


def pose_other(draft: Draft, index: int, verb: Verb) -> None:
    """Give the pose to whom something is done, where it has none of its own."""
    if verb.other and draft.objects[index].pose is None:
        _strike(draft, index, verb.other)


def combined(  # noqa: PLR0911 - one table
    draft: Draft, kind: str, verb: Verb | None, target: int
) -> str:
    """The relation that a preposition says after a verb."""
    name = verb.id if verb else ""
    stance = verb.pose if verb else None
    if name == "lean" and kind in ("on", "next_to", "at", "facing", "above", "inside"):
        return "leaning_on"
    if stance == "ride" and kind in _ON:
        return "riding"
    if stance == "sit":
        return _seated(draft, kind, target)
    if stance in ("lie", "sleep"):
        lies = kind in ("on", "at") or (kind == "inside" and attach.serves(draft, target, "beds"))
        return "lying_on" if lies else kind
    if name == "look" and kind in ("at", "inside", "above", "facing"):
        return "looking_at"
    if name == "jump" and kind in _OVER:
        return "above"
    if name == "talk" and kind == "at":
        return "talking_to"
    return _plain(kind)


def _seated(draft: Draft, kind: str, target: int) -> str:
    if kind == "at":
        return "behind" if attach.serves(draft, target, "desks") else "sitting_on"
    if kind == "inside" and not attach.serves(draft, target, "seats"):
        return "inside"
    return "sitting_on" if kind in _ON else _plain(kind)


def _plain(kind: str) -> str:
    return {"at": "next_to", "from": "under"}.get(kind, kind)


def implied(  # noqa: PLR0911 - one table
    draft: Draft, index: int, kind: str, target: int
) -> str:
    """What somebody does who is only said to be on or in something: rides it, sits on it."""
    stance = draft.objects[index].pose
    if kind == "on" and stance in ("sleep", "lie"):
        return "lying_on"
    if kind == "on" and stance in ("sit", "ride"):
        return "sitting_on" if stance == "sit" else "riding"
    if not draft.is_person(index) or draft.objects[index].pose not in _STILL:
        return kind
    known = draft.objects[index]
    if kind == "on" and attach.serves(draft, target, "rides"):
        known.pose = "ride"
        return "riding"
    if kind in ("on", "inside") and attach.serves(draft, target, "seats") and known.pose is None:
        known.pose = "sit"
        return "sitting_on"
    if kind in ("on", "inside") and attach.serves(draft, target, "cars"):
        known.pose = "sit" if known.pose is None else known.pose
        return "inside"
    return kind


def told_of_thing(kind: str) -> bool:
    """Whether a verb's relation is told of the thing that something is done with."""
    return kind in _TO_THING


def done(draft: Draft, verb: Verb, doer: int, target: int) -> None:
    """Relate who does something to what it is done to."""
    kind = verb.takes
    if kind is None:
        return
    pose_other(draft, target, verb)
    kind = _fitting(draft, kind, verb, doer, target)
    if told_of_thing(kind):
        _hand_over(draft, target, kind, doer)
        return
    draft.relate(doer, kind, target)


def _hand_over(draft: Draft, thing: int, kind: str, holder: int) -> None:
    """Give somebody a thing; each of several gets one where no number is said."""
    known, owner = draft.objects[thing], draft.objects[holder]
    if owner.count > 1 and not known.is_counted:
        known.count = owner.count
    draft.relate(thing, kind, holder)


def _fitting(  # noqa: PLR0911 - one table
    draft: Draft, kind: str, verb: Verb, doer: int, target: int
) -> str:
    """The relation that fits both: who holds a bear hugs it, who hugs a book holds it."""
    is_alive = draft.is_living(target)
    if verb.id == "play" and not _sounds(draft, target):
        return "playing_with"
    if kind == "hugging" and not is_alive:
        return "held_by" if attach.is_held(draft, target) else kind
    if kind == "held_by" and not attach.is_held(draft, target):
        return _beyond_hands(draft, verb, doer, target, is_alive=is_alive)
    if kind == "playing_with" and attach.serves(draft, target, "strung"):
        return "held_by"
    if kind == "inside" and not (attach.serves(draft, target, "cars")):
        return "riding" if attach.serves(draft, target, "rides") else "inside"
    if kind == "riding" and attach.serves(draft, target, "cars"):
        is_open = attach.serves(draft, target, "rides")
        return "riding" if is_open else "inside"
    if kind == "pulling" and draft.is_person(target):
        return "next_to"
    if kind == "worn_by" and not draft.is_living(doer):
        return "on"
    return kind


def _sounds(draft: Draft, index: int) -> bool:
    """Whether it is played to be heard."""
    concept = draft.objects[index].concept
    theme = draft.lexicon.concepts[concept].theme
    is_one = draft.lexicon.is_kind_of(concept, "instrument") or "music" in theme
    return is_one or attach.serves(draft, index, "instruments")


def _beyond_hands(draft: Draft, verb: Verb, doer: int, target: int, *, is_alive: bool) -> str:
    """What is told instead of holding what no hand can hold."""
    if is_alive:
        return "hugging" if verb.id == "hold" and draft.is_person(doer) else "next_to"
    if verb.id == "play":
        return "playing_with"
    if draft.objects[target].pose is None and verb.id in ("eat", "drink", "read", "write"):
        return "facing" if draft.is_person(doer) else "next_to"
    return "next_to"
