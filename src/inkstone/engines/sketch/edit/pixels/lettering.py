"""Lettering: captions and watermarks in the house's own letters, legible on any picture.

It does not know how the words were asked for.
"""

import math
from dataclasses import dataclass

from PIL import Image, ImageStat

from inkstone.engines.sketch.edit import pictures
from inkstone.engines.sketch.edit.pixels.operations import Caption, Watermark
from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.text import Align, Ink, Placed, Valign
from inkstone.engines.sketch.scene import Box
from inkstone.engines.sketch.vector import palette, raster, svg
from inkstone.engines.sketch.vector.svg import Defs

_LIGHT, _DARK = "#ffffff", "#11151f"
#: Of the short side: letters at their usual size, the room around them.
_CAPTION, _WATERMARK, _MARGIN = 0.08, 0.03, 0.05
#: Of the height: the most that one caption takes.
_TALL_MAX, _LINES_MAX = 0.3, 5
#: Of the usual size: the smallest that a long caption begins with.
_SMALLEST = 0.55
_TILE_OPACITY, _TILE_DEGREES = 0.45, 28


@dataclass(slots=True, kw_only=True)
class Page:
    """A picture being written on."""

    picture: Image.Image
    #: The width of its border.
    inset_px: int = 0
    #: What is written at its top, middle and bottom already, in pixels.
    taken: dict[str, float]
    #: Characters that no font has.
    missing: dict[str, None]


def page(picture: Image.Image, *, inset_px: int = 0) -> Page:
    """Begin to write on a picture."""
    return Page(picture=picture, inset_px=inset_px, taken={}, missing={})


def write(sheet: Page, caption: Caption) -> None:
    """Write a caption below those that stand at the same place."""
    width, height = sheet.picture.size
    row = _row(caption)
    box = _room(sheet, row)
    fill, contrast = _colours(sheet, caption, box)
    defs = Defs()
    short = min(width, height)
    done = text.fit(
        caption.text,
        box,
        style=Style(face="sans", weight=700),
        ink=_ink(fill, contrast, is_outlined=caption.band is None),
        defs=defs,
        max_size=_size(caption, box, short),
        max_lines=_LINES_MAX,
        align=_align(caption),
        valign=_VALIGN[row],
        leading=1.28,
    )
    sheet.missing.update(dict.fromkeys(done.missing))
    if not done.lines:
        return
    under, strip = _under(sheet, caption, done, contrast, row=row, defs=defs)
    _draw(sheet, svg.group(under, done.svg), strip, defs)
    sheet.taken[row] = sheet.taken.get(row, 0.0) + done.box.height + short * 0.03


def _size(caption: Caption, box: Box, short: float) -> float:
    """Give the largest letters: those of a long caption are smaller, not only more lines."""
    usual = max(short * _CAPTION * caption.scale, 4.0)
    longest = max((_ems(line) for line in caption.text.split("\n")), default=0.0)
    room = box.width * 1.15 / max(longest * usual, 1.0)
    return usual * min(max(math.sqrt(room), _SMALLEST), 1.0)


def _ems(line: str) -> float:
    # Letters are about half as wide as they are tall; Chinese characters fill their square.
    return sum(1.0 if character > "\u2e80" else 0.54 for character in line)


_VALIGN: dict[str, Valign] = {"top": "top", "middle": "middle", "bottom": "bottom"}


def _row(caption: Caption) -> str:
    if caption.position.startswith("top"):
        return "top"
    return "bottom" if caption.position.startswith("bottom") else "middle"


def _align(caption: Caption) -> Align:
    if caption.position.endswith("left"):
        return "left"
    return "right" if caption.position.endswith("right") else "center"


def _room(sheet: Page, row: str) -> Box:
    width, height = sheet.picture.size
    margin = min(width, height) * _MARGIN + sheet.inset_px
    wide = max(width - 2 * margin, 1.0)
    tall = max(min(height * _TALL_MAX, height - 2 * margin), 1.0)
    used = sheet.taken.get(row, 0.0)
    # What does not fit below the others stands in what is left.
    used = min(used, max(height - 2 * margin - tall, 0.0))
    y = {
        "top": margin + used,
        "bottom": height - margin - used - tall,
        "middle": (height - tall) / 2 + used,
    }[row]
    return Box(x=margin, y=y, width=wide, height=tall)


def _colours(sheet: Page, caption: Caption, box: Box) -> tuple[str, str]:
    if caption.colour is not None:
        is_light = palette.luminance(caption.colour) > 0.42
        return caption.colour, _DARK if is_light else _LIGHT
    if caption.band is not None:
        is_dark = palette.luminance(caption.band) < 0.55
        return (_LIGHT, _DARK) if is_dark else (_DARK, _LIGHT)
    return (_DARK, _LIGHT) if _lightness(sheet, box) > 0.72 else (_LIGHT, _DARK)


def _lightness(sheet: Page, box: Box) -> float:
    low = box.y + box.height
    part = sheet.picture.crop((round(box.x), round(box.y), round(box.x + box.width), round(low)))
    if min(part.size) < 1:
        return 0.5
    small = part.convert("RGB").resize((8, 8), Image.Resampling.BOX).convert("L")
    return float(ImageStat.Stat(small).mean[0]) / 255


def _ink(fill: str, contrast: str, *, is_outlined: bool) -> Ink:
    if not is_outlined:
        return Ink(fill=fill)
    return Ink(
        fill=fill,
        outline=contrast,
        outline_width=0.042,
        shadow="#000000",
        shadow_opacity=0.35 if contrast == _DARK else 0.12,
        shadow_offset=0.07,
    )


