"""The watermark: a small mark in the lower right corner, legible on whatever is behind it.

It runs in a process of its own. This module does not know who asked for the mark, nor what it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import groupby

import uharfbuzz as hb
from PIL import Image, ImageDraw, ImageFilter, ImageFont

#: The letters' em as a share of the picture's shorter side, and their least height in pixels.
EM, HEIGHT_PX_MIN = 0.026, 10
#: The widest the mark may be, as a share of the picture's width; it shrinks to fit.
WIDTH_MAX = 0.6
#: How far the mark stays from the edges, as a share of the shorter side, and at the least.
MARGIN, MARGIN_PX_MIN = 0.024, 6

#: Drawn so many times larger and then shrunk: smooth at any size, and the same on any machine.
_SCALE = 4
#: The letters are measured at this size.
_MEASURE_PX = 200
#: Letters without height, such as a dash, count as if they had this share of their em.
_INK_MIN = 0.7
#: The plate behind the letters reaches so far beyond them, in ems, and has such corners.
_PAD_X_EM, _PAD_Y_EM, _ROUND_EM = 0.45, 0.34, 0.4
#: A shade close around the letters, in ems, keeps them apart from what the plate lets through.
_SHADE_EM = 0.06
_LETTER_ALPHA, _SHADE_ALPHA, _PLATE_ALPHA = 0.95, 0.4, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Face:
    package: str
    path: str
    weight: int


#: Where a character is looked for, first to last.
_FACES = (
    _Face(package="deckr_fonts", path="fonts/Inter[opsz,wght].ttf", weight=600),
    _Face(
        package="justmytype_intl_cjk",
        path="fonts/ofl/notosanssc/NotoSansSC[wght].ttf",
        weight=500,
    ),
    _Face(
        package="justmytype_intl_cjk",
        path="fonts/ofl/notosanskr/NotoSansKR[wght].ttf",
        weight=500,
    ),
    _Face(
        package="justmytype_intl_cjk",
        path="fonts/ofl/notosanstc/NotoSansTC[wght].ttf",
        weight=500,
    ),
    _Face(package="deckr_fonts", path="fonts/NotoEmoji[wght].ttf", weight=500),
)


def stamp(image: Image.Image, text: str) -> Image.Image:
    """The same picture with the mark; the same pixels each time.

    Only pixels within `box` change. What is see-through stays so around the mark.

    Args:
        image: RGB or RGBA.
        text: a few characters; one that no font has becomes a hollow box.
    """
    layer = _fitting(image.size, text)
    if layer is None:
        return image
    edges = _edges(image.size, layer)
    # A picture smaller than its mark shows the beginning of it.
    layer = layer.crop((0, 0, edges[2] - edges[0], edges[3] - edges[1]))
    behind = image.crop(edges).convert("RGBA")
    result = image.copy()
    result.paste(Image.alpha_composite(behind, layer).convert(image.mode), edges)
    return result


def box(size: tuple[int, int], text: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all that the mark may change; empty where there is none."""
    layer = _fitting(size, text)
    return (0, 0, 0, 0) if layer is None else _edges(size, layer)


def _edges(size: tuple[int, int], layer: Image.Image) -> tuple[int, int, int, int]:
    margin = max(MARGIN_PX_MIN, round(MARGIN * min(size)))
    left, top = max(0, size[0] - margin - layer.width), max(0, size[1] - margin - layer.height)
    return left, top, min(size[0], left + layer.width), min(size[1], top + layer.height)


def _fitting(size: tuple[int, int], text: str) -> Image.Image | None:
    """The mark for a picture of this size."""
    text = " ".join(text.split())
    if not text:
        return None
    return _mark(text, EM * min(size), int(WIDTH_MAX * size[0]))


