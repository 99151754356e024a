"""Uploads in SQL: what callers brought, whose it is and until when.

It knows no bytes: those are blobs.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Executable, Row, bindparam, delete, func, insert, select

from inkstone.domain.accounts import AccountStatus
from inkstone.domain.upload import Upload
from inkstone.store.account_tables import accounts
from inkstone.store.jobs import micros
from inkstone.store.tables import uploads
from inkstone.store.unit_of_work import Transaction


def held(tx: Transaction, account_id: str, *, lock: bool = False) -> tuple[int, int]:
    """How many uploads an account has, and their bytes.

    Where told, the account stays locked for the transaction, so that two uploads at once cannot
    both be the last that fits.
    """
    if lock:
        tx.run(
            "lock_account",
            lambda: (
                select(accounts.c.id)
                .where(accounts.c.id == bindparam("its_account"))
                .with_for_update()
            ),
            {"its_account": account_id},
        )
    found = tx.run("held_uploads", lambda: _held(tx), {"its_account": account_id}).one()
    return int(found.num), int(found.size_bytes)


def _held(tx: Transaction) -> Executable:
    size_bytes = func.coalesce(func.sum(uploads.c.size_bytes), 0)
    return select(func.count().label("num"), size_bytes.label("size_bytes")).where(
        uploads.c.account_id == bindparam("its_account"), uploads.c.expires_at > tx.now()
    )


def may_bring(tx: Transaction, account_id: str) -> bool:
    """Whether an account may bring uploads: one that is suspended or erased may not."""
    found = tx.run(
        "may_bring",
        lambda: select(accounts.c.status).where(accounts.c.id == bindparam("its_account")),
        {"its_account": account_id},
    )
    return str(found.scalar_one()) == AccountStatus.ACTIVE


def put(tx: Transaction, lifetime: timedelta, **values: Any) -> Upload:
    """Record an upload, good for so long."""

    def build() -> Executable:
        expires_at = tx.now() + bindparam("lifetime_us", type_=BigInteger)
        made = insert(uploads).values(created_at=tx.now(), expires_at=expires_at)
        return made.returning(*uploads.c)

    return _upload(tx.run("put_upload", build, {**values, "lifetime_us": micros(lifetime)}).one())


def get(tx: Transaction, upload_id: str, *, account_id: str) -> Upload | None:
    """An account's own upload that is still good."""
    if "\0" in upload_id:
        return None  # no id has one, and PostgreSQL refuses even to ask
    query = select(uploads).where(
        uploads.c.id == upload_id,
        uploads.c.account_id == account_id,
        uploads.c.expires_at > tx.now(),
    )
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else _upload(row)


def overdue(tx: Transaction, *, limit: int) -> list[str]:
    """Some uploads whose time is over."""
    query = select(uploads.c.id).where(uploads.c.expires_at <= tx.now()).limit(limit)
    return list(tx.connection.execute(query).scalars())


def known(tx: Transaction, ids: Sequence[str]) -> set[str]:
    """Which of some uploads are recorded."""
    return set(tx.connection.execute(select(uploads.c.id).where(uploads.c.id.in_(ids))).scalars())


def blob_keys(tx: Transaction, ids: Sequence[str]) -> set[str]:
    """Where the pictures of some uploads lie, as far as they are recorded."""
    query = select(uploads.c.blob_key).where(uploads.c.id.in_(ids))
    return set(tx.connection.execute(query).scalars())


def remove(tx: Transaction, ids: Sequence[str]) -> None:
    """Forget some uploads."""
    tx.connection.execute(delete(uploads).where(uploads.c.id.in_(ids)))


def _upload(row: Row[Any]) -> Upload:
    return Upload(**row._asdict())
