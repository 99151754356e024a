"""Actions: who does a verb, and what the verb waits for.

It does not know what a verb does to a scene.
"""

from inkstone.engines.sketch.lexicon.entries import Verb
from inkstone.engines.sketch.reading import attach, sides, verbs
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.state import Expect, Group, State

#: Verbs of other meanings that clothes are put on with as well: 打领带, 围着围巾.
_PUTS_ON = frozenset({"打", "打着", "围着", "扎着", "背着", "背", "扎", "顶着", "拖着", "套着"})
#: Orders after which somebody gets what is named second.
_GIVES = ("give", "dress", "给")
_SPEAKS = ("say", "read_as")
#: What two do to each other where nobody else is named.
_MUTUAL = frozenset({"facing", "hugging", "kissing", "talking_to"})
_OBJECTS = frozenset({"thing", "hypernym", "family", "adjectives", "he", "she", "it", "garment"})
_NOUN = ("thing", "hypernym", "family")
#: Before these a verb without a subject goes on about whom the text was about.
_OPENINGS = ("punctuation", "", "and", "but", "to", "side", "at", "body")


def verb(state: State, chunk: Chunk) -> None:
    """Take a verb: find who does it, and expect to whom."""
    known = _meant(state, chunk)
    if state.is_negated or _speaks(state, known) or _is_command(state, chunk):
        state.expects = None
        state.doers = state.doers or state.subject
        state.is_giving = chunk.token.word in _GIVES
    elif _is_noun(state, chunk):
        return
    elif state.actor:
        _passive(state, known)
    elif _tells_of_new(state, known, chunk):
        _wait(state, known)
    else:
        _act(state, known, chunk)


def _speaks(state: State, known: Verb) -> bool:
    """Whether a verb only announces a text: "a sign reading “OPEN”"."""
    if known.id in _SPEAKS:
        return True
    near = state.last or state.subject
    reads = known.id in ("read", "write") and state.kind(1) in ("text", "punctuation")
    return reads and "text" in (state.kind(1), state.kind(2)) and not any(
        state.draft.is_living(index) for index in near
    )  # fmt: skip


def _meant(state: State, chunk: Chunk) -> Verb:
    """The verb that is meant: a kite is flown by whoever holds it, a tie is put on."""
    after = state.near(1)
    name = chunk.value
    if chunk.raw in _PUTS_ON and after is not None and (after.garment or after.kind == "garment"):
        name = "wear"
    elif name == "fly" and chunk.token.form == "past":
        name = "hold"
    return state.lexicon.verbs[name]


def _act(state: State, known: Verb, chunk: Chunk) -> None:
    doers = _doers(state, known, form=chunk.token.form, is_chinese=chunk.is_chinese)
    if not doers and known.takes == "worn_by":
        # 给猫戴上帽子: it is put on whom it is done to.
        doers, state.patient = state.patient, ()
    if chunk.token.form == "past" and state.kind(1) == "by" and known.takes:
        state.at += 1
        target = state.last or state.subject or state.topic
        state.expects = Expect(kind="actor", of=target, verb=known, is_direct=True)
        state.is_open = False
    elif not doers and _is_existential(state, known):
        _wait(state, known)
    else:
        _do(state, known, doers, is_chinese=chunk.is_chinese)


def _wait(state: State, known: Verb) -> None:
    """Keep a verb for the noun after it, which does it."""
    state.orphans.append((known, "", ()))
    state.subject = state.last = ()
    state.expects = None


def _do(state: State, known: Verb, doers: Group, *, is_chinese: bool) -> None:
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
    if known.takes in _MUTUAL and len(doers) == 2 and state.kind(1) not in _OBJECTS:
        verbs.done(draft, known, doers[0], doers[1])
        verbs.done(draft, known, doers[1], doers[0])
    if known.brings and state.kind(1) not in (*_NOUN, "adjectives"):
        _bring(state, known, doers)
    if not joined and is_chinese and state.kind(-1) in ("side", "thing", "at"):
        sides.upgraded(state)


def _expected(state: State, known: Verb | None, doers: Group) -> Expect | None:
    """What a verb waits for: what it is done to."""
    if state.is_lost:
        return Expect(kind="none") if known is not None and known.takes else None
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
    """Somebody who flies a kite holds it by its string; what flies past a thing is above it."""
    after = state.near(1)
    if after is None or after.kind != "thing" or state.is_inner:
        return None
    people = tuple(index for index in doers if state.draft.is_person(index))
    if people and state.lexicon.serves(after.value, "strung"):
        for index in people:
            known = state.draft.objects[index]
            known.pose = "hold" if known.pose in ("fly", None) else known.pose
        hold = state.lexicon.verbs["hold"]
        return Expect(kind="held_by", of=people, far=people, verb=hold, is_direct=True)
    if doers and after.is_chinese and state.verb is not None and state.verb.id == "fly":
        return Expect(kind="above", of=doers, far=doers)
    return None


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
    actor, state.actor = state.actor, ()
    target = state.subject or state.topic
    draft = state.draft
    if not any(attach.may_do(draft, index, known) for index in actor):
        actor, target = target, actor
    for doer in actor:
        verbs.pose(draft, doer, known)
        for index in target:
            verbs.done(draft, known, doer, index)
    state.expects = None


def _doers(state: State, known: Verb, *, form: str, is_chinese: bool) -> Group:
    """Who does it: the noun right before, the clause's subject, or whom the text is about."""
    draft = state.draft
    if state.is_lost:
        return ()
    before = state.kind(-1)
    is_near = before in (*_NOUN, "he", "she", "it", "they", "adjectives", "place", "side", "at")
    groups = [state.last, state.subject] if is_near and not state.is_joined else [state.subject]
    is_serial = state.verb is not None and state.verb.id != "look"
    if (is_chinese or form in ("s", "base")) and is_serial and state.subject:
        # 奶奶抱着孙子坐在: all that is done is done by the one who began.
        groups = [state.subject, state.last]
    if state.is_inner or state.is_predicate:
        groups = [state.subject, state.last]
    opens = not state.subject and before in _OPENINGS
    if (not state.subject or opens) and not (state.fronted or state.lead):
        groups.append(state.topic)
    for test in (attach.lives, attach.does, attach.may_do):
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


def _tells_of_new(state: State, known: Verb, chunk: Chunk) -> bool:
    """Whether a Chinese verb without a subject is done by the new thing after it."""
    after = state.near(1)
    if not chunk.is_chinese or state.subject or state.is_inner or after is None:
        return False
    if known.takes and not (known.id == "follow" and state.fronted):
        return False
    return (after.kind in _NOUN and after.mods.number is not None and known.id != "rest") or (
        after.kind in _NOUN and bool(state.fronted or state.lead)
    )


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
