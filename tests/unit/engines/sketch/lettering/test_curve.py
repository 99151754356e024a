import math

import pytest

from inkstone.engines.sketch.lettering.curve import fit_on_circle
from inkstone.engines.sketch.lettering.painting import Placed
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.vector.svg import Defs


def around(text: str, *, is_top: bool = True, size: float = 30) -> Placed:
    return fit_on_circle(
        text, cx=200, cy=200, radius=150, size=size, style=Style(face="display"),
        fill="#000000", defs=Defs(), is_top=is_top,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["Mountain Coffee", "自二〇二四年", "☕ Tea ☕"])
@pytest.mark.parametrize("is_top", [True, False])
def test_words_stand_on_their_half_of_the_circle(text: str, is_top: bool) -> None:
    done = around(text, is_top=is_top)
    middle = done.box.y + done.box.height / 2
    assert (middle < 200) == is_top
    assert done.box.x + done.box.width / 2 == pytest.approx(200, abs=8)
    for x, y in ((done.box.x, done.box.y), (done.box.x + done.box.width, done.box.y)):
        assert math.hypot(x - 200, y - 200) < 260


def test_a_long_line_has_smaller_letters() -> None:
    assert around("words " * 30).size < around("words").size == 30


def test_letters_at_the_bottom_are_read_from_left_to_right() -> None:
    markup = around("AB", is_top=False).svg
    first, second = (float(part.split(" ")[0]) for part in markup.split("translate(")[1::2])
    assert first < second


def test_missing_characters_are_reported() -> None:
    assert around("a\U000fabcd").missing == ("\U000fabcd",)
