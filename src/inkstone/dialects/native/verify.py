"""The native API's answer to what is known of a picture: anybody's, where the operator lets them.

It does not know how that is found out.
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import body, callers, multipart
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.faults import check, input_faults
from inkstone.dialects.native.wire_verify import VerificationWire, VerifyWire
from inkstone.domain.accounts import Caller, Scope
from inkstone.domain.errors import Fault, InputRefused, InvalidRequest, MissingKey
from inkstone.service.ids import new_id
from inkstone.service.references import Form, Reference, form_of

_FIELD, _IMAGE = "file", "image"
_KEY_HEADERS = ("authorization", "x-api-key")
#: How long a body may take to come: few may bring one at once, and nobody may dawdle.
_BODY_S = 30.0
_FORMS = (Form.URL, Form.DATA_URI, Form.BASE64, Form.UPLOAD)
_ELSEWHERE = frozenset({Form.URL, Form.UPLOAD})


class Verify:
    """The call that verifies."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def verify(self, request: Request) -> Response:
        """What is known of the picture that the request brings or names."""
        caller = await self._caller(request)
        address = request.client.host if request.client else ""
        verifier = self._services.verifier
        async with verifier.admit(caller, address), self._brought(request, caller) as source:
            found = await verifier.verify(source, caller)
        return answer(VerificationWire.model_validate(found.to_json()))

    async def _caller(self, request: Request) -> Caller | None:
        """Whose key or session was sent, if any had to be.

        Raises:
            MissingKey: none was, and the operator asks for one.
            NotAuthenticated: it is not valid.
        """
        services = self._services
        # A header without a key in it is a mistake that its sender wants to hear of.
        has_key = any(name in request.headers for name in _KEY_HEADERS)
        is_stranger = not has_key and not callers.has_session(request)
        if is_stranger and services.verify_is_public:
            return None
        return await callers.authenticate(request, services.keys, scope=Scope.READ)

    @asynccontextmanager
    async def _brought(
        self, request: Request, caller: Caller | None
    ) -> AsyncIterator[Path | bytes]:
        bytes_max = self._services.uploads.limits.size_bytes_max
        try:
            data: bytes | str
            async with asyncio.timeout(_BODY_S):
                if multipart.is_multipart(request):
                    data = await _from_form(request, bytes_max)
                elif not _is_json(request):
                    data = await body.read(request, bytes_max=bytes_max)
                else:
                    data = await self._from_json(request, caller)
        except TimeoutError as error:
            message = f"The picture did not come within {_BODY_S:g} s."
            raise InvalidRequest(message, code="body_timeout") from error
        if isinstance(data, bytes):
            yield data
            return
        try:
            yield await self._services.uploads.source(data)
        finally:
            # An upload was copied for this; a picture of a job was not.
            if data.startswith("verify_"):
                await self._services.blobs.delete(data)

    async def _from_json(self, request: Request, caller: Caller | None) -> bytes | str:
        """The bytes that a body holds or leads to, or the key of the blob that it names."""
        raw = await body.read_object(request, bytes_max=self._services.limits.body_bytes_max)
        checked = check(VerifyWire, raw, required=(_IMAGE,))
        references = self._services.references
        named = Reference(param=_IMAGE, text=checked.wire.image or "")
        form = form_of(named.text, _FORMS)
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        if form in _ELSEWHERE and caller is None:
            raise MissingKey("Naming a picture needs an API key; without one, send its bytes.")
        if faults := input_faults([named], references, forms=_FORMS):
            raise InvalidRequest(faults=faults)
        if form not in _ELSEWHERE or caller is None:
            return await asyncio.to_thread(_decoded, named.text, form)
        (picture,) = await references.resolve(
            [named], account_id=caller.account_id, job_id=new_id("verify"), forms=_FORMS
        )
        if picture.blob_key:
            return picture.blob_key
        return await self._services.verifier.fetch(picture.url)


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


async def _from_form(request: Request, bytes_max: int) -> bytes:
    async with multipart.form(
        request, bytes_max=bytes_max, num_files_max=1, num_fields_max=8
    ) as parts:
        file = parts.get(_FIELD)
        if not isinstance(file, UploadFile):
            message = f"`{_FIELD}` is missing; send one part of that name with a file."
            raise InvalidRequest(faults=[Fault(param=_FIELD, message=message, kind="missing")])
        return await file.read()


def _decoded(text: str, form: Form | None) -> bytes:
    start = text.index(",") + 1 if form is Form.DATA_URI else 0
    try:
        return base64.b64decode("".join(text[start:].split()), validate=True)
    except (binascii.Error, ValueError) as error:
        message = f"`{_IMAGE}`: its base64 is broken."
        fault = Fault(param=_IMAGE, message=message, kind="input_broken")
        raise InputRefused(faults=[fault], code="input_broken") from error
