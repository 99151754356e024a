"""Predicates: who does a verb, and what adjectives, "with" and "has" tell of whom.

It does not know what a verb does to a scene.
"""

from inkstone.engines.sketch.lexicon.entries import Verb
from inkstone.engines.sketch.reading import attach, mentions, sides, verbs, wears
from inkstone.engines.sketch.reading.chunks import Chunk, Modifiers
from inkstone.engines.sketch.reading.state import Expect, Group, State

_SPEAKS = ("say", "read_as")
_NOUN = ("thing", "hypernym", "family")


def verb(state: State, chunk: Chunk) -> None:
    """Take a verb: find who does it, and expect to whom."""
    known = state.lexicon.verbs[chunk.value]
    if state.is_negated or known.id in _SPEAKS:
        state.expects = None
        state.doers = state.doers or state.subject
        return
    if _is_command(state, chunk):
        state.expects = None
        return
    if _is_noun(state, chunk):
        return
    if state.agent:
        _passive(state, known)
        return
    doers = _doers(state, known)
    if known.id == "fly" and chunk.token.form == "past":
        known = state.lexicon.verbs["hold"]
    if chunk.token.form == "past" and state.kind(1) == "by" and known.takes:
        state.at += 1
        state.expects = Expect(kind="agent", of=doers, verb=known, is_direct=True)
        state.is_open = False
        return
    if not doers and _is_existential(state, known):
        state.orphans.append((known, "", ()))
        state.subject = state.last = ()
        state.expects = None
        return
    _do(state, known, doers)


def _do(state: State, known: Verb, doers: Group) -> None:
    draft = state.draft
    for index in doers:
        verbs.pose(draft, index, known)
    if state.patient and known.takes:
        for index in doers:
            for target in state.patient:
                verbs.done(draft, known, index, target)
    joined = state.is_joined
    state.verb = state.fresh = known
    state.doers = doers
    state.is_joined = state.is_open = False
    state.listed = None
    if doers:
        state.subject = state.topic = doers
    direct = known if known.takes or known.id in ("fly", "rest") else None
    state.expects = _expected(state, direct, doers)
    if known.brings and state.kind(1) not in (*_NOUN, "adjectives"):
        _bring(state, known, doers)
    if not joined and state.kind(-1) == "side" or state.kind(-1) == "thing":
        sides.upgraded(state)


def _expected(state: State, known: Verb | None, doers: Group) -> Expect | None:
    """What a verb waits for: what it is done to."""
    if known is None:
        # A verb told before anybody was named waits for who does it.
        if not doers and state.verb is not None and state.verb.pose:
            state.orphans.append((state.verb, "", ()))
        return None
    if known.id in ("fly", "rest"):
        return _lets_go(state, doers)
    if not doers and state.kind(1) not in (*_NOUN, "garment", "adjectives", "measure"):
        state.orphans.append((known, "", ()))
        return None
    return Expect(kind=known.takes or "", of=doers, far=doers, verb=known, is_direct=True)


def _lets_go(state: State, doers: Group) -> Expect | None:
    """Somebody who flies something holds it by its string."""
    after = state.near(1)
    people = tuple(index for index in doers if state.draft.is_person(index))
    if not people or after is None or after.kind != "thing" or state.is_inner:
        return None
    hold = state.lexicon.verbs["hold"]
    for index in people:
        known = state.draft.objects[index]
        known.pose = "hold" if known.pose == "fly" else known.pose
    return Expect(kind="held_by", of=people, far=people, verb=hold, is_direct=True)


def _is_command(state: State, chunk: Chunk) -> bool:
    """Whether a verb tells the illustrator what to do: "Draw a cat"."""
    if chunk.is_chinese or chunk.token.form != "base":
        return False
    opens = state.kind(-1) in ("", "punctuation", "but", "and")
    return opens and not state.subject and not state.is_inner


