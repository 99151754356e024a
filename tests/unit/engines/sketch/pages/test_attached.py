import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import attached, poster, spots, surfaces
from inkstone.engines.sketch.scene import Box, Garment, Role, Scene, Text
from unit.engines.sketch.pages.scenes import (
    EN,
    SIZES,
    ZH,
    assert_set,
    assert_well_formed,
    drawn,
    is_inside,
    overlap,
    page_scene,
    thing,
)

GIRL = Box(x=250, y=300, width=180, height=400)
CAT = Box(x=600, y=480, width=220, height=220)
SHOP = Box(x=60, y=260, width=460, height=400)


def said(words: str, of: str | None = "girl", role: Role = "speech") -> Text:
    return Text(text=words, role=role, of=of)


def garden(*texts: Text, size: tuple[int, int] = (1024, 768)) -> Scene:
    objects = (thing("girl", "figure:girl", GIRL), thing("cat", "beast:cat", CAT))
    return page_scene("scene", *texts, size=size, objects=objects)


def test_a_bubble_stands_clear_of_faces_and_inside_the_picture() -> None:
    scene = garden(said("Hello, little cat! Would you like some fish?"), said("喵～好呀！", "cat"))
    layer, defs = drawn(scene)
    assert_set(layer, scene)
    assert_well_formed(layer, defs)
    faces = [spots.face(known, known.boxes[0]) for known in scene.objects]
    for text in layer.texts:
        for face in faces:
            assert text.box is not None
            assert face is not None
            assert not overlap(text.box, face)


def test_a_bubble_is_nearer_to_its_speaker_than_to_the_other() -> None:
    scene = garden(said("Hello!"), said("Meow!", "cat"))
    one, other = (text.box for text in drawn(scene)[0].texts)
    assert one is not None
    assert other is not None
    assert abs(one.x - GIRL.x) < abs(one.x - CAT.x)
    assert abs(other.x - CAT.x) < abs(other.x - GIRL.x)


def test_who_speaks_is_the_figure_where_nobody_is_named() -> None:
    (text,) = drawn(garden(said("Hello!", None)))[0].texts
    assert text.box is not None
    assert abs(text.box.x + text.box.width / 2 - GIRL.x - GIRL.width / 2) < 200


@settings(max_examples=8, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 200), min_size=1, max_size=6),
    roles=st.lists(st.sampled_from(("speech", "label", "sign")), min_size=6, max_size=6),
    size=st.sampled_from(SIZES),
    source=st.sampled_from((EN, ZH)),
)
def test_words_by_objects_are_apart_whatever_their_length(
    lengths: list[int], roles: list[Role], size: tuple[int, int], source: str
) -> None:
    box = Box(x=size[0] * 0.4, y=size[1] * 0.4, width=size[0] * 0.2, height=size[1] * 0.4)
    texts = [
        said(source[:length].strip() + str(index), "a" if index % 2 else "b", role)
        for index, (length, role) in enumerate(zip(lengths, roles, strict=False))
    ]
    objects = (thing("a", "figure:man", box), thing("b", "🌳", box))
    scene = page_scene("scene", *texts, size=size, objects=objects)
    assert_set(drawn(scene)[0], scene)


def test_a_shop_carries_its_sign() -> None:
    scene = page_scene(
        "scene", said("OPEN 营业中", "shop", "sign"), size=(1024, 768),
        objects=(thing("shop", "part:shop", SHOP),),
    )  # fmt: skip
    (text,) = drawn(scene)[0].texts
    assert text.box is not None
    assert text.box.y > SHOP.y
    assert text.box.y + text.box.height < SHOP.y + 0.4 * SHOP.height
    assert SHOP.x < text.box.x < text.box.x + text.box.width < SHOP.x + SHOP.width


def test_a_shirt_carries_words_on_the_chest() -> None:
    boy = thing("boy", "figure:boy", Box(x=300, y=100, width=300, height=600),
                wears=(Garment(kind="t_shirt", colour="#1f3274"),))  # fmt: skip
    scene = page_scene("scene", said("TEAM 7", "boy", "sign"), size=(1024, 768), objects=(boy,))
    layer, _ = drawn(scene)
    box = layer.texts[0].box
    assert box is not None
    assert 250 < box.y < 400
    assert 'fill="#fffdf6"' in layer.words  # light words on a dark shirt


def test_a_sign_that_would_be_too_small_hangs_beside_its_object() -> None:
    tiny = Box(x=500, y=600, width=30, height=30)
    scene = page_scene(
        "scene", said("Lemonade, fifty cents", "cup", "sign"), size=(1024, 768),
        objects=(thing("cup", "part:mug", tiny, concept="mug"),),
    )  # fmt: skip
    (text,) = drawn(scene)[0].texts
    assert text.box is not None
    assert text.box.height > 14
    assert is_inside(text.box, (1024, 768))


def test_a_label_has_a_line_to_its_object() -> None:
    scene = garden(said("my cat", "cat", "label"))
    layer, _ = drawn(scene)
    assert layer.svg.count("<line") == 2
    assert layer.texts[0].of == "cat"


def test_bubbles_are_given_room_above() -> None:
    zone = poster.text_zone(garden(said("Hello!")))
    assert zone is not None
    assert zone.y < 60
    assert 60 < zone.height < 0.32 * 768
    assert attached.zone_of(garden(), None) is None


def test_words_of_an_object_that_is_not_there_stand_with_the_others() -> None:
    scene = garden(said("Old oak", "tree", "label"))
    assert_set(drawn(scene)[0], scene)


@pytest.mark.parametrize(
    ("shown", "concept", "plate"),
    [
        ("figure:nurse", "nurse", "cloth"), ("part:shop", "shop", "board"),
        ("☕", "cup", "sticker"),
        ("part:book", "book", "paper"), ("🚌", "bus", "sticker"), ("🌳", "tree", "wood"),
        ("part:blackboard", "blackboard", "slate"),
    ],
)  # fmt: skip
def test_things_carry_words_in_their_own_way(shown: str, concept: str, plate: str) -> None:
    assert surfaces.surface_of(thing("it", shown, concept=concept)).plate == plate
