"""Attachment: which of two nouns a phrase belongs to, and what can be done by and with a thing.

It does not know how words are spelled; it asks the lexicon what things are.
"""

from inkstone.engines.sketch.lexicon.entries import Verb
from inkstone.engines.sketch.reading.draft import Draft

#: The height from which a thing is too large for a hand, and a living one for an arm.
_HELD_MAX = 0.27
_CARRIED_MAX = 0.25
_LARGE = 0.24
#: What things do, too.
_OF_THINGS = frozenset({"rest", "fly", "swim", "stand", "lean", "around"})
_DONE_BY_THINGS = frozenset({"pulling", "pushing", "chasing", "following", "facing", "around",
                             "on", "inside", "leaning_on"})  # fmt: skip
_HOLDS = frozenset({"held_by", "worn_by"})


def does(draft: Draft, index: int, verb: Verb) -> bool:
    """Whether a thing is what usually does this."""
    return draft.is_living(index) or verb.id in _OF_THINGS


def lives(draft: Draft, index: int, _verb: Verb) -> bool:
    """Whether a thing acts of itself."""
    return draft.is_living(index)


def may_do(draft: Draft, index: int, verb: Verb) -> bool:
    """Whether a thing can be said to do this at all."""
    return does(draft, index, verb) or verb.takes is None or verb.takes in _DONE_BY_THINGS


def is_held(draft: Draft, index: int) -> bool:
    """Whether a hand can hold a thing."""
    known = draft.objects[index]
    lexicon = draft.lexicon
    for name, is_fit in (("large_held", True), ("not_held", False)):
        if known.concept in lexicon.things[name]:
            return is_fit
    if lexicon.serves(known.concept, "large_held"):
        return True
    if lexicon.serves(known.concept, "not_held"):
        return False
    concept = lexicon.concepts[known.concept]
    height = concept.size * known.scale
    if draft.is_person(index):
        return known.concept == "baby"
    if draft.is_living(index):
        return height <= _CARRIED_MAX
    return height <= _HELD_MAX and concept.anchor != "sky"


def serves(draft: Draft, index: int, purpose: str) -> bool:
    """Whether a thing is one of those with which something is done."""
    return draft.lexicon.serves(draft.objects[index].concept, purpose)


def is_large(draft: Draft, index: int) -> bool:
    """Whether a thing stands on the ground and is large."""
    known = draft.objects[index]
    concept = draft.lexicon.concepts[known.concept]
    return concept.anchor == "ground" and concept.size * known.scale >= _LARGE


def holder(
    draft: Draft, kind: str, near: tuple[int, ...], far: tuple[int, ...], target: int
) -> tuple[int, ...]:
    """Of the nearest noun and the clause's subject, the one that a preposition tells of."""
    if not near or not far or near == far:
        return near or far
    last = near[-1]
    known = draft.objects[last]
    is_used = any(other in _HOLDS and back in far for other, back in known.relations)
    if is_used:
        # Candles that are blown out are on the cake; a book is not on the bench.
        is_small = kind == "on" and not is_large(draft, target) and not draft.is_living(target)
        return near if is_small and draft.is_person(far[-1]) and far[-1] != last else far
    if kind == "inside":
        fits = serves(draft, target, "vessels") and not is_large(draft, last)
        return near if fits or is_large(draft, target) else far
    supports = any(back == last for each in far for _, back in draft.objects[each].relations)
    if supports and not draft.is_living(last):
        if kind == "on" and not is_large(draft, target):
            return far
        return near if is_large(draft, target) and not draft.is_living(target) else far
    return near


def can_be(draft: Draft, kind: str, target: int, *, is_joined: bool) -> bool:
    """Whether a thing that is listed after the first target of a relation can be one as well."""
    is_alive = draft.is_living(target)
    if kind in _HOLDS:
        return is_held(draft, target) and not draft.is_person(target)
    if kind in ("on", "sitting_on", "lying_on", "leaning_on", "inside", "riding"):
        return not is_alive and is_joined
    if kind in ("with", "has"):
        return not draft.is_person(target)
    return is_joined


def together(  # noqa: PLR0911 - one table
    draft: Draft, owner: int, thing: int
) -> tuple[int, str, int] | None:
    """How a thing stands to what is "with" it: who relates, how, and to whom."""
    known = draft.objects[thing]
    concept = draft.lexicon.concepts[known.concept]
    if draft.is_person(owner):
        if is_held(draft, thing) and not draft.is_living(thing):
            return thing, "held_by", owner
        return thing, "next_to", owner
    if draft.is_living(owner):
        return thing, "next_to", owner
    if serves(draft, owner, "surfaces") and not is_large(draft, thing):
        return thing, "on", owner
    if serves(draft, owner, "vessels") and not is_large(draft, thing):
        return thing, "inside", owner
    if serves(draft, owner, "cars") and (draft.is_living(thing) or not is_large(draft, thing)):
        return thing, "inside", owner
    owned = draft.lexicon.concepts[draft.objects[owner].concept]
    is_small = concept.anchor in ("table", "wall") and concept.size < owned.size
    grows = any(word in owned.theme for word in ("food", "cake", "tree", "dish", "bakery"))
    if is_small and grows:
        return thing, "on", owner
    if concept.anchor == owned.anchor == "table":
        return thing, "next_to", owner
    return None
