"""Relatives: what Chinese says of a noun before it, up to 的, and the sides of things.

It does not know what the words come to; it only puts them with their noun.
"""

from inkstone.engines.sketch.reading.chunks import Chunk

#: The farthest that the words before a 的 reach.
_CHUNKS_MAX = 16
#: How many there are of what a place is full of.
_MANY = 5
_STOPS = frozenset({"punctuation", "exist", "be", "ba", "but", "for", "kind", "who", "one"})
_TELLS = frozenset({"verb", "has", "zai", "side", "with", "bei", "at", "adjectives", "mood"})
_TAKERS = frozenset({"verb", "zai", "bei", "has", "with", "and", "no", "by"})
_THINGS = frozenset({"thing", "hypernym", "family"})


def reduced(found: list[Chunk]) -> list[Chunk]:
    """Put Chinese sides together with their things, and clauses with the noun they describe."""
    return _related(_sides(found))


def _sides(found: list[Chunk]) -> list[Chunk]:
    """Make "沙发上" and "猫和狗之间" one chunk each."""
    done: list[Chunk] = []
    for chunk in found:
        if chunk.kind != "relation" or not chunk.is_chinese:
            done.append(chunk)
            continue
        things = _taken(done, is_between=chunk.value == "between")
        if things:
            done.append(Chunk("side", chunk.value, chunk.token, things=things))
        elif len(chunk.raw) > 1 and not (done and done[-1].kind in ("place", "body", "at")):
            done.append(chunk)
    return done


def _taken(done: list[Chunk], *, is_between: bool) -> list[Chunk]:
    """Take the things that a side is of from the end of what was read."""
    at = len(done) - 1
    if at >= 1 and done[at].kind == "de":
        at -= 1
    if at < 0 or not (done[at].kind in _THINGS or _is_pronoun(done[at])):
        return []
    start = at
    if is_between:
        while start >= 2 and done[start - 1].kind == "and" and done[start - 2].kind in _THINGS:
            start -= 2
    things = [chunk for chunk in done[start : at + 1] if chunk.kind != "and"]
    del done[start:]
    return things


def _is_pronoun(chunk: Chunk) -> bool:
    return chunk.kind in ("he", "she", "it", "they")


def _related(found: list[Chunk]) -> list[Chunk]:
    done: list[Chunk] = []
    for chunk in found:
        head = chunk.things[0] if chunk.kind == "side" else chunk
        ends = head.kind in _THINGS and len(done) > 1 and done[-1].kind == "de"
        if ends and done[-1].is_chinese and done[-1].raw != "之":
            start = _start(done, len(done) - 2, is_side=chunk.kind == "side")
            clause = done[start:-1]
            if any(one.kind in _TELLS for one in clause):
                _put(head, clause)
                del done[start:]
        elif chunk.kind == "place" and len(done) > 2 and done[-1].kind == "de":
            _spread(done)
        done.append(chunk)
    return done


def _spread(done: list[Chunk]) -> None:
    """开满花的花园: what a place is full of is there, and nobody has it."""
    if done[-3].kind in ("with", "verb") and done[-2].kind in _THINGS:
        done[-2].is_modifier = True
        done[-2].mods.number = done[-2].mods.number or _MANY
        del done[-1]
        del done[-2]


def _put(head: Chunk, clause: list[Chunk]) -> None:
    """Put a clause with its noun; the number before it is the noun's."""
    first = clause[0]
    if first.kind == "adjectives":
        head.mods.number = head.mods.number or first.mods.number
        head.mods.is_the = head.mods.is_the or first.mods.is_the
        head.mods.is_other = head.mods.is_other or first.mods.is_other
        head.mods.colours = head.mods.colours or first.mods.colours
        head.mods.scale = head.mods.scale or first.mods.scale
        head.mods.age = head.mods.age or first.mods.age
        head.mods.mood = head.mods.mood or first.mods.mood
        clause = clause[1:]
    head.clause = clause


def _start(done: list[Chunk], last: int, *, is_side: bool) -> int:
    """Where the words begin that describe the noun after a 的."""
    start = last + 1
    at = last
    while at >= 0 and last - at < _CHUNKS_MAX:
        chunk = done[at]
        before = done[at - 1] if at else None
        if chunk.kind in _STOPS or chunk.clause:
            break
        if chunk.kind == "adjectives" and chunk.mods.number is not None:
            return at
        if chunk.kind == "and" and not _joins(done, at):
            break
        if chunk.kind == "de" and not (before and before.kind == "hair"):
            break
        if chunk.kind == "has" and at < last and _names_new(done[at + 1]):
            break
        if is_side and chunk.kind == "zai" and before and before.kind in ("verb", *_THINGS):
            # 坐在窗前的书桌旁: the desk is where somebody sits.
            break
        if chunk.kind == "verb" and at < last and _is_doer(done, at):
            break
        start = at
        if chunk.kind in _THINGS and not (before and before.kind in _TAKERS | {"side"}):
            break
        at -= 1
    return start


def _names_new(chunk: Chunk) -> bool:
    """Whether 有 before this says what there is, rather than what the noun has."""
    if chunk.kind == "thing":
        return chunk.mods.number is not None and chunk.mods.number > 1
    return chunk.kind in ("adjectives", "verb")


def _joins(done: list[Chunk], at: int) -> bool:
    """Whether an "and" stands between two things that are said of one noun."""
    if at < 2:
        return False
    before, first = done[at - 1], done[at - 2]
    if before.clause:
        return False
    return first.kind in _TAKERS or before.kind in ("verb", "side")


def _is_doer(done: list[Chunk], at: int) -> bool:
    """Whether a verb takes the noun itself: the 牵着 of 女孩牵着戴帽子的狗."""
    return at > 0 and done[at - 1].kind in _THINGS and done[at + 1].kind == "verb"
