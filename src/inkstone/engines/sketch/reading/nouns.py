"""Nouns: what a thing, a garment or a part of a body does to the clause that it stands in.

It does not know which thing a noun means, nor how it is described.
"""

from dataclasses import replace

from inkstone.engines.sketch.reading import attach, lists, mentions, vessels, verbs, wears
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.state import Expect, Group, State


def thing(state: State, chunk: Chunk) -> None:
    """Take a noun phrase."""
    if chunk.is_modifier:
        if not state.is_negated:
            mentions.resolve(state.draft, chunk)
        return
    if state.is_negated:
        state.draft.dropped.add(chunk.value or chunk.raw)
        return
    if chunk.garment and _is_worn(state):
        garment(state, replace_garment(chunk))
        return
    if state.is_for and _is_for_whom(state, chunk):
        return
    if _is_identity(state, chunk):
        return
    vessel, state.vessel = state.vessel, None
    group = vessels.filled(state.draft, vessel, chunk) if vessel else ()
    group = group or mentions.resolve(state.draft, chunk)
    if not group:
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
    take(state, group, chunk)


def replace_garment(chunk: Chunk) -> Chunk:
    """The garment that a thing's noun means as well."""
    return Chunk("garment", chunk.garment or "", chunk.token, mods=chunk.mods)


def take(state: State, group: Group, chunk: Chunk) -> None:
    """Put a noun's things where the clause expects them, or begin a clause about them."""
    draft = state.draft
    expects, state.expects = state.expects, None
    joined, state.is_joined = state.is_joined, False
    state.is_predicate = False
    if expects is not None and expects.kind == "none":
        state.last = group
        state.is_open = False
        return
    if expects is not None and not (joined and lists.begins_clause(state)):
        settle(state, expects, group)
        _after_settled(state, expects, group)
        return
    listed = state.listed
    goes_on = listed is not None and (joined or state.is_listing) and all(
        attach.can_be(draft, listed.kind, index, is_joined=joined) for index in group
    )  # fmt: skip
    if goes_on and listed is not None and not lists.begins_clause(state):
        settle(state, listed, group)
        state.last = (*state.last, *group)
        return
    state.listed = None
    is_same = joined and state.subject and state.verb is None and not state.is_placed
    if is_same and (state.is_open or _all_living(state, (*state.subject, *group))):
        state.subject = state.topic = state.last = (*state.subject, *group)
    else:
        state.begin(group)
    introduce(state, group, was_joined=joined or state.is_listing)


def _all_living(state: State, group: Group) -> bool:
    return all(state.draft.is_living(index) for index in group)


def _after_settled(state: State, expects: Expect, group: Group) -> None:
    """What comes next is told of the noun, or of its holder."""
    if not expects.of and expects.kind not in ("with", "has", "of", "agent"):
        # "On the table, …": what is there follows.
        state.last = group
        return
    state.listed = expects
    state.last = group
    state.is_open = False


def introduce(state: State, group: Group, *, was_joined: bool) -> None:
    """Tell of new things where they are, if that was said before them, and what they do."""
    draft = state.draft
    if state.fronted is None and state.lead is None and was_joined:
        state.fronted, state.lead = state.introduced
    state.introduced = (state.fronted, state.lead)
    if state.fronted is not None:
        kind, targets = state.fronted
        for index in group:
            for target in targets:
                draft.relate(index, verbs.combined(draft, kind, None, target), target)
        if not state.is_inner:
            state.fronted = None
    if state.lead is not None:
        for index in group:
            draft.objects[index].at = draft.objects[index].at or state.lead
        state.lead = None
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
    if state.orphans:
        state.orphans = []
    if state.clothes:
        owner = wears.wearer(draft, [group])
        if owner is not None:
            for chunk in state.clothes:
                wears.dress(draft, owner, chunk.value, chunk.mods)
            state.clothes = []


def settle(state: State, expects: Expect, group: Group) -> None:
    """Relate what was waiting to the noun that came."""
    draft = state.draft
    verb = expects.verb
    state.is_placed = True
    if expects.kind in ("with", "has"):
        _accompany(state, expects, group)
    elif expects.kind == "of":
        vessels.of(draft, expects.of, group)
    elif expects.kind == "agent":
        state.agent = group
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
    owner = next((i for i in expects.of if i not in group), None)
    if owner is None:
        return
    for index in group:
        pair = attach.together(state.draft, owner, index)
        if pair is not None:
            state.draft.relate(*pair)


def _stand(state: State, expects: Expect, group: Group) -> None:
    """Relate a thing to what it stands to, as a preposition says."""
    draft = state.draft
    for target in group:
        of = expects.of
        if expects.verb is None:
            of = attach.holder(draft, expects.kind, expects.of, expects.far, target)
        for index in of:
            kind = expects.kind
            if kind == "among":
                draft.relate(target, "around", index)
                continue
            kind = verbs.combined(draft, kind, expects.verb, target)
            kind = verbs.implied(draft, index, kind, target)
            if kind == "on" and wears.put_on(draft, index, target):
                continue
            draft.relate(index, kind, target)


def _is_worn(state: State) -> bool:
    """Whether a noun that may be a garment is one here."""
    expects = state.expects
    if expects is not None:
        is_wearing = expects.verb is not None and expects.verb.takes == "worn_by"
        holds = expects.kind in ("with", "has", "inside") and not expects.is_direct
        living = any(state.draft.is_living(i) for i in (*expects.of, *expects.far))
        return is_wearing or (holds and living)
    listed = state.listed
    if listed is not None and listed.kind == "garment" and (state.is_joined or state.is_listing):
        return True
    return False


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


