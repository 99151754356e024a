"""Submit: recognise a retry, quote, hold, enqueue; one transaction, or nothing happened.

It does not know how a vendor spells a request, nor how the picture will be made.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from inkstone.blobs.base import BlobStore
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InkstoneError, StorageFull, TryLater
from inkstone.domain.job import Job
from inkstone.domain.rate_card import Buyer, Quote, RateCard
from inkstone.domain.request import SEED_LIMIT
from inkstone.service.allowance import check_model, refusal
from inkstone.service.enhance import Enhancer
from inkstone.service.ids import new_id
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator
from inkstone.service.queue_gauge import QueueGauge
from inkstone.service.references import References
from inkstone.service.retries import Retries
from inkstone.service.route import Route, Router
from inkstone.service.submission import Submission
from inkstone.store import idempotency, jobs, ledger
from inkstone.store.unit_of_work import Store, Transaction


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
    #: Jobs that may wait in one queue.
    queue_max: int = 10_000


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
        references: References,
        rate_card: RateCard,
        catalogue: Catalogue,
        router: Router,
        limits: SubmitLimits,
        metrics: Metrics,
        moderator: Moderator,
        enhancer: Enhancer | None = None,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._references = references
        self._retries = Retries(
            store=store, key_lifetime=limits.idempotency_ttl, grace=limits.grace
        )
        self._rate_card = rate_card
        self._catalogue = catalogue
        self._gauge = QueueGauge(store=store, num_max=limits.queue_max)
        self._router = router
        self._limits = limits
        self._metrics = metrics
        self._moderator = moderator
        self._enhancer = enhancer

    async def submit(self, submission: Submission) -> Submitted:
        """Turn a submission into a queued job with its money held, or find the job it repeats.

        Raises:
            ContentRefused: moderation objects to the prompt.
            IdempotencyMismatch: the key belongs to another request.
            InputRefused: a picture to start from is not what it says, or not the account's.
            InsufficientFunds: the account has less left than the quote, or a budget is spent.
            PermissionDenied: the key may not ask for the model.
            PriceUnknown: the rate card has no price.
            RateLimited: the account or the key has as many jobs under way as it may.
            StorageFull: too little disk is left to keep the result.
            Unavailable: no engine serves it, or too many jobs wait already.
        """
        check_model(submission.caller, submission.request.model, self._catalogue)
        async with self._retries.in_turn(submission):
            return await self._submit(submission)

    async def _submit(self, submission: Submission) -> Submitted:
        policy = submission.caller.policy
        is_judged = self._moderator.looks_at_words(policy)
        replay = await self._retries.find(submission, is_judged=is_judged)
        if replay is not None:
            return Submitted(job=replay, is_replay=True)
        route = self._router.choose(submission.request)
        warnings = await self._moderator.check_words(submission.request.prompt, policy)
        submission = replace(submission, warnings=warnings)
        lacking = await self._lacking(route)
        job_id, is_enqueued = new_id("job"), False
        try:
            if lacking is None:
                submission = await self._with_inputs(submission, job_id)
            submitted = await self._enqueue(submission, job_id, lacking=lacking)
            is_enqueued = not submitted.is_replay
        except InkstoneError as error:
            # NOTE: where the store went away the job may be there, and wait for its inputs.
            if isinstance(error, StorageFull) or not isinstance(error, TryLater):
                await self._discard(submission, job_id)
            raise
        finally:
            if lacking is None:
                self._gauge.leave(route.queue, is_enqueued=is_enqueued)
        if submitted.is_replay:
            await self._discard(submission, job_id)
        else:
            self._metrics.submitted(submission.dialect)
        return submitted

    async def abandon(self, job_id: str) -> None:
        """Note that the client of a job hung up, so that its retry finds the job again."""
        await self._retries.abandon(job_id)

    async def _discard(self, submission: Submission, job_id: str) -> None:
        """Delete what a request brought that has become no job."""
        if submission.references:
            await self._blobs.delete_prefix(f"{job_id}/")

    async def _with_inputs(self, submission: Submission, job_id: str) -> Submission:
        """The same with its pictures resolved; what came in the request is kept by now."""
        named = [*submission.references, *([submission.mask] if submission.mask else [])]
        if not named:
            return submission
        pictures = await self._references.resolve(
            named,
            account_id=submission.caller.account_id,
            job_id=job_id,
            forms=submission.forms,
        )
        num_inputs = len(submission.references)
        request = replace(
            submission.request,
            inputs=pictures[:num_inputs],
            mask=pictures[num_inputs] if submission.mask else None,
        )
        return replace(submission, request=request)

    async def _enqueue(
        self, submission: Submission, job_id: str, *, lacking: TryLater | None
    ) -> Submitted:
        route = self._router.choose(submission.request)
        caller = submission.caller
        quote = self._rate_card.quote(
            submission.dialect,
            submission.request,
            at=datetime.now(UTC),
            buyer=Buyer(account_name=caller.account_name, plan=caller.plan),
            is_enhanced=self._enhancer is not None and self._enhancer.wants(submission.request),
        )

        def take(tx: Transaction) -> Submitted:
            return self._take(tx, job_id, submission, route=route, quote=quote, lacking=lacking)

        try:
            return await self._store.write(take)
        except idempotency.KeyTaken:
            # Another request bound the same key a moment ago: its job is ours.
            return await self._store.write(take)

    async def _lacking(self, route: Route) -> TryLater | None:
        """What this server has too little of to take another job; a replay needs none of it.

        Where it is nothing, the job has a place in the queue's gauge, which it must leave.
        """
        free = await self._blobs.free_bytes()
        if free is not None and free < self._limits.free_bytes_min:
            return StorageFull(retry_after_s=60)
        return await self._gauge.enter(route.queue)

    def _take(
        self,
        tx: Transaction,
        job_id: str,
        submission: Submission,
        *,
        route: Route,
        quote: Quote,
        lacking: TryLater | None,
    ) -> Submitted:
        """Find the job of the submission's key, or insert one; one transaction."""
        job, old = self._retries.replay(tx, submission)
        if job is not None:
            return Submitted(job=job, is_replay=True)
        if lacking is not None:
            raise lacking
        job = self._insert(tx, job_id, submission, route=route, quote=quote, old=old)
        return Submitted(job=job, is_replay=False)

    def _insert(
        self,
        tx: Transaction,
        job_id: str,
        submission: Submission,
        *,
        route: Route,
        quote: Quote,
        old: idempotency.KeyRow | None,
    ) -> Job:
        caller, total = submission.caller, quote.total
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
        reserved = ledger.reserve(
            tx,
            account_id=caller.account_id,
            key_id=caller.key_id,
            amount_micros=total.micros,
            num_images=quote.num_images,
        )
        if isinstance(reserved, ledger.Refused):
            raise refusal(tx, caller, total, by=reserved, queue=route.queue)
        return jobs.insert_job(
            tx,
            jobs.NewJob(
                id=job_id,
                account_id=caller.account_id,
                key_id=caller.key_id,
                dialect=submission.dialect,
                queue=route.queue,
                priority=submission.priority,
                vtime=reserved.vtime,
                at_us=reserved.at_us,
                wait_max=submission.wait_max or self._limits.queue_ttl,
                request=submission.request.to_json(),
                wire=submission.wire,
                fingerprint=submission.fingerprint,
                fetches=any(picture.url for picture in submission.request.pictures),
                currency=total.currency,
                per_image_micros=quote.per_image.micros,
                extra_micros=quote.extra.micros,
                quoted_micros=total.micros,
                rate_card=quote.rate_card,
                webhook=submission.webhook.to_json() if submission.webhook else None,
                policy=caller.policy.to_json() or None,
                warnings=[warning.to_json() for warning in submission.warnings] or None,
            ),
        )
