"""Loading: the lexicon's files, read into phrases and concepts.

It does not know how phrases are found in a prompt.
"""

import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from typing import Any

from inkstone.engines.sketch.lexicon.entries import Concept, Entry, EntryKind, Lexicon, Sense, Verb
from inkstone.engines.sketch.lexicon.inflection import forms, is_plural, plural
from inkstone.engines.sketch.lexicon.tail import add_tail

_COLOURED = re.compile(r"(.+?)(#[0-9a-f]{6})?")
#: Words of grammar come before any thing of the same name; these tables come after things.
_TABLES: tuple[EntryKind, ...] = (
    "time", "weather", "season", "garment", "style", "kind", "colour", "pattern", "material",
    "number", "size", "relation", "at", "facing", "mood", "age", "skin", "hair", "feature", "body",
    "family", "role",
)  # fmt: skip
#: Kinds of which an English plural is spelled.
_NOUNS = frozenset({"object", "garment"})
#: Kinds that never are a second reading.
_LAST = frozenset({"stop"})


class _Phrases:
    """Phrases as they are added: the first reading of each counts, the others are kept."""

    def __init__(self) -> None:
        self.first: dict[str, Entry] = {}
        self.others: dict[str, tuple[Entry, ...]] = {}

    def add(self, word: str, entry: Entry) -> None:
        """Add one reading of one phrase."""
        known = self.first.setdefault(word, entry)
        if known is entry or entry.kind in _LAST or known.kind == entry.kind:
            return
        others = self.others.get(word, ())
        if all(other.kind != entry.kind for other in others):
            self.others[word] = (*others, entry)

    def row(self, kind: EntryKind, value: str, row: str) -> None:
        """Add a row of phrases that mean the same, with their plurals."""
        words = [word.lower() for word in split(row)]
        if kind not in _NOUNS:
            for word in words:
                self.add(word, Entry(kind, value))
            return
        plurals = {plural(word): None for word in words if word.isascii()}
        for word in words:
            many = word.isascii() and is_plural(word, plurals)
            self.add(word, Entry(kind, value, is_plural=many))
        for word in plurals:
            self.add(word, Entry(kind, value, is_plural=True))


def read(name: str) -> dict[str, Any]:
    """Read one of the sketch engine's data files."""
    text = files("inkstone").joinpath(f"data/sketch/{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def split(row: str) -> list[str]:
    """Cut a row into its phrases."""
    return [word.strip() for word in row.split("|") if word.strip()]


def build() -> Lexicon:
    """Read all files and put the lexicon together."""
    words, places = read("words"), read("places")
    phrases, concepts = _Phrases(), dict[str, Concept]()
    for kind, row in words["grammar"].items():
        phrases.row(kind, kind, row)
    folder = files("inkstone").joinpath("data/sketch/concepts")
    for name in sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir()):
        _add_concepts(read(f"concepts/{name}"), concepts, phrases)
    for place, row in places.items():
        phrases.row("place", place, row["words"])
    verbs = _add_words(words, phrases)
    add_tail(words["tail"]["not_things"].split(), concepts, phrases.first)
    _unplural(words["mass"]["words"], phrases)
    return Lexicon(
        phrases=phrases.first,
        others=phrases.others,
        concepts=_resolved(concepts),
        verbs=verbs,
        senses=dict(_senses(words["sense"], concepts)),
        suits={one: place for place, row in places.items() for one in row["suits"].split()},
        both=words["both"],
        hypernyms={kind: row.partition(":")[0] for kind, row in words["hypernym"].items()},
        stand_in=words["stand_in"],
        tints=words["tints"],
        fonts=tuple((font, word) for font, row in words["font"].items() for word in split(row)),
        holds=frozenset(split(words["container"]["holds"])),
        own=frozenset(words["container"]["own"].split()),
        costumes={one: tuple(row.split()) for one, row in words["costume"].items()},
        things={name: frozenset(row.split()) for name, row in words["things"].items()},
        living=frozenset(words["living"]["words"].split()),
        endings=tuple(words["swallow"]["endings"].split()),
        reach=_reach(phrases.first),
        digits={pair[0]: int(pair[1:]) for pair in words["number_zh"]["digits"].split("|")},
        measures=words["number_zh"]["measures"],
        simplified=_simplified(words["traditional"]["pairs"]),
    )


