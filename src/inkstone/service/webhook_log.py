"""What became of an account's deliveries: listed, shown with every try, repeated when asked.

It delivers nothing itself and knows no receiver.
"""

from inkstone.domain.errors import Gone, InvalidRequest, NotFound
from inkstone.domain.webhook import Delivery, DeliveryStatus, WebhookTry
from inkstone.store import webhook_reads, webhooks
from inkstone.store.unit_of_work import Store, Transaction

#: Tries that are logged of one delivery; after so many it cannot be repeated.
_TRIES_MAX = 100


class WebhookLog:
    """The deliveries of all accounts, each account's own for itself."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def deliveries(
        self,
        account_id: str,
        *,
        limit: int,
        status: DeliveryStatus | None = None,
        job_id: str | None = None,
        before_id: str | None = None,
    ) -> list[Delivery]:
        """Deliveries of an account, newest first."""
        return await self._store.read(
            lambda tx: webhook_reads.newest(
                tx,
                account_id=account_id,
                limit=limit,
                status=status,
                job_id=job_id,
                before_id=before_id,
            )
        )

    async def find(self, delivery_id: str, *, account_id: str) -> tuple[Delivery, list[WebhookTry]]:
        """A delivery and the log of its tries, first try first.

        Raises:
            NotFound: the account has no such delivery.
        """
        return await self._store.read(
            lambda tx: (_own(tx, delivery_id, account_id), webhook_reads.tries(tx, delivery_id))
        )

    async def redeliver(self, delivery_id: str, *, account_id: str) -> Delivery:
        """Try a delivery again at once, however it stands: the same message under the same id.

        Where tries are left after it, they follow as they would have.

        Raises:
            NotFound: the account has no such delivery.
            Gone: it was forgotten with its job.
            InvalidRequest: it was repeated too often.
        """

        def write(tx: Transaction) -> Delivery:
            found = _own(tx, delivery_id, account_id)
            if not found.url:
                raise Gone("What this delivery said was deleted with its job.")
            if found.num_tries >= _TRIES_MAX:
                raise InvalidRequest(
                    f"It was tried {found.num_tries} times.", code="too_many_tries"
                )
            webhooks.redeliver(tx, delivery_id)
            return _own(tx, delivery_id, account_id)

        return await self._store.write(write)


def _own(tx: Transaction, delivery_id: str, account_id: str) -> Delivery:
    found = webhook_reads.get(tx, delivery_id, account_id=account_id)
    if found is None:
        raise NotFound(f"There is no delivery {delivery_id[:80]!r}.", code="delivery_not_found")
    return found
