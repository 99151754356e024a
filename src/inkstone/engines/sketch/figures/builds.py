"""Builds: the measures of a body by age and sex, for a figure that stands 380 units tall.

It does not know poses, nor what is worn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inkstone.engines.sketch.figures.kinds import Age, Sex

#: How tall a standing figure of any age is in the units of its picture, without hair or hat. One
#: that sits or lies has the same units: its picture is as much lower as it is itself.
STATURE = 380.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Lengths and half widths of a body; the head is 110 of its own units tall."""

    #: The size of one unit of the head.
    head: float
    #: From the chin to the base of the neck.
    neck: float
    torso: float
    #: From the middle to a shoulder's joint, to the side of the waist, of the hips, to a hip joint.
    shoulder: float
    waist: float
    hip: float
    stance: float
    upper: float
    fore: float
    thigh: float
    shin: float
    #: From the ankle to the ground.
    foot: float
    #: Half as thick as an arm is at shoulder, elbow and wrist, and a leg at hip, knee and ankle.
    arm: tuple[float, float, float]
    leg: tuple[float, float, float]
    hand: float = 1.0
    #: Half as thick as the neck is.
    throat: float = 9.5
    #: How far below the neck's base the shoulders' joints are, in the trunk's own space.
    drop: float = 14.5


_WOMAN = Build(
    head=0.72, neck=8, torso=104, shoulder=29, waist=22.5, hip=30, stance=13, upper=61, fore=55,
    thigh=92, shin=87, foot=14, arm=(10.5, 8.6, 6.6), leg=(17, 12.5, 7.6), hand=0.92, throat=9,
)  # fmt: skip
_MAN = Build(
    head=0.71, neck=8, torso=110, shoulder=36, waist=29, hip=29, stance=13.5, upper=64, fore=57,
    thigh=90, shin=85, foot=14, arm=(12.5, 10.4, 8), leg=(17, 13, 8.6), throat=12,
)  # fmt: skip
_CHILD = Build(
    head=1.0, neck=4, torso=102, shoulder=30, waist=29, hip=31, stance=14.5, upper=54, fore=48,
    thigh=74, shin=68, foot=15, arm=(12.5, 11, 9), leg=(17, 14, 10), hand=1.08, throat=10,
)  # fmt: skip
_BABY = Build(
    head=1.3, neck=0, torso=118, shoulder=37, waist=45, hip=48, stance=21, upper=48, fore=42,
    thigh=54, shin=46, foot=17, arm=(17, 16, 13), leg=(24, 20, 16), hand=1.25, throat=15,
)  # fmt: skip
_BUILDS: Mapping[tuple[Age, Sex], Build] = {
    ("adult", "female"): _WOMAN,
    ("adult", "male"): _MAN,
    ("young", "female"): replace(_WOMAN, head=0.78, torso=100, shoulder=27.5, waist=22, hip=28),
    ("young", "male"): replace(_MAN, head=0.78, torso=104, shoulder=32, waist=26, hip=27),
    ("old", "female"): replace(
        _WOMAN, head=0.75, waist=30, hip=34, torso=108, thigh=85, shin=80, arm=(11.5, 9.6, 7.2)
    ),
    ("old", "male"): replace(_MAN, head=0.75, waist=34, hip=33, torso=112, thigh=82, shin=78),
    ("child", "female"): _CHILD,
    ("child", "male"): _CHILD,
    ("baby", "female"): _BABY,
    ("baby", "male"): _BABY,
}
#: For portraits: a head of its own size, on shoulders that are less playful.
_HER_BUST = replace(
    _WOMAN, head=1.0, neck=23, torso=256, shoulder=71, waist=55, hip=72, upper=142, fore=124,
    arm=(23, 20, 16), hand=2.0, throat=20, drop=17,
)  # fmt: skip
_HIS_BUST = replace(
    _MAN, head=1.0, neck=20, torso=262, shoulder=86, waist=73, hip=74, upper=146, fore=128,
    arm=(28, 24, 19), hand=2.2, throat=27, drop=17,
)  # fmt: skip
_SMALL_BUST = replace(
    _CHILD, head=1.0, neck=9, torso=180, shoulder=50, waist=49, hip=52, upper=94, fore=84,
    arm=(20, 18, 15), hand=1.7, throat=17, drop=18,
)  # fmt: skip
_BUSTS: Mapping[tuple[Age, Sex], Build] = {
    ("adult", "female"): _HER_BUST,
    ("adult", "male"): _HIS_BUST,
    ("young", "female"): replace(_HER_BUST, shoulder=65, waist=51, neck=20),
    ("young", "male"): replace(_HIS_BUST, shoulder=76, waist=64, throat=24),
    ("old", "female"): replace(_HER_BUST, waist=66, neck=17),
    ("old", "male"): replace(_HIS_BUST, waist=82, neck=15),
    ("child", "female"): _SMALL_BUST,
    ("child", "male"): _SMALL_BUST,
    ("baby", "female"): replace(_SMALL_BUST, neck=0, shoulder=45, waist=52, torso=150),
    ("baby", "male"): replace(_SMALL_BUST, neck=0, shoulder=45, waist=52, torso=150),
}


def build_of(age: Age, sex: Sex, *, is_bust: bool, is_plump: bool = False) -> Build:
    """The measures of a body, or of one that is drawn from head to waist."""
    build = (_BUSTS if is_bust else _BUILDS)[age, sex]
    if is_plump:
        return replace(build, waist=build.waist * 1.4, hip=build.hip * 1.25)
    return build
