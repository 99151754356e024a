"""Where pictures are decoded and encoded: in processes of their own, which come and go.

This module does not know how a picture is read; `decode` does, in the processes.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inkstone.domain.errors import InkstoneError, InputRefused
from inkstone.isolate.pool import WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut
from inkstone.media.lazy_pool import IDLE_S, LazyPool
from inkstone.media.limits import (
    AREA_PX_MAX,
    DEFAULT_LIMITS,
    MIB,
    DecodeLimits,
    check_num_bytes,
    refusal,
)
from inkstone.media.xmp import Labels

_CHILD = "inkstone.media.child"


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
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._limits = limits
        self._processes = LazyPool(
            child=_CHILD,
            num_processes=num_processes,
            memory_bytes=memory_bytes,
            timeout_s=timeout_s,
            idle_s=idle_s,
        )

    @property
    def is_running(self) -> bool:
        """Whether it has processes now."""
        return self._processes.pool is not None

    async def open(self) -> None:
        """Take calls from now on; nothing is started yet."""
        await self._processes.open()

    async def close(self) -> None:
        """End the processes; calls under way fail."""
        await self._processes.close()

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

    async def thumbnail(self, source: Path | bytes) -> bytes:
        """A picture as a small WebP: upright, in sRGB, without metadata.

        Raises:
            InputRefused: it is not a picture, broken, or over a limit.
            ServerFault, TryLater: it is not the picture's fault.
        """
        _, (webp,) = await self._read("thumbnail", source, {})
        return webp

    async def encode(
        self,
        png: bytes,
        *,
        output_format: str,
        quality: int,
        width_px: int,
        height_px: int,
        documents: Mapping[str, str],
        labels: Labels | None = None,
        watermark: str = "",
        visible_label: str = "",
        mark_id: int | None = None,
    ) -> bytes:
        """Encode a picture of ours as `png`, `jpeg`, `webp` or `avif` of this size.

        Args:
            png: the picture.
            output_format: one of the four.
            quality: 1 to 100; PNG has none.
            width_px: 1 or more.
            height_px: 1 or more.
            documents: JSON texts by name, carried as XMP; for PNG `png.with_text` carries them.
            labels: what its XMP says of its making; for PNG `png.with_xmp` puts them in.
            watermark: what the mark in the lower right corner says; empty for no mark.
            visible_label: what the visible label says in the lower left; empty for none.
            mark_id: the number that the invisible watermark carries; None for none.

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
            "labels": labels.to_json() if labels else None,
            "watermark": watermark,
            "visible_label": visible_label,
            "mark_id": mark_id,
        }
        _, (encoded,) = await self._processes.call(args, [png])
        return encoded

    async def digest(self, data: bytes) -> str:
        """The digest of the pixels of a file of ours.

        Raises:
            ServerFault, TryLater: it did not work.
        """
        answer, _ = await self._processes.call({"do": "digest"}, [data])
        return str(answer["pixels_sha256"])

    async def ingredient(
        self,
        source: Path | bytes,
        *,
        media_type: str,
        title: str,
        index: int,
        anchors: str = "",
    ) -> bytes:
        """An input as credentials name it, with its own manifests where they can be kept.

        Args:
            source: the picture.
            media_type: what it is.
            title: what to call it.
            index: its place among the inputs; the first is what the picture was made from.
            anchors: the authorities that are trusted, as PEM; empty for none.

        Raises:
            InputRefused: it is empty or too long.
            ServerFault, TryLater: it did not work.
        """
        args = {"media_type": media_type, "title": title, "index": index}
        try:
            _, (archive,) = await self._read("ingredient", source, {**args, "anchors": anchors})
        except InputRefused as error:
            if error.code in {"input_empty", "input_too_large"}:
                raise
            # A manifest that its reader does not survive is no reason to refuse the picture.
            _, (archive,) = await self._processes.call({"do": "bare_ingredient", **args}, [])
        return archive

    async def examine(
        self, source: Path | bytes, *, anchors: str = "", parts: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """What there is to know of a picture from its bytes alone: all, or these parts of it.

        Raises:
            InputRefused: it is not a picture, broken, or over a limit.
            ServerFault, TryLater: it is not the picture's fault.
        """
        asked = {"anchors": anchors, "parts": parts}
        return (await self._read("examine", source, asked))[0]

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
            return await self._processes.call(asked, blobs)
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
            await self._processes.call({"do": "ping"}, [])
        except InkstoneError:
            return False
        return True
