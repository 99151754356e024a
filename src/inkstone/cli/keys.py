"""`inkstone keys`: make, list and revoke API keys; works while the server runs."""

from typing import Annotated

import typer

from inkstone.bootstrap import open_tables
from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.money import Amount
from inkstone.service.accounts import LOCAL
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)


def amount(text: str) -> Amount:
    """A sum of money as a flag says it.

    Raises:
        InvalidRequest: it is not one, or less than nothing.
    """
    try:
        found = Amount.parse(text)
    except ValueError as error:
        raise InvalidRequest(f"--grant: {error}") from error
    if found.micros < 0:
        raise InvalidRequest(f"--grant: {text!r} is less than nothing")
    return found


@app.command(help="Make a key; it is shown once. The account is made too where it is new.")
@command
async def create(
    name: Annotated[str, typer.Argument(help="What to call the key.")],
    account: Annotated[str, typer.Option(help="Whose key it is.")] = LOCAL,
    grant: Annotated[
        str | None, typer.Option(help="Money (USD) to put on the account, such as 0.322.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a key."""
    money = None if grant is None else amount(grant)
    async with open_tables(load(data_dir=data_dir)) as tables:
        owner, is_new = await tables.accounts.ensure(account, grant=money)
        if money is not None and not is_new:
            await tables.accounts.grant(owner.id, money, reason="granted with a key")
        made = await tables.keys.create(account_id=owner.id, account=owner.name, name=name)
    if as_json:
        print_json({"key": made.key, "key_id": made.key_id, "account": made.account})
    else:
        print_line(made.key)


@app.command("list", help="List the keys; only their first characters are known.")
@command
async def list_keys(
    account: Annotated[str | None, typer.Option(help="Only this account's.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List the keys."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        owner = None if account is None else (await tables.accounts.find(account)).id
        names = {a.id: a.name for a in await tables.accounts.listing()}
        found = await tables.keys.listing(owner)
    rows = [
        {
            "key_id": key.id,
            "account": names.get(key.account_id, key.account_id),
            "name": key.name,
            "prefix": key.prefix,
            "created_at": key.created_at.isoformat(timespec="seconds"),
            "last_used_at": key.last_used_at and key.last_used_at.isoformat(timespec="seconds"),
            "revoked_at": key.revoked_at and key.revoked_at.isoformat(timespec="seconds"),
        }
        for key in found
    ]
    if as_json:
        print_json(rows)
    else:
        columns = ["key_id", "account", "name", "prefix", "created_at", "last_used_at"]
        columns.append("revoked_at")
        print_table(columns, [[row[column] for column in columns] for row in rows])


@app.command(help="Refuse a key from now on.")
@command
async def revoke(
    key_id: Annotated[str, typer.Argument(help="The id that `keys list` shows.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Revoke a key."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        await tables.keys.revoke(key_id)
    if as_json:
        print_json({"key_id": key_id, "revoked": True})
    else:
        print_line(f"{key_id} is revoked.")
