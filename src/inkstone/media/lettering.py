"""Letters as the marks on pictures have them: which font has a character, and how it is drawn.

It runs in a process of its own. This module does not know what the letters say, nor where they go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import groupby

import uharfbuzz as hb
from PIL import Image, ImageDraw, ImageFont


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


def ink(text: str, size_px: float) -> tuple[int, int, int, int]:
    """The box of the letters' ink around the start of their baseline."""
    boxes = []
    for run, font, x in _runs(text, size_px):
        left, top, right, bottom = font.getbbox(run, anchor="ls")
        boxes.append((x + left, top, x + right, bottom))
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return int(min(lefts)), int(min(tops)), round(max(rights)), int(max(bottoms))


def draw(
    mask: Image.Image, text: str, size_px: float, origin: tuple[int, int], stroke_px: int = 0
) -> None:
    """Put one line on a mask, its baseline beginning at the origin."""
    pen = ImageDraw.Draw(mask)
    for run, font, x in _runs(text, size_px):
        at = (origin[0] + x, origin[1])
        pen.text(at, run, 255, font, stroke_width=stroke_px, anchor="ls")


def whole(length_px: int, scale: int) -> int:
    """As long, or a little longer, so that it shrinks to whole pixels."""
    return -(-length_px // scale) * scale


def layer(parts: Sequence[tuple[int, Image.Image, float]], scale: int) -> Image.Image:
    """What is laid over a picture: greys, each in its mask and strength, shrunk by the scale."""
    size = parts[0][1].width // scale, parts[0][1].height // scale
    made = Image.new("RGBA", size)
    for grey, mask, alpha in parts:
        small = mask.resize(size, Image.Resampling.BOX)
        part = Image.new("RGBA", size, (grey, grey, grey, 255))
        part.putalpha(small.point([round(value * alpha) for value in range(256)]))
        made = Image.alpha_composite(made, part)
    return made


def laid(image: Image.Image, over: Image.Image, edges: tuple[int, int, int, int]) -> Image.Image:
    """The same picture with a layer within these edges; what of it is beyond them is left out."""
    over = over.crop((0, 0, edges[2] - edges[0], edges[3] - edges[1]))
    behind = image.crop(edges).convert("RGBA")
    result = image.copy()
    result.paste(Image.alpha_composite(behind, over).convert(image.mode), edges)
    return result


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
