from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import poster
from inkstone.engines.sketch.pages.compositions import Composition
from inkstone.engines.sketch.scene import Box, Role, Scene, Text
from inkstone.engines.sketch.vector.svg import Defs
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

COMPOSITIONS: tuple[Composition, ...] = (
    "top", "banner", "bottom", "side", "side_right", "badge", "framed", "ribbon", "bleed", "middle",
)  # fmt: skip
ROLES: tuple[Role, ...] = (
    "title", "subtitle", "body", "list", "footer", "sign", "label", "upper", "lower", "vertical",
    "seal", "horizontal",
)  # fmt: skip
PLACES = st.sampled_from((None, None, None, "top", "bottom_left", "right", "centre", "top_right"))
WORDS = st.text(st.sampled_from("ab DW花好月圆，。\n😀"), min_size=1, max_size=80)
EXTREMES = ((64, 64), (4096, 512), (512, 2048))


def poster_scene(
    texts: tuple[tuple[str, str], ...] = (("title", "花好月圆"), ("subtitle", "中秋快乐")),
    size: tuple[int, int] = (512, 512),
    **more: object,
) -> Scene:
    values: dict[str, object] = {"objects": (thing("cat", "🐈"),), **more}
    return page_scene("poster", *texts, size=size, **values)  # type: ignore[arg-type]


def zone_of(scene: Scene) -> Box:
    zone = poster.text_zone(scene)
    assert zone is not None
    return zone


@settings(max_examples=15, deadline=None)
@given(
    texts=st.lists(st.tuples(st.sampled_from(ROLES), WORDS, PLACES), max_size=6),
    size=st.sampled_from((*SIZES, *EXTREMES)),
    seed=st.integers(0, 9),
    num_objects=st.integers(0, 1),
)
def test_texts_are_kept_apart_and_in_the_picture(
    texts: list[tuple[Role, str, str | None]], size: tuple[int, int], seed: int, num_objects: int
) -> None:
    made = tuple(Text(text=words, role=role, at=at) for role, words, at in texts)
    scene = poster_scene((), size, seed=seed, objects=(thing("cat", "🐈"),) * num_objects)
    scene = replace(scene, texts=made)
    assert_set(drawn(scene)[0], scene)


@pytest.mark.parametrize("composition", COMPOSITIONS)
@pytest.mark.parametrize("length", [1, 200])
@pytest.mark.parametrize("source", [EN, ZH])
def test_no_composition_loses_a_character(
    composition: Composition, length: int, source: str
) -> None:
    words = source[:length].strip()
    for size in SIZES[(length + COMPOSITIONS.index(composition)) % 3 :: 3]:
        scene = poster_scene(
            (("title", words), ("body", words + "!"), ("footer", "2024")),
            size,
            composition=composition,
        )
        assert_set(drawn(scene)[0], scene)


@pytest.mark.slow
@pytest.mark.parametrize("source", [EN, ZH])
def test_every_length_of_words_fits_every_shape(source: str) -> None:
    for length in range(1, 201, 4):
        for size in SIZES:
            words = source[:length].strip()
            scene = poster_scene((("title", words), ("subtitle", words + ".")), size, seed=length)
            assert_set(drawn(scene)[0], scene)


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_words_are_legible_over_any_picture(composition: Composition) -> None:
    texts = (("title", "Moonlight"), ("subtitle", "中秋快乐"), ("footer", "Riverside Park"))
    scene = poster_scene(texts, (480, 480), composition=composition, seed=3)
    # Light words are hardest to read on white, dark ones on black.
    dark = COMPOSITIONS.index(composition) % 3 != 1
    layer, defs = drawn(scene, dark=dark)
    beneath = "#ffffff" if dark else "#000000"
    assert least_contrast(layer, defs, scene, beneath=beneath) >= 4.4


@pytest.mark.slow
@pytest.mark.parametrize("composition", COMPOSITIONS)
@pytest.mark.parametrize("dark", [True, False])
def test_words_are_legible_by_day_and_by_night(composition: Composition, dark: bool) -> None:
    texts = (("title", "Moonlight"), ("subtitle", "中秋快乐"), ("body", "by the river"))
    for seed in range(4):
        scene = poster_scene(texts, (768, 768), composition=composition, seed=seed)
        layer, defs = drawn(scene, dark=dark)
        for beneath in ("#000000", "#ffffff"):
            assert least_contrast(layer, defs, scene, beneath=beneath) >= 4.4


