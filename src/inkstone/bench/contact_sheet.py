"""Contact sheets: pictures with their prompts beneath, as pages of PNG or as one page of HTML.

It does not know how the pictures were made.
"""

import html
import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from inkstone.domain.errors import InvalidRequest

#: What the name of a sheet may end in.
SUFFIXES = (".png", ".html")
#: Pictures of a page of PNG.
COLUMNS, ROWS = 5, 4
#: The longer side of a picture on a sheet.
_SIDE_PX = 400
_GAP_PX, _LINE_PX, _TEXT_PX, _NUM_LINES = 16, 21, 16, 4
_CELL_PX = (_SIDE_PX + _GAP_PX, _SIDE_PX + _GAP_PX + _NUM_LINES * _LINE_PX)
_PAPER, _INK, _ALERT = "#ffffff", "#24262b", "#b3332b"
#: A face with Latin letters and Chinese characters.
_FONT = ("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf")
_STYLE = (
    "body{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:20px;"
    "margin:20px;font:14px/1.4 system-ui,sans-serif;color:#24262b;background:#fff}figure{margin:0}"
    "img{max-width:100%;height:auto;border-radius:4px}small{display:block;color:#b3332b}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One picture of a sheet, made small."""

    picture: Image.Image
    caption: str
    #: What it lacks.
    remark: str = ""


def cell(png: bytes, *, caption: str, remark: str = "") -> Cell:
    """Make a picture one of a sheet."""
    with Image.open(io.BytesIO(png)) as image:
        small = image.convert("RGB")
    small.thumbnail((_SIDE_PX, _SIDE_PX), Image.Resampling.LANCZOS)
    return Cell(picture=small, caption=caption, remark=remark)


def check_name(file: Path) -> None:
    """Check that a file can be a sheet, before the work is done.

    Raises:
        InvalidRequest: its name ends in neither, or there is no such folder.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise InvalidRequest(f"{file}: a sheet ends in {' or '.join(SUFFIXES)}.")
    if not file.parent.is_dir():
        raise InvalidRequest(f"{file}: there is no folder {file.parent}.")


def write(file: Path, cells: Sequence[Cell]) -> list[Path]:
    """Write a sheet; one of PNG is as many files as it takes, numbered where these are several."""
    if file.suffix.lower() == ".html":
        file.write_text(as_html(cells), encoding="utf-8")
        return [file]
    pages = [cells[at : at + COLUMNS * ROWS] for at in range(0, len(cells), COLUMNS * ROWS)]
    written = []
    for number, page in enumerate(pages, 1):
        name = f"{file.stem}-{number}" if len(pages) > 1 else file.stem
        written.append(file.with_name(name + file.suffix))
        as_page(page).save(written[-1], "PNG", compress_level=3)
    return written


def as_page(cells: Sequence[Cell]) -> Image.Image:
    """One page of up to 20 pictures, as wide as five."""
    num_rows = -(-len(cells) // COLUMNS)
    width, height = _CELL_PX
    page = Image.new("RGB", (COLUMNS * width + _GAP_PX, num_rows * height + _GAP_PX), _PAPER)
    pen = ImageDraw.Draw(page)
    for index, each in enumerate(cells):
        left = _GAP_PX + index % COLUMNS * width
        top = _GAP_PX + index // COLUMNS * height
        page.paste(each.picture, (left, top))
        at = top + each.picture.height + 4
        remark = _lines(each.remark, 1)
        for line in _lines(each.caption, _NUM_LINES - len(remark)):
            pen.text((left, at), line, fill=_INK, font=_font())
            at += _LINE_PX
        for line in remark:
            pen.text((left, at), line, fill=_ALERT, font=_font())
    return page


def as_html(cells: Sequence[Cell]) -> str:
    """All pictures on one page that needs no other file."""
    figures = "".join(
        f'<figure><img alt="" src="data:image/webp;base64,{_webp(each.picture)}">'
        f"<figcaption>{html.escape(each.caption)}<small>{html.escape(each.remark)}</small>"
        "</figcaption></figure>\n"
        for each in cells
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Contact sheet</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{figures}</body></html>\n"
    )


def _webp(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=85)
    return b64encode(file.getvalue()).decode()


def _lines(text: str, num_max: int) -> list[str]:
    """Break a text into lines that fit under a picture; what is left over becomes an ellipsis."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < num_max:
        end = _reach(rest)
        if end < len(rest):
            blank = rest.rfind(" ", 0, end + 1)
            end = blank if blank > end // 2 else end
        lines.append(rest[:end].strip())
        rest = rest[end:].strip()
    if rest and lines:
        last = lines[-1]
        while last and _font().getlength(f"{last}…") > _SIDE_PX:
            last = last[:-1]
        lines[-1] = f"{last}…"
    return lines


def _reach(text: str) -> int:
    """How many of its first characters fit into a line; at least one."""
    low, high = 1, min(len(text), _SIDE_PX)
    while low < high:
        middle = (low + high + 1) // 2
        if _font().getlength(text[:middle]) <= _SIDE_PX:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    package, path = _FONT
    with as_file(files(package).joinpath(path)) as file:
        font = ImageFont.truetype(io.BytesIO(file.read_bytes()), _TEXT_PX)
    font.set_variation_by_axes([400])
    return font
