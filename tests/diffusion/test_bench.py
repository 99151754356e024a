"""The engine's benchmark runs, and what it compares is the same picture; how fast is not asked."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from diffusion import tiny
from inkstone.bench import engine as bench
from inkstone.cli.main import app
from inkstone.domain.errors import InvalidRequest, UnsupportedRequest


@pytest.mark.slow
def test_both_sides_make_the_same_pictures() -> None:
    edits = ("edit-n-4", "edit-other-instruction", "edit-n-4-known")
    names = (*edits, "alone-128")
    seen: list[tuple[int, int]] = []
    figures = bench.run(
        str(tiny.checkpoint("qwen-image-2.1")),
        num_repeats=1,
        num_threads=1,
        is_large=False,
        only=names,
        on_progress=lambda done, total: seen.append((done, total)),
    )
    for name in names:
        assert figures[name]["engine_s"] > 0
        assert figures[name]["pipeline"]["largest_difference"] == 0
        assert figures[name]["pipeline"]["speedup"] > 0
    assert figures["edit-n-4"]["pipeline-n-4"]["largest_difference"] < 1e-4
    assert seen == [(done, len(names)) for done in range(len(names))]
    assert len(bench.table(figures)) == len(names) + 3
    assert all(len(row) == len(bench.COLUMNS) for row in bench.table(figures))


@pytest.mark.slow
def test_previews_are_timed_and_change_nothing() -> None:
    figures = bench.run(
        str(tiny.checkpoint("qwen-image-2.1")),
        num_repeats=1,
        num_threads=1,
        is_large=False,
        only=("previews-512",),
        on_progress=lambda done, total: None,
    )
    assert figures["previews-512"]["without"]["largest_difference"] == 0
    assert figures["previews-512"]["without"]["goal"] == 0.98


def test_the_command_writes_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "engine.json"
    args = ["bench", "engine", "--repeats=1", "--threads=1", "--only=alone-128"]
    source = f"--checkpoint={tiny.checkpoint('qwen-image-2.1')}"

    said = CliRunner().invoke(app, [*args, source, f"--save={file}"])

    assert said.exit_code == 0, said.output
    assert "alone-128" in said.stdout
    document = json.loads(file.read_text())
    assert document["benchmark"] == "engine"
    assert document["machine"]["processor"] is not None
    assert document["figures"]["threads"] == 1


def test_a_case_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="alone-128"):
        bench.run(
            str(tiny.checkpoint("qwen-image-2.1")),
            num_repeats=1,
            num_threads=1,
            is_large=False,
            only=("alone-7",),
            on_progress=lambda done, total: None,
        )


@pytest.mark.parametrize("name", ["qwen-image-2512", "qwen-image-2.1-turbo"])
def test_other_checkpoints_are_refused(name: str) -> None:
    with pytest.raises(UnsupportedRequest):
        bench.run(
            str(tiny.checkpoint(name)),
            num_repeats=1,
            num_threads=1,
            is_large=False,
            only=(),
            on_progress=lambda done, total: None,
        )
