"""How far the jobs under way in this process have come; lost with the process.

It keeps the latest of everything and no history, so that whoever reads slowly costs nothing. It
does not know who reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from inkstone.domain.job import Job, JobWarning
from inkstone.store.signals import Subscription

#: A larger preview is dropped.
PREVIEW_BYTES_MAX = 48 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressEvent:
    """Picture `image_index` has done `step` of `steps`."""

    image_index: int
    step: int
    steps: int
    #: How far the whole job has come, from 0 to 1.
    progress: float
    #: In how many seconds the picture will be drawn; `None` where nobody can tell.
    eta_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewEvent:
    """A rough look at a picture under way, at most 16 KB."""

    image_index: int
    data: bytes = field(repr=False)
    media_type: str


@dataclass(slots=True, kw_only=True)
class Track:
    """What is known of one attempt; it stays readable when the board has dropped it."""

    progress: float = 0.0
    step: ProgressEvent | None = None
    #: How far each picture has come, from 0 to 1.
    shares: dict[int, float] = field(default_factory=dict)
    #: The latest of each picture.
    previews: dict[int, PreviewEvent] = field(default_factory=dict)
    warnings: list[JobWarning] = field(default_factory=list)


class ProgressBoard:
    """The tracks of the jobs under way in this process, and who wants to hear of them."""

    def __init__(self) -> None:
        self._tracks: dict[str, Track] = {}
        self._ears: dict[str, set[Subscription]] = {}

    def step(
        self,
        job_id: str,
        *,
        image_index: int,
        step: int,
        steps: int,
        num_images: int,
        eta_s: float | None = None,
    ) -> None:
        """Note that a picture has done `step` of `steps`."""
        track = self._track(job_id)
        track.shares[image_index] = min(1.0, max(0.0, step / steps)) if steps else 0.0
        track.progress = min(1.0, sum(track.shares.values()) / num_images)
        track.step = ProgressEvent(
            image_index=image_index,
            step=step,
            steps=steps,
            progress=track.progress,
            eta_s=eta_s,
        )
        self._nudge(job_id)

    def made(self, job_id: str, *, image_index: int, num_images: int) -> None:
        """Note that a picture is finished."""
        last = self._track(job_id).step
        steps = last.steps if last and last.image_index == image_index and last.steps else 1
        self.step(job_id, image_index=image_index, step=steps, steps=steps, num_images=num_images)

    def preview(self, job_id: str, image_index: int, data: bytes, media_type: str) -> None:
        """Keep a picture's newest preview in place of the last; one too large is dropped."""
        if len(data) > PREVIEW_BYTES_MAX:
            return
        preview = PreviewEvent(image_index=image_index, data=data, media_type=media_type)
        self._track(job_id).previews[image_index] = preview
        self._nudge(job_id)

    def warn(self, job_id: str, warning: JobWarning) -> None:
        """Note what could not be done."""
        self._track(job_id).warnings.append(warning)
        self._nudge(job_id)

    def get(self, job: Job) -> float:
        """How far a job has come: as this process knows it, else as its row says."""
        track = self._tracks.get(job.id)
        return max(track.progress if track else 0.0, job.progress)

    def permille(self, job_id: str) -> int:
        """How far a job has come, in thousandths."""
        track = self._tracks.get(job_id)
        return int(track.progress * 1000) if track else 0

    def track(self, job_id: str) -> Track | None:
        """What is known of a job that is under way here."""
        return self._tracks.get(job_id)

    def drop(self, job_id: str) -> None:
        """Forget a job that is no longer under way here."""
        self._tracks.pop(job_id, None)

    @contextmanager
    def listen(self, job_id: str, ear: Subscription) -> Iterator[None]:
        """Nudge an ear at every change of a job, for the length of the block."""
        self._ears.setdefault(job_id, set()).add(ear)
        try:
            yield
        finally:
            self._ears[job_id].discard(ear)
            if not self._ears[job_id]:
                del self._ears[job_id]

    def _track(self, job_id: str) -> Track:
        return self._tracks.setdefault(job_id, Track())

    def _nudge(self, job_id: str) -> None:
        for ear in self._ears.get(job_id, ()):
            ear.nudge()
