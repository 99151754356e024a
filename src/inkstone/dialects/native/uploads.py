"""The native API's uploads: a picture in, its record, its end.

It does not know where the bytes go.
"""

from collections.abc import AsyncIterator

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from inkstone.dialects import callers, multipart
from inkstone.dialects.base import Services
from inkstone.dialects.native.wire import UploadWire
from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.domain.upload import Upload

_FIELD = "file"


class Uploads:
    """The calls about uploads."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def create(self, request: Request) -> Response:
        """Take a picture in: the whole body, or the part `file` of a multipart one."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        if multipart.is_multipart(request):
            upload = await self._from_form(request, caller.account_id)
        else:
            upload = await services.uploads.take(caller.account_id, _body(request))
        return self._answer(request, upload, status=201)

    async def get(self, request: Request, upload_id: str) -> Response:
        """An upload's record, with its address signed anew."""
        caller = await callers.authenticate(request, self._services.keys)
        upload = await self._services.uploads.get(upload_id, account_id=caller.account_id)
        return self._answer(request, upload, status=200)

    async def delete(self, request: Request, upload_id: str) -> Response:
        """Remove an upload for good."""
        caller = await callers.authenticate(request, self._services.keys)
        await self._services.uploads.delete(upload_id, account_id=caller.account_id)
        return Response(status_code=204)

    async def _from_form(self, request: Request, account_id: str) -> Upload:
        uploads = self._services.uploads
        bytes_max = uploads.limits.size_bytes_max
        async with multipart.form(
            request, bytes_max=bytes_max, num_files_max=1, num_fields_max=8
        ) as parts:
            file = parts.get(_FIELD)
            if not isinstance(file, UploadFile):
                message = f"`{_FIELD}` is missing; send one part of that name with a file."
                raise InvalidRequest(faults=[Fault(param=_FIELD, message=message, kind="missing")])
            return await uploads.take(account_id, multipart.chunks_of(file))

    def _answer(self, request: Request, upload: Upload, *, status: int) -> Response:
        wire = UploadWire(
            id=upload.id,
            url=self._services.links.file(request, upload.blob_key, expires_at=upload.expires_at),
            width=upload.width_px,
            height=upload.height_px,
            media_type=upload.media_type,
            bytes=upload.size_bytes,
            expires_at=upload.expires_at.isoformat(),
        )
        return Response(wire.model_dump_json(), status_code=status, media_type="application/json")


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:
        raise InvalidRequest("The connection closed before the end of the body.") from error
