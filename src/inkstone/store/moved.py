"""Money that was moved by hand, in SQL: found again by the end of its entry's id.

It does not know what an id's end comes from.
"""

from dataclasses import dataclass

from sqlalchemy import select

from inkstone.domain.ledger import EntryKind
from inkstone.store.tables import ledger_entries, postings
from inkstone.store.unit_of_work import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Money that was moved by hand."""

    kind: EntryKind
    amount_micros: int
    reason: str


def find(tx: Transaction, account_id: str, *, id_end: str, since_id: str) -> Moved | None:
    """What was moved under an id that ends so; only ids as young as another are looked at.

    Ids begin with the time, so that an index bounds the search.
    """
    row = tx.connection.execute(
        select(ledger_entries.c.kind, ledger_entries.c.reason, postings.c.amount_micros)
        .join(postings, postings.c.entry_id == ledger_entries.c.id)
        .where(
            ledger_entries.c.account_id == account_id,
            ledger_entries.c.id >= since_id,
            ledger_entries.c.id.endswith(id_end),
            ledger_entries.c.kind.in_((EntryKind.GRANT, EntryKind.ADJUST)),
            # The second leg is the account's.
            postings.c.leg_index == 1,
        )
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Moved(kind=EntryKind(row.kind), amount_micros=row.amount_micros, reason=row.reason)
