"""What an account leaves behind when it is erased, in SQL; its ledger is not touched.

It deletes no bytes, and does not know who may erase.
"""

from sqlalchemy import delete, select, update

from inkstone.domain.accounts import AccountStatus
from inkstone.store import audit_log, retention, uploads
from inkstone.store import tables as rows
from inkstone.store.account_tables import accounts, api_keys
from inkstone.store.tables import idempotency_keys, jobs, webhook_secrets
from inkstone.store.unit_of_work import Transaction

#: What is kept under a name is kept under this one.
_ERASED = "erased"


def under_way(tx: Transaction, account_id: str) -> list[str]:
    """The jobs of an account that have not ended."""
    found = select(jobs.c.id).where(jobs.c.account_id == account_id, jobs.c.finished_at.is_(None))
    return list(tx.connection.execute(found).scalars())


def take_jobs(tx: Transaction, account_id: str, *, limit: int) -> list[str]:
    """Mark some jobs of an account as deleted and forget what was written; returns their ids."""
    found = select(jobs.c.id).where(
        jobs.c.account_id == account_id,
        jobs.c.deleted_at.is_(None) | jobs.c.forgotten_at.is_(None),
    )
    ids = list(tx.connection.execute(found.limit(limit)).scalars())
    retention.take_all(tx, ids)
    return ids


def take_uploads(tx: Transaction, account_id: str, *, limit: int) -> list[str]:
    """Remove some uploads of an account; returns their ids."""
    table = rows.uploads
    found = select(table.c.id).where(table.c.account_id == account_id).limit(limit)
    ids = list(tx.connection.execute(found).scalars())
    uploads.remove(tx, ids)
    return ids


def finish(tx: Transaction, account_id: str) -> None:
    """Forget what else is known of an account, its name above all."""
    for table in (idempotency_keys, webhook_secrets):
        tx.connection.execute(delete(table).where(table.c.account_id == account_id))
    audit_log.forget_names(tx, account_id)
    tx.connection.execute(
        update(api_keys).where(api_keys.c.account_id == account_id).values(name=_ERASED)
    )
    tx.connection.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(name=f"{_ERASED} {account_id}", status=AccountStatus.ERASED, plan="")
    )
