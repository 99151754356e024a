"""An attempt: a claimed job while it is under way, and how it is told to stop.

It does not know what drawing is, nor how the job ends.
"""

import asyncio
import time
from collections.abc import Callable
from enum import StrEnum

from inkstone.domain.errors import ContentRefused, EngineFailure
from inkstone.domain.job import Job, JobImage, JobWarning
from inkstone.engines.base import Identity


class StopReason(StrEnum):
    """Why an attempt must stop before its end."""

    #: The caller asked for it: what is made is kept and charged.
    CANCELED = "canceled"
    #: The worker stops: the job goes back to the queue.
    DRAINED = "drained"
    #: The lease was lost: somebody else has the job.
    LOST = "lost"
    #: The engine has not begun with it by the time that the job expires.
    EXPIRED = "expired"


class Attempt:
    """A claimed job under way."""

    def __init__(self, job: Job, *, on_moved: Callable[[], None] = lambda: None) -> None:
        """Take a job as it was claimed; `on_moved` hears that its engine may have room for more."""
        self.job = job
        self._claimed_s = time.monotonic()
        self._on_moved = on_moved
        #: Whether the engine was given it.
        self.is_with_engine = False
        #: Whether its inputs come from elsewhere, and the engine does not have it yet.
        self.is_fetching = job.fetches
        #: Whether the engine has begun with it: until then it only waits, and may be handed back.
        self.has_begun = False
        self.reason: StopReason | None = None
        self.images: list[JobImage] = []
        self.warnings: list[JobWarning] = list(job.warnings)
        #: The inputs as C2PA has them, for the pictures that are made of them.
        self.ingredients: tuple[bytes, ...] = ()
        #: Why a picture that was made is not delivered.
        self.refusal: ContentRefused | None = None
        self.engine_s = 0.0
        #: What an upstream may charge for it; `None` until it is sent there.
        self.sent_micros: int | None = None
        #: Whether a later attempt could go on where this one is upstream.
        self.is_resumable = job.checkpoint is not None
        #: Whether an upstream has told what it charges, and how much that is.
        self.is_bought = False
        #: Whether its job went to another queue, or back to its own.
        self.has_moved = False
        self.cost_micros = 0
        self.upstream_id: str | None = None
        #: The prompt that its pictures are drawn from, where that is not its caller's.
        self.rewrite = ""
        #: Who made its pictures, once one is made.
        self.made_by: Identity | None = None
        self._drawing: asyncio.Task[None] | None = None

    @property
    def is_at_stake(self) -> bool:
        """Whether it is upstream, or was, and no later attempt may go there again."""
        return (self.sent_micros is not None or self.job.is_sent) and not self.is_resumable

    def spend(self, micros: int) -> None:
        """Note what an upstream charges."""
        if micros:
            self.is_bought = True
            self.cost_micros += micros

    @property
    def wait_s(self) -> float:
        """How long it may still wait for its engine to begin, by the database's clock."""
        job = self.job
        wait = job.expires_at - (job.claimed_at or job.created_at)
        return wait.total_seconds() - (time.monotonic() - self._claimed_s)

    def stop(self, reason: StopReason) -> None:
        """Stop drawing; nothing happens where it is settling already."""
        if self.reason is None and (self._drawing is None or not self._drawing.done()):
            self.reason = reason
            if self._drawing is not None:
                self._drawing.cancel()

    async def draw(self, drawing: "asyncio.Task[None]") -> None:
        """Wait for the drawing, unless it is told to stop."""
        self._drawing = drawing
        if self.reason is not None:
            drawing.cancel()
        try:
            await drawing
        except asyncio.CancelledError:
            if self.reason is not None:
                return
            if (task := asyncio.current_task()) is None or not task.cancelling():
                # Nobody asked for this: something inside the engine was cancelled.
                raise EngineFailure("The engine broke off.") from None
            drawing.cancel()
            raise

    def hand_over(self) -> None:
        """Note that the engine has the run from now on and counts it in its room."""
        self.is_with_engine = True
        self.is_fetching = False
        self._on_moved()

    def begin(self) -> None:
        """Note that the engine has begun to draw."""
        self.has_begun = True
        self._on_moved()
