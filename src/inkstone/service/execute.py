"""Execute: one claimed attempt, from its engine's events to kept pictures and a settled job.

Each path through here ends the job, hands it back, or finds that it has moved on.
It does not know which engine it drives, nor who asked for the picture.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import (
    ContentRefused,
    EngineFailure,
    InkstoneError,
    ServerFault,
    TryLater,
)
from inkstone.domain.job import Job, JobStatus, JobWarning
from inkstone.engines import base
from inkstone.service.attempt import Attempt, StopReason
from inkstone.service.inputs import Gathered, Inputs
from inkstone.service.keep import Drawn, Keeper
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator
from inkstone.service.progress import ProgressBoard
from inkstone.service.settle import (
    CANCELED,
    EXPIRED,
    Outcome,
    error_of,
    hand_back,
    has_settled,
    is_undelivered,
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
        if attempt.reason is StopReason.DRAINED:
            is_ours = await self._hand_back(attempt.job)
            attempt.images.clear()
        elif attempt.reason is StopReason.LOST:
            is_ours = False
        else:
            is_ours = await self._settle(attempt, self._outcome(attempt, failure))
        if not is_ours:
            _LOG.warning("job %s moved on without attempt %d", attempt.job.id, attempt.job.attempt)
        if not (is_ours and attempt.images):
            await self._blobs.delete_prefix(_prefix(attempt.job))
        self._board.drop(attempt.job.id)

    async def _draw(self, attempt: Attempt) -> None:
        """Get the inputs ready, then follow the engine."""
        job = attempt.job
        wants = self._keeper.wants_ingredients(job)
        async with self._inputs.gathered(job, as_ingredients=wants) as gathered:
            flagged = await self._moderator.check_inputs(gathered.pictures, job.policy)
            attempt.warnings += [*gathered.warnings, *flagged]
            attempt.ingredients = gathered.ingredients
            await self._follow(attempt, gathered)

    async def _follow(self, attempt: Attempt, gathered: Gathered) -> None:
        job = attempt.job
        engine = self._engines[job.queue]
        run = base.Run(
            job_id=job.id,
            attempt=job.attempt,
            account_id=job.account_id,
            account_weight=job.account_weight,
            priority=job.priority,
            deadline_at=job.expires_at,
            request=job.request,
            size=gathered.size,
            seeds=job.request.seeds(),
            inputs=gathered.pictures,
            mask=gathered.mask,
        )
        if job.fetches:
            # Who dies from now on may have died of this job.
            await self._insist(job, lambda tx, is_again: jobs.note_fetched(tx, job))  # noqa: ARG005
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
            case base.Submitted():
                pass

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

    def _outcome(self, attempt: Attempt, failure: InkstoneError | None) -> Outcome:
        if attempt.reason is StopReason.EXPIRED:
            return Outcome(status=JobStatus.EXPIRED, error=EXPIRED)
        job, warnings, failure = attempt.job, list(attempt.warnings), failure or attempt.refusal
        images = sorted(attempt.images, key=lambda image: image.image_index)
        error = None
        if attempt.reason is StopReason.CANCELED:
            status, error = JobStatus.CANCELED, CANCELED
        elif images:
            status = JobStatus.SUCCEEDED
            if len(images) < job.request.num_images:
                why = failure.message if failure else "The engine stopped early."
                warnings.append(
                    JobWarning(
                        code="partial",
                        message=f"{len(images)} of {job.request.num_images} pictures were made, "
                        f"and only those are charged. {why}",
                    )
                )
        else:
            status = JobStatus.FAILED
            failure = failure or EngineFailure("The engine made no picture.")
            error = error_of(failure)
        if failure is not None:
            self._metrics.erred(failure.code)
            level = logging.ERROR if isinstance(failure, ServerFault) else logging.INFO
            _LOG.log(level, "job %s: %s: %s", job.id, failure.code, failure.message)
        return Outcome(
            status=status,
            images=images,
            warnings=warnings,
            error=error,
            engine=str(attempt.made_by or self._engines[job.queue].identity),
            engine_ms=round(attempt.engine_s * 1000),
        )

    async def _settle(self, attempt: Attempt, outcome: Outcome) -> bool:
        job = attempt.job

        def step(tx: Transaction, *, is_again: bool) -> bool:
            nonlocal outcome
            is_asked_for = job.dialect not in self._not_pollable
            if outcome.images and not is_asked_for and is_undelivered(tx, job, outcome.status):
                outcome = replace(outcome, status=JobStatus.CANCELED, images=(), error=CANCELED)
            return settle(tx, job, outcome) or (is_again and has_settled(tx, job, outcome))

        is_ours = await self._insist(job, step)
        if not outcome.images:
            attempt.images.clear()
        if is_ours:
            self._metrics.finished(
                queue=attempt.job.queue,
                status=outcome.status,
                num_images=len(outcome.images),
                took_s=attempt.engine_s,
            )
        return is_ours

    async def _hand_back(self, job: Job) -> bool:
        return await self._insist(job, lambda tx, is_again: hand_back(tx, job))  # noqa: ARG005

    async def _insist(self, job: Job, step: Callable[..., bool]) -> bool:
        """Do a last step of a job, however long the database is away; told if it is a retry."""
        delay_s, is_again = 0.1, False
        while True:
            try:
                return await self._store.write(partial(step, is_again=is_again))
            except TryLater as error:
                # The pictures are safe; the database will be back, or our lease will lapse.
                _LOG.warning("cannot let go of job %s yet: %s", job.id, error.message)
                await asyncio.sleep(delay_s)
                delay_s, is_again = min(5.0, delay_s * 2), True


def _prefix(job: Job) -> str:
    return f"{job.id}/{job.attempt}/"
