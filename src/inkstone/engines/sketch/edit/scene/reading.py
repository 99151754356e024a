"""Reading: from an instruction to operations on a scene, and the wishes that none of them follows.

It does not know any pixels. Each wish is read beside the scene as the wishes before it left it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.quotes import Marked
from inkstone.engines.sketch.edit.scene import (
    forms,
    read_changes,
    read_moves,
    read_setting,
    read_texts,
    read_things,
    wishes,
)
from inkstone.engines.sketch.edit.scene.applying import apply
from inkstone.engines.sketch.edit.scene.operations import Add, Replace, SceneOperation
from inkstone.engines.sketch.edit.scene.targets import Known, mentioned, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.scene import Box, Scene
from inkstone.engines.sketch.styles.registry import STYLES

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
    if isinstance(operation, Replace):
        return [operation.by.id]
    named = [getattr(operation, name, None) for name in ("target", "other", "id")]
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
    if is_full and read_phrase(second.raw).unknown:
        # Make the car blue and polish it: what is not understood takes nothing with it.
        return [first, second]
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
    if _is_sepia(wish):
        return None
    for reader in _READERS:
        found = reader(wish, known)
        if found:
            return found
    return None


def _is_sepia(wish: Wish) -> bool:
    """Whether it asks for old, brown colours, which no style of ours but the printed one gives."""
    if wish.quotes or words.pattern("tone.sepia").search(wish.text) is None:
        return False
    said = read_phrase(wish.raw)
    return not said.objects and not any(
        name in STYLES and STYLES[name].finish for name in said.styles
    )


def _become(wish: Wish, known: Known) -> list[SceneOperation] | None:
    cut = forms.cut(wish, known)
    return become(cut[0], cut[1], known, is_into=forms.is_into(wish)) if cut else None


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
        is_number = re.fullmatch(
            r"(?:just\s+|only\s+)?(?:\d+|[a-z]+|[一二两三四五六七八九十]+[个只]?)", a.text
        )
        return (things and is_number and read_changes.recount(a, b, known)) or None
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
        end = forms.subject_end(rest, known)
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
    read_things.keep,
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
