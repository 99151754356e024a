"""Mentions: which thing of the scene a noun or a pronoun means, or the new one that it names.

It does not know what is said of it besides.
"""

from inkstone.engines.sketch.reading import verbs, wears
from inkstone.engines.sketch.reading.chunks import Chunk, Modifiers
from inkstone.engines.sketch.reading.draft import Draft, Found, Place

_PLURAL = 3
_YOUNG = {"baby": 0.62, "child": 0.7, "young": 0.85}
_WOMEN = ("woman", "girl", "old_woman", "princess", "hanfu_woman", "queen", "bride",
                    "mermaid", "nurse", "ballerina", "witch", "fairy", "grandmother", "mother",
                    "dancer", "geisha", "lady", "maid", "empress", "businesswoman")  # fmt: skip
_MEN = ("man", "boy", "old_man", "prince", "king", "scholar", "wizard", "santa", "monk",
                  "knight", "grandfather", "father", "emperor", "groom", "businessman", "farmer",
                  "fisherman", "cowboy", "sailor", "pirate", "samurai")  # fmt: skip
_FEMALE, _MALE = "女妈奶婆娘妹姐姨姑", "男爸爷叔伯哥弟翁"
_BLACK, _WHITE = "#26282f", "#f7f5ef"
_SKINS = {_BLACK: "#6f452a", _WHITE: "#f4d3ba", "#8a5b38": "#a86f46"}
_PLAIN_PEOPLE = frozenset({"woman", "man", "girl", "boy", "child", "person", "old_man",
                           "old_woman", "baby"})  # fmt: skip


def resolve(draft: Draft, chunk: Chunk) -> tuple[int, ...]:
    """The things that a noun phrase means; new ones are added."""
    match chunk.kind:
        case "family":
            return _family(draft, chunk)
        case "hypernym":
            return _general(draft, chunk)
    if not chunk.value:
        draft.report(chunk.raw)
        return ()
    known = _mentioned(draft, chunk, chunk.value)
    found = known or _new(draft, chunk, chunk.value)
    if not (known and draft.is_phrase):
        for index in found:
            describe(draft, index, chunk.mods)
    return found


def _new(draft: Draft, chunk: Chunk, concept: str) -> tuple[int, ...]:
    mods = chunk.mods
    is_many = chunk.token.is_plural or (mods.is_each and not chunk.is_chinese)
    count = mods.number if mods.number is not None else (_PLURAL if is_many else 1)
    index = draft.add(concept, chunk.raw, count)
    if index is None:
        return ()
    known = draft.objects[index]
    known.is_counted = mods.number is not None and mods.number != 1
    draft.mentions.append(_place(index, chunk))
    for lost in mods.lost:
        space = "" if chunk.is_chinese else " "
        draft.note("approximated", f"{lost}{space}{chunk.raw}")
    return (index,)


def _place(index: int, chunk: Chunk) -> Place:
    token = chunk.token
    return Place(index=index, name=token.raw, start=token.start, end=token.end)


def _mentioned(draft: Draft, chunk: Chunk, concept: str) -> tuple[int, ...]:
    """The things named before that a noun means again."""
    mods = chunk.mods
    if mods.is_other or (mods.number is not None and not (mods.is_the or mods.is_each)):
        return ()
    if mods.number is None and draft.is_phrase:
        pass
    elif not mods.is_the and (chunk.token.is_plural or not _says_little(mods)):
        return ()
    same = [
        index
        for index, known in enumerate(draft.objects)
        if known.concept == concept
        or ((mods.is_the or draft.is_phrase) and _is_called(draft, known, chunk))
    ]
    matching = [index for index in same if _matches(draft.objects[index], mods)]
    if not matching:
        return ()
    found = tuple(matching) if chunk.token.is_plural or mods.is_each else (matching[0],)
    draft.mentions += [_place(index, chunk) for index in found]
    return found


def _is_called(draft: Draft, known: Found, chunk: Chunk) -> bool:
    """Whether a thing can be meant by a more general word, or by the last word of its name."""
    if draft.lexicon.is_kind_of(known.concept, chunk.value):
        return True
    last = known.name.lower().rpartition(" ")[2]
    word = chunk.token.word
    return known.name.endswith(word) if chunk.is_chinese else last == word


def _says_little(mods: Modifiers) -> bool:
    return not (mods.colours or mods.scale or mods.pattern or mods.material)


def _matches(known: Found, mods: Modifiers) -> bool:
    is_coloured = mods.colour is not None and known.colour is not None
    if is_coloured and known.colour != mods.colour:
        return False
    return mods.scale is None or known.scale == 1.0 or (mods.scale > 1) == (known.scale > 1)


def _general(draft: Draft, chunk: Chunk) -> tuple[int, ...]:
    """A general word means what was named of its kind, or stands for one thing of it."""
    if chunk.mods.is_the or chunk.mods.is_each or chunk.mods.is_owned:
        among = [
            index
            for index, known in enumerate(draft.objects)
            if draft.lexicon.is_kind_of(known.concept, chunk.value)
        ]
        if among:
            found = tuple(among) if chunk.token.is_plural else (among[-1],)
            draft.mentions += [_place(index, chunk) for index in found]
            return found
    concept = draft.lexicon.hypernyms.get(chunk.value, "")
    if concept not in draft.lexicon.concepts:
        draft.report(chunk.raw)
        return ()
    draft.note("approximated", chunk.raw)
    found = _new(draft, chunk, concept)
    for index in found:
        describe(draft, index, chunk.mods)
    return found


