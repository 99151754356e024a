"""Targets: which objects of a scene some words of an instruction mean, or which of their copies.

It does not know what is asked of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from inkstone.engines.sketch.edit import amounts, words
from inkstone.engines.sketch.edit.scene.clusters import middle
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.reading.phrase import Mention
from inkstone.engines.sketch.scene import Box, Scene, SceneObject

_HAN = re.compile("[\u3400-\u9fff]")
_AND = re.compile(r"\s*(?:,|，|、|&|(?<![a-z])and(?![a-z])|和|与|跟|以及)\s*", re.ASCII)
_NUMBER = re.compile(
    r"^(?:the\s+)?(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+"
    r"|^(?:这|那)?[一二两三四五六七八九十\d]{1,2}[个只条棵朵辆位名张把双头匹群艘座件颗盏]"
)
#: One of the cats, two balloons, 其中一个气球; "the two cats" are all of them.
_SOME = re.compile(
    r"(?:(?P<number>a\s+single|\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s+of(?:\s+(?:the|these|those|all))*)?\s+(?!ones?(?![a-z])))"
    r"|(?:其中)?(?P<han>[一两二三四五六七八九十]|\d{1,2})[个只条棵朵辆位名张把头匹艘座件颗盏]|其中"
)
#: How much of an object must lie under a mask for it to be what the mask shows.
_COVERED = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An object, or some copies of it."""

    id: str
    #: None for all of them.
    copies: tuple[int, ...] | None = None


@dataclass(slots=True, kw_only=True)
class Known:
    """A scene as it is at a point of the instruction, and what was spoken of last."""

    scene: Scene
    recent: list[str] = field(default_factory=list)
    #: The box of the mask's white part.
    marked: Box | None = None

    def spoken(self, *ids: str) -> None:
        """Note what was spoken of, for the pronouns after it."""
        for each in ids:
            if each in self.recent:
                self.recent.remove(each)
            self.recent.append(each)

    def find(self, identifier: str) -> SceneObject | None:
        """The object of a name."""
        return self.scene.find(identifier)


def targets(raw: str, known: Known) -> tuple[Target, ...]:
    """The objects that a stretch of words means; empty where one of them is unknown."""
    whole = _one(raw, known)
    parts = [part for part in _AND.split(raw) if part.strip()]
    if len(parts) > 1:
        each = [_one(part, known) for part in parts]
        if all(each):
            flat = [target for found in each for target in found]
            return tuple(dict.fromkeys(flat))
    return whole


def _one(raw: str, known: Known) -> tuple[Target, ...]:
    text = raw.strip().lower()
    if not text or not known.scene.objects:
        return ()
    pronoun = _pronoun(text, known)
    if pronoun:
        return tuple(Target(id=each) for each in pronoun)
    num_chosen, bare = _chosen(text)
    ids = _named(bare or text, known) or _named(text, known) or _coloured(text, known)
    if not ids:
        return ()
    if is_all(text) or num_chosen is None:
        return _sided(text, ids, known) or tuple(Target(id=each) for each in ids)
    return _some(ids, num_chosen, known)


def _pronoun(text: str, known: Known) -> tuple[str, ...]:
    objects = known.scene.objects
    people = [one.id for one in objects if one.form == "figure"]
    recent = [each for each in reversed(known.recent) if known.find(each)]
    for name in ("scene.her", "scene.him"):
        if words.pattern(name).fullmatch(text):
            of = [one for one in people if _is_female(known, one) == (name == "scene.her")]
            among = [one for one in recent if one in (of or people)] or of or people
            return tuple(among[:1])
    if words.pattern("scene.it").fullmatch(text):
        if recent:
            return (recent[0],)
        under = _under(known)
        return under[:1] or ((objects[0].id,) if len(objects) == 1 else ())
    if words.pattern("scene.them").fullmatch(text):
        return tuple(recent[:2]) if recent else tuple(one.id for one in objects if one.count > 1)
    if words.pattern("scene.person").fullmatch(text):
        return tuple(people[:1])
    return ()


def _under(known: Known) -> tuple[str, ...]:
    """What lies under the mask, most of it first."""
    if known.marked is None:
        return ()
    shares = [
        (max(_share(box, known.marked) for box in one.boxes), one.id)
        for one in known.scene.objects
        if one.boxes
    ]
    return tuple(name for share, name in sorted(shares, reverse=True) if share >= _COVERED)


