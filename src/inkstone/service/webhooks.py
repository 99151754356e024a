"""Webhooks: a caller is told at an address of theirs that a job has ended, until they take it.

What is said, and how it is signed, is each dialect's own; this module knows when, where and how
often. The rows of deliveries are written by `settle`.
"""

import asyncio
import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from inkstone.domain.webhook import DeliveryStatus, WebhookTarget
from inkstone.net.fetch import Fetcher
from inkstone.service.audit import SERVER
from inkstone.service.sealing import Seal
from inkstone.service.webhook_form import WebhookForm
from inkstone.service.webhook_log import WebhookLog
from inkstone.service.webhook_ping import Ping, Pinger, PingLimits
from inkstone.service.webhook_post import Poster
from inkstone.service.webhook_schedule import wait_after
from inkstone.service.webhook_secrets import WebhookSecrets
from inkstone.store import job_reads, webhook_claims, webhooks
from inkstone.store.unit_of_work import Store
from inkstone.store.webhook_claims import Claimed, Room
from inkstone.store.webhooks import Tried

__all__ = ["WebhookForm", "WebhookLimits", "Webhooks"]

_LOG = logging.getLogger(__name__)

#: How much longer than a claim that looked through the whole backlog the pause after it is, so that
#: a long one does not keep others from the database …
_WIDE_PAUSE = 20
#: … to the longest, in seconds: an account that nobody saw waits no longer.
_WIDE_PAUSE_S_MAX = 5.0
#: The status by which a receiver asks for no more.
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookLimits:
    """The limits of deliveries."""

    #: Under way together, in one process.
    num_at_once: int = 16
    #: The same to one host, so that a slow one does not take all places.
    num_at_once_per_host: int = 8
    #: The same to one host for one account, so that none takes all that a host has.
    num_at_once_per_account_and_host: int = 4
    #: From the first try that failed to the second.
    first_wait: timedelta = timedelta(seconds=5)
    #: How long a delivery in hand stays ours: longer than a try can take.
    lease: timedelta = timedelta(seconds=60)
    pings: PingLimits = field(default_factory=PingLimits)

    @property
    def room(self) -> Room:
        """How many may be in hand together, as the store is told."""
        return Room(
            num_at_once=self.num_at_once,
            num_per_host=self.num_at_once_per_host,
            num_per_account_and_host=self.num_at_once_per_account_and_host,
        )


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
        self._poster = Poster(fetcher)
        self._pinger = Pinger(poster=self._poster, now=now, limits=limits.pings)
        self._secrets = WebhookSecrets(store=store, seal=Seal(secret_keys))
        self._form_of = form_of
        self._now = now
        self.limits = limits
        #: When a claim may look through the whole of a long backlog again.
        self._wide_at_s = -math.inf
        #: What became of deliveries.
        self.log = WebhookLog(store=store)

    def target(self, url: str, *, base_url: str, param: str) -> WebhookTarget:
        """Where a job's end is to be told.

        Args:
            url: as the caller gave it.
            base_url: how that caller reaches this server.
            param: the field that it came in, for the fault.

        Raises:
            InvalidRequest: the URL could never be posted to; with the reason as a fault.
        """
        self._poster.check(url, param=param)
        return WebhookTarget(url=url, base_url=base_url.rstrip("/"))

    async def secrets(self, account_id: str) -> tuple[str, ...]:
        """What an account's messages are signed with, newest first; made at first need.

        Raises:
            NotFound: there is no such account.
        """
        return await self._secrets.live(account_id)

    async def rotate(self, account_id: str, *, overlap: timedelta, by: str = SERVER) -> str:
        """Make a new secret and return it; those before it stay good for the overlap.

        Raises:
            InvalidRequest: the overlap is negative or too long.
            NotFound: there is no such account.
        """
        return await self._secrets.rotate(account_id, overlap=overlap, by=by)

    async def ping(self, account_id: str, url: str, *, param: str) -> Ping:
        """Send a signed ping at once and say what came of it; nothing of it is stored.

        Args:
            account_id: whose secrets sign it.
            url: as the caller gave it.
            param: the field that it came in, for the fault.

        Raises:
            InvalidRequest: the URL could never be posted to; with the reason as a fault.
            RateLimited: the account has just sent one, or too many are under way.
            NotFound: there is no such account.
        """
        self._poster.check(url, param=param)
        secrets = await self.secrets(account_id)
        return await self._pinger.ping(account_id, url, secrets=secrets)

    async def deliver_due(self) -> int:
        """Deliver until nothing is due; returns how many tries that were."""
        num = 0
        while claimed := await self.claim():
            await asyncio.gather(*map(self.deliver, claimed))
            num += len(claimed)
        return num

    async def next_due_s(self, *, in_hand: Sequence[Claimed] = ()) -> float | None:
        """In how many seconds there is one to claim; 0 where there is, None where none is known.

        Args:
            in_hand: those that this process has in hand by now.
        """
        room = self.limits.room
        return await self._store.read(
            lambda tx: webhook_claims.next_due_s(tx, room=room, in_hand=in_hand), snapshot=False
        )

    async def claim(self, *, in_hand: Sequence[Claimed] = ()) -> list[Claimed]:
        """Take due deliveries, as many as there are places for, no account before its turn.

        Args:
            in_hand: those that this process has in hand by now.
        """
        limits, began_s = self.limits, time.monotonic()
        looks_wide = began_s >= self._wide_at_s
        claimed = await self._store.write(
            lambda tx: webhook_claims.claim(
                tx,
                room=limits.room,
                in_hand=in_hand,
                lease=limits.lease,
                looks_wide=looks_wide,
            )
        )
        if looks_wide:
            now_s = time.monotonic()
            self._wide_at_s = now_s + min(_WIDE_PAUSE_S_MAX, _WIDE_PAUSE * (now_s - began_s))
        return claimed

    async def hand_back(self, claimed: Claimed) -> None:
        """Let go of a delivery that was not tried."""
        await self._store.write(lambda tx: webhook_claims.hand_back(tx, claimed))

    async def reclaim(self) -> int:
        """Make all that were in hand due, where the only worker of a store starts."""
        return await self._store.write(webhook_claims.reclaim)

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
        secrets = await self.secrets(delivery.account_id)
        # While one secret replaces another, tries lead with them in turn: a vendor whose messages
        # have one signature is understood by receivers that know only the old one as well.
        lead = delivery.num_tries % len(secrets)
        headers = form.headers(
            delivery_id=delivery.id,
            at=self._now(),
            body=body,
            secrets=secrets[lead:] + secrets[:lead],
        )
        posted = await self._poster.post(delivery.url, body=body, headers=headers)
        error, status = posted.error, posted.status
        num_tries, wait = delivery.num_tries + 1, None
        becomes = DeliveryStatus.DELIVERED if error is None else DeliveryStatus.FAILED
        if error is not None and status != _GONE and num_tries < form.num_tries_max:
            becomes, wait = DeliveryStatus.PENDING, self._wait_after(num_tries)
        _LOG.info("delivery %s, try %d: %s", delivery.id, num_tries, error or "taken")
        return Tried(status=status, error=error, took_ms=posted.took_ms, becomes=becomes, wait=wait)

    def _wait_after(self, num_tries: int) -> timedelta:
        jitter = random.uniform(-1, 1)  # noqa: S311 - it hides nothing
        return wait_after(num_tries, first_wait=self.limits.first_wait, jitter=jitter)
