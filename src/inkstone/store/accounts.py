"""Accounts and API keys in SQL.

It does not know what a key looks like, only its hash and prefix.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from inkstone.domain.accounts import Account, AccountStatus, ApiKey, Caller
from inkstone.store.jobs import micros
from inkstone.store.tables import accounts, api_keys
from inkstone.store.unit_of_work import Transaction

#: `last_used_at` is written at most this often, so that reading stays reading.
_LAST_USED_STEP = timedelta(minutes=1)


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


def find_account(tx: Transaction, name_or_id: str) -> Account | None:
    """The account of that name or id."""
    row = (
        tx.connection.execute(
            select(accounts).where(or_(accounts.c.name == name_or_id, accounts.c.id == name_or_id))
        )
    ).one_or_none()
    return None if row is None else _account(row)


def all_accounts(tx: Transaction) -> list[Account]:
    """Every account, by name."""
    rows = tx.connection.execute(select(accounts).order_by(accounts.c.name))
    return [_account(row) for row in rows]


def set_status(tx: Transaction, account_id: str, status: AccountStatus) -> None:
    """Suspend an account, or let it spend again."""
    tx.connection.execute(update(accounts).where(accounts.c.id == account_id).values(status=status))


def insert_key(
    tx: Transaction, *, key_id: str, account_id: str, name: str, sha256: str, prefix: str
) -> None:
    """Record a key by its hash.

    Raises:
        Taken: it is known by now.
    """
    new = insert(api_keys).values(
        id=key_id,
        account_id=account_id,
        name=name,
        sha256=sha256,
        prefix=prefix,
        created_at=tx.now(),
    )
    try:
        tx.connection.execute(new)
    except IntegrityError as error:
        raise Taken from error


def find_caller(tx: Transaction, sha256: str) -> tuple[Caller, bool] | None:
    """Who a key belongs to, and whether it is time to note that it was used."""
    row = tx.run("find_caller", lambda: _find_caller(tx.now()), {"its_hash": sha256}).one_or_none()
    if row is None:
        return None
    caller = Caller(account_id=row.account_id, account_name=row.name, key_id=row.id)
    return caller, bool(row.is_stale)


def _find_caller(now: ColumnElement[int]) -> Executable:
    return (
        select(
            api_keys.c.id,
            api_keys.c.account_id,
            accounts.c.name,
            or_(
                api_keys.c.last_used_at.is_(None),
                api_keys.c.last_used_at < now - micros(_LAST_USED_STEP),
            ).label("is_stale"),
        )
        .join(accounts, accounts.c.id == api_keys.c.account_id)
        .where(api_keys.c.sha256 == bindparam("its_hash"), api_keys.c.revoked_at.is_(None))
    )


def touch_key(tx: Transaction, key_id: str) -> None:
    """Note that a key was used."""
    tx.connection.execute(
        update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=tx.now())
    )


def revoke_key(tx: Transaction, key_id: str) -> bool:
    """Refuse a key from now on; false where there is no such key in force."""
    result = tx.connection.execute(
        update(api_keys)
        .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=tx.now())
    )
    return bool(result.rowcount)


def keys_of(tx: Transaction, account_id: str | None = None) -> list[ApiKey]:
    """The keys of an account, or all of them, oldest first."""
    query = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
    if account_id is not None:
        query = query.where(api_keys.c.account_id == account_id)
    return [
        ApiKey(
            id=row.id,
            account_id=row.account_id,
            name=row.name,
            prefix=row.prefix,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )
        for row in tx.connection.execute(query)
    ]


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        status=AccountStatus(row.status),
        currency=row.currency,
        balance_micros=row.balance_micros,
        held_micros=row.held_micros,
        created_at=row.created_at,
    )
