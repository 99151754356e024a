from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import road_signs, signs
from unit.engines.sketch.pages.scenes import (
    EN,
    SIZES,
    ZH,
    assert_set,
    assert_well_formed,
    drawn,
    least_contrast,
    page_scene,
    thing,
)

FORMS = ("shop", "hanging", "road", "neon", "plate", "tablet")


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("STOP", "octagon"), ("停", "octagon"), ("Caution: wet floor", "triangle"),
        ("注意行人", "triangle"), ("禁止吸烟", "ban"), ("No parking", "ban"),
        ("EXIT 12", "green"), ("人民路", "blue"), ("", "blue"),
    ],
)  # fmt: skip
def test_words_tell_the_form_of_a_road_sign(words: str, form: str) -> None:
    assert road_signs.form_of(words) == form


@pytest.mark.parametrize(
    ("words", "more", "form"),
    [
        ("Open", {"style": ("neon",)}, "neon"),
        ("Main Street", {"unknown": ("street",)}, "road"),
        ("老茶馆", {"unknown": ("牌匾",)}, "tablet"),
        ("The Fox", {"objects": (thing("sign", "part:sign", material="wood"),)}, "hanging"),
        ("12", {}, "plate"),
        ("STOP", {}, "road"),
        ("Open", {"time": "night"}, "neon"),
        ("Open", {"composition": "plate"}, "plate"),
    ],
)
def test_the_prompt_tells_the_kind_of_sign(words: str, more: dict[str, object], form: str) -> None:
    scene = page_scene("sign", ("sign", words), **more)  # type: ignore[arg-type]
    assert signs.form_of(scene) == form


@settings(max_examples=10, deadline=None)
@given(
    form=st.sampled_from(FORMS),
    length=st.integers(1, 200),
    source=st.sampled_from((EN, ZH, "注意" + ZH, "No " + EN)),
    size=st.sampled_from(SIZES),
    has_picture=st.booleans(),
)
def test_a_sign_of_any_kind_holds_its_words(
    form: str, length: int, source: str, size: tuple[int, int], has_picture: bool
) -> None:
    scene = page_scene(
        "sign", ("sign", source[:length].strip()), ("subtitle", "since 1987"), ("footer", "开业"),
        ("seal", "福"), size=size, composition=form,
        objects=(thing("fox", "🦊"),) if has_picture else (),
    )  # fmt: skip
    assert_set(drawn(scene)[0], scene)


@pytest.mark.parametrize("form", FORMS)
def test_a_sign_is_legible(form: str) -> None:
    scene = page_scene("sign", ("sign", "Golden 面包"), size=(480, 360), composition=form, seed=4)
    layer, defs = drawn(scene)
    assert_well_formed(layer, defs)
    if form == "neon":
        # Its own light is beneath the letters: they are looked at without it.
        layer = replace(layer, svg='<rect width="480" height="360" fill="#2f2634"/>')
    assert least_contrast(layer, defs, scene, beneath="#ffffff") >= 4.4
