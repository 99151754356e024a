"""The audit log in SQL: what was administered, when and by whom.

It is only ever added to, but that erasing an account takes its names out. It does not know what is
worth an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from inkstone.store.account_tables import audit_entries
from inkstone.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One thing that was administered."""

    id: str
    at: datetime
    #: The key that asked for it, or the command line.
    actor: str
    action: str
    account_id: str | None
    #: The id of the thing that it was done to.
    subject: str
    details: Mapping[str, Any]


def add(
    tx: Transaction,
    *,
    entry_id: str,
    actor: str,
    action: str,
    subject: str,
    account_id: str | None,
    details: Mapping[str, Any],
) -> None:
    """Write an entry."""
    tx.connection.execute(
        insert(audit_entries).values(
            id=entry_id,
            at=tx.now(),
            actor=actor,
            action=action,
            account_id=account_id,
            subject=subject,
            details=dict(details),
        )
    )


def forget_names(tx: Transaction, account_id: str) -> None:
    """Take what an account and its keys were called out of their entries."""
    columns = audit_entries.c
    entries = tx.connection.execute(
        select(columns.id, columns.details).where(columns.account_id == account_id)
    )
    for entry_id, details in entries.all():
        if "name" in details:
            kept = {word: value for word, value in details.items() if word != "name"}
            tx.connection.execute(
                update(audit_entries).where(columns.id == entry_id).values(details=kept)
            )


def newest(
    tx: Transaction, *, limit: int, account_id: str | None = None, before_id: str | None = None
) -> list[AuditEntry]:
    """The entries, newest first; of all accounts, or of one."""
    query = select(audit_entries).order_by(audit_entries.c.id.desc()).limit(limit)
    if account_id is not None:
        query = query.where(audit_entries.c.account_id == account_id)
    if before_id is not None:
        query = query.where(audit_entries.c.id < before_id)
    return [
        AuditEntry(
            id=row.id,
            at=row.at,
            actor=row.actor,
            action=row.action,
            account_id=row.account_id,
            subject=row.subject,
            details=row.details,
        )
        for row in tx.connection.execute(query)
    ]
