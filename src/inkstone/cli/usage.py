"""`inkstone usage`: what was spent, every movement of it or added up; works while the server runs.

It does not know prices; it reads what the ledger and the jobs say.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from inkstone.bootstrap import Tables, open_tables
from inkstone.cli import terms, usage_margin
from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.domain.accounts import Account
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.usage import UsageGroup
from inkstone.service.usage_export import Pages, csv_lines, json_array
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)
app.command(help="Add up what jobs brought in, what they cost upstream, and what is left.")(
    usage_margin.margin
)

Whose = Annotated[
    str | None, typer.Option("--account", help="Only this account's: its name or id.")
]

_WRITERS = {"csv": csv_lines, "json": json_array}
#: Before anything was spent, and after it.
_EVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class _Counted:
    """Pages that are counted as they pass."""

    def __init__(self, pages: Pages) -> None:
        self.num_rows = 0
        self._pages = pages

    async def pages(self) -> Pages:
        async for page in self._pages:
            self.num_rows += len(page)
            yield page


@app.command(help="Write every movement of money, oldest first; all of them are the balance.")
@command
async def export(
    account: Whose = None,
    begin: terms.Begin = None,
    end: terms.End = None,
    form: Annotated[
        str | None, typer.Option("--format", help="csv or json; else csv, and json with --json.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file to write; else stdout.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Write the usage export."""
    since, until = terms.period(begin, end)
    form = form or ("json" if as_json and output is None else "csv")
    if form not in _WRITERS or (as_json and output is None and form != "json"):
        raise InvalidRequest(
            f"--format: {form!r} is not possible here; csv and json are, and with "
            "--json and no file json alone"
        )
    async with open_tables(load(data_dir=data_dir)) as tables:
        its_id = None if account is None else (await tables.accounts.find(account)).id
        counted = _Counted(tables.export.rows(its_id, begin=since, end=until))
        text = _WRITERS[form](counted.pages())
        if output is None:
            async for chunk in text:
                sys.stdout.write(chunk)
            sys.stdout.flush()
            return
        await _write(output, text)
    if as_json:
        print_json({"file": str(output), "rows": counted.num_rows})
    else:
        print_line(f"{output}: {counted.num_rows} rows")


async def _write(file: Path, text: AsyncIterator[str]) -> None:
    """Write a file whole or not at all, a chunk in memory at a time."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        # Its lines end as the writer ends them.
        with draft.open("x", encoding="utf-8", newline="") as opened:
            async for chunk in text:
                opened.write(chunk)
        draft.replace(file)
    except OSError as error:
        raise InvalidRequest(f"--output: {file} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            draft.unlink()


@app.command(help="Add up the jobs that ended: how many, how many pictures, for how much.")
@command
async def summary(
    by: Annotated[str, typer.Option("--by", help="day, model or key.")] = UsageGroup.DAY,
    account: Whose = None,
    begin: terms.Begin = None,
    end: terms.End = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Add up usage."""
    if by not in list(UsageGroup):
        raise InvalidRequest(f"--by: {by!r} is none of {', '.join(UsageGroup)}")
    group = UsageGroup(by)
    since, until = terms.period(begin, end)
    async with open_tables(load(data_dir=data_dir)) as tables:
        chosen = (
            await tables.accounts.listing()
            if account is None
            else [await tables.accounts.find(account)]
        )
        rows = [
            row
            for each in chosen
            for row in await _added_up(
                tables, each, group, since=since or _EVER[0], until=until or _EVER[1]
            )
        ]
    if as_json:
        print_json(rows)
    else:
        columns = ["account", group.value, "jobs", "images", "charged_micros", "currency"]
        print_table(columns, [[row[column] for column in columns] for row in rows])


async def _added_up(
    tables: Tables, account: Account, group: UsageGroup, *, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    found = await tables.queries.usage(
        account_id=account.id, group=group, ended_from=since, ended_to=until
    )
    return [
        {
            "account": account.name,
            group.value: row.group,
            "jobs": row.num_jobs,
            "images": row.num_images,
            "charged_micros": row.charged_micros,
            "currency": account.currency,
        }
        for row in found
    ]
