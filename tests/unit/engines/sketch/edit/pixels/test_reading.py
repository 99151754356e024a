from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.pixels.operations import to_json
from inkstone.engines.sketch.edit.pixels.reading import OPERATIONS_MAX, read
from unit.engines.sketch.edit.pixels.instructions import ONE, PAINTING, TWO


def operations(instruction: str, num_inputs: int = 1, **rest: bool) -> list[dict[str, Any]]:
    found = read(instruction, num_inputs=num_inputs, has_mask=rest.get("has_mask", False))
    return [to_json(one) for one in found.operations]


def missed(instruction: str, num_inputs: int = 1) -> tuple[str, ...]:
    return read(instruction, num_inputs=num_inputs, has_mask=False).not_followed


def check(instruction: str, num_inputs: int, expected: list[dict[str, Any]]) -> None:
    found = operations(instruction, num_inputs)
    assert [
        {key: one.get(key) for key in wanted} for one, wanted in zip(found, expected, strict=True)
    ] == expected
    assert missed(instruction, num_inputs) == ()


@pytest.mark.parametrize(("instruction", "expected"), ONE)
def test_an_instruction_for_one_picture(instruction: str, expected: list[dict[str, Any]]) -> None:
    check(instruction, 1, expected)


@pytest.mark.parametrize(("instruction", "expected"), TWO)
def test_an_instruction_for_two_pictures(instruction: str, expected: list[dict[str, Any]]) -> None:
    check(instruction, 2, expected)


@pytest.mark.parametrize(
    "instruction",
    [
        "don't crop",
        "do not rotate it",
        "without a border",
        "不要裁剪",
        "别加边框",
        "keep the colours",
        "对比度不变",
        "please",
        "谢谢",
        "",
        " ,,, 。",
    ],
)
def test_what_is_forbidden_kept_or_polite_is_neither_done_nor_missed(instruction: str) -> None:
    assert operations(instruction) == []
    assert missed(instruction) == ()


@pytest.mark.parametrize(
    ("instruction", "kind"),
    [
        ("rotate by 10 degrees without cropping", ["rotate"]),
        ("make it brighter but don't crop it", ["brightness"]),
        ("不要裁剪，调亮", ["brightness"]),
        ("保持对比度不变，加亮", ["brightness"]),
        ("特别亮", ["brightness"]),
        ("crop to a square, no border please", ["crop"]),
        ("while keeping the colours, sharpen", ["sharpen"]),
    ],
)
def test_a_negation_stops_only_its_own_wish(instruction: str, kind: list[str]) -> None:
    assert [one["operation"] for one in operations(instruction)] == kind
    assert missed(instruction) == ()


@pytest.mark.parametrize(
    "instruction",
    [
        "make the dress blue",
        "blur the faces",
        "把天空调亮",
        "模糊人脸",
        "sky brighter",
        "remove the border",
        "去掉边框",
        "remove the dog",
        "a vintage car",
        "make it less red",
        "black and white except for the red car",
        "crop to the face",
        'replace the title "A" with "B"',
        'make it look "nice"',
        "给她戴上帽子",
        "image 7 black and white",
        "put image 2 next to image 1",
    ],
)
def test_what_rules_cannot_do_is_not_read_as_something_else(instruction: str) -> None:
    assert operations(instruction) == []
    assert missed(instruction) == (instruction,)


def test_a_thing_may_be_named_where_a_mask_shows_it() -> None:
    assert operations("make the dress brighter", has_mask=True)[0]["operation"] == "brightness"


def test_what_is_missed_is_told_in_the_callers_words() -> None:
    assert missed("Make it brighter, Pet the Dog  and crop to a square") == ("Pet the Dog",)
    assert missed("调亮，摸一下狗。") == ("摸一下狗",)


@pytest.mark.parametrize(
    "separator", [", ", " and ", " then ", "; ", "\n", "，", "。", "然后", "并", "再", "同时", "、"]
)
def test_wishes_are_joined_in_many_ways(separator: str) -> None:
    found = operations(f"make it black and white{separator}flip it vertically")
    assert [one["operation"] for one in found] == ["greyscale", "flip"]


def test_adjectives_of_a_picture_name_no_thing() -> None:
    found = operations("Please make this lovely old photo of mine brighter, thanks!")
    assert [one["operation"] for one in found] == ["brightness"]


def test_only_the_first_join_and_one_picture_count() -> None:
    assert len(missed("side by side, then a collage", 3)) == 1
    assert missed("crop image 1 to a square, blur image 2", 2) == ("blur image 2",)


def test_there_is_a_limit_to_wishes() -> None:
    found = read("brighter, " * 200, num_inputs=1, has_mask=False)
    assert len(found.operations) == OPERATIONS_MAX
    assert found.not_followed


def test_every_colour_has_six_digits() -> None:
    assert words.colour("#fa0") == "#ffaa00"
    assert words.colour("sky  blue") == words.colour("sky-blue") == words.colour("sky blue")


LOOSE = """
crop rotate flip 图1 第二张 image 2 左 上半 三分之一 50% 20px 90 x × : " “ ” 《 don't not 不要
without remove 去掉 the red 红色 and 、 , 。 big 一点 十 百分之 - ' ‘ 「 watermark: 写上 图 倍 度 %
saying """
ANYTHING = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from([*(text for text, _ in (*ONE, *TWO)), *LOOSE.split()]), max_size=12
    ).map(" ".join),
    st.lists(st.sampled_from(LOOSE.split()), max_size=30).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(instruction=ANYTHING, num_inputs=st.integers(1, 10), has_mask=st.booleans())
def test_any_text_can_be_read(instruction: str, num_inputs: int, has_mask: bool) -> None:
    found = read(instruction, num_inputs=num_inputs, has_mask=has_mask)
    assert len(found.operations) <= OPERATIONS_MAX
    assert all(clause and clause in instruction for clause in found.not_followed)


@pytest.mark.parametrize(
    "text", ["一" * 4000, "图" * 4000, '"' * 4000, "1x" * 2000, "a," * 2000, "the " * 999]
)
@pytest.mark.timeout(60)
def test_long_texts_are_read_fast(text: str) -> None:
    read(text, num_inputs=10, has_mask=False)


@pytest.mark.parametrize(("instruction", "expected"), PAINTING)
def test_what_paints_is_read(instruction, expected) -> None:
    found = operations(instruction)
    assert len(found) == len(expected)
    for one, values in zip(found, expected, strict=True):
        assert {key: one.get(key) for key in values} == values


def test_what_a_mask_shows_is_filled() -> None:
    assert operations("remove this", has_mask=True) == [{"operation": "inpaint"}]
    assert operations("把这个去掉", has_mask=True) == [{"operation": "inpaint"}]
