"""Texts in a clause: the role of each text, and what says it or carries it.

It does not know how texts are cut out of a prompt.
"""

import re
from dataclasses import dataclass, replace
from typing import cast

from inkstone.engines.sketch.reading import mentions
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.quotes import NAMES, TEXT_MAX
from inkstone.engines.sketch.reading.state import Group, State
from inkstone.engines.sketch.scene import Font, Role, Text

_FAR_BACK = 10
_FAR_ON = 4
_NOUNS = frozenset({"thing", "hypernym", "he", "she", "it", "they", "garment"})
_PASSED = frozenset({"de", "relation", "also", "at", "font", "style", "has", "of", "be"})
_BREAKS = ".。;；!！?？\n"
_IN_ORDER: tuple[Role, ...] = ("title", "subtitle", "body")
_LEADS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("body", re.compile(r"\bbody(?: text| copy)?[: ]*$", re.I)),
    ("horizontal", re.compile(r"\bhorizontal(?: scroll| line| banner)?[: ]*$", re.I)),
    ("footer", re.compile(r"(?:底部|页脚|最下面|最下方)(?:写着|写上|写|是|为)?[：:]?$")),
    ("sign", re.compile(r"(?:牌匾|匾额|招牌|门牌|告示牌)上?(?:题着|题|写着|刻着|写|是)?[：:]?$")),
    ("sign", re.compile(r"\bsign(?:s|board)?:? *$", re.I)),
)
_OWNED = frozenset({"sign", "label", "speech"})
_LISTED = frozenset({"label", "list", "body", "speech", "sign", "vertical"})


@dataclass(slots=True)
class _Around:
    """What stands around a text."""

    role: str | None = None
    #: Whether it only is called a text: no more is said of its role.
    is_plain: bool = False
    says: bool = False
    #: Whether something is written on something.
    is_written: bool = False
    is_kind: bool = False
    has_noun: bool = False
    has_garment: bool = False
    follows_text: bool = False
    colour: str | None = None


def text(state: State, _chunk: Chunk) -> None:
    """Give the next text its role, and say whose it is."""
    draft = state.draft
    if draft.num_cuts >= len(draft.cuts):
        return
    cut = draft.cuts[draft.num_cuts]
    draft.num_cuts += 1
    if cut.end - cut.start > TEXT_MAX + 2 and len(cut.text) >= TEXT_MAX - 1:
        draft.note("text_cut", f"{cut.text[:24]}…")
    around = _around(state)
    role, of = _placed(state, around)
    role = _led(cut.lead) or role
    if cut.opening in NAMES and not (around.role or around.is_kind or around.is_written):
        of = of or next((i for i in (*state.last, *state.topic) if not draft.is_living(i)), None)
        if of is None and not _is_cover(state):
            draft.report(cut.text)
            return
        role = "sign" if of is not None else role
    draft.text_owners.append(of)
    draft.texts.append(
        Text(
            text=cut.text,
            role=role,
            at=state.lead if of is None else None,
            colour=around.colour,
            font=_font(state),
        )
    )
    if of is None:
        state.lead = None
    state.expects = None
    state.is_joined = state.is_open = False


def _led(lead: str) -> Role | None:
    """The role that the words right before a text give it, whatever else is around."""
    return next((role for role, pattern in _LEADS if pattern.search(lead)), None)


def _is_cover(state: State) -> bool:
    after = [state.kind(offset) for offset in range(1, 4)]
    return bool(state.draft.kinds) or "kind" in after


def _around(state: State) -> _Around:
    around = _Around()
    _look_back(state, around)
    if around.role is None or around.is_plain:
        _look_on(state, around)
    if around.colour is None and state.kind(1) == "relation":
        after = state.near(3 if state.kind(2) == "font" else 2)
        if after is not None and after.kind in ("role", "adjectives"):
            around.colour = after.mods.colour
    return around


def _look_back(state: State, around: _Around) -> None:  # noqa: PLR0911 - one table
    for offset in range(-1, -_FAR_BACK, -1):
        chunk = state.near(offset)
        if chunk is None or (chunk.kind == "punctuation" and chunk.value in _BREAKS):
            return
        if chunk.kind == "text":
            around.follows_text = all(
                state.kind(at) in ("and", "punctuation") for at in range(offset + 1, 0)
            )
            return
        if chunk.kind == "role":
            around.colour = around.colour or chunk.mods.colour
            if chunk.value != "text":
                around.role = chunk.value
                around.is_plain = False
                return
            around.is_plain = True
        elif chunk.kind == "verb":
            if _announces(state, chunk, around):
                return
        elif chunk.kind == "kind":
            around.is_kind = True
            if chunk.value == "sign":
                around.role = "sign"
            return
        elif chunk.kind == "and" and around.is_plain:
            # "a tower and the text": the tower does not carry it.
            return
        elif chunk.kind in _NOUNS:
            around.has_noun = True
            around.has_garment = chunk.kind == "garment" or chunk.garment is not None
            return
        elif chunk.kind == "adjectives" and offset == -1:
            around.colour = around.colour or chunk.mods.colour