def _is_noun(state: State, chunk: Chunk) -> bool:
    """Whether a verb's base form stands as a noun: "a walk", "for a swim"."""
    return chunk.token.form == "base" and state.kind(-1) in ("adjectives", "of", "for")


def _passive(state: State, known: Verb) -> None:
    """被: who was told of before is whom it is done to."""
    agent, state.agent = state.agent, ()
    target = state.subject or state.topic
    draft = state.draft
    if not any(attach.may_do(draft, index, known) for index in agent):
        agent, target = target, agent
    for doer in agent:
        verbs.pose(draft, doer, known)
        for index in target:
            verbs.done(draft, known, doer, index)
    state.expects = None


def _doers(state: State, known: Verb) -> Group:
    """Who does it: the noun right before, the clause's subject, or whom the text is about."""
    draft = state.draft
    before = state.kind(-1)
    is_near = before in (*_NOUN, "he", "she", "it", "they", "adjectives", "place", "side", "at")
    groups = [state.last, state.subject] if is_near and not state.is_joined else [state.subject]
    if state.is_inner or state.is_predicate:
        groups = [state.subject, state.last]
    opens = not state.subject and before in ("punctuation", "", "and", "but", "to", "side", "at")
    if (not state.subject or opens) and not (state.fronted or state.lead):
        groups.append(state.topic)
    for test in (attach.does, attach.may_do):
        for group in groups:
            able = tuple(index for index in group if test(draft, index, known))
            if able:
                return able
    return ()


def _is_existential(state: State, known: Verb) -> bool:
    """Whether the noun after a verb is who does it: 树下坐着一个老人, "there sits a cat"."""
    after = state.near(1)
    at = 1
    while after is not None and after.kind in ("adjectives", "measure"):
        at += 1
        after = state.near(at)
    if after is None or after.kind not in (*_NOUN, "verb", "has") or known.takes is not None:
        return False
    return bool(state.fronted or state.lead or after.is_chinese or state.kind(-1) == "exist")


def _bring(state: State, known: Verb, doers: Group) -> None:
    """Add what a verb needs and does not name: who surfs has a surfboard."""
    concept = known.brings or ""
    if concept not in state.lexicon.concepts:
        return
    index = state.draft.add(concept, concept, 1)
    if index is not None:
        for doer in doers:
            verbs.done(state.draft, known, doer, index)
    state.expects = None


def adjectives(state: State, chunk: Chunk) -> None:
    """Take words that describe what is not named after them."""
    mods = chunk.mods
    if state.is_negated:
        return
    draft = state.draft
    expects = state.expects
    if expects is not None and expects.kind == "inside" and mods.colours:
        owner = wears.wearer(draft, [expects.of, expects.far])
        if owner is not None:
            wears.dress(draft, owner, "?", mods)
            state.expects = None
            return
    if expects is not None and expects.verb is not None and expects.verb.takes == "worn_by":
        owner = wears.wearer(draft, [expects.of])
        if owner is not None and mods.colours:
            wears.dress(draft, owner, "?", mods)
            state.expects = None
            return
    if state.is_predicate and _predicate(state, mods):
        return
    if _is_one(state, mods):
        index = mentions.one_of(draft, mods)
        if index is not None:
            mentions.describe(draft, index, mods)
            state.begin((index,))
            return
    _left(state, mods)


def _predicate(state: State, mods: Modifiers) -> bool:
    """Take what "is" says of the subject, or of a garment."""
    draft = state.draft
    if state.worn is not None and mods.colours:
        owner, kind = state.worn
        known = draft.objects[owner]
        if kind == "hair":
            known.hair_colour = wears.hair_colour(mods.colours[0])
        else:
            wears.dress(draft, owner, kind, mods)
        return True
    group = state.subject or state.topic
    if not group or mods.number is not None and not mods.colours:
        return False
    for index in group:
        mentions.describe(draft, index, mods)
    return True


def _is_one(state: State, mods: Modifiers) -> bool:
    says = mods.colours or mods.pattern or mods.scale or mods.mood or mods.is_other
    follows = state.kind(1) in ("verb", "zai", "be", "relation", "at", "has", "with", "side")
    return mods.number is not None and bool(says or follows)


