"""Seals: one to four characters in a square of red paste, carved white or in red lines.

It does not know where a seal stands.
"""

from collections.abc import Sequence

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.breaking import characters
from inkstone.engines.sketch.lettering.painting import Placed
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink
from inkstone.engines.sketch.pages.stack import Block
from inkstone.engines.sketch.scene import Box, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.svg import Defs

RED, CARVED = "#b3231d", "#fff4e2"
_PAPER = "#fbf3e4"
#: A seal of more characters than this is set in lines, like any other text.
_NUM_MAX = 9
#: Seals have one to four characters; a little more is cut into one all the same.
_SEAL_MAX = 6


def is_seal(known: Text) -> bool:
    """Whether a text is a seal; a longer inscription, such as a date, is small print."""
    return known.role == "seal" and len(characters(known.text)) <= _SEAL_MAX


def seal(known: Text, box: Box, *, defs: Defs) -> Block:
    """Draw a seal that fills a square; its characters run down, columns from the right."""
    chars = characters(known.text)
    # A seal whose colour was asked for is red on paper where that colour is light.
    is_carved = known.colour is None or known.colour.lower() not in ("#ffffff", "#f7f5ef")
    ground, ink = (RED, CARVED) if is_carved else (_PAPER, RED)
    side = min(box.width, box.height)
    style = Style(face=known.font or "serif", weight=900)
    room = Box(x=box.x + side * 0.12, y=box.y + side * 0.12, width=side * 0.76, height=side * 0.76)
    if len(chars) > _NUM_MAX or any(len(char) == 1 and char.isascii() for char in chars):
        done = [
            text.fit(
                known.text, room, style=style, ink=Ink(fill=ink), defs=defs,
                max_size=side * 0.6, max_lines=4, leading=1.08,
            )
        ]  # fmt: skip
    else:
        done = _carved(chars, room, style, ink, defs)
    return Block(
        text=known,
        slot="vertical",
        words="".join(one.svg for one in done),
        under=_ground(box, side, ground, is_carved=is_carved),
        box=_around([one.box for one in done]) if done else room,
        outer=box,
        size=max((one.size for one in done), default=side),
        missing=tuple(dict.fromkeys(char for one in done for char in one.missing)),
    )


def _ground(box: Box, side: float, ground: str, *, is_carved: bool) -> str:
    plate = svg.rect(box.x, box.y, side, side, rx=side * 0.07, fill=ground)
    inset, line = side * 0.055, side * (0.018 if is_carved else 0.04)
    rim = svg.rect(
        box.x + inset, box.y + inset, side - 2 * inset, side - 2 * inset, rx=side * 0.045,
        fill="none", stroke=CARVED if is_carved else RED, stroke_width=line,
    )  # fmt: skip
    return plate + rim


def _carved(chars: Sequence[str], room: Box, style: Style, ink: str, defs: Defs) -> list[Placed]:
    num = max(len(chars), 1)
    num_columns = 1 if num <= 2 else 2 if num <= 4 else 3
    num_rows = -(-num // num_columns)
    wide, tall = room.width / num_columns, room.height / num_rows
    done = []
    for index, char in enumerate(chars):
        column, row = divmod(index, num_rows)
        # The last column of three characters is one tall one.
        rows_here = min(num_rows, num - column * num_rows)
        high = room.height / rows_here
        cell = Box(
            x=room.x + room.width - (column + 1) * wide,
            y=room.y + row * high,
            width=wide,
            height=high,
        )
        size = min(wide * 1.08, high * 1.08) if num > 1 else min(wide, tall)
        done.append(text.fit(char, cell, style=style, ink=Ink(fill=ink), defs=defs, max_size=size))
    return done


def _around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    low = max(box.y + box.height for box in boxes)
    return Box(x=x, y=y, width=right - x, height=low - y)
