from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import couplet
from inkstone.engines.sketch.scene import Box, Role, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

SIZES = ((1024, 1024), (1280, 720), (720, 1280), (64, 64), (4096, 64))
LINES = st.text(st.sampled_from("春满乾坤福门天增岁月人寿a"), min_size=1, max_size=20)


def couplet_scene(
    upper: str | None = "春满乾坤福满门",
    lower: str | None = "天增岁月人增寿",
    horizontal: str | None = "四季长安",
    size: tuple[int, int] = (1024, 1024),
) -> Scene:
    pairs: tuple[tuple[Role, str | None], ...] = (
        ("upper", upper), ("lower", lower), ("horizontal", horizontal),
    )  # fmt: skip
    texts = tuple(Text(text=words, role=role) for role, words in pairs if words is not None)
    return Scene(kind="couplet", texts=texts, width_px=size[0], height_px=size[1], seed=1)


def drawn(scene: Scene) -> Layer:
    return couplet.draw_couplet(scene, defs=Defs(), rng=Random(scene.seed))


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def overlap(a: Box, b: Box) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def test_the_upper_line_hangs_on_the_viewers_right() -> None:
    boxes = {each.role: each.box for each in drawn(couplet_scene()).texts}
    upper, lower, horizontal = boxes["upper"], boxes["lower"], boxes["horizontal"]
    assert upper is not None
    assert lower is not None
    assert horizontal is not None
    assert lower.x < 200 < horizontal.x < 800 < upper.x
    assert horizontal.y < upper.y == pytest.approx(lower.y, abs=20)


@settings(max_examples=40, deadline=None)
@given(upper=LINES, lower=LINES, horizontal=LINES, size=st.sampled_from(SIZES))
def test_all_characters_are_inside_their_paper(
    upper: str, lower: str, horizontal: str, size: tuple[int, int]
) -> None:
    scene = couplet_scene(upper, lower, horizontal, size)
    where = couplet.plan(scene)
    papers = {"upper": where.upper, "lower": where.lower, "horizontal": where.banner}
    texts = drawn(scene).texts
    assert len(texts) == 3
    for each in texts:
        assert each.box is not None
        assert holds(papers[each.role], each.box)


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
    roles = {each.role for each in drawn(scene).texts}
    assert roles == {"upper", "lower", "horizontal"} - {absent}


def test_a_gate_without_words_is_still_a_picture() -> None:
    assert drawn(couplet_scene(None, None, None)).svg


def test_the_drawing_is_well_formed_and_names_what_it_could_not_write() -> None:
    scene = couplet_scene("春\U000fabcd<&", "a", "b")
    layer = drawn(scene)
    defs = Defs()
    ElementTree.fromstring(svg.document(layer.svg, defs=defs, width_px=8, height_px=8))
    assert layer.missing == ("\U000fabcd",)


def test_the_same_scene_and_seed_give_the_same_drawing() -> None:
    assert drawn(couplet_scene()) == drawn(couplet_scene())
