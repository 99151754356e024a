"""Sides: prepositions, Chinese places beside things, and parts of the picture.

It does not know what a noun is; it says what the next one will be to the last.
"""

from inkstone.engines.sketch.reading import mentions, settling, texts, verbs
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.state import Expect, Group, State

_PARTS = {"left_of": "left", "right_of": "right", "above": "top", "under": "bottom",
          "between": "centre", "behind": "back", "in_front_of": "bottom", "on": "top"}  # fmt: skip
#: Sides that need no thing named anew: 旁边有一只狗.
_NEAR = ("next_to", "around", "behind", "in_front_of", "under", "on", "inside")
_ENDS = ("punctuation", "", "but")


def preposition(state: State, chunk: Chunk) -> None:
    """Expect a noun that a thing stands to."""
    if chunk.is_chinese:
        # The side of no thing is a part of the picture: 左边是一只猫.
        lone = _PARTS.get(chunk.value)
        beside = state.beside
        if state.subject and chunk.value in _NEAR and state.kind(-1) == "zai":
            state.expects = None
            return
        if not beside and chunk.value in _NEAR:
            beside = state.topic or state.last
        if beside and state.kind(1) in ("be", "has", "verb", "with"):
            state.fronted = (_among(state, chunk.value, beside), beside)
            state.subject = state.last = ()
        elif lone is not None:
            part(state, Chunk("at", lone, chunk.token))
        return
    if state.is_negated and state.expects is None:
        return
    if chunk.token.word == "into" and state.verb is None:
        # "Turn the car into a truck": the truck holds no car.
        state.expects = Expect(kind="none")
        return
    doers = state.doers if state.fresh is not None else ()
    near = doers or state.last or state.subject
    far = state.subject or (state.topic if state.last else ())
    if doers:
        far = doers
    if _is_first(state):
        near = far = ()
    state.expects = Expect(kind=chunk.value, of=near, far=far, verb=state.fresh)
    if chunk.value == "between":
        state.listed = None
    state.is_open = state.is_joined = False


def _among(state: State, kind: str, group: Group) -> str:
    """The middle of one thing is no place between several."""
    is_one = len(group) == 1 and state.draft.objects[group[0]].count == 1
    return "on" if kind == "between" and is_one else kind


def _is_first(state: State) -> bool:
    """Whether a preposition opens its clause: "On the table, a cup"."""
    if not (state.fresh is None and not state.subject):
        return False
    before = state.kind(-1)
    return before in ("punctuation", "", "but", "and", "exist")


def zai(state: State, _chunk: Chunk) -> None:
    """Expect where somebody is: 在, and after a verb 坐在."""
    if state.patient:
        state.expects = Expect(kind="at", of=state.patient, far=state.patient)
        return
    of = state.doers if state.fresh is not None else state.subject or ()
    if not of and state.is_listing and state.topic and not _introduces(state):
        of = state.topic
    state.expects = Expect(kind="at", of=of, far=of, verb=state.fresh or None)
    state.is_open = state.is_joined = False


def _introduces(state: State) -> bool:
    """Whether a clause without a subject names something new after its place: 在树下，一只猫."""
    for offset in range(1, 8):
        kind = state.kind(offset)
        if kind in ("has", "exist"):
            return True
        if kind in _ENDS:
            return False
        if kind == "verb":
            after = state.kind(offset + 1)
            return after == "thing"
    return False


def side(state: State, chunk: Chunk) -> None:
    """Take a Chinese place beside things."""
    targets: list[int] = []
    for thing in chunk.things:
        if thing.kind in ("he", "she", "it", "they"):
            found = mentions.pronoun(state.draft, thing.kind, state.topic or state.subject)
        else:
            thing.mods.is_the = thing.mods.is_the or thing.mods.number is None
            found = mentions.resolve(state.draft, thing)
        if thing.clause:
            state.read_inner(state, thing, found)
        targets += found
    group = tuple(targets)
    if state.is_negated or not group:
        state.expects = None
        return
    expects = state.expects
    if expects is not None and expects.of:
        kind = _among(state, chunk.value, group)
        settling.settle(state, _sided(expects, kind), group)
        state.expects = None
        return
    if state.subject and (state.is_inner or state.is_open):
        settling.settle(state, Expect(kind=chunk.value, of=state.subject, far=state.subject), group)
        state.is_open = False
        return
    state.fronted = (_among(state, chunk.value, group), group)
    state.beside = group
    state.expects = None
    state.last = ()


def _sided(expects: Expect, kind: str) -> Expect:
    if expects.is_direct:
        return expects
    return Expect(kind=kind, of=expects.of, far=expects.far, verb=expects.verb)


def part(state: State, chunk: Chunk) -> None:
    """Take a part of the picture for the thing before it, or for the one to come."""
    if state.is_negated:
        return
    draft = state.draft
    if state.kind(-1) in ("text", "role") and draft.texts:
        texts.place_text(state, chunk.value)
        return
    if state.kind(1) in ("role", "text") or (state.kind(1) == "verb" and state.kind(2) == "text"):
        state.lead = chunk.value
        state.expects = None
        return
    if state.kind(1) == "de":
        # 远处的山: a part of the picture that says where the next noun is.
        state.lead = chunk.value if state.kind(2) in ("thing", "hypernym", "family") else None
        state.expects = None
        return
    leads = _leads(state)
    state.expects = None
    if leads or not state.last:
        state.lead = chunk.value
        if not state.is_inner and leads:
            state.subject = ()
        return
    for index in state.last if state.last else state.subject:
        draft.objects[index].at = draft.objects[index].at or chunk.value


def _leads(state: State) -> bool:
    """Whether what is there comes after its place: "on the left, a cat"."""
    if state.is_inner:
        return False
    after = state.kind(1)
    if after in ("be", "has", "exist", "with"):
        return True
    opens = state.kind(-1) in ("punctuation", "", "and", "but") or (
        state.kind(-1) == "zai" and state.kind(-2) in ("punctuation", "", "and", "but")
    )
    if not opens:
        return False
    if after in ("thing", "family", "hypernym", "verb", "adjectives", "measure", "relation"):
        return True
    comma = state.near(1)
    if comma is None or comma.kind != "punctuation" or comma.value not in ",，:：":
        return False
    return state.kind(2) in ("thing", "family", "hypernym", "adjectives", "exist")


def upgraded(state: State) -> None:
    """After 在沙发上睡觉: the place was told before how it is used."""
    verb = state.verb
    if verb is None:
        return
    for index in state.doers:
        known = state.draft.objects[index]
        if known.relations and known.relations[-1][0] in ("on", "inside", "next_to"):
            kind, target = known.relations[-1]
            known.relations[-1] = (verbs.combined(state.draft, kind, verb, target), target)
