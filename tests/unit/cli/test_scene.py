"""The scene that a picture carries, taken out of it with the command."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from inkstone.cli.main import app
from inkstone.engines.sketch.draw import Drawing, draw
from inkstone.media import png, xmp


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("INKSTONE_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(
        prompt='card with "Hi 你好", a zzblorf and a fox under a tree',
        negative_prompt="",
        width_px=80,
        height_px=64,
        seed=5,
    )


def _run(*args: str, status: int = 0) -> Result:
    result = CliRunner().invoke(app, ["scene", *args])
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result


def _picture(drawing: Drawing, **texts: Any) -> bytes:
    return png.with_text(drawing.png, {f"inkstone:{name}": text for name, text in texts.items()})


def test_a_scene_is_written_as_json_as_svg_and_drawn_again(drawing: Drawing) -> None:
    Path("a.png").write_bytes(_picture(drawing, scene=json.dumps(drawing.scene)))
    result = _run("a.png", "--json", "a.json", "--svg", "a.svg", "--png", "again.png")

    assert json.loads(Path("a.json").read_text("utf-8")) == drawing.scene
    assert Path("a.svg").read_text("utf-8") == drawing.svg
    assert Path("again.png").read_bytes() == drawing.png
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        "a.json",
        "a.svg",
        "again.png",
    ]
    assert "zzblorf" in result.stderr


def test_a_scene_in_xmp_is_found(drawing: Drawing) -> None:
    packet = xmp.packet({"inkstone:scene": json.dumps(drawing.scene)})
    file = io.BytesIO()
    Image.open(io.BytesIO(drawing.png)).convert("RGB").save(file, "WEBP", xmp=packet)
    Path("a.webp").write_bytes(file.getvalue())

    assert json.loads(_run("a.webp").stdout) == drawing.scene


def test_a_scene_in_json_is_drawn(drawing: Drawing) -> None:
    Path("a.txt").write_text("\ufeff\n" + json.dumps(drawing.scene), "utf-8")
    _run("a.txt", "--png", "a.png")

    assert Path("a.png").read_bytes() == drawing.png


def test_a_picture_without_a_scene_is_not_found(drawing: Drawing) -> None:
    Path("a.png").write_bytes(_picture(drawing, parameters="{}"))

    assert "carries no scene" in _run("a.png", status=3).stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not JSON"),
        (b"[]", "no `version`"),
        (b"{}", "no `version`"),
        (b"[" * 100_000, "not JSON"),
        (b'{"version": 1}', "version 1; this Inkstone reads version 2"),
        (b'{"version": "' + b"9" * 900 + b'"}', "reads version 2"),
        (b'{"version": 2, "width_px": 64}', "scene.md"),
        (b'{"version": 2, "width_px": 64, "height_px": 99999, "seed": 1}', "scene.md"),
        (b'{"version": 2, "width_px": NaN, "height_px": 64, "seed": 1}', "scene.md"),
        (b"{\xff}", "UTF-8"),
        (b"{" + b" " * 2**20, "longer"),
        (b"not a picture", "looks like text"),
    ],
)
def test_what_is_no_scene_is_said(content: bytes, said: str) -> None:
    Path("a.json").write_bytes(content)

    result = _run("a.json", status=2)
    assert said in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there_or_cannot_be_written_is_said(drawing: Drawing) -> None:
    Path("a.json").write_text(json.dumps(drawing.scene), "utf-8")

    assert "no file" in _run("b.png", status=2).stderr
    assert "no file" in _run(".", status=2).stderr
    assert "Cannot write" in _run("a.json", "--json", "no/such/folder.json", status=2).stderr
