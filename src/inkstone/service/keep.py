"""Keep: make an engine's picture the file that was asked for, with its marks, and store it.

The order is pixels, then documents and labels, then the signature, which covers all the rest.
It does not know how the picture came about, nor what it costs.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import EngineFailure
from inkstone.domain.job import Job, JobImage, JobWarning
from inkstone.domain.moderation import Finding
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.engines import base
from inkstone.media import png, xmp
from inkstone.media.credential_signer import CredentialSigner, Finished
from inkstone.media.workshop import Workshop
from inkstone.service import marks

#: Format → media type and the end of the file's name.
FORMATS = {
    "png": ("image/png", "png"),
    "jpeg": ("image/jpeg", "jpg"),
    "webp": ("image/webp", "webp"),
    "avif": ("image/avif", "avif"),
}

_NOT_STAMPED = JobWarning(
    code="timestamp_unavailable",
    message="The time-stamp authority could not be reached: the picture is signed without it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTexts:
    """What the marks say that an operator words."""

    #: The small mark that requests may ask for.
    watermark: str
    #: The visible label.
    label: str
    #: Who provides the service.
    producer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture as its engine made it, with what is known of how."""

    event: base.Output
    made_by: base.Identity
    #: Whether a trained model made it.
    is_trained: bool
    #: The inputs that it was made of, as C2PA has them.
    ingredients: Sequence[bytes] = field(default=(), repr=False)
    #: What moderation found in it; `None` where nobody looked.
    findings: tuple[Finding, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """The form that a picture is kept in."""

    image_index: int
    width_px: int
    height_px: int
    policy: PicturePolicy
    watermark: str
    label: str
    watermark_id: int | None
    labels: xmp.Labels | None
    #: Whether these are not the pixels, or not the format, that the engine made.
    is_changed: bool


class Keeper:
    """Keeps finished pictures."""

    def __init__(
        self,
        *,
        blobs: BlobStore,
        workshop: Workshop,
        signer: CredentialSigner,
        usual: PicturePolicy,
        texts: MarkTexts,
        stamps_time: bool = False,
        remembers_looks: bool = True,
    ) -> None:
        """Keep pictures so.

        Args:
            blobs: where.
            workshop: what encodes them.
            signer: what signs them.
            usual: which marks they get where neither key nor account say otherwise.
            texts: what the marks say.
            stamps_time: whether a time-stamp authority is to sign too.
            remembers_looks: whether it is kept what they look like.
        """
        self._blobs = blobs
        self._workshop = workshop
        self._signer = signer
        self._usual = usual
        self._texts = texts
        self._stamps_time = stamps_time
        self._remembers_looks = remembers_looks

    def wants_ingredients(self, job: Job) -> bool:
        """Whether a job's pictures are to name what they were made of."""
        return bool(job.policy.over(self._usual).content_credentials)

    def labels_visibly(self, job: Job) -> bool:
        """Whether a job's pictures get a visible label, which previews have no room for."""
        return bool(job.policy.over(self._usual).visible_label)

    async def keep(self, job: Job, drawn: Drawn) -> tuple[JobImage, tuple[JobWarning, ...]]:
        """Store a finished picture, whole and for good.

        Raises:
            EngineFailure: the picture is not one that was asked for.
            ServerFault: it could not be signed.
            StorageFull: there is no room.
        """
        request, picture = job.request, drawn.event.picture
        form = self._form(job, drawn)
        seed = request.seeds()[form.image_index]
        # As it is read back later: a tuple becomes a list.
        details = json.loads(json.dumps(dict(picture.details))) if picture.details else {}
        documents = marks.documents(
            job,
            drawn.made_by,
            picture,
            seed=seed,
            size=(form.width_px, form.height_px),
            details=details,
            policy=form.policy,
        )
        data = await self._file(job, picture, form, documents)
        media_type, extension = FORMATS[request.output_format]
        sealed = await self._sealed(job, drawn, form, data)
        pixels_sha256 = picture.pixels_sha256
        if pixels_sha256 is not None and form.is_changed:
            pixels_sha256 = await self._workshop.digest(data)
        key = f"{job.id}/{job.attempt}/{form.image_index}.{extension}"
        blob = await self._blobs.put(key, sealed.data if sealed else data)
        image = JobImage(
            image_index=form.image_index,
            blob_key=blob.key,
            sha256=blob.sha256,
            size_bytes=blob.size_bytes,
            media_type=media_type,
            width_px=form.width_px,
            height_px=form.height_px,
            seed=seed,
            details=details,
            documents=picture.metadata,
            pixels_sha256=pixels_sha256,
            is_edit=request.is_edit,
            manifest_id=sealed.manifest_id if sealed else "",
            watermark_id=form.watermark_id,
            phash=sealed.phash if sealed else None,
            findings=drawn.findings,
        )
        lacks_time = sealed is not None and sealed.manifest_id and not sealed.is_time_stamped
        return image, (_NOT_STAMPED,) if self._stamps_time and lacks_time else ()

    async def _sealed(self, job: Job, drawn: Drawn, form: _Form, data: bytes) -> Finished | None:
        """The file with its signature, and what it looks like."""
        claim = None
        if form.policy.content_credentials:
            claim = marks.claim(
                job,
                form.image_index,
                drawn.made_by,
                is_trained=drawn.is_trained,
                at=datetime.now(UTC),
            )
        elif not self._remembers_looks:
            return None
        media_type, _ = FORMATS[job.request.output_format]
        return await self._signer.finish(
            data,
            media_type=media_type,
            claim=claim,
            ingredients=drawn.ingredients,
            tells_looks=self._remembers_looks,
        )

    def _form(self, job: Job, drawn: Drawn) -> _Form:
        request, picture, index = job.request, drawn.event.picture, drawn.event.image
        if index not in range(request.num_images):
            raise EngineFailure(f"The engine made picture {index}, which nobody asked for.")
        policy = job.policy.over(self._usual)
        width = request.size.width_px if request.size else picture.width_px
        height = request.size.height_px if request.size else picture.height_px
        wants_hidden = bool(request.invisible_watermark or policy.invisible_watermark)
        # A smaller one has no room for it.
        is_hidden = wants_hidden and min(width, height) >= marks.WATERMARK_SIDE_PX_MIN
        return _Form(
            image_index=index,
            width_px=width,
            height_px=height,
            policy=policy,
            watermark=self._texts.watermark if request.watermark else "",
            label=self._texts.label if policy.visible_label else "",
            watermark_id=marks.watermark_id(job, index) if is_hidden else None,
            labels=marks.labels(
                job,
                index,
                is_trained=drawn.is_trained,
                producer=self._texts.producer,
                at=datetime.now(UTC),
            )
            if policy.labels
            else None,
            is_changed=request.output_format != "png"
            or picture.is_foreign
            or (picture.width_px, picture.height_px) != (width, height)
            or bool(request.watermark or policy.visible_label or is_hidden),
        )

    async def _file(
        self, job: Job, picture: base.Picture, form: _Form, documents: dict[str, Any]
    ) -> bytes:
        request = job.request
        texts = {
            name: json.dumps(value, ensure_ascii=False, sort_keys=True)
            for name, value in documents.items()
        }
        data = picture.data
        if form.is_changed:
            data = await self._workshop.encode(
                data,
                output_format=request.output_format,
                quality=request.output_quality,
                width_px=form.width_px,
                height_px=form.height_px,
                documents=texts,
                labels=form.labels,
                watermark=form.watermark,
                visible_label=form.label,
                mark_id=form.watermark_id,
            )
        if request.output_format != "png":
            return data
        try:
            data = png.with_text(data, texts)
            if form.labels is not None:
                data = png.with_xmp(data, xmp.packet({}, labels=form.labels))
        except ValueError as error:
            raise EngineFailure(f"The engine's picture cannot be kept: {error}") from error
        return data
