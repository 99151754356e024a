"""The studio: families in memory, and the threads that read, step and finish for their runs.

One thread reads prompts, one steps, two finish; so each overlaps the next step. It does not know
which model name a run came by.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any

import torch

from inkstone.domain.errors import EngineFailure, InkstoneError
from inkstone.engines import base
from inkstone.engines.diffusion import figures
from inkstone.engines.diffusion.models.base import Condition, Family
from inkstone.engines.diffusion.studio.condition_cache import ConditionCache
from inkstone.engines.diffusion.studio.course import Course, Failed, Look, Spent
from inkstone.engines.diffusion.studio.drawing import Drawing, Threads
from inkstone.engines.diffusion.studio.prepare import Place
from inkstone.engines.diffusion.studio.preview import jpeg
from inkstone.engines.diffusion.studio.recipe import recipe_of
from inkstone.engines.diffusion.studio.stepping import Loop, Stepper

#: Conditions are small beside prefixes: some MiB for a long prompt or a large picture.
_CONDITIONS_BYTES_MAX = 256 * 2**20
_NUM_FINISHERS = 2


class Studio:
    """Families in memory, and the threads around them."""

    def __init__(
        self,
        families: Mapping[str, Family],
        loop: Loop,
        *,
        guarantee: Mapping[str, Any],
        shares_prefixes: bool,
        device: torch.device,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Draw with these families.

        Args:
            families: by checkpoint.
            loop: what steps.
            guarantee: what holds of every picture, for its document.
            shares_prefixes: whether accounts may share what was read.
            device: where the families are.
            clock: the loop's.
        """
        conditions = ConditionCache[Condition](_CONDITIONS_BYTES_MAX)
        self._places = {
            key: Place(
                key=key, family=family, conditions=conditions, shares_prefixes=shares_prefixes
            )
            for key, family in families.items()
        }
        self._guarantee = dict(guarantee)
        self._device = device
        self._loop = loop
        self._stepper = Stepper(loop, clock=clock)
        self._threads = Threads(
            stepper=self._stepper,
            reader=_pool(1, "inkstone-reads", device),
            finishers=_pool(_NUM_FINISHERS, "inkstone-finishes", device),
            clock=clock,
        )
        self._numbers = count(1)
        self._courses: set[Course] = set()
        self._stepper.start()

    @property
    def has_failed(self) -> bool:
        """Whether it will draw no more."""
        return self._stepper.has_failed

    @property
    def figures(self) -> tuple[base.Figure, ...]:
        """How the steps and the device do just now."""
        return (*self._loop.figures, *figures.of_device(self._device))

    def close(self) -> None:
        """End the threads; each ends what it has begun, and runs that are left are told."""
        self._stepper.stop()
        for pool in (self._threads.reader, self._threads.finishers):
            pool.shutdown(cancel_futures=True)
        for course in list(self._courses):
            course.fail(EngineFailure("The engine was closed.", code="engine_closed"))
        self._places.clear()

    async def run(
        self, run: base.Run, *, key: str, steps: int, made_by: base.Identity
    ) -> AsyncGenerator[base.Event, None]:
        """Draw the pictures of one run; its end, however it comes, takes its samples out.

        Args:
            run: what is asked for.
            key: the checkpoint that draws it.
            steps: how many the model's tier takes.
            made_by: the checkpoint, for results.

        Raises:
            InkstoneError: it cannot be drawn; pictures already handed out stay good.
        """
        self._stepper.check()
        place = self._places[key]
        recipe = recipe_of(run, place.family.traits, steps=steps)
        course = Course(asyncio.get_running_loop())
        drawing = Drawing(
            run,
            recipe,
            place,
            course,
            self._threads,
            run_id=f"{run.job_id}.{run.attempt}.{next(self._numbers)}",
            guarantee=self._guarantee,
        )
        self._courses.add(course)
        try:
            drawing.begin()
            num_left, spent_s = len(run.seeds), 0.0
            failure: InkstoneError | None = None
            while num_left:
                match said := await course.heard():
                    case Failed(error, None):
                        raise error
                    case Failed(error, _):
                        # The others are made all the same, and only they are paid for.
                        num_left -= 1
                        failure = failure or error
                    case Spent(engine_s):
                        spent_s += engine_s
                    case Look(image, pixels):
                        yield base.Preview(image, await asyncio.to_thread(jpeg, pixels))
                    case base.Output():
                        num_left -= 1
                        yield replace(said, made_by=made_by)
                        yield base.Consumed(spent_s)
                        spent_s = 0.0
                    case _:
                        yield said
            if failure is not None:
                raise failure
        finally:
            course.end()
            self._courses.discard(course)


def _pool(num_threads: int, name: str, device: torch.device) -> ThreadPoolExecutor:
    """Threads whose work on a GPU does not wait for the steps, nor the steps for it.

    What goes from one thread to another has been waited for by the first.
    """
    return ThreadPoolExecutor(num_threads, name, initializer=_use_own_stream, initargs=(device,))


def _use_own_stream(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.set_stream(torch.cuda.Stream(device))
