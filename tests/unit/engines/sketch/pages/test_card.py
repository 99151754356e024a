import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import card, poster
from inkstone.engines.sketch.scene import Scene
from unit.engines.sketch.pages.scenes import (
    EN,
    SIZES,
    ZH,
    assert_set,
    assert_well_formed,
    drawn,
    least_contrast,
    overlap,
    page_scene,
    thing,
)

LETTER = (
    ("title", "Happy Birthday"), ("body", "Dear Anna,"), ("body", "may your day be bright."),
    ("body", "From Tom"),
)  # fmt: skip


def birthday(*texts: tuple[str, str], size: tuple[int, int] = (768, 1024), **more: object) -> Scene:
    values: dict[str, object] = {"objects": (thing("cake", "🎂"),), **more}
    return page_scene("card", *(texts or LETTER), size=size, **values)  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None)
@given(
    length=st.integers(1, 200),
    source=st.sampled_from((EN, ZH)),
    size=st.sampled_from(SIZES),
    seed=st.integers(0, 20),
    has_picture=st.booleans(),
)
def test_a_card_of_any_shape_holds_its_message(
    length: int, source: str, size: tuple[int, int], seed: int, has_picture: bool
) -> None:
    objects = (thing("cake", "🎂"),) if has_picture else ()
    words = source[:length].strip()
    scene = birthday(("title", "生日快乐"), ("body", words), ("footer", "Tom"), ("seal", "福"),
                     size=size, seed=seed, objects=objects)  # fmt: skip
    assert_set(drawn(scene)[0], scene)


def test_a_letter_begins_left_and_is_signed_right() -> None:
    title, dear, message, signed = (text.box for text in drawn(birthday())[0].texts)
    assert title is not None
    assert dear is not None
    assert message is not None
    assert signed is not None
    assert dear.x == pytest.approx(message.x, abs=3)
    assert signed.x > message.x + message.width / 2
    assert title.y < dear.y < message.y < signed.y


@pytest.mark.parametrize("size", SIZES)
def test_the_message_is_beside_the_window(size: tuple[int, int]) -> None:
    for seed in range(6):
        where = card.plan(birthday(size=size, seed=seed))
        assert not overlap(where.opening, where.message)
        assert where.opening.width * where.opening.height > 0.2 * size[0] * size[1]


@pytest.mark.parametrize("size", SIZES)
def test_objects_keep_clear_of_the_message(size: tuple[int, int]) -> None:
    scene = birthday(size=size)
    zone = poster.text_zone(scene)
    assert zone is not None
    for text in drawn(scene)[0].texts:
        assert text.box is not None
        assert overlap(zone, text.box)
    assert poster.text_zone(birthday(size=size, objects=())) is None


@pytest.mark.parametrize("words", ["恭喜发财", "Thank you"])
def test_a_card_is_legible_whatever_its_occasion(words: str) -> None:
    scene = birthday(("title", words), ("body", "with love"), size=(400, 400), objects=())
    layer, defs = drawn(scene)
    assert_well_formed(layer, defs)
    assert least_contrast(layer, defs, scene, beneath="#ffffff") >= 4.4
