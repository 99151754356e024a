from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import menu, menu_look
from inkstone.engines.sketch.pages.menu import Row
from inkstone.engines.sketch.scene import Box, PriceLine, Scene
from inkstone.engines.sketch.vector.svg import Defs
from unit.engines.sketch.pages.scenes import (
    SIZES,
    assert_set,
    assert_well_formed,
    drawn,
    is_inside,
    least_contrast,
    overlap,
    page_scene,
)

EXTREMES = ((64, 64), (4096, 512))
TEA = (
    PriceLine(name="珍珠奶茶", price="¥18", emoji="🧋"),
    PriceLine(name="Jasmine green tea with honey", price="$15.50", emoji="🍵"),
    PriceLine(name="芝士蛋糕", price="¥128", emoji=None),
)
SECTIONS = (
    PriceLine(name="Tea", price=""), *TEA[:2], PriceLine(name="Cake", price=""), TEA[2],
)  # fmt: skip


def menu_scene(
    lines: tuple[PriceLine, ...] = TEA, size: tuple[int, int] = (512, 512), **more: object
) -> Scene:
    texts = (("title", "Morning Brew"), ("subtitle", "every day"), ("footer", "Main Street 12"))
    return page_scene("menu", *texts, size=size, lines=lines, **more)  # type: ignore[arg-type]


def rows_of(scene: Scene) -> tuple[Row, ...]:
    look = menu_look.choose(scene, rng=Random(1))
    return menu.plan(scene, look, defs=Defs()).rows


def boxes_of(scene: Scene) -> list[Box]:
    where = menu.plan(scene, menu_look.choose(scene, rng=Random(1)), defs=Defs())
    boxes = [block.reach for block in (*where.above, *where.below)]
    for row in where.rows:
        boxes += [box for box in (row.icon, row.name, row.price) if box is not None]
    return boxes


@settings(max_examples=25, deadline=None)
@given(num=st.integers(0, 24), size=st.sampled_from((*SIZES, *EXTREMES)))
def test_boxes_never_overlap_and_stay_in_the_picture(num: int, size: tuple[int, int]) -> None:
    boxes = boxes_of(menu_scene((SECTIONS * 5)[:num], size))
    for index, box in enumerate(boxes):
        assert is_inside(box, size)
        assert box.width > 0
        assert not any(overlap(box, other) for other in boxes[index + 1 :])


@pytest.mark.parametrize("size", SIZES)
def test_prices_of_a_column_end_at_one_right_edge(size: tuple[int, int]) -> None:
    rows = rows_of(menu_scene(TEA * 2, size))
    edges = {round(row.price.x + row.price.width, 3) for row in rows if row.price}
    starts = {round(row.name.x, 3) for row in rows}
    assert len(edges) == len(starts) <= 2


def test_a_wide_picture_takes_two_columns_where_lines_grow_by_it() -> None:
    assert len({round(row.name.x) for row in rows_of(menu_scene(TEA * 3, (1280, 720)))}) == 2
    assert len({round(row.name.x) for row in rows_of(menu_scene(TEA, (720, 1280)))}) == 1


def test_a_second_column_begins_with_the_head_of_a_section() -> None:
    rows = rows_of(menu_scene(SECTIONS, (1280, 500)))
    assert rows[3].price is None
    assert rows[3].name.x > 640


def test_lines_without_icons_leave_no_room_for_them() -> None:
    bare = tuple(PriceLine(name="Tea", price="$1") for _ in range(3))
    assert all(row.icon is None for row in rows_of(menu_scene(bare)))


@pytest.mark.parametrize("size", SIZES)
def test_every_text_of_the_menu_is_set(size: tuple[int, int]) -> None:
    scene = menu_scene(SECTIONS, size)
    more = page_scene("menu", *scene.texts, ("body", "cash only"), ("seal", "老街"), size=size,
                      lines=TEA)  # fmt: skip
    for each in (scene, more):
        assert_set(drawn(each)[0], each)


def test_characters_in_no_font_are_reported() -> None:
    odd = (PriceLine(name="Tea\U000fabcd", price="\U000fabce1"),)
    assert drawn(menu_scene(odd))[0].missing == ("\U000fabcd", "\U000fabce")


@pytest.mark.parametrize("style", ["chalkboard", "neon", "minimal", "vintage", "pastel", "ink"])
def test_a_style_decides_the_look(style: str) -> None:
    looks = {menu_look.choose(menu_scene(style=(style,)), rng=Random(seed)) for seed in range(30)}
    other = {menu_look.choose(menu_scene(), rng=Random(seed)) for seed in range(30)}
    assert looks != other
    assert len(looks) <= 3


def test_a_tint_decides_the_ground() -> None:
    for tint in ("#7a1020", "#ffe08a"):
        assert menu_look.choose(menu_scene(tint=tint), rng=Random(1)).ground == "card"


def test_a_chinese_tea_house_has_a_chinese_menu() -> None:
    scene = page_scene("menu", ("title", "清风茶馆"), lines=TEA)
    looks = {menu_look.choose(scene, rng=Random(seed)).ground for seed in range(20)}
    assert looks == {"scroll"}


@pytest.mark.parametrize("seed", range(2))
def test_a_menu_is_legible(seed: int) -> None:
    scene = menu_scene(size=(400, 400), seed=seed)
    layer, defs = drawn(scene)
    assert_well_formed(layer, defs)
    assert least_contrast(layer, defs, scene, beneath="#ffffff") >= 4.3
