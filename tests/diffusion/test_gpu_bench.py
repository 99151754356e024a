"""The benchmark for GPUs runs whole on a CPU with a toy of a model, whatever goes wrong."""

import json
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def gpu_bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module."""
    monkeypatch.syspath_prepend(ROOT / "bench" / "gpu")
    import engine

    yield engine
    for name in ("engine", "cases", "goals", "rig", "random_weights"):
        sys.modules.pop(name, None)


@pytest.mark.slow
def test_one_command_measures_everything(tmp_path: Path) -> None:
    command = [ROOT / "bench" / "gpu" / "run.sh", "--device=cpu", "--tiny", f"--out={tmp_path}"]
    said = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable, "OMP_NUM_THREADS": "1"},
    )
    assert said.returncode == 0, said.stderr[-2000:]
    (file,) = tmp_path.glob("*.json")
    document = json.loads(file.read_text())
    figures = document["figures"]
    assert not [name for name, case in figures.items() if "error" in case or "skipped" in case]
    assert figures["equality"]["strict_off"] == 0
    assert figures["equality"]["pipeline_off"] == 0
    assert figures["equality"]["strict_pixels_off"] == 0
    assert figures["equality"]["pipeline_pixels_off"] == 0
    assert figures["equality"]["guarantee"] == "bit for bit"
    assert figures["cached-head"]["strict"]["off"] == 0
    # In each edit, the head that another instruction's edit left there.
    assert figures["cached-head"]["relaxed"]["heads_found"] == 1
    # No goal is of a CPU.
    assert not [name for name, case in figures.items() if "goals" in case]
    assert figures["together-64-4"]["strict_per_s"] > 0
    table = file.with_suffix(".md").read_text()
    assert "quality" in table
    assert all(name in table for name in figures)


def test_what_does_not_fit_is_noted_and_the_next_case_runs(
    gpu_bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large() -> dict[str, Any]:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 80.00 GiB.")

    listed = [("large", too_large), ("small", lambda: {"s": 1.0})]
    monkeypatch.setattr(gpu_bench.cases, "cases", lambda _: iter(listed))

    document = gpu_bench.measure("cpu", is_tiny=True, minutes=1)

    assert "80.00 GiB" in document["figures"]["large"]["error"]
    assert document["figures"]["small"] == {"s": 1.0}
    assert "| small | s 1 |" in gpu_bench.markdown(document)


def test_a_figure_has_a_verdict_on_the_device_that_its_goal_is_of(gpu_bench: Any) -> None:
    goals = gpu_bench.goals
    case, figures = "picture-1024-8", {"engine_s": 0.91, "predicted_off": -0.06}

    on_h200 = goals.verdicts(case, figures, device="NVIDIA H200")
    elsewhere = goals.verdicts(case, figures, device="NVIDIA L40S")

    assert on_h200["engine_s ≤ 0.9"] == "MISSED: 0.91"
    assert on_h200["step_share_of_peak ≥ 0.8"] == "not measured"
    assert elsewhere == {"predicted_off ≥ -0.05 and ≤ 0.05": "MISSED: -0.06"}
    assert goals.verdicts(case, figures, device="") == {}
    met = goals.verdicts("previews-1024", {"cost": 0.01}, device="NVIDIA H200")
    assert met == {"cost ≤ 0.02": "met: 0.01"}


def test_every_goal_is_of_a_case_that_is_measured(gpu_bench: Any) -> None:
    real = SimpleNamespace(is_tiny=False)
    named = [name for name, _ in gpu_bench.cases.cases(real)]
    for goal in gpu_bench.goals.GOALS:
        assert [name for name in named if fnmatchcase(name, goal.cases)], goal


def test_no_case_starts_when_the_time_is_over(gpu_bench: Any) -> None:
    document = gpu_bench.measure("cpu", is_tiny=True, minutes=0)

    assert all("skipped" in case for case in document["figures"].values())
    assert len(document["figures"]) > 5
