"""The ledger in SQL: grants, holds and their resolution, and the check that re-adds it all.

Every change writes its entry and postings in the transaction that changes the balance.
It does not know when money should move.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from inkstone.domain import ledger as rules
from inkstone.domain.accounts import AccountStatus
from inkstone.domain.job import Job
from inkstone.domain.ledger import Balance, EntryKind, Resolution
from inkstone.store import spending
from inkstone.store.account_tables import accounts, api_keys
from inkstone.store.tables import fair_clock, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction

#: What one picture adds to its account's virtual time, for a weight of 1.
VTIME_PER_IMAGE = 1_000
#: The head start that one step of priority gives; bounded, so that nobody starves.
VTIME_PER_PRIORITY = 4 * VTIME_PER_IMAGE
#: No job adds more than this.
VTIME_PER_JOB_MAX = 10 * VTIME_PER_IMAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry that is about to be written."""

    id: str
    kind: EntryKind
    amount_micros: int
    reason: str
    #: The capture that a refund gives back.
    refers_to: str | None = None


def grant(
    tx: Transaction, *, entry_id: str, account_id: str, amount_micros: int, reason: str
) -> bool:
    """Add money to an account; false where there is no such account."""
    result = tx.connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(balance_micros=accounts.c.balance_micros + amount_micros)
        .returning(accounts.c.currency)
    )
    currency = result.scalar_one_or_none()
    if currency is None:
        return False
    new = NewEntry(id=entry_id, kind=EntryKind.GRANT, amount_micros=amount_micros, reason=reason)
    enter(tx, [new], account_id=account_id, currency=currency)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """A reservation that was made."""

    #: The virtual time at which the job that the money is for may start.
    vtime: int
    #: When it was made, in microseconds since 1970: the job is of this moment, and of its day.
    at_us: int


class Refused(StrEnum):
    """Whose state, money or limits refused a reservation; its transaction is to be rolled back."""

    ACCOUNT = "account"
    KEY = "key"


