import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import contrast, seals
from inkstone.engines.sketch.scene import Box, Text
from inkstone.engines.sketch.vector.svg import Defs
from unit.engines.sketch.pages.scenes import is_inside

SQUARE = Box(x=0, y=0, width=100, height=100)


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("乾隆御览之宝ab 1"), min_size=1, max_size=14))
def test_every_seal_holds_its_characters(words: str) -> None:
    block = seals.seal(Text(text=words, role="seal"), SQUARE, defs=Defs())
    assert is_inside(block.box, (100, 100))


@pytest.mark.parametrize(("words", "num"), [("福", 1), ("老街", 2), ("乾隆御", 3), ("乾隆御览", 4)])
def test_a_seal_draws_each_character_once(words: str, num: int) -> None:
    block = seals.seal(Text(text=words, role="seal"), SQUARE, defs=Defs())
    assert block.words.count("<path") == num


def test_a_seal_is_carved_or_drawn_in_red() -> None:
    carved = seals.seal(Text(text="福", role="seal"), SQUARE, defs=Defs())
    drawn = seals.seal(Text(text="福", role="seal", colour="#ffffff"), SQUARE, defs=Defs())
    assert seals.CARVED in carved.words
    assert seals.RED in drawn.words
    assert contrast.ratio(seals.RED, seals.CARVED) >= 4.5
