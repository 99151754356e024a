"""Who tries which delivery next, in SQL: due ones are claimed, no account before its turn.

It does not know what a message says, nor how a try went.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Row,
    Select,
    and_,
    bindparam,
    func,
    select,
    type_coerce,
    update,
)

from inkstone.domain.webhook import Delivery, DeliveryStatus
from inkstone.store.jobs import micros
from inkstone.store.tables import webhook_deliveries as deliveries
from inkstone.store.unit_of_work import Transaction
from inkstone.store.webhook_reads import delivery_from_row

#: The signal that a delivery is due.
DUE_TOPIC = "webhooks"
#: How many due deliveries are looked at for those that there is room for.
_CANDIDATES_MAX = 256

PENDING = DeliveryStatus.PENDING


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
class Room:
    """How many deliveries one process may have in hand together."""

    num_at_once: int
    #: To one host, whoever is told there: one that hangs does not hold them all.
    num_per_host: int
    #: To one host for one account: none holds all that the host may have.
    num_per_account_and_host: int

    def busy(self, in_hand: Iterable[Claimed]) -> dict[str, list[str]]:
        """The hosts, and the accounts at hosts, that can have no more now."""
        hosts = Counter(each.host for each in in_hand)
        pairs = Counter(_pair(each.delivery.account_id, each.host) for each in in_hand)
        return {
            "busy_hosts": [host for host, num in hosts.items() if num >= self.num_per_host],
            "busy_pairs": [
                pair for pair, num in pairs.items() if num >= self.num_per_account_and_host
            ],
        }


def next_due_s(tx: Transaction, *, room: Room, in_hand: Sequence[Claimed] = ()) -> float | None:
    """In how many seconds the next delivery is due that there is room for; 0 where one is."""
    found = tx.run(
        "next_due",
        lambda: (
            # The clock runs on within a read: the difference is the database's to take.
            select(type_coerce(deliveries.c.next_at, BigInteger) - tx.now())
            .where(deliveries.c.status == PENDING, _is_free())
            .order_by(deliveries.c.next_at)
            .limit(1)
        ),
        room.busy(in_hand),
    ).scalar_one_or_none()
    return None if found is None else max(0.0, int(found) / 1e6)


def claim(
    tx: Transaction,
    *,
    room: Room,
    in_hand: Sequence[Claimed],
    lease: timedelta,
    looks_wide: bool = True,
) -> list[Claimed]:
    """Take due deliveries under a lease: of the account with the fewest in hand the longest due.

    Args:
        tx: the transaction.
        room: how many may be in hand together.
        in_hand: those that are by now.
        lease: how long they are ours.
        looks_wide: whether to look through the whole of a long backlog for accounts whose turn it
            is; that takes some microseconds for each that is due.
    """
    given = {**room.busy(in_hand), "num_max": _CANDIDATES_MAX}
    found = tx.run("due", lambda: _due(tx), given).all()
    if looks_wide and len(found) == _CANDIDATES_MAX:
        given["num_per_pair"] = room.num_per_account_and_host
        found = tx.run("due_by_account", lambda: _due_by_account(tx), given).all()
    ids = _fair(found, room=room, in_hand=in_hand)
    if not ids:
        return []
    values = {"ids": ids, "lease_us": micros(lease)}
    rows = tx.run("claim_deliveries", lambda: _claim(tx), values)
    return [_claimed(row) for row in rows]


def _fair(candidates: Sequence[Row[Any]], *, room: Room, in_hand: Sequence[Claimed]) -> list[str]:
    """The ids of those that are taken, given the longest due first."""
    accounts = Counter(each.delivery.account_id for each in in_hand)
    hosts = Counter(each.host for each in in_hand)
    pairs = Counter((each.delivery.account_id, each.host) for each in in_hand)
    left, ids = list(candidates), []
    for _ in range(room.num_at_once - len(in_hand)):
        left = [
            row
            for row in left
            if hosts[row.host] < room.num_per_host
            and pairs[row.account_id, row.host] < room.num_per_account_and_host
        ]
        if not left:
            break
        taken = min(left, key=lambda row: accounts[row.account_id])
        left.remove(taken)
        ids.append(taken.id)
        accounts[taken.account_id] += 1
        hosts[taken.host] += 1
        pairs[taken.account_id, taken.host] += 1
    return ids


def _pair(account_id: str, host: str) -> str:
    return f"{account_id} {host}"


def _is_free() -> ColumnElement[bool]:
    """Of neither a host nor an account at a host that can have no more."""
    pair = deliveries.c.account_id + " " + deliveries.c.host
    return and_(
        deliveries.c.host.not_in(bindparam("busy_hosts", expanding=True)),
        pair.not_in(bindparam("busy_pairs", expanding=True)),
    )


def _is_due(tx: Transaction) -> ColumnElement[bool]:
    return and_(deliveries.c.status == PENDING, deliveries.c.next_at <= tx.now())


def _due(tx: Transaction) -> Select[Any]:
    """Due deliveries, the longest due first."""
    return (
        select(deliveries.c.id, deliveries.c.account_id, deliveries.c.host)
        .where(_is_due(tx), _is_free())
        .order_by(deliveries.c.next_at, deliveries.c.id)
        .limit(bindparam("num_max"))
        .with_for_update(skip_locked=True)
    )


def _due_by_account(tx: Transaction) -> Select[Any]:
    """Due deliveries: every account's longest due, then every account's second, and so on."""
    to_host = func.row_number().over(
        partition_by=(deliveries.c.account_id, deliveries.c.host),
        order_by=(deliveries.c.next_at, deliveries.c.id),
    )
    due = (
        select(
            deliveries.c.id, deliveries.c.account_id, deliveries.c.next_at, to_host.label("to_host")
        )
        .where(_is_due(tx), _is_free())
        .subquery()
    )
    of_account = func.row_number().over(
        partition_by=due.c.account_id, order_by=(due.c.next_at, due.c.id)
    )
    ranked = (
        select(due.c.id, due.c.next_at, of_account.label("of_account"))
        # More of them there is no room for, and others of the account may go elsewhere.
        .where(due.c.to_host <= bindparam("num_per_pair"))
        .subquery()
    )
    chosen = (
        select(ranked.c.id)
        .order_by(ranked.c.of_account, ranked.c.next_at, ranked.c.id)
        .limit(bindparam("num_max"))
    )
    return (
        select(deliveries.c.id, deliveries.c.account_id, deliveries.c.host)
        # NOTE: due is asked again, of the row as it is once it is locked.
        .where(deliveries.c.id.in_(chosen), _is_due(tx))
        .order_by(deliveries.c.next_at, deliveries.c.id)
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
