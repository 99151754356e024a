"""A run's course through the threads: what each of them has to say of it, in order, to its caller.

A thread that fails ends this run alone. The course does not know how pictures are made.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inkstone.domain.errors import InkstoneError
from inkstone.engines import base
from inkstone.engines.diffusion.failures import failure_of


@dataclass(frozen=True, slots=True)
class Look:
    """Picture `image` as it is heading, one pixel a token: (H, W, 3)."""

    image: int
    pixels: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the engine's work."""

    engine_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Picture `image` will not be made; `None` where none of those that are left will be."""

    error: InkstoneError
    image: int | None


Said = base.Progress | base.Warning | base.Output | Look | Spent | Failed


class Course:
    """One run between its caller, on the event loop, and the threads that work on it.

    What waits to be heard is bounded by the run itself: a few words for each step of each picture.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._said: asyncio.Queue[Said] = asyncio.Queue()
        self._is_over = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether nobody listens any more: what is still to be done for it need not be."""
        return self._is_over.is_set()

    async def heard(self) -> Said:
        """What was said next."""
        return await self._said.get()

    def end(self) -> None:
        """Stop listening."""
        self._is_over.set()

    def say(self, said: Said) -> None:
        """Say something, from any thread."""
        if self.is_over:
            return
        try:
            self._loop.call_soon_threadsafe(self._said.put_nowait, said)
        except RuntimeError:
            # The loop is closed, and with it everything that could listen.
            self.end()

    def fail(self, error: Exception, image: int | None = None) -> None:
        """Say that a picture failed, or all that are left; from any thread."""
        self.say(Failed(failure_of(error), image))

    def do(self, work: Callable[[], None], image: int | None = None) -> bool:
        """Do a part of it in this thread, unless it is over; whether that went well.

        Args:
            work: what to do.
            image: the picture that it is for; `None` where it is for all.
        """
        if self.is_over:
            return False
        try:
            work()
        except Exception as error:  # noqa: BLE001 - one picture's failure must not end another's
            self.fail(error, image)
            return False
        return True
