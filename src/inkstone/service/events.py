"""Following a job: its changes, its place in the queue, its progress, previews and warnings.

Changes are durable and numbered, so that a follower can resume behind the last it saw; everything
else is lossy, and only its latest is kept. It does not know how a vendor writes events.
"""

import math
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field

from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job, JobStatus, JobWarning
from inkstone.service.progress import PreviewEvent, ProgressBoard, ProgressEvent, Track
from inkstone.service.queue_place import QueuePlaces
from inkstone.service.watch import Watcher
from inkstone.store import idempotency, job_events, jobs
from inkstone.store.job_events import JobChange
from inkstone.store.signals import Subscription
from inkstone.store.unit_of_work import Store, Transaction

__all__ = [
    "DoneEvent",
    "Events",
    "JobEvent",
    "PreviewEvent",
    "ProgressEvent",
    "QueueEvent",
    "StatusEvent",
    "WarningEvent",
]

#: How long after a progress or a preview the next may follow, in seconds.
_LOSSY_EVERY_S = 0.2
#: How often a queued job's place is looked up, in seconds.
_PLACE_EVERY_S = 1.0
#: A picture whose steps are counted elsewhere has this many.
_STEPS_ELSEWHERE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent:
    """The job became something; the end comes as one too, before `DoneEvent`."""

    #: What `follow` resumes behind.
    seq: int
    status: JobStatus
    #: As it is by now.
    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEvent:
    """The job waits."""

    #: How many jobs go before it; 0 is the next.
    position: int
    #: In how many seconds it may begin; `None` where nothing is known.
    eta_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningEvent:
    """Something asked for cannot be done."""

    warning: JobWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneEvent:
    """The job has ended; nothing follows."""

    seq: int
    job: Job


JobEvent = StatusEvent | QueueEvent | ProgressEvent | PreviewEvent | WarningEvent | DoneEvent


class Events:
    """Follows jobs."""

    def __init__(self, *, store: Store, board: ProgressBoard, watcher: Watcher) -> None:
        self._store = store
        self._board = board
        self._watcher = watcher
        self._places = QueuePlaces(store=store)

    async def follow(
        self, job: Job, *, after: int = 0, timeout_s: float, is_callers: bool = False
    ) -> AsyncGenerator[JobEvent, None]:
        """Tell of a job until its end, until the time is up, or until the process stops.

        It opens with the job as it is, or with every change behind `after`.

        Args:
            job: whom to follow.
            after: the `seq` of the last change that the follower has seen; 0 for none.
            timeout_s: how long at the most.
            is_callers: whether the call that wants the job is the one that follows, so that the
                job lives on where another of its calls was hung up.

        Raises:
            NotFound: the job was erased meanwhile.
            Unavailable: the database does not answer.
        """
        view, deadline = _View(seq=after), time.monotonic() + timeout_s
        topics = jobs.job_topic(job.id), jobs.end_topic(job.id)
        with self._watcher.listen(*topics) as ear, self._board.listen(job.id, ear):
            is_news = True
            while not self._watcher.is_closed:
                now = time.monotonic()
                view.note(self._board.track(job.id))
                if is_news or now >= view.read_at_s + self._store.signals.look_every_s:
                    # What was drawn by then is known by now: the track is looked at first.
                    latest, changes = await self._read(job.id, view.seq)
                    view.read(latest, at_s=now)
                    if is_callers and latest.is_abandoned:
                        await self._store.write(lambda tx: idempotency.reattach(tx, job.id))
                    for event in view.told(changes):
                        yield event
                    if latest.is_terminal:
                        return
                if view.job is not None and view.job.status is JobStatus.QUEUED:
                    for place in await self._place(view):
                        yield place
                for event in view.news(time.monotonic()):
                    yield event
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    return
                is_news = await self._wait(ear, view, left_s)

    async def _wait(self, ear: Subscription, view: "_View", left_s: float) -> bool:
        """Wait until there may be something to tell; true where the job may have changed."""
        look_at_s = view.read_at_s + self._store.signals.look_every_s
        wait_s = min(left_s, look_at_s - time.monotonic(), view.wait_s(time.monotonic()))
        return await ear.wait(max(0.0, wait_s))

    async def _read(self, job_id: str, after: int) -> tuple[Job, list[JobChange]]:
        def read(tx: Transaction) -> tuple[Job, list[JobChange]] | None:
            found = job_events.latest(tx, job_id)
            if found is None:
                return None
            job, last = found
            if not after and last:
                # A new follower is told how it is, not how it came about.
                return job, job_events.between(tx, job_id, after=last - 1, last=last)
            is_new = last > after
            changes = job_events.between(tx, job_id, after=after, last=last) if is_new else []
            return job, changes

        found = await self._store.read(read, snapshot=False)
        if found is None:
            raise NotFound(f"There is no job {job_id}.", code="job_not_found")
        return found

    async def _place(self, view: "_View") -> list[QueueEvent]:
        """The place of a queued job, where it is time to look and it has changed."""
        now = time.monotonic()
        if view.job is None or now < view.place_at_s:
            return []
        view.place_at_s = now + _PLACE_EVERY_S
        place = await self._places.of(view.job, since_s=view.read_at_s)
        if place is None:
            return []
        eta_s = None if place.eta_s is None else float(round(place.eta_s))
        event = QueueEvent(position=place.position, eta_s=eta_s)
        if event == view.place:
            return []
        view.place = event
        return [event]


