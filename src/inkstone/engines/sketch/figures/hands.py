"""Hands: at rest, open, pointing, gripping; along the forearm, from the wrist downwards.

It does not know whose they are.
"""

from inkstone.engines.sketch.figures.ink import SHADE, Ink, mix


def draw_hand(ink: Ink, kind: str, *, colour: str, is_mitten: bool, cuffed: bool) -> None:
    """Draw a hand, or the glove that it wears."""
    if is_mitten and kind in ("open", "point"):
        kind = "rest"
    fold = mix(colour, SHADE, 0.2)
    if kind == "open":
        for x, y, tip_x, tip_y in ((-5.5, 9, -9, 19), (-2, 11, -3, 23), (2.2, 11, 3, 22.5),
                                   (5.6, 9, 8.5, 18)):  # fmt: skip
            ink.stroke([(x, y), (tip_x, tip_y)], colour, 4.8)
        ink.stroke([(4, 5), (12.5, 8)], colour, 5)
        ink.oval(0, 6.5, 8, 8.5, fill=colour)
    elif kind == "point":
        ink.stroke([(-2.5, 8), (-3.5, 22)], colour, 5.2)
        ink.oval(0.4, 6.5, 8, 8.6, fill=colour)
        ink.stroke([(3, 11), (6.5, 8)], fold, 1.6, opacity=0.6)
    elif kind in ("fist", "grip"):
        ink.oval(0, 6, 8.8, 8.8, fill=colour)
        ink.stroke([(-4.4, 3.6), (2.6, 6.4)], fold, 1.8, opacity=0.65)
    elif kind == "flat":
        ink.shape([(-7, -2), (-8.5, 7), (-4, 17), (3, 19), (8, 9), (7, -2)], colour)
        ink.stroke([(5, 2), (12, 6)], colour, 5)
    else:
        ink.shape(
            [(-6.6, -3), (-8.4, 6), (-6, 15), (0, 18.5), (5, 15), (7.4, 6), (6.6, -3)], colour
        )
        ink.stroke([(5.2, 3), (8.6, 10)], colour, 5)
    if cuffed:
        ink.chain([(-7.4, -3), (7.4, -3)], [3.8, 3.8], mix(colour, "#ffffff", 0.22), shade=0)
