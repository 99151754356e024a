"""What an account leaves behind when it is erased, in SQL; its ledger is not touched.

It deletes no bytes, and does not know who may erase.
"""

from typing import Any

from sqlalchemy import Select, delete, select, update

from inkstone.domain.accounts import AccountStatus
from inkstone.store import api_keys as api_keys_of
from inkstone.store import audit_log, picture_registry, retention, rewrites, uploads
from inkstone.store import tables as rows
from inkstone.store.account_tables import accounts, api_keys, webhook_secrets
from inkstone.store.accounts import find_account
from inkstone.store.tables import idempotency_keys, jobs
from inkstone.store.unit_of_work import Transaction

#: What is kept under a name is kept under this one.
_ERASED = "erased"


def under_way(tx: Transaction, account_id: str) -> list[str]:
    """The jobs of an account that have not ended."""
    found = select(jobs.c.id).where(jobs.c.account_id == account_id, jobs.c.finished_at.is_(None))
    return list(tx.connection.execute(found).scalars())


def take_jobs(tx: Transaction, account_id: str, *, limit: int) -> list[str]:
    """Mark some jobs of an account as deleted and forget what was written; returns their ids."""
    ids = list(tx.connection.execute(_left(account_id).limit(limit)).scalars())
    retention.take_all(tx, ids)
    picture_registry.forget_looks(tx, ids)
    return ids


def take_uploads(tx: Transaction, account_id: str, *, limit: int) -> list[str]:
    """Remove some uploads of an account; returns their ids."""
    ids = list(tx.connection.execute(_brought(account_id).limit(limit)).scalars())
    uploads.remove(tx, ids)
    return ids


def _left(account_id: str) -> Select[Any]:
    return select(jobs.c.id).where(
        jobs.c.account_id == account_id,
        jobs.c.deleted_at.is_(None) | jobs.c.forgotten_at.is_(None),
    )


def _brought(account_id: str) -> Select[Any]:
    return select(rows.uploads.c.id).where(rows.uploads.c.account_id == account_id)


def finish(tx: Transaction, account_id: str) -> bool:
    """Forget what else is known of an account, its name above all; false where jobs came since."""
    found = find_account(tx, account_id, lock=True)
    is_done = found is not None and found.status is not AccountStatus.ACTIVE
    for left in (_left(account_id), _brought(account_id)):
        is_done = is_done and tx.connection.execute(left.limit(1)).first() is None
    if not is_done:
        return False
    api_keys_of.revoke_all(tx, account_id)
    for table in (idempotency_keys, webhook_secrets):
        tx.connection.execute(delete(table).where(table.c.account_id == account_id))
    rewrites.forget_account(tx, account_id)
    audit_log.forget_names(tx, account_id)
    tx.connection.execute(
        update(api_keys).where(api_keys.c.account_id == account_id).values(name=_ERASED)
    )
    tx.connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(name=f"{_ERASED} {account_id}", status=AccountStatus.ERASED, plan="")
    )
    return True
