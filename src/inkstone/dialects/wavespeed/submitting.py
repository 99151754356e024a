"""WaveSpeed's submit: one call for each task of each model, from its key to its answer.

It does not know how a field is spelled or what an error becomes; decode and encode do.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.waiting import hold
from inkstone.dialects.wavespeed import encode
from inkstone.dialects.wavespeed.decode import FORMS, Decoded, Surroundings, decode, find_model
from inkstone.dialects.wavespeed.polling import answer_of, base_of, headers_of
from inkstone.dialects.wavespeed.wire import NAME, Task
from inkstone.domain.accounts import Caller
from inkstone.domain.job import Job
from inkstone.service.submission import Submission
from inkstone.service.submit import Submitted

#: What web servers note of a client that hung up; nobody else sees it.
_CLIENT_GONE = 499


class Submitting:
    """The calls that ask for pictures."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def text_to_image(self, request: Request, owner: str, model_id: str) -> Response:
        """Make a picture from text."""
        return await self._create(request, f"{owner}/{model_id}", "text-to-image")

    async def edit(self, request: Request, owner: str, model_id: str) -> Response:
        """Change pictures."""
        return await self._create(request, f"{owner}/{model_id}", "edit")

    async def no_task(self, request: Request, owner: str, model_id: str) -> Response:
        """Refuse a path that names no task."""
        return await self._refuse(request, f"{owner}/{model_id}")

    async def other_task(self, request: Request, owner: str, model_id: str, task: str) -> Response:
        """Refuse a task that no model has."""
        return await self._refuse(request, f"{owner}/{model_id}/{task}")

    async def _refuse(self, request: Request, model: str) -> Response:
        await callers.authenticate(request, self._services.keys)
        # No model's name is a whole path, so this is a refusal that names those that there are.
        find_model(f"{model} ", self._services.catalogue)
        raise AssertionError("a name of a model ends in no blank")

    async def _create(self, request: Request, model: str, task: Task) -> Response:
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        idempotency_key = callers.idempotency_key(request)
        find_model(model, services.catalogue)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        decoded = decode(
            raw,
            model=model,
            task=task,
            query=dict(request.query_params),
            within=Surroundings(
                catalogue=services.catalogue,
                capabilities=services.capabilities,
                references=services.references,
                side_px_max=services.limits.side_px_max,
                is_strict=services.limits.is_strict,
            ),
        )
        submitted = await self._submit(request, caller, raw, decoded, idempotency_key)
        job, is_replay = submitted.job, submitted.is_replay
        if not decoded.is_sync:
            return await answer_of(services, request, job, is_replay=is_replay)
        held = await hold(
            request,
            job,
            watcher=services.watcher,
            submitter=services.submitter,
            timeout_s=services.limits.sync_wait_s,
        )
        if held.is_client_gone:
            return Response(status_code=_CLIENT_GONE)
        if not held.job.is_terminal:
            return self._overdue(request, held.job, is_replay=is_replay)
        return await answer_of(services, request, held.job, is_replay=is_replay)

    async def _submit(
        self,
        request: Request,
        caller: Caller,
        raw: dict[str, Any],
        decoded: Decoded,
        idempotency_key: str | None,
    ) -> Submitted:
        services, target = self._services, None
        if decoded.webhook:
            target = services.webhooks.target(
                decoded.webhook,
                base_url=services.links.base_url(request),
                param=decoded.webhook_param,
            )
        asked = [raw, decoded.webhook] if decoded.webhook_param == "webhook" else [raw]
        return await services.submitter.submit(
            Submission(
                caller=caller,
                dialect=NAME,
                request=decoded.request,
                references=decoded.references,
                forms=FORMS,
                wire=decoded.to_wire(),
                fingerprint=fingerprint(NAME, decoded.model, {"asked": asked}),
                idempotency_key=idempotency_key,
                is_retry=callers.is_retry(request),
                webhook=target,
            )
        )

    def _overdue(self, request: Request, job: Job, *, is_replay: bool) -> Response:
        """The wait is over before the job is: it goes on, and can be polled."""
        wire = encode.encode_overdue(job, base_url=base_of(self._services, request))
        return encode.answer_job(wire, headers_of(job, is_replay=is_replay))
