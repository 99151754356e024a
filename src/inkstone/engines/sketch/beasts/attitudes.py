"""Attitudes: how upright animals hold their limbs in each pose.

It does not know how limbs are drawn.
"""

from dataclasses import dataclass

from inkstone.engines.sketch.beasts.curves import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Attitude:
    """How an upright pose holds its limbs.

    Paws are shares of half the trunk's width to the right and of its height above the hips.
    """

    right: Point = (1.22, 0.12)
    left: Point = (-1.22, 0.12)
    is_seated: bool = False
    #: Whether a leg is in the air.
    steps: bool = False
    #: Whether the mouth is open.
    sings: bool = False


ATTITUDES: dict[str, Attitude] = {
    "upright": Attitude(),
    "hold": Attitude(right=(0.82, 0.52), left=(-1.2, 0.14)),
    "carry": Attitude(right=(0.6, 0.46), left=(-0.5, 0.46)),
    "read": Attitude(right=(0.5, 0.46), left=(-0.5, 0.46), is_seated=True),
    "write": Attitude(right=(0.95, 0.42), left=(-0.35, 0.36), is_seated=True),
    "drink": Attitude(right=(0.74, 0.8), left=(-1.12, 0.16), is_seated=True),
    "eat": Attitude(right=(0.36, 0.66), left=(-0.3, 0.62), is_seated=True),
    "cook": Attitude(right=(1.3, 0.52), left=(0.5, 0.38)),
    "paint": Attitude(right=(1.7, 0.74), left=(-0.4, 0.46)),
    "wave": Attitude(right=(2.15, 1.1), left=(-1.2, 0.12)),
    "point": Attitude(right=(2.1, 0.78), left=(-1.2, 0.12)),
    "dance": Attitude(right=(2.0, 1.04), left=(-1.95, 0.72), steps=True, sings=True),
    "play": Attitude(right=(1.8, 0.95), left=(-0.92, 0.45)),
    "hug": Attitude(right=(1.5, 0.62), left=(1.2, 0.44)),
    "fish": Attitude(right=(1.25, 0.62), left=(0.75, 0.5), is_seated=True),
    "ride": Attitude(right=(1.2, 0.56), left=(0.85, 0.5), is_seated=True),
    "sit": Attitude(right=(0.7, 0.18), left=(-0.7, 0.18), is_seated=True),
    "kneel": Attitude(right=(0.4, 0.5), left=(-0.4, 0.5), is_seated=True),
}
