import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from inkstone.domain.errors import InvalidRequest
from inkstone.engines.sketch.engine import SketchEngine
from inkstone.engines.sketch.lettering import fonts, shaping, user_fonts
from inkstone.engines.sketch.lettering.shaping import Style
from inkstone.engines.sketch.lettering.user_fonts import FontError, UserFont

SHIPPED = "fonts/Audiowide-Regular.ttf"


@pytest.fixture(autouse=True)
def plain_again() -> Iterator[None]:
    yield
    fonts.use(())


def folder_of(path: Path, *names: str) -> Path:
    """A folder of fonts that are all the same one, under other names."""
    path.mkdir(parents=True, exist_ok=True)
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(files("deckr_fonts").joinpath(SHIPPED)), path / name)
    return path


def test_a_file_serves_the_face_that_its_name_begins_with(tmp_path: Path) -> None:
    found = user_fonts.read(folder_of(tmp_path, "brush-mine.ttf", "more/Serif_1.ttf", "other.ttf"))
    assert [(font.face, font.family) for font in found] == [
        ("brush", "Audiowide"), ("serif", "Audiowide"),
    ]  # fmt: skip


def test_a_known_family_serves_its_face(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The families are patched because none of the known ones is installed with the tests.
    monkeypatch.setattr(user_fonts, "families", lambda: {"hand": ("Audiowide",)})
    (found,) = user_fonts.read(folder_of(tmp_path, "anything.ttf"))
    assert found.face == "hand"


def test_characters_are_drawn_by_the_own_font_first_and_others_as_before(tmp_path: Path) -> None:
    own = user_fonts.read(folder_of(tmp_path, "brush.ttf"))
    before = shaping.shape("Tea", Style(face="brush"))
    fonts.use(own)
    runs, missing = fonts.split("Tea 茶", face="brush")
    assert [run.text for run in runs] == ["Tea ", "茶"]
    assert runs[0].file.startswith("brush:")
    assert runs[1].file == "noto_sc"
    assert missing == ()
    assert shaping.shape("Tea", Style(face="brush")) != before
    assert fonts.split("Tea", face="sans")[0][0].file == "noto_sc"
    fonts.use(())
    assert shaping.shape("Tea", Style(face="brush")) == before


@pytest.mark.parametrize("face", ["serif", "brush", "hand"])
def test_without_own_fonts_every_face_writes_chinese_and_latin(face: fonts.Face) -> None:
    runs, missing = fonts.split("Tea 茶 é", face=face)
    assert "".join(run.text for run in runs) == "Tea 茶 é"
    assert missing == ()


def test_the_revision_names_fonts_wherever_they_lie(tmp_path: Path) -> None:
    one = user_fonts.read(folder_of(tmp_path / "a", "brush.ttf"))
    other = user_fonts.read(folder_of(tmp_path / "b" / "c", "brush.ttf"))
    assert fonts.revision(one) == fonts.revision(other) != fonts.revision()
    assert fonts.revision(one).startswith(fonts.revision())
    assert user_fonts.digest(()) == ""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (None, b"", "is no folder"),
        ("notes.txt", b"words", "has no font for any of the faces serif, brush, hand"),
        ("brush.ttf", b"garbage" * 40, "brush.ttf is no font"),
        ("brush.ttf", b"", "brush.ttf is no font"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(
    tmp_path: Path, name: str | None, content: bytes, message: str
) -> None:
    folder = tmp_path / "fonts"
    if name is not None:
        folder.mkdir()
        (folder / name).write_bytes(content)
    with pytest.raises(FontError, match=message):
        user_fonts.read(folder)


def test_a_font_that_changed_since_the_start_is_refused(tmp_path: Path) -> None:
    (font,) = user_fonts.read(folder_of(tmp_path, "brush.ttf"))
    fonts.use((replace(font, sha256="0" * 64),))
    with pytest.raises(FontError, match="changed since the start"):
        fonts.split("Tea", face="brush")
    fonts.use((UserFont(face="brush", family="x", path="/nowhere.ttf", index=0, sha256="1"),))
    with pytest.raises(FontError, match="cannot be read"):
        fonts.split("Tea", face="brush")


def engine(folder: Path | None) -> SketchEngine:
    return SketchEngine(num_processes=1, memory_bytes=2**29, timeout_s=60, fonts_dir=folder)


def test_the_engine_names_own_fonts_in_its_revision(tmp_path: Path) -> None:
    own = engine(folder_of(tmp_path, "brush.ttf")).identity.revision
    assert own.startswith(f"{engine(None).identity.revision} fonts-")


def test_the_engine_refuses_a_folder_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"SKETCH_FONTS_DIR: .* is no folder of fonts"):
        engine(tmp_path / "absent")
