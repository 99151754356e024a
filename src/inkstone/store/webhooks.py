"""Deliveries of webhooks in SQL: noted at a job's end, claimed when due, recorded after each try.

It does not know what a message says, nor how long to wait after a failure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Executable,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from inkstone.domain.job import Job
from inkstone.domain.webhook import Delivery, DeliveryStatus
from inkstone.store.jobs import micros
from inkstone.store.tables import webhook_deliveries as deliveries
from inkstone.store.tables import webhook_tries
from inkstone.store.unit_of_work import Transaction
from inkstone.store.webhook_reads import delivery_from_row

#: The signal that a delivery is due.
DUE_TOPIC = "webhooks"
#: How many due deliveries are looked at for those whose hosts are free.
_CANDIDATES_MAX = 256
_ERROR_CHARS_MAX = 500

PENDING, FAILED = DeliveryStatus.PENDING, DeliveryStatus.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery in hand."""

    delivery: Delivery
    dialect: str
    host: str
    base_url: str
    #: As it was sent before; `None` before the first try.
    body: bytes | None
    #: Until when it is ours; also what tells our claim from a later one.
    lease_until: datetime


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


def next_due_s(tx: Transaction, *, busy_hosts: Collection[str] = ()) -> float | None:
    """In how many seconds the next delivery is due, not counting some hosts; 0 where one is."""
    found = tx.run(
        "next_due",
        lambda: (
            # The clock runs on within a read: the difference is the database's to take.
            select(func.min(type_coerce(deliveries.c.next_at, BigInteger)) - tx.now()).where(
                deliveries.c.status == PENDING,
                deliveries.c.host.not_in(bindparam("busy", expanding=True)),
            )
        ),
        {"busy": list(busy_hosts)},
    ).scalar_one()
    return None if found is None else max(0.0, int(found) / 1e6)


def claim(
    tx: Transaction,
    *,
    limit: int,
    per_host: int,
    in_hand: Sequence[str],
    lease: timedelta,
) -> list[Claimed]:
    """Take due deliveries under a lease, longest due first; of one host only so many at a time.

    Args:
        tx: the transaction.
        limit: how many at the most.
        per_host: how many of one host may be in hand together.
        in_hand: the hosts of those in hand by now, one entry each.
        lease: how long they are ours.
    """
    free = {host: per_host - in_hand.count(host) for host in set(in_hand)}
    busy = [host for host, num in free.items() if num <= 0]
    ids: list[str] = []
    for found in tx.run("due", lambda: _due(tx), {"busy": busy, "num_max": _CANDIDATES_MAX}):
        left = free.get(found.host, per_host)
        if left > 0 and len(ids) < limit:
            free[found.host] = left - 1
            ids.append(found.id)
    if not ids:
        return []
    values = {"ids": ids, "lease_us": micros(lease)}
    rows = tx.run("claim_deliveries", lambda: _claim(tx), values)
    return [_claimed(row) for row in rows]


def _due(tx: Transaction) -> Executable:
    return (
        select(deliveries.c.id, deliveries.c.host)
        .where(
            deliveries.c.status == PENDING,
            deliveries.c.next_at <= tx.now(),
            deliveries.c.host.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(deliveries.c.next_at, deliveries.c.id)
        .limit(bindparam("num_max"))
        .with_for_update(skip_locked=True)
    )


def _claim(tx: Transaction) -> Executable:
    until = tx.now() + bindparam("lease_us", type_=BigInteger)
    return (
        update(deliveries)
        .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
        .values(next_at=until, lease_until=until)
        .returning(*deliveries.c)
    )


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        delivery=delivery_from_row(row),
        dialect=row.dialect,
        host=row.host,
        base_url=row.base_url,
        body=row.body,
        lease_until=row.lease_until,
    )


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


def hand_back(tx: Transaction, claimed: Claimed) -> None:
    """Let go of a delivery that was not tried; it is due at once."""
    tx.connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == claimed.delivery.id,
            deliveries.c.lease_until == claimed.lease_until,
        )
        .values(next_at=tx.now(), lease_until=None)
    )
    tx.signal(DUE_TOPIC)


def reclaim(tx: Transaction) -> int:
    """Make every delivery due that is in hand, for a store whose only worker has just started."""
    result = tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.status == PENDING, deliveries.c.lease_until.is_not(None))
        .values(next_at=tx.now(), lease_until=None)
    )
    return result.rowcount


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
