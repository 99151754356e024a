"""Multipart bodies: fields and files as they come, under limits; large files wait on the disk.

It does not know what the fields mean.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from inkstone.domain.errors import Fault, InvalidRequest, PayloadTooLarge

#: What boundaries and the headers of parts may take beside the content.
_FRAME_BYTES = 64 * 1024
_READ_BYTES = 64 * 1024


def is_multipart(request: Request) -> bool:
    """Whether the request's body says that it is one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "multipart/form-data"


@asynccontextmanager
async def form(
    request: Request,
    *,
    bytes_max: int,
    num_files_max: int,
    num_fields_max: int = 0,
    field_bytes_max: int = 64 * 1024,
) -> AsyncIterator[FormData]:
    """The parts of a body, for the length of the block.

    Args:
        request: whose body it is.
        bytes_max: all parts together.
        num_files_max: parts with a file name.
        num_fields_max: parts without one.
        field_bytes_max: one of those, which is kept in memory.

    Raises:
        PayloadTooLarge: there is more.
        InvalidRequest: it is no multipart body, or has more parts.
    """
    parser = MultiPartParser(
        request.headers,
        _counted(request, bytes_max + _FRAME_BYTES),
        max_files=num_files_max,
        max_fields=num_fields_max,
        max_part_size=field_bytes_max,
    )
    try:
        found = await parser.parse()
    except MultiPartException as error:
        if "maximum size" in error.message:
            raise PayloadTooLarge(
                f"A text part of the body has more than {field_bytes_max:,} bytes."
            ) from error
        raise _fault(f"The multipart body cannot be read: {error.message}") from error
    except UnicodeError as error:
        raise _fault("The multipart body names a charset that cannot be read.") from error
    except ClientDisconnect as error:
        raise _fault("The connection closed before the end of the body.") from error
    try:
        yield found
    finally:
        await found.close()


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """The bytes of a file, a little at a time."""
    while chunk := await file.read(_READ_BYTES):
        yield chunk


async def _counted(request: Request, bytes_max: int) -> AsyncGenerator[bytes, None]:
    num_bytes = 0
    async for chunk in request.stream():
        num_bytes += len(chunk)
        if num_bytes > bytes_max:
            raise PayloadTooLarge(f"The body has more than {bytes_max:,} bytes.")
        yield chunk


def _fault(message: str) -> InvalidRequest:
    return InvalidRequest(faults=[Fault(param="", message=message, kind="invalid_body")])
