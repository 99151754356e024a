"""Compositions: how the groups that stand or float share the picture, several ways by seed.

It does not know what the groups are made of.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from inkstone.engines.sketch.layout.groups import Group
from inkstone.engines.sketch.layout.lanes import (
    Lane,
    Line,
    divided,
    feet_of,
    scale_of,
    zoom_of,
)
from inkstone.engines.sketch.layout.pieces import Field
from inkstone.engines.sketch.layout.placing import Spot, placed
from inkstone.engines.sketch.layout.traits import is_setting, is_small
from inkstone.engines.sketch.scene import Box

#: How much larger than its usual size a thing may be shown.
_ZOOM_MAX = 2.1
_SMALL_ZOOM_MAX = 3.4
_AMONG_FISH = 1.2
#: What is far is at least this large for what is near.
_DEPTH_MAX = 1.75
_ALIKE = 1.05
#: How much of the height over the ground things take, with and without others in the air.
_TALL, _TALL_UNDER_SKY = 0.9, 0.74
_LINES: tuple[Line, ...] = ("row", "arc", "triangle", "diagonal", "wave")


def compose(
    groups: Sequence[Group],
    room: Field,
    rng: Random,
    *,
    has_sky: bool,
    ordered: Sequence[tuple[Group, Group]] = (),
) -> str:
    """Place groups on the ground and name the composition.

    Args:
        groups: from left to right.
        room: where there is room.
        rng: chance.
        has_sky: whether something above wants room as well.
        ordered: pairs of which the first belongs on the left.
    """
    if room.is_portrait and len(groups) == 1:
        return _portrait(groups[0], room, rng)
    if len(groups) == 1:
        return _alone(groups[0], room, rng, has_sky=has_sky)
    if _is_still_life(groups, room):
        return _still_life(groups, room, rng)
    line = rng.choice(_LINES)
    lanes = divided(groups, line=line, room=room, rng=rng)
    share = _TALL_UNDER_SKY if has_sky else _TALL
    top = room.area.y + (room.ground[0] - room.area.y) * (1 - share)
    zooms = _zooms(lanes, room, top)
    for spot in placed(lanes, zooms, room, rng, ordered=ordered):
        _put(spot)
    if len(lanes) > 1:
        return "depth" if is_setting(lanes[0].groups[0].root.known) else "ranks"
    return line


def _zooms(lanes: Sequence[Lane], room: Field, top: float) -> list[float]:
    """Each lane as large as it can be, but near ones no giants for what stands behind them."""
    found = [zoom_of(lane, room, top=top, most=_most(lane)) for lane in lanes]
    tall = [max(group.height for group in lane.groups) for lane in lanes]
    for index in range(1, len(found)):
        far = found[index - 1]
        most = min(max(tall[index - 1] / max(tall[index], 1e-6), 1.12), _DEPTH_MAX)
        found[index] = min(found[index], far * most)
    for index in range(len(found) - 1, 0, -1):
        # Of those alike, who stands farther is not larger.
        is_far = all(is_setting(group.root.known) for group in lanes[index - 1].groups)
        most = _DEPTH_MAX if is_far else _ALIKE
        found[index - 1] = min(found[index - 1], found[index] * most)
    return found


def _most(lane: Lane) -> float:
    """Few and small things are shown larger."""
    tall = max(group.height for group in lane.groups)
    alive = any(piece.is_alive for group in lane.groups for piece in group.pieces)
    if not alive and all(is_small(group.root.known) for group in lane.groups):
        return min(_SMALL_ZOOM_MAX, max(0.46 / tall, 1.0))
    return min(_ZOOM_MAX, max(0.68 / tall, 1.0))


def _put(spot: Spot) -> None:
    spot.group.scale(spot.zoom)
    spot.group.put(spot.x, spot.feet)


def _portrait(group: Group, room: Field, rng: Random) -> str:
    """Head to waist, as large as the picture."""
    area = room.area
    zoom = min(area.height * 0.93 / group.height, area.width * 0.94 / group.width)
    group.scale(zoom)
    x = area.x + area.width * (0.5 + rng.uniform(-0.04, 0.04))
    x = min(max(x, area.x - group.left), room.right - group.right)
    group.put(x, room.low + room.unit * 0.012)
    for piece in group.pieces:
        piece.has_shadow = False
    return "portrait"


def _alone(group: Group, room: Field, rng: Random, *, has_sky: bool) -> str:
    """One group, in the middle or at a third."""
    if _is_still_life([group], room):
        return _still_life([group], room, rng)
    area, unit = room.area, room.unit
    near = (
        1.0
        if (group.at or "").startswith("bottom")
        else 0.0
        if group.at == "back"
        else (rng.uniform(0.35, 0.8))
    )
    lane = Lane(groups=(group,), nears=(near,))
    share = 0.72 if has_sky else 0.86
    top = room.area.y + (room.ground[0] - room.area.y) * (1 - share)
    most = max(_most(lane), min(0.4 / group.height, _SMALL_ZOOM_MAX))
    most = _AMONG_FISH if room.is_underwater else most
    zoom = zoom_of(lane, room, top=top, most=most) * lane.scales()[0]
    wide = group.width * zoom
    name, across = "centred", 0.5 + rng.uniform(-0.05, 0.05)
    at = group.at or ""
    if "left" in at or "right" in at:
        name, across = "thirds", 0.24 if "left" in at else 0.76
    elif at != "centre" and wide < area.width * 0.5 and rng.random() < 0.5:
        name, across = "thirds", rng.choice((0.36, 0.64))
    x = area.x + area.width * across - (group.left + group.right) / 2 * zoom
    x = min(max(x, area.x + unit * 0.02 - group.left * zoom), room.right - group.right * zoom)
    feet = min(feet_of(near, room), room.low - group.bottom * zoom)
    _put(Spot(group=group, x=x, feet=feet, zoom=zoom))
    return name


def _is_still_life(groups: Sequence[Group], room: Field) -> bool:
    return room.is_table and all(is_small(group.root.known) for group in groups)


def _still_life(groups: Sequence[Group], room: Field, rng: Random) -> str:
    """Small things, large, on a table that draws itself under them."""
    line = rng.choice(_LINES)
    lanes = divided(groups, line=line, room=room, rng=rng)
    top = room.area.y + (room.ground[0] - room.area.y) * 0.22
    narrow = replace(room, area=Box(x=room.area.x + room.area.width * 0.08, y=room.area.y,
                                    width=room.area.width * 0.84,
                                    height=room.area.height))  # fmt: skip
    most = min(4.2, 0.52 / max(group.height for group in groups))
    zoom = min(zoom_of(lane, narrow, top=top, most=most) for lane in lanes)
    for spot in placed(lanes, [zoom] * len(lanes), narrow, rng):
        _put(spot)
    return "still_life"


def float_on(
    groups: Sequence[Group],
    room: Field,
    rng: Random,
    *,
    taken: Sequence[Box],
    ordered: Sequence[tuple[Group, Group]] = (),
) -> str:
    """Place groups on the water, where what stands before it hides them least."""
    water = room.water or room.ground
    lake = replace(room, ground=water)
    lanes = divided(groups, line=rng.choice(_LINES), room=lake, rng=rng)
    top = room.area.y + (water[0] - room.area.y) * 0.16
    alone = not taken
    most = 1.7 if alone else 1.3
    zooms = [zoom_of(lane, lake, top=top, most=most) for lane in lanes]
    zoom = min(zooms)
    for spot in placed(lanes, [zoom] * len(lanes), lake, rng, obstacles=taken, ordered=ordered):
        _put(spot)
    return "afloat"


def near_of(feet: float, room: Field) -> float:
    """How near something stands, from 0 to 1."""
    far, close = room.ground
    return min(max((feet - far) / max(close - far, 1e-6), 0.0), 1.0)


def usual_zoom(heights: Sequence[tuple[float, float]], room: Field) -> float:
    """How large things are shown that have a place already, for their size, in pixels.

    Args:
        heights: of each, its size and its height in pixels.
        room: what an empty picture has.
    """
    found = sorted(tall / max(size, 1e-6) for size, tall in heights)
    if not found:
        return room.unit * scale_of(0.6)
    return found[len(found) // 2]
