"""Thumbnails: small pictures of the ones that are kept, made when they are first looked at.

It does not know who may look, nor how a picture is made small.
"""

import asyncio
from collections import OrderedDict

from inkstone.blobs.base import BlobMissing, BlobStore
from inkstone.domain.errors import ServerFault, Unavailable
from inkstone.media.workshop import Workshop

MEDIA_TYPE = "image/webp"
#: Of all that are remembered, in bytes: one takes about 10 KB.
BYTES_MAX = 32 * 2**20
#: How many are made at once: jobs' own pictures need the workshop too.
_NUM_AT_ONCE = 2
#: How many may wait to be made: a hundred take some seconds.
_NUM_WAITING_MAX = 100


class Thumbnails:
    """Makes thumbnails, and remembers those that were looked at last."""

    def __init__(self, *, blobs: BlobStore, workshop: Workshop, bytes_max: int = BYTES_MAX) -> None:
        self._blobs = blobs
        self._workshop = workshop
        self._bytes_max = bytes_max
        #: Blob key → its thumbnail, the one that was asked for last at the end.
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._num_bytes = 0
        #: Those that are being made, or wait for it; whoever asks meanwhile gets the same one.
        self._making: dict[str, asyncio.Task[bytes]] = {}
        self._slots = asyncio.Semaphore(_NUM_AT_ONCE)

    async def get(self, blob_key: str) -> bytes:
        """The thumbnail of a picture, as WebP.

        Raises:
            BlobMissing: there is no such picture any more.
            InputRefused: what is there is no picture that is read here.
            ServerFault: it could not be made.
            Unavailable: too many are waited for already.
        """
        made = self._made.get(blob_key)
        if made is not None:
            # What its owner deleted is not shown, however it is remembered.
            await self._check(blob_key)
            return self._remember(blob_key, made)
        making = self._making.get(blob_key)
        if making is None:
            if len(self._making) >= _NUM_AT_ONCE + _NUM_WAITING_MAX:
                raise Unavailable("Too many thumbnails are being made.", retry_after_s=2)
            making = asyncio.create_task(self._make(blob_key))
            self._making[blob_key] = making
            making.add_done_callback(lambda task: self._finished(blob_key, task))
        # Who hangs up leaves the others waiting for it.
        return await asyncio.shield(making)

    async def _make(self, blob_key: str) -> bytes:
        async with self._slots:
            source = await self._blobs.path(blob_key) or await self._blobs.get(blob_key)
            try:
                return await self._workshop.thumbnail(source)
            except ServerFault:
                # Where its file went meanwhile, that is the reason.
                await self._check(blob_key)
                raise

    def _finished(self, blob_key: str, task: asyncio.Task[bytes]) -> None:
        del self._making[blob_key]
        # To ask for the error counts as having heard it, where everybody has hung up.
        if not task.cancelled() and task.exception() is None:
            self._remember(blob_key, task.result())

    async def _check(self, blob_key: str) -> None:
        try:
            if await self._blobs.path(blob_key) is None:
                await self._blobs.get(blob_key)
        except BlobMissing:
            self._num_bytes -= len(self._made.pop(blob_key, b""))
            raise

    def _remember(self, blob_key: str, made: bytes) -> bytes:
        """Put it last among what is remembered; what was asked for longest ago gives way."""
        self._num_bytes += len(made) - len(self._made.pop(blob_key, b""))
        self._made[blob_key] = made
        while self._num_bytes > self._bytes_max:
            _, dropped = self._made.popitem(last=False)
            self._num_bytes -= len(dropped)
        return made
