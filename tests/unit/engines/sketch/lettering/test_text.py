from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.lettering import breaking, text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink, Placed
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import Defs

WORDS = st.text(
    st.sampled_from("abg WjQ 天地，。！（）“”😀.!?f\n한é-\U000fabcd"), min_size=1, max_size=60
)
FACES = st.sampled_from(
    ("sans", "display", "italic", "condensed", "techno", "serif", "brush", "hand")
)


def placed(
    words: str,
    box: Box,
    *,
    style: Style | None = None,
    ink: Ink | None = None,
    max_size: float = 80,
    max_lines: int = 1,
    align: Literal["left", "center", "right"] = "center",
    vertical: bool = False,
) -> Placed:
    return text.fit(
        words,
        box,
        style=style or Style(),
        ink=ink or Ink(fill="#000000"),
        defs=Defs(),
        max_size=max_size,
        max_lines=max_lines,
        align=align,
        vertical=vertical,
    )


def is_inside(inner: Box, outer: Box) -> bool:
    slack = 0.02
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.x + inner.width <= outer.x + outer.width + slack
        and inner.y + inner.height <= outer.y + outer.height + slack
    )


@settings(max_examples=150, deadline=None)
@given(
    words=WORDS,
    face=FACES,
    width=st.floats(5, 600),
    height=st.floats(5, 600),
    max_lines=st.integers(1, 6),
    vertical=st.booleans(),
)
def test_a_text_is_always_inside_its_box(
    words: str, face: str, width: float, height: float, max_lines: int, vertical: bool
) -> None:
    box = Box(x=7, y=9, width=width, height=height)
    done = placed(
        words,
        box,
        style=Style(face=face, weight=700, tracking=0.05),  # type: ignore[arg-type]
        max_lines=max_lines,
        vertical=vertical,
    )
    assert is_inside(done.box, box)
    assert done.size <= 80


@settings(max_examples=60, deadline=None)
@given(words=WORDS, width=st.floats(60, 400))
def test_no_line_begins_with_closing_punctuation(words: str, width: float) -> None:
    done = placed(words, Box(x=0, y=0, width=width, height=400), max_lines=9, max_size=40)
    spaced = {word[0] for word in words.split() if word[0] in breaking.CLOSING}
    for line in done.lines[1:]:
        assert line[0] not in breaking.CLOSING - spaced


def test_words_wrap_at_spaces_and_fill_the_box() -> None:
    done = placed("THE LAST LIGHT", Box(x=0, y=0, width=300, height=150), max_lines=3)
    assert done.lines == ("THE LAST", "LIGHT")
    assert done.box.width > 290


def test_lines_are_about_equally_long() -> None:
    done = placed(
        "one two three four five six", Box(x=0, y=0, width=230, height=90), max_lines=2, max_size=30
    )
    assert done.lines == ("one two three", "four five six")


def test_a_long_word_breaks_where_it_would_make_all_small() -> None:
    box = Box(x=0, y=0, width=150, height=200)
    assert len(placed("w" * 60, box, max_lines=6).lines) > 1
    assert len(placed("wonderful", box, max_lines=6).lines) == 1


def test_newlines_are_kept() -> None:
    done = placed("one\ntwo\nthree", Box(x=0, y=0, width=500, height=200))
    assert done.lines == ("one", "two", "three")


@pytest.mark.parametrize("vertical", [True, False])
def test_missing_characters_are_reported_and_not_drawn(vertical: bool) -> None:
    box = Box(x=0, y=0, width=100, height=100)
    done = placed("春\U000fabcd", box, vertical=vertical)
    assert done.missing == ("\U000fabcd",)
    assert done.svg.count("<path") == 1


def test_alignment_moves_the_ink() -> None:
    box = Box(x=0, y=0, width=500, height=100)
    left, middle, right = (
        placed("Tea", box, align=align).box.x for align in ("left", "center", "right")
    )
    assert left < 5 < middle < right
    assert right + placed("Tea", box, align="right").box.width == pytest.approx(500, abs=2)


def test_capitals_centre_on_the_middle_whatever_hangs_below() -> None:
    box = Box(x=0, y=0, width=500, height=200)
    assert placed("Tea", box).baseline == placed("Typo", box).baseline


def test_outline_and_shadow_leave_room_for_themselves() -> None:
    box = Box(x=0, y=0, width=200, height=60)
    plain = placed("Light", box, max_size=500)
    rich = placed("Light", box, max_size=500, ink=Ink(fill="#ffffff", outline="#ff0000"))
    assert rich.size < plain.size


def test_prompt_words_never_reach_the_markup() -> None:
    done = placed('<script>"&', Box(x=0, y=0, width=200, height=60))
    assert "script" not in done.svg
    assert "&" not in done.svg


def test_nothing_to_say_draws_nothing() -> None:
    done = placed("  \n ", Box(x=1, y=2, width=30, height=40))
    assert (done.svg, done.lines) == ("", ())


def test_the_same_text_is_set_the_same() -> None:
    box = Box(x=0, y=0, width=200, height=60)
    assert placed("花好月圆 Full moon", box) == placed("花好月圆 Full moon", box)


def test_a_long_text_does_not_end_in_one_word() -> None:
    words = "A longer paragraph that wraps over a number of lines and ends in one word okay"
    for width in range(150, 320, 7):
        done = placed(words, Box(x=0, y=0, width=width, height=900), max_lines=20, max_size=20)
        if len(done.lines) > 4:
            assert len(done.lines[-1]) > 0.2 * len(done.lines[0])


def test_marks_that_meet_share_their_empty_halves() -> None:
    box = Box(x=0, y=0, width=900, height=100)
    apart = placed("好。好（好", box, max_size=50).box.width
    close = placed("好。（好好", box, max_size=50).box.width
    assert close == pytest.approx(apart - 25, abs=4)


def test_text_from_right_to_left_stands_at_the_right() -> None:
    done = placed("שלום ok", Box(x=0, y=0, width=500, height=100), align="left", max_size=40)
    assert done.lines == ("שלום ok",)
    assert done.box.x + done.box.width > 490
    assert done.missing == ("ש", "ל", "ו", "ם")
