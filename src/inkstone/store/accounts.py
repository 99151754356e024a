"""Accounts in SQL: opened, found, changed.

It does not know their keys, nor where their money comes from.
"""

from typing import Any

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from inkstone.domain.accounts import Account, AccountStatus
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.store.account_tables import accounts
from inkstone.store.spending import limits_of, spending_of, today
from inkstone.store.unit_of_work import Transaction


class Taken(Exception):
    """Another host inserted the same account or key a moment ago."""


def insert_account(tx: Transaction, *, account_id: str, name: str, currency: str = "USD") -> None:
    """Open an account with nothing in it.

    Raises:
        Taken: there is one of that name by now.
    """
    new = insert(accounts).values(
        id=account_id,
        name=name,
        status=AccountStatus.ACTIVE,
        currency=currency,
        balance_micros=0,
        held_micros=0,
        vtime=0,
        weight=1,
        created_at=tx.now(),
    )
    try:
        tx.connection.execute(new)
    except IntegrityError as error:
        raise Taken from error


def find_account(tx: Transaction, name_or_id: str, *, lock: bool = False) -> Account | None:
    """The account of that name or id; locked, nobody else changes it before this transaction ends.

    An id counts before a name, so that nobody is taken for another by the name they chose.
    """
    is_it = or_(accounts.c.name == name_or_id, accounts.c.id == name_or_id)
    by_id_first = (accounts.c.id == name_or_id).desc()
    query = select(accounts, today(tx)).where(is_it).order_by(by_id_first).limit(1)
    row = tx.connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _account(row)


def all_accounts(
    tx: Transaction, *, limit: int | None = None, after_name: str = ""
) -> list[Account]:
    """The accounts by name, all or a page of them."""
    chosen = select(accounts, today(tx)).where(accounts.c.name > after_name)
    query = chosen.order_by(accounts.c.name)
    return [_account(row) for row in tx.connection.execute(query.limit(limit))]


def set_status(tx: Transaction, account_id: str, status: AccountStatus) -> None:
    """Suspend an account, or let it spend again."""
    change_account(tx, account_id, status=status)


def change_account(tx: Transaction, account_id: str, **values: Any) -> None:
    """Write columns of an account.

    Raises:
        Taken: its new name is another account's.
    """
    try:
        tx.connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
    except IntegrityError as error:
        raise Taken from error


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        status=AccountStatus(row.status),
        currency=row.currency,
        balance_micros=row.balance_micros,
        held_micros=row.held_micros,
        created_at=row.created_at,
        plan=row.plan,
        weight=row.weight,
        limits=limits_of(row),
        policy=PicturePolicy.from_json(row.policy),
        spending=spending_of(row),
    )