def _share(box: Box, mask: Box) -> float:
    wide = min(box.x + box.width, mask.x + mask.width) - max(box.x, mask.x)
    tall = min(box.y + box.height, mask.y + mask.height) - max(box.y, mask.y)
    return max(wide, 0.0) * max(tall, 0.0) / max(box.width * box.height, 1.0)


def is_female(concept: str) -> bool:
    """Whether a figure is a woman or a girl."""
    lexicon = lexicons.load()
    return any(
        lexicon.is_kind_of(concept, each) or each in concept.split("_")
        for each in words.phrases("scene.female")
    )


def _is_female(known: Known, identifier: str) -> bool:
    found = known.find(identifier)
    return found is not None and is_female(found.concept)


def _chosen(text: str) -> tuple[int | None, str]:
    """How many of them are meant where the words say so, and the words without that."""
    match = _SOME.match(text)
    if match is not None:
        spelled = match["number"] or match["han"]
        number = 1 if spelled in ("a single", None) else round(amounts.number(spelled))
        return number, text[match.end() :].strip("的 ")
    return None, text


def is_all(text: str) -> bool:
    """Whether all of a kind are meant."""
    return words.pattern("scene.all").search(text) is not None


def _named(text: str, known: Known) -> tuple[str, ...]:
    """Known objects that the words name: in English the first noun, in Chinese the last."""
    spellings = [text] if _HAN.search(text) else [text, f"the {text}"]
    bare = _NUMBER.sub("", text)
    for spelled in (*spellings, *([bare] if bare != text else [])):
        mentions = mentioned(spelled, known.scene.objects)
        if mentions:
            head = mentions[-1] if _HAN.search(text) else mentions[0]
            same = [one.id for one in mentions if one.start == head.start]
            if is_all(text) or text.rstrip().endswith("s"):
                return tuple(dict.fromkeys([*same, *_kin(same[0], known)]))
            return tuple(dict.fromkeys(same))
    return ()


def mentioned(text: str, objects: Sequence[SceneObject]) -> list[Mention]:
    """The known objects that words name, in their order."""
    return [one for one in read_phrase(text, known=objects).mentions if not one.is_new]


def _kin(identifier: str, known: Known) -> list[str]:
    first = known.find(identifier)
    if first is None:
        return []
    return [one.id for one in known.scene.objects if one.concept == first.concept]


def _coloured(text: str, known: Known) -> tuple[str, ...]:
    """The red one: by its colour alone."""
    match = words.colour_pattern().search(text)
    if match is None or not re.search(r"(?<![a-z])ones?(?![a-z])|的(?:那[个只]|一个)?$", text):
        return ()
    colour = words.drawn_colour(match[0])
    return tuple(
        one.id
        for one in known.scene.objects
        if one.colour == colour or any(worn.colour == colour for worn in one.wears)
    )


def _sided(text: str, ids: tuple[str, ...], known: Known) -> tuple[Target, ...]:
    """The cat on the left, where there are several."""
    places = _places(ids, known)
    if len(places) < 2 or is_all(text):
        return ()
    if words.pattern("scene.first").match(_bare(text)):
        return (places[0],)
    if words.pattern("scene.last").match(_bare(text)):
        return (places[-1],)
    if words.pattern("scene.middle").match(_bare(text)):
        return (places[len(places) // 2],)
    tail = re.search(r"on the (?:far )?(left|right)$", text) or re.match(
        r"(?:the )?(left|right)(?:-hand)? (?!of)", text
    )
    if tail is not None:
        return (places[0] if tail[1] == "left" else places[-1],)
    return ()


def _bare(text: str) -> str:
    return re.sub(r"^(?:the)\s+", "", text)


def _places(ids: tuple[str, ...], known: Known) -> list[Target]:
    """Every copy of some objects, from left to right."""
    found: list[tuple[float, Target]] = []
    for each in ids:
        one = known.find(each)
        if one is None:
            continue
        for index, copy in enumerate(one.copies):
            copies = None if one.count == 1 else (index,)
            found.append((middle(copy.box), Target(id=each, copies=copies)))
    return [target for _, target in sorted(found, key=lambda row: row[0])]


def _some(ids: tuple[str, ...], number: int, known: Known) -> tuple[Target, ...]:
    first = known.find(ids[0])
    if first is None or number < 1:
        return ()
    if first.count > number:
        return (Target(id=first.id, copies=tuple(range(first.count - number, first.count))),)
    return tuple(Target(id=each) for each in ids[:number])
