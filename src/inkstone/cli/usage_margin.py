"""`inkstone usage margin`: what jobs brought in, what they cost upstream, and what is left.

It does not know how a margin is reckoned.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from inkstone.bootstrap import open_tables
from inkstone.cli import terms
from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.domain.errors import InvalidRequest
from inkstone.service.margin import COLUMNS, Margin, MarginGroup, csv_text, to_json, totals
from inkstone.settings import load

_BY = ", ".join(MarginGroup)

Begin = Annotated[
    str | None,
    typer.Option(
        "--from",
        "--since",
        help="Jobs that ended then or later: 2026-01-31, or 2026-01-31T12:00Z.",
    ),
]
End = Annotated[str | None, typer.Option("--to", "--until", help="Jobs that ended before.")]


@command
async def margin(
    by: Annotated[
        str, typer.Option("--by", help="model, engine, account or day.")
    ] = MarginGroup.MODEL,
    begin: Begin = None,
    end: End = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with a header.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Add up the margin."""
    if by not in list(MarginGroup):
        raise InvalidRequest(f"--by: {by!r} is none of {_BY}")
    if as_csv and as_json:
        raise InvalidRequest("--csv: it is that or --json, not both")
    group = MarginGroup(by)
    since, until = terms.period(begin, end)
    async with open_tables(load(data_dir=data_dir)) as tables:
        rows = await tables.margins.by(group, begin=since, end=until)
    if as_csv:
        sys.stdout.write(csv_text(rows, group))
    elif as_json:
        print_json([{group.value: row.group, **to_json(row)} for row in rows])
    else:
        _print(rows, group)


def _print(rows: Sequence[Margin], group: MarginGroup) -> None:
    lines = [[row.group or "(none)", *to_json(row).values()] for row in rows]
    lines += [["in all", *to_json(row).values()] for row in totals(rows)]
    print_table([group.value, *COLUMNS], lines)
    if rows and not any(row.num_upstream for row in rows):
        print_line("No job went upstream: none of them cost anything.")
