"""The native API's routes: the balance, uploads, and a job with its warnings' full text.

It does not know the JSON; encode does.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, openapi, refusals
from inkstone.dialects.base import Services
from inkstone.dialects.headers import result_headers
from inkstone.dialects.native.encode import encode_balance, encode_error, encode_job
from inkstone.dialects.native.uploads import Uploads
from inkstone.dialects.native.wire import NAME, BalanceWire, ErrorWire, JobWire, UploadWire
from inkstone.domain.job import JobImage

_REFUSALS = {401: "No valid key.", 404: "There is no such thing."}
_UPLOAD_REFUSALS = {
    400: "It is no picture that is read here.",
    413: "It is too large, or the account has as many uploads as it may.",
    503: "Too little disk is left.",
}
_DELETE_JOB = "Delete what an ended job made, started from and was told; its bill stays."
_PICTURE = {"type": "string", "format": "binary"}
_UPLOAD_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _PICTURE}}
        },
        "image/*": {"schema": _PICTURE},
    },
}


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = openapi.Documented(title="Inkstone")
    refusals.install(app, name=NAME, encode=encode_error)

    async def balance(request: Request) -> Response:
        caller = await callers.authenticate(request, services.keys)
        found = await services.accounts.balance(caller.account_id)
        wire = encode_balance(found, account=caller.account_name)
        return Response(wire.model_dump_json(), media_type="application/json")

    async def get_job(request: Request, job_id: str) -> Response:
        caller = await callers.authenticate(request, services.keys)
        job = await services.queries.job(
            job_id, account_id=caller.account_id, lifetime=services.limits.record_lifetime
        )

        def url_of(image: JobImage, expires_at: datetime) -> str:
            return services.links.result(request, image, expires_at=expires_at)

        wire = encode_job(
            job,
            progress=services.board.get(job),
            url_of=url_of,
            lifetime=services.limits.url_lifetime,
        )
        return Response(
            wire.model_dump_json(), media_type="application/json", headers=result_headers(job)
        )

    async def delete_job(request: Request, job_id: str) -> Response:
        caller = await callers.authenticate(request, services.keys)
        await services.retention.delete_job(job_id, account_id=caller.account_id)
        return Response(status_code=204)

    uploads = Uploads(services)
    for method, path, handler, summary, answer in (
        ("GET", "/balance", balance, "What the key's account has.", BalanceWire),
        ("GET", "/jobs/{job_id}", get_job, "A job, whatever dialect it came in by.", JobWire),
        ("DELETE", "/jobs/{job_id}", delete_job, _DELETE_JOB, None),
        ("POST", "/uploads", uploads.create, "Bring a picture to start requests from.", UploadWire),
        ("GET", "/uploads/{upload_id}", uploads.get, "An upload.", UploadWire),
        ("DELETE", "/uploads/{upload_id}", uploads.delete, "Remove an upload.", None),
    ):
        _add(app, method, path, handler, summary=summary, answer=answer)
    return app


def _add(
    app: FastAPI,
    method: str,
    path: str,
    handler: Callable[..., Any],
    *,
    summary: str,
    answer: type[BaseModel] | None,
) -> None:
    is_upload = (method, path) == ("POST", "/uploads")
    app.add_api_route(
        path,
        handler,
        methods=[method],
        summary=summary,
        status_code=201 if is_upload else 204 if answer is None else 200,
        responses=openapi.answers(
            answer,
            "As asked.",
            error=ErrorWire,
            errors={**_REFUSALS, **(_UPLOAD_REFUSALS if is_upload else {})},
            status=201 if is_upload else 200,
        ),
        openapi_extra=openapi.operation(body=_UPLOAD_BODY if is_upload else None),
        operation_id=f"{method.lower()}_{path.split('/')[1]}",
        response_model=None,
        tags=[NAME],
    )
