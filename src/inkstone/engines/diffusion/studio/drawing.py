"""A drawing: one run's work, as each of the studio's threads does its part of it.

It does not know who waits for the pictures, nor what other runs are drawn beside it.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from inkstone.domain.errors import EngineFailure
from inkstone.engines import base
from inkstone.engines.diffusion.engine import Stepped
from inkstone.engines.diffusion.sample import Sample
from inkstone.engines.diffusion.studio.course import Course, Look, Spent
from inkstone.engines.diffusion.studio.finish import finished
from inkstone.engines.diffusion.studio.prepare import Place, prepared
from inkstone.engines.diffusion.studio.preview import PreviewClock
from inkstone.engines.diffusion.studio.recipe import Recipe
from inkstone.engines.diffusion.studio.stepping import Stepper

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """Who does what."""

    stepper: Stepper
    #: One thread: it alone uses the conditions that were read.
    reader: Executor
    finishers: Executor
    clock: Callable[[], float]


class Drawing:
    """One run under way. Each method says in which thread it is called."""

    def __init__(
        self,
        run: base.Run,
        recipe: Recipe,
        place: Place,
        course: Course,
        threads: Threads,
        *,
        run_id: str,
        guarantee: Mapping[str, Any],
    ) -> None:
        """Draw a run.

        Args:
            run: what is asked for.
            recipe: what it comes to.
            place: where it is drawn.
            course: who is told, and whether it is still wanted.
            threads: who does it.
            run_id: no other run has it.
            guarantee: what holds of the pictures, for their documents.
        """
        self._run = run
        self._recipe = recipe
        self._place = place
        self._course = course
        self._threads = threads
        self._run_id = run_id
        is_fixed = place.family.traits.sigmas is not None
        #: The schedule is the checkpoint's own, or made for the number of steps.
        self._guarantee = {"sigmas": "checkpoint" if is_fixed else "steps", **guarantee}
        self._previews = PreviewClock()
        #: By sample's id.
        self._images: dict[str, int] = {}
        #: Pictures that failed while they were stepped.
        self._lost: set[int] = set()

    @property
    def is_over(self) -> bool:
        """Whether nobody wants it any more."""
        return self._course.is_over

    def begin(self) -> None:
        """Have it read, then stepped, then finished."""
        self._threads.reader.submit(self._course.do, self._read)

    def fail(self, error: Exception) -> None:
        """Tell that it cannot be drawn; from any thread."""
        self._course.fail(error)

    def stepped(self, stepped: Stepped, took_s: float) -> None:
        """Tell of a step; in the stepping thread."""
        image = self._images[stepped.sample.demand.id]
        if image not in self._lost and not self._course.do(
            partial(self._tell, image, stepped, took_s), image
        ):
            self._lost.add(image)

    def _read(self) -> None:
        """Read prompts and pictures; in the reader."""
        say, recipe = self._course.say, self._recipe
        for warning in recipe.warnings:
            say(warning)
        began_s = self._threads.clock()
        with torch.inference_mode():
            made = prepared(self._run, recipe, self._place, run_id=self._run_id, now_s=began_s)
        say(Spent(self._threads.clock() - began_s))
        for warning in made.warnings:
            say(warning)
        self._images = {sample.demand.id: image for image, sample in enumerate(made.samples)}
        self._threads.stepper.add(made.samples, self)

    def _tell(self, image: int, stepped: Stepped, took_s: float) -> None:
        if stepped.error is not None:
            raise stepped.error
        sample, say = stepped.sample, self._course.say
        step, num_steps = sample.step_index, sample.num_steps
        # The first of these says that the run has begun: what was only read may still be put back.
        say(base.Progress(image, step, num_steps, stepped.eta_s))
        say(Spent(took_s))
        if self._previews.is_due(image, step, num_steps, self._threads.clock()):
            self._show(image, sample)
        if sample.is_finished:
            work = partial(self._finish, image, sample)
            self._threads.finishers.submit(self._course.do, work, image)

    def _show(self, image: int, sample: Sample) -> None:
        """Have a look at a picture under way; without it the picture is made all the same."""
        try:
            # Here, where nobody moves the latents meanwhile; the rest of it is done elsewhere.
            look = self._place.family.denoised_rgb(sample.denoised(), sample.grid)
        except RuntimeError:
            _LOG.warning("a picture under way cannot be shown", exc_info=True)
        else:
            self._course.say(Look(image, look.numpy()))

    def _finish(self, image: int, sample: Sample) -> None:
        """Decode a picture and write its file; in a finisher."""
        with self._place.turn:
            if self.is_over:
                return
            began_s = self._threads.clock()
            pixels = self._decoded(sample)
            spent_s = self._threads.clock() - began_s
        picture = finished(pixels, self._run, self._recipe, guarantee=self._guarantee)
        self._course.say(Spent(spent_s))
        self._course.say(base.Output(image, picture))

    @torch.inference_mode()
    def _decoded(self, sample: Sample) -> NDArray[np.uint8]:
        assert sample.latents is not None, "what is finished has latents"
        if not bool(torch.isfinite(sample.latents).all()):
            raise EngineFailure(
                "The model lost this picture: its numbers ran out of range.", code="not_finite"
            )
        return sample.family.decode(sample.latents, sample.grid).numpy()
