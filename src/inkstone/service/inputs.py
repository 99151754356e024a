"""Inputs: fetch and decode what a job starts from, before its engine runs.

The bytes become the job's own blobs first, so that a retry sees the same pictures. This module
knows no vendor's field and no engine.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inkstone.blobs.base import BlobMissing, BlobStore
from inkstone.domain.errors import (
    Fault,
    InkstoneError,
    InputRefused,
    InvalidRequest,
    TryLater,
)
from inkstone.domain.job import Job, JobWarning
from inkstone.domain.request import ImageRequest, InputImage, Size
from inkstone.engines.base import Picture
from inkstone.media.workshop import Decoded, Workshop
from inkstone.net.fetch import Fetcher
from inkstone.service.references import input_key
from inkstone.store import picture_documents
from inkstone.store.unit_of_work import Store

_LOG = logging.getLogger(__name__)

#: What the workshop did to a picture that its owner should know of.
_NOTES = {
    "animation_first_frame": "It is animated; its first frame was used.",
    "first_page": "It has several pages; its first page was used.",
    "icc_ignored": "Its colour profile is broken; its colours were read as sRGB.",
    "resized": "Its sides are too long or too short for this API; it was scaled.",
}

#: What may be over when the same is asked again.
_PASSING = frozenset({"url_unreachable", "url_timeout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a job starts from, ready for an engine."""

    pictures: tuple[Picture, ...] = ()
    mask: Picture | None = None
    #: What size the job's pictures get.
    size: Size
    warnings: tuple[JobWarning, ...] = ()
    #: The pictures as ingredients of others, each with what it says of itself.
    ingredients: tuple[bytes, ...] = field(default=(), repr=False)


