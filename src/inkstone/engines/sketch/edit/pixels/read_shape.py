"""Reading of geometry: crops, sizes, turns and flips.

It does not know how large the picture is.
"""

import re

from inkstone.engines.sketch.edit import amounts
from inkstone.engines.sketch.edit.clauses import Clause
from inkstone.engines.sketch.edit.pixels import details
from inkstone.engines.sketch.edit.pixels.operations import (
    Crop,
    Flip,
    Geometry,
    Position,
    Resize,
    Rotate,
)

_FACTOR_MIN, _FACTOR_MAX = 0.05, 8.0
#: Verbs after which the amount names what goes.
_AWAY = re.compile(r"crop\s+(?:out|off|away)|trim|cut|chop|remove|裁掉|裁去|剪掉|切掉|去掉")
_BY = re.compile(r"(?<![a-z])by(?![a-z])")
_TO = re.compile(r"(?<![a-z])(?:to|at)\s*$|(?:到|至|为|成)\s*$")
_COLON = re.compile(r"\d\s*[:∶比]\s*\d")
_SIDE = re.compile(
    r"(?<!\d)(\d{2,5})\s*(?:px|pixels?|像素)?\s*(?:in\s+)?(wide|width|tall|high|height|宽|高)"
    r"|(width|height|宽度?|高度?)\s*(?:of|to|=|:|为|是|改为|设为)*\s*(\d{2,5})",
    re.ASCII,
)
_WIDTHS = ("wide", "width", "宽", "宽度")
#: Generic verbs: a turn of the picture only with an angle or a direction.
_TURN = re.compile(r"turn|turned|转|tilt|tilted|倾斜")


def read(clause: Clause, *, is_alone: bool) -> list[Geometry]:
    """Take every change of shape of a wish; nothing where it names a thing in the picture.

    Args:
        clause: the wish.
        is_alone: whether nothing else was read of it, so that "the left half" is a crop.
    """
    before = clause.rest
    found: list[Geometry] = [*_flips(clause), *_rotations(clause)]
    crop = _crop(clause) or _zoom(clause)
    if crop is None and is_alone and not found:
        crop = _bare_region(clause)
    if crop is not None:
        found.append(crop)
    resize = _resize(clause)
    if resize is not None:
        found.append(resize)
    if found and details.names_thing(clause):
        clause.rest = before
        return []
    return found


def _flips(clause: Clause) -> list[Geometry]:
    if not clause.take("geometry.flip", as_trigger=True):
        return []
    vertical = clause.take("geometry.vertical")
    horizontal = clause.take("geometry.horizontal")
    found: list[Geometry] = []
    if horizontal or not vertical:
        found.append(Flip(axis="horizontal"))
    if vertical:
        found.append(Flip(axis="vertical"))
    return found


def _rotations(clause: Clause) -> list[Geometry]:
    verb = clause.find("geometry.rotate")
    if verb is None:
        return []
    before = clause.rest
    clause.blank(verb, as_trigger=True)
    half = clause.take("geometry.half_turn") is not None or "upside" in verb[0]
    half = half or verb[0] in ("颠倒", "倒过来")
    angle = clause.take(amounts.ANGLE)
    degrees = amounts.angle(angle) if angle else None
    if degrees is None and clause.take("geometry.quarter_turn"):
        degrees = 90.0
    counter = clause.take("geometry.counter") is not None
    clockwise = clause.take("geometry.clockwise") is not None
    is_generic = _TURN.fullmatch(verb[0]) is not None
    bare = None if degrees is not None or half else clause.find(amounts.BARE)
    if bare is not None and not is_generic:
        clause.blank(bare)
        degrees = float(bare[1])
    if degrees is None and not half and is_generic and not (counter or clockwise):
        clause.rest = before
        return []
    if degrees is None:
        degrees = 180.0 if half else 90.0
    degrees = round((-degrees if counter else degrees) % 360, 2)
    fill = _fill(clause)
    return [Rotate(degrees=degrees, fill=fill)] if degrees else []


def _fill(clause: Clause) -> str:
    clause.take("mark.band")
    if clause.take("geometry.white_fill"):
        return "transparent"
    return details.colour(clause) or "edges"


def _zoom(clause: Clause) -> Crop | None:
    if not clause.take("geometry.zoom", as_trigger=True):
        return None
    times = clause.take(amounts.FACTOR)
    share = details.percent(clause)
    factor = 1.0 + 0.5 * details.strength(clause)
    if times is not None:
        factor = amounts.factor(times)
    elif share is not None:
        factor = share if share > 1 else 1 + share
    kept = 1 / min(max(factor, 1.05), _FACTOR_MAX)
    return Crop(region=_kept(kept, details.position(clause) or "center"), is_zoom=True)


def _kept(share: float, position: Position) -> tuple[float, float, float, float]:
    room = 1 - share
    left = 0.0 if "left" in position else room if "right" in position else room / 2
    top = 0.0 if "top" in position else room if "bottom" in position else room / 2
    return (round(left, 5), round(top, 5), round(left + share, 5), round(top + share, 5))


def _crop(clause: Clause) -> Crop | None:
    before = clause.rest
    verb = clause.take("geometry.crop", as_trigger=True, removing=True)
    if verb is not None:
        # What should be taken away by an amount is no removal of a thing.
        clause.removed_at = len(clause.text)
        found = _sized(clause) or _away(clause, verb[0]) or _region(clause) or _ratio(clause)
        found = found or _share(clause)
    elif clause.has(_COLON) or clause.has("geometry.square") or clause.has("geometry.widescreen"):
        found = _ratio(clause)
    else:
        found = None
    if found is None:
        clause.rest = before
    return found


