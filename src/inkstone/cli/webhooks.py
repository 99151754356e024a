"""`inkstone webhooks`: what was told, telling it again, trying a receiver out, a new secret.

It works while the server runs and delivers nothing itself: the server does, within seconds.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from inkstone.bootstrap import open_tables, open_webhooks
from inkstone.cli.console import DataDir, Exit, Json, command, print_json, print_line, print_table
from inkstone.domain.accounts import LOCAL
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.webhook import Delivery, DeliveryStatus, WebhookTry
from inkstone.service.audit import COMMAND_LINE
from inkstone.service.webhook_log import WebhookLog
from inkstone.settings import load

app = typer.Typer(no_args_is_help=True)

Account = Annotated[str, typer.Option(help="Whose: the account's name or id.")]
DeliveryId = Annotated[str, typer.Argument(help="The id that `webhooks list` shows.")]

_LIMIT_MAX = 1_000
_COLUMNS = ["id", "job_id", "status", "num_tries", "last_status", "last_error", "next_at", "url"]
_TRY_COLUMNS = ["index", "at", "status", "took_ms", "error"]


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _shown(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "job_id": delivery.job_id,
        "url": delivery.url or None,
        "status": delivery.status.value,
        "num_tries": delivery.num_tries,
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "next_at": _at(delivery.next_at),
        "created_at": _at(delivery.created_at),
        "delivered_at": _at(delivery.delivered_at),
    }


def _shown_try(each: WebhookTry) -> dict[str, Any]:
    return {
        "index": each.try_index,
        "at": _at(each.at),
        "status": each.status,
        "error": each.error,
        "took_ms": each.took_ms,
    }


def _print_rows(columns: list[str], rows: list[dict[str, Any]]) -> None:
    print_table(columns, [[row[column] for column in columns] for row in rows])


@app.command("list", help="List deliveries, newest first.")
@command
async def list_deliveries(
    account: Account = LOCAL,
    status: Annotated[DeliveryStatus | None, typer.Option(help="Only those that stand so.")] = None,
    job: Annotated[str | None, typer.Option(help="Only of the job with this id.")] = None,
    before: Annotated[str | None, typer.Option(help="Only those before this delivery.")] = None,
    limit: Annotated[int, typer.Option(help=f"At most this many, up to {_LIMIT_MAX}.")] = 20,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List deliveries."""
    if not 1 <= limit <= _LIMIT_MAX:
        raise InvalidRequest(f"--limit: {limit} is not from 1 to {_LIMIT_MAX}")
    async with open_tables(load(data_dir=data_dir)) as tables:
        owner = await tables.accounts.find(account)
        found = await WebhookLog(store=tables.store).deliveries(
            owner.id, limit=limit, status=status, job_id=job, before_id=before
        )
    rows = [_shown(each) for each in found]
    if as_json:
        print_json(rows)
    else:
        _print_rows(_COLUMNS, rows)


@app.command(help="Show a delivery and every try of it.")
@command
async def show(
    delivery_id: DeliveryId,
    account: Account = LOCAL,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a delivery."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        owner = await tables.accounts.find(account)
        found, log = await WebhookLog(store=tables.store).find(delivery_id, account_id=owner.id)
    tries = [_shown_try(each) for each in log]
    if as_json:
        print_json({**_shown(found), "tries": tries})
    else:
        _print_rows(_COLUMNS, [_shown(found)])
        _print_rows(_TRY_COLUMNS, tries)


@app.command(help="Have a delivery tried again: the same message under the same id.")
@command
async def redeliver(
    delivery_id: DeliveryId,
    account: Account = LOCAL,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Have a delivery tried again."""
    async with open_tables(load(data_dir=data_dir)) as tables:
        owner = await tables.accounts.find(account)
        log = WebhookLog(store=tables.store)
        found = await log.redeliver(delivery_id, account_id=owner.id)
    if as_json:
        print_json(_shown(found))
    else:
        print_line(f"{found.id} is due.")


@app.command(help="Send a signed ping from here, and say what came of it.")
@command
async def ping(
    url: Annotated[str, typer.Argument(help="Where to: an http(s) URL, as `webhook_url` is.")],
    account: Annotated[str, typer.Option(help="Whose secret signs it.")] = LOCAL,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Send a ping."""
    async with open_webhooks(load(data_dir=data_dir)) as (tables, webhooks):
        owner = await tables.accounts.find(account)
        sent = await webhooks.ping(owner.id, url, param="URL")
    posted = sent.posted
    if as_json:
        print_json(
            {
                "id": sent.id,
                "url": sent.url,
                "delivered": posted.is_taken,
                "status": posted.status,
                "error": posted.error,
                "took_ms": posted.took_ms,
            }
        )
    else:
        how = posted.error or f"Taken with status {posted.status}."
        print_line(f"{how} It took {posted.took_ms} ms.")
    if not posted.is_taken:
        raise typer.Exit(Exit.FAILED)


@app.command(help="Make a new secret; it is shown. Those before it go on signing for a while.")
@command
async def rotate(
    account: Account = LOCAL,
    overlap_s: Annotated[
        int, typer.Option(help="For how many seconds the old ones go on signing; up to 30 days.")
    ] = 86_400,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a new secret."""
    async with open_webhooks(load(data_dir=data_dir)) as (tables, webhooks):
        owner = await tables.accounts.find(account)
        secret = await webhooks.rotate(
            owner.id, overlap=timedelta(seconds=overlap_s), by=COMMAND_LINE
        )
    if as_json:
        print_json({"account": owner.name, "secret": secret, "overlap_s": overlap_s})
    else:
        print_line(secret)
