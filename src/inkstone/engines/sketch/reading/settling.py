"""Settling: relates what waited to the noun that came, and tells of new things where they are.

It does not know which noun phrase came, nor what made it wait.
"""

from inkstone.engines.sketch.reading import attach, verbs, vessels, wears
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.reading.state import Expect, Group, State


def settle(state: State, expects: Expect, group: Group) -> None:
    """Relate what was waiting to the noun that came."""
    draft = state.draft
    verb = expects.verb
    state.is_placed = True
    if expects.kind in ("with", "has"):
        _accompany(state, expects, group)
    elif expects.kind == "of":
        vessels.of(draft, expects.of, group)
    elif expects.kind == "actor":
        state.actor = group
        if verb is not None:
            for target in expects.of:
                for doer in group:
                    verbs.pose(draft, doer, verb)
                    verbs.done(draft, verb, doer, target)
    elif not expects.of:
        _wait(state, expects, group)
    elif expects.is_direct and verb is not None:
        for doer in expects.of:
            for target in group:
                verbs.done(draft, verb, doer, target)
    else:
        _stand(state, expects, group)


def _wait(state: State, expects: Expect, group: Group) -> None:
    """Keep what is told before the noun that it is told of."""
    if expects.verb is not None:
        state.orphans.append((expects.verb, expects.kind, group))
    elif expects.kind not in ("inside", "at") or expects.kind == "at" or group:
        state.fronted = (expects.kind, group)


def _accompany(state: State, expects: Expect, group: Group) -> None:
    for index in group:
        owner = _owner(state, expects, index, group)
        if owner is None:
            continue
        pair = attach.together(state.draft, owner, index)
        if pair is not None:
            state.draft.relate(*pair)


def _owner(state: State, expects: Expect, index: int, group: Group) -> int | None:
    """Whom a thing is "with": somebody rather than what somebody holds or is beside."""
    draft = state.draft
    near = next((i for i in expects.of if i not in group), None)
    far = next((i for i in expects.far if i not in group and draft.is_living(i)), None)
    if near is None or far is None or draft.is_living(near):
        return near
    is_filled = attach.serves(draft, near, "vessels") or attach.serves(draft, near, "surfaces")
    is_used = any(other in ("held_by", "worn_by") for other, _ in draft.objects[near].relations)
    if draft.is_living(index) or (is_used and not is_filled):
        return far
    return near


def _stand(state: State, expects: Expect, group: Group) -> None:
    """Relate a thing to what it stands to, as a preposition says."""
    draft = state.draft
    for target in group:
        of = expects.of
        if expects.verb is None:
            of = attach.holder(draft, expects.kind, expects.of, expects.far, target)
        for index in of:
            is_told = len(of) > 1 and expects.kind in ("on", "inside")
            if is_told and _is_larger(draft, index, target):
                continue
            kind = expects.kind
            if kind == "among":
                draft.relate(target, "around", index)
                continue
            kind = verbs.combined(draft, kind, expects.verb, target)
            kind = verbs.implied(draft, index, kind, target)
            if kind == "on" and wears.put_on(draft, index, target):
                continue
            draft.relate(index, kind, target)


def _is_larger(draft: Draft, index: int, target: int) -> bool:
    """Whether a thing is too large to be on what only the others of its list are on."""
    concepts = draft.lexicon.concepts
    one, other = draft.objects[index], draft.objects[target]
    if draft.is_living(index):
        return False
    size = concepts[one.concept].size * one.scale
    return size > concepts[other.concept].size * other.scale * 1.2


def introduce(state: State, group: Group, *, was_joined: bool) -> None:
    """Tell of new things where they are, if that was said before them, and what they do."""
    if state.fronted is None and state.lead is None and was_joined:
        state.fronted, state.lead = state.introduced
    state.introduced = (state.fronted, state.lead)
    _place(state, group)
    _perform(state, group)
    owner = wears.wearer(state.draft, [group]) if state.clothes else None
    if owner is not None:
        for chunk in state.clothes:
            wears.dress(state.draft, owner, chunk.value, chunk.mods)
        state.clothes = []


def _place(state: State, group: Group) -> None:
    draft = state.draft
    kind, targets = state.fronted or ("", ())
    for index in group:
        for target in targets:
            if kind == "among":
                draft.relate(target, "around", index)
            else:
                draft.relate(index, verbs.combined(draft, kind, None, target), target)
        draft.objects[index].at = draft.objects[index].at or state.lead
    state.lead = None
    if not state.is_inner:
        state.fronted = None


def _perform(state: State, group: Group) -> None:
    """Let new things do what was told before them."""
    draft = state.draft
    for verb, kind, targets in state.orphans:
        for index in group:
            if not attach.may_do(draft, index, verb):
                continue
            verbs.pose(draft, index, verb)
            for target in targets:
                if kind == verb.takes:
                    verbs.done(draft, verb, index, target)
                else:
                    draft.relate(index, verbs.combined(draft, kind, verb, target), target)
    state.orphans = []
