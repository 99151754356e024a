"""The engine on a GPU with random weights of the real size, as JSON and as a table.

Random weights prove speed, memory and equality, and nothing about pictures. It does not know what
a case measures.
"""

import argparse
import gc
import json
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cases
import diffusers
import goals
import torch
from rig import Rig, without_gradients

from inkstone.bench import results

_HERE = Path(__file__).parent
_WARNING = (
    "Weights are random and of the real size: these figures say how fast it is, how much memory it "
    "takes and what is equal to what, and nothing about the quality of pictures."
)


def main() -> None:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(description="Measure the engine on this machine's GPU.")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--tiny", action="store_true", help="a toy of a model, to try this out")
    parser.add_argument("--minutes", type=float, default=8.0, help="no case starts later")
    parser.add_argument("--only", action="append", default=[], help="a case by its name")
    parser.add_argument("--out", type=Path, default=_HERE / "results")
    named = parser.parse_args()
    document = measure(
        named.device, is_tiny=named.tiny, minutes=named.minutes, only=tuple(named.only)
    )
    write(document, named.out)


def measure(
    device: str, *, is_tiny: bool, minutes: float, only: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Run the cases that there is time for.

    Args:
        device: such as `cuda` or `cpu`.
        is_tiny: whether the model is a toy.
        minutes: no case starts after so many.
        only: cases by name; all where it is empty.
    """
    end_s = time.monotonic() + 60 * minutes
    found: dict[str, Any] = {}
    with without_gradients():
        rig = Rig(device, is_tiny=is_tiny)
        facts = {**_facts(rig), "peak_tflop_s": rig.peak_tflop_s}
        for name, case in cases.cases(rig):
            if only and name not in only:
                continue
            if time.monotonic() > end_s:
                found[name] = {"skipped": "no time was left"}
                continue
            found[name] = _measured(rig, case)
            device = facts["device"] if rig.is_gpu else ""
            if said := goals.verdicts(name, found[name], device=device):
                found[name]["goals"] = said
            _say(f"{name}: {json.dumps(found[name])}")
    return {"benchmark": "gpu", "warning": _WARNING, "machine": facts, "figures": found}


def _measured(rig: Rig, case: Any) -> dict[str, Any]:
    try:
        return dict(case())
    except torch.OutOfMemoryError as error:
        said = dict(cases.out_of_memory(error))
    # Out here the error is gone, and with it what its frames held.
    gc.collect()
    if rig.is_gpu:
        torch.cuda.empty_cache()
    return said


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _facts(rig: Rig) -> dict[str, Any]:
    name = torch.cuda.get_device_name(rig.device) if rig.is_gpu else results.processor()
    return {
        **results.machine(),
        "device": name,
        "driver": _driver() if rig.is_gpu else "",
        "cuda": torch.version.cuda or "",
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "model": "tiny" if rig.is_tiny else "Qwen-Image-2.1, 7B",
        "dtype": str(rig.dtype).removeprefix("torch."),
        "weights_gib": rig.family.weights_bytes / 2**30,
    }


def _driver() -> str:
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        said = subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.splitlines()[0].strip() if said.stdout else ""


def write(document: Mapping[str, Any], folder: Path) -> None:
    """As JSON, and as Markdown for people."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = document["machine"]
    place = str(machine["device"] or platform.machine())
    stem = "-".join(["tiny", place] if machine["model"] == "tiny" else [place])
    stem = "".join(c if c.isalnum() else "-" for c in stem.lower()).strip("-")
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (folder / f"{stem}.json").write_text(text + "\n", encoding="utf-8")
    (folder / f"{stem}.md").write_text(markdown(document), encoding="utf-8")
    _say(f"written to {folder / stem}.json and .md")


def markdown(document: Mapping[str, Any]) -> str:
    """One table of facts, and one line for each figure."""
    lines = [f"# The engine on {document['machine']['device']}", "", str(document["warning"]), ""]
    lines += ["| fact | value |", "|---|---|"]
    lines += [f"| {key} | {_cell(value)} |" for key, value in document["machine"].items()]
    lines += ["", "| case | figures |", "|---|---|"]
    for name, figures in document["figures"].items():
        said = " · ".join(f"{key} {_cell(value)}" for key, value in figures.items())
        lines.append(f"| {name} | {said} |")
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_cell(each)}" for key, each in value.items())
    return "unknown" if value is None else str(value)


if __name__ == "__main__":
    main()
