"""Execute: one claimed attempt, from its engine's events to kept pictures and a settled job.

Each path through here ends the job, hands it back, or finds that it has moved on.
It does not know which engine it drives, nor who asked for the picture.
"""

import asyncio
import logging
import time
from collections.abc import Collection, Mapping
from contextlib import aclosing
from dataclasses import replace

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import (
    ContentRefused,
    EngineFailure,
    InkstoneError,
)
from inkstone.domain.job import Job, JobStatus, JobWarning
from inkstone.domain.request import ImageRequest, Size
from inkstone.engines import base
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.enhance import Enhancer
from inkstone.service.inputs import Gathered, Inputs
from inkstone.service.insist import insist, note_upstream, whole
from inkstone.service.keep import Drawn, Keeper
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator
from inkstone.service.outcomes import outcome_of
from inkstone.service.progress import ProgressBoard
from inkstone.service.route import Router
from inkstone.service.settle import (
    CANCELED,
    Outcome,
    hand_back,
    has_settled,
    is_undelivered,
    move_on,
    settle,
)
from inkstone.store import jobs
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)


class Executor:
    """Runs attempts on their engines."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        engines: Mapping[str, base.Engine],
        board: ProgressBoard,
        metrics: Metrics,
        inputs: Inputs,
        keeper: Keeper,
        moderator: Moderator,
        router: Router,
        enhancer: Enhancer | None = None,
        run_timeout_s: float,
        not_pollable: Collection[str] = (),
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._engines = engines
        self._board = board
        self._metrics = metrics
        self._run_timeout_s = run_timeout_s
        #: Dialects whose jobs nobody can ask for once the call that waits for them is over.
        self._not_pollable = frozenset(not_pollable)
        self._inputs = inputs
        self._keeper = keeper
        self._moderator = moderator
        self._router = router
        self._enhancer = enhancer

    async def execute(self, attempt: Attempt) -> None:
        """Draw, keep the pictures, settle."""
        job = attempt.job
        failure: InkstoneError | None = None
        began_s = time.monotonic()
        for number in range(1, job.attempt):
            # What an earlier attempt wrote belongs to nobody; a later one's is not ours to touch.
            await self._blobs.delete_prefix(f"{job.id}/{number}/")
        try:
            await attempt.draw(asyncio.create_task(self._draw(attempt)))
        except TimeoutError:
            failure = EngineFailure(
                f"The engine did not finish within {self._run_timeout_s:g} s.",
                code="engine_timeout",
            )
        except InkstoneError as error:
            failure = error
        attempt.engine_s = attempt.engine_s or time.monotonic() - began_s
        await self.finish(attempt, failure)

    async def finish(self, attempt: Attempt, failure: InkstoneError | None) -> None:
        """Settle an attempt that has stopped drawing, or hand its job back."""
        if attempt.reason is StopReason.DRAINED and not attempt.is_at_stake:
            is_ours = await self._hand_back(attempt.job)
            attempt.images.clear()
        elif attempt.reason is StopReason.LOST:
            is_ours = False
        else:
            is_ours = await self._end(attempt, failure)
        if not is_ours:
            _LOG.warning("job %s moved on without attempt %d", attempt.job.id, attempt.job.attempt)
        if not (is_ours and attempt.images):
            await self._blobs.delete_prefix(_prefix(attempt.job))
        if not attempt.has_moved:
            self._board.drop(attempt.job.id)

    async def _end(self, attempt: Attempt, failure: InkstoneError | None) -> bool:
        """Settle, or move on to another engine where this one surely did no work."""
        job = attempt.job
        if failure is not None and attempt.reason is None:
            self._metrics.erred(failure.code)
        has_ended = bool(attempt.images or attempt.reason)
        resumes = attempt.is_resumable
        move = None if has_ended else self._router.next(job, failure, is_resumable=resumes)
        if move is not None:
            # From then on it is another attempt's.
            self._board.drop(job.id)
            attempt.has_moved = True
            self._metrics.rerouted(job.queue, move.queue)
            return await insist(self._store, job, whole(lambda tx: move_on(tx, job, move)))
        usual = self._engines[job.queue].identity
        return await self._settle(attempt, outcome_of(attempt, failure, usual))

    async def _draw(self, attempt: Attempt) -> None:
        """Get the inputs ready, then follow the engine."""
        job = attempt.job
        wants = self._keeper.wants_ingredients(job)
        async with self._inputs.gathered(job, as_ingredients=wants) as gathered:
            flagged = await self._moderator.check_inputs(gathered.pictures, job.policy)
            attempt.warnings += [*gathered.warnings, *flagged]
            attempt.ingredients = gathered.ingredients
            request, size = await self._rewritten(attempt, gathered)
            await self._follow(attempt, gathered, request, size)

    async def _rewritten(self, attempt: Attempt, gathered: Gathered) -> tuple[ImageRequest, Size]:
        """The request as it is drawn, and the size of its pictures."""
        job = attempt.job
        if self._enhancer is None or not self._enhancer.wants(job.request):
            return job.request, gathered.size
        enhanced = await self._enhancer.enhance(job, pictures=gathered.pictures, size=gathered.size)
        attempt.warnings += enhanced.warnings
        attempt.rewrite = enhanced.rewrite
        if enhanced.rewrite:
            size = enhanced.size if job.request.size else None
            # It is still its caller's request, but for a size that its caller left open.
            request = replace(job.request, size=size)
            attempt.job = replace(job, request=request, rewrite=enhanced.rewrite)
            # Once is enough.
            return replace(enhanced.request, prompt_extend=False), enhanced.size
        return enhanced.request, enhanced.size

    async def _follow(
        self, attempt: Attempt, gathered: Gathered, request: ImageRequest, size: Size
    ) -> None:
        job = attempt.job
        engine = self._engines[job.queue]
        run = base.Run(
            job_id=job.id,
            attempt=job.attempt,
            account_id=job.account_id,
            account_weight=job.account_weight,
            priority=job.priority,
            deadline_at=job.expires_at,
            request=request,
            size=size,
            seeds=request.seeds(),
            inputs=gathered.pictures,
            mask=gathered.mask,
            checkpoint=job.checkpoint,
        )
        if job.fetches:
            # Who dies from now on may have died of this job.
            await insist(self._store, job, whole(lambda tx: jobs.note_fetched(tx, job)))
        limit = asyncio.timeout(attempt.wait_s)
        try:
            async with limit, aclosing(engine.run(run)) as events:
                attempt.hand_over()
                async for event in events:
                    if not attempt.has_begun and not isinstance(event, base.Warning):
                        # What it waited for its turn inside the engine does not count as drawing.
                        attempt.begin()
                        limit.reschedule(asyncio.get_running_loop().time() + self._run_timeout_s)
                    await self._hear(attempt, engine, event)
        except TimeoutError:
            if limit.expired() and not attempt.has_begun:
                attempt.reason = attempt.reason or StopReason.EXPIRED
            raise

    async def _hear(self, attempt: Attempt, engine: base.Engine, event: base.Event) -> None:
        job = attempt.job
        match event:
            case base.Progress():
                self._note_progress(job, event)
            case base.Output():
                keeping = asyncio.create_task(self._keep(attempt, engine, event))
                try:
                    await asyncio.shield(keeping)
                except asyncio.CancelledError:
                    # A picture that was made is kept, unless somebody will make it again.
                    if attempt.reason in {StopReason.DRAINED, StopReason.LOST}:
                        keeping.cancel()
                    await keeping
                    raise
            case base.Preview() if self._hides_previews(job):
                pass
            case base.Preview(image=image, picture=picture):
                self._board.preview(job.id, image, picture.data, picture.media_type)
            case base.Warning():
                warning = JobWarning(code=event.code, message=event.message, words=event.words)
                attempt.warnings.append(warning)
                self._board.warn(job.id, warning)
            case base.Consumed():
                attempt.engine_s += event.engine_s
                attempt.spend(event.cost_micros)
            case base.Sending() | base.Submitted():
                await note_upstream(self._store, attempt, event)
            case base.Rewritten(prompt=prompt):
                attempt.rewrite = prompt

    def _hides_previews(self, job: Job) -> bool:
        """Whether nobody may see a picture before it is judged, or before it is labelled."""
        return self._moderator.looks_at_pictures(job.policy) or self._keeper.labels_visibly(job)

    def _note_progress(self, job: Job, event: base.Progress) -> None:
        self._board.step(
            job.id,
            image_index=event.image,
            step=event.step,
            steps=event.steps,
            num_images=job.request.num_images,
            eta_s=event.eta_s,
        )

    async def _keep(self, attempt: Attempt, engine: base.Engine, event: base.Output) -> None:
        job = attempt.job
        if any(image.image_index == event.image for image in attempt.images):
            raise EngineFailure(f"The engine made picture {event.image} twice.")
        try:
            what = f"Picture {event.image + 1}"
            found, flagged = await self._moderator.judge(event.picture, job.policy, what)
        except ContentRefused as refusal:
            attempt.refusal = attempt.refusal or refusal
            return
        drawn = Drawn(
            event=event,
            made_by=event.made_by or engine.identity,
            is_trained=engine.capabilities.is_trained,
            ingredients=attempt.ingredients,
            findings=found,
        )
        image, warnings = await self._keeper.keep(job, drawn)
        attempt.images.append(image)
        attempt.warnings += [w for w in (*flagged, *warnings) if w not in attempt.warnings]
        attempt.made_by = drawn.made_by
        self._board.made(job.id, image_index=event.image, num_images=job.request.num_images)

    async def _settle(self, attempt: Attempt, outcome: Outcome) -> bool:
        job = attempt.job

        def step(tx: Transaction, *, is_again: bool) -> bool:
            nonlocal outcome
            is_asked_for = job.dialect not in self._not_pollable
            if outcome.images and not is_asked_for and is_undelivered(tx, job, outcome.status):
                outcome = replace(outcome, status=JobStatus.CANCELED, images=(), error=CANCELED)
            return settle(tx, job, outcome) or (is_again and has_settled(tx, job, outcome))

        is_ours = await insist(self._store, job, step)
        if not outcome.images:
            attempt.images.clear()
        if is_ours:
            self._metrics.finished(
                queue=attempt.job.queue,
                status=outcome.status,
                num_images=len(outcome.images),
                took_s=attempt.engine_s,
            )
            self._metrics.spent(
                job.queue,
                cost_micros=outcome.cost_micros,
                at_risk_micros=outcome.cost_at_risk_micros,
            )
        return is_ours

    async def _hand_back(self, job: Job) -> bool:
        return await insist(self._store, job, whole(lambda tx: hand_back(tx, job)))


def _prefix(job: Job) -> str:
    return f"{job.id}/{job.attempt}/"
