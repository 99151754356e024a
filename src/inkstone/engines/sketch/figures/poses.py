"""Poses: the angles of a body's joints, as data, and which pose a figure of a scene takes.

It does not know how long any limb is.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from inkstone.engines.sketch.figures.chance import Chance
from inkstone.engines.sketch.figures.kinds import table
from inkstone.engines.sketch.scene import SceneObject

#: What carries a body: both feet, whatever is lowest, what it sits on, or nothing.
Base = Literal["feet", "ground", "seat", "air"]
#: Two angles, or a space to reach into, a point of it, and the side the elbow bends to.
Reach = tuple[float, float] | tuple[str, float, float, float]
_SEATED = frozenset({"sitting_on", "riding"})
_LOWER = ("near_leg", "far_leg", "near_foot", "far_foot", "base", "gap", "root", "is_crossed",
          "is_one_legged")  # fmt: skip
#: Those that can be done sitting as well as standing.
_UPRIGHT = frozenset({"hold", "carry", "read", "write", "drink", "eat", "play", "play_with",
                      "drum", "paint", "fish", "wave", "point", "look", "kiss", "hug",
                      "cook"})  # fmt: skip
_FACING = frozenset({"facing", "looking_at", "talking_to", "feeding", "chasing", "following",
                     "pushing", "pulling", "playing_with"})  # fmt: skip
#: What is kicked, and what is beaten with sticks.
_KICKED = frozenset({"soccer_ball", "football", "ball", "beach_ball"})
_BEATEN = frozenset({"drum", "drum_kit", "chinese_drum", "long_drum", "gong", "xylophone"})
#: How those play who play with nothing.
_PLAYFUL = ("frolic", "caper", "frolic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joints:
    """A pose; the file of poses says what each number means."""

    near_arm: Reach
    far_arm: Reach
    near_leg: tuple[float, float]
    far_leg: tuple[float, float]
    base: Base
    yaw: float = 20
    face: float = 0
    tilt: float = 0
    lean: float = 0
    root: float = 0
    near_foot: float = 0
    far_foot: float = 0
    near_hand: str = "rest"
    far_hand: str = "rest"
    #: How high above the ground its lowest point is.
    gap: float = 0
    #: Which hand holds what it holds: the far one, both, or neither: before the body.
    hold: str = "far"
    mood: str | None = None
    #: What it holds where the scene puts nothing into its hand.
    tool: str | None = None
    other_tool: str | None = None
    is_far_front: bool = False
    is_far_behind: bool = False
    is_near_front: bool = True
    is_crossed: bool = False
    is_one_legged: bool = False
    is_looking_down: bool = False


def _joints(row: Mapping[str, Any]) -> Joints:
    assert row["base"] in get_args(Base), f"no base: {row['base']}"
    known = {field.name for field in fields(Joints)}
    assert set(row) <= known, f"no joints: {sorted(set(row) - known)}"
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return Joints(**values)


#: Every pose that is drawn, by its name.
POSES: Mapping[str, Joints] = {name: _joints(row) for name, row in table()["poses"].items()}
_STANDING = ("stand", "stand", "stand_hip", "stand_back")


def pose_of(
    known: SceneObject, *, age: str, usual: str | None, chance: Chance, holds: bool, is_bust: bool
) -> Joints:
    """The pose of a figure: what the scene says, as far as what it sits or lies on allows.

    Args:
        known: the scene's object.
        age: the figure's; a baby sits where nothing says what it does.
        usual: the pose of its kind where the scene names none.
        chance: its own.
        holds: whether its hand holds something.
        is_bust: whether only what is above the waist is drawn.
    """
    if is_bust:
        named = known.pose or "stand"
        pose = "play_with" if named == "play" and not holds else named
        return POSES[pose if pose in _UPRIGHT else "hold" if holds else "bust"]
    name = _named(known, age=age, usual=None if holds else usual, chance=chance, holds=holds)
    joints = POSES[name]
    kinds = {relation.kind for relation in known.relations}
    if name in _UPRIGHT and kinds & _SEATED:
        below = POSES["ride" if "riding" in kinds else "sit"]
        changed = {part: getattr(below, part) for part in _LOWER}
        values = {field.name: getattr(joints, field.name) for field in fields(Joints)}
        joints = Joints(**{**values, **changed})
    return joints


def _named(known: SceneObject, *, age: str, usual: str | None, chance: Chance, holds: bool) -> str:
    kinds = {relation.kind for relation in known.relations}
    standing = chance.pick("stance", _STANDING)
    pose = known.pose or ("hold" if holds else usual or "stand")
    pose = pose if pose in POSES else "sit" if pose == "perch" else "stand"
    if pose == "play" and known.pose and not holds:
        pose = _playing(known, is_seated=bool(kinds & _SEATED), chance=chance)
    placed = _placed(pose, kinds) if pose in ("stand", "hold", "sit", "lie", "sleep") else None
    if placed:
        return placed
    if pose == "sit" or (age == "baby" and known.pose is None):
        return "sit_ground"
    if pose != "stand":
        return pose
    if holds:
        return "hold"
    return "stand" if known.facing or kinds & _FACING else standing


def _playing(known: SceneObject, *, is_seated: bool, chance: Chance) -> str:
    """How somebody plays whose hands are empty: by what it plays with."""
    targets = [each.target for each in known.relations if each.kind == "playing_with"]
    names = {target.partition("-")[0] for target in targets}
    if names & _BEATEN:
        return "drum"
    if is_seated:
        return "play_with"
    if names & _KICKED:
        return "kick"
    return "play_with" if known.relations else chance.pick("play", _PLAYFUL)


def _placed(pose: str, kinds: Container[str]) -> str | None:
    """The pose that comes of what it rides, lies or sits on."""
    if "riding" in kinds:
        return "ride"
    if "lying_on" in kinds:
        return "sleep" if pose == "sleep" else "lie"
    return "sit" if "sitting_on" in kinds and pose != "sleep" else None
