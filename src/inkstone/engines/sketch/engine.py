"""The sketch engine: draws on the CPU, in processes of their own.

It does not know how a prompt becomes a picture; `draw` does, in the processes.
"""

import json
import struct
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inkstone.domain.errors import InvalidRequest
from inkstone.engines import base
from inkstone.engines.sketch.lettering.fonts import revision
from inkstone.engines.sketch.lettering.user_fonts import FontError, UserFont, read
from inkstone.isolate.pool import Pool

#: As many as any of its vendors' interfaces takes.
NUM_INPUTS_MAX = 10

#: The longer side of a preview, and how large the pictures are that have one.
_PREVIEW_PX = 128
_PREVIEW_AREA_PX_MIN = 900_000

#: More than the largest scene that is read.
_DOCUMENT_CHARACTERS_MAX = 400_000

_CHILD = "inkstone.engines.sketch.child"


class SketchEngine:
    """The built-in illustrator."""

    def __init__(
        self,
        *,
        num_processes: int,
        memory_bytes: int,
        timeout_s: float,
        fonts_dir: Path | None = None,
    ) -> None:
        """Look at people's own fonts, where there is a folder of them; start nothing.

        Raises:
            InvalidRequest: the folder cannot be used.
        """
        self._fonts = _own_fonts(fonts_dir)
        self._pool = Pool(
            target=f"{_CHILD}:draw_job",
            warm=f"{_CHILD}:warm",
            size=num_processes,
            memory_bytes=memory_bytes,
            deadline_s=timeout_s,
        )
        self._num_runs = 0
        self._num_drawn = 0

    @property
    def capabilities(self) -> base.Capabilities:
        """Any size, negative prompts, edits by rules; no marks."""
        return base.Capabilities(
            edits=True,
            num_inputs_max=NUM_INPUTS_MAX,
            negative_prompt=True,
            previews=True,
            is_trained=False,
        )

    @property
    def identity(self) -> base.Identity:
        """The illustrator, and the versions that decide its pixels."""
        return base.Identity(engine="sketch", model="sketch", revision=revision(self._fonts))

    @property
    def is_broken(self) -> bool:
        """A process that breaks is replaced by another."""
        return False

    @property
    def health(self) -> base.Health:
        """Always well: it draws here."""
        return base.WELL

    @property
    def figures(self) -> Sequence[base.Figure]:
        """Its processes, and what they draw, wait to draw and have drawn."""
        num_busy, num_waiting = self._pool.num_busy, self._pool.num_waiting
        return (
            base.Figure("processes", self._pool.size),
            base.Figure("processes_busy", num_busy),
            base.Figure("pictures_in_hand", num_busy + num_waiting),
            base.Figure("pictures_drawn", self._num_drawn),
        )

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
        """Draw or edit one picture for each seed, one after the other."""
        self._num_runs += 1
        try:
            for image, seed in enumerate(run.seeds):
                if image or self._pool.num_busy < self._pool.size:
                    yield base.Progress(image, 0, 1)
                began_s = time.monotonic()
                if _is_slow(run):
                    yield base.Preview(image, await self._preview(run, seed))
                asked, blobs = _task(run, seed)
                answer, (png,) = await self._pool.call(self._with_fonts(asked), blobs)
                self._num_drawn += 1
                if image == 0:
                    for warning in answer["warnings"]:
                        yield base.Warning(
                            warning["code"], warning["message"], tuple(warning["words"])
                        )
                yield base.Output(
                    image,
                    base.Picture(
                        data=png,
                        width_px=answer["width_px"],
                        height_px=answer["height_px"],
                        metadata=answer["documents"],
                        pixels_sha256=answer.get("pixels_sha256"),
                    ),
                )
                yield base.Consumed(time.monotonic() - began_s)
        finally:
            self._num_runs -= 1

    def _with_fonts(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What a process is asked, with the fonts that it draws with."""
        return {**asked, "fonts": [asdict(font) for font in self._fonts]} if self._fonts else asked

    async def _preview(self, run: base.Run, seed: int) -> base.Picture:
        asked, _ = _task(run, seed)
        asked = self._with_fonts({**asked, "preview_px": _PREVIEW_PX})
        _, (png,) = await self._pool.call(asked, [])
        width_px, height_px = struct.unpack(">II", png[16:24])
        return base.Picture(data=png, width_px=width_px, height_px=height_px)


def _own_fonts(folder: Path | None) -> tuple[UserFont, ...]:
    try:
        return read(folder) if folder is not None else ()
    except FontError as error:
        raise InvalidRequest(f"INKSTONE_SKETCH_FONTS_DIR: {error}.") from error


def _is_slow(run: base.Run) -> bool:
    """Whether a drawing takes long enough for a look at it to be worth its while.

    A preview costs about 25 ms, which is nothing beside a second and much beside a tenth of one.
    """
    return not run.inputs and run.size.area_px >= _PREVIEW_AREA_PX_MIN


def _document(picture: base.Picture) -> Any:
    """What an input says that it shows; None where that is more than a scene can be."""
    found = picture.metadata.get("inkstone:scene")
    if not isinstance(found, dict) or len(json.dumps(found)) > _DOCUMENT_CHARACTERS_MAX:
        return None
    return found


def _task(run: base.Run, seed: int) -> tuple[dict[str, Any], list[bytes]]:
    """What a process is asked for one picture, and the pictures it starts from."""
    request, size = run.request, (run.size.width_px, run.size.height_px)
    asked: dict[str, Any] = {
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt,
        "size": size,
        "seed": seed,
    }
    if not run.inputs:
        return asked, []
    rule = request.size_rule
    return {
        **asked,
        "num_inputs": len(run.inputs),
        "documents": [_document(each) for each in run.inputs],
        # Where the caller named no size, the instruction may change the shape, within the rule.
        "rule": asdict(rule) if rule and request.size is None else None,
    }, [each.data for each in (*run.inputs, *([run.mask] if run.mask else []))]
