"""The font seam: finds the font files, checks them, picks one for each character, gives outlines.

It does not know lines, sizes or colours. Files come from pinned packages through
`importlib.resources`, and from people's own folder; one whose sha256 is another is refused.
"""

import hashlib
import importlib.metadata
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal

import uharfbuzz as hb

from inkstone.engines.sketch.lettering import pen, user_fonts
from inkstone.engines.sketch.lettering.user_fonts import FontError, UserFont

Face = Literal["sans", "display", "italic", "condensed", "techno", "serif", "brush", "hand"]
#: The packages whose versions decide the pixels.
_PACKAGES = ("resvg-py", "uharfbuzz", "deckr-fonts", "justmytype-intl-cjk")
_ZWJ, _VS16, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_WIDE_CLOSING = frozenset("，。、；：）》〉」』】〕｝")
_WIDE_OPENING = frozenset("（《〈「『【〔｛")
#: The least and the most that `wght` takes in the fonts.
WEIGHT_MIN, WEIGHT_MAX = 100, 900


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


def revision(fonts: tuple[UserFont, ...] = ()) -> str:
    """Name the versions of the packages that decide the pixels, and people's own fonts."""
    named = [f"{name}-{importlib.metadata.version(name)}" for name in _PACKAGES]
    own = user_fonts.digest(fonts)
    return " ".join([*named, f"fonts-{own}"] if own else named)


#: People's own fonts, by the name that a run knows them by; set once a process.
_own: dict[str, UserFont] = {}


def use(fonts: tuple[UserFont, ...]) -> None:
    """Set people's own fonts before the pinned ones, for all that this process draws."""
    wanted = {f"{one.face}:{one.sha256}:{one.index}": one for one in fonts}
    if wanted != _own:
        _own.clear()
        _own.update(wanted)
        chain.cache_clear()


@lru_cache(maxsize=16)
def chain(face: Face) -> tuple[str, ...]:
    """Name the files that a face looks for a character in, first to last."""
    own = tuple(name for name, one in _own.items() if one.face == face)
    return own + _catalogue()[1][face]


@lru_cache(maxsize=48)
def _face(name: str) -> Any:
    if name in _own:
        return _own_face(_own[name])
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


def _own_face(wanted: UserFont) -> Any:
    try:
        with open(wanted.path, "rb") as stream:  # noqa: PTH123 - it was found as a string
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FontError(f"{wanted.path} cannot be read: {error.strerror}") from error
    if found != wanted.sha256:
        raise FontError(f"{wanted.path} changed since the start")
    return hb.Face(hb.Blob.from_file_path(wanted.path), wanted.index)


@lru_cache(maxsize=64)
def font(name: str, *, weight: int = 400) -> Any:
    """Open a font file at a weight, as HarfBuzz knows it."""
    opened = hb.Font(_face(name))
    axes = dict(() if name in _own else _catalogue()[0][name].axes)
    if any(axis.tag == "wght" for axis in opened.face.axis_infos):
        axes["wght"] = min(max(weight, WEIGHT_MIN), WEIGHT_MAX)
    if axes:
        opened.set_variations(axes)
    return opened


@lru_cache(maxsize=48)
def coverage(name: str) -> frozenset[int]:
    """Give the code points that a font file has."""
    return frozenset(_face(name).unicodes)


@lru_cache(maxsize=8192)
def _file_in(char: str, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if ord(char) in coverage(name)), None)


def _file_of(char: str, face: Face) -> str | None:
    return _file_in(char, chain(face))


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


def _halves(text: str) -> list[tuple[int, int, bool]]:
    """Where wide punctuation stands before other punctuation, which half of its square is for."""
    return [
        (index, index + 1, True)
        for index in range(len(text) - 1)
        if text[index] in _WIDE_CLOSING and text[index + 1] in _WIDE_CLOSING | _WIDE_OPENING
    ]


def shape(run: Run, *, weight: int, ligatures: bool, vertical: bool = False) -> tuple[Glyph, ...]:
    """Shape a run; `vertical` picks the forms of punctuation for columns."""
    used = font(run.file, weight=weight)
    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    features: dict[str, Any] = {"liga": ligatures, "clig": ligatures, "vert": vertical}
    if not vertical and (halves := _halves(run.text)):
        features["halt"] = halves
    hb.shape(used, buffer, features)
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
    extents = used.get_glyph_extents(gid)
    left, top = extents.x_bearing / em, -extents.y_bearing / em
    return Outline(
        d=pen.path_data(used, gid, scale=1000 / em),
        left=left,
        top=top,
        right=left + extents.width / em,
        bottom=top - extents.height / em,
    )
