import pytest
from PIL import Image

from inkstone.domain.request import SizeRule
from unit.engines.sketch.edit.pictures import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    near,
    quarters,
    ramp,
    result,
    run,
    same,
)


@pytest.mark.parametrize("instruction", ["keep only the left half", "只保留左半边"])
def test_the_left_half_is_the_left_half(instruction: str) -> None:
    assert same(result(instruction), quarters().crop((0, 0, 60, 80)))


@pytest.mark.parametrize(
    ("instruction", "box"),
    [
        ("crop to a square", (20, 0, 100, 80)),
        ("crop to a square from the right", (40, 0, 120, 80)),
        ("crop to the top third", (0, 0, 120, 27)),
        ("截取下半部分", (0, 40, 120, 80)),
        ("trim 10px from the bottom", (0, 0, 120, 70)),
        ("crop to 60x40", (30, 20, 90, 60)),
        ("crop 25% off the left", (30, 0, 120, 80)),
        ("crop to the bottom right quarter", (60, 40, 120, 80)),
    ],
)
def test_a_crop_keeps_exactly_its_part(instruction: str, box: tuple[int, int, int, int]) -> None:
    assert same(result(instruction, ramp()), ramp().crop(box))


def test_a_zoom_keeps_the_shape() -> None:
    assert result("zoom in on the top left 2x").size == (120, 80)
    assert near(result("zoom in on the top left 2x").getpixel((110, 70)), RED)


@pytest.mark.parametrize(
    ("instruction", "corner"),
    [
        ("rotate 90 degrees clockwise", BLUE),
        ("顺时针旋转90度", BLUE),
        ("rotate left", GREEN),
        ("逆时针旋转90度", GREEN),
        ("rotate 180", WHITE),
        ("颠倒", WHITE),
    ],
)
def test_a_turn_goes_the_right_way(instruction: str, corner: tuple[int, int, int]) -> None:
    picture = result(instruction)
    assert picture.size == ((120, 80) if corner == WHITE else (80, 120))
    assert near(picture.getpixel((3, 3)), corner, 0)


def test_a_free_turn_is_clockwise_and_loses_nothing() -> None:
    picture = result(
        "rotate by 20 degrees with a black background", Image.new("RGB", (100, 100), RED)
    )
    assert picture.width > 100
    assert near(picture.getpixel((2, 2)), (0, 0, 0))
    # Turned clockwise, the top edge's left end is lower than its middle towards the right.
    column = [picture.getpixel((picture.width // 2 + 20, y)) for y in range(40)]
    other = [picture.getpixel((picture.width // 2 - 20, y)) for y in range(40)]
    assert [near(p, RED, 40) for p in column].index(True) != [
        near(p, RED, 40) for p in other
    ].index(True)


def test_a_free_turn_fills_its_corners_from_the_edges() -> None:
    picture = result("rotate 10 degrees", Image.new("RGB", (100, 100), GREEN))
    assert all(near(picture.getpixel(at), GREEN, 3) for at in ((0, 0), (60, 60), (100, 1)))
    assert result("rotate 10 degrees, transparent", quarters()).mode == "RGBA"


@pytest.mark.parametrize(
    ("instruction", "corner"),
    [
        ("flip horizontally", GREEN),
        ("mirror", GREEN),
        ("左右翻转", GREEN),
        ("flip vertically", BLUE),
        ("上下翻转", BLUE),
    ],
)
def test_a_mirror_swaps_the_right_sides(instruction: str, corner: tuple[int, int, int]) -> None:
    assert near(result(instruction).getpixel((0, 0)), corner, 0)


@pytest.mark.parametrize(
    ("instruction", "size"),
    [
        ("resize to 300x200", (300, 200)),
        ("调整大小为300x200", (300, 200)),
        ("resize to 50%", (60, 40)),
        ("放大两倍", (240, 160)),
        ("resize to 60 px wide", (60, 40)),
        ("resize to 240x160 then crop to a square", (160, 160)),
    ],
)
def test_a_size_is_what_was_asked_for(instruction: str, size: tuple[int, int]) -> None:
    done = run(instruction)
    assert (done.width_px, done.height_px) == size
    assert done.warnings == ()


def test_a_size_out_of_bounds_is_the_nearest_with_a_warning() -> None:
    rule = SizeRule(area_px_min=256**2, area_px_max=512**2, side_px_min=64, side_px_max=1024)
    done = run("resize to 2000x1000", rule=rule)
    assert done.width_px * done.height_px <= 512**2
    assert done.width_px == pytest.approx(2 * done.height_px, abs=2)
    assert [warning.code for warning in done.warnings] == ["size_limited"]
    assert done.warnings[0].words == ("2000x1000",)


def test_a_new_shape_gets_a_size_within_the_rule() -> None:
    rule = SizeRule(
        area_px_min=256**2, area_px_max=512**2, side_px_min=64, side_px_max=1024, multiple_px=16
    )
    done = run("keep only the left half", rule=rule)
    assert done.width_px % 16 == done.height_px % 16 == 0
    assert done.width_px / done.height_px == pytest.approx(60 / 80, rel=0.1)


def test_an_explicit_size_is_exact() -> None:
    assert result("black and white", size=(100, 80)).size == (100, 80)
    done = run("resize to 300x200", size=(100, 100))
    assert (done.width_px, done.height_px) == (100, 100)
    assert [warning.code for warning in done.warnings] == ["size_limited"]


def test_a_very_different_shape_is_shown_whole_over_itself() -> None:
    picture = result("make it brighter by 1%", size=(80, 160))
    edge, inside = picture.getpixel((5, 5)), picture.getpixel((5, 60))
    assert near(inside, RED, 12)
    assert sum(edge[:3]) < sum(inside[:3])  # type: ignore[index]
