"""A lacquered tablet with gold writing, under the eave of a Chinese gate.

It does not know the words, but for how long they are.
"""

from inkstone.engines.sketch.pages import backing, door, ornaments
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.sign_boards import Board, Wall
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import num


def tablet(wall: Wall) -> Board:
    """A lacquered tablet with gold writing, under the eave of a Chinese gate."""
    width, height, unit, defs = wall.width, wall.height, wall.unit, wall.defs
    box = wall.board(share=0.42, middle=0.48, wide_max=3.2)
    eave = height * 0.1
    lacquer = wall.rng.choice(("#17181c", "#14224a", "#4a0f10"))
    beam = defs.linear([(0, "#a3291f", 1), (1, "#701512", 1)])
    parts = [svg.rect(0, 0, width, height, fill=beam), _lattice(wall, box, eave)]
    parts.append(door.eave(width, eave, defs=defs))
    for cx in (width * 0.08, width * 0.92):
        size = min(unit * 0.16, box.x * 1.1)
        if size > unit * 0.06:
            parts.append(door.lantern(cx, eave, size, defs=defs))
    rim = grown(box, unit * 0.03, unit * 0.03)
    gold = defs.linear([(0, door.GOLD_LIGHT, 1), (0.5, door.GOLD, 1), (1, door.GOLD_DARK, 1)])
    face = defs.linear([(0, mix(lacquer, "#ffffff", 0.07), 1), (1, lacquer, 1)])
    drop = Box(x=rim.x, y=rim.y + unit * 0.02, width=rim.width, height=rim.height)
    parts += [
        backing.plate(drop, fill="#1a0503", radius=unit * 0.012, fill_opacity=0.5),
        backing.plate(rim, fill=gold, radius=unit * 0.012),
        backing.plate(grown(rim, -unit * 0.008, -unit * 0.008), fill="#6b1512",
                      radius=unit * 0.008),
        backing.plate(grown(box, unit * 0.006, unit * 0.006), fill=gold, radius=unit * 0.006),
        backing.plate(box, fill=face, radius=unit * 0.004),
        ornaments.border(grown(box, -unit * 0.022, -unit * 0.022), unit=unit * 0.8,
                         colour=door.GOLD, kind=2),
    ]  # fmt: skip
    return Board(
        svg="".join(parts),
        room=grown(box, -box.height * 0.2, -box.height * 0.17),
        grounds=(mix(lacquer, "#ffffff", 0.07), lacquer),
        ink="#fde9b4",
        accent=door.GOLD,
    )


def _lattice(wall: Wall, box: Box, eave: float) -> str:
    """Draw the lattice of a gate behind the tablet, and its beams."""
    width, height, unit = wall.width, wall.height, wall.unit
    pitch = unit * 0.07
    d = []
    for index in range(int(width / pitch) + 2):
        d.append(f"M{num(index * pitch)} {num(eave)}V{num(height)}")
    for index in range(int((height - eave) / pitch) + 2):
        d.append(f"M0 {num(eave + index * pitch)}H{num(width)}")
    beam_y = box.y + box.height + unit * 0.09
    return (
        svg.path("".join(d), stroke="#4a0b0a", stroke_width=unit * 0.009, stroke_opacity=0.75)
        + svg.rect(0, beam_y, width, unit * 0.05, fill="#54100d")
        + svg.rect(0, beam_y, width, unit * 0.008, fill=door.GOLD_DARK)
    )
