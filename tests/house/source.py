"""The files of this repository, as the house tests see them."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "inkstone"


@cache
def files() -> tuple[str, ...]:
    """Every file that is tracked or could be: what git does not ignore, relative to the root."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.run(
        [*command, "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip(f"needs git and a checkout: {listed.stderr.strip()}")
    names = sorted(set(listed.stdout.split("\0")) - {""})
    return tuple(name for name in names if (ROOT / name).is_file())


def with_suffix(*suffixes: str) -> tuple[str, ...]:
    """The files whose names end so."""
    return tuple(name for name in files() if name.endswith(suffixes))


@cache
def text(name: str) -> str | None:
    """What the file says, or None where it is not text."""
    data = (ROOT / name).read_bytes()
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
