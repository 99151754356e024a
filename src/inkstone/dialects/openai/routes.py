"""OpenAI's routes: what each call does, from its key to its answer.

It does not know how a field is spelled or what an error becomes; decode and encode do.
"""

import re
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, multipart, refusals, sse
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.headers import result_headers
from inkstone.dialects.openai import brought, encode, operations, stream
from inkstone.dialects.openai.decode import FORMS, Decoded, decode
from inkstone.dialects.openai.edit_body import EditBody, from_form, from_json
from inkstone.dialects.openai.timing import TellTime
from inkstone.dialects.openai.wire import NAME
from inkstone.dialects.openapi import Documented
from inkstone.dialects.presence import presence
from inkstone.dialects.results import addresses, in_base64
from inkstone.dialects.waiting import hold_or_cancel
from inkstone.domain.accounts import Caller
from inkstone.service.submission import Submission
from inkstone.service.submit import Submitted

#: What web servers note of a client that hung up; nobody else sees it.
_CLIENT_GONE = 499
#: Parts of a form without a file: twice what there are fields, and the addresses of pictures.
_NUM_FIELDS_MAX = 64
#: Files of a form: as many pictures as the vendor takes, and a mask; more is refused unread.
_NUM_FILES_MAX = 17


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Documented(title="OpenAI Images")
    refusals.install(app, name=NAME, encode=encode.encode_error)
    app.add_middleware(TellTime)
    images, models = Images(services), Models(services)
    for method, path, handler, about in (
        ("POST", "/images/generations", images.generate, operations.GENERATE),
        ("POST", "/images/edits", images.edit, operations.EDIT),
        ("GET", "/models", models.list_all, operations.LIST_MODELS),
        ("GET", "/models/{model_id:path}", models.get, operations.GET_MODEL),
    ):
        words = [word for word in re.split(r"[/{}:]+", path) if word]
        app.add_api_route(
            path,
            handler,
            methods=[method],
            summary=about.summary,
            description=about.description,
            responses=about.answers,
            openapi_extra=about.extra,
            operation_id="_".join([method.lower(), *words]),
            response_model=None,
            tags=[NAME],
        )
    return app


class Images:
    """The calls that make pictures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def generate(self, request: Request) -> Response:
        """Make pictures from words."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        key = callers.idempotency_key(request)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        decoded = self._decode(request, raw)
        submitted = await services.submitter.submit(
            Submission(
                caller=caller,
                dialect=NAME,
                request=decoded.request,
                wire=decoded.to_wire(),
                fingerprint=fingerprint(NAME, "/images/generations", raw),
                idempotency_key=key,
                is_retry=callers.is_retry(request),
                is_gone=presence(request.scope, request.receive).is_gone,
            )
        )
        return await self._answer(request, decoded, submitted)

    async def edit(self, request: Request) -> Response:
        """Make pictures from pictures; they come as files, as addresses, or in JSON."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        if multipart.is_multipart(request):
            async with multipart.form(
                request,
                bytes_max=self._form_bytes_max(),
                num_files_max=_NUM_FILES_MAX,
                num_fields_max=_NUM_FIELDS_MAX,
                # A picture may be named by a data: URI.
                field_bytes_max=services.limits.body_bytes_max,
            ) as parts:
                decoded, submitted = await self._submit_edit(request, caller, from_form(parts))
        else:
            raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
            decoded, submitted = await self._submit_edit(request, caller, from_json(raw))
        return await self._answer(request, decoded, submitted)

    def _form_bytes_max(self) -> int:
        """As much as the pictures that an engine takes may have in all; files wait on the disk."""
        services = self._services
        num_files_max = max(1, services.capabilities.num_inputs_max) + 1
        files = num_files_max * services.uploads.limits.size_bytes_max
        return max(services.limits.body_bytes_max, files)

    def _decode(
        self, request: Request, raw: dict[str, Any], edit: EditBody | None = None
    ) -> Decoded:
        services = self._services
        return decode(
            raw,
            edit=edit,
            # At the root another vendor may be meant: nobody is billed for a default there.
            needs_model=request.scope.get("root_path", "") == "",
            catalogue=services.catalogue,
            capabilities=services.capabilities,
            references=services.references,
        )

    async def _submit_edit(
        self, request: Request, caller: Caller, edit: EditBody
    ) -> tuple[Decoded, Submitted]:
        """Submit an edit; its files are gone again after it: a job has copies of its own."""
        services, account_id = self._services, caller.account_id
        key = callers.idempotency_key(request)
        decoded = self._decode(request, dict(edit.fields), edit)
        taken = await brought.take(services.uploads, edit, account_id=account_id)
        try:
            submitted = await services.submitter.submit(
                Submission(
                    caller=caller,
                    dialect=NAME,
                    request=decoded.request,
                    references=[taken.reference(each) for each in decoded.images],
                    mask=taken.reference(decoded.mask) if decoded.mask else None,
                    forms=FORMS,
                    wire=decoded.to_wire(),
                    fingerprint=taken.fingerprint(edit),
                    idempotency_key=key,
                    is_retry=callers.is_retry(request),
                    is_gone=presence(request.scope, request.receive).is_gone,
                )
            )
        finally:
            await brought.drop(services.uploads, taken.ids, account_id=account_id)
        return decoded, submitted

    async def _answer(self, request: Request, decoded: Decoded, submitted: Submitted) -> Response:
        services, job = self._services, submitted.job
        known = job.wire["warnings"]
        if decoded.is_stream:
            headers = result_headers(job, is_replay=submitted.is_replay, known_warnings=known)
            leaving = stream.Leaving(services.submitter, job)
            frames = stream.frames(
                services,
                job,
                num_previews_max=decoded.num_previews_max,
                leaving=leaving,
            )
            return sse.stream(frames, headers=headers, on_gone=leaving.note)
        held = await hold_or_cancel(
            request,
            job,
            watcher=services.watcher,
            submitter=services.submitter,
            canceler=services.canceler,
            timeout_s=services.limits.sync_wait_s,
        )
        if held.is_client_gone:
            return Response(status_code=_CLIENT_GONE)
        job = held.job
        in_full = job.wire["response_format"] == "b64_json"
        pictures = await in_base64(services.blobs, job) if in_full else None
        return answer(
            encode.encode_images(job, pictures or addresses(services, request, job)),
            headers=result_headers(job, is_replay=submitted.is_replay, known_warnings=known),
            skips_none=True,
        )


class Models:
    """The calls about models."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def list_all(self, request: Request) -> Response:
        """All models."""
        await callers.authenticate(request, self._services.keys)
        return answer(encode.encode_models(self._services.catalogue))

    async def get(self, request: Request, model_id: str) -> Response:
        """One model, by its name or by an alias."""
        await callers.authenticate(request, self._services.keys)
        model = self._services.catalogue.find(model_id)
        return answer(encode.encode_model(model, name=model_id))
