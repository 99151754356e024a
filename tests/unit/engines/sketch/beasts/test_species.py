"""Tests for the species and their traits."""

import re
import tomllib
from importlib.resources import files

import pytest

from inkstone.engines.sketch.beasts.species import SPECIES, traits

EXPECTED = ("beast:cat/calico", "beast:dog/corgi", "beast:horse/white", "beast:dinosaur/t_rex",
            "beast:qilin", "beast:chinese_dragon", "beast:butterfly", "bird:mandarin_duck",
            "bird:phoenix", "fish:koi", "fish:sea_turtle")  # fmt: skip


def rows() -> dict[str, dict[str, dict[str, object]]]:
    text = files("inkstone").joinpath("data/sketch/beasts.toml").read_text("utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize("shown", EXPECTED)
def test_what_the_lexicon_may_name_is_there(shown: str) -> None:
    assert shown in SPECIES


def test_rows_that_others_are_like_are_no_species() -> None:
    assert not [name for name in SPECIES if ":_" in name]
    with pytest.raises(KeyError):
        traits("beast", "_cat")


def test_a_variant_has_its_own_traits_before_those_of_its_species() -> None:
    corgi, dog = traits("beast", "dog/corgi"), traits("beast", "dog")
    assert corgi.num("legs") < dog.num("legs")
    assert corgi.word("muzzle") == "fox"
    assert corgi.num("neck") == dog.num("neck")


def test_every_row_is_like_one_that_exists() -> None:
    for form, known in rows().items():
        for name, row in known.items():
            like = row.get("like")
            assert like is None or like in known, f"{form}:{name} is like {like}"
            assert "/" not in name or name.partition("/")[0] in known


def test_every_colour_is_written_in_full() -> None:
    text = files("inkstone").joinpath("data/sketch/beasts.toml").read_text("utf-8")
    found = re.findall(r'"(#[^"]*)"', text)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in found)


def test_a_trait_of_another_type_counts_as_absent() -> None:
    cat = traits("beast", "cat")
    assert cat.num("muzzle", 3.0) == 3.0
    assert cat.word("legs", "none") == "none"
    assert cat.words("legs") == ()
