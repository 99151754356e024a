"""What became of a wish for pictures: the files, and what is said of them.

It does not know where they were made.
"""

import base64
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from inkstone.cli.console import Exit, err, print_json, print_line
from inkstone.domain.job import JobError, JobWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One picture in its file."""

    file: Path
    width_px: int
    height_px: int
    seed: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A job at its end."""

    status: str
    #: What made the pictures, as `name/model@revision`.
    engine: str | None
    model: str
    made: Sequence[Made]
    warnings: Sequence[JobWarning]
    error: JobError | None


def file_of(output: Path, image_index: int, *, num_images: int) -> Path:
    """The file of one picture; where there may be several, they are numbered."""
    name = f"{output.stem}-{image_index + 1}" if num_images > 1 else output.stem
    return output.with_name(name + (output.suffix or ".png"))


def report(outcome: Outcome, *, as_json: bool) -> None:
    """Say what became of a job; exits with a failure where it failed."""
    if as_json:
        print_json(_document(outcome))
    else:
        _tell(outcome)
    if outcome.error is not None:
        raise typer.Exit(Exit.FAILED)


def _document(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    return {
        "status": outcome.status,
        "engine": outcome.engine,
        "model": outcome.model,
        "images": [
            {
                "file": str(each.file),
                "width": each.width_px,
                "height": each.height_px,
                "seed": each.seed,
                "sha256": each.sha256,
            }
            for each in outcome.made
        ],
        "warnings": [warning.to_json() for warning in outcome.warnings],
        "error": error and {"code": error.code, "message": error.message},
    }


def _tell(outcome: Outcome) -> None:
    for each in outcome.made:
        print_line(f"{each.file}  {each.width_px}x{each.height_px}  seed {each.seed}")
    for warning in outcome.warnings:
        words = f" ({', '.join(warning.words)})" if warning.words else ""
        err.print(f"warning: {warning.message}{words}", markup=False)
    if outcome.error is not None:
        err.print(f"inkstone: {outcome.error.message}", style="red", markup=False)
    _show([each.file for each in outcome.made])


def _show(files: list[Path]) -> None:
    """Show the pictures where the terminal can: the iTerm2 protocol, which several speak."""
    if os.environ.get("TERM_PROGRAM") not in {"iTerm.app", "WezTerm"} or not sys.stdout.isatty():
        return
    for file in files:
        data = base64.b64encode(file.read_bytes()).decode()
        sys.stdout.write(f"\033]1337;File=inline=1;width=40:{data}\a\n")
