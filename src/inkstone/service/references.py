"""References: what a caller names as a picture to start from, checked and resolved at submit.

An address of our own becomes the blob behind it, bytes in the request become a blob, and anything
else stays an address for the attempt to fetch. This module opens no connection.
"""

import asyncio
import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from inkstone.blobs.base import BlobMissing, BlobStore
from inkstone.domain.errors import Fault, InkstoneError, InputRefused, NotFound
from inkstone.domain.job import Job
from inkstone.domain.request import InputImage, SideBounds
from inkstone.net.fetch import Fetcher
from inkstone.net.own_urls import OwnUrls
from inkstone.store import job_reads, uploads
from inkstone.store.unit_of_work import Store, Transaction

_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]{1,40}(;[a-z0-9=._-]{1,40})*;base64,", re.IGNORECASE)
_UPLOAD_ID = re.compile(r"upload_[0-9a-z]{26}", re.ASCII)
#: An address is told from bare base64 by its scheme; anything with one is an address.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_SPACE = re.compile(r"\s+")
#: Shorter base64 holds no picture.
_BASE64_CHARS_MIN = 64


class Form(StrEnum):
    """How a dialect's callers may name a picture."""

    URL = "an http(s) URL"
    DATA_URI = "a data: URI of an image in base64"
    BASE64 = "an image in base64"
    UPLOAD = "the id of an upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture as a caller named it."""

    #: The field, as the caller spelled it, such as `image[0]`.
    param: str
    text: str
    #: How long its sides may be; `None` for any length.
    sides: SideBounds | None = None


class References:
    """Tells what callers mean."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        fetcher: Fetcher,
        own_urls: OwnUrls,
        size_bytes_max: int,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._fetcher = fetcher
        self._own_urls = own_urls
        self._size_bytes_max = size_bytes_max

    def fault(self, reference: Reference, form: Form) -> Fault | None:
        """What is wrong with a reference of this form, as far as that shows without looking."""
        text = reference.text
        try:
            match form:
                case Form.URL:
                    if self._own_urls.key_of(text, now=datetime.now(UTC)) is None:
                        self._fetcher.check(text)
                case Form.DATA_URI:
                    self._check_base64(text, start=_data_start(text))
                case Form.BASE64:
                    self._check_base64(text, start=0)
                case Form.UPLOAD:
                    pass
        except InkstoneError as error:
            message = f"`{reference.param}`: {error.message}"
            return Fault(param=reference.param, message=message, kind=error.code)
        return None

    async def resolve(
        self,
        references: Sequence[Reference],
        *,
        account_id: str,
        job_id: str,
        forms: Sequence[Form],
    ) -> tuple[InputImage, ...]:
        """What a job starts from: blobs of ours, blobs made of the bytes sent, or addresses.

        Raises:
            InputRefused: something is not what it says, or not the account's; names every fault.
            StorageFull: too little disk is left for the bytes sent.
        """
        found: list[InputImage] = []
        faults: list[Fault] = []
        for index, reference in enumerate(references):
            key = input_key(job_id, index)
            try:
                picture = await self._resolve(reference, account_id, key, forms)
                found.append(replace(picture, sides=reference.sides))
            except (InputRefused, NotFound) as error:
                message = f"`{reference.param}`: {error.message}"
                faults.append(Fault(param=reference.param, message=message, kind=error.code))
        if faults:
            raise InputRefused(faults=faults, code=faults[0].kind)
        return tuple(found)

    async def _resolve(
        self, reference: Reference, account_id: str, key: str, forms: Sequence[Form]
    ) -> InputImage:
        text, param = reference.text, reference.param
        match form_of(text, forms):
            case Form.URL:
                own = self._own_urls.key_of(text, now=datetime.now(UTC))
                if own is None:
                    return InputImage(param=param, url=text)
                await self._check_owner(own, account_id)
                return InputImage(param=param, blob_key=own)
            case Form.UPLOAD:
                upload = await self._store.read(
                    lambda tx: uploads.get(tx, text, account_id=account_id), snapshot=False
                )
                if upload is None:
                    raise NotFound("there is no such upload, or it has expired.")
                try:
                    # The upload may go before its job begins.
                    await self._blobs.copy(upload.blob_key, key)
                except BlobMissing as error:
                    raise NotFound("the upload has been deleted.") from error
                return InputImage(param=param, blob_key=key)
            case form:
                start = _data_start(text) if form is Form.DATA_URI else 0
                # Megabytes of base64 take a while: other calls must not wait for it.
                data = await asyncio.to_thread(_decoded, text, start)
                await self._blobs.put(key, data)
                return InputImage(param=param, blob_key=key)

    async def _check_owner(self, blob_key: str, account_id: str) -> None:
        owner = blob_key.partition("/")[0]

        def owns(tx: Transaction) -> bool:
            if owner.startswith("upload_"):
                upload = uploads.get(tx, owner, account_id=account_id)
                return upload is not None and upload.blob_key == blob_key
            job = job_reads.get(tx, owner, account_id=account_id)
            return job is not None and job.deleted_at is None and blob_key in _keys_of(job)

        if not await self._store.read(owns, snapshot=False):
            # Whether it was deleted or is another account's is nobody's business.
            raise NotFound("this account has no such picture, or it has been deleted.")

    def _check_base64(self, text: str, *, start: int) -> None:
        num_bytes = (len(text) - start) * 3 // 4
        if num_bytes > self._size_bytes_max + 3:
            raise InputRefused(
                f"the picture has about {num_bytes:,} bytes; at most {self._size_bytes_max:,} "
                "are taken.",
                code="input_too_large",
            )


def input_key(job_id: str, index: int) -> str:
    """Where the bytes of a job's input are kept."""
    return f"{job_id}/inputs/{index}"


def _keys_of(job: Job) -> set[str]:
    """Where a job's own pictures are: those that it made, and those that it started from."""
    made = {image.blob_key for image in job.images}
    return made | {input_key(job.id, index) for index in range(len(job.request.pictures))}


def form_of(text: str, forms: Sequence[Form]) -> Form | None:
    """Which of the forms a text has, if any."""
    if _UPLOAD_ID.fullmatch(text):
        form = Form.UPLOAD
    elif _DATA_URI.match(text[:200]):
        form = Form.DATA_URI
    elif text[:8].lower().startswith(("http://", "https://")):
        form = Form.URL
    elif len(text) >= _BASE64_CHARS_MIN and not _SCHEME.match(text[:40]):
        form = Form.BASE64
    else:
        return None
    return form if form in forms else None


def _data_start(text: str) -> int:
    return text.index(",") + 1


def _decoded(text: str, start: int) -> bytes:
    try:
        return base64.b64decode(_SPACE.sub("", text[start:]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputRefused("its base64 is broken.", code="input_broken") from error
