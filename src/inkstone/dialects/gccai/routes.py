"""GCCAI's routes: what each call does, from its key to its answer.

It does not know how a field is spelled or what an error becomes; decode and encode do.
"""

import re
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, refusals, results
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.gccai import encode, operations
from inkstone.dialects.gccai.account import Account
from inkstone.dialects.gccai.decode import FORMS, decode
from inkstone.dialects.gccai.messages import told
from inkstone.dialects.gccai.wire import NAME
from inkstone.dialects.headers import result_headers
from inkstone.dialects.openapi import Documented
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import Gone, NotFound
from inkstone.domain.job import Job
from inkstone.service.submission import Submission

#: How long a cancel waits for the engine to let go, so that its answer is usually the last word.
_CANCEL_WAIT_S = 2.0
_JOB_ID = re.compile(r"job_[0-9a-z]{26}", re.ASCII)


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Documented(title="GCCAI")
    refusals.install(app, name=NAME, encode=encode.encode_error)
    tasks, account = Tasks(services), Account(services)
    for method, path, handler, about in (
        ("POST", "/images/generations", tasks.create_image, operations.CREATE_IMAGE),
        ("GET", "/tasks/{job_id}", tasks.get_task, operations.GET_TASK),
        ("POST", "/tasks/{job_id}/cancel", tasks.cancel_task, operations.CANCEL_TASK),
        ("GET", "/balance", account.balance, operations.BALANCE),
        ("GET", "/user/balance", account.balance, operations.BALANCE),
        ("POST", "/uploads/images", account.upload, operations.UPLOAD),
        ("GET", "/models", account.list_models, operations.LIST_MODELS),
        ("GET", "/models/{model_id}", account.get_model, operations.GET_MODEL),
    ):
        words = [word for word in re.split(r"[/{}]+", path) if word]
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


class Tasks:
    """The calls that make, show and stop jobs, which this vendor calls tasks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def create_image(self, request: Request) -> Response:
        """Submit a job."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        idempotency_key = callers.idempotency_key(request)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        decoded = decode(
            raw,
            catalogue=services.catalogue,
            capabilities=services.capabilities,
            references=services.references,
        )
        submitted = await services.submitter.submit(
            Submission(
                caller=caller,
                dialect=NAME,
                request=decoded.request,
                references=decoded.references,
                forms=FORMS,
                wire=decoded.to_wire(),
                fingerprint=fingerprint(NAME, "/images/generations", raw),
                idempotency_key=idempotency_key,
                is_retry=callers.is_retry(request),
            )
        )
        return answer(
            encode.encode_submitted(submitted.job),
            headers=_headers(submitted.job, is_replay=submitted.is_replay),
        )

    async def get_task(self, request: Request, job_id: str) -> Response:
        """Show a job."""
        caller = await callers.authenticate(request, self._services.keys)
        return self._polled(request, await self._find(request, job_id, caller))

    async def cancel_task(self, request: Request, job_id: str) -> Response:
        """Stop a job that has not ended; one that has comes back unchanged."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        job = await self._find(request, job_id, caller)
        job = await services.canceler.cancel(job.id, account_id=caller.account_id)
        if not job.is_terminal:
            job = await services.watcher.wait(job, timeout_s=_CANCEL_WAIT_S)
        return self._polled(request, job)

    async def _find(self, request: Request, job_id: str, caller: Caller) -> Job:
        try:
            if not _JOB_ID.fullmatch(job_id):
                raise NotFound(f"There is no task {job_id[:80]!r}.", code="job_not_found")
            job = await self._services.queries.job(
                job_id,
                account_id=caller.account_id,
                dialect=NAME,
                lifetime=self._services.limits.record_lifetime,
            )
            if job.deleted_at is not None:
                raise Gone("This task and what it made have been deleted.")
        except NotFound as error:
            language = _language(request)
            message = told(error.message, code=error.code, language=language)
            raise type(error)(message, code=error.code) from None
        return job

    def _polled(self, request: Request, job: Job) -> Response:
        services = self._services
        wire = encode.encode_task(
            job,
            results.addresses(services, request, job),
            progress=services.board.get(job),
            url_lifetime=services.limits.url_lifetime,
            language=_language(request),
            now=datetime.now(UTC),
        )
        return answer(wire, headers=_headers(job), skips_none=True)


def _language(request: Request) -> str | None:
    return request.query_params.get("language")


def _headers(job: Job, *, is_replay: bool = False) -> dict[str, str]:
    return result_headers(job, is_replay=is_replay, known_warnings=job.wire["warnings"])
