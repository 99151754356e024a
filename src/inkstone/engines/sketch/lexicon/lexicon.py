"""The lexicon: which English and Chinese phrases the engine knows, and what each of them means.

It does not know grammar; `parse` makes a scene of what stands here.
"""

import json
import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

EntryKind = Literal[
    "object", "place", "time", "weather", "style", "kind", "colour", "number", "size",
    "relation", "at", "action", "wear", "feature", "negation", "join", "has", "stop",
]  # fmt: skip
#: The longest phrases that are looked up: English words, Chinese characters.
WORDS_MAX = 5
CHARACTERS_MAX = 8
_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_PICTURES = (range(0x1F300, 0x1F600), range(0x1F680, 0x1F6FD), range(0x1F900, 0x1FB00))
#: What an `emoji` name that is no concept of ours gets.
_TAIL_SIZE = 0.18


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Something that can be drawn, and how large and where it usually is."""

    id: str
    #: What shows it: an emoji, or a form and a name, such as `part:sofa` or `figure:woman`.
    #: Where it begins with `=` it is drawn as that concept is; with `~` too, and that is told.
    shown: str = ""
    #: `#rrggbb` that it has where the prompt names no colour.
    colour: str | None = None
    #: The concept that it is a kind of.
    is_a: str | None = None
    #: The concept whose drawing only resembles it.
    drawn_as: str | None = None
    #: The longest side as a share of the picture's shorter side.
    size: float = _TAIL_SIZE
    #: ground, water, under, air, sky, table or wall.
    anchor: str = "ground"
    #: The theme of the rows it stands in; empty for the long tail.
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase means."""

    kind: EntryKind
    #: A concept's id, a colour, a number, a relation's name: as the kind says.
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All phrases, all concepts, and the words of both languages that belong to no phrase."""

    phrases: dict[str, Entry]
    concepts: dict[str, Concept]
    #: Place to the concepts that ask for it where the prompt names no place.
    suits: dict[str, str]
    #: Role of a text to the words that announce it.
    roles: tuple[tuple[str, str], ...]
    #: Things that are colours where a thing follows.
    both: dict[str, str]
    #: Own part to the emoji that stands in for it beside a menu's line.
    stand_in: dict[str, str]
    #: Words that say their colour themselves.
    tints: dict[str, str]
    digits: dict[str, int]
    measures: str

    def find(self, phrase: str) -> tuple[Entry, bool] | None:
        """What an English phrase means, and whether it was spelled as a plural."""
        entry = self.phrases.get(phrase)
        if entry is not None:
            return entry, False
        for ending, instead in _PLURALS:
            if phrase.endswith(ending) and len(phrase) > len(ending) + 1:
                entry = self.phrases.get(phrase[: -len(ending)] + instead)
                if entry is not None and entry.kind in ("object", "wear"):
                    return entry, True
        return None


_COLOURED = re.compile(r"(.+?)(#[0-9a-f]{6})?")
_PLURALS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read the lexicon, once a process."""
    words = _read("words")
    concepts: dict[str, Concept] = {}
    phrases: dict[str, Entry] = {}
    for name in _concept_files():
        _add_concepts(_read(f"concepts/{name}"), concepts, phrases)
    places = _read("places")
    for place, row in places.items():
        _add(phrases, "place", place, row["words"])
    _add_words(words, phrases)
    _add_tail(words["tail"]["not_things"].split(), concepts, phrases)
    return Lexicon(
        phrases=phrases,
        concepts=_resolved(concepts),
        suits={one: place for place, row in places.items() for one in row["suits"].split()},
        roles=tuple((role, word) for role, row in words["role"].items() for word in _split(row)),
        both=words["both"],
        stand_in=words["stand_in"],
        tints=words["tints"],
        digits={pair[0]: int(pair[1:]) for pair in words["number_zh"]["digits"].split("|")},
        measures=words["number_zh"]["measures"],
    )


def _concept_files() -> list[str]:
    folder = files("inkstone").joinpath("data/sketch/concepts")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())