@pytest.mark.parametrize("colour", ["#f6c733", "#ffffff", "#000000", "#d7353f"])
def test_a_colour_that_was_asked_for_is_kept(colour: str) -> None:
    scene = replace(poster_scene(()), texts=(Text(text="GOLD", role="title", colour=colour),))
    for dark in (True, False):
        layer, _ = drawn(scene, dark=dark)
        assert f'fill="{colour}"' in layer.words


def test_a_colour_that_is_hard_to_read_gets_an_outline() -> None:
    yellow = Text(text="GOLD", role="title", colour="#f6c733")
    scene = replace(poster_scene((), composition="banner"), texts=(yellow,))
    assert "stroke-linejoin" in drawn(scene, dark=False)[0].words
    assert "stroke-linejoin" not in drawn(scene, dark=True)[0].words


def test_many_compositions_are_taken_by_the_seed() -> None:
    taken = {
        poster.plan(scene, poster.poster_look.choose(scene, is_dark=True), defs=Defs()).composition
        for seed in range(30)
        for scene in [poster_scene((("title", "Moon"),), (768, 1024), seed=seed)]
    }
    assert len(taken) >= 6


def test_the_same_scene_and_seed_give_the_same_drawing() -> None:
    assert drawn(poster_scene())[0] == drawn(poster_scene())[0]


@pytest.mark.parametrize(("place", "low"), [("top", 0.5), ("bottom", 1.0)])
def test_a_title_stands_where_it_was_asked_to_be(place: str, low: float) -> None:
    scene = replace(poster_scene(()), texts=(Text(text="Here", role="title", at=place),))
    (title,) = drawn(scene)[0].texts
    assert title.box is not None
    assert low - 0.5 <= (title.box.y + title.box.height / 2) / 512 <= low


def test_words_in_a_corner_stand_in_it() -> None:
    corner = Text(text="50% off", role="body", at="top_right")
    scene = poster_scene((("title", "Sale"),), composition="bottom")
    scene = replace(scene, texts=(*scene.texts, corner))
    box = drawn(scene)[0].texts[1].box
    assert box is not None
    assert box.x > 256
    assert box.y < 128


@pytest.mark.parametrize("size", SIZES[::2])
@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_objects_keep_their_part_of_the_picture(
    size: tuple[int, int], composition: Composition
) -> None:
    long = (("title", "A very long title of a picture " * 3), ("body", "words " * 30))
    zone = zone_of(poster_scene(long, size, composition=composition))
    assert zone.width * zone.height < 0.75 * size[0] * size[1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(4))
def test_the_zone_holds_the_title_and_what_explains_it(size: tuple[int, int], seed: int) -> None:
    scene = poster_scene((("title", "Light"), ("body", "words " * 20)), size, seed=seed)
    zone = zone_of(scene)
    for text in drawn(scene)[0].texts:
        assert text.box is not None
        assert overlap(zone, text.box)


def test_a_picture_without_words_has_no_zone_and_draws_nothing() -> None:
    scene = page_scene("scene", ("title", "  "))
    assert poster.text_zone(scene) is None
    layer, _ = drawn(scene)
    assert (layer.svg, layer.words, layer.texts) == ("", "", ())


def test_the_title_is_larger_than_what_stands_below_it() -> None:
    for size in SIZES[:3]:
        scene = poster_scene((("title", "花好月圆"), ("subtitle", "中秋快乐")), size,
                             composition="top")  # fmt: skip
        title, subtitle = (text.box for text in drawn(scene)[0].texts)
        assert title is not None
        assert subtitle is not None
        assert title.y + title.height < subtitle.y
        assert title.height > 1.6 * subtitle.height


def test_letters_are_apart_from_decoration() -> None:
    layer, _ = drawn(poster_scene((("title", "Tea"),), composition="banner"))
    assert layer.words.count("<path") == 6  # letters and their shadow
    assert "<path" not in layer.svg


@pytest.mark.parametrize("style", ["neon", "minimal", "vintage", "pastel", "ink", "retro"])
def test_every_style_draws_well_formed_markup(style: str) -> None:
    scene = poster_scene((("title", "<b>&"), ("sign", "Café")), style=(style,))
    assert_well_formed(*drawn(scene))


def test_characters_in_no_font_are_reported() -> None:
    scene = poster_scene((("title", "a\U000fabcd"),))
    assert drawn(scene)[0].missing == ("\U000fabcd",)


def test_ornaments_alone_are_left_to_chance() -> None:
    scene = poster_scene()
    boxes = []
    for seed in (1, 2):
        layer = poster.draw_texts(scene, defs=Defs(), rng=Random(seed), dark_background=True)
        boxes.append([text.box for text in layer.texts])
    assert boxes[0] == boxes[1]
