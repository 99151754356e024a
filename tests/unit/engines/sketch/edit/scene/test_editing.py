"""Tests that an edit changes what it names, and nothing beyond that."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from inkstone.engines.sketch.edit.refusal import UnsupportedEdit
from inkstone.engines.sketch.layout.reach import reach
from inkstone.engines.sketch.scene import Scene, SceneObject
from unit.engines.sketch.edit.pictures import png
from unit.engines.sketch.edit.scene.drawn import (
    CAT,
    DOG,
    SIDE,
    SOFA,
    TITLE,
    drawing,
    pixels,
    placed,
    run,
    scene_of,
    thing,
    without,
)

#: Edits of things: all that they touch is in the boxes of what differs between the two scenes.
LOCAL = (
    """
remove the cat|remove the dog|remove the balloons|remove one of the balloons|去掉汽车|去掉沙发
replace the cat with a rabbit|replace the dog with a fox|把汽车换成卡车|把猫换成狗|把树换成松树
make the car blue|make the cat black|make the dog grey|make the sofa green|把裙子改成绿色
make her hair blonde|make the balloons yellow|move the car to the left|move the cat to the right
把狗移到左边|move the sofa a bit to the left|make the cat twice as big|make the car smaller
把狗放大两倍|树小一点|flip the car|flip the dog|make the cat face left|make her sit|make her wave
make the cat sleep|让狗跑|make the girl sad|give the dog a hat|let the girl wear glasses
swap the cat and the dog|交换猫和汽车的位置|make it three cats|change the number of balloons to 2
add a rabbit|add two apples|在汽车旁边放一个足球|add a bird in the sky|put the cat on the sofa
put the dog behind the sofa|add a red ball to the left of the dog|bring the cat closer
remove the cat and make the car green|make one of the balloons blue|add a fox and make it brown
""".strip()
    .replace("\n", "|")
    .split("|")
)


def _touched(before: Scene, after: Scene) -> np.ndarray:
    """The pixels that a drawing may reach which is in one of the two scenes only."""
    found = np.zeros((before.height_px, before.width_px), dtype=bool)
    for one, other in ((before, after), (after, before)):
        for known in one.objects:
            now = other.find(known.id)
            is_same = now is not None and not _differs(known, now)
            is_same = is_same and _held(known, one) == _held(known, other)
            for copy in () if is_same else known.copies:
                box = reach(copy, known)
                rows = slice(max(int(box.y) - 1, 0), max(int(box.y + box.height) + 2, 0))
                columns = slice(max(int(box.x) - 1, 0), max(int(box.x + box.width) + 2, 0))
                found[rows, columns] = True
    return found


def _held(known: SceneObject, scene: Scene) -> bool:
    """Whether somebody holds something, which shows in the arm."""
    return any(
        r.kind == "held_by" and r.target == known.id for o in scene.objects for r in o.relations
    )


def _differs(one: SceneObject, other: SceneObject) -> bool:
    return replace(one, relations=(), at=None, scale=1) != replace(
        other, relations=(), at=None, scale=1
    )


def _assert_local(instruction: str) -> None:
    drawn = drawing()
    done = run(instruction, drawn)
    before, after = placed(drawn), scene_of(done)
    differs = np.any(pixels(drawn.png) != pixels(done.png), axis=2)
    assert np.any(differs)
    assert not np.any(differs & ~_touched(before, after))
    assert after.stage == before.stage


@pytest.mark.parametrize("instruction", LOCAL[::5])
def test_some_edits_change_no_pixel_beyond_what_they_touch(instruction):
    _assert_local(instruction)


@pytest.mark.slow
@pytest.mark.parametrize("instruction", LOCAL)
def test_no_edit_changes_a_pixel_beyond_what_it_touches(instruction):
    _assert_local(instruction)


def test_there_are_enough_local_edits():
    assert len(LOCAL) >= 40


def test_an_edited_picture_can_be_edited_again():
    first = run("make the car blue")
    drawn = replace(drawing(), png=first.png, scene=first.scene)
    second = run("add a rabbit", drawn)
    scene = scene_of(second)
    assert scene.find("car").colour == "#2f6fdc"
    assert any(known.concept == "rabbit" for known in scene.objects)


def test_a_replaced_thing_keeps_its_place_and_relations():
    objects = (SOFA, thing("cat", "beast:cat", ("on", "sofa")))
    drawn = drawing(objects, place="room")
    done = run("replace the cat with a dog", drawn)
    cat, dog = placed(drawn).find("cat"), scene_of(done).objects[1]
    assert dog.concept == "dog"
    assert dog.relations == cat.relations
    mine, was = dog.boxes[0], cat.boxes[0]
    assert abs(mine.x + mine.width / 2 - was.x - was.width / 2) < SIDE * 0.05
    assert abs(mine.y + mine.height - was.y - was.height) < 2


def test_what_somebody_holds_goes_where_they_go():
    drawn = drawing()
    done = run("move the girl to the right", drawn)
    before, after = placed(drawn), scene_of(done)
    moved = after.find("girl").boxes[0].x - before.find("girl").boxes[0].x
    for was, now in zip(before.find("balloon").boxes, after.find("balloon").boxes, strict=True):
        assert now.x - was.x == pytest.approx(moved, abs=0.1)


def test_what_somebody_holds_goes_with_them():
    done = run("remove the girl")
    assert not {"girl", "balloon"} & {known.id for known in scene_of(done).objects}


def test_a_rider_without_a_mount_stands():
    man = thing("man", "figure:man", ("riding", "horse"), pose="ride")
    drawn = drawing((thing("horse", "beast:horse"), man))
    scene = scene_of(run("remove the horse", drawn))
    assert scene.objects[0].pose is None
    assert scene.objects[0].relations == ()


def test_another_place_keeps_the_objects_on_its_ground():
    drawn = drawing(without((CAT, DOG)))
    done = run("change the background to a beach", drawn)
    scene = scene_of(done)
    assert scene.place == "beach"
    assert [known.id for known in scene.objects] == ["cat", "dog"]
    before = placed(drawn)
    for known in scene.objects:
        was = before.find(known.id).boxes[0]
        assert known.boxes[0].x == pytest.approx(was.x, abs=1)


@pytest.mark.parametrize(
    ("instruction", "field", "value"),
    [
        ("make it night", "time", "night"),
        ("让天下雪", "weather", "snow"),
        ("change the season to autumn", "season", "autumn"),
        ("换成水彩风格", "style", ("watercolor",)),
    ],
)
def test_another_time_moves_nothing(instruction, field, value):
    drawn = drawing()
    scene = scene_of(run(instruction, drawn))
    assert getattr(scene, field) == value
    assert scene.objects == placed(drawn).objects


def test_words_are_changed_in_place():
    drawn = drawing((CAT,), texts=(TITLE,), kind="poster")
    scene = scene_of(run('change the title to "Winter Fair"', drawn))
    assert [text.text for text in scene.texts] == ["Winter Fair"]
    assert scene.objects == placed(drawn).objects


def test_a_picture_that_shows_something_else_is_edited_in_its_pixels():
    drawn = drawing()
    with Image.open(io.BytesIO(drawn.png)) as picture:
        other = picture.convert("RGB")
    other.paste("#7030a0", (20, 20, 150, 170))
    done = run("black and white", replace(drawn, png=png(other)))
    assert done.scene is None
    assert [one.code for one in done.warnings] == ["scene_outdated"]


@pytest.mark.parametrize("style", [(), ("watercolor",), ("ink",), ("pixel",), ("pencil",)])
def test_compression_and_size_do_not_outdate_a_scene(style):
    drawn = drawing(style=style)
    with Image.open(io.BytesIO(drawn.png)) as picture:
        stream = io.BytesIO()
        picture.convert("RGB").resize((200, 200)).save(stream, "JPEG", quality=70)
    with Image.open(stream) as picture:
        again = replace(drawn, png=png(picture.convert("RGB")))
    done = run("remove the cat", again)
    assert done.scene is not None
    assert done.warnings == ()


def test_a_cropped_or_blurred_picture_is_not_taken_for_its_scene():
    drawn = drawing()
    with Image.open(io.BytesIO(drawn.png)) as picture:
        whole = picture.convert("RGB")
    crop = whole.crop((60, 60, 220, 220)).resize((SIDE, SIDE))
    for each in (crop, whole.transpose(Image.Transpose.FLIP_LEFT_RIGHT)):
        done = run("black and white", replace(drawn, png=png(each)))
        assert [one.code for one in done.warnings] == ["scene_outdated"]
    soft = replace(drawn, png=png(whole.filter(ImageFilter.GaussianBlur(0.6))))
    assert run("remove the cat", soft).scene is not None


def test_pixels_are_changed_after_the_scene():
    done = run("make the car blue, then crop to the left half and black and white")
    names = [one["operation"] for one in done.operations]
    assert names == ["recolour", "crop", "greyscale"]
    assert done.scene is None
    assert done.width_px < done.height_px
    red, green, blue = pixels(done.png)[40, 40]
    assert red == green == blue


def test_what_is_not_understood_is_told_and_the_rest_is_done():
    done = run("make the car blue and polish the elephant")
    assert [one["operation"] for one in done.operations] == ["recolour"]
    assert "unsupported_edit" in [one.code for one in done.warnings]


def test_nothing_understood_is_an_error():
    with pytest.raises(UnsupportedEdit):
        run("remove the elephant")


def test_a_larger_size_of_the_same_shape_is_drawn_anew():
    done = run("make the car blue", size=(2 * SIDE, 2 * SIDE))
    scene = scene_of(done)
    assert (done.width_px, scene.width_px) == (2 * SIDE, 2 * SIDE)
    was = placed(drawing()).find("cat").boxes[0]
    assert scene.find("cat").boxes[0].x == pytest.approx(2 * was.x, abs=0.1)


def test_a_size_of_another_shape_carries_no_scene():
    done = run("make the car blue", size=(SIDE * 2, SIDE))
    assert (done.width_px, done.height_px) == (SIDE * 2, SIDE)
    assert done.scene is None


def _mask(box: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(mask).rectangle(box, fill=255)
    return mask


@pytest.mark.parametrize(
    "instruction", ["add a rabbit", "make it night", "加一只猫", "make the car blue"]
)
def test_a_mask_bounds_an_edit_to_the_pixel(instruction):
    drawn = drawing()
    mask = _mask((90, 90, 240, 250))
    done = run(instruction, drawn, mask=mask)
    differs = np.any(pixels(drawn.png) != pixels(done.png), axis=2)
    assert np.any(differs)
    assert not np.any(differs & (np.asarray(mask) == 0))


def test_a_mask_shows_what_this_is():
    drawn = drawing()
    box = placed(drawn).find("car").boxes[0]
    mask = _mask(tuple(round(x) for x in (box.x - 8, box.y - 8, box.x + box.width + 8,
                                          box.y + box.height + 30)))  # fmt: skip
    done = run("remove this", drawn, mask=mask)
    assert done.operations == ({"operation": "remove", "target": "car"},)


def test_something_new_is_put_where_the_mask_is():
    mask = _mask((20, 130, 90, 230))
    done = run("add a rabbit", drawing((DOG,)), mask=mask)
    assert done.operations[0]["object"]["concept"] == "rabbit"
