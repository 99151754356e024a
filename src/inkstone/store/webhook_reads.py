"""Deliveries of webhooks in SQL, read: one, newest first, and the log of their tries.

It changes nothing.
"""

from typing import Any

from sqlalchemy import Row, select

from inkstone.domain.webhook import Delivery, DeliveryStatus, WebhookTry
from inkstone.store.tables import webhook_deliveries as deliveries
from inkstone.store.tables import webhook_tries
from inkstone.store.unit_of_work import Transaction


def get(tx: Transaction, delivery_id: str, *, account_id: str) -> Delivery | None:
    """An account's own delivery."""
    if "\0" in delivery_id:
        return None  # no id has one, and PostgreSQL refuses even to ask
    query = select(deliveries).where(
        deliveries.c.id == delivery_id, deliveries.c.account_id == account_id
    )
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else delivery_from_row(row)


def newest(
    tx: Transaction,
    *,
    account_id: str,
    limit: int,
    status: DeliveryStatus | None = None,
    job_id: str | None = None,
    before_id: str | None = None,
) -> list[Delivery]:
    """Deliveries of an account, newest first."""
    query = select(deliveries).where(deliveries.c.account_id == account_id)
    if status is not None:
        query = query.where(deliveries.c.status == status)
    if job_id is not None:
        query = query.where(deliveries.c.job_id == job_id.partition("\0")[0])
    if before_id is not None:
        query = query.where(deliveries.c.id < before_id.partition("\0")[0])
    rows = tx.connection.execute(query.order_by(deliveries.c.id.desc()).limit(limit))
    return [delivery_from_row(row) for row in rows]


def tries(tx: Transaction, delivery_id: str) -> list[WebhookTry]:
    """The log of a delivery, first try first."""
    query = select(webhook_tries).where(webhook_tries.c.delivery_id == delivery_id)
    return [
        WebhookTry(
            try_index=row.try_index,
            at=row.at,
            status=row.status,
            error=row.error,
            took_ms=row.took_ms,
        )
        for row in tx.connection.execute(query.order_by(webhook_tries.c.try_index))
    ]


def delivery_from_row(row: Row[Any]) -> Delivery:
    """A delivery from a row of all its columns."""
    return Delivery(
        id=row.id,
        account_id=row.account_id,
        job_id=row.job_id,
        url=row.url,
        status=DeliveryStatus(row.status),
        num_tries=row.num_tries,
        next_at=row.next_at,
        created_at=row.created_at,
        delivered_at=row.delivered_at,
        last_status=row.last_status,
        last_error=row.last_error,
    )
