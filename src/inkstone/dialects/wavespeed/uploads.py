"""WaveSpeed's three ways to bring a picture: by ticket, as a form, and the older form.

A ticket promises an address before the bytes come, and carries its permission in itself. This
module does not know where the bytes go.
"""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from inkstone.dialects import callers, multipart
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object
from inkstone.dialects.faults import check
from inkstone.dialects.wavespeed.polling import base_of
from inkstone.dialects.wavespeed.wire import ROOT, TicketBody
from inkstone.dialects.wavespeed.wire_answers import (
    PutWire,
    StoredAnswer,
    StoredWire,
    TicketAnswer,
    TicketWire,
    UploadAnswer,
    UploadWire,
)
from inkstone.domain.errors import Fault, InvalidRequest, NotAuthenticated, PayloadTooLarge
from inkstone.net.signing import SignatureExpired, SignatureInvalid, UrlSigner
from inkstone.service.ids import new_id
from inkstone.service.uploads import promised_key

#: How long a ticket is good: until the bytes begin to come.
TICKET_LIFETIME = timedelta(minutes=15)

_PURPOSE = "wavespeed upload"
_FIELD = "file"
_NAME_CHARS_MAX = 255
#: A client puts it into a header as it gets it.
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+", re.ASCII)
_ANY_TYPE = "application/octet-stream"


class TicketRefused(NotAuthenticated):
    """This is no ticket of ours for this upload, or its time is over; ask for a new one."""

    code = "ticket_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Who may bring one picture, and how large it may be."""

    account_id: str
    upload_id: str
    size_bytes: int

    def sign(self, signer: UrlSigner) -> str:
        """The ticket as a token."""
        payload = json.dumps([self.account_id, self.upload_id, self.size_bytes])
        return signer.sign_token(_PURPOSE, payload, datetime.now(UTC) + TICKET_LIFETIME)

    @classmethod
    def read(cls, signer: UrlSigner, token: str, *, upload_id: str) -> "Ticket":
        """The ticket of a token.

        Raises:
            TicketRefused: it is none of ours, for another upload, or over.
        """
        try:
            payload = signer.verify_token(_PURPOSE, token, now=datetime.now(UTC))
        except (SignatureInvalid, SignatureExpired) as error:
            raise TicketRefused from error
        account_id, promised, size_bytes = json.loads(payload)
        if promised != upload_id:
            raise TicketRefused
        return cls(account_id=account_id, upload_id=upload_id, size_bytes=size_bytes)


class Uploads:
    """The calls that bring pictures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ticket(self, request: Request) -> Response:
        """Promise a place for one picture."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        checked = check(TicketBody, raw, required=("filename", "size"))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        size, limits = checked.wire.size or 0, services.uploads.limits
        if size > limits.size_bytes_max:
            message = f"`size` is {size:,}; at most {limits.size_bytes_max:,} bytes are taken."
            raise PayloadTooLarge(message)
        upload_id = new_id("upload")
        ticket = Ticket(account_id=caller.account_id, upload_id=upload_id, size_bytes=size)
        place = f"{base_of(services, request)}{ROOT}/media/uploads/{upload_id}"
        kind = checked.wire.content_type or ""
        wire = TicketWire(
            download_url=services.links.file(
                request, promised_key(upload_id), expires_at=datetime.now(UTC) + limits.lifetime
            ),
            upload=PutWire(
                url=f"{place}?token={ticket.sign(services.signer)}",
                headers={"Content-Type": kind if _MEDIA_TYPE.fullmatch(kind) else _ANY_TYPE},
            ),
        )
        return answer(TicketAnswer(data=wire))

    async def put(self, request: Request, upload_id: str) -> Response:
        """Take the promised picture in, on the strength of its ticket alone."""
        token = request.query_params.get("token", "")
        ticket = Ticket.read(self._services.signer, token, upload_id=upload_id)
        upload = await self._services.uploads.take(
            ticket.account_id, _body(request, ticket.size_bytes), upload_id=upload_id
        )
        return answer(StoredAnswer(data=StoredWire(id=upload.id, size=upload.size_bytes)))

    async def form(self, request: Request) -> Response:
        """Take a picture in from a form: the documented call and the older one."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        if not multipart.is_multipart(request):
            raise _no_file("The body is no form")
        bytes_max = services.uploads.limits.size_bytes_max
        async with multipart.form(
            request, bytes_max=bytes_max, num_files_max=1, num_fields_max=8
        ) as parts:
            file = parts.get(_FIELD)
            if not isinstance(file, UploadFile):
                raise _no_file(f"`{_FIELD}` is missing")
            upload = await services.uploads.take(caller.account_id, multipart.chunks_of(file))
            name = (file.filename or "")[:_NAME_CHARS_MAX]
        url = services.links.file(request, upload.blob_key, expires_at=upload.expires_at)
        return answer(
            UploadAnswer(
                data=UploadWire(download_url=url, url=url, filename=name, size=upload.size_bytes)
            )
        )


def _no_file(what: str) -> InvalidRequest:
    message = f"{what}; send multipart/form-data with one part `{_FIELD}` that has a file."
    return InvalidRequest(faults=[Fault(param=_FIELD, message=message, kind="missing")])


async def _body(request: Request, bytes_max: int) -> AsyncIterator[bytes]:
    num_bytes = 0
    try:
        async for chunk in request.stream():
            num_bytes += len(chunk)
            if num_bytes > bytes_max:
                raise PayloadTooLarge(f"The ticket is for {bytes_max:,} bytes; these are more.")
            yield chunk
    except ClientDisconnect as error:
        raise InvalidRequest("The connection closed before the end of the body.") from error
