"""`inkstone edit` as people run it: files in, files out, and errors that say what to do."""

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from e2e.edits import BLUE, RED, flat, halves, is_near
from e2e.server import COMMAND, environment


def _run(tmp_path: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, "edit", *args],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.avif", "AVIF")]
)
def test_the_end_of_the_name_says_the_format(tmp_path: Path, name: str, kind: str) -> None:
    halves(RED, BLUE, (640, 360)).save(tmp_path / "in.png")
    done = _run(tmp_path, "in.png", "-p", "flip it horizontally", "-o", name, "--json")
    assert done.returncode == 0, done.stderr
    (image,) = json.loads(done.stdout)["images"]
    assert (image["file"], image["width"], image["height"]) == (name, 640, 360)
    with Image.open(tmp_path / name) as found:
        assert (found.format, found.size) == (kind, (640, 360))
        assert is_near(found.convert("RGB"), (0.25, 0.5), BLUE)


def test_several_pictures_become_one_and_a_mask_limits(tmp_path: Path) -> None:
    flat(RED, (400, 400)).save(tmp_path / "red.png")
    flat(BLUE, (400, 400)).save(tmp_path / "blue.png")
    done = _run(tmp_path, "red.png", "blue.png", "-p", "side by side")
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "out.png") as found:
        assert found.width > found.height
    halves((0, 0, 0), (255, 255, 255), (400, 400)).save(tmp_path / "mask.png")
    done = _run(
        tmp_path, "red.png", "-p", "make it black and white", "--mask", "mask.png", "-o", "m.png"
    )
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "m.png") as found:
        assert is_near(found.convert("RGB"), (0.2, 0.5), RED)
        red, green, blue = found.convert("RGB").getpixel((320, 200))
        assert red == green == blue


def test_what_cannot_be_done_says_so(tmp_path: Path) -> None:
    flat(RED).save(tmp_path / "red.png")
    (tmp_path / "words.png").write_text("these are words")
    done = _run(tmp_path, "words.png", "-p", "flip it")
    assert done.returncode == 2
    assert "words.png" in done.stderr
    done = _run(tmp_path, "red.png", "-p", "replace the person with a dog")
    assert done.returncode == 1
    assert "rules" in done.stderr
    done = _run(tmp_path, "red.png", "-p", "flip it", "-o", "out.bmp")
    assert done.returncode == 2
    assert ".webp" in done.stderr
    assert not (tmp_path / "out.png").exists()
