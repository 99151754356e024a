"""Nouns: what a thing, a garment or a part of a body does to the clause that it stands in.

It does not know which thing a noun means, nor how it is described.
"""

from dataclasses import replace

from inkstone.engines.sketch.reading import attach, bodies, lists, mentions, vessels, wears
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.settling import introduce, settle
from inkstone.engines.sketch.reading.state import Expect, Group, State


def thing(state: State, chunk: Chunk) -> None:
    """Take a noun phrase."""
    if state.is_negated:
        state.draft.dropped.add(chunk.value or chunk.raw)
    elif chunk.is_modifier:
        mentions.resolve(state.draft, chunk)
    elif chunk.garment and _is_worn(state):
        garment(state, Chunk("garment", chunk.garment, chunk.token, mods=chunk.mods))
    elif not _only_says_how(state, chunk):
        _name(state, chunk)


def _only_says_how(state: State, chunk: Chunk) -> bool:
    """Whether a noun names nothing to draw, but says what something else is like."""
    if state.is_like:
        state.is_like = False
        state.draft.note("approximated", chunk.raw)
        return True
    return (
        _is_dressed_as(state, chunk)
        or (state.is_for and _is_for_whom(state, chunk))
        or _is_identity(state, chunk)
    )


def _name(state: State, chunk: Chunk) -> None:
    vessel, state.vessel = state.vessel, None
    group = vessels.filled(state.draft, vessel, chunk) if vessel else ()
    group = group or mentions.resolve(state.draft, chunk)
    if not group:
        if chunk.clause:
            state.read_inner(state, chunk, ())
        state.is_lost = state.expects is None
        state.expects = None
        state.last = ()
        if not state.is_joined:
            state.subject = ()
        return
    if chunk.clause:
        state.read_inner(state, chunk, group)
    if chunk.mods.is_owned:
        owner = [i for i in (*state.subject, *state.topic) if i not in group]
        state.draft.owned += [(index, owner[0]) for index in group if owner]
    take(state, group)


def take(state: State, group: Group) -> None:
    """Put a noun's things where the clause expects them, or begin a clause about them."""
    expects, state.expects = state.expects, None
    joined, state.is_joined = state.is_joined, False
    state.is_predicate = False
    if expects is not None and expects.kind == "none":
        state.last = group
        state.is_open = False
    elif expects is not None and not (joined and lists.begins_clause(state)):
        settle(state, expects, group)
        _after_settled(state, expects, group)
    elif not _goes_on(state, group, is_joined=joined):
        _begin(state, group, is_joined=joined)


def _goes_on(state: State, group: Group, *, is_joined: bool) -> bool:
    """Go on with a list of what a relation is to, where the noun fits into it."""
    listed = state.listed
    if listed is None or not (is_joined or state.is_listing):
        return False
    fits = all(attach.can_be(state.draft, listed.kind, i, is_joined=is_joined) for i in group)
    if not fits or lists.begins_clause(state):
        return False
    settle(state, listed, group)
    state.last = group
    return True


def _begin(state: State, group: Group, *, is_joined: bool) -> None:
    """Begin a clause about new things, or let them join who it is about."""
    state.listed = None
    if state.is_lost and is_joined:
        state.last = group
        return
    is_same = is_joined and state.subject and state.verb is None and not state.is_placed
    if is_same and (state.is_open or _all_living(state, (*state.subject, *group))):
        state.subject = state.topic = state.last = (*state.subject, *group)
    else:
        state.begin(group)
    introduce(state, group, was_joined=is_joined or state.is_listing)
    if state.is_giving and _all_living(state, group):
        state.expects = Expect(kind="has", of=group, far=group)
    state.is_giving = False


def _all_living(state: State, group: Group) -> bool:
    return all(state.draft.is_living(index) for index in group)


def _after_settled(state: State, expects: Expect, group: Group) -> None:
    """What comes next is told of the noun, or of its holder."""
    if not expects.of and expects.kind not in ("with", "has", "of", "actor"):
        # "On the table, …": what is there follows.
        state.last = group
        return
    state.listed = expects
    state.last = group
    state.is_open = False


def _is_worn(state: State) -> bool:
    """Whether a noun that may be a garment is one here."""
    expects = state.expects
    if expects is not None:
        is_wearing = expects.verb is not None and expects.verb.takes == "worn_by"
        holds = expects.kind in ("with", "has", "inside") and not expects.is_direct
        living = any(state.draft.is_living(i) for i in (*expects.of, *expects.far))
        return is_wearing or (holds and living)
    listed = state.listed
    if listed is None or not (state.is_joined or state.is_listing):
        return False
    has_wearer = any(state.draft.is_living(i) for i in listed.of)
    return listed.kind == "garment" or (listed.kind in ("with", "has") and has_wearer)


def _is_for_whom(state: State, chunk: Chunk) -> bool:
    """Whether a noun only says for whom or what a card or a logo is."""
    state.is_for = False
    is_named = chunk.kind == "family" or (
        chunk.kind == "thing" and chunk.value and state.lexicon.is_person(chunk.value)
    )
    if is_named or not chunk.value or "building" in _theme(state, chunk.value):
        state.expects = Expect(kind="none")
        state.last = ()
        return True
    return False


def _theme(state: State, concept: str) -> str:
    known = state.lexicon.concepts.get(concept)
    return known.theme if known else ""


def _is_identity(state: State, chunk: Chunk) -> bool:
    """Whether "is a" only says what somebody is: the cat is a wizard."""
    if not (state.is_predicate and len(state.subject) == 1 and chunk.kind == "thing"):
        return False
    index = state.subject[0]
    if chunk.value == state.draft.objects[index].concept:
        mentions.describe(state.draft, index, chunk.mods)
        return True
    if not (state.draft.is_living(index) and state.lexicon.is_person(chunk.value)):
        return False
    wears.dress_as(state.draft, index, chunk.value)
    mentions.describe(state.draft, index, replace(chunk.mods, number=None))
    return True


def _is_dressed_as(state: State, chunk: Chunk) -> bool:
    """Whether somebody wears what this figure wears: dressed as a pirate."""
    expects = state.expects
    if expects is None or expects.verb is None or expects.verb.takes != "worn_by":
        return False
    if not (chunk.value and state.lexicon.is_person(chunk.value)):
        return False
    for index in expects.of:
        wears.dress_as(state.draft, index, chunk.value)
    state.expects = None
    state.last = expects.of
    return True


def unknown(state: State, chunk: Chunk) -> None:
    """Report a word that only describes a noun."""
    if not state.is_negated:
        state.draft.report(chunk.raw)


def garment(state: State, chunk: Chunk) -> None:
    """Dress whoever is meant; what nobody wears is a thing, or waits for somebody."""
    if state.expects is not None and state.expects.kind == "none":
        # "Measured for a suit": nobody wears it.
        state.expects = None
        return
    if state.is_negated or bodies.put_on(state, chunk):
        return
    entry = state.lexicon.phrases.get(chunk.token.word)
    if entry is not None and entry.kind == "object" and chunk.value != "?":
        _name(state, Chunk("thing", entry.value, chunk.token, mods=chunk.mods))
    else:
        state.clothes.append(chunk)


def list_goes_on(state: State, listed: Expect) -> bool:
    """Whether the nouns after a comma still are what was listed before it."""
    return listed.kind in ("garment", "between") or lists.closes(state)
