"""From jobs and errors to the dialect's JSON.

One table says what each error becomes.
"""

from collections.abc import Mapping

from starlette.responses import Response

from inkstone.blobs.base import BlobMissing
from inkstone.dialects.answers import answer
from inkstone.dialects.endings import JobCancelled, WaitTooLong
from inkstone.dialects.headers import error_headers
from inkstone.dialects.my_dialect.wire import PictureWire, ProblemWire
from inkstone.dialects.refusals import MethodNotAllowed, nearest
from inkstone.domain import errors
from inkstone.domain.job import Job

#: Class of error → status; a class that is not named is what its nearest ancestor is.
STATUSES: Mapping[type[errors.InkstoneError], int] = {
    errors.InkstoneError: 500,
    errors.InvalidRequest: 400,
    errors.UnknownModel: 404,
    errors.PayloadTooLarge: 413,
    errors.NotFound: 404,
    errors.Gone: 410,
    BlobMissing: 410,
    MethodNotAllowed: 405,
    errors.NotAuthenticated: 401,
    errors.InsufficientFunds: 402,
    errors.RateLimited: 429,
    errors.TryLater: 503,
    errors.PriceUnknown: 400,
    errors.ContentRefused: 400,
    JobCancelled: 400,
    WaitTooLong: 504,
}


def encode_error(error: errors.InkstoneError) -> Response:
    """A refusal."""
    faults = error.faults if isinstance(error, errors.InvalidRequest) else ()
    wire = ProblemWire(problem=error.message, fields=[each.param for each in faults])
    return answer(wire, status=nearest(STATUSES, error), headers=error_headers(error))


def encode_picture(job: Job, address: str) -> PictureWire:
    """What a job made."""
    image = job.images[0]
    return PictureWire(
        picture=address, width=image.width_px, height=image.height_px, seed=image.seed
    )