def _under(
    sheet: Page, caption: Caption, done: Placed, contrast: str, *, row: str, defs: Defs
) -> tuple[str, Box]:
    """Draw what keeps the words legible, and give the strip of the picture that is drawn on."""
    width, height = (float(side) for side in sheet.picture.size)
    pad = done.size * 0.55
    top, low = done.box.y - pad, done.box.y + done.box.height + pad
    if caption.band is not None:
        if row == "top" and not sheet.taken.get(row):
            top = 0.0
        if row == "bottom" and not sheet.taken.get(row):
            low = height
        strip = _strip(0.0, top, width, low, sheet)
        return svg.rect(0, top, width, low - top, fill=caption.band, fill_opacity=0.86), strip
    if row == "middle":
        return "", _strip(0.0, top, width, low, sheet)
    reach = done.box.height + 2.4 * done.size
    stops = [(0.0, contrast, 0.5), (0.5, contrast, 0.34), (1.0, contrast, 0.0)]
    if row == "top":
        low = min(done.box.y + reach, height)
        veil = svg.rect(0, 0, width, low, fill=defs.linear(stops))
        return veil, _strip(0.0, 0.0, width, low, sheet)
    top = max(low - pad - reach, 0.0)
    veil = svg.rect(0, top, width, height - top, fill=defs.linear(stops, y1=1, y2=0))
    return veil, _strip(0.0, top, width, height, sheet)


def _strip(left: float, top: float, right: float, low: float, sheet: Page) -> Box:
    width, height = sheet.picture.size
    y = min(max(int(top), 0), height - 1)
    end = min(max(int(low) + 1, y + 1), height)
    x = min(max(int(left), 0), width - 1)
    return Box(x=x, y=y, width=min(max(int(right) + 1, x + 1), width) - x, height=end - y)


def _draw(sheet: Page, content: str, strip: Box, defs: Defs) -> None:
    layer = _layer(content, strip, defs)
    pictures.pasted(sheet.picture, layer, (int(strip.x), int(strip.y)))


def _layer(content: str, strip: Box, defs: Defs) -> Image.Image:
    wide, tall = int(strip.width), int(strip.height)
    moved = svg.group(content, transform=svg.translate(-strip.x, -strip.y))
    document = svg.document(moved, defs=defs, width_px=wide, height_px=tall)
    return pictures.decode(raster.to_png(document, width_px=wide, height_px=tall))


def stamp(sheet: Page, mark: Watermark) -> None:
    """Write a watermark, in a corner or all over."""
    width, height = sheet.picture.size
    short = min(width, height)
    margin = short * 0.03 + sheet.inset_px
    room = Box(
        x=margin,
        y=margin,
        width=max(width * 0.7 - margin, 1.0),
        height=max(short * 0.2, 1.0),
    )
    defs = Defs()
    contrast = _DARK if palette.luminance(mark.colour) > 0.42 else _LIGHT
    done = text.fit(
        " ".join(mark.text.split()),
        room,
        style=Style(face="sans", weight=600, tracking=0.04),
        ink=Ink(fill=mark.colour, shadow=contrast, shadow_opacity=0.5, shadow_offset=0.05),
        defs=defs,
        max_size=max(short * _WATERMARK * mark.scale, 4.0),
        max_lines=2,
        align="left",
        valign="top",
    )
    sheet.missing.update(dict.fromkeys(done.missing))
    if not done.lines:
        return
    if mark.is_tiled:
        _tile(sheet, mark, done, defs)
        return
    box = done.box
    x = margin if "left" in mark.position else width - margin - box.width
    y = margin if "top" in mark.position else height - margin - box.height
    if mark.position in ("top", "bottom", "center"):
        x = (width - box.width) / 2
    if mark.position in ("left", "right", "center"):
        y = (height - box.height) / 2
    moved = svg.group(done.svg, transform=svg.translate(x - box.x, y - box.y), opacity=mark.opacity)
    pad = done.size * 0.2
    strip = _strip(x - pad, y - pad, x + box.width + pad, y + box.height + pad, sheet)
    _draw(sheet, moved, strip, defs)


def _tile(sheet: Page, mark: Watermark, done: Placed, defs: Defs) -> None:
    """Draw one tile and lay it many times, which is faster than to draw them all."""
    width, height = sheet.picture.size
    box, turn = done.box, math.radians(_TILE_DEGREES)
    side = math.ceil(math.hypot(box.width, box.height) + done.size)
    side = min(side, raster.SIDE_PX_MAX)
    centred = svg.group(
        done.svg,
        transform=f"translate({side / 2:.2f} {side / 2:.2f}) rotate({-_TILE_DEGREES}) "
        f"translate({-box.x - box.width / 2:.2f} {-box.y - box.height / 2:.2f})",
        opacity=mark.opacity * _TILE_OPACITY,
    )
    tile = _layer(centred, Box(x=0, y=0, width=side, height=side), defs)
    across, down = box.width + 3.2 * done.size, box.height + 4.5 * done.size
    reach = math.hypot(width, height) / 2
    columns, lines = min(int(reach / across) + 1, 24), min(int(reach / down) + 1, 32)
    for line in range(-lines, lines + 1):
        for column in range(-columns, columns + 1):
            x, y = (column + (line % 2) / 2) * across, line * down
            left = width / 2 + x * math.cos(turn) + y * math.sin(turn) - side / 2
            top = height / 2 - x * math.sin(turn) + y * math.cos(turn) - side / 2
            if -side < left < width and -side < top < height:
                pictures.pasted(sheet.picture, tile, (round(left), round(top)))
