"""The font seam: finds the font files, checks them, picks one for each character, gives outlines.

It does not know lines, sizes or colours. Files come from pinned packages through
`importlib.resources`; one that differs from its recorded sha256 is refused.
"""

import hashlib
import importlib.metadata
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

import uharfbuzz as hb

Face = Literal["sans", "display", "italic", "condensed", "techno"]
#: The packages whose versions decide the pixels.
_PACKAGES = ("resvg-py", "uharfbuzz", "deckr-fonts", "justmytype-intl-cjk")
_ZWJ, _VS16, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
#: The least and the most that `wght` takes in the fonts.
WEIGHT_MIN, WEIGHT_MAX = 100, 900


class FontError(RuntimeError):
    """A font file is missing or is not the one expected; install the pinned font packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    package: str
    path: str
    sha256: str
    axes: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters that one font file draws."""

    text: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """A shaped glyph; lengths in ems, y downwards."""

    gid: int
    #: The index of its character in the shaped text.
    cluster: int
    advance: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A glyph's path data in thousandths of an em, y downwards, and its ink's box in ems."""

    d: str
    left: float
    top: float
    right: float
    bottom: float


@lru_cache(maxsize=1)
def _catalogue() -> tuple[dict[str, _File], dict[str, tuple[str, ...]]]:
    text = files("inkstone").joinpath("data/sketch/fonts.toml").read_text("utf-8")
    document = tomllib.loads(text)
    fonts = {
        name: _File(
            package=row["package"],
            path=row["path"],
            sha256=row["sha256"],
            axes=tuple(sorted(row.get("axes", {}).items())),
        )
        for name, row in document["files"].items()
    }
    return fonts, {name: tuple(names) for name, names in document["faces"].items()}


@lru_cache(maxsize=1)
def revision() -> str:
    """Name the versions of the packages that decide the pixels."""
    return " ".join(f"{name}-{importlib.metadata.version(name)}" for name in _PACKAGES)


@lru_cache(maxsize=16)
def _face(name: str) -> Any:
    wanted = _catalogue()[0][name]
    try:
        resource = files(wanted.package).joinpath(wanted.path)
    except ModuleNotFoundError as error:
        raise FontError(f"the font package {wanted.package} is not installed") from error
    with as_file(resource) as path:
        if not path.is_file():
            raise FontError(f"{wanted.package} has no {wanted.path}")
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != wanted.sha256:
            raise FontError(f"{wanted.package}/{wanted.path} is not the expected version")
        # Mapped, not read: processes share the pages of 42 MB of fonts.
        return hb.Face(hb.Blob.from_file_path(str(path)))


@lru_cache(maxsize=64)
def font(name: str, *, weight: int = 400) -> Any:
    """Open a font file at a weight, as HarfBuzz knows it."""
    opened = hb.Font(_face(name))
    axes = dict(_catalogue()[0][name].axes)
    if any(axis.tag == "wght" for axis in opened.face.axis_infos):
        axes["wght"] = min(max(weight, WEIGHT_MIN), WEIGHT_MAX)
    if axes:
        opened.set_variations(axes)
    return opened


@lru_cache(maxsize=16)
def coverage(name: str) -> frozenset[int]:
    """Give the code points that a font file has."""
    return frozenset(_face(name).unicodes)


@lru_cache(maxsize=8192)
def _file_of(char: str, face: Face) -> str | None:
    return next((name for name in _catalogue()[1][face] if ord(char) in coverage(name)), None)


def _is_joiner(char: str) -> bool:
    code = ord(char)
    return (
        char in (_ZWJ, _VS16, _KEYCAP)
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xE0020 <= code <= 0xE007F  # tags of subdivision flags
    )


def _is_region(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def emoji_length(text: str, start: int, *, face: Face = "sans") -> int:
    """Count the characters from `start` that make one emoji; 0 where none begins there."""
    first = text[start]
    following = text[start + 1 : start + 2]
    asked = following in (_VS16, _KEYCAP) and following != ""
    if ord(first) not in coverage("emoji") or _is_joiner(first):
        return 0
    if not asked and _file_of(first, face) is not None:
        return 0
    end = start + 1
    if _is_region(first) and following and _is_region(following):
        return 2
    while end < len(text) and (_is_joiner(text[end]) or text[end - 1] == _ZWJ):
        end += 1
    return end - start


def split(text: str, *, face: Face) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """Cut a text into runs of one font file each; also give the characters that no font has.

    Each emoji is a run of the file `emoji`. Control characters are left out.
    """
    runs: list[Run] = []
    missing: dict[str, None] = {}
    index = 0
    while index < len(text):
        char = " " if text[index].isspace() else text[index]
        length = emoji_length(text, index, face=face)
        if length:
            runs.append(Run(text=text[index : index + length], file="emoji"))
            index += length
            continue
        index += 1
        if unicodedata.category(char) in ("Cc", "Cf") or _is_joiner(char):
            continue
        name = _file_of(char, face)
        if name is None:
            missing[char] = None
        elif runs and runs[-1].file != "emoji" and (char == " " or runs[-1].file == name):
            runs[-1] = Run(text=runs[-1].text + char, file=runs[-1].file)
        else:
            runs.append(Run(text=char, file=name))
    return tuple(runs), tuple(missing)


def shape(run: Run, *, weight: int, ligatures: bool, vertical: bool = False) -> tuple[Glyph, ...]:
    """Shape a run; `vertical` picks the forms of punctuation for columns."""
    used = font(run.file, weight=weight)
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    hb.shape(used, buffer, {"liga": ligatures, "clig": ligatures, "vert": vertical})
    em = used.face.upem
    return tuple(
        Glyph(
            gid=info.codepoint,
            cluster=info.cluster,
            advance=position.x_advance / em,
            x=position.x_offset / em,
            y=-position.y_offset / em,
        )
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )


@lru_cache(maxsize=8192)
def outline(name: str, gid: int, *, weight: int) -> Outline:
    """Give the outline of one glyph."""
    used = font(name, weight=weight)
    em = used.face.upem
    drawn = _Drawn(parts=[], scale=1000 / em)
    used.draw_glyph(gid, _pen(), drawn)
    extents = used.get_glyph_extents(gid)
    left, top = extents.x_bearing / em, -extents.y_bearing / em
    return Outline(
        d="".join(drawn.parts),
        left=left,
        top=top,
        right=left + extents.width / em,
        bottom=top - extents.height / em,
    )


@dataclass(slots=True, kw_only=True)
class _Drawn:
    parts: list[str]
    scale: float


def _command(letter: str) -> Callable[..., None]:
    def write(*values: Any) -> None:
        *numbers, drawn = values
        # Every second number is a y, which points upwards in fonts.
        scales = (drawn.scale, -drawn.scale) * 3
        scaled = (value * scale for value, scale in zip(numbers, scales, strict=False))
        drawn.parts.append(letter + " ".join(f"{x:.1f}".removesuffix(".0") for x in scaled))

    return write


@lru_cache(maxsize=1)
def _pen() -> Any:
    pen = hb.DrawFuncs()
    pen.set_move_to_func(_command("M"))
    pen.set_line_to_func(_command("L"))
    pen.set_quadratic_to_func(_command("Q"))
    pen.set_cubic_to_func(_command("C"))
    pen.set_close_path_func(_command("Z"))
    return pen
