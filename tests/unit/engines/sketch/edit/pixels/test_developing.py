import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inkstone.domain.errors import UnsupportedRequest
from inkstone.engines.sketch.edit.refusal import UnsupportedEdit
from unit.engines.sketch.edit.pictures import (
    BLUE,
    RED,
    left_mask,
    ramp,
    run,
)


def test_the_last_picture_is_edited_unless_another_is_named() -> None:
    first, second = Image.new("RGB", (60, 60), RED), Image.new("RGB", (80, 40), BLUE)
    done = run("flip it horizontally", first, second)
    assert (done.width_px, done.height_px) == (80, 40)
    assert [warning.code for warning in done.warnings] == ["unused_inputs"]
    done = run("flip the first picture", first, second)
    assert (done.width_px, done.height_px) == (60, 60)


def test_order_is_shape_then_tone_then_words_whatever_was_said_first() -> None:
    one = run('write "Hi" at the top, black and white, crop to a square')
    other = run('crop to a square, black and white, write "Hi" at the top')
    assert one.png == other.png
    assert [each["operation"] for each in one.operations] == ["caption", "greyscale", "crop"]


def test_nothing_understood_is_an_error_that_says_what_can_be_done() -> None:
    for each in ("make the dragon sad", "", "不要裁剪", "make the dress blue"):
        with pytest.raises(UnsupportedEdit) as raised:
            run(each)
        assert isinstance(raised.value, UnsupportedRequest)
        assert raised.value.code == "unsupported_edit"
        assert "crop" in raised.value.message


def test_something_not_understood_is_a_warning_with_its_words() -> None:
    done = run("Black and white, make the Dragon sad")
    assert [(one.code, one.words) for one in done.warnings] == [
        ("unsupported_edit", ("make the Dragon sad",))
    ]


def test_the_same_edit_gives_the_same_bytes_for_every_seed() -> None:
    instruction = 'rotate 10 degrees, vignette, write "Hello", watermark "me"'
    assert run(instruction, seed=1) == run(instruction, seed=2)


EVERYTHING = """
crop to a square|rotate 33 degrees|resize to 9000x10|scale to 5%|keep only the top third
side by side|collage|put image 1 on image 2|blend|write "字 a😀"|watermark "w" tiled
border 400px|blur 900px|pixelate 5000px|rounded corners|vignette|trim 5000px|crop to 1x1
crop to 40x4000|zoom in 8x|brightness -100%|tint it red|sharpen by 900%|image 1 sepia
blur the edges|use image 1 as a logo|subject brighter|flip|invert the top right corner
"""
PARTS = st.sampled_from([part for line in EVERYTHING.split("\n") for part in line.split("|")])


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    parts=st.lists(PARTS, min_size=1, max_size=5),
    sizes=st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=1, max_size=3),
    has_mask=st.booleans(),
    size=st.none() | st.tuples(st.integers(1, 90), st.integers(1, 90)),
)
def test_any_edit_of_any_pictures_ends_well(
    parts: list[str],
    sizes: list[tuple[int, int]],
    has_mask: bool,
    size: tuple[int, int] | None,
) -> None:
    pictures = [ramp(*each) for each in sizes]
    mask = left_mask(*sizes[-1]) if has_mask else None
    try:
        done = run(", ".join(parts), *pictures, mask=mask, size=size)
    except UnsupportedEdit:
        return
    if size:
        assert (done.width_px, done.height_px) == size


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.parametrize("side", [1024, 2048])
def test_an_edit_is_fast(side: int) -> None:
    picture = ramp(side, side)
    run('write "warm"', ramp())
    for each in ("blur strongly", 'black and white, write "Hello" at the top', "rotate 10 degrees"):
        began_s = time.process_time()
        run(each, picture, size=(side, side))
        assert time.process_time() - began_s < (1.2 if side == 1024 else 4)