@dataclass(slots=True, kw_only=True)
class _View:
    """What a follower has been told, and what there is to tell it."""

    #: The last change that it knows.
    seq: int
    job: Job | None = None
    read_at_s: float = -math.inf
    place: QueueEvent | None = None
    #: When its place is looked at next.
    place_at_s: float = -math.inf
    track: Track | None = None
    told_progress: ProgressEvent | float = 0.0
    told_previews: dict[int, PreviewEvent] = field(default_factory=dict)
    told_warnings: set[JobWarning] = field(default_factory=set)
    #: When it may be told something lossy again.
    lossy_at_s: float = -math.inf

    def read(self, job: Job, *, at_s: float) -> None:
        """Note the job as it was read."""
        self.job, self.read_at_s = job, at_s

    def note(self, track: Track | None) -> None:
        """Look at an attempt from now on; one that is over stays in view."""
        if track is not None and track is not self.track:
            self.track = track
            self.told_progress, self.told_previews = 0.0, {}

    def told(self, changes: Sequence[JobChange]) -> Iterator[JobEvent]:
        """The changes of the job just read; at its end, all that is left to tell."""
        job = self.job
        assert job is not None, "it was read"
        ended = [change for change in changes if change.status.is_terminal]
        for change in changes:
            if not change.status.is_terminal:
                yield self._status(job, change)
        if not job.is_terminal:
            return
        yield from self._progress()
        while preview := self._preview():
            yield preview
        yield from self._warnings((*(self.track.warnings if self.track else ()), *job.warnings))
        for change in ended:
            yield self._status(job, change)
        yield DoneEvent(seq=self.seq, job=job)

    def news(self, now_s: float) -> Iterator[JobEvent]:
        """What there is to tell beside changes: warnings, and what is lossy where it is time."""
        if self.track is not None:
            yield from self._warnings(self.track.warnings)
        if now_s < self.lossy_at_s or not self._is_behind():
            return
        self.lossy_at_s = now_s + _LOSSY_EVERY_S
        yield from self._progress()
        preview = self._preview()
        if preview is not None:
            yield preview

    def wait_s(self, now_s: float) -> float:
        """After how long there is something to tell that nobody will wake us for."""
        if self._is_behind():
            return self.lossy_at_s - now_s
        is_queued = self.job is not None and self.job.status is JobStatus.QUEUED
        return self.place_at_s - now_s if is_queued else math.inf

    def _status(self, job: Job, change: JobChange) -> StatusEvent:
        self.seq = change.seq
        return StatusEvent(seq=change.seq, status=change.status, job=job)

    def _is_behind(self) -> bool:
        return self._now() != self.told_progress or self._unseen() is not None

    def _now(self) -> ProgressEvent | float:
        """How far it has come: by the track, else by the row while it is drawn elsewhere."""
        if self.track is not None:
            return self.track.step or self.told_progress
        is_running = self.job is not None and self.job.status is JobStatus.RUNNING
        return self.job.progress if self.job and is_running else self.told_progress

    def _unseen(self) -> PreviewEvent | None:
        previews = self.track.previews if self.track else {}
        told = self.told_previews
        return next((new for image, new in previews.items() if told.get(image) is not new), None)

    def _progress(self) -> Iterator[ProgressEvent]:
        now = self._now()
        if now == self.told_progress:
            return
        self.told_progress = now
        if isinstance(now, ProgressEvent):
            yield now
        elif self.job is not None:
            yield _elsewhere(now, num_images=self.job.request.num_images)

    def _preview(self) -> PreviewEvent | None:
        preview = self._unseen()
        if preview is not None:
            self.told_previews[preview.image_index] = preview
        return preview

    def _warnings(self, warnings: Sequence[JobWarning]) -> Iterator[WarningEvent]:
        for warning in tuple(warnings):
            if warning not in self.told_warnings:
                self.told_warnings.add(warning)
                yield WarningEvent(warning=warning)


def _elsewhere(progress: float, *, num_images: int) -> ProgressEvent:
    """The progress of a job that another process draws, as far as its row tells."""
    done = progress * num_images
    image_index = min(int(done), num_images - 1)
    return ProgressEvent(
        image_index=image_index,
        step=min(_STEPS_ELSEWHERE, int((done - image_index) * _STEPS_ELSEWHERE)),
        steps=_STEPS_ELSEWHERE,
        progress=progress,
    )
