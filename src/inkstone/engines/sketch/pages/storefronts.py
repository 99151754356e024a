"""A shop's front: its board over an awning, a lit window and a door.

It does not know the words, but for how long they are.
"""

from inkstone.engines.sketch.pages import backing
from inkstone.engines.sketch.pages.backing import grown
from inkstone.engines.sketch.pages.sign_boards import Board, Wall
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import svg
from inkstone.engines.sketch.vector.palette import mix
from inkstone.engines.sketch.vector.svg import Defs, num


def shop(wall: Wall) -> Board:
    """A shop's front: a fascia over an awning, a window and a door."""
    width, height, unit, defs = wall.width, wall.height, wall.unit, wall.defs
    tone = wall.palette
    box = wall.board(share=0.3, middle=0.27, wide_max=5.0)
    front = mix(tone.paper, tone.second, 0.18)
    deep = mix(tone.deep, "#1c1c22", 0.2)
    parts = [svg.rect(0, 0, width, height, fill=defs.linear(
        [(0, mix(front, "#ffffff", 0.25), 1), (1, mix(front, "#5a4632", 0.22), 1)]
    ))]  # fmt: skip
    for index in range(1, 12):
        y = height * index / 12
        parts.append(svg.line(0, y, width, y, stroke="#4a3626", stroke_opacity=0.07,
                              stroke_width=unit * 0.004))  # fmt: skip
    low = box.y + box.height
    foot = height * 0.95
    parts.append(_shopfront(wall, low, foot, deep))
    parts.append(_awning(wall, low))
    for share in (0.18, 0.5, 0.82):
        parts.append(_lamp(box.x + box.width * share, box.y, unit, defs))
    board = defs.linear([(0, mix(deep, "#ffffff", 0.09), 1), (1, mix(deep, "#000000", 0.12), 1)])
    rim = grown(box, -unit * 0.016, -unit * 0.016)
    parts += [
        backing.plate(
            Box(x=box.x, y=box.y + unit * 0.012, width=box.width, height=box.height),
            fill="#0a0806", radius=unit * 0.012, fill_opacity=0.3,
        ),
        backing.plate(box, fill=board, radius=unit * 0.012),
        backing.plate(rim, fill="none", radius=unit * 0.008, stroke=tone.second,
                      stroke_width=unit * 0.004),
        svg.rect(0, foot, width, height - foot, fill="#8d8478"),
        svg.rect(0, foot, width, height * 0.008, fill="#c9c1b3"),
    ]  # fmt: skip
    return Board(
        svg="".join(parts),
        room=grown(box, -box.height * 0.2, -box.height * 0.14),
        grounds=(mix(deep, "#ffffff", 0.09), mix(deep, "#000000", 0.12)),
        ink="#fff3d6",
        accent=tone.second,
    )


def _shopfront(wall: Wall, low: float, foot: float, deep: str) -> str:
    """Draw the window with its panes and the door, below the board."""
    width, unit, defs = wall.width, wall.unit, wall.defs
    glass = defs.linear([(0, "#fff3cf", 1), (1, "#f2cf8e", 1)])
    top = low + unit * 0.05
    tall = foot - top
    left, right = width * 0.1, width * 0.9
    door_wide = min(tall * 0.42, (right - left) * 0.26)
    frame = unit * 0.014
    window = Box(x=left, y=top, width=right - left - door_wide - unit * 0.06, height=tall * 0.76)
    parts = [
        svg.rect(left - frame, top, right - left + 2 * frame, tall, fill=mix(deep, "#7a5a3c", 0.4)),
        svg.rect(window.x, window.y, window.width, window.height, fill=glass),
    ]
    num_panes = max(2, round(window.width / max(window.height, 1.0) * 2))
    for index in range(1, num_panes):
        x = window.x + window.width * index / num_panes
        parts.append(svg.rect(x - frame / 4, window.y, frame / 2, window.height, fill=deep))
    shade = max(window.height, 1.0)
    for index in range(num_panes):
        x = window.x + window.width * (index + 0.5) / num_panes
        parts.append(svg.ellipse(x, window.y + shade * 0.86, shade * 0.12, shade * 0.1,
                                 fill=wall.palette.accent, fill_opacity=0.7))  # fmt: skip
        parts.append(svg.rect(x - shade * 0.07, window.y + shade * 0.88, shade * 0.14,
                              shade * 0.12, fill="#8a5a34"))  # fmt: skip
    x = right - door_wide
    parts += [
        svg.rect(x, top, door_wide, tall, fill=deep),
        svg.rect(x + door_wide * 0.16, top + tall * 0.1, door_wide * 0.68, tall * 0.5, fill=glass),
        svg.circle(x + door_wide * 0.1, top + tall * 0.66, unit * 0.009, fill="#f2c14e"),
    ]
    return "".join(parts)


def _awning(wall: Wall, low: float) -> str:
    unit = wall.unit
    x, wide = wall.width * 0.06, wall.width * 0.88
    top, tall = low + unit * 0.012, min(unit * 0.13, (wall.height - low) * 0.3)
    num_stripes = max(6, round(wide / (tall * 0.75)))
    step = wide / num_stripes
    parts = []
    for index in range(num_stripes):
        fill = wall.palette.accent if index % 2 else "#fffaf0"
        left = x + index * step
        r = step / 2
        parts.append(
            svg.path(
                f"M{num(left)} {num(top)}h{num(step)}v{num(tall)}"
                f"a{num(r)} {num(r * 0.8)} 0 0 1 {num(-step)} 0Z",
                fill=fill,
            )
        )
    shade = wall.defs.linear([(0, "#000000", 0.0), (1, "#000000", 0.16)])
    return "".join(parts) + svg.rect(x, top, wide, tall, fill=shade)


def _lamp(x: float, y: float, unit: float, defs: Defs) -> str:
    """Draw a lamp that shines on a board from above."""
    size = unit * 0.045
    glow = defs.radial([(0, "#fff2c4", 0.55), (1, "#fff2c4", 0)])
    return (
        svg.path(
            f"M{num(x)} {num(y - size * 0.1)}v{num(-size * 0.7)}q0 {num(-size * 0.5)} "
            f"{num(size * 0.5)} {num(-size * 0.5)}",
            fill="none", stroke="#2c2622", stroke_width=size * 0.12,
        )
        + svg.path(
            f"M{num(x - size * 0.5)} {num(y)}a{num(size * 0.5)} {num(size * 0.5)} 0 0 1 "
            f"{num(size)} 0Z",
            fill="#2c2622",
        )
        + svg.circle(x, y + size * 0.3, size * 1.2, fill=glow)
    )  # fmt: skip