def _announces(state: State, chunk: Chunk, around: _Around) -> bool:
    """Whether a verb before a text says who speaks, so that nothing before it matters."""
    if chunk.value == "say":
        around.says = True
    elif chunk.value in ("read_as", "write", "read"):
        around.is_written = True
        around.is_plain = True
    elif state.near(-1) is chunk and any(state.draft.is_living(i) for i in state.doers):
        # A dog that barks “Woof” says it.
        around.says = True
        return True
    return False


def _look_on(state: State, around: _Around) -> None:
    for offset in range(1, _FAR_ON):
        chunk = state.near(offset)
        if chunk is None:
            return
        if chunk.kind == "role":
            around.colour = around.colour or chunk.mods.colour
            if chunk.value != "text" and around.role is None:
                around.role = chunk.value
            else:
                around.is_plain = True
            return
        if chunk.kind == "kind":
            if chunk.value == "sign" and around.role is None:
                around.role = "sign"
            around.is_kind = True
            return
        if chunk.kind == "verb" and chunk.value in ("read_as", "write"):
            around.is_written = True
            around.has_noun = True
            continue
        if chunk.kind in ("it", "thing") and around.is_written:
            _turn_to(state, chunk)
            return
        if chunk.kind == "adjectives" and state.kind(offset - 1) == "relation":
            around.colour = around.colour or chunk.mods.colour
            return
        if chunk.kind not in _PASSED:
            return


def _turn_to(state: State, chunk: Chunk) -> None:
    """Take what a text is written on, where that is told after it: "X" written on the cake."""
    if chunk.kind == "it":
        state.last = mentions.pronoun(state.draft, "it", state.topic)
    elif chunk.mods.is_the:
        state.last = mentions.resolve(state.draft, chunk)


def _placed(state: State, around: _Around) -> tuple[Role, int | None]:
    """The role of a text and what says it or carries it."""
    draft = state.draft
    living, thing = _first(state, living=True), _first(state, living=False)
    role = around.role
    who = living if living is not None else thing
    if role is None and around.says and who is not None:
        return ("speech" if living is not None else "sign"), who
    if role in _OWNED:
        return _owned(state, around, living, thing)
    if role is not None and not (role == "title" and _has(draft.texts, "title")):
        return cast("Role", role), None
    if around.follows_text and draft.texts and draft.texts[-1].role in _LISTED:
        return draft.texts[-1].role, draft.text_owners[-1]
    carrier = _carrier(state, around, living, thing) if role is None else None
    lives = any(draft.is_living(index) for index in range(len(draft.objects)))
    if carrier is None and not (role is None and around.is_written and lives and not draft.kinds):
        return _next(draft.texts), None
    # Something is written in the scene, on what may not be known.
    return "sign", carrier


def _owned(
    state: State, around: _Around, living: int | None, thing: int | None
) -> tuple[Role, int | None]:
    """Whose a sign, a label or a bubble is."""
    if around.role == "speech":
        return "speech", living
    if around.role == "label":
        return "label", thing if around.has_noun else None
    return "sign", thing if thing is not None else (living if state.is_inner else None)


def _carrier(state: State, around: _Around, living: int | None, thing: int | None) -> int | None:
    """What a text is written on that is only called a text."""
    if around.is_kind or not (around.has_noun or state.is_inner):
        return None
    if around.has_garment and living is not None:
        return living
    is_on = around.is_written or around.is_plain or state.kind(-1) in ("thing", "with")
    return thing if is_on or _is_on(state) else None


def _is_on(state: State) -> bool:
    return any(state.kind(offset) in ("side", "has") for offset in range(-3, 0))


def _first(state: State, *, living: bool) -> int | None:
    """The nearest one that lives, or the nearest thing."""
    groups: list[Group] = [state.last, state.subject]
    if state.fronted is not None:
        groups.insert(0, state.fronted[1])
    if living or not any(groups):
        groups.append(state.topic)
    for group in groups:
        for index in reversed(group):
            if state.draft.is_living(index) == living:
                return index
    return None


def _has(texts: list[Text], role: str) -> bool:
    return any(text.role == role for text in texts)


def _next(texts: list[Text]) -> Role:
    """The role of a text of which none is said: a title, then a subtitle, then more."""
    return next((role for role in _IN_ORDER if not _has(texts, role)), "body")


def _font(state: State) -> Font | None:
    fonts = {word: font for font, word in state.lexicon.fonts}
    for step in (-1, 1):
        for distance in range(1, 6):
            chunk = state.near(step * distance)
            if chunk is None or chunk.kind in ("text", "punctuation"):
                break
            font = fonts.get(chunk.token.word)
            if font is not None:
                return cast("Font", font)
    return None


def place_text(state: State, at: str) -> None:
    """Put the last text where the prompt wants it."""
    draft = state.draft
    draft.texts[-1] = replace(draft.texts[-1], at=draft.texts[-1].at or at)