@lru_cache(maxsize=64)
def _mark(text: str, em_px: float, width_px_max: int) -> Image.Image:
    """The letters on their plate, ready to be laid over a picture."""
    left, top, right, bottom = _ink(text, _MEASURE_PX)
    height, width = (bottom - top) / _MEASURE_PX, (right - left) / _MEASURE_PX + 2 * _PAD_X_EM
    em_px = max(em_px, HEIGHT_PX_MIN / max(height, _INK_MIN))
    big = max(1.0, min(em_px, width_px_max / width)) * _SCALE
    while True:
        left, top, right, bottom = _ink(text, big)
        pad_x, pad_y = round(big * _PAD_X_EM), round(big * _PAD_Y_EM)
        size = _whole(right - left + 2 * pad_x), _whole(bottom - top + 2 * pad_y)
        if size[0] <= width_px_max * _SCALE or big <= _SCALE:
            break
        # Small letters are wider than large ones shrunk: their steps are whole pixels.
        big -= _SCALE / 16
    origin = (size[0] - (right - left)) // 2 - left, (size[1] - (bottom - top)) // 2 - top
    letters = _drawn(text, big, size, origin, 0)
    shade = _drawn(text, big, size, origin, round(big * _SHADE_EM))
    shade = shade.filter(ImageFilter.GaussianBlur(big * _SHADE_EM / 2))
    plate = Image.new("L", size)
    edges = (0, 0, size[0] - 1, size[1] - 1)
    ImageDraw.Draw(plate).rounded_rectangle(edges, big * _ROUND_EM, 255)
    layer = Image.new("RGBA", (size[0] // _SCALE, size[1] // _SCALE))
    for grey, mask, alpha in (
        (0, plate, _PLATE_ALPHA),
        (0, shade, _SHADE_ALPHA),
        (255, letters, _LETTER_ALPHA),
    ):
        small = mask.resize(layer.size, Image.Resampling.BOX)
        part = Image.new("RGBA", layer.size, (grey, grey, grey, 255))
        part.putalpha(small.point([round(value * alpha) for value in range(256)]))
        layer = Image.alpha_composite(layer, part)
    return layer


def _whole(big: int) -> int:
    """As long, or a little longer, so that it shrinks to whole pixels."""
    return -(-big // _SCALE) * _SCALE


def _ink(text: str, size_px: float) -> tuple[int, int, int, int]:
    """The box of the letters' ink around the start of their baseline."""
    boxes = []
    for run, font, x in _runs(text, size_px):
        left, top, right, bottom = font.getbbox(run, anchor="ls")
        boxes.append((x + left, top, x + right, bottom))
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return int(min(lefts)), int(min(tops)), round(max(rights)), int(max(bottoms))


def _drawn(
    text: str, size_px: float, size: tuple[int, int], origin: tuple[int, int], stroke_px: int
) -> Image.Image:
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for run, font, x in _runs(text, size_px):
        at = (origin[0] + x, origin[1])
        draw.text(at, run, 255, font, stroke_width=stroke_px, anchor="ls")
    return mask


def _runs(text: str, size_px: float) -> Iterator[tuple[str, ImageFont.FreeTypeFont, float]]:
    """Characters of one font each, and how far from the start they stand."""
    x = 0.0
    for face, characters in groupby(text, key=_face_of):
        run, font = "".join(characters), _font(face, size_px)
        yield run, font, x
        x += font.getlength(run)


@lru_cache(maxsize=256)
def _face_of(character: str) -> _Face | None:
    """The first face that has a character, else the first that there is, else none."""
    there = [face for face in _FACES if _coverage(face) is not None]
    for face in there:
        font = _coverage(face)
        if font is not None and font.get_nominal_glyph(ord(character)) is not None:
            return face
    return there[0] if there else None


@lru_cache(maxsize=len(_FACES))
def _coverage(face: _Face) -> hb.Font | None:
    """What tells which characters a face has; none where its file is not there."""
    try:
        with as_file(files(face.package).joinpath(face.path)) as path:
            if not path.is_file():
                return None
            return hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    except ModuleNotFoundError:
        return None


@lru_cache(maxsize=16)
def _font(face: _Face | None, size_px: float) -> ImageFont.FreeTypeFont:
    if face is None:
        # Latin letters that come with the imaging library: better a plain mark than none.
        built_in = ImageFont.load_default(size_px)
        assert isinstance(built_in, ImageFont.FreeTypeFont), "Pillow comes with FreeType"
        return built_in
    with as_file(files(face.package).joinpath(face.path)) as path:
        # The basic layout needs no library of the machine's own, which would move letters.
        engine = ImageFont.Layout.BASIC
        font = ImageFont.truetype(str(path), size_px, layout_engine=engine)
    axes: list[float] = [
        face.weight if axis["name"] == b"Weight" else axis["default"] or 0
        for axis in font.get_variation_axes()
    ]
    font.set_variation_by_axes(axes)
    return font
