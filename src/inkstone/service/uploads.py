"""Uploads: take a caller's picture in, prove that it is one, keep it for a while.

It does not know how the bytes travelled, nor what will be made of them.
"""

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import (
    InputRefused,
    InvalidRequest,
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    StorageFull,
)
from inkstone.domain.upload import Upload
from inkstone.media.workshop import Workshop
from inkstone.service.ids import new_id
from inkstone.store import uploads
from inkstone.store.unit_of_work import Store, Transaction

#: What the bytes are called; what they are says their record.
_NAME = "picture"
EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
}


class QuotaExceeded(PayloadTooLarge):
    """The account has as many uploads as it may; delete some, or wait until they expire."""

    code = "upload_quota"


class UploadTaken(InvalidRequest):
    """A picture has been brought for this before; ask for a new place for another."""

    code = "upload_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLimits:
    """The limits of uploads."""

    #: One upload, in bytes.
    size_bytes_max: int
    #: All uploads of one account, in bytes.
    account_bytes_max: int
    #: How many uploads one account may have.
    num_max: int
    #: How long an upload is kept.
    lifetime: timedelta
    #: Free bytes under which nothing is taken.
    free_bytes_min: int


class Uploads:
    """The pictures that callers brought."""

    def __init__(
        self, *, store: Store, blobs: BlobStore, workshop: Workshop, limits: UploadLimits
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._workshop = workshop
        self.limits = limits

    async def take(
        self, account_id: str, chunks: AsyncIterable[bytes], *, upload_id: str | None = None
    ) -> Upload:
        """Keep a picture as it comes; nothing is left of what is refused.

        Args:
            account_id: whose it is.
            chunks: its bytes.
            upload_id: the id that it was promised; then its key is known before, too.

        Raises:
            UploadTaken: what was promised has come before.
            InputRefused: it is no picture that we read; says why.
            NotAuthenticated: the account is suspended, or erased.
            PayloadTooLarge: it has too many bytes, or the account's quota is used up.
            StorageFull: too little disk is left.
        """
        free = await self._blobs.free_bytes()
        if free is not None and free < self.limits.free_bytes_min:
            raise StorageFull(retry_after_s=60)
        await self._store.read(lambda tx: self._check_quota(tx, account_id, 0))
        is_promised, upload_id = upload_id is not None, upload_id or new_id("upload")
        if is_promised:
            await self._store.read(lambda tx: _check_promise(tx, upload_id))
        # Two may come for one promise at once: neither must touch what is the other's.
        raw, is_recorded = f"{upload_id}/{new_id('raw')}", False
        try:
            blob = await self._blobs.write(raw, self._counted(chunks))
            found = await self._workshop.inspect(await self.source(raw))
            key = promised_key(upload_id)
            if not is_promised:
                key += f".{EXTENSIONS[found.media_type]}"
            recorded = {
                "id": upload_id,
                "account_id": account_id,
                "blob_key": key,
                "sha256": blob.sha256,
                "size_bytes": blob.size_bytes,
                "media_type": found.media_type,
                "width_px": found.width_px,
                "height_px": found.height_px,
            }
            taken = await self._store.write(lambda tx: self._record(tx, recorded))
            is_recorded = True
            await self._blobs.copy(raw, key)
        except BaseException:
            if is_recorded:
                await self._store.write(lambda tx: uploads.remove(tx, [upload_id]))
            raise
        finally:
            await self._blobs.delete(raw)
        return taken

    async def get(self, upload_id: str, *, account_id: str) -> Upload:
        """An account's own upload.

        Raises:
            NotFound: it has none of this id, or its time is over.
        """
        found = await self._store.read(
            lambda tx: uploads.get(tx, upload_id, account_id=account_id), snapshot=False
        )
        if found is None:
            raise NotFound(
                f"There is no upload {upload_id[:80]!r}, or it has expired.",
                code="upload_not_found",
            )
        return found

    async def delete(self, upload_id: str, *, account_id: str) -> None:
        """Remove an upload for good.

        Raises:
            NotFound: the account has none of this id.
        """
        found = await self.get(upload_id, account_id=account_id)
        await self._store.write(lambda tx: uploads.remove(tx, [found.id]))
        await self._blobs.delete_prefix(f"{found.id}/")

    async def source(self, blob_key: str) -> Path | bytes:
        """A blob for the workshop: its file where it has one, so that no bytes pass through us."""
        return await self._blobs.path(blob_key) or await self._blobs.get(blob_key)

    async def _counted(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        num_bytes, num_bytes_max = 0, self.limits.size_bytes_max
        async for chunk in chunks:
            num_bytes += len(chunk)
            if num_bytes > num_bytes_max:
                raise PayloadTooLarge(f"The upload has more than {num_bytes_max:,} bytes.")
            yield chunk
        if num_bytes == 0:
            raise InputRefused("The upload is empty.", code="input_empty")

    def _check_quota(self, tx: Transaction, account_id: str, num_bytes: int) -> None:
        num_held, bytes_held = uploads.held(tx, account_id, lock=num_bytes > 0)
        limits = self.limits
        if num_held >= limits.num_max or bytes_held + num_bytes > limits.account_bytes_max:
            raise QuotaExceeded(
                f"The account has {num_held} uploads of {bytes_held:,} bytes in all; it may have "
                f"{limits.num_max} of {limits.account_bytes_max:,} bytes. Delete some, or wait: "
                f"each is kept for {limits.lifetime}."
            )

    def _record(self, tx: Transaction, recorded: Mapping[str, Any]) -> Upload:
        self._check_quota(tx, recorded["account_id"], recorded["size_bytes"])
        # The quota has locked the account: nobody else records for it now, nor erases it.
        if not uploads.may_bring(tx, recorded["account_id"]):
            raise NotAuthenticated("This account is suspended.", code="account_suspended")
        _check_promise(tx, recorded["id"])
        return uploads.put(tx, self.limits.lifetime, **recorded)


def promised_key(upload_id: str) -> str:
    """Where an upload will be whose id was given out before it came, whatever it shows."""
    return f"{upload_id}/{_NAME}"


def _check_promise(tx: Transaction, upload_id: str) -> None:
    if uploads.known(tx, [upload_id]):
        raise UploadTaken