def _family(draft: Draft, chunk: Chunk) -> tuple[int, ...]:
    people = tuple(i for i in range(len(draft.objects)) if draft.is_person(i))
    if chunk.mods.is_the and len(people) > 1:
        return people
    found: list[int] = []
    for part in chunk.value.split():
        concept, _, count = part.partition("*")
        if concept not in draft.lexicon.concepts:
            continue
        index = draft.add(concept, chunk.raw, int(count or 1))
        if index is not None:
            draft.objects[index].is_counted = bool(count)
            draft.mentions.append(_place(index, chunk))
            describe(draft, index, chunk.mods)
            found.append(index)
    return tuple(found)


def describe(draft: Draft, index: int, mods: Modifiers) -> None:
    """Say of a thing what its noun phrase says."""
    known = draft.objects[index]
    if mods.colours:
        _colour(draft, index, mods.colours)
    known.pattern = mods.pattern or known.pattern
    known.material = mods.material or known.material
    known.scale = mods.scale or known.scale
    known.mood = mods.mood or known.mood
    known.skin = mods.skin or known.skin
    known.facing = mods.facing or known.facing
    known.hair_colour = mods.hair_colour or known.hair_colour
    if mods.age:
        _age(draft, index, mods.age)
    if mods.hair and draft.is_person(index):
        known.hair = mods.hair
    for feature in mods.features:
        wears.add_feature(draft, index, feature)
    if mods.dressed_as:
        wears.dress_as(draft, index, mods.dressed_as)
    for name in mods.verbs:
        verbs.pose(draft, index, draft.lexicon.verbs[name])


def _colour(draft: Draft, index: int, colours: list[str]) -> None:
    known = draft.objects[index]
    first = colours[0]
    if draft.is_person(index):
        if first in wears.HAIR_COLOURS:
            known.hair_colour = first
            return
        if known.concept in _PLAIN_PEOPLE and first in _SKINS:
            known.skin = _SKINS[first]
            return
    known.colour = first


def _age(draft: Draft, index: int, age: str) -> None:
    known = draft.objects[index]
    if draft.is_person(index):
        known.age = age
    elif age in _YOUNG and draft.is_living(index):
        known.scale = _YOUNG[age]


def pronoun(
    draft: Draft, kind: str, topic: tuple[int, ...], *, apart: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """The things that a pronoun means; none of those that stand apart from what it means."""
    count = len(draft.objects)
    recent = [*reversed(topic), *(i for i in reversed(range(count)) if i not in topic)]
    recent = [i for i in recent if not draft.objects[i].is_dropped and i not in apart]
    if kind == "they":
        return _several(draft, topic, recent)
    if kind == "it":
        things = [index for index in recent if not draft.is_person(index)]
        told = [index for index in things if index in topic]
        living = [index for index in things if draft.is_living(index)]
        return tuple(told[:1] or living[:1] or things[:1] or recent[:1])
    people = [index for index in recent if draft.is_person(index)]
    for index in people:
        if gender(draft, index) == kind:
            return (index,)
    unsaid = [index for index in people if gender(draft, index) is None]
    living = [index for index in recent if draft.is_living(index) and index not in people]
    return tuple((unsaid or living or people)[:1])


def gender(draft: Draft, index: int) -> str | None:
    """`she` or `he`, where a figure's concept or name says it."""
    known = draft.objects[index]
    for kind, concepts, signs in (("she", _WOMEN, _FEMALE), ("he", _MEN, _MALE)):
        is_one = any(draft.lexicon.is_kind_of(known.concept, one) for one in concepts)
        if is_one or any(sign in known.name for sign in signs):
            return kind
    return None


def _several(draft: Draft, topic: tuple[int, ...], recent: list[int]) -> tuple[int, ...]:
    if len(topic) > 1 or any(draft.objects[index].count > 1 for index in topic):
        return topic
    others = sorted(recent)
    living = tuple(index for index in others if draft.is_living(index))
    people = tuple(index for index in living if draft.is_person(index))
    many = [index for index in living if draft.objects[index].count > 1]
    things = [index for index in others if draft.objects[index].count > 1]
    if many:
        return (many[-1],)
    if len(people) > 1:
        return people
    return living if len(living) > 1 else tuple(things[-1:]) or tuple(recent[:1])


def one_of(draft: Draft, mods: Modifiers) -> int | None:
    """Take one out of several that were named, for "one is black" and 另一只."""
    wanted = max(mods.number or 1, 1)
    rest = draft.rest
    if rest is None:
        many = (at for at, known in enumerate(draft.objects) if known.count > wanted)
        rest = max(many, default=None)
    if rest is None:
        return None
    known = draft.objects[rest]
    if known.count <= wanted:
        draft.rest = None
        return rest
    new = draft.add(known.concept, known.name, wanted)
    if new is None:
        return rest
    known.count -= wanted
    copy = draft.objects[new]
    copy.colour, copy.scale, copy.pattern = known.colour, known.scale, known.pattern
    copy.pose, copy.mood, copy.is_counted = known.pose, known.mood, True
    copy.relations, copy.wears = list(known.relations), list(known.wears)
    draft.rest = rest
    return new
