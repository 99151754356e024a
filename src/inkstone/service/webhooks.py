"""Webhooks: a caller is told at an address of theirs that a job has ended, until they take it.

What is said, and how it is signed, is each dialect's own; this module knows when, where and how
often. The rows of deliveries are written by `settle`.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from inkstone.domain.errors import Fault, Gone, InvalidRequest, NotFound
from inkstone.domain.webhook import Delivery, DeliveryStatus, WebhookTarget, WebhookTry
from inkstone.net.failures import UrlRefused
from inkstone.net.fetch import Fetcher
from inkstone.service.sealing import Seal
from inkstone.service.webhook_form import WebhookForm
from inkstone.service.webhook_schedule import wait_after
from inkstone.service.webhook_secrets import WebhookSecrets
from inkstone.store import job_reads, webhook_reads, webhooks
from inkstone.store.unit_of_work import Store, Transaction
from inkstone.store.webhooks import Claimed, Tried

__all__ = ["WebhookForm", "WebhookLimits", "Webhooks"]

_LOG = logging.getLogger(__name__)

#: Tries that are logged of one delivery; after so many it cannot be repeated.
_LOG_MAX = 100
#: The status by which a receiver asks for no more.
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookLimits:
    """The limits of deliveries."""

    #: Under way together, in one process.
    num_at_once: int = 16
    #: The same to one host, so that a slow one does not take all places.
    num_at_once_per_host: int = 4
    #: From the first try that failed to the second.
    first_wait: timedelta = timedelta(seconds=5)
    #: How long a delivery in hand stays ours: longer than a try can take.
    lease: timedelta = timedelta(seconds=60)


class Webhooks:
    """Tells callers that their jobs have ended."""

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetcher,
        secret_keys: Sequence[bytes],
        form_of: Callable[[str], WebhookForm | None],
        limits: WebhookLimits = WebhookLimits(),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Describe it; nothing starts.

        Args:
            store: where deliveries are kept.
            fetcher: the way to the receivers.
            secret_keys: the shared secrets, with which the accounts' own are sealed.
            form_of: the form of a dialect by its name; None for one that tells nothing. A form is
                first asked for when a delivery is due.
            limits: of the deliveries in this process.
            now: the time that tries are signed with.
        """
        self._store = store
        self._fetcher = fetcher
        self._secrets = WebhookSecrets(store=store, seal=Seal(secret_keys))
        self._form_of = form_of
        self._now = now
        self.limits = limits

    def target(self, url: str, *, base_url: str, param: str) -> WebhookTarget:
        """Where a job's end is to be told.

        Args:
            url: as the caller gave it.
            base_url: how that caller reaches this server.
            param: the field that it came in, for the fault.

        Raises:
            InvalidRequest: the URL could never be posted to; with the reason as a fault.
        """
        try:
            self._fetcher.check(url)
        except UrlRefused as error:
            fault = Fault(param=param, message=error.message, kind=error.code)
            raise InvalidRequest(faults=[fault]) from error
        return WebhookTarget(url=url, base_url=base_url.rstrip("/"))

    async def secrets(self, account_id: str) -> tuple[str, ...]:
        """What an account's messages are signed with, newest first; made at first need.

        Raises:
            NotFound: there is no such account.
        """
        return await self._secrets.live(account_id)

    async def rotate(self, account_id: str, *, overlap: timedelta) -> str:
        """Make a new secret and return it; those before it stay good for the overlap.

        Raises:
            InvalidRequest: the overlap is negative or too long.
            NotFound: there is no such account.
        """
        return await self._secrets.rotate(account_id, overlap=overlap)

    async def deliveries(
        self, account_id: str, *, limit: int, before_id: str | None = None
    ) -> list[Delivery]:
        """Deliveries of an account, newest first."""
        return await self._store.read(
            lambda tx: webhook_reads.newest(
                tx, account_id=account_id, limit=limit, before_id=before_id
            )
        )

    async def tries(self, delivery_id: str, *, account_id: str) -> list[WebhookTry]:
        """The log of a delivery.

        Raises:
            NotFound: the account has no such delivery.
        """

        def read(tx: Transaction) -> list[WebhookTry]:
            _own(tx, delivery_id, account_id)
            return webhook_reads.tries(tx, delivery_id)

        return await self._store.read(read)

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
            if found.num_tries >= _LOG_MAX:
                raise InvalidRequest(
                    f"It was tried {found.num_tries} times.", code="too_many_tries"
                )
            webhooks.redeliver(tx, delivery_id)
            return _own(tx, delivery_id, account_id)

        return await self._store.write(write)

    async def deliver_due(self) -> int:
        """Deliver until nothing is due; returns how many tries that were."""
        num = 0
        while claimed := await self.claim():
            await asyncio.gather(*map(self.deliver, claimed))
            num += len(claimed)
        return num

    async def next_due_s(self, *, in_hand: Sequence[str] = ()) -> float | None:
        """In how many seconds there is one to claim; 0 where there is, None where none is known.

        Args:
            in_hand: the hosts of those in hand, one entry each.
        """
        most = self.limits.num_at_once_per_host
        busy = {host for host in in_hand if in_hand.count(host) >= most}
        return await self._store.read(
            lambda tx: webhooks.next_due_s(tx, busy_hosts=busy), snapshot=False
        )

    async def claim(self, *, in_hand: Sequence[str] = ()) -> list[Claimed]:
        """Take due deliveries, as many as there are places for.

        Args:
            in_hand: the hosts of those in hand by now, one entry each.
        """
        limits = self.limits
        return await self._store.write(
            lambda tx: webhooks.claim(
                tx,
                limit=limits.num_at_once - len(in_hand),
                per_host=limits.num_at_once_per_host,
                in_hand=in_hand,
                lease=limits.lease,
            )
        )

    async def hand_back(self, claimed: Claimed) -> None:
        """Let go of a delivery that was not tried."""
        await self._store.write(lambda tx: webhooks.hand_back(tx, claimed))

    async def reclaim(self) -> int:
        """Make all that were in hand due, where the only worker of a store starts."""
        return await self._store.write(webhooks.reclaim)

    async def deliver(self, claimed: Claimed) -> None:
        """Try a delivery once, and record how that went.

        Raises:
            TryLater: the store or the fetcher does not answer; nothing was recorded.
        """
        form = self._form_of(claimed.dialect)
        if form is None:
            await self.give_up(claimed, f"Nothing is told in the dialect {claimed.dialect}.")
            return
        body = claimed.body
        if body is None:
            body = await self._first_body(claimed, form)
        if body is None:
            return  # it has changed hands, or was forgotten
        tried = await self._try(claimed, form, body)
        await self._store.write(lambda tx: webhooks.record(tx, claimed, tried))

    async def give_up(self, claimed: Claimed, error: str) -> None:
        """End a delivery that cannot be made."""
        tried = Tried(status=None, error=error, took_ms=0, becomes=DeliveryStatus.FAILED)
        await self._store.write(lambda tx: webhooks.record(tx, claimed, tried))

    async def _first_body(self, claimed: Claimed, form: WebhookForm) -> bytes | None:
        """What is said, from now on; None where the delivery is no longer ours."""
        job_id = claimed.delivery.job_id
        job = await self._store.read(lambda tx: job_reads.get(tx, job_id))
        assert job is not None, "a delivery's job is never removed"
        body = form.body(job, base_url=claimed.base_url)
        keep = partial(webhooks.freeze_body, claimed=claimed, body=body)
        return body if await self._store.write(keep) else None

    async def _try(self, claimed: Claimed, form: WebhookForm, body: bytes) -> Tried:
        delivery = claimed.delivery
        headers = form.headers(
            delivery_id=delivery.id,
            at=self._now(),
            body=body,
            secrets=await self.secrets(delivery.account_id),
        )
        headers = {"Content-Type": "application/json", **headers}
        status, error, began_s = None, None, time.monotonic()
        try:
            reply = await self._fetcher.post(delivery.url, body=body, headers=headers)
        except InvalidRequest as failure:
            error = failure.message
        else:
            status = reply.status
            if not 200 <= status < 300:
                error = f"The receiver answered with status {status}."
        took_ms = round((time.monotonic() - began_s) * 1000)
        num_tries, wait = delivery.num_tries + 1, None
        becomes = DeliveryStatus.DELIVERED if error is None else DeliveryStatus.FAILED
        if error is not None and status != _GONE and num_tries < form.num_tries_max:
            becomes, wait = DeliveryStatus.PENDING, self._wait_after(num_tries)
        _LOG.info("delivery %s, try %d: %s", delivery.id, num_tries, error or "taken")
        return Tried(status=status, error=error, took_ms=took_ms, becomes=becomes, wait=wait)

    def _wait_after(self, num_tries: int) -> timedelta:
        jitter = random.uniform(-1, 1)  # noqa: S311 - it hides nothing
        return wait_after(num_tries, first_wait=self.limits.first_wait, jitter=jitter)


def _own(tx: Transaction, delivery_id: str, account_id: str) -> Delivery:
    found = webhook_reads.get(tx, delivery_id, account_id=account_id)
    if found is None:
        raise NotFound(f"There is no delivery {delivery_id[:80]!r}.", code="delivery_not_found")
    return found
