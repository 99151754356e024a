"""The sketch engine: draws on the CPU, in processes of their own.

It does not know how a prompt becomes a picture; `draw` does, in the processes.
"""

import time
from collections.abc import AsyncGenerator

from inkstone.engines import base
from inkstone.engines.sketch.fonts import revision
from inkstone.isolate.pool import Pool

_CHILD = "inkstone.engines.sketch.child"


class SketchEngine:
    """The built-in illustrator."""

    def __init__(self, *, num_processes: int, memory_bytes: int, timeout_s: float) -> None:
        self._pool = Pool(
            target=f"{_CHILD}:draw_job",
            warm=f"{_CHILD}:warm",
            size=num_processes,
            memory_bytes=memory_bytes,
            deadline_s=timeout_s,
        )
        self._num_runs = 0

    @property
    def capabilities(self) -> base.Capabilities:
        """Any size, negative prompts; no input pictures, no marks."""
        return base.Capabilities(negative_prompt=True)

    @property
    def identity(self) -> base.Identity:
        """The illustrator, and the versions that decide its pixels."""
        return base.Identity(engine="sketch", model="sketch", revision=revision())

    async def open(self) -> None:
        """Start the processes."""
        await self._pool.open()

    async def close(self) -> None:
        """End them."""
        await self._pool.close()

    def room(self) -> int:
        """Twice as many as it can draw at once, so that no process waits for a claim."""
        return max(0, 2 * self._pool.size - self._num_runs)

    async def run(self, run: base.Run) -> AsyncGenerator[base.Event, None]:
        """Draw one picture for each seed, one after the other."""
        request = run.request
        self._num_runs += 1
        try:
            for image, seed in enumerate(run.seeds):
                if image or self._pool.num_busy < self._pool.size:
                    yield base.Progress(image, 0, 1)
                began_s = time.monotonic()
                answer, (png,) = await self._pool.call(
                    {
                        "prompt": request.prompt,
                        "negative_prompt": request.negative_prompt,
                        "width_px": request.size.width_px,
                        "height_px": request.size.height_px,
                        "seed": seed,
                    }
                )
                if image == 0:
                    for warning in answer["warnings"]:
                        yield base.Warning(
                            warning["code"], warning["message"], tuple(warning["words"])
                        )
                yield base.Output(
                    image,
                    base.Picture(
                        data=png,
                        width_px=request.size.width_px,
                        height_px=request.size.height_px,
                        metadata={"inkstone:scene": answer["scene"]},
                    ),
                )
                yield base.Consumed(time.monotonic() - began_s)
        finally:
            self._num_runs -= 1
