"""DashScope's routes, and what a call for pictures does from its key to its answer.

It does not know how a field is spelled or what an error becomes; decode and encode do.
"""

import re
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, refusals
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.dashscope import encode, operations
from inkstone.dialects.dashscope.decode import FORMS, decode
from inkstone.dialects.dashscope.tasks import Tasks
from inkstone.dialects.dashscope.uploads import Uploads
from inkstone.dialects.dashscope.wire import NAME
from inkstone.dialects.headers import result_headers
from inkstone.dialects.openapi import Documented
from inkstone.dialects.results import addresses
from inkstone.dialects.waiting import hold_or_cancel
from inkstone.domain.job import Job
from inkstone.service.submission import Submission

#: What web servers note of a client that hung up; nobody else sees it.
_CLIENT_GONE = 499
_ASYNC = "X-DashScope-Async"


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Documented(title="DashScope")
    refusals.install(app, name=NAME, encode=encode.encode_error)
    generations, tasks, uploads = Generations(services), Tasks(services), Uploads(services)
    aigc = "/api/v1/services/aigc"
    for method, path, handler, about in (
        (
            "POST",
            f"{aigc}/multimodal-generation/generation",
            generations.create,
            operations.GENERATE,
        ),
        ("POST", f"{aigc}/image-generation/generation", generations.create, operations.GENERATE),
        ("POST", f"{aigc}/text2image/image-synthesis", generations.create, operations.SYNTHESIZE),
        ("GET", "/api/v1/tasks", tasks.index, operations.LIST_TASKS),
        ("GET", "/api/v1/tasks/{task_id}", tasks.show, operations.GET_TASK),
        ("POST", "/api/v1/tasks/{task_id}/cancel", tasks.cancel, operations.CANCEL_TASK),
        ("GET", "/api/v1/uploads", uploads.ticket, operations.GET_TICKET),
        ("POST", "/api/v1/uploads/oss", uploads.create, operations.UPLOAD),
    ):
        _add(app, method, path, handler, about)
    return app


def _add(
    app: FastAPI,
    method: str,
    path: str,
    handler: Callable[..., Awaitable[Response]],
    about: operations.Operation,
) -> None:
    words = [word for word in re.split(r"[/{}-]+", path) if word]
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


class Generations:
    """The calls that make pictures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def create(self, request: Request) -> Response:
        """Make pictures: wait for them, or answer with a task to poll."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        is_task = request.headers.get(_ASYNC, "").strip().lower() == "enable"
        if is_task and services.limits.is_strict:
            raise encode.AsyncRefused
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
                wire=decoded.to_wire(is_task=is_task),
                fingerprint=fingerprint(NAME, _place(request, is_task=is_task), raw),
                idempotency_key=idempotency_key,
                is_retry=callers.is_retry(request),
            )
        )
        job, is_replay = submitted.job, submitted.is_replay
        if is_task:
            headers = result_headers(job, is_replay=is_replay, known_warnings=job.wire["warnings"])
            return encode.answer(encode.encode_submitted(job), headers=headers)
        return await self._wait(request, job, is_replay=is_replay)

    async def _wait(self, request: Request, job: Job, *, is_replay: bool) -> Response:
        services = self._services
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
        headers = result_headers(job, is_replay=is_replay, known_warnings=job.wire["warnings"])
        wire = encode.encode_generation(job, addresses(services, request, job))
        return encode.answer(wire, headers=headers)


def _place(request: Request, *, is_task: bool) -> str:
    """What, beside the body, makes two requests one: where it went, and whether it waits."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return f"{path} task" if is_task else str(path)
