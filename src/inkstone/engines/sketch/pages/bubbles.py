"""Speech bubbles and labels: the words, the shape around them, and what leads to their object.

It does not know which object that is, only a point of it.
"""

import math
from dataclasses import replace

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Ink, Placed
from inkstone.engines.sketch.pages import backing, contrast, poster_look
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.poster_look import Look
from inkstone.engines.sketch.pages.spots import Ground, spot
from inkstone.engines.sketch.pages.stack import Block
from inkstone.engines.sketch.scene import Box, Text
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, num

BUBBLE, BUBBLE_INK = "#fffefa", "#23262f"
_SIZE_SPEECH, _SIZE_LABEL = 0.041, 0.028
_SHRINKS = (1.0, 0.82, 0.66, 0.52, 0.4, 0.3, 0.2, 0.12, 0.06)
#: A bubble is about so many times as wide as tall, and no narrower than so many ems.
_WIDE, _EMS_MIN = 2.6, 6.5


def _measured(
    words: Text, style: Style, *, size: float, width_max: float, wide: float
) -> tuple[float, float]:
    """Give how wide a block of words is to be, and how many ems they take."""
    ems = max(text.measure(words.text, style=style).width, 0.5)
    across = max(min(ems * 1.02, _EMS_MIN), math.sqrt(ems * 1.35 * wide))
    return min(across * size + size * 0.3, width_max), ems


def _set(
    words: Text,
    style: Style,
    paint: Ink,
    *,
    size: float,
    width: float,
    defs: Defs,
    at: Box,
    is_painted: bool = True,
) -> Placed:
    box = Box(x=at.x, y=at.y, width=width, height=at.height)
    return text.fit(
        words.text, box, style=style, ink=paint, defs=defs, max_size=size, max_lines=40,
        leading=1.32, valign="middle", is_painted=is_painted,
    )  # fmt: skip


def speech(
    words: Text, ground: Ground, *, mouth: tuple[float, float], unit: float, defs: Defs
) -> Block:
    """Set words in a bubble near a mouth, with a tail to it."""
    style = Style(face=words.font or "sans", weight=600, tracking=0.01)
    paint = poster_look.asked(words.colour, (BUBBLE,)) if words.colour else Ink(fill=BUBBLE_INK)
    found: tuple[Box, float, float, float] | None = None
    for shrink in _SHRINKS:
        size = unit * _SIZE_SPEECH * shrink
        found = _spot_for(words, style, ground, mouth=mouth, size=size, wide=_WIDE, above=True)
        if found is not None:
            break
    if found is None:
        found = (_corner(ground, unit), unit * 0.004, unit * 0.02, unit * 0.01)
    box, size, across, down = found
    done = _set(
        words, style, paint, size=size, width=box.width - 2 * across,
        at=grown(box, -across, -down), defs=defs,
    )  # fmt: skip
    done = _recentred(done, box)
    return Block(
        text=words,
        slot="body",
        words=done.svg,
        under=_bubble(box, mouth, unit=unit),
        box=done.box,
        outer=box,
        size=done.size,
        missing=done.missing,
    )


def _recentred(done: Placed, box: Box) -> Placed:
    """Centre the ink itself, as a bubble fits it closely."""
    x = box.x + box.width / 2 - done.box.x - done.box.width / 2
    y = box.y + box.height / 2 - done.box.y - done.box.height / 2
    moved = replace(done.box, x=done.box.x + x, y=done.box.y + y)
    return replace(done, svg=svg.group(done.svg, transform=svg.translate(x, y)), box=moved)


def _spot_for(
    words: Text,
    style: Style,
    ground: Ground,
    *,
    mouth: tuple[float, float],
    size: float,
    wide: float,
    above: bool,
) -> tuple[Box, float, float, float] | None:
    """Find where a bubble stands for letters of a size: its box, that size, and its padding."""
    across, down = size * 0.85, size * 0.62
    width_max = ground.page.width * 0.62 - 2 * across
    width, _ = _measured(words, style, size=size, width_max=max(width_max, size), wide=wide)
    probe = _set(
        words, style, Ink(fill="#000000"), size=size, width=width,
        at=Box(x=0, y=0, width=width, height=ground.page.height * 0.7), defs=Defs(),
        is_painted=False,
    )  # fmt: skip
    if probe.size < size * 0.9:
        return None
    bubble = (probe.box.width + 2 * across, probe.box.height + 2 * down)
    x, y = mouth
    gap = size * 1.5
    lift = y - gap * 1.6 - bubble[1]
    first = (
        (x - bubble[0] * 0.3, lift), (x - bubble[0] * 0.7, lift), (x - bubble[0] / 2, lift),
        (x + gap, lift), (x - gap - bubble[0], lift), (x + gap, y - bubble[1]),
        (x - gap - bubble[0], y - bubble[1]),
    ) if above else ()  # fmt: skip
    box = spot(ground, width=bubble[0], height=bubble[1], near=mouth, first=first)
    return (box, size, across, down) if box is not None else None


def _corner(ground: Ground, unit: float) -> Box:
    """Somewhere, where words have left no room at all."""
    page = ground.page
    return Box(x=page.x, y=page.y, width=unit * 0.08, height=unit * 0.04)


