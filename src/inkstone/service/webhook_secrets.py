"""What an account's webhooks are signed with: made at first need, sealed, rotated with overlap.

It does not know how they sign.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.service.audit import SERVER, Act
from inkstone.service.ids import new_id
from inkstone.service.sealing import Seal, SealBroken
from inkstone.service.webhook_signing import new_secret
from inkstone.store import webhook_secrets
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)

#: How long a secret may be good beside its successor.
OVERLAP_MAX = timedelta(days=30)
#: Secrets of an account that are good together; rotating more often ends the oldest.
_SECRETS_MAX = 5


class WebhookSecrets:
    """The secrets of all accounts."""

    def __init__(self, *, store: Store, seal: Seal) -> None:
        self._store = store
        self._seal = seal

    async def live(self, account_id: str) -> tuple[str, ...]:
        """An account's secrets that are good, newest first; one is made where there is none.

        Raises:
            NotFound: there is no such account.
        """
        rows = await self._store.read(
            lambda tx: webhook_secrets.live(tx, account_id), snapshot=False
        )
        return self._opened(rows) or await self._store.write(
            lambda tx: self._first_secret(tx, account_id)
        )

    async def rotate(self, account_id: str, *, overlap: timedelta, by: str = SERVER) -> str:
        """Make a new secret and return it; those before it stay good for the overlap.

        It is noted in the audit log.

        Raises:
            InvalidRequest: the overlap is negative or longer than `OVERLAP_MAX`.
            NotFound: there is no such account.
        """
        if not timedelta() <= overlap <= OVERLAP_MAX:
            raise InvalidRequest(f"The overlap must be 0 to {OVERLAP_MAX.days} days.")
        return await self._store.write(lambda tx: self._rotate(tx, account_id, overlap, by))

    def _opened(self, rows: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        found = []
        for secret_id, sealed in rows:
            try:
                found.append(self._seal.open(sealed))
            except SealBroken:
                _LOG.warning("webhook secret %s was sealed with a key that is gone", secret_id)
        return tuple(found)

    def _first_secret(self, tx: Transaction, account_id: str) -> tuple[str, ...]:
        _lock(tx, account_id)
        # Another process may have been faster.
        found = self._opened(webhook_secrets.live(tx, account_id))
        return found or (self._add_secret(tx, account_id),)

    def _rotate(self, tx: Transaction, account_id: str, overlap: timedelta, by: str) -> str:
        _lock(tx, account_id)
        webhook_secrets.end(tx, account_id, overlap=overlap)
        added = self._add_secret(tx, account_id)
        kept = []
        for secret_id, sealed in webhook_secrets.live(tx, account_id)[:_SECRETS_MAX]:
            try:
                webhook_secrets.replace_ciphertext(tx, secret_id, self._seal.renew(sealed))
                kept.append(secret_id)
            except SealBroken:
                continue  # nobody can sign with it any more
        webhook_secrets.drop(tx, account_id, keep=kept)
        Act(
            actor=by,
            action="webhook_secret.rotate",
            subject=account_id,
            account_id=account_id,
            details={"overlap_s": overlap.total_seconds()},
        ).note(tx)
        return added

    def _add_secret(self, tx: Transaction, account_id: str) -> str:
        made, secret_id = new_secret(), new_id("whsec")
        webhook_secrets.insert_secret(
            tx, secret_id=secret_id, account_id=account_id, ciphertext=self._seal.seal(made)
        )
        return made


def _lock(tx: Transaction, account_id: str) -> None:
    if not webhook_secrets.lock(tx, account_id):
        raise NotFound("There is no such account.", code="account_not_found")
