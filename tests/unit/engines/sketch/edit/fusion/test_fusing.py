"""Tests that things of several pictures come into one."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inkstone.engines.sketch.edit import quotes
from inkstone.engines.sketch.edit.fusion.reading import read
from inkstone.engines.sketch.edit.run import edit
from inkstone.engines.sketch.layout.checks import holds
from inkstone.engines.sketch.scene import Relation
from unit.engines.sketch.edit.pictures import png
from unit.engines.sketch.edit.scene.drawn import drawing, pixels, run, scene_of, thing

CAT = thing("cat", "beast:cat", colour="#e58a2f")
DOG = thing("dog", "beast:dog", colour="#8a5b38")
SOFA = thing("sofa", "part:sofa", colour="#3f9f52")
UMBRELLA = thing("umbrella", "part:umbrella", ("held_by", "woman"), colour="#d7353f")
WOMAN = thing("woman", "figure:woman", pose="hold")

GARDEN = drawing((CAT,), place="garden")
ROOM = drawing((SOFA,), place="room")
BEACH = drawing((DOG,), place="beach")
STREET = drawing((WOMAN, UMBRELLA), place="street")

READ = [
    ("put the cat of image 1 on the sofa of image 2", [(1, "cat")], (2, "sofa")),
    ("put image 1's cat on the sofa from the second picture", [(1, "cat")], (2, "sofa")),
    ("把图1的猫放到图2的沙发上", [(1, "猫")], (2, "沙发")),
    ("将第一张图的猫放在第二张图的沙发旁边", [(1, "猫")], (2, "沙发")),
    (
        "the woman from picture 1 and the dog from picture 2 in a park",
        [(1, "woman"), (2, "dog")],
        None,
    ),
    ("图一的女人和图二的狗在公园里", [(1, "女人"), (2, "狗")], None),
    ("put the cat from the first picture on the sofa of the other one", [(1, "cat")], (2, "sofa")),
    ("replace the dog in image 2 with the cat from image 1", [(1, "cat")], (2, "dog")),
    ("use image 2 as the background of image 1", [(1, "")], (2, "")),
    ("change the background of image 1 to image 2", [(1, "")], (2, "")),
    ("把图1的背景换成图2", [(1, "")], (2, "")),
    ("put the woman of image 1 into image 2", [(1, "woman")], (2, "")),
    (
        "the cat from image 1, the dog from image 2 and the woman from image 3",
        [(1, "cat"), (2, "dog"), (3, "woman")],
        None,
    ),
]


@pytest.mark.parametrize(("instruction", "subjects", "ground"), READ)
def test_an_instruction_names_what_goes_where(instruction, subjects, ground):
    found = read(quotes.mark(instruction), num_inputs=3 if "image 3" in instruction else 2)
    assert found is not None
    assert [(part.picture, part.noun) for part in found.subjects] == subjects
    assert (found.ground and (found.ground.picture, found.ground.noun)) == ground


@pytest.mark.parametrize(
    "instruction",
    [
        "put image 1 and image 2 side by side",
        "make a collage",
        "put image 1 in the top right corner of image 2",
        "把图1放在图2的右上角",
        "blend the two pictures",
        "use image 1 as a logo",
        "image 7's cat in image 1",
    ],
)
def test_what_joins_whole_pictures_is_no_fusion(instruction):
    assert read(quotes.mark(instruction), num_inputs=2) is None


@pytest.mark.parametrize(
    "instruction",
    [
        "put the cat of image 1 on the sofa of image 2",
        "把图1的猫放到图2的沙发上",
        "put the cat on the sofa",
        "让猫在沙发上",
    ],
)
def test_scenes_merge(instruction):
    done = run(instruction, GARDEN, ROOM)
    scene = scene_of(done)
    cat, sofa = scene.find("cat"), scene.find("sofa")
    assert cat is not None
    assert sofa is not None
    assert cat.colour == "#e58a2f"
    assert any(one.target == "sofa" for one in cat.relations)
    assert holds(Relation(kind="on", target="sofa"), cat, sofa)


def test_the_ground_of_a_merged_scene_stays_to_the_pixel_where_nothing_is_put():
    done = run("put the cat of image 1 on the sofa of image 2", GARDEN, ROOM)
    same = np.all(pixels(done.png) == pixels(ROOM.png), axis=2)
    assert same.mean() > 0.7
    assert scene_of(done).find("sofa").copies == tuple(_sofa_copies())


def _sofa_copies():
    from inkstone.engines.sketch.document import read as read_document

    return read_document(ROOM.scene).find("sofa").copies


def test_a_new_place_is_drawn_for_all():
    done = run(
        "the woman from picture 1 and the dog from picture 2 in a park at sunset", STREET, BEACH
    )
    scene = scene_of(done)
    assert (scene.place, scene.time) == ("park", "sunset")
    assert {"woman", "umbrella", "dog"} == {known.concept for known in scene.objects}
    assert scene.find("umbrella").relations[0].target == "woman"


def test_names_that_meet_are_made_apart():
    done = run("put the cat of image 1 into image 2", GARDEN, drawing((CAT, DOG), place="beach"))
    assert [known.id for known in scene_of(done).objects] == ["cat", "dog", "cat-2"]


def test_one_thing_takes_the_place_of_another():
    done = run("replace the dog in image 2 with the cat from image 1", GARDEN, BEACH)
    assert [known.concept for known in scene_of(done).objects] == ["cat"]
    assert scene_of(done).place == "beach"


def test_what_carries_no_scene_is_cut_out():
    done = run("put the cat of image 1 on the sofa of image 2", GARDEN, ROOM, with_scenes=False)
    assert done.scene is None
    assert "guessed_subject" in [one.code for one in done.warnings]
    assert np.any(pixels(done.png) != pixels(ROOM.png))


def test_a_flat_ground_is_cut_away_exactly():
    picture = Image.new("RGB", (200, 200), "#ffffff")
    ImageDraw.Draw(picture).ellipse((60, 60, 140, 160), fill="#c02020")
    done = run_pictures(
        "put the ball of image 1 into image 2", picture, Image.new("RGB", (200, 200), "#2040a0")
    )
    found = np.asarray(Image.open(io.BytesIO(done.png)).convert("RGB")).astype(int)
    reddish = (found[..., 0] > 120) & (found[..., 2] < 90)
    whitish = (found > 190).all(axis=2)
    assert reddish.sum() > 1500
    assert whitish.sum() < 60
    assert "guessed_subject" not in [one.code for one in done.warnings]


def run_pictures(instruction, *pictures):
    return edit(
        instruction=instruction, inputs=[png(one) for one in pictures], mask=None, size=None,
        default_size=pictures[-1].size, rule=None, seed=1,
    )  # fmt: skip


def test_six_pictures_are_fused():
    words = ["cat", "dog", "rabbit", "fox", "bird", "horse"]
    drawn = [
        drawing(
            (thing(word, f"bird:{word}" if word == "robin" else f"beast:{word}"),), place="park"
        )
        for word in ("cat", "dog", "rabbit", "fox", "sheep", "horse")
    ]
    words[4] = "sheep"
    said = ", ".join(f"the {word} of image {number}" for number, word in enumerate(words, 1))
    done = run(f"{said} in a meadow", *drawn)
    assert {known.concept for known in scene_of(done).objects} == set(words)


def test_pictures_that_are_not_used_are_told():
    done = run(
        "put the cat of image 1 on the sofa of image 2", GARDEN, ROOM, BEACH, with_scenes=False
    )
    assert ("3",) in [one.words for one in done.warnings] or "unused_inputs" in [
        one.code for one in done.warnings
    ]


def test_the_word_beside_a_thing_tells_where_the_other_is_put():
    scene = scene_of(run("让图1的猫坐在图2的沙发上", GARDEN, ROOM))
    relations = [(one.kind, one.target) for one in scene.find("cat").relations]
    assert relations[0] in (("on", "sofa"), ("sitting_on", "sofa"))
