"""`inkstone keys`: make, show, limit, rotate and revoke API keys; works while the server runs.

It never shows a key that was made before.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from inkstone.bootstrap import open_tables
from inkstone.cards import load_catalogue
from inkstone.cli import policies, terms
from inkstone.cli.console import DataDir, Json, command, print_json, print_line, print_table
from inkstone.cli.policies import Policies
from inkstone.domain.accounts import LOCAL, NO_LIMITS, USUAL_SCOPES, ApiKey, Scope
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InvalidRequest, UnknownModel
from inkstone.domain.picture_policy import NO_POLICY
from inkstone.service.audit import COMMAND_LINE
from inkstone.service.keys import KeyTerms, NewKey
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)

KeyId = Annotated[str, typer.Argument(help="The id that `keys list` shows.")]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="What it may do: submit, read, admin; several times for several."),
]
Models = Annotated[
    list[str] | None,
    typer.Option("--model", help="A model it may ask for; several times for several; or none."),
]
Expires = Annotated[
    str | None, typer.Option("--expires", help="When it ends by itself: 30d, 2026-12-31 or none.")
]


def _scopes(named: list[str]) -> frozenset[Scope]:
    for name in named:
        if name not in set(Scope):
            raise InvalidRequest(f"--scope: {name!r} is none of {', '.join(Scope)}")
    return frozenset(map(Scope, named))


def _models(named: list[str], catalogue: Catalogue) -> tuple[str, ...] | None:
    if named == [terms.NONE]:
        return None
    try:
        for name in named:
            catalogue.find(name)
    except UnknownModel as error:
        raise UnknownModel(f"--model: {error.message}") from error
    return tuple(dict.fromkeys(named))


def _ends_at(text: str) -> datetime | None:
    ends_at = terms.ends_at(text, "--expires")
    if ends_at is not None and ends_at <= datetime.now(UTC):
        raise InvalidRequest(f"--expires: {text!r} is over; `keys revoke` ends a key now")
    return ends_at


def _print_new(made: NewKey, *, as_json: bool) -> None:
    if as_json:
        print_json({"key": made.key, "key_id": made.key_id, "account": made.account})
    else:
        print_line(made.key)


@app.command(help="Make a key; it is shown once. The account is made too where it is new.")
@command
async def create(
    name: Annotated[str, typer.Argument(help="What to call the key.")],
    account: Annotated[str, typer.Option(help="Whose key it is.")] = LOCAL,
    grant: Annotated[
        str | None, typer.Option(help="Money (USD) to put on the account, such as 0.322.")
    ] = None,
    scope: Scopes = None,
    model: Models = None,
    expires: Expires = None,
    rpm: terms.Rpm = None,
    jobs: terms.Jobs = None,
    daily: terms.Daily = None,
    total: terms.Total = None,
    policy: Policies = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a key."""
    settings = load(data_dir=data_dir)
    money = None if grant is None else terms.money(grant, "--grant")
    its_terms = KeyTerms(
        scopes=_scopes(scope) if scope else USUAL_SCOPES,
        models=_models(model, load_catalogue(settings)) if model else None,
        expires_at=None if expires is None else _ends_at(expires),
        limits=terms.changed(NO_LIMITS, rpm=rpm, jobs=jobs, daily=daily, total=total),
        policy=policies.changed(NO_POLICY, policy or ()),
    )
    async with open_tables(settings) as tables:
        owner, is_new = await tables.accounts.ensure(account, grant=money, by=COMMAND_LINE)
        made = await tables.keys.create(
            account_id=owner.id, account=owner.name, name=name, terms=its_terms, by=COMMAND_LINE
        )
        # Last, so that a key that is refused leaves no money behind.
        if money is not None and money.micros and not is_new:
            await tables.accounts.grant(
                owner.id, money, reason="granted with a key", by=COMMAND_LINE
            )
    _print_new(made, as_json=as_json)


