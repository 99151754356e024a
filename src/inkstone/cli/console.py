"""What every command shares: how it prints, reads settings, fails and runs.

Results go to stdout, everything else to stderr. Exit codes are documented in docs/reference/cli.md.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
import uvloop
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from inkstone.domain.errors import (
    InkstoneError,
    InsufficientFunds,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    TryLater,
)

P = ParamSpec("P")
R = TypeVar("R")

#: For people; never mixed with results.
err = Console(stderr=True, highlight=False)

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Where everything is kept; else INKSTONE_DATA_DIR says."),
]
Engine = Annotated[
    str | None,
    typer.Option("--engine", help="What draws: auto, sketch, diffusion, or an upstream's name."),
]
Checkpoint = Annotated[
    str | None,
    typer.Option(
        "--checkpoint", help="Weights for every model: a folder or a hub id; see `models pull`."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


#: As wide as a table may become.
_TABLE_CHARS_MAX = 10_000


class Exit(IntEnum):
    """What a command's exit status means."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    NOT_ALLOWED = 4
    TRY_LATER = 5


def _status(error: InkstoneError) -> Exit:
    match error:
        case InvalidRequest():
            return Exit.USAGE
        case NotFound():
            return Exit.NOT_FOUND
        case NotAuthenticated() | PermissionDenied() | InsufficientFunds():
            return Exit.NOT_ALLOWED
        case TryLater():
            return Exit.TRY_LATER
        case _:
            return Exit.FAILED


def command(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, R]:
    """Run an asynchronous command; an error of ours becomes a line on stderr and an exit status."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(function(*args, **kwargs))
        except InkstoneError as error:
            if kwargs.get("as_json"):
                print_json({"error": {"code": error.code, "message": error.message}})
            err.print(f"inkstone: {error.message}", style="red", markup=False, soft_wrap=True)
            raise typer.Exit(_status(error)) from error
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    return run


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    """A plain line on stdout, at once and unwrapped."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_table(columns: list[str], rows: list[list[Any]]) -> None:
    """A table on stdout, a line each row: an id in pieces can be neither found nor copied."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console = Console(highlight=False)
    # Where the terminal is narrower it breaks the line by itself, and nothing is cut off.
    wide = console.options.update(max_width=_TABLE_CHARS_MAX)
    console.width = max(console.width, Measurement.get(console, wide, table).maximum)
    console.print(table, crop=False, soft_wrap=True)
