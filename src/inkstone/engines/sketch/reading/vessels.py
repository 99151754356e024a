"""Vessels: what "of" does to two nouns: a bowl of soup, a basket of apples, a statue of a lion.

It does not know any other relation.
"""

from inkstone.engines.sketch.reading import attach, mentions
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.draft import Draft

#: How many things fill a vessel.
_FILLED = 3
_SHOWS_OTHERS = frozenset({"statue", "sculpture", "figurine", "carving", "snow_sculpture"})
_BUNCHES = frozenset({"bouquet", "wreath", "garland"})


def filled(draft: Draft, vessel: Chunk, chunk: Chunk) -> tuple[int, ...]:
    """The things of "two cups of tea" and "a basket of apples"; empty where none is a vessel."""
    word = vessel.token.word.removesuffix(" of")
    entry = draft.lexicon.phrases.get(word)
    number = vessel.mods.number
    holds = entry is not None and entry.kind == "object" and chunk.kind != "family"
    is_own = chunk.value in draft.lexicon.own
    if not holds or is_own or entry is None or entry.value == chunk.value:
        if number is not None and chunk.mods.number is None:
            chunk.mods.number = number
        elif is_own and chunk.mods.number is None:
            chunk.mods.number = 2 if _is_many(word) else 1
        chunk.mods.colours = chunk.mods.colours or vessel.mods.colours
        chunk.mods.scale = chunk.mods.scale or vessel.mods.scale
        return mentions.resolve(draft, chunk)
    index = draft.add(entry.value, word, number or 1)
    if index is None:
        return ()
    mentions.describe(draft, index, vessel.mods)
    _fill(draft, index, mentions.resolve(draft, chunk))
    return (index,)


def _is_many(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _fill(draft: Draft, vessel: int, group: tuple[int, ...]) -> None:
    kind = "on" if attach.serves(draft, vessel, "surfaces") else "inside"
    for index in group:
        known = draft.objects[index]
        if not known.is_counted and known.count == 1 and not draft.is_living(index):
            known.count = _FILLED
        draft.relate(index, kind, vessel)


def of(draft: Draft, first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """Put together the two nouns that an "of" joins."""
    for index in first:
        known = draft.objects[index]
        if known.concept in _SHOWS_OTHERS and second:
            draft.objects[second[0]].material = known.material or "stone"
            known.is_dropped = True
        elif known.concept in _BUNCHES and second:
            flower = draft.objects[second[0]]
            known.colour = known.colour or flower.colour
            known.name = f"{known.name} of {flower.name}"
            flower.is_dropped = True
        elif attach.serves(draft, index, "vessels") or attach.serves(draft, index, "surfaces"):
            _fill(draft, index, second)
