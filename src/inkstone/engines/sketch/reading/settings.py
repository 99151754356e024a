"""Settings: places, times, weather, styles, kinds and colours that are said of the whole picture.

It does not know what a prompt implies that does not say it.
"""

from inkstone.engines.sketch.reading import nouns
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.state import State

_TAKERS = ("verb", "with", "has", "relation", "and", "thing")
#: Kinds of pictures that are things as well, and the concepts for them.
_AS_THINGS = {
    "sign": ("placard", "signboard", "sign", "wooden_sign"),
    "menu": ("menu", "newspaper"),
    "card": ("card", "greeting_card", "envelope"),
    "poster": ("poster", "painting"),
}


def _said(state: State, chunk: Chunk) -> bool:
    """Whether a setting is told, rather than forbidden."""
    if state.is_negated:
        state.draft.dropped.add(chunk.value)
    if not chunk.is_modifier and chunk.kind in ("place", "time", "weather", "season"):
        state.expects = None
        state.is_joined = False
        state.is_open = False
    return not state.is_negated


def place(state: State, chunk: Chunk) -> None:
    """Take a place; one that only describes a thing counts where no other is named."""
    expects = state.expects
    if expects is not None and expects.kind in ("with", "has") and expects.of:
        # A part of a thing: "a house with a red roof".
        state.expects = None
        return
    if not _said(state, chunk):
        return
    places = state.draft.weak_places if chunk.is_modifier or state.is_for else state.draft.places
    places.append(chunk.value)


def time(state: State, chunk: Chunk) -> None:
    """Take a time of day: the first one that is named."""
    if _said(state, chunk):
        state.draft.time = state.draft.time or chunk.value


def weather(state: State, chunk: Chunk) -> None:
    """Take the weather; any that falls counts more than the sky."""
    if _said(state, chunk):
        known = state.draft.weather
        falls = chunk.value in ("rain", "snow", "storm") and known in ("cloudy", "wind", "clear")
        state.draft.weather = chunk.value if known is None or falls else known


def season(state: State, chunk: Chunk) -> None:
    """Take a season."""
    if _said(state, chunk):
        state.draft.season = state.draft.season or chunk.value


def style(state: State, chunk: Chunk) -> None:
    """Take a style."""
    if state.is_negated:
        state.draft.dropped.add(chunk.value)
    else:
        state.draft.style(chunk.value)


def kind(state: State, chunk: Chunk) -> None:
    """Take the kind of picture, or a thing that such a kind is as well."""
    draft = state.draft
    if state.is_negated:
        draft.dropped.add(chunk.value)
        return
    is_thing = (state.kind(-1) in _TAKERS and bool(draft.objects)) or state.expects is not None
    if is_thing and chunk.value in _AS_THINGS:
        state.last = state.last or state.subject
        _held(state, chunk)
        return
    is_late = chunk.value == "sign" and bool(draft.objects or draft.places)
    (draft.late_kinds if is_late else draft.kinds).append(chunk.value)
    if chunk.mods.colours:
        draft.tint = draft.tint or chunk.mods.colour
    state.expects = None
    state.subject = state.last = ()


def _held(state: State, chunk: Chunk) -> None:
    """A sign that somebody holds is a thing; one on a shop is the shop's."""
    concept = next((c for c in _AS_THINGS[chunk.value] if c in state.lexicon.concepts), None)
    expects = state.expects
    holds = expects is not None and expects.is_direct
    if concept is None or (chunk.value == "sign" and not holds):
        state.expects = None
        return
    nouns.thing(state, Chunk("thing", concept, chunk.token, mods=chunk.mods))


def chart(state: State, chunk: Chunk) -> None:
    """Take the kind of chart; it counts only where the picture is one."""
    if not state.is_negated:
        state.draft.charts.append(chunk.value)


def tone(state: State, chunk: Chunk) -> None:
    """Take the colour of the whole picture."""
    if state.is_negated:
        return
    draft = state.draft
    colour = chunk.mods.colour or (draft.colours.pop() if draft.colours else None)
    if colour:
        draft.tint = draft.tint or colour
    if chunk.token.word in ("background", "backdrop", "背景", "底色", "为底", "底"):
        draft.is_plain = draft.is_plain or colour is not None
    state.expects = None


def plain(state: State, _chunk: Chunk) -> None:
    """Take a plain backdrop."""
    if not state.is_negated:
        state.draft.is_plain = True
    state.expects = None