class Inputs:
    """Gets jobs' inputs ready."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        fetcher: Fetcher,
        workshop: Workshop,
        num_decoded_max: int,
        anchors: str = "",
    ) -> None:
        """Describe them; nothing starts.

        Args:
            store: where what is known of pictures is.
            blobs: where the jobs' own copies are kept.
            fetcher: what gets pictures from elsewhere.
            workshop: what decodes them.
            num_decoded_max: how many jobs may hold decoded pictures at once.
            anchors: certificates (PEM) whose signatures on inputs are trusted.
        """
        self._store = store
        self._blobs = blobs
        self._fetcher = fetcher
        self._workshop = workshop
        self._anchors = anchors
        # Decoded pictures are large: they are only made once an engine is about to take them.
        self._slots = asyncio.Semaphore(num_decoded_max)

    @asynccontextmanager
    async def gathered(self, job: Job, *, as_ingredients: bool = False) -> AsyncIterator[Gathered]:
        """The job's inputs for the length of the block, as ingredients too where that is wanted.

        Raises:
            InputRefused: some cannot be had or read; names every fault.
        """
        request = job.request
        if not request.is_edit:
            assert request.size is not None, "text to image has a size"
            yield Gathered(size=request.size)
            return
        await self._keep_all(job)
        async with self._slots:
            yield await self._decode_all(job, as_ingredients=as_ingredients)

    async def _keep_all(self, job: Job) -> None:
        """Make every input the job's own blob, where it is not yet."""
        kept = {key async for key in self._blobs.keys(f"{job.id}/inputs/")}
        missing = [
            (picture, key)
            for index, picture in enumerate(job.request.pictures)
            if (key := input_key(job.id, index)) not in kept
        ]
        results = await asyncio.gather(
            *(self._keep(picture, key) for picture, key in missing), return_exceptions=True
        )
        faults: list[Fault] = []
        for (picture, _), result in zip(missing, results, strict=True):
            if isinstance(result, InvalidRequest | BlobMissing):
                faults.append(_fault(picture, result))
            elif result is not None:
                raise result
        _refuse(faults, job.request)

    async def _keep(self, picture: InputImage, key: str) -> None:
        if picture.blob_key:
            await self._blobs.copy(picture.blob_key, key)
            return
        async with self._fetcher.get(picture.url) as download:
            await self._blobs.write(key, download.chunks())

    async def _decode_all(self, job: Job, *, as_ingredients: bool) -> Gathered:
        request = job.request
        decoded: list[Decoded] = []
        faults: list[Fault] = []
        mask: Picture | None = None
        for index, picture in enumerate(request.pictures):
            key = input_key(job.id, index)
            try:
                source = await self._blobs.path(key) or await self._blobs.get(key)
                if index < len(request.inputs):
                    decoded.append(await self._within(picture, source))
                elif not faults:
                    width, height = decoded[-1].width_px, decoded[-1].height_px
                    data = await self._workshop.decode_mask(
                        source, width_px=width, height_px=height
                    )
                    mask = Picture(data=data, width_px=width, height_px=height)
            except (InvalidRequest, BlobMissing) as error:
                faults.append(_fault(picture, error))
        _refuse(faults, request)
        last = Size(decoded[-1].source_width_px, decoded[-1].source_height_px)
        size = request.size
        if size is None:
            assert request.size_rule is not None, "an edit has a size or a rule for it"
            size = request.size_rule.size_of(last)
        return Gathered(
            pictures=tuple([await self._picture(job, found) for found in decoded]),
            mask=mask,
            size=size,
            warnings=_warnings(request.inputs, decoded),
            ingredients=tuple(
                [await self._ingredient(job, index, found) for index, found in enumerate(decoded)]
            )
            if as_ingredients
            else (),
        )

    async def _ingredient(self, job: Job, index: int, found: Decoded) -> bytes:
        """An input as an ingredient, with its own manifests where they can be kept."""
        key = input_key(job.id, index)
        return await self._workshop.ingredient(
            await self._blobs.path(key) or await self._blobs.get(key),
            media_type=found.media_type,
            title=f"image {index + 1}",
            index=index,
            anchors=self._anchors,
        )

    async def _picture(self, job: Job, decoded: Decoded) -> Picture:
        """A picture with what it says of itself, or what is known of it by its pixels."""
        said = {name: value for name, text in decoded.texts.items() if (value := _json(text))}
        digest = decoded.pixels_sha256
        known = {} if digest is None else await self._known(job, digest)
        return Picture(
            data=decoded.png,
            width_px=decoded.width_px,
            height_px=decoded.height_px,
            metadata={**said, **known},
        )

    async def _known(self, job: Job, pixels_sha256: str) -> dict[str, Any]:
        """What is known of a picture; a job is not to fail because the database is away."""
        delay_s = 0.1
        while True:
            try:
                return await self._store.read(
                    lambda tx: picture_documents.find(
                        tx, account_id=job.account_id, pixels_sha256=pixels_sha256
                    )
                )
            except TryLater as error:
                _LOG.warning("job %s waits for its pictures: %s", job.id, error.message)
            await asyncio.sleep(delay_s)
            delay_s = min(5.0, delay_s * 2)

    async def _within(self, picture: InputImage, source: Path | bytes) -> Decoded:
        """A picture decoded, its sides within its bounds where it has some.

        Raises:
            InputRefused: it is no picture that is read, or outside strict bounds.
        """
        found, bounds = await self._workshop.decode(source), picture.sides
        was = Size(found.source_width_px, found.source_height_px)
        if bounds is None or bounds.holds(was):
            return found
        if bounds.is_strict:
            message = (
                f"it has {was.width_px}x{was.height_px} pixels; "
                f"each side must have {bounds.side_px_min} to {bounds.side_px_max}."
            )
            raise InputRefused(message, code="input_size")
        size, png = bounds.fitted(Size(found.width_px, found.height_px)), found.png
        if size != Size(found.width_px, found.height_px):
            png = await self._workshop.encode(
                png,
                output_format="png",
                quality=100,
                width_px=size.width_px,
                height_px=size.height_px,
                documents={},
            )
        return replace(
            found,
            png=png,
            width_px=size.width_px,
            height_px=size.height_px,
            notes=(*found.notes, "resized"),
        )


def _json(text: str) -> Any:
    """What a stranger's picture says of itself; nothing where that is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _warnings(inputs: Sequence[InputImage], decoded: Sequence[Decoded]) -> tuple[JobWarning, ...]:
    return tuple(
        JobWarning(code=f"input_{note}", message=f"`{picture.param}`: {_NOTES[note]}")
        for picture, found in zip(inputs, decoded, strict=True)
        for note in found.notes
        if note in _NOTES
    )


def _fault(picture: InputImage, error: InkstoneError) -> Fault:
    is_gone = isinstance(error, BlobMissing)
    message = "the picture has been deleted." if is_gone else error.message
    return Fault(param=picture.param, message=f"`{picture.param}`: {message}", kind=error.code)


def _refuse(faults: Sequence[Fault], request: ImageRequest) -> None:
    if faults:
        order = [picture.param for picture in request.pictures]
        listed = sorted(faults, key=lambda fault: order.index(fault.param))
        refused = InputRefused(faults=listed, code=listed[0].kind)
        refused.retryable = any(fault.kind in _PASSING for fault in listed)
        raise refused
