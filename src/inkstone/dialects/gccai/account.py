"""GCCAI's calls about an account: its balance, its uploads, the models that it may ask for.

It does not know how they are written; encode does.
"""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, multipart
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.gccai import encode
from inkstone.dialects.gccai.wire import ModelsWire, ModelWire
from inkstone.domain.errors import Fault, InkstoneError, InvalidRequest, NotFound

_FIELD = "file"
_FILENAME_CHARS_MAX = 200


class Account:
    """The calls beside those about tasks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def balance(self, request: Request) -> Response:
        """Show what the account may spend and has spent."""
        services = self._services
        try:
            caller = await callers.authenticate(request, services.keys)
            found = await services.accounts.balance(caller.account_id)
            spent = await services.accounts.spent(caller.account_id)
        except InkstoneError as error:
            return encode.encode_balance_error(error)
        return answer(encode.encode_balance(found, spent=spent))

    async def upload(self, request: Request) -> Response:
        """Take a picture in: the part `file` of a multipart body."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        if not multipart.is_multipart(request):
            raise _no_file("The body is not multipart/form-data.")
        bytes_max = services.uploads.limits.size_bytes_max
        async with multipart.form(
            request, bytes_max=bytes_max, num_files_max=1, num_fields_max=8
        ) as parts:
            file = parts.get(_FIELD)
            if not isinstance(file, UploadFile):
                raise _no_file(f"`{_FIELD}` is missing.")
            upload = await services.uploads.take(caller.account_id, multipart.chunks_of(file))
            filename = _printable(file.filename or "")
        url = services.links.file(request, upload.blob_key, expires_at=upload.expires_at)
        return answer(encode.encode_upload(upload, url=url, filename=filename))

    async def list_models(self, request: Request) -> Response:
        """Show the models."""
        await callers.authenticate(request, self._services.keys)
        models = [ModelWire(id=model.name) for model in self._services.catalogue.models]
        return answer(ModelsWire(data=models))

    async def get_model(self, request: Request, model_id: str) -> Response:
        """Show one model."""
        await callers.authenticate(request, self._services.keys)
        if model_id not in {model.name for model in self._services.catalogue.models}:
            raise NotFound(f"There is no model {model_id[:80]!r}.", code="model_not_found")
        return answer(ModelWire(id=model_id))


def _no_file(what: str) -> InvalidRequest:
    message = f"{what} Send one part named `{_FIELD}` that holds the picture."
    return InvalidRequest(faults=[Fault(param=_FIELD, message=message, kind="missing")])


def _printable(name: str) -> str:
    """A file's name as an answer may repeat it."""
    return "".join(c for c in name if c.isprintable())[:_FILENAME_CHARS_MAX]
