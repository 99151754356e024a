"""`inkstone accounts`: who pays: opened, shown, limited, suspended, erased.

Works while the server runs. What moves their money is in `account_money`.
"""

from functools import partial
from typing import Annotated, Any

import typer

from inkstone.bootstrap import open_eraser, open_tables
from inkstone.cli import account_money, policies, terms
from inkstone.cli.console import DataDir, Json, command, err, print_json, print_line, print_table
from inkstone.cli.policies import Policies
from inkstone.domain.accounts import NO_LIMITS, Account, AccountStatus
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.money import Amount
from inkstone.domain.picture_policy import NO_POLICY
from inkstone.service.audit import COMMAND_LINE
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The account's name or id.")]
Plan = Annotated[str | None, typer.Option("--plan", help="A price plan of the rate card.")]
Weight = Annotated[
    str | None,
    typer.Option("--weight", help="Its share beside other accounts whose jobs wait: 1 to 1000."),
]

_WEIGHT_MAX = 1000


def document(account: Account) -> dict[str, Any]:
    """An account as JSON values."""
    return {
        "account_id": account.id,
        "account": account.name,
        "status": account.status.value,
        "currency": account.currency,
        "balance_micros": account.balance_micros,
        "held_micros": account.held_micros,
        "available_micros": account.balance_micros - account.held_micros,
        "plan": account.plan,
        "weight": account.weight,
        "limits": account.limits.to_json(),
        "policy": account.policy.to_json(),
        "spending": {
            "num_open": account.spending.num_open,
            "today_micros": account.spending.today_micros,
            "total_micros": account.spending.total_micros,
        },
        "created_at": terms.words(account.created_at),
    }


def _print(account: Account, *, as_json: bool) -> None:
    found = document(account)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        if name.endswith("_micros"):
            print_line(f"{name.removesuffix('_micros')}: {Amount(value, account.currency)}")
        elif isinstance(value, dict):
            print_line(f"{name}: {policies.words(value) or 'none'}")
        else:
            print_line(f"{name}: {value}")


@app.command(help="Open an account; one that is there already is left as it is.")
@command
async def create(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    grant: Annotated[str | None, typer.Option(help="Money (USD) it starts with.")] = None,
    plan: Plan = None,
    weight: Weight = None,
    rpm: terms.Rpm = None,
    jobs: terms.Jobs = None,
    daily: terms.Daily = None,
    total: terms.Total = None,
    policy: Policies = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Open an account."""
    share = None if weight is None else terms.count(weight, "--weight", most=_WEIGHT_MAX)
    money = None if grant is None else terms.money(grant, "--grant")
    change = partial(terms.changed, rpm=rpm, jobs=jobs, daily=daily, total=total)
    repolicy = partial(policies.changed, named=policy or ())
    # What is wrong with a flag is said before anything is opened.
    change(NO_LIMITS)
    repolicy(NO_POLICY)
    async with open_tables(load(data_dir=data_dir)) as tables:
        limits = change(tables.accounts.usual_limits)
        account, is_new = await tables.accounts.ensure(
            name, grant=money, limits=limits, by=COMMAND_LINE
        )
        if is_new and (plan or policy or share is not None):
            await tables.accounts.change(
                account.id,
                plan=plan,
                weight=share,
                policy=repolicy if policy else None,
                by=COMMAND_LINE,
            )
        balance = await tables.accounts.balance(account.id)
    if not is_new:
        err.print(f"{account.name} is there already, and stays as it is.", markup=False)
    account_money.print_balance(account.name, balance, as_json=as_json)


@app.command("list", help="List the accounts and what they have.")
@command
async def list_accounts(data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the accounts."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        rows = [document(account) for account in await tables.accounts.listing()]
    if as_json:
        print_json(rows)
    else:
        columns = ["account_id", "account", "status", "currency", "balance_micros", "held_micros"]
        columns.append("policy")
        for row in rows:
            row["policy"] = policies.words(row["policy"])
        print_table(columns, [[row[column] for column in columns] for row in rows])


@app.command(help="Show all that is known of an account but its keys and its jobs.")
@command
async def show(name: Name, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show an account."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
    _print(account, as_json=as_json)


@app.command(help="Limit an account, or change its price plan or share; `none` takes a limit off.")
@command
async def limit(
    name: Name,
    plan: Annotated[
        str | None, typer.Option("--plan", help="A price plan of the rate card, or none.")
    ] = None,
    weight: Weight = None,
    rpm: terms.Rpm = None,
    jobs: terms.Jobs = None,
    daily: terms.Daily = None,
    total: terms.Total = None,
    policy: Policies = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Change an account."""
    if not policy and {plan, weight, rpm, jobs, daily, total} == {None}:
        raise InvalidRequest(
            "Say what to change: --plan, --weight, --rpm, --jobs, --daily, --total, --policy."
        )
    repolicy = partial(policies.changed, named=policy or ())
    repolicy(NO_POLICY)  # what is wrong with a flag is said before anything is opened
    share = None if weight is None else terms.count(weight, "--weight", most=_WEIGHT_MAX)
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        change = partial(terms.changed, rpm=rpm, jobs=jobs, daily=daily, total=total)
        account = await tables.accounts.change(
            account.id,
            limits=None if {rpm, jobs, daily, total} == {None} else change,
            plan="" if plan == terms.NONE else plan,
            weight=share,
            policy=repolicy if policy else None,
            by=COMMAND_LINE,
        )
    _print(account, as_json=as_json)


@app.command(help="Let an account submit no more; jobs under way go on.")
@command
async def suspend(
    name: Name,
    lift: Annotated[bool, typer.Option("--lift", help="The same as `activate`.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Suspend an account, or lift that."""
    status = AccountStatus.ACTIVE if lift else AccountStatus.SUSPENDED
    await _set_status(name, status, data_dir=data_dir, as_json=as_json)


@app.command(help="Let a suspended account submit again.")
@command
async def activate(name: Name, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Let an account submit again."""
    await _set_status(name, AccountStatus.ACTIVE, data_dir=data_dir, as_json=as_json)


async def _set_status(
    name: str, status: AccountStatus, *, data_dir: DataDir, as_json: bool
) -> None:
    async with open_tables(load(data_dir=data_dir)) as tables:
        account = await tables.accounts.find(name)
        await tables.accounts.set_status(account.id, status, by=COMMAND_LINE)
    if as_json:
        print_json({"account": account.name, "status": status.value})
    else:
        print_line(f"{account.name} is {status.value}.")


@app.command(help="Delete for good what an account wrote and made; its ledger stays.")
@command
async def erase(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Erase an account; its jobs are cancelled, also those of a server that is running."""
    settings = load(data_dir=data_dir)
    async with open_tables(settings) as tables:
        account = await tables.accounts.find(name)
        if not yes:
            _ask(account)
        async with open_eraser(settings, tables) as eraser:
            num_jobs = await eraser.erase(account.id, by=COMMAND_LINE)
    if as_json:
        print_json({"account_id": account.id, "status": "erased", "jobs": num_jobs})
    else:
        print_line(
            f"{account.name} ({account.id}) is erased, with what was left of {num_jobs} jobs."
        )


def _ask(account: Account) -> None:
    question = f"Erase {account.name} ({account.id}), its keys, its pictures and prompts, for good?"
    try:
        is_sure = typer.confirm(question, err=True)
    except typer.Abort:
        is_sure = False  # nobody is there to answer
    if not is_sure:
        raise InvalidRequest(
            "Nothing was erased; --yes erases without asking.", code="not_confirmed"
        )


account_money.add_to(app)