def _bubble(box: Box, mouth: tuple[float, float], *, unit: float) -> str:
    """Draw a bubble with its tail; a tail that would be too long ends before the mouth."""
    line = max(unit * 0.0032, 0.6)
    radius = min(box.height, box.width) * 0.42
    tail = _tail(box, mouth, unit)
    shade = svg.group(
        backing.plate(
            replace(box, y=box.y + unit * 0.006), fill="#0a0c18", radius=radius, fill_opacity=0.16
        )
    )
    stroke: dict[str, svg.Value] = {
        "stroke": BUBBLE_INK, "stroke_width": line * 2, "stroke_linejoin": "round",
    }  # fmt: skip
    rim = backing.plate(box, fill=BUBBLE, radius=radius, **stroke) + svg.path(
        tail, fill=BUBBLE, **stroke
    )
    body = backing.plate(box, fill=BUBBLE, radius=radius) + svg.path(tail, fill=BUBBLE)
    return shade + rim + body


def _tail(box: Box, mouth: tuple[float, float], unit: float) -> str:
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    x, y = mouth
    # Where it leaves the bubble: as near to the mouth as the bubble's straight edges allow.
    root_x = min(max(x, box.x + box.width * 0.22), box.x + box.width * 0.78)
    root_y = min(max(y, box.y + box.height * 0.3), box.y + box.height * 0.7)
    is_level = box.y <= y <= box.y + box.height
    if is_level:
        root_x = cx
    else:
        root_y = cy
    far = math.hypot(x - root_x, y - root_y) or 1.0
    edge = box.height / 2 if not is_level else box.width / 2
    reach = min(far, edge + unit * 0.13)
    tip_x, tip_y = root_x + (x - root_x) / far * reach, root_y + (y - root_y) / far * reach
    half = min(unit * 0.02, box.width * 0.12, box.height * 0.3)
    nx, ny = -(y - root_y) / far * half, (x - root_x) / far * half
    # The root is inside the bubble, which hides it.
    points = ((root_x + nx, root_y + ny), (tip_x, tip_y), (root_x - nx, root_y - ny))
    return "M" + "L".join(f"{num(a)} {num(b)}" for a, b in points) + "Z"


def label(words: Text, ground: Ground, look: Look, *, thing: Box, unit: float, defs: Defs) -> Block:
    """Set a small tag beside a thing, with a line that leads to it."""
    style = Style(face=words.font or "sans", weight=600, tracking=0.02)
    tag = mix(look.palette.paper, "#ffffff", 0.4)
    paint = (
        poster_look.asked(words.colour, (tag,))
        if words.colour
        else Ink(fill=contrast.legible(look.palette.ink, (tag,)))
    )
    middle = (thing.x + thing.width / 2, thing.y + thing.height * 0.4)
    found = None
    for shrink in _SHRINKS:
        size = unit * _SIZE_LABEL * shrink
        found = _tag_spot(words, style, ground, thing, size)
        if found is not None:
            break
    if found is None:
        found = (_corner(ground, unit), unit * 0.004, unit * 0.02, unit * 0.01)
    box, size, across, down = found
    done = _set(
        words, style, paint, size=size, width=box.width - 2 * across,
        at=grown(box, -across, -down), defs=defs,
    )  # fmt: skip
    done = _recentred(done, box)
    return Block(
        text=words,
        slot="body",
        words=done.svg,
        under=_leader(box, middle, thing, look, unit)
        + backing.plate(
            box, fill=tag, radius=box.height * 0.3, stroke=look.palette.accent,
            stroke_width=max(unit * 0.0022, 0.5),
        ),
        box=done.box,
        outer=box,
        size=done.size,
        missing=done.missing,
    )  # fmt: skip


def _tag_spot(
    words: Text, style: Style, ground: Ground, thing: Box, size: float
) -> tuple[Box, float, float, float] | None:
    across, down = size * 0.7, size * 0.42
    width_max = ground.page.width * 0.4
    width, _ = _measured(words, style, size=size, width_max=width_max, wide=7.0)
    probe = _set(
        words, style, Ink(fill="#000000"), size=size, width=width,
        at=Box(x=0, y=0, width=width, height=ground.page.height * 0.7), defs=Defs(),
        is_painted=False,
    )  # fmt: skip
    if probe.size < size * 0.9:
        return None
    wide, tall = probe.box.width + 2 * across, probe.box.height + 2 * down
    gap = size * 1.3
    mid_x, mid_y = thing.x + thing.width / 2, thing.y + thing.height / 2
    first = (
        (mid_x - wide / 2, thing.y - gap - tall),
        (thing.x + thing.width + gap, mid_y - tall / 2),
        (thing.x - gap - wide, mid_y - tall / 2),
        (mid_x - wide / 2, thing.y + thing.height + gap * 0.6),
        (thing.x + thing.width + gap * 0.5, thing.y - tall),
        (thing.x - wide - gap * 0.5, thing.y - tall),
    )
    box = spot(ground, width=wide, height=tall, near=(mid_x, thing.y), first=first)
    return (box, size, across, down) if box is not None else None


def _leader(box: Box, middle: tuple[float, float], thing: Box, look: Look, unit: float) -> str:
    """Draw a line from a tag to a dot at the thing's edge, a little inside."""
    x = min(max(middle[0], box.x + box.height * 0.4), box.x + box.width - box.height * 0.4)
    y = min(max(middle[1], box.y), box.y + box.height)
    end_x = min(max(x, thing.x + thing.width * 0.25), thing.x + thing.width * 0.75)
    end_y = min(max(y, thing.y + thing.height * 0.16), thing.y + thing.height * 0.84)
    line = max(unit * 0.0026, 0.5)
    accent = look.palette.accent
    light = look.palette.paper
    return (
        svg.line(x, y, end_x, end_y, stroke=light, stroke_width=line * 2.6, stroke_linecap="round")
        + svg.line(x, y, end_x, end_y, stroke=accent, stroke_width=line)
        + svg.circle(end_x, end_y, line * 3, fill=light)
        + svg.circle(end_x, end_y, line * 2, fill=accent)
    )