def unknown(state: State, chunk: Chunk) -> None:
    """Report a word that only describes a noun."""
    if not state.is_negated:
        state.draft.report(chunk.raw)


def _groups(state: State) -> list[Group]:
    expects = state.expects or state.listed
    return [
        (*expects.far, *expects.of) if expects and expects.kind != "none" else (),
        state.last,
        state.subject,
        state.topic,
    ]


def garment(state: State, chunk: Chunk) -> None:
    """Dress whoever is meant; what nobody wears waits for somebody."""
    if state.is_negated:
        return
    draft = state.draft
    groups = _groups(state)
    if state.is_inner:
        groups = [state.subject, *groups]
    owner = wears.wearer(draft, groups)
    if owner is None:
        thing_like = state.lexicon.phrases.get(chunk.token.word)
        if thing_like is not None and thing_like.kind == "object" and chunk.value != "?":
            thing(state, Chunk("thing", thing_like.value, chunk.token, mods=chunk.mods))
            return
        state.clothes.append(chunk)
    else:
        _put_on(state, owner, chunk)
        # What is told next is told of whoever wears it.
        state.last = (owner,)
        state.topic = state.topic or (owner,)
    if chunk.clause and owner is not None:
        state.read_inner(state, chunk, (owner,))
    state.listed = Expect(kind="garment", of=(owner,) if owner is not None else ())
    state.expects = None
    state.is_joined = state.is_open = False


def _put_on(state: State, owner: int, chunk: Chunk) -> None:
    draft = state.draft
    known = draft.objects[owner]
    concept = state.lexicon.phrases.get(chunk.token.word)
    is_thing = concept is not None and concept.kind == "object"
    if not state.lexicon.has_rig(known.concept) and is_thing and concept is not None:
        index = draft.add(concept.value, chunk.raw, known.count)
        if index is not None:
            mentions.describe(draft, index, chunk.mods)
            draft.relate(index, "worn_by", owner)
        return
    wears.dress(draft, owner, chunk.value, chunk.mods)
    state.worn = (owner, chunk.value)


def jewel(state: State, chunk: Chunk) -> None:
    """Pass over what is worn and too small to be drawn."""
    state.expects = None
    state.is_joined = False


def hair(state: State, chunk: Chunk) -> None:
    """Say how the hair of whoever is meant is."""
    owner = wears.wearer(state.draft, _groups(state))
    if owner is not None and not state.is_negated:
        wears.do_hair(state.draft, owner, chunk)
        state.worn = (owner, "hair")
        state.last = (owner,)
    state.listed = Expect(kind="garment", of=(owner,) if owner is not None else ())
    state.expects = None
    state.is_joined = False


def feature(state: State, chunk: Chunk) -> None:
    """Add to the face of whoever is meant."""
    owner = wears.wearer(state.draft, _groups(state))
    if owner is not None and not state.is_negated:
        wears.add_feature(state.draft, owner, chunk.value, chunk.mods.colour)
        state.last = (owner,)
    state.listed = Expect(kind="garment", of=(owner,) if owner is not None else ())
    state.expects = None
    state.is_joined = False


#: What is at a part of a body, by the part.
_AT_BODY = {"hand": "held_by", "hair": "worn_by", "neck": "worn_by", "head": "on", "shoulder": "on"}


def body(state: State, chunk: Chunk) -> None:
    """Relate what is on somebody's head, shoulder or in somebody's hand."""
    expects, state.expects = state.expects, None
    state.is_joined = False
    kind = _AT_BODY.get(chunk.value)
    if kind is None or state.is_negated:
        if expects is not None and expects.kind in ("with", "has"):
            state.listed = Expect(kind="garment", of=expects.of)
        state.worn = None
        return
    draft = state.draft
    if chunk.is_chinese and state.kind(1) in ("verb", "has") and expects is None:
        after = state.near(1)
        verb = state.lexicon.verbs.get(after.value) if after else None
        owner = wears.wearer(draft, [state.last, state.subject, state.topic])
        if owner is not None and (verb is None or verb.takes is None):
            state.fronted = (kind, (owner,))
            state.subject = ()
        return
    if expects is None or not expects.of or expects.kind in ("with", "has"):
        return
    owner = wears.wearer(draft, [_others(expects.far, expects.of), _others(state.topic, expects.of)])
    if owner is None:
        return
    for index in expects.of:
        if index != owner:
            is_alive = draft.is_living(index) and kind == "worn_by"
            draft.relate(index, "on" if is_alive else kind, owner)


def _others(group: Group, without: Group) -> Group:
    return tuple(index for index in group if index not in without)


def place_text(state: State, at: str) -> None:
    """Put the last text where the prompt wants it."""
    draft = state.draft
    draft.texts[-1] = replace(draft.texts[-1], at=draft.texts[-1].at or at)


def list_goes_on(state: State, listed: Expect) -> bool:
    """Whether the nouns after a comma still are what was listed before it."""
    return listed.kind in ("garment", "between") or lists.closes(state)


def finish(state: State) -> None:
    """Settle what waited for something that never came."""
    draft = state.draft
    for chunk in state.clothes:
        owner = wears.wearer(draft, [tuple(range(len(draft.objects)))])
        if owner is not None:
            wears.dress(draft, owner, chunk.value, chunk.mods)
        elif chunk.value != "?":
            draft.report(chunk.raw)
    for index, owner in draft.owned:
        known = draft.objects[index]
        if not known.relations and known.at is None:
            is_tied = any(target == index for _, target in draft.objects[owner].relations)
            if not is_tied and draft.is_living(owner):
                draft.relate(index, "next_to", owner)
