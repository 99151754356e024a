"""Tests for whole pictures."""

import struct
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.child import draw_job, warm
from inkstone.engines.sketch.draw import Drawing, draw, draw_scene
from inkstone.engines.sketch.reading.parse import parse


def _draw(prompt: str, *, size=(160, 160), seed: int = 1, negative: str = "") -> Drawing:
    return draw(
        prompt=prompt, negative_prompt=negative, width_px=size[0], height_px=size[1], seed=seed
    )


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_same_request_gives_the_same_bytes():
    prompt = 'poster with the title "夜 Night", a lighthouse and two cats in the rain at night'
    one, other = _draw(prompt), _draw(prompt)
    assert one.png == other.png
    assert one.svg == other.svg
    assert one.scene == other.scene


def test_another_seed_gives_another_picture():
    assert _draw("a cat and a dog", seed=1).png != _draw("a cat and a dog", seed=2).png


@pytest.mark.slow
@pytest.mark.parametrize("size", [(64, 64), (2688, 1536), (720, 1280), (513, 257), (64, 1024)])
def test_a_picture_has_exactly_the_size_asked_for(size):
    drawing = _draw('a card "Hi" with a cat', size=size)
    assert _size(drawing.png) == size
    assert (drawing.scene["width_px"], drawing.scene["height_px"]) == size


@pytest.mark.parametrize("size", [(400, 400), (480, 270), (270, 480)])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_thing_covers_a_text(size, seed):
    prompt = (
        'poster titled "AUTUMN FAIR" with subtitle "Music and Food" and footer "May 4", '
        "three pumpkins, a lighthouse, two birds and a full moon"
    )
    scene = _draw(prompt, size=size, seed=seed).scene
    assert all(text["box"] for text in scene["texts"])
    for known in scene["objects"]:
        assert len(known["copies"]) == known["count"]
        for copy in known["copies"]:
            box = copy["box"]
            for text in scene["texts"]:
                assert not _meet(box, text["box"]), (known["name"], text["text"])


def _meet(one, other) -> bool:
    return (
        one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    )  # fmt: skip


def test_what_was_not_understood_is_one_warning_with_its_words():
    warnings = _draw("a cat with a Florbish zxcvb").warnings
    assert [one.code for one in warnings] == ["unknown_words"]
    assert warnings[0].words == ("Florbish", "zxcvb")


def test_a_character_without_a_font_is_a_warning():
    warnings = _draw('poster titled "A\U000e0fff\u1b83B"').warnings
    assert "missing_glyph" in [one.code for one in warnings]


def test_a_plain_prompt_has_no_warnings():
    assert _draw("two cats under a tree").warnings == ()


def test_the_negative_prompt_is_honoured():
    scene = _draw("a cat and a dog", negative="dog").scene
    assert [known["concept"] for known in scene["objects"]] == ["cat"]


@pytest.mark.parametrize(
    "evil",
    ['"</text><script>alert(1)</script>"', '"<image href=\'file:///etc/passwd\'/>"',
     '标题“&lt;svg onload=1&gt; ]]> <!-- ”', '"&#x0; \x00 \x08 \ufffe"'],
)  # fmt: skip
def test_no_text_becomes_markup(evil):
    drawing = _draw(f"poster {evil} with a cat <b>&")
    root = ElementTree.fromstring(drawing.svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "image", "foreignObject", "text", "a", "style"}
    assert "passwd" not in drawing.svg


@pytest.mark.parametrize(
    "prompt",
    ["", "   ", "🐈🐈", "春联", "menu", "poster", '""', "no cat", "a",
     "\ud800", "\x00", "“”" * 30,
     '"' + "字" * 199 + '"', "上联“一”"],
)  # fmt: skip
def test_odd_prompts_are_drawn_as_well(prompt):
    assert _size(_draw(prompt, size=(64, 64)).png) == (64, 64)


_PIECES = st.sampled_from(
    ["two cats", "under a tree", '"Title"', "。", "night", "海报", "一只猫", "tea $3",
     "in the rain",
     "riding a horse", "上联“春”", "holding", "underwater", "a ship", "on the left"]
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=6).map(" ".join)),
    st.integers(0, 2**32),
)
def test_drawing_never_fails(prompt, seed):
    drawing = _draw(prompt, size=(64, 96), seed=seed)
    ElementTree.fromstring(drawing.svg)


def test_a_job_answers_in_plain_values():
    warm()
    answer, blobs = draw_job(
        {
            "prompt": "a cat, zxcvb",
            "negative_prompt": "",
            "size": [64, 64],
            "seed": 3,
        },
        [],
    )
    assert _size(blobs[0]) == (64, 64)
    assert answer["documents"]["inkstone:scene"]["seed"] == 3
    assert answer["warnings"][0]["code"] == "unknown_words"
    assert answer["warnings"][0]["words"] == ["zxcvb"]


@pytest.mark.parametrize("size", [(1024, 1024), (2688, 1536), (720, 1280), (2048, 512)])
def test_a_preview_is_the_same_drawing_small(size):
    args = {"prompt": 'a card "Hi" with a cat', "size": list(size), "seed": 1, "preview_px": 128}
    _, (png,) = draw_job(args, [])
    width, height = _size(png)
    assert max(width, height) == 128
    assert width / height == pytest.approx(size[0] / size[1], rel=0.02)
    assert len(png) <= 16 * 1024


@pytest.mark.parametrize("style", ["watercolor", "neon", "pixel"])
def test_a_style_changes_the_picture_and_keeps_its_letters(style):
    plain = _scene_of('poster titled "FAIR" with a fox')
    styled = replace(plain, style=(style,))
    one, other = draw_scene(plain), draw_scene(styled)
    assert one.png != other.png
    assert [text["text"] for text in other.scene["texts"]] == ["FAIR"]
    assert other.warnings == ()
    assert _size(other.png) == (160, 160)


def test_a_style_keeps_things_where_they_are():
    plain = _scene_of("two cats and a house")
    one, other = draw_scene(plain), draw_scene(replace(plain, style=("ink",)))
    assert one.scene["objects"] == other.scene["objects"]


def _scene_of(prompt: str):
    return parse(prompt=prompt, negative_prompt="", width_px=160, height_px=160, seed=1)
