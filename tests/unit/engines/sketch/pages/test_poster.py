from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import poster
from inkstone.engines.sketch.scene import Box, Role, Scene, SceneObject, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs, Layer

SIZES = ((1024, 1024), (1280, 720), (720, 1280), (64, 64), (4096, 512))
ROLES: tuple[Role, ...] = ("title", "subtitle", "body", "footer", "sign", "label", "upper")
WORDS = st.text(st.sampled_from("ab DW花好月圆，。\n😀"), min_size=1, max_size=80)


def poster_scene(
    texts: tuple[tuple[Role, str], ...] = (("title", "花好月圆"), ("subtitle", "中秋快乐")),
    size: tuple[int, int] = (1024, 1024),
    seed: int = 1,
    num_objects: int = 1,
    style: tuple[str, ...] = (),
) -> Scene:
    return Scene(
        kind="poster",
        texts=tuple(Text(text=words, role=role) for role, words in texts),
        objects=(SceneObject(concept="moon", name="moon"),) * num_objects,
        width_px=size[0],
        height_px=size[1],
        seed=seed,
        style=style,
    )


def drawn(scene: Scene, *, dark: bool = True) -> Layer:
    return poster.draw_texts(scene, defs=Defs(), rng=Random(scene.seed), dark_background=dark)


def overlap(a: Box, b: Box) -> bool:
    hair = 0.01
    return (
        a.x + hair < b.x + b.width
        and b.x + hair < a.x + a.width
        and a.y + hair < b.y + b.height
        and b.y + hair < a.y + a.height
    )


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.tuples(st.sampled_from(ROLES), WORDS), max_size=6),
    size=st.sampled_from(SIZES),
    seed=st.integers(0, 3),
    num_objects=st.integers(0, 1),
)
def test_texts_never_overlap_and_stay_in_the_picture(
    texts: list[tuple[Role, str]], size: tuple[int, int], seed: int, num_objects: int
) -> None:
    layer = drawn(poster_scene(tuple(texts), size, seed, num_objects))
    boxes = [each.box for each in layer.texts if each.box is not None]
    assert len(boxes) == sum(1 for _, words in texts if words.strip())
    for index, box in enumerate(boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= size[0]
        assert box.y + box.height <= size[1]
        assert not any(overlap(box, other) for other in boxes[index + 1 :])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_zone_holds_every_text_but_footers(size: tuple[int, int], seed: int) -> None:
    scene = poster_scene(
        (("title", "Light"), ("body", "words " * 20), ("footer", "foot")), size, seed
    )
    zone = poster.text_zone(scene)
    assert zone is not None
    for each in drawn(scene).texts:
        assert each.box is not None
        is_in = zone.y - 0.01 <= each.box.y <= zone.y + zone.height - each.box.height + 0.01
        assert is_in == (each.role != "footer")


def test_objects_keep_more_than_half_of_the_picture() -> None:
    long = (("title", "A very long title of a picture " * 3), ("body", "words " * 100))
    for size in SIZES[:3]:
        for seed in (0, 1):
            zone = poster.text_zone(poster_scene(long, size, seed))  # type: ignore[arg-type]
            assert zone is not None
            assert zone.width * zone.height < 0.5 * size[0] * size[1]


def test_a_picture_without_words_has_no_zone_and_no_veil() -> None:
    scene = poster_scene((("title", "  "),))
    assert poster.text_zone(scene) is None
    assert drawn(scene).texts == ()


def test_words_are_light_on_dark_and_dark_on_light() -> None:
    assert "#fffdf5" in _defs_of(dark=True)
    assert "#1c2742" in _defs_of(dark=False)


def _defs_of(*, dark: bool) -> str:
    defs = Defs()
    poster.draw_texts(poster_scene(), defs=defs, rng=Random(1), dark_background=dark)
    return defs.svg


def test_the_title_is_larger_than_what_stands_below_it() -> None:
    for size in SIZES[:3]:
        title, subtitle = (each.box for each in drawn(poster_scene(size=size)).texts)
        assert title is not None
        assert subtitle is not None
        assert title.y + title.height < subtitle.y
        assert title.height > 1.8 * subtitle.height


@pytest.mark.parametrize("style", ["neon", "minimal", "vintage", "pastel"])
def test_every_style_draws_well_formed_markup(style: str) -> None:
    layer = drawn(poster_scene((("title", "<b>&"), ("sign", "Café")), style=(style,)))
    ElementTree.fromstring(svg.document(layer.svg, defs=Defs(), width_px=8, height_px=8))


def test_characters_in_no_font_are_reported() -> None:
    assert drawn(poster_scene((("title", "a\U000fabcd"),))).missing == ("\U000fabcd",)


def test_the_same_scene_and_seed_give_the_same_drawing() -> None:
    assert drawn(poster_scene()) == drawn(poster_scene())
