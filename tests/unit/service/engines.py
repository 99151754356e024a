"""Engines that behave badly in one way each."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from inkstone.engines import base
from inkstone.engines.echo import EchoEngine


class Scripted(EchoEngine):
    """An echo engine whose run is a script: events are given out, exceptions raised, calls made.

    A script holds `Event`s, exceptions, and coroutine functions to wait for.
    """

    def __init__(self, *script: Any, room: int = 64) -> None:
        super().__init__(num_runs_max=room)
        self.script = script
        self.num_closed = 0
        self.runs: list[base.Run] = []

    async def run(self, run: base.Run) -> AsyncGenerator[base.Event, None]:
        self.runs.append(run)
        self._num_runs += 1
        try:
            for item in self.script:
                if isinstance(item, BaseException):
                    raise item
                if callable(item):
                    await item()
                else:
                    yield item
        finally:
            self._num_runs -= 1
            self.num_closed += 1


async def for_ever() -> None:
    """Wait until cancelled."""
    await asyncio.Event().wait()


def output(image: int = 0, **more: Any) -> base.Output:
    """A finished picture of 64 × 64 pixels."""
    return base.Output(image, picture(**more))


def picture(**more: Any) -> base.Picture:
    """A picture of 64 × 64 pixels."""
    from inkstone.domain.request import Size
    from inkstone.engines.echo import _flat_png

    fields = {"data": _flat_png(Size(64, 64), [], colour="808080"), "width_px": 64, "height_px": 64}
    return base.Picture(**(fields | more))


async def run_in_time(world: Any, **more: Any) -> Any:
    """A job that succeeds where no step takes long; where the machine stood still, another one."""
    for _ in range(5):
        job = await world.run(**more)
        if job.status == "succeeded":
            break
    return job


class Gate:
    """A place in a script that says when it is reached, and opens when told."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self.opened.wait()


Script = Callable[[], Any]
