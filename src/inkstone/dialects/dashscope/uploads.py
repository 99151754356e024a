"""The calls about uploads: a ticket for a caller with a key, and the files that come with it.

It does not know what a ticket proves; tickets do.
"""

import hashlib

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, multipart
from inkstone.dialects.base import Services
from inkstone.dialects.dashscope import encode, tickets
from inkstone.dialects.dashscope.decode import check_model
from inkstone.dialects.dashscope.tickets import Ticket, TicketRefused
from inkstone.dialects.dashscope.wire import TicketAnswerWire, TicketQuery, TicketWire
from inkstone.dialects.faults import check
from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.service.uploads import UploadTaken

_MB = 1_000_000
#: The fields of an upload's form beside its file; the vendor's clients send eight.
_NUM_FIELDS_MAX = 20


class Uploads:
    """Hands out tickets, and takes what is brought with them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ticket(self, request: Request) -> Response:
        """A ticket that allows to bring files to the caller's account."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        checked = check(TicketQuery, dict(request.query_params), required=("action",))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        check_model(checked.wire.model, services.catalogue)
        ticket, policy, signature = tickets.issue(services.signer, caller.account_id)
        limits = services.uploads.limits
        place = services.links.base_url(request) + request.scope.get("root_path", "")
        wire = TicketWire(
            policy=policy,
            signature=signature,
            upload_dir=ticket.upload_dir,
            # The ticket stands in the address too: it is checked before a byte of the body is read.
            upload_host=f"{place}/api/v1/uploads/oss?policy={policy}&signature={signature}",
            expire_in_seconds=int(tickets.LIFETIME.total_seconds()),
            max_file_size_mb=limits.size_bytes_max // _MB,
            capacity_limit_mb=limits.account_bytes_max // _MB,
            oss_access_key_id="inkstone",
        )
        return encode.answer(TicketAnswerWire(request_id=encode.this_request(), data=wire))

    async def create(self, request: Request) -> Response:
        """Take a file in, on the strength of a ticket alone."""
        services = self._services
        query = request.query_params
        ticket = tickets.read(services.signer, query.get("policy", ""), query.get("signature", ""))
        async with multipart.form(
            request,
            bytes_max=services.uploads.limits.size_bytes_max,
            num_files_max=1,
            num_fields_max=_NUM_FIELDS_MAX,
        ) as parts:
            if (
                tickets.read(services.signer, _text(parts, "policy"), _text(parts, "Signature"))
                != ticket
            ):
                raise TicketRefused("The form's policy is not that of its address.")
            file = parts.get("file")
            upload_id = ticket.upload_id_of(_text(parts, "key"))
            faults = _faults(ticket, has_file=isinstance(file, UploadFile), has_key=bool(upload_id))
            if faults or upload_id is None or not isinstance(file, UploadFile):
                raise InvalidRequest(faults=faults)
            await self._take(ticket, upload_id, file)
        return Response(status_code=200, headers={"x-request-id": encode.this_request()})

    async def _take(self, ticket: Ticket, upload_id: str, file: UploadFile) -> None:
        """Keep a file; the same one again is what a message that names it twice sends.

        Raises:
            UploadTaken: another file of this name came with this ticket.
        """
        uploads, chunks = self._services.uploads, multipart.chunks_of(file)
        try:
            await uploads.take(ticket.account_id, chunks, upload_id=upload_id)
        except UploadTaken:
            found = await uploads.get(upload_id, account_id=ticket.account_id)
            if await _sha256(file) != found.sha256:
                raise


async def _sha256(file: UploadFile) -> str:
    await file.seek(0)
    digest = hashlib.sha256()
    async for chunk in multipart.chunks_of(file):
        digest.update(chunk)
    return digest.hexdigest()


def _text(parts: FormData, name: str) -> str:
    value = parts.get(name)
    return value if isinstance(value, str) else ""


def _faults(ticket: Ticket, *, has_file: bool, has_key: bool) -> list[Fault]:
    found = []
    if not has_key:
        must_be = f"{ticket.upload_dir}/NAME, with a name of 1 to 255 characters and no slash"
        message = f"`key` is missing or elsewhere; it must be {must_be}."
        found.append(Fault(param="key", message=message))
    if not has_file:
        message = "`file` is missing; send one part of that name with a file."
        found.append(Fault(param="file", message=message, kind="missing"))
    return found
