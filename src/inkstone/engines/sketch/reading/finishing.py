"""Finishing: settles what waited for something that never came.

It does not know clauses; the whole prompt has been read.
"""

from inkstone.engines.sketch.reading import wears
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.reading.state import State

#: How many characters lie between a general word and those that tell it apart.
_NEAR = 12


def finish(state: State) -> None:
    """Settle what waited for something that never came."""
    draft = state.draft
    for chunk in state.clothes:
        owner = wears.wearer(draft, [tuple(range(len(draft.objects)))])
        if owner is not None:
            wears.dress(draft, owner, chunk.value, chunk.mods)
        elif chunk.value != "?":
            draft.report(chunk.raw)
    _told_apart(draft)
    for index, owner in draft.owned:
        _keep_near(draft, index, owner)


def _keep_near(draft: Draft, index: int, owner: int) -> None:
    """Put what is somebody's beside them, where nothing else is said of it."""
    known = draft.objects[index]
    is_told = bool(known.relations) or known.at is not None or not draft.is_living(owner)
    is_tied = any(target == index for _, target in draft.objects[owner].relations)
    if not (is_told or is_tied):
        draft.relate(index, "next_to", owner)


def _told_apart(draft: Draft) -> None:
    """Drop "two children" where "a boy and a girl" follow: they are the same."""
    for index, known in enumerate(draft.objects):
        if known.count < 2 or known.relations or known.is_dropped or known.id is not None:
            continue
        parts: list[int] = []
        total = 0
        for at in range(index + 1, len(draft.objects)):
            other = draft.objects[at]
            is_part = draft.lexicon.is_kind_of(other.concept, known.concept)
            if not is_part or other.concept == known.concept or total >= known.count:
                break
            parts.append(at)
            total += other.count
        if total == known.count and parts and _follows(draft, index, parts[0]):
            known.is_dropped = True


def _follows(draft: Draft, one: int, other: int) -> bool:
    ends = [place.end for place in draft.mentions if place.index == one]
    starts = [place.start for place in draft.mentions if place.index == other]
    return bool(ends and starts) and 0 <= starts[0] - ends[0] <= _NEAR
