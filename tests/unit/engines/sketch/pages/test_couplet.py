import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import couplet
from inkstone.engines.sketch.scene import Box, Scene
from unit.engines.sketch.pages.scenes import (
    assert_set,
    assert_well_formed,
    drawn,
    least_contrast,
    overlap,
    page_scene,
)

SIZES = ((512, 512), (640, 360), (360, 640), (64, 64), (1024, 256), (256, 1024))
LINES = st.text(st.sampled_from("春满乾坤福门天增岁月人寿a"), min_size=1, max_size=20)


def couplet_scene(
    upper: str | None = "春满乾坤福满门",
    lower: str | None = "天增岁月人增寿",
    horizontal: str | None = "四季长安",
    *more: tuple[str, str],
    size: tuple[int, int] = (512, 512),
    composition: str | None = None,
) -> Scene:
    lines = (("upper", upper), ("lower", lower), ("horizontal", horizontal))
    texts = tuple((role, words) for role, words in lines if words is not None)
    return page_scene("couplet", *texts, *more, size=size, composition=composition)


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def test_the_upper_line_hangs_on_the_viewers_right() -> None:
    boxes = {each.role: each.box for each in drawn(couplet_scene())[0].texts}
    upper, lower, horizontal = boxes["upper"], boxes["lower"], boxes["horizontal"]
    assert upper is not None
    assert lower is not None
    assert horizontal is not None
    assert lower.x < 100 < horizontal.x < 400 < upper.x
    assert horizontal.y < upper.y == pytest.approx(lower.y, abs=10)


@settings(max_examples=15, deadline=None)
@given(upper=LINES, lower=LINES, horizontal=LINES, size=st.sampled_from(SIZES))
def test_all_characters_are_inside_their_paper(
    upper: str, lower: str, horizontal: str, size: tuple[int, int]
) -> None:
    scene = couplet_scene(upper, lower, horizontal, size=size)
    where = couplet.plan(scene)
    papers = {"upper": where.upper, "lower": where.lower, "horizontal": where.banner}
    texts = drawn(scene)[0].texts
    assert len(texts) == 3
    for each in texts:
        assert each.box is not None
        assert holds(papers[each.role], each.box)


@pytest.mark.parametrize("length", range(4, 14))
def test_lines_of_any_usual_length_are_set(length: int) -> None:
    line = "风声雨声读书声声声入耳家国"[:length]
    for size in SIZES[length % 3 :: 3]:
        scene = couplet_scene(line, line[::-1], size=size)
        assert_set(drawn(scene)[0], scene)


@pytest.mark.parametrize("size", SIZES)
def test_papers_and_door_never_overlap_and_stay_in_the_picture(size: tuple[int, int]) -> None:
    where = couplet.plan(couplet_scene(size=size))
    boxes = (where.upper, where.lower, where.banner, where.door)
    whole = Box(x=0, y=0, width=size[0], height=size[1])
    for index, box in enumerate(boxes):
        assert holds(whole, box)
        assert not any(overlap(box, other) for other in boxes[index + 1 :])


@pytest.mark.parametrize("absent", ["upper", "lower", "horizontal"])
def test_a_missing_part_leaves_the_others(absent: str) -> None:
    scene = couplet_scene(**{absent: None})  # type: ignore[arg-type]
    roles = {each.role for each in drawn(scene)[0].texts}
    assert roles == {"upper", "lower", "horizontal"} - {absent}


def test_the_door_says_luck_or_what_was_asked_for_or_nothing() -> None:
    lucky, _ = drawn(couplet_scene())
    bare, _ = drawn(couplet_scene(composition="bare"))
    happy, _ = drawn(couplet_scene(None, None, None, ("seal", "囍")))
    assert lucky.words.count("<path") - bare.words.count("<path") == 2  # with its shadow
    assert [text.text for text in happy.texts] == ["囍"]


def test_other_words_stand_on_the_steps() -> None:
    scene = couplet_scene(
        "平安", "富贵", "吉", ("footer", "二〇二五年春节"), ("body", "Happy New Year")
    )
    assert_set(drawn(scene)[0], scene)


def test_a_gate_without_words_is_still_a_picture() -> None:
    assert drawn(couplet_scene(None, None, None))[0].svg


def test_the_drawing_is_well_formed_and_names_what_it_could_not_write() -> None:
    layer, defs = drawn(couplet_scene("春\U000fabcd<&", "a", "b"))
    assert_well_formed(layer, defs)
    assert layer.missing == ("\U000fabcd",)


def test_gold_is_legible_on_the_paper() -> None:
    scene = couplet_scene()
    layer, defs = drawn(scene)
    assert least_contrast(layer, defs, scene, beneath="#ffffff") >= 4.3
