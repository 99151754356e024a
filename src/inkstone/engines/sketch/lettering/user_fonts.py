"""People's own fonts: which files of a folder serve which face, checked before anything is drawn.

It does not know how letters are set. What it gives names every file by its sha256, so that the
model's revision tells two sets of fonts apart wherever they lie.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import uharfbuzz as hb

#: Font files looked at in a folder, and those of them that are used.
_FILES_MAX, _USED_MAX = 4096, 32
_SIZE_BYTES_MAX = 256 * 1024 * 1024
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
#: Between regular and black: titles are what a face of its own is for.
_WEIGHT_WANTED = 600.0
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16


class FontError(RuntimeError):
    """A font file is missing or is not the one expected; install the pinned font packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFont:
    """One font of a file, and the face that it serves."""

    #: `serif`, `brush`, `hand` or `sans`.
    face: str
    family: str
    #: Where the file is; not part of what it is.
    path: str
    #: Which font of a collection; 0 of a plain file.
    index: int
    sha256: str


@lru_cache(maxsize=1)
def families() -> dict[str, tuple[str, ...]]:
    """The families that serve each face, best first."""
    text = files("inkstone").joinpath("data/sketch/fonts.toml").read_text("utf-8")
    return {face: tuple(names) for face, names in tomllib.loads(text)["families"].items()}


def read(folder: Path) -> tuple[UserFont, ...]:
    """Find the fonts of a folder that serve a face, best first.

    Raises:
        FontError: there is no such folder, a font in it cannot be read, or none serves a face.
    """
    if not folder.is_dir():
        raise FontError(f"{folder} is no folder of fonts")
    ranked: list[tuple[tuple[str, int, float, str, int], UserFont]] = []
    for path in _font_files(folder):
        try:
            ranked += _fonts_of(path)
        except OSError as error:
            raise FontError(f"{path} cannot be read: {error.strerror}") from error
    if not ranked:
        faces = ", ".join(families())
        raise FontError(
            f"{folder} has no font for any of the faces {faces}: none is of a known family, "
            "and no file's name begins with a face's name"
        )
    found: dict[tuple[str, str], UserFont] = {}
    for _, each in sorted(ranked, key=lambda pair: pair[0]):
        # One weight of a family serves; a family's other files would only take memory.
        found.setdefault((each.face, each.family), each)
    return tuple(found.values())[:_USED_MAX]


def digest(fonts: tuple[UserFont, ...]) -> str:
    """Name a set of fonts, the same wherever they lie; nothing for none."""
    if not fonts:
        return ""
    lines = "\n".join(f"{one.face} {one.family} {one.index} {one.sha256}" for one in fonts)
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def _font_files(folder: Path) -> Iterator[Path]:
    seen = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            seen += 1
            if seen > _FILES_MAX:
                raise FontError(f"{folder} has more than {_FILES_MAX} font files")
            yield path


def _fonts_of(path: Path) -> list[tuple[tuple[str, int, float, str, int], UserFont]]:
    """The fonts of a file that serve a face, each with its rank."""
    if path.stat().st_size > _SIZE_BYTES_MAX:
        raise FontError(f"{path} is larger than {_SIZE_BYTES_MAX} bytes")
    blob = hb.Blob.from_file_path(str(path))
    first = hb.Face(blob)
    if not first.glyph_count:
        raise FontError(f"{path} is no font")
    said = _said_by_name(path)
    found = []
    sha256 = ""
    for index in range(max(first.count, 1)):
        face = hb.Face(blob, index)
        family = _family(face) or path.stem
        serves = {said: 0} if said else _served(family)
        if serves and not sha256:
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        weight = abs(hb.Font(face).get_style_value(hb.StyleTag.WEIGHT) - _WEIGHT_WANTED)
        for name, rank in serves.items():
            font = UserFont(face=name, family=family, path=str(path), index=index, sha256=sha256)
            found.append(((name, rank, weight, path.name, index), font))
    return found


def _family(face: hb.Face) -> str:
    for name_id in (_TYPOGRAPHIC_FAMILY, _FAMILY):
        name = face.get_name(name_id)
        if name:
            return str(name)
    return ""


def _served(family: str) -> dict[str, int]:
    return {face: names.index(family) for face, names in families().items() if family in names}


def _said_by_name(path: Path) -> str | None:
    """The face that a file's own name begins with."""
    stem = path.stem.lower().replace("_", "-")
    return next((face for face in (*families(), "sans") if stem.split("-")[0] == face), None)
