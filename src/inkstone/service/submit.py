"""Submit: recognise a retry, quote, hold, enqueue; one transaction, or nothing happened.

It does not know how a vendor spells a request, nor how the picture will be made.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from inkstone.blobs.base import BlobStore
from inkstone.domain.accounts import AccountStatus, Caller
from inkstone.domain.errors import (
    IdempotencyMismatch,
    InkstoneError,
    InsufficientFunds,
    NotAuthenticated,
    StorageFull,
)
from inkstone.domain.job import Job
from inkstone.domain.money import Amount
from inkstone.domain.rate_card import Quote, RateCard
from inkstone.domain.request import SEED_LIMIT, ImageRequest
from inkstone.service.ids import new_id
from inkstone.service.metrics import Metrics
from inkstone.service.route import Route, choose
from inkstone.store import accounts, idempotency, job_reads, jobs, ledger
from inkstone.store.unit_of_work import Store, Transaction

#: A retry that carries no key but says that it is one attaches to jobs no older than this.
_RETRY_WINDOW = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A request, who pays for it, and what a retry of it would look like."""

    caller: Caller
    dialect: str
    request: ImageRequest
    #: What the dialect wants back with the job; kept as it is.
    wire: Mapping[str, Any] = field(default_factory=dict)
    #: SHA-256 of the request as the caller sent it.
    fingerprint: str
    idempotency_key: str | None = None
    #: Whether the client says that it has sent this before.
    is_retry: bool = False
    priority: int = 0
    #: How long it may wait in the queue; the setting's default where the caller set none.
    wait_max: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The job that a submission got."""

    job: Job
    #: Whether it was there before.
    is_replay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitLimits:
    """The limits of a submit."""

    #: How long a job may wait in the queue.
    queue_ttl: timedelta
    #: How long an idempotency key is remembered.
    idempotency_ttl: timedelta
    #: How long after a hang-up an equal request attaches to the job.
    grace: timedelta
    #: Free bytes under which no job is taken.
    free_bytes_min: int


def draw_seed() -> int:
    """A seed for a request that names none."""
    return secrets.randbelow(SEED_LIMIT)


class Submitter:
    """Takes submissions."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        rate_card: RateCard,
        routes: Sequence[Route],
        limits: SubmitLimits,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._rate_card = rate_card
        self._routes = routes
        self._limits = limits
        self._metrics = metrics

    async def submit(self, submission: Submission) -> Submitted:
        """Turn a submission into a queued job with its money held, or find the job it repeats.

        Raises:
            IdempotencyMismatch: the key belongs to another request.
            InsufficientFunds: the account has less left than the quote.
            PriceUnknown: the rate card has no price.
            StorageFull: too little disk is left to keep the result.
            Unavailable: no engine serves it.
        """
        if submission.idempotency_key is None:
            replay = await self._find_retried(submission)
            if replay is not None:
                return Submitted(job=replay, is_replay=True)
        is_full = await self._is_disk_full()
        route = choose(self._routes, submission.request)
        quote = self._rate_card.quote(submission.dialect, submission.request, at=datetime.now(UTC))

        def take(tx: Transaction) -> Submitted:
            return self._take(tx, submission, route, quote, is_full=is_full)

        try:
            submitted = await self._store.write(take)
        except idempotency.KeyTaken:
            # Another request bound the same key a moment ago: its job is ours.
            submitted = await self._store.write(take)
        if not submitted.is_replay:
            self._metrics.submitted(submission.dialect)
        return submitted

    async def _is_disk_full(self) -> bool:
        free = await self._blobs.free_bytes()
        return free is not None and free < self._limits.free_bytes_min

    async def _find_retried(self, submission: Submission) -> Job | None:
        """The job that a request without a key repeats by all signs."""
        if not submission.is_retry:
            return await self._attach(submission)

        def find(tx: Transaction) -> Job | None:
            job_id = idempotency.newest_equal(
                tx,
                key_id=submission.caller.key_id,
                fingerprint=submission.fingerprint,
                within=_RETRY_WINDOW,
            )
            return None if job_id is None else job_reads.get(tx, job_id)

        return await self._store.read(find, snapshot=False)

    def _take(
        self,
        tx: Transaction,
        submission: Submission,
        route: Route,
        quote: Quote,
        *,
        is_full: bool,
    ) -> Submitted:
        """Find the job of the submission's key, or insert one; one transaction."""
        old = self._key_row(tx, submission)
        if old is not None and not (old.is_stale or old.is_spent):
            job = job_reads.get(tx, old.job_id)
            assert job is not None, "a key refers to its job"
            return Submitted(job=job, is_replay=True)
        if is_full:
            raise StorageFull(retry_after_s=60)
        return Submitted(job=self._insert(tx, submission, route, quote, old), is_replay=False)

    def _key_row(self, tx: Transaction, submission: Submission) -> idempotency.KeyRow | None:
        if submission.idempotency_key is None:
            return None
        row = idempotency.find(
            tx,
            account_id=submission.caller.account_id,
            key=submission.idempotency_key,
            lifetime=self._limits.idempotency_ttl,
        )
        if row is not None and not row.is_stale and row.fingerprint != submission.fingerprint:
            raise IdempotencyMismatch
        return row

    async def _attach(self, submission: Submission) -> Job | None:
        """Take up the job of an equal request whose client hung up a moment ago."""
        key_id, fingerprint, grace = (
            submission.caller.key_id,
            submission.fingerprint,
            self._limits.grace,
        )
        if not await self._store.read(
            lambda tx: idempotency.has_abandoned(
                tx, key_id=key_id, fingerprint=fingerprint, grace=grace
            ),
            snapshot=False,
        ):
            return None

        def take(tx: Transaction) -> Job | None:
            job_id = idempotency.take_abandoned(
                tx, key_id=key_id, fingerprint=fingerprint, grace=grace
            )
            return None if job_id is None else job_reads.get(tx, job_id)

        return await self._store.write(take)

    async def abandon(self, job_id: str) -> None:
        """Note that the client of a job hung up, so that its retry finds the job again."""
        await self._store.write(lambda tx: idempotency.mark_abandoned(tx, job_id))

    def _insert(
        self,
        tx: Transaction,
        submission: Submission,
        route: Route,
        quote: Quote,
        old: idempotency.KeyRow | None,
    ) -> Job:
        caller, total = submission.caller, quote.total
        job_id = new_id("job")
        if submission.idempotency_key is not None:
            bound = {
                "account_id": caller.account_id,
                "key": submission.idempotency_key,
                "fingerprint": submission.fingerprint,
                "job_id": job_id,
            }
            if old is None:
                idempotency.put(tx, **bound)
            elif not idempotency.rebind(tx, **bound, was=old.job_id):
                raise idempotency.KeyTaken
        ledger.enter_hold(
            tx,
            entry_id=new_id("entry"),
            account_id=caller.account_id,
            job_id=job_id,
            amount_micros=total.micros,
            currency=total.currency,
        )
        vtime = ledger.reserve(
            tx,
            account_id=caller.account_id,
            amount_micros=total.micros,
            num_images=quote.num_images,
        )
        if vtime is None:
            raise self._refusal(tx, caller, total)
        return jobs.insert_job(
            tx,
            jobs.NewJob(
                id=job_id,
                account_id=caller.account_id,
                key_id=caller.key_id,
                dialect=submission.dialect,
                queue=route.queue,
                priority=submission.priority,
                vtime=vtime,
                wait_max=submission.wait_max or self._limits.queue_ttl,
                request=submission.request.to_json(),
                wire=submission.wire,
                fingerprint=submission.fingerprint,
                currency=total.currency,
                per_image_micros=quote.per_image.micros,
                quoted_micros=total.micros,
                rate_card=quote.rate_card,
            ),
        )

    def _refusal(self, tx: Transaction, caller: Caller, total: Amount) -> InkstoneError:
        account = accounts.find_account(tx, caller.account_id)
        if account is None or account.status is not AccountStatus.ACTIVE:
            return NotAuthenticated("This account is suspended.", code="account_suspended")
        left = Amount(account.balance_micros - account.held_micros, account.currency)
        return InsufficientFunds(
            f"The request costs {total} and {left} is available "
            f"({Amount(account.held_micros, account.currency)} is held for jobs under way)."
        )