def _add_concepts(
    document: dict[str, Any], concepts: dict[str, Concept], phrases: _Phrases
) -> None:
    for group in document["group"]:
        for name, shown, english, chinese, *rest in group["rows"]:
            match = _COLOURED.fullmatch(shown)
            assert match is not None, name
            concepts[name] = Concept(
                id=name,
                shown=match.group(1),
                colour=match.group(2),
                is_a=rest[1] if len(rest) > 1 else group.get("is_a"),
                size=float(rest[0]) if rest else float(group["size"]),
                anchor=group["anchor"],
                theme=group["theme"],
            )
            phrases.row("object", name, f"{english}|{chinese}")


def _add_words(words: dict[str, Any], phrases: _Phrases) -> dict[str, Verb]:
    for word, colour in words["both"].items():
        phrases.add(word, Entry("colour", colour))
    for table in _TABLES:
        for value, row in words[table].items():
            phrases.row(table, value, row)
            if table == "colour":
                _add_chinese_colours(phrases, value, row)
    for kind, row in words["hypernym"].items():
        phrases.row("hypernym", kind, row.partition(":")[2])
    verbs = {name: _add_verb(name, row, phrases) for name, row in words["verb"].items()}
    _add_lasting(words["verb"], phrases)
    phrases.row("jewel", "jewel", words["jewel"]["words"])
    phrases.row("measure", "measure", words["container"]["measures"])
    phrases.row("tone", "tone", words["tone"]["words"])
    phrases.row("plain", "plain", words["tone"]["plain"])
    for pair in split(words["number_zh"]["words"]):
        number = pair.lstrip("".join(c for c in pair if not c.isdigit()))
        phrases.add(pair.removesuffix(number), Entry("number", number))
    for font, row in words["font"].items():
        phrases.row("font", font, row)
    for chart, row in words["chart"].items():
        phrases.row("chart", chart, row)
    for row in words["stop"].values():
        for word in row.split():
            phrases.add(word, Entry("stop", word))
    return verbs


def _add_verb(name: str, row: dict[str, str], phrases: _Phrases) -> Verb:
    for spelled in split(row["en"]):
        for word, form in forms(spelled):
            phrases.add(word, Entry("verb", name, form=form))
    for word in split(row["zh"]):
        phrases.add(word, Entry("verb", name))
    return Verb(id=name, **{key: value for key, value in row.items() if key not in ("en", "zh")})


def _add_lasting(verbs: dict[str, dict[str, str]], phrases: _Phrases) -> None:
    """Add what is being done, where no verb of that spelling stands in the table itself."""
    for name, row in verbs.items():
        for word in split(row["zh"]):
            if word[-1] not in "着在了":
                phrases.add(word + "着", Entry("verb", name))


def _add_chinese_colours(phrases: _Phrases, value: str, row: str) -> None:
    for word in split(row):
        if word[0] > "\u2e7f":
            for spelled in (f"{word}色", f"{word}色的", f"{word}的", f"{word}色系"):
                phrases.add(spelled, Entry("colour", value))


def _unplural(row: str, phrases: _Phrases) -> None:
    for word in split(row):
        entry = phrases.first.get(word)
        if entry is not None and entry.is_plural:
            phrases.first[word] = replace(entry, is_plural=False)


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


def _senses(rows: dict[str, str], concepts: dict[str, Concept]) -> list[tuple[str, Sense]]:
    found = []
    for word, row in rows.items():
        first, bar, last = row.rpartition("|")
        cued, _, cues = first.partition(":")
        sense = Sense(
            cues=frozenset(cues.split()),
            cued=tuple(one for one in cued.split() if one in concepts),
            usual=tuple(one for one in last.split() if one in concepts),
        )
        if sense.usual or (bar and sense.cued):
            found.append((word, sense))
    return found


def _reach(phrases: dict[str, Entry]) -> dict[str, int]:
    """How far to look ahead from a first word, or from a first Chinese character."""
    reach: dict[str, int] = {}
    for phrase in phrases:
        first, space, rest = phrase.partition(" ")
        if phrase[0] > "\u2e7f":
            key, length = phrase[0], len(phrase)
        else:
            key, length = first, (rest.count(" ") + 2 if space else 1)
        reach[key] = max(reach.get(key, 0), length)
    return reach


def _simplified(pairs: str) -> dict[int, int]:
    found = {ord(old): ord(new) for old, new in zip(pairs[::2], pairs[1::2], strict=True)}
    # Full-width letters, digits and signs, each at the same place as before.
    wide = {code: code - 0xFEE0 for code in range(0xFF21, 0xFF5B) if chr(code).isalpha()}
    digits = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
    return {**{old: new for old, new in found.items() if old != new}, **wide, **digits}
