"""`inkstone edit`, run as anybody would: files in, a file out, and what it says when it cannot."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from e2e.edits import BLUE, GREEN, RED, flat, halves, is_near, noise
from e2e.server import COMMAND, environment

pytestmark = pytest.mark.slow

TURN = "--prompt=flip it horizontally"
#: What docs/reference/cli.md says of exit codes.
FAILED, USAGE = 1, 2


def _run(folder: Path, *args: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, "edit", *map(str, args)],
        cwd=folder,
        env=environment(folder, LANG="C.UTF-8", COLUMNS="200"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _edited(folder: Path, *args: str | Path) -> str:
    """What a run that went well printed."""
    done = _run(folder, *args)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("in.png", "out.jpg", "JPEG"),
        ("in.jpg", "out.webp", "WEBP"),
        ("in.webp", "out.AVIF", "AVIF"),
        ("in.avif", "out.png", "PNG"),
    ],
)
def test_a_file_becomes_a_file_of_the_same_size(
    tmp_path: Path, source: str, target: str, kind: str
) -> None:
    halves(RED, BLUE, (413, 257)).save(tmp_path / source)
    printed = _edited(tmp_path, source, TURN, "-o", target)

    assert printed.split()[:2] == [target, "413x257"]
    with Image.open(tmp_path / target) as made:
        assert (made.format, made.size) == (kind, (413, 257))
    assert is_near(_opened(tmp_path / target), (0.25, 0.5), BLUE)


def test_several_pictures_become_one_and_it_is_told_as_json(tmp_path: Path) -> None:
    names = ["a.png", "b.jpg", "c.webp"]
    for name, colour in zip(names, (RED, BLUE, GREEN), strict=True):
        flat(colour, (300, 300)).save(tmp_path / name)
    printed = _edited(tmp_path, *names, "-p", "put them side by side", "-o", "row.png", "--json")

    document = json.loads(printed)
    assert document["status"] == "succeeded"
    assert document["error"] is None
    (image,) = document["images"]
    made = _opened(tmp_path / image["file"])
    assert made.size == (image["width"], image["height"])
    assert made.width > 2.5 * made.height
    assert is_near(made, (0.1, 0.5), RED)
    assert is_near(made, (0.9, 0.5), GREEN)


def test_only_what_the_mask_shows_changes_and_what_was_not_followed_is_told(tmp_path: Path) -> None:
    flat(RED, (400, 300)).save(tmp_path / "in.png")
    halves((0, 0, 0), (255, 255, 255), (400, 300)).save(tmp_path / "mask.png")
    wish = "make it black and white, and replace the dog with a cat"
    done = _run(tmp_path, "in.png", "-p", wish, "--mask", "mask.png")
    assert done.returncode == 0, done.stderr
    assert "warning:" in done.stderr
    assert "replace the dog with a cat" in " ".join(done.stderr.split())

    made = _opened(tmp_path / "out.png")
    assert made.size == (400, 300)
    assert is_near(made, (0.25, 0.5), RED)
    red, green, blue = made.getpixel((350, 150))  # type: ignore[misc]
    assert red == green == blue


def test_a_size_is_kept_to_and_several_are_numbered(tmp_path: Path) -> None:
    noise(64).save(tmp_path / "in.png")
    _edited(tmp_path, "in.png", TURN, "--size=512x320", "-n", "2", "-o", "out.webp")

    assert [_opened(tmp_path / f"out-{n}.webp").size for n in (1, 2)] == [(512, 320)] * 2


def _refused(folder: Path, args: Sequence[str], status: int) -> str:
    done = _run(folder, *args)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    flat(RED).save(tmp_path / "in.png")
    (tmp_path / "notes.txt").write_text("Buy ink.\n")
    message = _refused(tmp_path, ["in.png", "notes.txt", TURN], USAGE)
    assert "notes.txt" in message
    assert "looks like" in message
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["in.png"], "--prompt"),
        (["in.png", "-p", "  "], "prompt"),
        ([TURN], "images"),
        (["in.png", TURN, "-o", "out.gif"], ".gif"),
        (["in.png", TURN, "--size=9x9"], "--size"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, args: list[str], word: str) -> None:
    flat(RED).save(tmp_path / "in.png")
    assert word in _refused(tmp_path, args, USAGE)


@pytest.mark.parametrize("as_json", [False, True])
def test_an_instruction_that_cannot_be_followed_fails(tmp_path: Path, as_json: bool) -> None:
    flat(RED).save(tmp_path / "in.png")
    args = ["in.png", "-p", "replace the person with a dog"]
    done = _run(tmp_path, *args, *(["--json"] if as_json else []))

    assert done.returncode == FAILED
    assert not (tmp_path / "out.png").exists()
    assert "Traceback" not in done.stderr
    if as_json:
        document: dict[str, Any] = json.loads(done.stdout)
        assert (document["status"], document["images"]) == ("failed", [])
        assert document["error"]["code"] == "unsupported_edit"
    else:
        assert "Nothing of this instruction can be done here" in " ".join(done.stderr.split())
