"""Naming: what the lexicon calls an object, a garment or a kind of picture, for an instruction.

It does not know which object is meant.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import cast, get_args

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.lexicon.entries import Entry
from inkstone.engines.sketch.scene import Kind, Scene, SceneObject

_KINDS = frozenset(get_args(Kind))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[str, str]]:
    """Words of garments and of kinds of pictures, to what they mean."""
    found: dict[str, dict[str, str]] = {"garment": {}, "kind": {}}
    for phrase, entry in _entries():
        if entry.kind in found:
            found[entry.kind].setdefault(phrase, entry.value)
    return found


def _entries() -> Iterable[tuple[str, Entry]]:
    lexicon = lexicons.load()
    yield from lexicon.phrases.items()
    for phrase, others in lexicon.others.items():
        for entry in others:
            yield phrase, entry


@lru_cache(maxsize=2)
def _pattern(kind: str) -> re.Pattern[str]:
    ordered = sorted(_phrases()[kind], key=len, reverse=True)
    english = "|".join(re.escape(each) for each in ordered if each.isascii())
    chinese = "|".join(re.escape(each) for each in ordered if not each.isascii())
    return re.compile(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}", re.ASCII)


def garment(text: str) -> re.Match[str] | None:
    """Find the last garment that words name."""
    found = None
    for match in _pattern("garment").finditer(text):
        found = match
    return found


def garment_kind(spelled: str) -> str:
    """The kind of what `garment` found."""
    return _phrases()["garment"][spelled]


def body_part(text: str) -> str | None:
    """`hair` or `skin`, where one is named."""
    if words.pattern("scene.hair").search(text):
        return "hair"
    return "skin" if words.pattern("scene.skin").search(text) else None


def kind(text: str) -> Kind | None:
    """The kind of picture that words are the name of."""
    for match in _pattern("kind").finditer(text):
        value = _phrases()["kind"][match[0]]
        if value in _KINDS:
            return cast("Kind", value)
    return None


@lru_cache(maxsize=1)
def _names() -> dict[tuple[str, bool], str]:
    found: dict[tuple[str, bool], str] = {}
    for phrase, entry in lexicons.load().phrases.items():
        if entry.kind == "object" and not entry.is_plural:
            found.setdefault((entry.value, phrase.isascii()), phrase)
    return found


def name(known: SceneObject, *, is_chinese: bool) -> str:
    """A noun for an object, with its article."""
    spelled = _names().get((known.concept, not is_chinese)) or known.name
    return spelled if is_chinese else f"the {spelled}"


def fresh(identifier: str, scene: Scene) -> str:
    """A name like this one that nothing in a scene has."""
    taken = {known.id for known in scene.objects}
    base = re.sub(r"-\d+$", "", identifier)
    if identifier not in taken:
        return identifier
    return next(f"{base}-{number}" for number in range(2, 999) if f"{base}-{number}" not in taken)


@lru_cache(maxsize=1)
def _gerunds() -> dict[str, str]:
    """Base forms of verbs to what somebody is who does that: wave, waving."""
    base: dict[str, str] = {}
    doing: dict[str, str] = {}
    for phrase, entry in _entries():
        if entry.kind != "verb" or not phrase.isascii():
            continue
        if entry.form == "base":
            base.setdefault(phrase, entry.value)
        elif entry.form == "ing":
            doing.setdefault(f"{entry.value} {phrase[:2]}", phrase)
    return {
        phrase: doing[key]
        for phrase, verb in base.items()
        if (key := f"{verb} {phrase[:2]}") in doing
    }


def doing(raw: str) -> str:
    """Words after "make her", so that their verb cannot be taken for a noun."""
    first, _, rest = raw.strip().partition(" ")
    gerund = _gerunds().get(first.lower())
    return f"{gerund} {rest}".strip() if gerund else raw
