import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages.palettes import palette_of
from inkstone.engines.sketch.pages.poster_look import Look, Slot
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box, Text
from inkstone.engines.sketch.vector.svg import Defs
from unit.engines.sketch.pages.scenes import overlap, page_scene

SLOTS: tuple[Slot, ...] = ("title", "subtitle", "body", "list", "footer", "sign")
WORDS = st.text(st.sampled_from("ab Wg天地，。\n😀"), min_size=1, max_size=120)


def setting(**more: object) -> Setting:
    look = Look(palette=palette_of(page_scene("poster")))
    values: dict[str, object] = {"look": look, "defs": Defs(), "unit": 500.0, **more}
    return Setting(grounds=("#ffffff",), **values)  # type: ignore[arg-type]


def entry(words: str, slot: Slot = "body") -> Entry:
    return Entry(text=Text(text=words, role="body"), slot=slot)


def set_in(box: Box, *entries: Entry, **more: object) -> tuple[Block, ...]:
    return stack(entries, box, setting(**more))


@settings(max_examples=15, deadline=None)
@given(
    texts=st.lists(st.tuples(WORDS, st.sampled_from(SLOTS)), min_size=1, max_size=5),
    width=st.floats(2, 700),
    height=st.floats(2, 700),
)
def test_blocks_are_apart_and_inside_their_box(
    texts: list[tuple[str, Slot]], width: float, height: float
) -> None:
    box = Box(x=3, y=5, width=width, height=height)
    blocks = set_in(box, *(entry(words, slot) for words, slot in texts if words.strip()))
    for index, block in enumerate(blocks):
        reach = block.reach
        assert reach.x >= box.x - 0.05
        assert reach.y >= box.y - 0.05
        assert reach.x + reach.width <= box.x + box.width + 0.05
        assert reach.y + reach.height <= box.y + box.height + 0.05
        assert not any(overlap(reach, other.reach) for other in blocks[index + 1 :])


def test_lower_ranks_have_smaller_letters() -> None:
    box = Box(x=0, y=0, width=450, height=450)
    sizes = [
        block.size for block in set_in(box, entry("Moon", "title"), entry("Tea", "subtitle"),
                                       entry("words " * 9), entry("2024", "footer"))
    ]  # fmt: skip
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1.6 * sizes[1]


@pytest.mark.parametrize(("valign", "share"), [("top", 0.0), ("middle", 0.5), ("bottom", 1.0)])
def test_a_stack_stands_where_it_is_asked_to(valign: str, share: float) -> None:
    (block,) = set_in(Box(x=0, y=0, width=400, height=400), entry("Tea"), valign=valign)
    spare = 400 - block.box.height
    assert block.box.y == pytest.approx(spare * share, abs=2)


def test_a_list_has_a_bullet_for_each_entry() -> None:
    (block,) = set_in(Box(x=0, y=0, width=400, height=400), entry("• one\n- two\nthree", "list"))
    assert block.under.count("<circle") == 3
    assert block.words.count("<path") == len("onetwothree")


def test_a_short_chinese_title_stays_on_one_line() -> None:
    (block,) = set_in(Box(x=0, y=0, width=300, height=400), entry("夏日音乐节", "title"))
    assert block.box.height < 1.3 * block.size


def test_nothing_is_stacked_of_nothing() -> None:
    assert set_in(Box(x=0, y=0, width=10, height=10)) == ()
