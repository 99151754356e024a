"""`inkstone accounts`: open, list, grant, suspend and check; works while the server runs."""

from typing import Annotated, Any

import typer

from inkstone.bootstrap import open_tables
from inkstone.cli.console import DataDir, Exit, Json, command, print_json, print_line, print_table
from inkstone.cli.keys import amount
from inkstone.domain.accounts import AccountStatus
from inkstone.domain.ledger import Balance
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The account's name or id.")]


def _shown(name: str, balance: Balance) -> dict[str, Any]:
    return {
        "account": name,
        "currency": balance.currency,
        "balance_micros": balance.balance_micros,
        "held_micros": balance.held_micros,
        "available_micros": balance.available_micros,
    }


def _print(name: str, balance: Balance, *, as_json: bool) -> None:
    if as_json:
        print_json(_shown(name, balance))
    else:
        available = balance.available_micros / 1e6
        print_line(f"{name}: {available:.6f} {balance.currency} available")


@app.command(help="Open an account; one that is there already is left as it is.")
@command
async def create(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    grant: Annotated[str | None, typer.Option(help="Money (USD) it starts with.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Open an account."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        account, _ = await tables.accounts.ensure(
            name, grant=None if grant is None else amount(grant)
        )
        balance = await tables.accounts.balance(account.id)
    _print(account.name, balance, as_json=as_json)


@app.command("list", help="List the accounts and what they have.")
@command
async def list_accounts(data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the accounts."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        found = await tables.accounts.listing()
    rows: list[dict[str, Any]] = [
        {
            "account_id": account.id,
            "account": account.name,
            "status": account.status.value,
            "currency": account.currency,
            "balance_micros": account.balance_micros,
            "held_micros": account.held_micros,
        }
        for account in found
    ]
    if as_json:
        print_json(rows)
    else:
        columns = ["account_id", "account", "status", "currency", "balance_micros", "held_micros"]
        print_table(columns, [[row[column] for column in columns] for row in rows])


@app.command(help="Show what an account has.")
@command
async def balance(name: Name, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show a balance."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        found = await tables.accounts.balance(account.id)
    _print(account.name, found, as_json=as_json)


@app.command(help="Add money to an account.")
@command
async def grant(
    name: Name,
    money: Annotated[str, typer.Argument(help="How much (USD), such as 10 or 0.322.")],
    reason: Annotated[str, typer.Option(help="Why, for the ledger.")] = "granted",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Add money."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        found = await tables.accounts.grant(account.id, amount(money), reason=reason)
    _print(account.name, found, as_json=as_json)


@app.command(help="Let an account submit no more; jobs under way go on.")
@command
async def suspend(
    name: Name,
    lift: Annotated[bool, typer.Option("--lift", help="Let it submit again.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Suspend an account, or lift that."""
    status = AccountStatus.ACTIVE if lift else AccountStatus.SUSPENDED
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        await tables.accounts.set_status(account.id, status)
    if as_json:
        print_json({"account": account.name, "status": status.value})
    else:
        print_line(f"{account.name} is {status.value}.")


@app.command(help="Re-add the whole ledger; anything that does not agree is listed.")
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
