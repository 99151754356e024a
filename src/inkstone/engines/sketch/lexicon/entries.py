"""Entries: what phrases, concepts and verbs are, and the lexicon that holds them all.

It does not know the files that they are read from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

EntryKind = Literal[
    "the", "his", "he", "she", "it", "they", "who", "where", "be", "exist", "has", "with", "of",
    "for", "like", "by", "and", "or", "but", "no", "to", "de", "di", "zai", "ba", "bei", "aspect",
    "one", "each", "also", "family", "object", "place", "time", "weather", "season", "style",
    "kind", "colour", "pattern", "material", "number", "size", "relation", "at", "facing", "mood",
    "age", "skin", "hair", "feature", "body", "verb", "garment", "jewel", "measure", "hypernym",
    "role", "font", "chart", "tone", "plain", "stop",
]  # fmt: skip
#: How an English verb is spelled: its base, with -s, with -ing, or of the past.
Form = Literal["", "base", "s", "ing", "past"]
#: What an `emoji` name that is no concept of ours gets.
TAIL_SIZE = 0.18
#: Forms that are drawn by a rig of ours, which poses and dresses them.
RIGS = frozenset({"figure", "beast", "bird", "fish"})


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
    size: float = TAIL_SIZE
    #: ground, water, under, air, sky, table or wall.
    anchor: str = "ground"
    #: The theme of the rows it stands in; empty for the long tail.
    theme: str = ""

    @property
    def form(self) -> str:
        """What kind of drawing shows it."""
        return self.shown.partition(":")[0] if ":" in self.shown else "emoji"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase means."""

    kind: EntryKind
    #: A concept's id, a colour, a number, a relation's name: as the kind says.
    value: str
    is_plural: bool = False
    form: Form = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What somebody does, and to whom."""

    id: str
    pose: str | None = None
    #: The pose of whom it is done to.
    other: str | None = None
    #: The relation to whom or what it is done to.
    takes: str | None = None
    #: The concept that it needs and does not name.
    brings: str | None = None
    mood: str | None = None
    #: Where it is done: `air` or `water`.
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """A word of several meanings: concepts for each reading, and the cues of the first one."""

    cues: frozenset[str]
    cued: tuple[str, ...]
    usual: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All phrases, all concepts, and the words of both languages that belong to no phrase."""

    phrases: dict[str, Entry]
    #: Further readings of phrases that have several.
    others: dict[str, tuple[Entry, ...]]
    concepts: dict[str, Concept]
    verbs: dict[str, Verb]
    senses: dict[str, Sense]
    #: Place to the concepts that ask for it where the prompt names no place.
    suits: dict[str, str]
    #: Things that are colours where a thing follows.
    both: dict[str, str]
    #: A general word to the concept that is drawn for it.
    hypernyms: dict[str, str]
    #: Own part to the emoji that stands in for it beside a menu's line.
    stand_in: dict[str, str]
    #: Words that say their colour themselves.
    tints: dict[str, str]
    #: Font to the words that ask for it.
    fonts: tuple[tuple[str, str], ...]
    #: What "of" fills, and what is shown with its own vessel.
    holds: frozenset[str]
    own: frozenset[str]
    living: frozenset[str]
    #: What is done with things, such as `seats`, to the concepts that it is done with.
    things: dict[str, frozenset[str]]
    #: Who somebody is dressed as, to the garments.
    costumes: dict[str, tuple[str, ...]]
    #: Endings of English words that are never reported.
    endings: tuple[str, ...]
    #: The most words of any phrase that begins with a word, and characters of a Chinese one.
    reach: dict[str, int]
    digits: dict[str, int]
    measures: str
    #: Traditional characters to the simplified ones that the phrases are spelled with.
    simplified: Mapping[int, int]

    def find(self, phrase: str) -> tuple[Entry, bool] | None:
        """What an English phrase means, and whether it was spelled as a plural."""
        entry = self.phrases.get(phrase)
        return None if entry is None else (entry, entry.is_plural)

    def is_kind_of(self, concept: str, other: str) -> bool:
        """Whether a concept is another one, or a kind of it by any number of steps."""
        if other in _BEASTLY and self.is_person(concept):
            return False
        here: str | None = concept
        for _ in range(12):
            if here is None or here == other:
                return here is not None
            known = self.concepts.get(here)
            if known is None or here in _TOPS:
                return False
            if known.is_a is None:
                return _stands_among(known, other)
            here = known.is_a
        return False

    def serves(self, concept: str, purpose: str) -> bool:
        """Whether something is done with a concept, or with what it is a kind of."""
        among = self.things[purpose]
        here: str | None = concept
        for _ in range(4):
            if here is None or here in among:
                return here is not None
            known = self.concepts.get(here)
            here = known.is_a if known else None
        return False

    def is_person(self, concept: str) -> bool:
        """Whether it is drawn as a figure."""
        known = self.concepts.get(concept)
        return known is not None and known.form == "figure"

    def is_living(self, concept: str) -> bool:
        """Whether it can do what animals and people do."""
        known = self.concepts.get(concept)
        if known is None or concept in self.things["lifeless"]:
            return False
        return (
            known.form in RIGS
            or concept in self.living
            or any(_stands_among(known, kind) for kind in ("animal", "person", "bird", "insect"))
        )

    def has_rig(self, concept: str) -> bool:
        """Whether a rig of ours draws it, which can dress it."""
        known = self.concepts.get(concept)
        return known is not None and known.form in RIGS


#: Concepts of which all others are kinds; nothing is above them.
_TOPS = frozenset({"living_thing", "thing", "object"})
#: General words that no figure is meant by, though people are animals.
_BEASTLY = frozenset({"animal", "pet", "mammal", "living_thing"})
#: General words to what the themes of the concepts' groups are called.
_THEMES = {
    "animal": ("animal", "bird", "fish", "insect", "pet", "dinosaur", "beast"),
    "pet": ("pet",),
    "bird": ("bird",),
    "insect": ("insect", "bug"),
    "fruit": ("fruit",),
    "vegetable": ("vegetable",),
    "vehicle": ("vehicle",),
    "food": ("food", "fruit", "vegetable", "drink", "dish", "bakery", "sweets"),
    "drink": ("drink",),
    "toy": ("toy",),
    "instrument": ("instrument", "music"),
    "plant": ("plant", "tree", "flower"),
    "flower": ("flower",),
    "tree": ("tree",),
    "building": ("building",),
    "furniture": ("furniture",),
}


def _stands_among(concept: Concept, other: str) -> bool:
    """Whether the group that a concept's row stands in is of a general kind."""
    if other in ("person", "people", "human"):
        return concept.form == "figure"
    if other == "animal" and concept.form in ("beast", "bird", "fish"):
        return True
    if other in ("bird", "fish") and concept.form == other:
        return True
    return any(word in concept.theme for word in _THEMES.get(other, ()))
