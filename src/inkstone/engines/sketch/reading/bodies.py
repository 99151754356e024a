"""Bodies: clothes, hair, faces and what is on parts of a body, given to whoever is meant.

It does not know what a garment looks like.
"""

from inkstone.engines.sketch.reading import mentions, wears
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.state import Expect, Group, State

_PREPOSITIONS = ("on", "around", "in", "behind")
#: What is at a part of a body, by the part.
_AT_BODY = {"hand": "held_by", "hair": "worn_by", "neck": "worn_by", "head": "on", "shoulder": "on"}


def _groups(state: State) -> list[Group]:
    expects = state.expects or state.listed
    return [
        (*expects.far, *expects.of) if expects and expects.kind != "none" else (),
        state.last,
        state.subject,
        state.topic,
    ]


def put_on(state: State, chunk: Chunk) -> bool:
    """Dress whoever is meant, if anybody is."""
    groups = [state.subject, *_groups(state)] if state.is_inner else _groups(state)
    owner = wears.wearer(state.draft, groups)
    if owner is None:
        return False
    _dress(state, owner, chunk)
    for lost in chunk.mods.lost:
        state.draft.note("approximated", f"{lost} {chunk.raw}")
    state.topic = state.topic or (owner,)
    if chunk.clause:
        state.read_inner(state, chunk, (owner,))
    _after(state, owner)
    state.is_open = False
    return True


def _after(state: State, owner: int | None) -> None:
    """What is told next is told of whoever wears it, and may be worn as well."""
    if owner is not None:
        state.last = (owner,)
    state.listed = Expect(kind="garment", of=(owner,) if owner is not None else ())
    state.expects = None
    state.is_joined = False


def _dress(state: State, owner: int, chunk: Chunk) -> None:
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


def jewel(state: State, _chunk: Chunk) -> None:
    """Pass over what is worn and too small to be drawn."""
    state.expects = None
    state.is_joined = False


def hair(state: State, chunk: Chunk) -> None:
    """Say how the hair of whoever is meant is."""
    owner = wears.wearer(state.draft, _groups(state))
    if owner is not None and not state.is_negated:
        wears.do_hair(state.draft, owner, chunk)
        state.worn = (owner, "hair")
    _after(state, owner)


def feature(state: State, chunk: Chunk) -> None:
    """Add to the face of whoever is meant."""
    owner = wears.wearer(state.draft, _groups(state))
    if owner is not None and not state.is_negated:
        wears.add_feature(state.draft, owner, chunk.value, chunk.mods.colour)
    _after(state, owner)


def body(state: State, chunk: Chunk) -> None:
    """Relate what is on somebody's head, shoulder or in somebody's hand."""
    expects, state.expects = state.expects, None
    state.is_joined = False
    kind = _AT_BODY.get(chunk.value)
    if kind is None and chunk.raw.startswith("脚"):
        kind = "next_to"
    if kind is None or state.is_negated:
        if expects is not None and expects.kind in ("with", "has"):
            state.listed = Expect(kind="garment", of=expects.of)
        state.worn = None
    elif expects is None and chunk.raw.partition(" ")[0].lower() in _PREPOSITIONS:
        _place(state, Expect(kind="on", of=state.last, far=state.subject), kind)
    elif expects is None:
        _front(state, chunk, kind)
    elif expects.of and expects.kind not in ("with", "has"):
        _place(state, expects, kind)


def _front(state: State, chunk: Chunk, kind: str) -> None:
    """肩上站着: what is there is told after the part of the body."""
    if not chunk.is_chinese or state.kind(1) not in ("verb", "has"):
        return
    after = state.near(1)
    verb = state.lexicon.verbs.get(after.value) if after else None
    owner = wears.wearer(state.draft, [state.last, state.subject, state.topic])
    if owner is not None and (verb is None or verb.takes is None):
        state.fronted = (kind, (owner,))
        state.subject = ()


def _place(state: State, expects: Expect, kind: str) -> None:
    draft = state.draft
    everybody = tuple(range(len(draft.objects)))
    groups = (expects.far, state.topic, everybody)
    among = [_others(group, expects.of) for group in groups]
    owner = wears.wearer(draft, among)
    if owner is None:
        return
    for index in expects.of:
        if index != owner:
            is_alive = draft.is_living(index) and kind == "worn_by"
            draft.relate(index, "on" if is_alive else kind, owner)
    state.last = (owner,)


def _others(group: Group, without: Group) -> Group:
    return tuple(index for index in group if index not in without)
