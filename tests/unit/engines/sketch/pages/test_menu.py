from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import menu, menu_look
from inkstone.engines.sketch.scene import Box, PriceLine, Scene, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

SIZES = ((1024, 1024), (1280, 720), (720, 1280), (64, 64), (4096, 64))
TEA = (
    PriceLine(name="珍珠奶茶", price="¥18", emoji="🧋"),
    PriceLine(name="Jasmine green tea with honey", price="$15.50", emoji="🍵"),
    PriceLine(name="芝士蛋糕", price="¥128", emoji=None),
)


def menu_scene(
    lines: tuple[PriceLine, ...] = TEA,
    size: tuple[int, int] = (1024, 1024),
    seed: int = 1,
    style: tuple[str, ...] = (),
    tint: str | None = None,
) -> Scene:
    return Scene(
        kind="menu",
        texts=(
            Text(text="Morning Brew", role="title"),
            Text(text="every day", role="subtitle"),
            Text(text="Main Street 12", role="footer"),
        ),
        lines=lines,
        width_px=size[0],
        height_px=size[1],
        seed=seed,
        style=style,
        tint=tint,
    )


def drawn(scene: Scene) -> Layer:
    return menu.draw_menu(scene, defs=Defs(), rng=Random(scene.seed))


def planned(scene: Scene) -> list[Box]:
    where = menu.plan(scene)
    boxes = [box for box in (where.title, where.subtitle, where.footer) if box is not None]
    for row in where.rows:
        boxes += [box for box in (row.icon, row.name, row.price) if box is not None]
    return boxes


def overlap(a: Box, b: Box) -> bool:
    hair = 0.001
    return (
        a.x + hair < b.x + b.width
        and b.x + hair < a.x + a.width
        and a.y + hair < b.y + b.height
        and b.y + hair < a.y + a.height
    )


@settings(max_examples=40, deadline=None)
@given(num=st.integers(0, 14), size=st.sampled_from(SIZES))
def test_boxes_never_overlap_and_stay_in_the_picture(num: int, size: tuple[int, int]) -> None:
    boxes = planned(menu_scene((TEA * 5)[:num], size))
    for index, box in enumerate(boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= size[0]
        assert box.y + box.height <= size[1]
        assert box.width > 0
        assert not any(overlap(box, other) for other in boxes[index + 1 :])


@pytest.mark.parametrize("size", SIZES[:3])
def test_prices_of_a_column_end_at_one_right_edge(size: tuple[int, int]) -> None:
    rows = menu.plan(menu_scene(TEA * 2, size)).rows
    edges = {round(row.price.x + row.price.width, 3) for row in rows}
    starts = {round(row.name.x, 3) for row in rows}
    assert len(edges) == len(starts) <= 2


def test_a_wide_picture_takes_two_columns_where_lines_grow_by_it() -> None:
    rows = menu.plan(menu_scene(TEA * 3, (1280, 720))).rows
    assert len({round(row.name.x) for row in rows}) == 2
    rows = menu.plan(menu_scene(TEA, (720, 1280))).rows
    assert len({round(row.name.x) for row in rows}) == 1


def test_lines_without_icons_leave_no_room_for_them() -> None:
    bare = tuple(PriceLine(name="Tea", price="$1") for _ in range(3))
    assert all(row.icon is None for row in menu.plan(menu_scene(bare)).rows)


def test_every_text_of_the_menu_gets_its_box() -> None:
    layer = drawn(menu_scene())
    assert [each.role for each in layer.texts] == ["title", "subtitle", "footer"]
    assert all(each.box is not None for each in layer.texts)


def test_characters_in_no_font_are_reported() -> None:
    odd = (PriceLine(name="Tea\U000fabcd", price="\U000fabce1"),)
    assert drawn(menu_scene(odd)).missing == ("\U000fabcd", "\U000fabce")


@pytest.mark.parametrize("style", ["chalkboard", "neon", "minimal", "vintage", "pastel"])
def test_a_style_decides_the_look(style: str) -> None:
    scene = menu_scene(style=(style,))
    looks = {menu_look.choose(scene, rng=Random(seed)) for seed in range(30)}
    other = {menu_look.choose(menu_scene(), rng=Random(seed)) for seed in range(30)}
    assert looks != other
    assert len(looks) <= 3


def test_a_tint_decides_the_ground() -> None:
    for tint in ("#7a1020", "#ffe08a"):
        assert menu_look.choose(menu_scene(tint=tint), rng=Random(1)).ground == "card"


def test_the_drawing_is_well_formed_and_the_same_each_time() -> None:
    scene = menu_scene()
    layer = drawn(scene)
    ElementTree.fromstring(svg.document(layer.svg, defs=Defs(), width_px=8, height_px=8))
    assert layer == drawn(scene)
