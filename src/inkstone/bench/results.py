"""Results: figures with the machine they were taken on, as a table and as JSON.

It does not know what was measured.
"""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inkstone import __version__


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0 to 1) of the values lie; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def machine() -> dict[str, Any]:
    """What a figure must be read with."""
    return {
        "inkstone": __version__,
        "python": sys.version.split()[0],
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "num_cores": os.cpu_count(),
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def processor() -> str:
    """What the processor calls itself; empty where the system does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


def save(file: Path, name: str, figures: Mapping[str, Any]) -> None:
    """Write figures beside the machine they were taken on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    document = {"benchmark": name, "machine": machine(), "figures": dict(figures)}
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