def _sized(clause: Clause) -> Crop | None:
    match = clause.find(amounts.SIZE)
    size = amounts.size(match) if match else None
    if match is None or size is None:
        return None
    clause.blank(match)
    return Crop(size_px=size, position=details.position(clause) or "center")


def _away(clause: Clause, verb: str) -> Crop | None:
    """Read what goes from which sides."""
    is_away = bool(_AWAY.match(verb)) or clause.has("geometry.off") or clause.has(_BY)
    pixels = clause.find(amounts.PIXELS)
    amount = pixels or clause.find(amounts.PERCENT) or clause.find(amounts.FRACTION)
    if amount is None and is_away and clause.has("place.half"):
        amount = clause.find("place.half")
    if not is_away or amount is None or clause.has(_TO_SHARE):
        return None
    each = clause.take("geometry.each_side") is not None
    clause.blank(amount)
    clause.take("geometry.off")
    clause.take("place.side_word")
    named = details.sides(clause)
    if pixels is not None:
        num = int(pixels[1])
        chosen = named or ("left", "top", "right", "bottom")
        left, top, right, bottom = (
            num if side in chosen else 0 for side in ("left", "top", "right", "bottom")
        )
        return Crop(trim_px=(left, top, right, bottom))
    share = _read_share(amount)
    if not named:
        share = min(share, 0.45) if each else share / 2
        return Crop(region=(share, share, 1 - share, 1 - share)) if share < 0.5 else None
    share = min(share, 0.45 if len(named) > 1 else 0.95)
    return Crop(
        region=(
            share if "left" in named else 0.0,
            share if "top" in named else 0.0,
            1 - share if "right" in named else 1.0,
            1 - share if "bottom" in named else 1.0,
        )
    )


_TO_SHARE = re.compile(r"(?<![a-z])(?:to|at)\s+\d|[到至为成]\s*\d")


def _read_share(match: re.Match[str]) -> float:
    if match.re is amounts.PERCENT:
        return amounts.percent(match)
    return amounts.fraction(match) if match.re is amounts.FRACTION else 0.5


def _region(clause: Clause) -> Crop | None:
    if any(clause.has(f"geometry.{shape}") for shape in _SHAPES) or clause.has(amounts.RATIO):
        return None
    region = details.region(clause, needs_share=True)
    return Crop(region=region) if region and region != (0.0, 0.0, 1.0, 1.0) else None


def _bare_region(clause: Clause) -> Crop | None:
    before = clause.rest
    found = _region(clause) if any(clause.has(each) for each in _SHARES) else None
    if found is None or not details.is_read(clause.rest):
        clause.rest = before
        return None
    return found


_SHARES = (amounts.FRACTION, "place.half")
_SHAPES = {"square": 1.0, "widescreen": 16 / 9, "portrait": 3 / 4, "landscape": 4 / 3}


def _ratio(clause: Clause) -> Crop | None:
    match = clause.find(amounts.RATIO)
    ratio = amounts.ratio(match) if match else None
    if match is not None and ratio is not None:
        clause.blank(match)
    for shape, usual in _SHAPES.items():
        if clause.take(f"geometry.{shape}"):
            ratio = ratio or usual
    if ratio is None:
        return None
    return Crop(ratio=round(ratio, 5), position=details.position(clause) or "center")


def _share(clause: Clause) -> Crop | None:
    match = clause.take(amounts.PERCENT)
    if match is not None:
        share = amounts.percent(match)
        if not _TO.search(clause.rest[: match.start()]):
            share = 1 - share
        if not 0.02 <= share < 1:
            return None
        return Crop(region=_kept(share, details.position(clause) or "center"))
    if clause.take("strength.weak"):
        return Crop(region=_kept(0.9, "center"))
    return None


def _resize(clause: Clause) -> Resize | None:
    before = clause.rest
    larger = clause.find("geometry.larger")
    smaller = clause.find("geometry.smaller")
    verb = clause.take("geometry.resize", as_trigger=True) or larger or smaller
    stretched = clause.take("geometry.stretch") is not None
    match = clause.find(amounts.SIZE)
    size = amounts.size(match) if match else None
    if match is not None and size is not None:
        clause.blank(match, as_trigger=True)
        return Resize(size_px=size, is_stretched=stretched)
    side = clause.take(_SIDE)
    if side is not None:
        name, value = side[2] or side[3], int(side[1] or side[4])
        return Resize(side_px=("width" if name in _WIDTHS else "height", max(value, 1)))
    if verb is None:
        return None
    for each in (larger, smaller):
        if each is not None:
            clause.blank(each, as_trigger=True)
    way = 1 if larger is not None else -1 if smaller is not None else 0
    factor = _factor(clause, way)
    if factor is None or factor == 1:
        clause.rest = before
        return None
    return Resize(factor=round(min(max(factor, _FACTOR_MIN), _FACTOR_MAX), 4))


def _factor(clause: Clause, way: int) -> float | None:
    match = clause.take(amounts.PERCENT)
    if match is not None:
        share = amounts.percent(match)
        is_absolute = _TO.search(clause.rest[: match.start()]) is not None
        return share if is_absolute or not way else max(1 + way * share, 0.0) or share
    match = clause.take(amounts.FACTOR)
    if match is not None:
        times = amounts.factor(match)
        return 1 / times if way < 0 and times > 1 else times
    match = clause.take(amounts.FRACTION)
    if match is not None:
        return amounts.fraction(match)
    if way:
        strength = details.strength(clause)
        return 1 + 0.5 * strength if way > 0 else 1 / (1 + 0.5 * strength)
    return None
