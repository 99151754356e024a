"""Where pictures are decoded and encoded: in processes of their own, which come and go.

This module does not know how a picture is read; `decode` does, in the processes.
"""

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inkstone.domain.errors import InkstoneError, InputRefused, Unavailable
from inkstone.isolate.pool import Pool, WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut
from inkstone.media.limits import (
    AREA_PX_MAX,
    DEFAULT_LIMITS,
    MIB,
    DecodeLimits,
    check_num_bytes,
    refusal,
)

_CHILD = "inkstone.media.child"
#: A process holds 30 MB also when it does nothing; a new one takes a fifth of a second.
IDLE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A stranger's picture as one that can be relied on."""

    #: RGB or RGBA with 8 bits a sample, upright, in sRGB, without metadata.
    png: bytes = field(repr=False)
    width_px: int
    height_px: int
    #: Upright, before it was shrunk.
    source_width_px: int
    source_height_px: int
    #: By its bytes, such as `image/jpeg`.
    media_type: str
    #: `animation_first_frame`, `first_page`, `icc_ignored` or `shrunk`.
    notes: tuple[str, ...]
    #: The texts that Inkstone put into it, by name.
    texts: Mapping[str, str]
    #: Of its pixels, as `pixels.sha256` makes it; None where it was shrunk.
    pixels_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What a whole picture is."""

    media_type: str
    #: Upright.
    width_px: int
    height_px: int


class Workshop:
    """Decodes what strangers sent and encodes what we made.

    A bomb or a crash costs one process and that call alone.
    """

    def __init__(
        self,
        *,
        num_processes: int,
        memory_bytes: int,
        timeout_s: float,
        limits: DecodeLimits = DEFAULT_LIMITS,
        idle_s: float = IDLE_S,
    ) -> None:
        """Describe it; the processes start with the first call.

        Args:
            num_processes: how many pictures are worked on at once.
            memory_bytes: what one process may have. A WebP takes 16 bytes a pixel, grey of 16 bits
                14, AVIF 12 and the rest less than 10: 64 megapixels of WebP need 1 GiB.
            timeout_s: how long one picture may take, without the wait for its turn.
            limits: what a stranger's picture may be.
            idle_s: when nothing was asked for so long, the processes end.
        """
        self._num_processes = num_processes
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._limits = limits
        self._idle_s = idle_s
        self._is_open = False
        self._pool: Pool | None = None
        self._starting = asyncio.Lock()
        self._num_calls = 0
        self._timer: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def is_running(self) -> bool:
        """Whether it has processes now."""
        return self._pool is not None

    async def open(self) -> None:
        """Take calls from now on; nothing is started yet."""
        self._is_open = True

    async def close(self) -> None:
        """End the processes; calls under way fail."""
        self._is_open = False
        async with self._starting:
            self._let_go()
        if self._closing:
            await asyncio.wait(self._closing)

    async def inspect(self, source: Path | bytes) -> Inspected:
        """Tell what a picture is, having decoded all of it.

        Raises:
            InputRefused: it is not a picture, broken, or over a limit.
            ServerFault, TryLater: it is not the picture's fault.
        """
        answer, _ = await self._read("inspect", source, {})
        return Inspected(**answer)

    async def decode(self, source: Path | bytes, *, area_px_max: int = AREA_PX_MAX) -> Decoded:
        """Make a picture one that can be relied on, with at most so many pixels.

        Raises:
            InputRefused: it is not a picture, broken, or over a limit.
            ServerFault, TryLater: it is not the picture's fault.
        """
        answer, (png,) = await self._read("decode", source, {"area_px_max": area_px_max})
        return Decoded(png=png, **(answer | {"notes": tuple(answer["notes"])}))

    async def decode_mask(self, source: Path | bytes, *, width_px: int, height_px: int) -> bytes:
        """A grey PNG of this size, white where the picture may change.

        What is see-through in the mask may change; where nothing is, what is white may.

        Raises:
            InputRefused: it is not a picture, broken, or over a limit.
            ServerFault, TryLater: it is not the picture's fault.
        """
        size = {"width_px": width_px, "height_px": height_px}
        _, (png,) = await self._read("decode_mask", source, size)
        return png

    async def encode(
        self,
        png: bytes,
        *,
        output_format: str,
        quality: int,
        width_px: int,
        height_px: int,
        documents: Mapping[str, str],
        watermark: str = "",
    ) -> bytes:
        """Encode a picture of ours as `png`, `jpeg`, `webp` or `avif` of this size.

        Args:
            png: the picture.
            output_format: one of the four.
            quality: 1 to 100; PNG has none.
            width_px: 1 or more.
            height_px: 1 or more.
            documents: JSON texts by name, carried as XMP; for PNG `png.with_text` carries them.
            watermark: what the mark in the lower right corner says; empty for no mark.

        Raises:
            ServerFault, TryLater: it did not work.
        """
        args = {
            "do": "encode",
            "output_format": output_format,
            "quality": quality,
            "width_px": width_px,
            "height_px": height_px,
            "documents": dict(documents),
            "watermark": watermark,
        }
        _, (encoded,) = await self._call(args, [png])
        return encoded

    async def digest(self, data: bytes) -> str:
        """The digest of the pixels of a file of ours.

        Raises:
            ServerFault, TryLater: it did not work.
        """
        answer, _ = await self._call({"do": "digest"}, [data])
        return str(answer["pixels_sha256"])

    async def _read(
        self, verb: str, source: Path | bytes, args: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Have a stranger's picture read; what becomes of the process is the picture's fault."""
        limits = dataclasses.asdict(self._limits)
        asked = {"do": verb, "limits": limits, **args}
        blobs = []
        if isinstance(source, Path):
            assert source.is_absolute(), "the processes have another working directory"
            asked["path"] = str(source)
        else:
            check_num_bytes(len(source), self._limits)
            blobs.append(source)
        try:
            return await self._call(asked, blobs)
        except (WorkerTimedOut, WorkerOutOfMemory) as error:
            raise self._refusal(error) from error
        except WorkerCrashed as error:
            if not await self._is_well():
                raise
            raise self._refusal(error) from error

    def _refusal(self, error: InkstoneError) -> InputRefused:
        if isinstance(error, WorkerTimedOut):
            return refusal(
                "input_too_many_pixels",
                f"The picture could not be decoded within {self._timeout_s:g} s.",
            )
        if isinstance(error, WorkerOutOfMemory):
            return refusal(
                "input_too_many_pixels",
                f"The picture could not be decoded within {self._memory_bytes // MIB} MiB.",
            )
        return refusal("input_broken", "The picture is broken: its decoder did not survive it.")

    async def _is_well(self) -> bool:
        """Whether another process does its work: then it was the picture that ended the last."""
        try:
            await self._call({"do": "ping"}, [])
        except InkstoneError:
            return False
        return True

    async def _call(
        self, args: Mapping[str, Any], blobs: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        self._num_calls += 1
        try:
            return await (await self._started()).call(args, blobs)
        finally:
            self._num_calls -= 1
            if self._num_calls == 0 and self._pool is not None:
                self._stop_timer()
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(self._idle_s, self._let_go_idle)

    async def _started(self) -> Pool:
        self._stop_timer()
        async with self._starting:
            if not self._is_open:
                raise Unavailable("The server is not ready.")
            if self._pool is None:
                pool = Pool(
                    target=f"{_CHILD}:work",
                    warm=f"{_CHILD}:warm",
                    size=self._num_processes,
                    memory_bytes=self._memory_bytes,
                    deadline_s=self._timeout_s,
                    idle_s=self._idle_s,
                )
                await pool.open()
                self._pool = pool
            return self._pool

    def _let_go_idle(self) -> None:
        if self._num_calls == 0:
            self._let_go()

    def _let_go(self) -> None:
        """Have the processes end, if there are any."""
        self._stop_timer()
        if self._pool is not None:
            task = asyncio.get_running_loop().create_task(self._pool.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
            self._pool = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
