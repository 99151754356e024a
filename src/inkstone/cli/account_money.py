"""`inkstone accounts`, the part about money: granted, corrected, given back, told, checked.

It does not know what the money is for.
"""

from typing import Annotated, Any

import typer

from inkstone.bootstrap import open_tables
from inkstone.cli import terms
from inkstone.cli.console import DataDir, Exit, Json, command, print_json, print_line, print_table
from inkstone.domain.ledger import Balance
from inkstone.domain.money import Amount
from inkstone.service.audit import COMMAND_LINE
from inkstone.service.usage_export import Statement
from inkstone.settings import load

Name = Annotated[str, typer.Argument(help="The account's name or id.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the ledger and the audit log.")]

_ENTRIES_MAX = 10_000


def print_balance(name: str, balance: Balance, *, as_json: bool) -> None:
    """Say what an account has."""
    if as_json:
        print_json(
            {
                "account": name,
                "currency": balance.currency,
                "balance_micros": balance.balance_micros,
                "held_micros": balance.held_micros,
                "available_micros": balance.available_micros,
            }
        )
    else:
        print_line(f"{name}: {Amount(balance.available_micros, balance.currency)} available")


@command
async def balance(name: Name, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show a balance."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        found = await tables.accounts.balance(account.id)
    print_balance(account.name, found, as_json=as_json)


@command
async def grant(
    name: Name,
    money: Annotated[str, typer.Argument(help="How much (USD), such as 10 or 0.322.")],
    reason: Reason = "granted",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Add money."""
    amount = terms.money(money, "MONEY")
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        found = await tables.accounts.grant(
            account.id, amount, reason=terms.reason(reason), by=COMMAND_LINE
        )
    print_balance(account.name, found, as_json=as_json)


@command
async def adjust(
    name: Name,
    money: Annotated[str, typer.Argument(help="How much more (USD), or with a minus less.")],
    reason: Reason,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Correct what an account has."""
    amount = terms.signed_money(money, "MONEY")
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        await tables.corrections.adjust(
            account.id, amount, reason=terms.reason(reason), by=COMMAND_LINE
        )
        found = await tables.accounts.balance(account.id)
    print_balance(account.name, found, as_json=as_json)


@command
async def refund(
    job_id: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.")],
    reason: Reason,
    amount: Annotated[
        str | None, typer.Option("--amount", help="How much of it (USD); all where it is not said.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Give back what a job was charged."""
    part = None if amount is None else terms.money(amount, "--amount")
    async with open_tables(load(data_dir=data_dir)) as tables:
        given = await tables.corrections.refund(
            job_id, amount=part, reason=terms.reason(reason), by=COMMAND_LINE
        )
    if as_json:
        print_json({"job_id": job_id, "refunded_micros": given.micros, "currency": given.currency})
    else:
        print_line(f"{given} was given back for {job_id}.")


@command
async def entries(
    name: Name,
    limit: Annotated[str, typer.Option("--limit", help="At most so many.")] = "50",
    before: Annotated[
        str | None, typer.Option("--before", help="Only those older than this entry.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List ledger entries."""
    most = terms.count(limit, "--limit", most=_ENTRIES_MAX)
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        found = await tables.queries.entries(account_id=account.id, limit=most, before_id=before)
    rows: list[dict[str, Any]] = [
        {
            "entry_id": entry.id,
            "at": terms.words(entry.created_at),
            "kind": entry.kind.value,
            "job_id": entry.job_id,
            "balance_micros": entry.balance_micros,
            "held_micros": entry.held_micros,
            "currency": entry.currency,
            "reason": entry.reason,
        }
        for entry in found
    ]
    if as_json:
        print_json(rows)
    else:
        columns = ["entry_id", "at", "kind", "job_id", "balance_micros", "held_micros", "reason"]
        print_table(columns, [[row[column] for column in columns] for row in rows])


@command
async def statement(
    name: Name,
    begin: terms.Begin = None,
    end: terms.End = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Tell what an account had, what moved, and what it has."""
    since, until = terms.period(begin, end)
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        found = await tables.export.statement(account.id, begin=since, end=until)
    if as_json:
        print_json(found.to_json())
    else:
        _tell(found)


def _tell(found: Statement) -> None:
    since = terms.words(found.begin) or "the beginning"
    until = terms.words(found.end) or "now"
    print_line(f"{found.account} ({found.account_id}), from {since} to {until}")
    lines = [("opening", found.opening_micros)]
    lines += [(kind.value, total) for kind, total in found.totals_micros.items()]
    lines += [("closing", found.closing_micros), ("held now", found.held_micros)]
    for name, micros in lines:
        print_line(f"{name:<10} {Amount(micros).units():>20.6f} {found.currency}")


@command
async def check(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Check the ledger."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        found = await tables.accounts.check_ledger()
    if as_json:
        print_json({"discrepancies": found})
    else:
        print_line("\n".join(found) or "The ledger re-adds.")
    if found:
        raise typer.Exit(Exit.FAILED)


def add_to(app: typer.Typer) -> None:
    """Put these commands beside the others of `accounts`."""
    app.command("balance", help="Show what an account has.")(balance)
    app.command("grant", help="Add money to an account.")(grant)
    app.command(
        "adjust",
        help="Correct what an account has by hand, up or down; never below what is held.",
        # Else an amount with a minus is taken for a flag.
        context_settings={"ignore_unknown_options": True},
    )(adjust)
    app.command("refund", help="Give back what a job was charged, or a part of it; once.")(refund)
    app.command("entries", help="List an account's ledger entries, newest first.")(entries)
    app.command(
        "statement", help="Tell what an account had before a period, what moved in it, and after."
    )(statement)
    app.command("check", help="Re-add the whole ledger; anything that does not agree is listed.")(
        check
    )
