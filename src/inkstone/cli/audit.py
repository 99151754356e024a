"""`inkstone audit`: what was administered, when and by whom; works while the server runs.

It changes nothing, and nothing changes the log.
"""

import json
from typing import Annotated, Any

import typer

from inkstone.bootstrap import open_tables
from inkstone.cli import terms
from inkstone.cli.console import DataDir, Json, command, print_json, print_line
from inkstone.service.audit import AuditEntry
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)

_LIMIT_MAX = 10_000


# `list` is the only command: without this it would go by the name of its group.
@app.callback()
def _group() -> None:
    pass


def _shown(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": terms.words(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "account_id": entry.account_id,
        "details": dict(entry.details),
    }


@app.command("list", help="List what was administered, newest first.")
@command
async def list_entries(
    account: Annotated[
        str | None, typer.Option("--account", help="Only what concerns this one: its name or id.")
    ] = None,
    limit: Annotated[str, typer.Option("--limit", help="At most so many.")] = "50",
    before: Annotated[
        str | None, typer.Option("--before", help="Only those older than this entry.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List the audit log."""
    most = terms.count(limit, "--limit", most=_LIMIT_MAX)
    async with open_tables(load(data_dir=data_dir)) as tables:
        its_id = None if account is None else (await tables.accounts.find(account)).id
        found = await tables.audit_log.newest(limit=most, account_id=its_id, before_id=before)
    rows = [_shown(entry) for entry in found]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        # A line each, whole: in a table's columns ids would be cut to pieces.
        words = [row[name] for name in ("at", "actor", "action", "subject")]
        print_line("  ".join([*words, json.dumps(row["details"], ensure_ascii=True)]))