def _left(state: State, mods: Modifiers) -> None:
    """Take what stands alone: a mood after its noun, or a colour of nothing."""
    draft = state.draft
    group = state.subject or state.last or state.topic
    living = tuple(index for index in group if draft.is_living(index))
    if mods.mood:
        for index in living:
            draft.objects[index].mood = mods.mood
    if (mods.age or mods.skin) and living:
        plain = Modifiers(age=mods.age, skin=mods.skin)
        for index in living:
            mentions.describe(draft, index, plain)
    draft.colours += mods.colours
    if mods.scale is not None:
        draft.sizes.append(mods.scale)
    if mods.number is not None and state.kind(1) != "verb":
        draft.counts.append(mods.number)


def facing(state: State, chunk: Chunk) -> None:
    """Turn somebody to a side, or two to each other."""
    draft = state.draft
    group = state.last or state.subject or state.topic
    group = tuple(i for i in group if draft.is_living(i)) or state.subject or group
    if chunk.value in ("left", "right"):
        for index in group:
            draft.objects[index].facing = chunk.value
    elif chunk.value == "each_other":
        pair = state.subject if len(state.subject) == 2 else state.topic
        if len(pair) == 2:
            draft.relate(pair[0], "facing", pair[1])
            draft.relate(pair[1], "facing", pair[0])
    state.expects = None


def with_(state: State, chunk: Chunk) -> None:
    """Expect what somebody has with them."""
    if chunk.is_chinese and state.fronted:
        has(state, chunk)
        return
    of = state.last or state.subject
    if state.fresh is not None and state.doers:
        of = state.doers
    state.expects = Expect(kind="with", of=of, far=state.subject)
    state.is_open = state.is_joined = False


def has(state: State, chunk: Chunk) -> None:
    """Expect what somebody has; after a place, what is there."""
    introduces = bool(state.fronted or state.lead) or not (state.subject or state.is_inner)
    own = state.kind(1) in ("hair", "feature", "body", "garment")
    if introduces and not (own and state.topic):
        state.expects = None
        state.subject = state.last = ()
        state.is_open = state.is_joined = False
        return
    of = state.subject or state.topic
    state.expects = Expect(kind="has", of=of, far=of)
    state.is_open = state.is_joined = False


def of(state: State, chunk: Chunk) -> None:
    """Expect what the noun before is of; other words pass it over."""
    before = state.kind(-1)
    state.expects = None
    if before in _NOUN and state.last:
        state.expects = Expect(kind="of", of=state.last[-1:])
    elif before == "garment":
        state.expects = Expect(kind="none")


def by(state: State, chunk: Chunk) -> None:
    """Without a passive before it, "by" is beside."""
    near = state.last or state.subject
    state.expects = Expect(kind="next_to", of=near, far=state.subject, verb=state.fresh)
    state.is_open = False


def to(state: State, chunk: Chunk) -> None:
    """Expect whom somebody turns to."""
    if state.kind(1) == "verb":
        return
    of = state.doers if state.verb is not None else state.subject
    living = tuple(index for index in of if state.draft.is_living(index))
    state.expects = Expect(kind="facing" if living else "none", of=living, far=living)


def ba(state: State, chunk: Chunk) -> None:
    """把: the next noun is what something is done to."""
    doer = state.subject or state.topic
    if state.kind(1) in _NOUN and (after := state.near(1)) is not None:
        group = mentions.resolve(state.draft, after)
        if after.clause:
            state.read_inner(state, after, group)
        state.patient = group
        state.subject = doer
        state.at += 1
        state.last = group


def bei(state: State, chunk: Chunk) -> None:
    """被: the next noun is who does it."""
    target = state.subject or state.topic
    if state.kind(1) in _NOUN and target:
        state.expects = Expect(kind="agent", of=target, verb=None)
        state.is_joined = False
