"""Reading: from an instruction to operations on a scene, and the wishes that none of them follows.

It does not know any pixels. Each wish is read beside the scene as the wishes before it left it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.quotes import Marked
from inkstone.engines.sketch.edit.scene import (
    naming,
    read_changes,
    read_moves,
    read_setting,
    read_texts,
    read_things,
    wishes,
)
from inkstone.engines.sketch.edit.scene.applying import apply
from inkstone.engines.sketch.edit.scene.operations import Add, SceneOperation
from inkstone.engines.sketch.edit.scene.targets import Known, mentioned, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.scene import Box, Scene

#: More wishes than these are not followed.
OPERATIONS_MAX = 40
_HAN = re.compile("[\u3400-\u9fff]")
_Reader = Callable[[Wish, Known], list[SceneOperation] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneReading:
    """What was understood of an instruction."""

    operations: tuple[SceneOperation, ...]
    #: The scene with them done, not drawn yet.
    scene: Scene
    #: The parts of the instruction that were understood, as start and end.
    taken: tuple[tuple[int, int], ...]
    #: Words for which there is no drawing.
    unknown: tuple[str, ...] = ()


def read(marked: Marked, scene: Scene, *, box: Box | None = None) -> SceneReading:
    """Read an instruction beside a scene.

    Args:
        marked: the instruction.
        scene: a placed scene.
        box: around the white part of the mask, where there is one.
    """
    known = Known(scene=scene, marked=box)
    operations: list[SceneOperation] = []
    taken: list[tuple[int, int]] = []
    for index, wish in enumerate(wishes.wishes(marked)):
        if index >= wishes.WISHES_MAX or len(operations) >= OPERATIONS_MAX:
            break
        for each in _split(wish, known):
            found = read_wish(each, known)
            if not found:
                continue
            operations += found
            taken.append((each.start, each.end))
            for operation in found:
                known.scene = apply(known.scene, operation)
                known.spoken(*_spoken(operation))
    return SceneReading(operations=tuple(operations), scene=known.scene, taken=tuple(taken))


def _spoken(operation: SceneOperation) -> list[str]:
    if isinstance(operation, Add):
        return [operation.object.id]
    named = [getattr(operation, name, None) for name in ("target", "other", "id")]
    by = getattr(operation, "by", None)
    if hasattr(by, "id"):
        named.append(by.id)
    return [each for each in named if isinstance(each, str)]


def _split(wish: Wish, known: Known) -> list[Wish]:
    """Make the car blue and the house red: two wishes with one verb."""
    verb = words.pattern("scene.make", "scene.paint_han").match(wish.text)
    if verb is None:
        return [wish]
    joint = re.search(r"(?:,\s*and|,|，|、|(?<![a-z])and|和)\s*", wish.text)
    if joint is None or wish.quotes:
        return [wish]
    first, second = wish.part(0, joint.start()), wish.part(joint.end())
    ahead = mentioned(second.raw, known.scene.objects)
    here = mentioned(first.raw, known.scene.objects)
    is_full = here and first.text[here[0].end :].strip()
    if not (ahead and is_full and second.text[ahead[0].end :].strip()):
        return [wish]
    again = Wish(
        raw=f"{wish.raw[: verb.end()]} {second.raw}",
        text=f"{wish.text[: verb.end()]} {second.text}",
        start=second.start,
        quotes=(),
        pictures=(),
    )
    return [first, *_split(again, known)]


def read_wish(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """The operations that a wish asks for; None where it asks for none of a scene."""
    for reader in _READERS:
        found = reader(wish, known)
        if found:
            return found
    return None


def _become(wish: Wish, known: Known) -> list[SceneOperation] | None:
    cut = _cut(wish, known)
    return become(cut[0], cut[1], known, is_into=_is_into(wish)) if cut else None


def _is_into(wish: Wish) -> bool:
    if _HAN.search(wish.text):
        return words.pattern("scene.change_han", "scene.instead").search(wish.text) is not None
    return any(form.match(wish.text) for form in _ENGLISH_FORMS)


def _told(a: Wish, b: Wish, known: Known) -> list[SceneOperation]:
    """Make the girl hold an umbrella: it says something of her, and brings a thing."""
    found = read_changes.state(a, b, known)
    return found if any(_binds(one) for one in found) else []


def _binds(operation: SceneOperation) -> bool:
    return not isinstance(operation, Add) or bool(operation.object.relations)


def become(  # noqa: PLR0911 - one after the other
    a: Wish, b: Wish, known: Known, *, is_into: bool
) -> list[SceneOperation] | None:
    """What is to become of something: other words, a place, a colour, a number, another thing.

    Args:
        a: what is to change.
        b: what it is to be.
        known: the scene.
        is_into: whether the words say that one thing turns into another.
    """
    if not a.text or not b.text:
        return None
    texts = read_texts.become(a, b, known)
    if texts:
        return texts
    a, aspect = _aspect(a)
    if aspect == "number":
        return read_changes.recount(a, b, known) or None
    if read_setting.is_background(a.text):
        setting = read_setting.of_words(b, is_place=True)
        return [setting] if setting else None
    found = targets(a.raw, known)
    if read_setting.is_setting(a.text):
        setting = read_setting.of_words(b)
        if setting is not None and not (found and _has_things(b)):
            return [setting]
        counted = read_changes.recount(a, b, known) if not found or _has_things(b) else []
        if counted:
            return counted
    coloured = read_changes.recolour(a, b, known)
    things = _has_things(b)
    if coloured and not things:
        return coloured
    if not found:
        return None
    if things:
        told = [] if is_into else _told(a, b, known)
        return told or read_things.replaced(found, b, known) or None
    return (
        read_changes.state(a, b, known)
        or read_changes.resize(a, b, known)
        or read_changes.recount(a, b, known)
        or None
    )


def _has_things(b: Wish) -> bool:
    said = read_phrase(b.raw)
    return bool(said.objects)


def _aspect(a: Wish) -> tuple[Wish, str]:
    """Take "the colour of" and "的数量" off a subject."""
    for name, entry in (("colour", "scene.colour_of"), ("number", "scene.number_of"),
                        ("size", "scene.size_of")):  # fmt: skip
        match = words.pattern(entry).search(a.text)
        if match is None:
            continue
        if match[0].isascii():
            return a.part(match.end()), name
        tail = re.sub(r"(?:['’]s|的)\s*$", "", a.text[: match.start()].rstrip())
        return a.part(0, len(tail)), name
    return a, ""


_ENGLISH_FORMS: tuple[re.Pattern[str], ...] = (
    re.compile(r"substitute\s+(?P<b>.+?)\s+for\s+(?P<a>.+)$"),
    re.compile(r"(?:put\s+|draw\s+|use\s+|have\s+|show\s+)?(?P<b>.+?)\s+instead\s+of\s+(?P<a>.+)$"),
    re.compile(
        r"(?:replace|swap|swap out|exchange|switch|switch out)\s+(?P<a>.+?)\s+(?:with|by|for|to)\s+(?P<b>.+)$"
    ),
    re.compile(
        r"(?:change|turn|transform|convert|modify|alter|switch|set|update|rename|correct|edit|reword|rewrite|translate|make)\s+(?P<a>.+?)\s+(?:in)?to\s+(?:be\s+|say\s+|read\s+)?(?P<b>.+)$"
    ),
    re.compile(r"(?P<a>.+?)\s+(?:should|must)\s+(?:be|become|say|read)\s+(?P<b>.+)$"),
    re.compile(r"set\s+(?P<a>it|the scene|this|the picture)\s+(?:in|at|on)\s+(?P<b>.+)$"),
)
_SUBJECT = re.compile(
    r"(?:it|this|them|these|her|him|everything|(?:the|its)\s+(?:background|sky|weather|season|time"
    r"|scene|picture|image|style|place))(?![a-z'])"
)


def _cut(wish: Wish, known: Known) -> tuple[Wish, Wish] | None:
    """What is changed, and what it becomes."""
    if _HAN.search(wish.text):
        return _cut_han(wish)
    for form in _ENGLISH_FORMS:
        match = form.match(wish.text)
        if match is not None:
            return wish.part(*match.span("a")), wish.part(*match.span("b"))
    verb = words.pattern("scene.make", "scene.change", "scene.scale").match(wish.text)
    if verb is None:
        return None
    rest = wish.part(verb.end())
    if words.pattern("scene.scale").fullmatch(verb[0]):
        end = _subject_end(rest, known) or len(rest.text)
        return rest.part(0, end), wish
    at = _subject_end(rest, known)
    return (rest.part(0, at), rest.part(at)) if at else None


def _subject_end(rest: Wish, known: Known) -> int | None:
    """Where the subject ends: after a pronoun, a known thing, or what somebody wears."""
    garment = naming.garment(rest.text)
    hair = words.pattern("scene.hair", "scene.skin").search(rest.text)
    colour = None
    for colour in words.colour_pattern().finditer(rest.text):
        pass
    for match in (hair, garment):
        # The dress blue: what is worn, and its colour after it.
        if match is not None and colour is not None and match.end() <= colour.start():
            return match.end()
    pronoun = _SUBJECT.match(rest.text)
    if pronoun is not None:
        return pronoun.end()
    mentions = mentioned(rest.raw, known.scene.objects)
    if mentions:
        end = mentions[0].end
        for later in mentions[1:]:
            if re.fullmatch(r"\s*(?:,|and|&)\s*(?:the\s+)?", rest.text[end : later.start]):
                end = later.end
        return end
    ones = re.match(r"(?:the\s+)?[a-z]+\s+ones?(?![a-z])", rest.text)
    if ones is not None:
        return ones.end()
    role = re.match(r"(?:the\s+)?[a-z]+", rest.text)
    return role.end() if role and read_texts.named(role[0], known) else None


def _cut_han(wish: Wish) -> tuple[Wish, Wish] | None:
    into = "|".join(
        sorted((*words.phrases("scene.change_han"), *words.phrases("scene.paint_han")), key=len,
               reverse=True)
    )  # fmt: skip
    by = "|".join(words.phrases("scene.instead"))
    forms = (
        rf"(?:用|拿|以)(?P<b>.+?)(?:{by})(?:掉|了)?(?P<a>.+)$",
        rf"(?:把|将|让|使|给)?(?P<a>.+?)(?:{into})(?P<b>.+)$",
        rf"(?:{into}|设在|放在|换个)(?P<b>.+)$",
        r"(?:把|将)?(?P<a>.+?)(?P<b>(?:放大|缩小|变大|变小).*)$",
        r"(?:让|使|令|叫)(?P<a>[它他她]们?)(?P<b>.+)$",
        r"(?P<b>(?:放大|缩小))(?P<a>.+)$",
        r"(?:把|将|让)?(?P<a>.+?)(?P<b>(?:再|稍微|更)?[大小高矮](?:一点点?|一些|点|些|一倍|两倍))$",
        r"(?P<a>.+?)只要(?P<b>.+)$",
    )
    for form in forms:
        match = re.match(form, wish.text)
        if match is None:
            continue
        b = wish.part(*match.span("b"))
        if "a" not in match.groupdict():
            whole = Wish(raw="画面", text="画面", start=wish.start, quotes=(), pictures=())
            return whole, b
        return wish.part(*match.span("a")), b
    return None


def _clears(wish: Wish, known: Known) -> list[SceneOperation] | None:
    del known
    setting = read_setting.clears(wish.text) if _is_clearing(wish) else None
    return [setting] if setting else None


def _is_clearing(wish: Wish) -> bool:
    return words.pattern("scene.clearing", "scene.remove").search(wish.text) is not None


def _tinted(wish: Wish, known: Known) -> list[SceneOperation] | None:
    if mentioned(wish.raw, known.scene.objects):
        return None
    setting = read_setting.tinted(wish)
    return [setting] if setting else None


def _stated(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """The girl is sad, 让她坐下, make it snow: what is to be so."""
    text = re.sub(r"^(?:make|let|have|get|让|使|令|叫|把|将)\s*", "", wish.text)
    rest = wish.part(len(wish.text) - len(text))
    if _HAN.search(rest.text) is None:
        end = _subject_end(rest, known)
    else:
        pronoun = re.match(r"[它他她]们?", rest.text)
        mentions = mentioned(rest.raw, known.scene.objects)
        end = pronoun.end() if pronoun else mentions[0].end if mentions else None
    if end is not None and end < len(rest.text):
        a, b = rest.part(0, end), rest.part(end)
        found = read_changes.state(a, b, known) or read_changes.resize(a, b, known)
        if found:
            return found
        coloured = read_changes.recolour(a, b, known) if len(text) < len(wish.text) else []
        if coloured:
            return coloured
    return None


def _setting(wish: Wish, known: Known) -> list[SceneOperation] | None:
    if mentioned(wish.raw, known.scene.objects) or _is_of_pixels(wish):
        return None
    said = read_phrase(wish.raw)
    if said.objects and not re.match(
        r"(?:set|in|at|on|change|make|turn|let|as)(?![a-z])", wish.text
    ):
        return None
    setting = read_setting.of_words(wish)
    return [setting] if setting else None


def _is_of_pixels(wish: Wish) -> bool:
    """Whether it asks for something that is done to pixels, whatever they show."""
    return words.pattern(
        "tone.greyscale", "tone.invert", "tone.blur", "tone.sharpen", "tone.vignette",
        "geometry.crop", "geometry.rotate", "mark.border", "mark.watermark", "join.pair",
    ).search(wish.text) is not None  # fmt: skip


_READERS: tuple[_Reader, ...] = (
    read_moves.swap,
    read_moves.flip,
    read_changes.give,
    read_texts.say,
    read_changes.scale,
    _become,
    read_texts.write,
    read_things.remove,
    read_moves.move,
    _clears,
    _tinted,
    read_things.add,
    _stated,
    _setting,
)
