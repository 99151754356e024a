"""What the sketch benchmark draws, and the figures that it makes of times."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inkstone.bench import sketch
from inkstone.bench.sketch import Prompt, Shown
from inkstone.cli.main import app
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import Size
from inkstone.engines.base import Warning as EngineWarning
from inkstone.engines.sketch.reading.parse import parse
from inkstone.engines.sketch.styles.registry import STYLES


def _scene(prompt: str):
    return parse(prompt=prompt, width_px=64, height_px=64, seed=1)


def test_the_prompts_are_many_in_both_languages_and_of_their_kinds() -> None:
    asked = sketch.prompts()
    assert len({prompt.text for prompt in asked}) == len(asked) >= 60
    for kind in sorted({prompt.kind for prompt in asked} - {"style"}):
        texts = [prompt.text for prompt in asked if prompt.kind == kind]
        assert any(re.search("[a-z]{4}", text) for text in texts), kind
        assert any(re.search("[一-鿿]", text) for text in texts), kind
        assert {_scene(text).kind for text in texts} == {kind}


def test_the_prompts_show_every_style_but_the_usual_one() -> None:
    plain, *styled = sketch.prompts(only=["style"])
    shown = {name for prompt in styled for name in _scene(prompt.text).style}
    assert not _scene(plain.text).style
    assert all(prompt.text.startswith(plain.text) for prompt in styled)
    assert shown >= set(STYLES) - {"flat"}


def test_prompts_of_ones_own_are_read(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("# mine\na cat\n\n[menu]\n茶 ¥3 \n[ sign ]\nOpen\n", "utf-8")

    assert sketch.prompts(file) == [
        Prompt(kind="own", text="a cat"),
        Prompt(kind="menu", text="茶 ¥3"),
        Prompt(kind="sign", text="Open"),
    ]
    assert sketch.prompts(file, only=["sign", "own"])[1].text == "Open"


def test_prompts_that_are_not_there_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("# nothing\n")
    (tmp_path / "other").write_bytes(b"\xff\xfe\xff")
    for file, said in (("none", "Cannot read"), ("empty", "no prompt"), ("other", "UTF-8")):
        with pytest.raises(InvalidRequest, match=said):
            sketch.prompts(tmp_path / file)
    with pytest.raises(InvalidRequest, match="'selfie', only of scene"):
        sketch.prompts(only=["selfie"])


def _shown(took_s: float, *styles: str, kind: str = "style", **more) -> Shown:
    prompt = Prompt(kind=kind, text=f"{kind} {styles}")
    return Shown(prompt=prompt, seed=0, took_s=took_s, png=b"", styles=styles, warnings=(), **more)


def test_a_style_is_measured_against_the_same_scene_without_it() -> None:
    drawn = [_shown(0.5), _shown(0.75, "oil"), _shown(0.4, "neon"), _shown(9, "ink", kind="menu")]
    assert sketch._added(drawn) == {"added_s_oil": 0.25, "added_s_neon": -0.1}
    assert sketch._added(drawn[1:]) == {}


def test_prompts_that_were_not_drawn_in_full_are_counted_once() -> None:
    warning = EngineWarning(code="unknown_words", message="No.", words=("blorf",))
    one = Shown(
        prompt=Prompt(kind="scene", text="a"), seed=0, took_s=1, png=b"", warnings=(warning,)
    )
    assert sketch._told([one, one]) == {"prompts_with_unknown_words": 1}


@pytest.mark.slow
def test_the_command_measures_and_writes_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Large pictures take longer, and are told from small ones by nothing else.
    monkeypatch.setattr(sketch, "_SMALL", Size(64, 64))
    monkeypatch.setattr(sketch, "_LARGE", Size(128, 128))
    (tmp_path / "mine.txt").write_text("a cat\n[style]\na dog\na dog, oil painting\n[x]\nx\n")
    args = ["bench", "sketch", "--json", "--seeds", "2", "--only", "own", "--only", "style"]
    args += ["--prompts", str(tmp_path / "mine.txt"), "--save", str(tmp_path / "saved.json")]
    args += ["--sheet", str(tmp_path / "a.png"), "--sheet", str(tmp_path / "a.html")]
    result = CliRunner().invoke(app, args)

    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)["figures"]
    assert json.loads((tmp_path / "saved.json").read_text())["figures"] == figures
    assert (figures["num_prompts"], figures["num_seeds"]) == (3, 2)
    assert {"s_1024_p99", "s_2048_p50", "s_1024_p50_own", "added_s_oil"} <= set(figures)
    assert figures["start_s"] > 0
    assert 50 < figures["process_peak_mb"] < 1024
    assert (tmp_path / "a.html").read_text("utf-8").count("<figure>") == 6
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--sheet", "sheet.gif"], ".png or .html"),
        (["--sheet", "no/such/folder/sheet.png"], "no folder"),
        (["--only", "selfie"], "'selfie'"),
        (["--prompts", "none.txt"], "Cannot read"),
    ],
)
def test_what_cannot_be_measured_is_said_before(args: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["bench", "sketch", *args])
    assert result.exit_code == 2, result.output
    assert said in result.stderr
