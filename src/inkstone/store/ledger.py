"""The ledger in SQL: grants, holds and their resolution, and the check that re-adds it all.

Every change writes its entry and postings in the transaction that changes the balance.
It does not know when money should move.
"""

from sqlalchemy import (
    BigInteger,
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
from inkstone.domain.ledger import Balance, EntryKind, Resolution
from inkstone.store.tables import accounts, fair_clock, ledger_entries, postings
from inkstone.store.unit_of_work import Transaction

#: What one picture adds to its account's virtual time, for a weight of 1.
VTIME_PER_IMAGE = 1_000
#: The head start that one step of priority gives; bounded, so that nobody starves.
VTIME_PER_PRIORITY = 4 * VTIME_PER_IMAGE


def grant(
    tx: Transaction, *, entry_id: str, account_id: str, amount_micros: int, reason: str
) -> bool:
    """Add money to an account (or take it away); false where there is no such account."""
    result = tx.connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(balance_micros=accounts.c.balance_micros + amount_micros)
        .returning(accounts.c.currency)
    )
    currency = result.scalar_one_or_none()
    if currency is None:
        return False
    kind = EntryKind.GRANT if amount_micros >= 0 else EntryKind.ADJUST
    _enter(
        tx,
        [(entry_id, kind, amount_micros, reason)],
        account_id=account_id,
        job_id=None,
        currency=currency,
    )
    return True


def reserve(tx: Transaction, *, account_id: str, amount_micros: int, num_images: int) -> int | None:
    """Reserve money, guarded in SQL, and move the account on in virtual time.

    Returns the virtual time at which the job that the money is for may start, or `None` where the
    account is not active or has too little left. It belongs near the end of its transaction,
    because everybody who spends from the account waits for this row.
    """
    cost = VTIME_PER_IMAGE * num_images
    row = tx.run(
        "reserve", _reserve, {"its_id": account_id, "amount": amount_micros, "cost": cost}
    ).one_or_none()
    return None if row is None else int(row.vtime) - cost // int(row.weight)


def _reserve() -> Executable:
    clock = func.coalesce(select(fair_clock.c.vtime).scalar_subquery(), 0)
    start = case((accounts.c.vtime > clock, accounts.c.vtime), else_=clock)
    amount = bindparam("amount", type_=BigInteger)
    return (
        update(accounts)
        .where(
            accounts.c.id == bindparam("its_id"),
            accounts.c.status == AccountStatus.ACTIVE,
            accounts.c.balance_micros - accounts.c.held_micros >= amount,
        )
        .values(
            held_micros=accounts.c.held_micros + amount,
            vtime=start + bindparam("cost", type_=BigInteger) // accounts.c.weight,
        )
        .returning(accounts.c.vtime, accounts.c.weight)
    )


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
    _enter(
        tx,
        [(entry_id, EntryKind.HOLD, amount_micros, "submitted")],
        account_id=account_id,
        job_id=job_id,
        currency=currency,
    )


def resolve_hold(
    tx: Transaction,
    *,
    entry_ids: tuple[str, str],
    account_id: str,
    job_id: str,
    currency: str,
    resolution: Resolution,
    reason: str,
) -> None:
    """End a hold: capture a part of it, release the rest.

    The job's own change of state, in the same transaction, makes sure that this happens once; the
    unique (job, kind) of the entries would refuse a second time.
    """
    entries = []
    if resolution.captured_micros:
        entries.append((entry_ids[0], EntryKind.CAPTURE, resolution.captured_micros, reason))
    if resolution.released_micros or not entries:
        entries.append((entry_ids[1], EntryKind.RELEASE, resolution.released_micros, reason))
    _enter(tx, entries, account_id=account_id, job_id=job_id, currency=currency)
    # Last, because everybody who spends from the account waits for this row.
    tx.run(
        "resolve_hold",
        _resolve,
        {
            "its_id": account_id,
            "captured": resolution.captured_micros,
            "resolved": resolution.captured_micros + resolution.released_micros,
        },
    )


def _resolve() -> Executable:
    return (
        update(accounts)
        .where(accounts.c.id == bindparam("its_id"))
        .values(
            balance_micros=accounts.c.balance_micros - bindparam("captured", type_=BigInteger),
            held_micros=accounts.c.held_micros - bindparam("resolved", type_=BigInteger),
        )
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


def _enter(
    tx: Transaction,
    entries: list[tuple[str, EntryKind, int, str]],
    *,
    account_id: str,
    job_id: str | None,
    currency: str,
) -> None:
    tx.run(
        "enter",
        lambda: insert(ledger_entries).values(created_at=tx.now()),
        [
            {
                "id": entry_id,
                "account_id": account_id,
                "job_id": job_id,
                "kind": kind,
                "reason": reason,
                "currency": currency,
            }
            for entry_id, kind, _, reason in entries
        ],
    )
    tx.run(
        "post",
        lambda: insert(postings),
        [
            {
                "entry_id": entry_id,
                "leg_index": index,
                "ledger_account": leg.ledger_account,
                "amount_micros": leg.amount_micros,
            }
            for entry_id, kind, amount_micros, _ in entries
            for index, leg in enumerate(rules.postings(kind, account_id, amount_micros))
        ],
    )
