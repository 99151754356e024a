"""The ledger in SQL: grants, holds and their resolution, and the check that re-adds it all.

Every change writes its entry and postings in the transaction that changes the balance.
It does not know when money should move.
"""

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Executable,
    ScalarSelect,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from inkstone.domain import ledger as rules
from inkstone.domain.accounts import AccountStatus
from inkstone.domain.ledger import Balance, EntryKind, Resolution
from inkstone.store.tables import accounts, fair_clock, jobs, ledger_entries, postings
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


def reserve(tx: Transaction, *, account_id: str, amount_micros: int, num_images: int) -> bool:
    """Reserve money, guarded in SQL, and move the account on in virtual time.

    False where the account is not active or has too little left. It belongs at the end of its
    transaction, because everybody who spends from the account waits for this row.
    """
    result = tx.run(
        "reserve",
        _reserve,
        {"its_id": account_id, "amount": amount_micros, "cost": VTIME_PER_IMAGE * num_images},
    )
    return result.rowcount == 1


def start_time(account_id: BindParameter[str]) -> ScalarSelect[int]:
    """The virtual time at which an account's next job may start, as a SQL expression."""
    return select(_start()).where(accounts.c.id == account_id).scalar_subquery()


def _start() -> ColumnElement[int]:
    clock = func.coalesce(select(fair_clock.c.vtime).scalar_subquery(), 0)
    return case((accounts.c.vtime > clock, accounts.c.vtime), else_=clock)


def _reserve() -> Executable:
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
            vtime=_start() + bindparam("cost", type_=BigInteger) // accounts.c.weight,
        )
    )


def hold(
    tx: Transaction,
    *,
    entry_id: str,
    account_id: str,
    job_id: str,
    amount_micros: int,
    num_images: int,
    currency: str,
) -> bool:
    """Hold the money of a job whose row is there; false where there is too little.

    Then the transaction must be rolled back.
    """
    _enter(
        tx,
        [(entry_id, EntryKind.HOLD, amount_micros, "submitted")],
        account_id=account_id,
        job_id=job_id,
        currency=currency,
    )
    return reserve(tx, account_id=account_id, amount_micros=amount_micros, num_images=num_images)


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


def discrepancies(tx: Transaction) -> list[str]:
    """Re-add the whole ledger and say what does not agree; an empty list is a clean bill."""
    found = []
    uneven = tx.connection.execute(
        select(postings.c.entry_id, func.sum(postings.c.amount_micros))
        .group_by(postings.c.entry_id)
        .having(func.sum(postings.c.amount_micros) != 0)
    )
    found += [f"entry {entry} is off by {total}" for entry, total in uneven]
    sums = {
        account: int(total)
        for account, total in tx.connection.execute(
            select(postings.c.ledger_account, func.sum(postings.c.amount_micros)).group_by(
                postings.c.ledger_account
            )
        )
    }
    for row in tx.connection.execute(select(accounts)):
        available = sums.get(rules.available(row.id), 0)
        held = sums.get(rules.held(row.id), 0)
        if (available + held, held) != (row.balance_micros, row.held_micros):
            found.append(
                f"account {row.id} says {row.balance_micros} with {row.held_micros} held, "
                f"its postings say {available + held} with {held} held"
            )
    is_open = jobs.c.status.in_(("queued", "running"))
    open_holds = tx.connection.execute(
        select(jobs.c.account_id, func.sum(jobs.c.quoted_micros))
        .where(is_open)
        .group_by(jobs.c.account_id)
    )
    wanted = {account: int(total) for account, total in open_holds}
    for account in {a.removesuffix(":held") for a in sums if a.endswith(":held")} | set(wanted):
        if sums.get(rules.held(account), 0) != wanted.get(account, 0):
            found.append(f"account {account} holds money for jobs that are not open")
    return found + _uneven_jobs(tx)


def _uneven_jobs(tx: Transaction) -> list[str]:
    """The jobs whose hold, capture and release do not fit what their rows say."""

    def moved(kind: EntryKind) -> ColumnElement[int]:
        return func.sum(case((ledger_entries.c.kind == kind, postings.c.amount_micros)))

    entered = (
        select(
            ledger_entries.c.job_id,
            moved(EntryKind.HOLD).label("held"),
            moved(EntryKind.CAPTURE).label("captured"),
            moved(EntryKind.RELEASE).label("released"),
        )
        .join(postings, postings.c.entry_id == ledger_entries.c.id)
        .where(postings.c.leg_index == 1, ledger_entries.c.job_id.is_not(None))
        .group_by(ledger_entries.c.job_id)
        .subquery()
    )
    captured, released = entered.c.captured, entered.c.released
    is_open = jobs.c.status.in_(("queued", "running"))
    resolved = func.coalesce(captured, 0) + func.coalesce(released, 0)
    uneven = tx.connection.execute(
        select(jobs.c.id, jobs.c.status)
        .outerjoin(entered, entered.c.job_id == jobs.c.id)
        .where(
            or_(
                func.coalesce(entered.c.held, -1) != jobs.c.quoted_micros,
                and_(is_open, or_(captured.is_not(None), released.is_not(None))),
                and_(~is_open, captured.is_(None), released.is_(None)),
                and_(~is_open, resolved != jobs.c.quoted_micros),
                and_(
                    ~is_open, func.coalesce(captured, 0) != func.coalesce(jobs.c.charged_micros, -1)
                ),
            )
        )
        .order_by(jobs.c.id)
        .limit(100)
    )
    return [f"job {job} is {status}, and its entries say otherwise" for job, status in uneven]


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