def document(key: ApiKey, account: str) -> dict[str, Any]:
    """A key as JSON values; not the key itself, which nobody knows."""
    return {
        "key_id": key.id,
        "account": account,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": sorted(key.scopes),
        "models": None if key.models is None else list(key.models),
        "limits": key.limits.to_json(),
        "policy": key.policy.to_json(),
        "spending": {
            "num_open": key.spending.num_open,
            "today_micros": key.spending.today_micros,
            "total_micros": key.spending.total_micros,
        },
        "created_at": terms.words(key.created_at),
        "last_used_at": terms.words(key.last_used_at),
        "expires_at": terms.words(key.expires_at),
        "revoked_at": terms.words(key.revoked_at),
        "previous_until": terms.words(key.previous_until),
    }


def _print(key: ApiKey, account: str, *, as_json: bool) -> None:
    found = document(key, account)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        if isinstance(value, dict):
            said = policies.words(value) or "none"
        elif isinstance(value, list):
            said = " ".join(value) or "none"
        else:
            said = "all" if value is None and name == "models" else str(value or "-")
        print_line(f"{name}: {said}")


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
        names = {each.id: each.name for each in await tables.accounts.listing()}
        found = await tables.keys.listing(owner)
    rows = [document(key, names.get(key.account_id, key.account_id)) for key in found]
    if as_json:
        print_json(rows)
    else:
        columns = ["key_id", "account", "name", "prefix", "scopes", "created_at", "last_used_at"]
        columns += ["expires_at", "revoked_at", "policy"]
        for row in rows:
            row["scopes"] = " ".join(row["scopes"])
            row["policy"] = policies.words(row["policy"])
        print_table(columns, [[row[column] for column in columns] for row in rows])


@app.command(help="Show what a key may do, and what it has spent.")
@command
async def show(key_id: KeyId, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show a key."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        key = await tables.keys.get(key_id)
        owner = await tables.accounts.find(key.account_id)
    _print(key, owner.name, as_json=as_json)


@app.command(help="Change what a key may do; what is not named stays, `none` takes a limit off.")
@command
async def limit(
    key_id: KeyId,
    name: Annotated[str | None, typer.Option("--name", help="What to call it from now on.")] = None,
    scope: Scopes = None,
    model: Models = None,
    expires: Expires = None,
    rpm: terms.Rpm = None,
    jobs: terms.Jobs = None,
    daily: terms.Daily = None,
    total: terms.Total = None,
    policy: Policies = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Change a key."""
    if not (scope or model or policy) and {name, expires, rpm, jobs, daily, total} == {None}:
        raise InvalidRequest(
            "Say what to change: --name, --scope, --model, --expires, --rpm, --jobs, --daily, "
            "--total, --policy."
        )
    settings = load(data_dir=data_dir)
    policies.changed(NO_POLICY, policy or ())  # what is wrong is said before anything is opened
    named: dict[str, Any] = {}
    if scope:
        named["scopes"] = _scopes(scope)
    if model:
        named["models"] = _models(model, load_catalogue(settings))
    if expires is not None:
        named["expires_at"] = _ends_at(expires)

    def change(was: KeyTerms) -> KeyTerms:
        limits = terms.changed(was.limits, rpm=rpm, jobs=jobs, daily=daily, total=total)
        its_policy = policies.changed(was.policy, policy or ())
        return replace(was, **named, limits=limits, policy=its_policy)

    async with open_tables(settings) as tables:
        key = await tables.keys.change(key_id, change, name=name, by=COMMAND_LINE)
        owner = await tables.accounts.find(key.account_id)
    _print(key, owner.name, as_json=as_json)


@app.command(help="Make a new key in the place of one, which stays good for a while; shown once.")
@command
async def rotate(
    key_id: KeyId,
    overlap: Annotated[
        str, typer.Option("--overlap", help="How long the old key is good beside the new: to 30d.")
    ] = "24h",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Rotate a key."""
    beside = terms.span(overlap, "--overlap")
    async with open_tables(load(data_dir=data_dir)) as tables:
        made = await tables.keys.rotate(key_id, overlap=beside, by=COMMAND_LINE)
    _print_new(made, as_json=as_json)


@app.command(help="Refuse a key from now on.")
@command
async def revoke(key_id: KeyId, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Revoke a key."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        await tables.keys.revoke(key_id, by=COMMAND_LINE)
    if as_json:
        print_json({"key_id": key_id, "revoked": True})
    else:
        print_line(f"{key_id} is revoked.")
