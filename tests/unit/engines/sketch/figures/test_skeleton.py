"""Tests for poses and where they put the joints."""

import math
from typing import get_args

import pytest

from inkstone.engines.sketch.figures.builds import build_of
from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.kinds import Age
from inkstone.engines.sketch.figures.poses import POSES, pose_of
from inkstone.engines.sketch.figures.skeleton import reaching, skeleton
from inkstone.engines.sketch.scene import Pose, Relation, SceneObject


def posed(*relations: str, pose=None, holds=False, usual=None, age="adult", is_bust=False):
    known = SceneObject(
        id="x",
        concept="woman",
        name="woman",
        pose=pose,
        relations=tuple(Relation(kind=kind, target="y") for kind in relations),
    )
    joints = pose_of(
        known, age=age, usual=usual, chance=Chance(seed=1), holds=holds, is_bust=is_bust
    )  # fmt: skip
    return next((name for name, one in POSES.items() if one == joints), joints)


def test_every_pose_of_a_scene_that_people_take_has_joints() -> None:
    assert set(get_args(Pose)) - {"graze", "perch"} <= set(POSES)


def test_what_one_is_on_decides_the_legs() -> None:
    assert posed("riding") == "ride"
    assert posed("sitting_on", pose="sit") == "sit"
    assert posed("lying_on", pose="sleep") == "sleep"
    assert posed("lying_on") == "lie"
    assert posed(pose="sit") == posed(pose="perch") == "sit_ground"
    reading = posed("sitting_on", pose="read")
    assert reading.near_arm == POSES["read"].near_arm
    assert reading.near_leg == POSES["sit"].near_leg


def test_who_holds_something_lifts_a_hand() -> None:
    assert posed(holds=True) == posed(pose="stand", holds=True) == "hold"
    assert posed(usual="dance") == "dance"
    assert posed(usual="dance", holds=True) == "hold"
    assert posed(pose="run", holds=True) == "run"


def test_babies_sit_where_nothing_says_what_they_do() -> None:
    assert posed(age="baby") == "sit_ground"
    assert posed(age="baby", pose="stand").startswith("stand")


def test_busts_take_poses_of_the_arms_only() -> None:
    assert posed(is_bust=True) == posed(is_bust=True, pose="run") == "bust"
    assert posed(is_bust=True, pose="drink") == "drink"


@pytest.mark.parametrize("age", get_args(Age))
@pytest.mark.parametrize("sex", ["female", "male"])
def test_both_feet_stand_on_the_ground(age: Age, sex) -> None:
    build = build_of(age, sex, is_bust=False)
    for joints in POSES.values():
        if joints.base == "feet":
            bones = skeleton(build, joints)
            assert abs(bones.near_leg[2][1] - bones.far_leg[2][1]) <= 2.01


def test_hands_reach_their_goals_and_bones_keep_their_lengths_where_they_can() -> None:
    top, joint, end = reaching((0, 0), (50, 60), (60, 50), bend=1)
    assert math.dist(top, joint) == pytest.approx(60)
    assert math.dist(joint, end) == pytest.approx(50)
    assert end == pytest.approx((50, 60))
    _, _, far = reaching((0, 0), (300, 0), (60, 50), bend=1)
    assert far == pytest.approx((300, 0))
    _, middle, near = reaching((0, 0), (0, 0), (60, 50), bend=1)
    assert all(map(math.isfinite, (*middle, *near)))


def test_the_elbows_of_the_two_sides_bend_away_from_each_other() -> None:
    _, left, _ = reaching((0, 0), (0, 80), (60, 50), bend=1)
    _, right, _ = reaching((0, 0), (0, 80), (60, 50), bend=-1)
    assert left[0] < 0 < right[0]
