"""Tests for which relations of a placed scene are seen to hold."""

from inkstone.engines.sketch.layout.checks import holds, not_followed
from inkstone.engines.sketch.scene import Box, Copy, Relation, SceneObject
from unit.engines.sketch.layout.made import scene_of


def _thing(identifier: str, *boxes: tuple[float, float, float, float], relations=()):
    return SceneObject(
        id=identifier,
        concept="cat",
        name=identifier,
        count=max(len(boxes), 1),
        relations=relations,
        copies=tuple(
            Copy(box=Box(x=x, y=y, width=width, height=height)) for x, y, width, height in boxes
        ),
    )


def _held(kind: str, one, other) -> bool:
    return holds(Relation(kind=kind, target="b"), _thing("a", *one), _thing("b", *other))


LEFT, RIGHT = (0, 0, 10, 10), (50, 0, 10, 10)


def test_sides():
    assert _held("left_of", [LEFT], [RIGHT])
    assert not _held("left_of", [RIGHT], [LEFT])
    assert _held("right_of", [RIGHT], [LEFT])


def test_every_one_must_stand_so():
    assert not _held("left_of", [LEFT, (90, 0, 10, 10)], [RIGHT])


def test_up_and_down():
    low = (0, 40, 10, 10)
    assert _held("above", [LEFT], [low])
    assert _held("under", [low], [LEFT])
    assert not _held("on", [LEFT], [low])
    assert _held("on", [(0, 30, 10, 10)], [low])


def test_near_ones_may_follow_each_other_in_a_line():
    line = [(20, 0, 10, 10), (40, 0, 10, 10), (60, 0, 10, 10)]
    assert _held("following", line, [LEFT])
    assert not _held("next_to", [(500, 0, 10, 10)], [LEFT])


def test_what_has_no_place_stands_nowhere():
    assert not _held("on", [], [LEFT])


def test_the_names_of_what_stands_wrong():
    wrong = _thing("a", RIGHT, relations=(Relation(kind="left_of", target="b"),))
    assert not_followed(scene_of(wrong, _thing("b", LEFT))) == ("a",)
    assert not_followed(scene_of(wrong)) == ()