def _read(name: str) -> dict[str, Any]:
    text = files("inkstone").joinpath(f"data/sketch/{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _resolved(concepts: dict[str, Concept]) -> dict[str, Concept]:
    """Follow what is drawn as another concept is, so that each one says what shows it."""
    done: dict[str, Concept] = {}
    for concept in concepts.values():
        seen, here, colour, is_like = {concept.id}, concept, concept.colour, False
        while here.shown[0] in "=~":
            is_like = is_like or here.shown[0] == "~"
            here = concepts[here.shown[1:]]
            assert here.id not in seen, f"{concept.id}: drawn as itself"
            seen.add(here.id)
            colour = colour or here.colour
        done[concept.id] = replace(
            concept, shown=here.shown, colour=colour, drawn_as=here.id if is_like else None
        )
    return done


def _split(row: str) -> list[str]:
    return [word.strip() for word in row.split("|")]


def _add(phrases: dict[str, Entry], kind: EntryKind, value: str, row: str) -> None:
    for word in _split(row):
        phrases.setdefault(word.lower(), Entry(kind, value))


def _add_concepts(
    document: dict[str, Any], concepts: dict[str, Concept], phrases: dict[str, Entry]
) -> None:
    for group in document["group"]:
        for name, shown, english, chinese, *rest in group["rows"]:
            form, colour = _COLOURED.fullmatch(shown).groups()  # type: ignore[union-attr]
            concepts[name] = Concept(
                id=name,
                shown=form,
                colour=colour,
                is_a=rest[1] if len(rest) > 1 else group.get("is_a"),
                size=float(rest[0]) if rest else float(group["size"]),
                anchor=group["anchor"],
                theme=group["theme"],
            )
            _add(phrases, "object", name, english)
            _add(phrases, "object", name, chinese)


def _add_words(words: dict[str, Any], phrases: dict[str, Entry]) -> None:
    tables: tuple[EntryKind, ...] = (
        "time", "weather", "style", "kind", "colour", "number", "size", "relation", "at",
        "action", "wear", "feature",
    )  # fmt: skip
    _add(phrases, "join", "and", words["join"]["words"])
    _add(phrases, "has", "has", words["join"]["has"])
    for row in words["negation"].values():
        _add(phrases, "negation", "no", row)
    for pair in words["number_zh"]["words"].split("|"):
        _add(phrases, "number", pair[-1], pair[:-1])
    for table in tables:
        for value, row in words[table].items():
            _add(phrases, table, value, row)
            if table == "colour":
                _add_chinese_colours(phrases, value, row)
    for row in words["stop"].values():
        for word in row.split():
            phrases.setdefault(word, Entry("stop", word))


def _add_chinese_colours(phrases: dict[str, Entry], value: str, row: str) -> None:
    for word in _split(row):
        if word[0] > "\u2e7f":
            _add(phrases, "colour", value, f"{word}的|{word}色的")


def _add_tail(
    not_things: list[str], concepts: dict[str, Concept], phrases: dict[str, Entry]
) -> None:
    """Add the names of the `emoji` package that are things and not known yet."""
    folder = files("emoji").joinpath("unicode_codes")
    english = json.loads(folder.joinpath("emoji.json").read_text("utf-8"))
    chinese = json.loads(folder.joinpath("emoji_zh.json").read_text("utf-8"))
    refused = re.compile(r"\b(?:" + "|".join(re.escape(word) for word in not_things) + r")\b")
    for sign, row in english.items():
        name = row["en"].strip(":").replace("_", " ").lower()
        if row["status"] != 2 or not _is_picture(sign) or refused.search(name):
            continue
        # Spelled with the variation selector, as the font wants it, and known by one id.
        identifier = name.replace(" ", "_")
        first, _, rest = name.partition(" ")
        leading = phrases.get(first)
        # "Red apple" is an apple that is red, and keeps its colour as a word of the prompt.
        is_coloured = leading is not None and leading.kind == "colour" and rest in phrases
        if name not in phrases and not is_coloured:
            concepts.setdefault(identifier, Concept(id=identifier, shown=sign, anchor="table"))
            phrases[name] = Entry("object", identifier)
        spelled = chinese.get(sign, "").strip(":").replace("_", "")
        if len(spelled) > 1 and spelled not in phrases:
            concepts.setdefault(identifier, Concept(id=identifier, shown=sign, anchor="table"))
            phrases[spelled] = Entry("object", identifier)


def _is_picture(sign: str) -> bool:
    codes = [ord(character) for character in sign]
    if any(code in _SKIN or code in _FLAGS for code in codes):
        return False
    return any(codes[0] in block for block in _PICTURES)
