"""Tests for the rows of all concept files together."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import pytest

from inkstone.engines.sketch.beasts.species import SPECIES
from inkstone.engines.sketch.figures.kinds import FIGURES
from inkstone.engines.sketch.lexicon.tokens import CHARACTERS_MAX, WORDS_MAX
from inkstone.engines.sketch.vector import parts
from inkstone.engines.sketch.vector.glyphs import emoji_symbol
from inkstone.engines.sketch.vector.svg import Defs

_ANCHORS = {"ground", "water", "under", "air", "sky", "table", "wall"}
_SHOWN = re.compile(r"(.+?)(#[0-9a-f]{6})?")
_CHINESE = re.compile("[\u4e00-\u9fff]")
#: Emoji that show people or hands, or faces that are yellow: our own figures are drawn instead.
_NEVER = re.compile(
    "[\U0001f464-\U0001f478\U0001f590-\U0001f596\U0001f600-\U0001f644\U0001f9d0-\U0001f9dd]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One concept as its file says it."""

    file: str
    id: str
    shown: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    size: float
    anchor: str
    is_a: str | None

    @property
    def form(self) -> str:
        """What shows it, without its colour."""
        found = _SHOWN.fullmatch(self.shown)
        return found.group(1) if found else ""


def _read() -> Iterator[Row]:
    folder = files("inkstone").joinpath("data/sketch/concepts")
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        for group in tomllib.loads(entry.read_text("utf-8"))["group"]:
            for name, shown, english, chinese, *rest in group["rows"]:
                yield Row(
                    file=entry.name,
                    id=name,
                    shown=shown,
                    english=tuple(english.split("|")),
                    chinese=tuple(chinese.split("|")),
                    size=rest[0] if rest else group["size"],
                    anchor=group["anchor"],
                    is_a=rest[1] if len(rest) > 1 else group.get("is_a"),
                )


ROWS = tuple(_read())
BY_ID = {row.id: row for row in ROWS}


def _drawn(row: Row) -> str:
    """What shows a concept in the end; empty where it leads nowhere."""
    form = row.form
    for _ in range(6):
        if form[:1] not in ("=", "~"):
            return form
        if form[1:] not in BY_ID:
            return ""
        form = BY_ID[form[1:]].form
    return ""


def test_there_are_many_own_concepts():
    assert len(ROWS) >= 1_700


def test_ids_are_unique():
    ids = [row.id for row in ROWS]
    assert sorted(ids) == sorted(set(ids))
    assert [one for one in ids if not re.fullmatch("[a-z0-9_]+", one)] == []


def test_no_phrase_names_two_concepts():
    seen: dict[str, str] = {}
    twice = []
    for row in ROWS:
        for phrase in {word.lower() for word in row.english + row.chinese}:
            if phrase in seen:
                twice.append((phrase, row.id, seen[phrase]))
            seen[phrase] = row.id
    assert twice == []


def test_each_has_words_of_both_languages():
    for row in ROWS:
        assert not _CHINESE.search("".join(row.english)), row.id
        assert all(_CHINESE.search(word) for word in row.chinese), row.id
        assert all(word and word == word.strip() for word in row.english + row.chinese), row.id


def test_no_phrase_is_longer_than_what_is_looked_up():
    for row in ROWS:
        assert all(len(word.split()) <= WORDS_MAX for word in row.english), row.id
        assert all(len(word) <= CHARACTERS_MAX for word in row.chinese), row.id


def test_what_a_concept_is_a_kind_of_is_a_concept():
    assert [(r.id, r.is_a) for r in ROWS if r.is_a is not None and r.is_a not in BY_ID] == []


def test_kinds_end_and_do_not_go_in_circles():
    for row in ROWS:
        seen, at = [row.id], row.is_a
        # The kind of a whole group may stand first in it, and is then said to be of itself.
        while at is not None and at != seen[-1]:
            assert at not in seen, row.id
            seen.append(at)
            at = BY_ID[at].is_a


def test_sizes_and_anchors_are_possible():
    for row in ROWS:
        assert 0.03 <= row.size <= 0.9, row.id
        assert row.anchor in _ANCHORS, row.id


def test_everything_leads_to_something_that_can_be_drawn():
    known = set(parts.names())
    lost = []
    for row in ROWS:
        drawn = _drawn(row)
        form, _, name = drawn.partition(":")
        can = {
            "part": name in known,
            "figure": name in FIGURES,
            "beast": drawn in SPECIES,
            "bird": drawn in SPECIES,
            "fish": drawn in SPECIES,
        }
        if not can.get(form, bool(drawn) and not name):
            lost.append((row.file, row.id, row.shown))
    assert lost == []


def test_the_font_has_every_emoji():
    emoji = sorted({drawn for row in ROWS if (drawn := _drawn(row)) and ":" not in drawn})
    assert [one for one in emoji if emoji_symbol(one, defs=Defs()) is None] == []


def test_no_emoji_shows_people_or_hands():
    assert [(row.id, row.shown) for row in ROWS if _NEVER.search(_drawn(row))] == []


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("ant", "cat"),
        ("cat", "horse"),
        ("child", "woman"),
        ("apple", "watermelon"),
        ("chick", "rooster"),
        ("elephant", "tree"),
        ("cherry", "cake"),
    ],
)
def test_what_is_smaller_is_drawn_smaller(small, large):
    assert BY_ID[small].size < BY_ID[large].size


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("corgi", "animal"),
        ("salmon", "animal"),
        ("rose", "plant"),
        ("mango", "food"),
        ("latte", "drink"),
        ("chef", "person"),
        ("cupcake", "dessert"),
        ("owl", "bird"),
    ],
)
def test_a_concept_is_of_its_kind(name, kind):
    at: str | None = name
    while at is not None and at != kind:
        at = BY_ID[at].is_a
    assert at == kind
