"""Keep: make an engine's picture the file that was asked for, with its parameters, and store it.

It does not know how the picture came about, nor what it costs.
"""

import json
from typing import Any

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import EngineFailure
from inkstone.domain.job import Job, JobImage
from inkstone.engines import base
from inkstone.media import png
from inkstone.media.workshop import Workshop

#: Format → media type and the end of the file's name.
FORMATS = {
    "png": ("image/png", "png"),
    "jpeg": ("image/jpeg", "jpg"),
    "webp": ("image/webp", "webp"),
    "avif": ("image/avif", "avif"),
}


class Keeper:
    """Keeps finished pictures."""

    def __init__(
        self, *, blobs: BlobStore, workshop: Workshop, embed_prompt: bool, watermark_text: str
    ) -> None:
        """Keep pictures so.

        Args:
            blobs: where.
            workshop: what encodes them.
            embed_prompt: whether they carry what their caller wrote.
            watermark_text: what is stamped on those whose request asks for it.
        """
        self._blobs = blobs
        self._workshop = workshop
        self._embed_prompt = embed_prompt
        self._watermark_text = watermark_text

    async def keep(self, job: Job, made_by: base.Identity, event: base.Output) -> JobImage:
        """Store a finished picture, whole and for good.

        Raises:
            EngineFailure: the picture is not one that was asked for.
            StorageFull: there is no room.
        """
        request, picture = job.request, event.picture
        if event.image not in range(request.num_images):
            raise EngineFailure(f"The engine made picture {event.image}, which nobody asked for.")
        seed = request.seeds()[event.image]
        size = request.size
        width = size.width_px if size else picture.width_px
        height = size.height_px if size else picture.height_px
        # As it is read back later: a tuple becomes a list.
        details = json.loads(json.dumps(dict(picture.details)))
        documents = {
            "inkstone:parameters": {
                **self._parameters(job, made_by, seed),
                "width": width,
                "height": height,
            },
            # What an engine knows of its picture, such as a scene, comes from the prompt too.
            **(picture.metadata if self._embed_prompt else {}),
            **({f"inkstone:{made_by.engine}": details} if details else {}),
        }
        data = await self._file(job, picture, width, height, documents)
        pixels_sha256 = picture.pixels_sha256
        if pixels_sha256 is not None and self._is_changed(job, picture, width, height):
            pixels_sha256 = await self._workshop.digest(data)
        media_type, extension = FORMATS[request.output_format]
        blob = await self._blobs.put(f"{job.id}/{job.attempt}/{event.image}.{extension}", data)
        return JobImage(
            image_index=event.image,
            blob_key=blob.key,
            sha256=blob.sha256,
            size_bytes=blob.size_bytes,
            media_type=media_type,
            width_px=width,
            height_px=height,
            seed=seed,
            details=details,
            documents=picture.metadata,
            pixels_sha256=pixels_sha256,
        )

    def _is_changed(self, job: Job, picture: base.Picture, width: int, height: int) -> bool:
        request = job.request
        is_as_asked = (picture.width_px, picture.height_px) == (width, height)
        return request.output_format != "png" or not is_as_asked or request.watermark

    async def _file(
        self, job: Job, picture: base.Picture, width: int, height: int, documents: dict[str, Any]
    ) -> bytes:
        request = job.request
        texts = {
            name: json.dumps(value, ensure_ascii=False, sort_keys=True)
            for name, value in documents.items()
        }
        data = picture.data
        if self._is_changed(job, picture, width, height):
            data = await self._workshop.encode(
                data,
                output_format=request.output_format,
                quality=request.output_quality,
                width_px=width,
                height_px=height,
                documents=texts,
                watermark=self._watermark_text if request.watermark else "",
            )
        if request.output_format != "png":
            return data
        try:
            return png.with_text(data, texts)
        except ValueError as error:
            raise EngineFailure(f"The engine's picture cannot be kept: {error}") from error

    def _parameters(self, job: Job, made_by: base.Identity, seed: int) -> dict[str, object]:
        request = job.request
        prompt = {"prompt": request.prompt, "negative_prompt": request.negative_prompt}
        return {
            "engine": str(made_by),
            "model": request.model,
            "seed": seed,
            **({"watermark": True} if request.watermark else {}),
            **(prompt if self._embed_prompt else {}),
        }
