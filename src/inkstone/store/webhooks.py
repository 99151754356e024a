"""Deliveries of webhooks in SQL: noted at a job's end, recorded after each try, forgotten.

It does not know what a message says, nor how long to wait after a failure; who tries which one
next is for `webhook_claims`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Executable, delete, insert, select, update

from inkstone.domain.job import Job
from inkstone.domain.webhook import DeliveryStatus
from inkstone.store.jobs import micros
from inkstone.store.tables import webhook_deliveries as deliveries
from inkstone.store.tables import webhook_tries
from inkstone.store.unit_of_work import Transaction
from inkstone.store.webhook_claims import DUE_TOPIC, Claimed

_ERROR_CHARS_MAX = 500

PENDING, FAILED = DeliveryStatus.PENDING, DeliveryStatus.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How a try went, and what follows from it."""

    status: int | None
    error: str | None
    took_ms: int
    #: What becomes of the delivery.
    becomes: DeliveryStatus
    #: How long until the next try, where one follows.
    wait: timedelta | None = None


def insert_delivery(tx: Transaction, job: Job, *, delivery_id: str) -> None:
    """Note that the end of a job is to be told, at once; wakes those who do it."""
    assert job.webhook is not None, "only a job that names a target has a delivery"

    def build() -> Executable:
        made = {"status": PENDING, "num_tries": 0}
        return insert(deliveries).values(created_at=tx.now(), next_at=tx.now(), **made)

    values = {
        "id": delivery_id,
        "account_id": job.account_id,
        "job_id": job.id,
        "dialect": job.dialect,
        "url": job.webhook.url,
        "host": job.webhook.host,
        "base_url": job.webhook.base_url,
    }
    tx.run("insert_delivery", build, values)
    tx.signal(DUE_TOPIC)


def freeze_body(tx: Transaction, claimed: Claimed, body: bytes) -> bool:
    """Keep what the first try sends; false where the delivery is no longer ours."""
    result = tx.connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == claimed.delivery.id,
            deliveries.c.lease_until == claimed.lease_until,
            deliveries.c.body.is_(None),
        )
        .values(body=body)
    )
    return result.rowcount == 1


def record(tx: Transaction, claimed: Claimed, tried: Tried) -> None:
    """Log a try, and let follow what follows, unless the delivery has changed hands meanwhile."""
    row = tx.connection.execute(
        select(deliveries).where(deliveries.c.id == claimed.delivery.id).with_for_update()
    ).one()
    if not row.url:
        return  # forgotten meanwhile
    error = tried.error[:_ERROR_CHARS_MAX] if tried.error else None
    tx.connection.execute(
        insert(webhook_tries).values(
            delivery_id=row.id,
            try_index=row.num_tries,
            at=tx.now(),
            status=tried.status,
            error=error,
            took_ms=tried.took_ms,
        )
    )
    values: dict[str, Any] = {"num_tries": row.num_tries + 1}
    values |= {"last_status": tried.status, "last_error": error}
    if row.lease_until == claimed.lease_until:
        values |= _after(tx, tried)
    tx.connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(**values))


def _after(tx: Transaction, tried: Tried) -> dict[str, Any]:
    next_at = None if tried.wait is None else tx.now() + micros(tried.wait)
    values: dict[str, Any] = {"status": tried.becomes, "next_at": next_at, "lease_until": None}
    if tried.becomes is DeliveryStatus.DELIVERED:
        values["delivered_at"] = tx.now()
    return values


def redeliver(tx: Transaction, delivery_id: str) -> None:
    """Make a delivery due again at once, however it stands; wakes those who do it."""
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id)
        .values(status=PENDING, next_at=tx.now(), lease_until=None)
    )
    tx.signal(DUE_TOPIC)


def forget(tx: Transaction, job_ids: Sequence[str]) -> None:
    """Forget where the ends of some jobs were told, and what was said; one under way ends."""
    ours = deliveries.c.job_id.in_(job_ids)
    of_ours = select(deliveries.c.id).where(ours)
    tx.connection.execute(delete(webhook_tries).where(webhook_tries.c.delivery_id.in_(of_ours)))
    ended = {"status": FAILED, "next_at": None, "lease_until": None}
    tx.connection.execute(
        update(deliveries).where(ours, deliveries.c.status == PENDING).values(ended)
    )
    gone = {"url": "", "host": "", "base_url": "", "body": None, "last_error": None}
    tx.connection.execute(update(deliveries).where(ours).values(gone))
