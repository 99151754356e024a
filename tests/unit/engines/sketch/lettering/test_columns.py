import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.lettering import breaking
from inkstone.engines.sketch.lettering.columns import fit_columns
from inkstone.engines.sketch.lettering.painting import Ink, Placed
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector.svg import Defs

POEM = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"


def columns(text: str, box: Box, *, max_size: float = 60) -> Placed:
    return fit_columns(
        text, box, style=Style(), ink=Ink(fill="#000000"), defs=Defs(), max_size=max_size
    )


def test_a_verse_has_a_column_for_each_clause() -> None:
    done = columns(POEM, Box(x=0, y=0, width=300, height=400))
    assert done.lines == ("床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。")


def test_a_long_text_fills_columns_of_equal_height() -> None:
    done = columns("天地玄黄宇宙洪荒" * 10, Box(x=0, y=0, width=300, height=300))
    lengths = {len(line) for line in done.lines[:-1]}
    assert len(lengths) == 1
    assert len(done.lines) > 3


def test_a_newline_begins_a_column() -> None:
    done = columns("平安\n富贵", Box(x=0, y=0, width=300, height=300))
    assert done.lines == ("平安", "富贵")


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.sampled_from("天地，。“”（）ab1\n😀W"), min_size=1, max_size=120),
    width=st.floats(4, 400),
    height=st.floats(4, 400),
)
def test_columns_are_inside_their_box_and_lose_nothing(
    text: str, width: float, height: float
) -> None:
    done = columns(text, Box(x=5, y=6, width=width, height=height))
    assert done.box.x >= 5 - 0.1
    assert done.box.y >= 6 - 0.1
    assert done.box.x + done.box.width <= 5 + width + 0.1
    assert done.box.y + done.box.height <= 6 + height + 0.1
    assert "".join(done.lines) == "".join(breaking.characters(text))


@pytest.mark.parametrize("length", [3, 9, 30, 90])
def test_no_column_begins_with_closing_punctuation(length: int) -> None:
    text = ("天地玄黄宇宙洪荒日，月盈昃。" * 9)[:length]
    for width in (40, 120, 300):
        done = columns(text, Box(x=0, y=0, width=width, height=200))
        assert not any(line[0] in breaking.CLOSING for line in done.lines)
