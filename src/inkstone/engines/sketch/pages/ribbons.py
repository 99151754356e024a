"""A title on a ribbon that crosses the picture, leaning a little, and what stands below it.

It does not know how the title is set.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from inkstone.engines.sketch.pages import backing
from inkstone.engines.sketch.pages.edges import union
from inkstone.engines.sketch.pages.stack import Block, Entry, Setting, stack
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg

#: Degrees that the ribbon rises by.
_TURN = -5.0


def ribbon(
    entries: Sequence[Entry], room: Box, setting: Setting, *, width: float
) -> tuple[str, tuple[Block, ...]]:
    """Set the first text on a ribbon, and all others on a ground of their own below it."""
    look = setting.look
    title_room = replace(
        room, x=room.x + room.width * 0.04, width=room.width * 0.92, height=room.height * 0.5
    )
    solid = replace(setting, grounds=(look.panel,), valign="top")
    (title,) = stack(entries[:1], title_room, solid)
    tall = title.box.height * 1.25 + setting.unit * 0.045
    rise = math.sin(math.radians(-_TURN)) * title.box.width / 2
    middle = room.y + rise + tall / 2
    title = title.moved(0, middle - title.box.y - title.box.height / 2)
    strip = backing.grown(title.box, 0, (tall - title.box.height) / 2)
    under = backing.ribbon(look, strip, width=width, turn=_TURN)
    cx, cy = title.box.x + title.box.width / 2, middle
    turned = f"rotate({svg.num(_TURN)} {svg.num(cx)} {svg.num(cy)})"
    title = replace(
        title,
        words=svg.group(title.words, transform=turned),
        box=_turned(title.box),
    )
    low = middle + tall / 2 + rise
    gap = setting.unit * 0.03
    rest_room = Box(
        x=room.x, y=low + gap, width=room.width, height=max(room.y + room.height - low - gap, 1.0)
    )
    rest = stack(entries[1:], rest_room, replace(setting, grounds=look.veiled(), valign="top"))
    if rest:
        pad = setting.unit * 0.02
        under += backing.pill(look, union([block.reach for block in rest]), pad=pad)
    return under, (title, *rest)


def _turned(box: Box) -> Box:
    """The box around a box that is turned about its middle."""
    angle = math.radians(abs(_TURN))
    wide = box.width * math.cos(angle) + box.height * math.sin(angle)
    tall = box.height * math.cos(angle) + box.width * math.sin(angle)
    return Box(
        x=box.x + (box.width - wide) / 2,
        y=box.y + (box.height - tall) / 2,
        width=wide,
        height=tall,
    )
