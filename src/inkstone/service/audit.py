"""The audit log: what was administered is noted in the transaction that does it.

It does not know what is administered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inkstone.service.ids import new_id
from inkstone.store import audit_log
from inkstone.store.audit_log import AuditEntry
from inkstone.store.unit_of_work import Store, Transaction

__all__ = ["COMMAND_LINE", "SERVER", "Act", "AuditEntry", "AuditLog"]

#: Who acts where no key does: this server by itself, or somebody at its command line.
SERVER, COMMAND_LINE = "server", "command line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that is administered."""

    #: Who: a key's id, `SERVER` or `COMMAND_LINE`.
    actor: str
    #: What, such as `key.create`.
    action: str
    #: The id of the thing that it is done to, and the account that it concerns.
    subject: str
    account_id: str | None = None
    #: What changed, in JSON values; never a secret.
    details: Mapping[str, Any] = field(default_factory=dict)

    def note(self, tx: Transaction) -> None:
        """Write it down."""
        audit_log.add(
            tx,
            entry_id=new_id("audit"),
            actor=self.actor,
            action=self.action,
            subject=self.subject,
            account_id=self.account_id,
            details=self.details,
        )


class AuditLog:
    """Reads what was noted."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def newest(
        self, *, limit: int, account_id: str | None = None, before_id: str | None = None
    ) -> list[AuditEntry]:
        """The entries, newest first; of all accounts, or of one."""
        return await self._store.read(
            lambda tx: audit_log.newest(
                tx, limit=limit, account_id=account_id, before_id=before_id
            ),
            snapshot=False,
        )
