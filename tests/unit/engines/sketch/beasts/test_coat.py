"""Tests for coats."""

from random import Random

from inkstone.engines.sketch.beasts.coat import Coat, coat_of, plain
from inkstone.engines.sketch.beasts.species import traits
from inkstone.engines.sketch.vector.palette import luminance


def coat(name: str, colour: str | None = None, seed: int = 1) -> Coat:
    kind = traits("beast", name)
    return coat_of(kind, colour=colour, pattern=None, rng=Random(seed))


def test_a_species_has_its_own_colours() -> None:
    assert coat("fox").main == "#e8793a"
    assert coat("fox").belly == "#fdf3e7"


def test_chance_picks_among_the_colours_of_a_species() -> None:
    found = {coat("horse", seed=seed).main for seed in range(20)}
    assert len(found) == 3


def test_another_colour_brings_its_own_shades() -> None:
    blue = coat("lion", "#3a6fd8")
    assert blue.main == "#3a6fd8"
    assert luminance(blue.belly) > luminance(blue.main) > luminance(blue.mane)


def test_black_stripes_stay_black_on_a_coat_of_another_colour() -> None:
    assert coat("zebra", "#ff7fbf").mark == coat("zebra").mark


def test_marks_never_have_the_very_colour_of_a_coat_they_differ_from() -> None:
    for name in ("panda", "zebra", "tiger", "cow", "leopard"):
        for colour in ("#ffffff", "#000000", "#38343d", "#3a6fd8"):
            asked = coat(name, colour)
            assert asked.mark != asked.main


def test_black_and_white_leave_room_for_shade() -> None:
    assert luminance(coat("bear", "#000000").main) > 0.1
    assert luminance(coat("bear", "#ffffff").main) < 0.99


def test_only_a_kind_without_a_coat_of_its_own_loses_its_marks() -> None:
    assert "stripes" not in plain(traits("beast", "cat")).words("marks")
    assert "stripes" in plain(traits("beast", "tiger")).words("marks")
