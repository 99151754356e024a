"""A job's pictures as an answer hands them out: by address, or in full.

It does not know where in a vendor's answer they stand.
"""

import asyncio
import base64
from collections.abc import Sequence

from starlette.requests import Request

from inkstone.blobs.base import BlobStore
from inkstone.dialects.base import Services
from inkstone.domain.job import Job

#: Up to so many bytes, encoding takes less than the way to a thread and back: about 0.2 ms.
_AT_ONCE_BYTES_MAX = 256 * 1024


def addresses(services: Services, request: Request, job: Job) -> list[str]:
    """The address of each picture, good for as long as the dialect promises."""
    expires_at = (job.finished_at or job.created_at) + services.limits.url_lifetime
    return [services.links.result(request, image, expires_at=expires_at) for image in job.images]


async def in_base64(blobs: BlobStore, job: Job) -> list[str]:
    """Each picture in base64.

    Raises:
        BlobMissing: its result has been deleted.
    """
    data = [await blobs.get(image.blob_key) for image in job.images]
    if sum(map(len, data)) <= _AT_ONCE_BYTES_MAX:
        return _encoded(data)
    # Tens of megabytes take a while to encode: other calls must not wait for it.
    return await asyncio.to_thread(_encoded, data)


def _encoded(data: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(each).decode("ascii") for each in data]
