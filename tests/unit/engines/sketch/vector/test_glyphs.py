import colorsys
import re
from xml.etree import ElementTree

import pytest

from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import glyphs
from inkstone.engines.sketch.vector.svg import Defs


def drawn(emoji: str, *, colour: str | None = None) -> str:
    defs = Defs()
    symbol = glyphs.emoji_symbol(emoji, defs=defs, colour=colour)
    assert symbol is not None
    return f"<svg>{defs.svg}{symbol.svg}</svg>"


def hues(markup: str) -> list[float]:
    found = []
    for red, green, blue in re.findall(r"#(\w\w)(\w\w)(\w\w)", markup):
        channels = (int(red, 16) / 255, int(green, 16) / 255, int(blue, 16) / 255)
        hue, saturation, value = colorsys.rgb_to_hsv(*channels)
        if saturation > 0.3 and value > 0.3:
            found.append(hue)
    return found


@pytest.mark.parametrize("emoji", ["🐈", "🏮", "🇨🇳", "👨‍👩‍👧", "❤️", "❤", "1️⃣", "🧑🏽‍🚀", "🏞️"])
def test_an_emoji_becomes_well_formed_markup(emoji: str) -> None:
    assert len(ElementTree.fromstring(drawn(emoji))) > 0


def test_every_definition_that_a_symbol_names_exists() -> None:
    for emoji in ("🏮", "🇨🇳", "🦄", "🎆"):
        markup = drawn(emoji)
        named = set(re.findall(r"url\(#(\w+)\)", markup))
        assert named <= set(re.findall(r' id="(\w+)"', markup))


def test_what_the_font_does_not_have_gives_nothing() -> None:
    for text in ("a", "茶", "", "🐈🐈"):
        assert glyphs.emoji_symbol(text, defs=Defs()) is None


def test_recolouring_moves_the_main_hue() -> None:
    assert sum(hue < 0.1 or hue > 0.9 for hue in hues(drawn("🚗"))) >= 3
    blue = hues(drawn("🚗", colour="#1144dd"))
    assert not any(hue < 0.1 or hue > 0.95 for hue in blue)
    assert any(abs(hue - 0.625) < 0.05 for hue in blue)


def test_recolouring_to_white_lightens() -> None:
    def lightness(markup: str) -> float:
        found = re.findall(r"#(\w\w)(\w\w)(\w\w)", markup)
        return sum(int(part, 16) for colour in found for part in colour) / len(found)

    assert lightness(drawn("🎈", colour="#ffffff")) > lightness(drawn("🎈")) + 60


def test_light_falls_on_every_colour() -> None:
    defs = Defs()
    symbol = glyphs.emoji_symbol("🏮", defs=defs, light=lambda _: "#010203")
    assert symbol is not None
    assert set(re.findall(r"#[0-9a-f]{6}", defs.svg + symbol.svg)) == {"#010203"}


def test_the_same_emoji_is_drawn_the_same() -> None:
    assert drawn("🦖", colour="#aa3311") == drawn("🦖", colour="#aa3311")


def test_a_symbol_fits_its_box_and_keeps_its_shape() -> None:
    symbol = glyphs.Symbol(svg="<path/>", width=200, height=100)
    assert symbol.fitted(Box(x=10, y=20, width=100, height=100)) == (
        '<g transform="translate(10 45) scale(0.5000)"><path/></g>'
    )
    flipped = symbol.fitted(Box(x=10, y=20, width=100, height=100), flipped=True)
    assert "matrix(-0.5000 0 0 0.5000 110 45)" in flipped
