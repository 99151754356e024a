"""Predicates: who does a verb, and what adjectives, "with" and "has" tell of whom.

It does not know what a verb does to a scene.
"""

from inkstone.engines.sketch.reading import mentions, wears
from inkstone.engines.sketch.reading.chunks import Chunk, Modifiers
from inkstone.engines.sketch.reading.state import Expect, State

_NOUN = ("thing", "hypernym", "family")


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
    if _is_one(state, mods) or _is_told_apart(state, mods):
        index = mentions.one_of(draft, mods)
        if index is not None:
            worn = state.worn
            if worn is not None and mods.colours and _same(state, worn[0], index):
                wears.dress(draft, index, worn[1], mods)
            else:
                mentions.describe(draft, index, mods)
            state.begin((index,))
            return
    _left(state, mods)


def _is_told_apart(state: State, mods: Modifiers) -> bool:
    """Whether colours are listed of several things: "four birds: red, yellow, blue and green"."""
    if not mods.colours or mods.number is not None or state.kind(-1) not in ("punctuation", "and"):
        return False
    objects = state.draft.objects
    many = max((objects[index].count for index in state.topic or state.last), default=0)
    listed = state.kind(1) in ("and", "adjectives") or state.kind(2) == "adjectives"
    return state.draft.rest is not None or (many > 1 and listed)


def _same(state: State, one: int, other: int) -> bool:
    """Whether two are of the same several, so that what was worn by all can be told of each."""
    objects = state.draft.objects
    return objects[one].concept == objects[other].concept


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
    if not group or (mods.number is not None and not mods.colours):
        return False
    for index in group:
        mentions.describe(draft, index, mods)
    return True


def _is_one(state: State, mods: Modifiers) -> bool:
    says = mods.colours or mods.pattern or mods.scale or mods.mood or mods.is_other
    follows = state.kind(1) in ("verb", "zai", "be", "relation", "at", "has", "with", "side")
    return mods.number is not None and bool(says or follows) and state.expects is None


def _left(state: State, mods: Modifiers) -> None:
    """Take what stands alone: a mood after its noun, or a colour of nothing."""
    draft = state.draft
    group = state.subject or state.topic or state.last
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
    state.is_placed = True
    if chunk.value in ("left", "right"):
        for index in group:
            draft.objects[index].facing = chunk.value
    elif chunk.value == "hand_in_hand":
        pair = state.subject if len(state.subject) == 2 else state.topic
        if len(pair) == 2:
            draft.relate(pair[0], "next_to", pair[1])
        return
    elif chunk.value == "each_other":
        pair = state.subject if len(state.subject) == 2 else state.topic
        if len(pair) == 2:
            draft.relate(pair[0], "facing", pair[1])
            draft.relate(pair[1], "facing", pair[0])
    state.expects = None


def with_(state: State, chunk: Chunk) -> None:
    """Expect what somebody has with them."""
    if chunk.is_chinese and (state.fronted or state.lead):
        has(state, chunk)
        return
    of = state.last or state.subject
    if state.fresh is not None and state.doers:
        of = state.doers
    state.expects = Expect(kind="with", of=of, far=state.subject)
    state.is_open = state.is_joined = False


def has(state: State, _chunk: Chunk) -> None:
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


def of(state: State, _chunk: Chunk) -> None:
    """Expect what the noun before is of; other words pass it over."""
    before = state.kind(-1)
    state.expects = None
    if before in _NOUN and state.last:
        state.expects = Expect(kind="of", of=state.last[-1:])
    elif before == "garment":
        state.expects = Expect(kind="none")


def by(state: State, _chunk: Chunk) -> None:
    """Without a passive before it, "by" is beside."""
    near = state.last or state.subject
    state.expects = Expect(kind="next_to", of=near, far=state.subject, verb=state.fresh)
    state.is_open = False


def to(state: State, _chunk: Chunk) -> None:
    """Expect whom somebody turns to."""
    if state.kind(1) == "verb":
        return
    of = state.doers if state.verb is not None else state.subject
    living = tuple(index for index in of if state.draft.is_living(index))
    state.expects = Expect(kind="facing" if living else "none", of=living, far=living)


def ba(state: State, _chunk: Chunk) -> None:
    """把: the next noun is what something is done to."""
    doer = state.subject or state.topic
    if state.kind(1) in _NOUN and (after := state.near(1)) is not None:
        group = mentions.resolve(state.draft, after)
        if after.clause:
            state.read_inner(state, after, group)
        state.patient = group
        state.subject = doer
        state.at += 1
        state.last = ()


def bei(state: State, chunk: Chunk) -> None:
    """被: the next noun is who does it; after 给 it is whom it is done to."""
    if chunk.raw == "给":
        ba(state, chunk)
        return
    target = state.subject or state.topic
    if state.kind(1) in _NOUN and target:
        state.expects = Expect(kind="actor", of=target, verb=None)
        state.is_joined = False