def reserve(
    tx: Transaction, *, account_id: str, key_id: str, amount_micros: int, num_images: int
) -> Reserved | Refused:
    """Reserve money within the limits, guarded in SQL, and move the account on in virtual time.

    It belongs near the end of its transaction, because everybody who spends from the account waits
    for this row. The account comes before its keys, here and where a hold is resolved, so that two
    transactions never wait for each other.
    """
    cost = VTIME_PER_IMAGE * num_images
    row = tx.run(
        "reserve",
        lambda: _reserve(tx.now()),
        {"its_id": account_id, "amount": amount_micros, "cost": cost},
    ).one_or_none()
    if row is None:
        return Refused.ACCOUNT
    counted = tx.run(
        "count_key", _count_key, {"its_id": key_id, "amount": amount_micros, "at_us": row.at_us}
    )
    if not counted.rowcount and _is_key(tx, key_id):
        return Refused.KEY
    return Reserved(vtime=int(row.vtime) - cost // int(row.weight), at_us=int(row.at_us))


def _reserve(now: ColumnElement[int]) -> Executable:
    clock = func.coalesce(select(fair_clock.c.vtime).scalar_subquery(), 0)
    # What an account has moved on for jobs that were cancelled is forgiven: it is no further ahead
    # than its jobs under way, and the one before them, can have moved it.
    ahead_max = (accounts.c.num_open + 1) * VTIME_PER_JOB_MAX
    start = case(
        (accounts.c.vtime < clock, clock),
        (accounts.c.vtime > clock + ahead_max, clock + ahead_max),
        else_=accounts.c.vtime,
    )
    amount = bindparam("amount", type_=BigInteger)
    return (
        update(accounts)
        .where(
            accounts.c.id == bindparam("its_id"),
            accounts.c.status == AccountStatus.ACTIVE,
            accounts.c.balance_micros - accounts.c.held_micros >= amount,
            spending.has_room(accounts, now),
        )
        .values(
            held_micros=accounts.c.held_micros + amount,
            vtime=start + bindparam("cost", type_=BigInteger) // accounts.c.weight,
            **spending.taken(accounts, now),
        )
        .returning(accounts.c.vtime, accounts.c.weight, now.label("at_us"))
    )


def _count_key() -> Executable:
    now = bindparam("at_us", type_=BigInteger)
    return (
        update(api_keys)
        .where(api_keys.c.id == bindparam("its_id"), spending.has_room(api_keys, now))
        .values(**spending.taken(api_keys, now))
    )


def _is_key(tx: Transaction, key_id: str) -> bool:
    """Whether there is such a key: what submits inside this process has none."""
    found = tx.connection.execute(select(api_keys.c.id).where(api_keys.c.id == key_id))
    return found.one_or_none() is not None


def enter_hold(
    tx: Transaction,
    *,
    entry_id: str,
    account_id: str,
    job_id: str,
    amount_micros: int,
    currency: str,
) -> None:
    """Write the entry of a hold that `reserve` makes in the same transaction."""
    new = NewEntry(
        id=entry_id, kind=EntryKind.HOLD, amount_micros=amount_micros, reason="submitted"
    )
    enter(tx, [new], account_id=account_id, job_id=job_id, currency=currency)


def resolve_hold(
    tx: Transaction,
    *,
    entry_ids: tuple[str, str],
    job: Job,
    resolution: Resolution,
    reason: str,
) -> None:
    """End a job's hold: capture a part of it, release the rest.

    The job's own change of state, in the same transaction, makes sure that this happens once; the
    unique (job, kind) of the entries would refuse a second time.
    """
    captured, released = (
        NewEntry(id=entry_id, kind=kind, amount_micros=amount_micros, reason=reason)
        for entry_id, kind, amount_micros in zip(
            entry_ids,
            (EntryKind.CAPTURE, EntryKind.RELEASE),
            (resolution.captured_micros, resolution.released_micros),
            strict=True,
        )
    )
    # A job of no price is released, so that its hold is resolved as well.
    entries = [each for each in (captured, released) if each.amount_micros] or [released]
    enter(tx, entries, account_id=job.account_id, job_id=job.id, currency=job.quoted.currency)
    # Last, because everybody who spends from the account waits for this row.
    counted = {
        "released": resolution.released_micros,
        "job_day": spending.day_of(job.created_at),
    }
    tx.run(
        "resolve_hold",
        _resolve,
        {
            "its_id": job.account_id,
            "captured": resolution.captured_micros,
            "resolved": resolution.captured_micros + resolution.released_micros,
            **counted,
        },
    )
    tx.run("uncount_key", _uncount_key, {"its_id": job.key_id, **counted})


def _resolve() -> Executable:
    return (
        update(accounts)
        .where(accounts.c.id == bindparam("its_id"))
        .values(
            balance_micros=accounts.c.balance_micros - bindparam("captured", type_=BigInteger),
            held_micros=accounts.c.held_micros - bindparam("resolved", type_=BigInteger),
            **spending.given_back(accounts),
        )
    )


def _uncount_key() -> Executable:
    return (
        update(api_keys)
        .where(api_keys.c.id == bindparam("its_id"))
        .values(**spending.given_back(api_keys))
    )


def balance(tx: Transaction, account_id: str) -> Balance | None:
    """What an account has; `None` where there is none."""
    row = (
        tx.connection.execute(
            select(accounts.c.currency, accounts.c.balance_micros, accounts.c.held_micros).where(
                accounts.c.id == account_id
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return Balance(
        account_id=account_id,
        currency=row.currency,
        balance_micros=row.balance_micros,
        held_micros=row.held_micros,
    )


def enter(
    tx: Transaction,
    entries: Sequence[NewEntry],
    *,
    account_id: str,
    currency: str,
    job_id: str | None = None,
) -> None:
    """Write entries of an account with their postings; the balance is the caller's to change."""
    tx.run(
        "enter",
        lambda: insert(ledger_entries).values(created_at=tx.now()),
        [
            {
                "id": entry.id,
                "account_id": account_id,
                "job_id": job_id,
                "kind": entry.kind,
                "reason": entry.reason,
                "refers_to": entry.refers_to,
                "currency": currency,
            }
            for entry in entries
        ],
    )
    tx.run(
        "post",
        lambda: insert(postings),
        [
            {
                "entry_id": entry.id,
                "leg_index": index,
                "ledger_account": leg.ledger_account,
                "amount_micros": leg.amount_micros,
            }
            for entry in entries
            for index, leg in enumerate(rules.postings(entry.kind, account_id, entry.amount_micros))
        ],
    )
