"""Shoes: from the ankle to the ground, with the toes to the right.

It does not know which leg they belong to.
"""

from inkstone.engines.sketch.figures.ink import SHADE, Ink, Spot, mix
from inkstone.engines.sketch.figures.outfits import Cloth
from inkstone.engines.sketch.vector.palette import luminance


def draw_shoe(
    ink: Ink, shoe: Cloth, *, skin: str, tall: float, thick: float, long: float, is_far: bool
) -> None:
    """Draw a shoe.

    Args:
        ink: where the ankle is the origin.
        shoe: what is worn.
        skin: the colour of a bare foot.
        tall: from the ankle to the ground.
        thick: half as thick as the ankle is.
        long: how long the foot looks, 1 from the side.
        is_far: whether it is the foot on the far side.
    """
    colour = mix(shoe.colour, SHADE, 0.13) if is_far else shoe.colour
    heel, toe = -(thick + 2.6), 9 + 18 * long + thick * 0.3
    if shoe.kind in ("barefoot", "socks", "sandals"):
        _bare(
            ink,
            shoe,
            heel=heel,
            toe=toe,
            tall=tall,
            colour=colour,
            skin=colour if shoe.kind == "socks" else skin,
        )
        return
    if shoe.kind == "heels":
        _heels(ink, heel=heel, toe=toe, tall=tall, skin=skin, colour=colour)
        return
    if shoe.kind == "flippers":
        ink.shape([(heel, 0), (heel, tall, 1), (toe + 26, tall, 1), (toe + 28, tall - 5), (toe - 6,
            4), (4, -5)], colour)  # fmt: skip
        return
    top = -17 if shoe.kind == "boots" and shoe.make != "cleats" else -3.5
    grow = 5 if shoe.make == "big" else 0
    upper: list[Spot] = [(heel + 1, top), (heel - 0.6, 5), (heel - 1, tall, 1), (toe + grow, tall,
        1), (toe + 1 + grow, tall - 6 - grow), (toe - 7, tall - 11 - grow * 0.6), (thick + 2.4, 1),
        (thick + 1.6, top)]  # fmt: skip
    ink.shape(upper, colour)
    sole = (
        "#fbf8f2"
        if shoe.kind == "sneakers" and luminance(colour) < 0.8
        else mix(colour, "#20141c", 0.4)
    )
    if shoe.kind != "ballet_shoes":
        ink.shape([(heel - 1.4, tall - 3.6), (heel - 1.2, tall, 1), (toe + grow, tall, 1),
            (toe + 1.4 + grow, tall - 3.6)], sole)  # fmt: skip
    if shoe.kind == "sneakers":
        ink.stroke(
            [(toe - 13, tall - 11), (toe - 9, tall - 7)],
            "#ffffff" if sole == "#fbf8f2" else "#c9c2b8",
            2,
        )
        ink.stroke(
            [(toe - 18, tall - 13), (toe - 14, tall - 9)],
            "#ffffff" if sole == "#fbf8f2" else "#c9c2b8",
            2,
        )
    if shoe.kind == "boots" and top < -10:
        ink.stroke([(heel + 1, top + 1), (thick + 1.6, top + 1)], mix(colour, "#ffffff", 0.25), 3.4)


def _bare(
    ink: Ink, shoe: Cloth, *, heel: float, toe: float, tall: float, skin: str, colour: str
) -> None:
    toe -= 3
    ink.shape([(heel + 2, -3), (heel, tall - 6), (heel + 2, tall - 1), (toe - 4, tall - 0.6), (toe,
        tall - 4.4), (toe - 7, tall - 9), (-heel - 1, 0)], skin)  # fmt: skip
    if shoe.kind == "sandals":
        ink.shape(
            [(heel - 1, tall - 3), (heel - 1, tall, 1), (toe + 1, tall, 1), (toe + 1, tall - 3)],
            colour,
        )
        ink.stroke([(toe - 12, tall - 11), (toe - 9, tall - 3)], colour, 3.6)
        ink.stroke([(heel + 1, 1), (-heel, 2.5)], colour, 3.2)


def _heels(ink: Ink, *, heel: float, toe: float, tall: float, skin: str, colour: str) -> None:
    ink.shape(
        [(heel + 2, -4), (heel + 1, 4), (toe - 8, tall - 3), (toe - 6, tall - 7), (-heel - 1, -2)],
        skin,
    )
    ink.shape([(heel - 0.5, -1), (heel, 6), (heel + 1, tall, 1), (heel + 3.4, tall, 1), (heel + 6,
        8), (toe - 8, tall, 1), (toe, tall, 1), (toe + 1, tall - 3), (toe - 6, tall - 7), (heel + 8,
        4)], colour)  # fmt: skip
