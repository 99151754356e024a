"""Clauses: reads chunks one by one and tells the draft what each says of the scene.

It does not know how chunks are found. Nouns, verbs and places have modules of their own.
"""

from collections.abc import Callable

from inkstone.engines.sketch.reading import (
    actions,
    bodies,
    finishing,
    lists,
    mentions,
    nouns,
    predicates,
    settings,
    settling,
    sides,
    texts,
)
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.reading.state import Expect, State

Handler = Callable[[State, Chunk], None]
_SENTENCE = ".。;；!！?？\n"


def read(draft: Draft, found: list[Chunk]) -> State:
    """Read all chunks of a prompt."""
    state = State(draft=draft, chunks=found, read_inner=inner)
    run(state)
    finishing.finish(state)
    return state


def run(state: State) -> None:
    """Read the chunks of a state from where it is."""
    while state.at < len(state.chunks):
        chunk = state.chunks[state.at]
        handler = _HANDLERS.get(chunk.kind)
        if handler is not None:
            handler(state, chunk)
        if chunk.kind not in ("verb", "also", "aspect", "no"):
            state.fresh = None if chunk.kind not in ("zai",) else state.fresh
        state.at += 1


def inner(state: State, chunk: Chunk, group: tuple[int, ...]) -> None:
    """Read what stands before a Chinese noun as told of that noun."""
    within = State(draft=state.draft, chunks=chunk.clause, is_inner=True, read_inner=inner)
    within.subject = within.topic = within.last = group
    run(within)
    expects = within.expects
    if expects is not None and expects.is_direct and expects.verb and group != expects.of:
        # 男孩牵着的狗: the noun itself is what the verb takes.
        settling.settle(state, expects, group)


def _punctuation(state: State, chunk: Chunk) -> None:
    mark = chunk.value
    if mark in ":：":
        state.expects = None
        return
    if mark in _SENTENCE:
        state.end_sentence()
        return
    listed = state.listed
    keeps_fronted, keeps_lead = state.fronted, state.lead
    if not lists.closes(state):
        state.introduced = (None, None)
    subject = state.subject
    state.end_clause()
    state.is_listing = True
    state.listed = listed if listed is not None and nouns.list_goes_on(state, listed) else None
    state.fronted, state.lead = keeps_fronted, keeps_lead
    if subject:
        state.topic = subject


def _and(state: State, _chunk: Chunk) -> None:
    state.is_joined = True
    if state.expects is not None and state.expects.kind not in ("between", "actor"):
        state.expects = None
    state.is_predicate = False


def _but(state: State, _chunk: Chunk) -> None:
    topic = state.subject or state.topic
    state.end_clause()
    state.listed = None
    state.topic = topic


def _no(state: State, _chunk: Chunk) -> None:
    state.is_negated = True
    state.expects = None


def _de(state: State, _chunk: Chunk) -> None:
    # 没有人的沙滩: the beach is there.
    state.is_negated = False


def _who(state: State, _chunk: Chunk) -> None:
    living = tuple(i for i in state.last if state.draft.is_living(i))
    if state.last:
        state.subject = living or state.last
        state.is_open = False
    state.expects = None


def _be(state: State, chunk: Chunk) -> None:
    state.is_predicate = True
    state.is_open = False
    state.expects = None
    if chunk.is_chinese and (state.fronted or state.lead) and not state.is_inner:
        state.subject = ()


def _exist(state: State, _chunk: Chunk) -> None:
    state.subject = state.last = ()
    state.expects = None
    state.is_open = False


def _pronoun(state: State, chunk: Chunk) -> None:
    if state.is_negated:
        return
    topic = state.topic or state.subject
    of = state.expects.of if state.expects is not None else ()
    if of and chunk.kind in ("it", "they"):
        topic = tuple(index for index in topic if index not in of)
    found = mentions.pronoun(state.draft, chunk.kind, topic, apart=of)
    if found:
        nouns.take(state, found)


def _one(state: State, chunk: Chunk) -> None:
    index = mentions.one_of(state.draft, chunk.mods)
    if index is not None and not state.is_negated:
        state.begin((index,))


def _for(state: State, _chunk: Chunk) -> None:
    state.is_for = state.kind(-1) in ("kind", "tone", "role", "chart", "style")
    state.expects = Expect(kind="none")


def _like(state: State, _chunk: Chunk) -> None:
    state.is_like = True
    state.expects = None


def _measure(state: State, chunk: Chunk) -> None:
    state.vessel = chunk


_HANDLERS: dict[str, Handler] = {
    "punctuation": _punctuation,
    "and": _and,
    "or": _and,
    "but": _but,
    "no": _no,
    "who": _who,
    "where": _but,
    "be": _be,
    "exist": _exist,
    "he": _pronoun,
    "she": _pronoun,
    "it": _pronoun,
    "they": _pronoun,
    "one": _one,
    "for": _for,
    "like": _like,
    "measure": _measure,
    "thing": nouns.thing,
    "hypernym": nouns.thing,
    "family": nouns.thing,
    "unknown": nouns.unknown,
    "garment": nouns.garment,
    "jewel": bodies.jewel,
    "hair": bodies.hair,
    "feature": bodies.feature,
    "body": bodies.body,
    "adjectives": predicates.adjectives,
    "facing": predicates.facing,
    "verb": actions.verb,
    "with": predicates.with_,
    "has": predicates.has,
    "de": _de,
    "of": predicates.of,
    "by": predicates.by,
    "to": predicates.to,
    "ba": predicates.ba,
    "bei": predicates.bei,
    "relation": sides.preposition,
    "side": sides.side,
    "zai": sides.zai,
    "at": sides.part,
    "place": settings.place,
    "time": settings.time,
    "weather": settings.weather,
    "season": settings.season,
    "style": settings.style,
    "kind": settings.kind,
    "chart": settings.chart,
    "tone": settings.tone,
    "plain": settings.plain,
    "text": texts.text,
}
