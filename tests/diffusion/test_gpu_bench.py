"""The benchmark for GPUs runs whole on a CPU with a toy of a model, whatever goes wrong."""

import json
import subprocess
import sys
from pathlib import Path
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
    for name in ("engine", "cases", "rig", "random_weights"):
        sys.modules.pop(name, None)


@pytest.mark.slow
def test_one_command_measures_everything(tmp_path: Path) -> None:
    command = [ROOT / "bench" / "gpu" / "run.sh", "--device=cpu", "--tiny", f"--out={tmp_path}"]
    said = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=110,
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
    assert figures["equality"]["guarantee"] == "bit for bit"
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


def test_no_case_starts_when_the_time_is_over(gpu_bench: Any) -> None:
    document = gpu_bench.measure("cpu", is_tiny=True, minutes=0)

    assert all("skipped" in case for case in document["figures"].values())
    assert len(document["figures"]) > 5
