"""Intents: money that is moved by hand under an idempotency key is moved once.

The end of the entry's id comes from the account and the key, and its beginning from the time as in
every id, so that entries stay in their order. It does not know why money moves.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from inkstone.domain.errors import IdempotencyMismatch
from inkstone.domain.ledger import EntryKind
from inkstone.service.ids import ID_END_BITS, id_at, new_id
from inkstone.store import moved
from inkstone.store.unit_of_work import Transaction

#: For how long a key is known.
KEPT = timedelta(hours=24)
_ID_END_CHARS = ID_END_BITS // 5


class DoneBefore(Exception):
    """This was done before under the same idempotency key, and is not done again."""


def entry_id(
    tx: Transaction,
    account_id: str,
    idempotency_key: str | None,
    *,
    kind: EntryKind,
    amount_micros: int,
    reason: str,
) -> str:
    """The id of an entry that moves money by hand; the account is locked by this transaction.

    Raises:
        DoneBefore: the same was done under the key.
        IdempotencyMismatch: something else was.
    """
    if idempotency_key is None:
        return new_id("entry")
    asked = f"{account_id}\n{idempotency_key}".encode()
    end = int.from_bytes(hashlib.sha256(asked).digest()[: ID_END_BITS // 8])
    now = datetime.now(UTC)
    wanted = id_at("entry", now, end=end)
    since = id_at("entry", now - KEPT, end=0)
    found = moved.find(tx, account_id, id_end=wanted[-_ID_END_CHARS:], since_id=since)
    if found is None:
        return wanted
    if (found.kind, found.amount_micros, found.reason) != (kind, amount_micros, reason):
        raise IdempotencyMismatch
    raise DoneBefore
