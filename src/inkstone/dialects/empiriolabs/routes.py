"""EmpirioLabs' routes: what each call about pictures does, from its key to its answer.

It does not know how a field is spelled or what an error becomes; decode and encode do.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, refusals
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.empiriolabs import encode, operations
from inkstone.dialects.empiriolabs.decode import FORMS, decode
from inkstone.dialects.empiriolabs.listings import Listings, health
from inkstone.dialects.empiriolabs.wire import NAME, ImageWire, JobsQuery, JobsWire, JobWire
from inkstone.dialects.faults import check
from inkstone.dialects.headers import result_headers
from inkstone.dialects.openapi import Documented
from inkstone.dialects.waiting import hold
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import Gone, InvalidRequest, NotFound
from inkstone.domain.job import Job, JobStatus
from inkstone.service.submission import Submission

#: How long a cancel waits for the engine to let go, so that its answer is usually the last word.
_CANCEL_WAIT_S = 2.0
_JOB_ID = re.compile(r"job_[0-9a-z]{26}", re.ASCII)
#: What web servers note of a client that hung up; nobody else sees it.
_CLIENT_GONE = 499


def build(services: Services) -> FastAPI:
    """The sub-app."""
    app = Documented(title="EmpirioLabs")
    refusals.install(app, name=NAME, encode=encode.encode_error)
    jobs, listings = Jobs(services), Listings(services)
    for method, path, handler, about in (
        ("POST", "/images/generations", jobs.create_image, operations.CREATE_IMAGE),
        ("GET", "/jobs", jobs.list_jobs, operations.LIST_JOBS),
        ("GET", "/jobs/{job_id}", jobs.get_job, operations.GET_JOB),
        ("DELETE", "/jobs/{job_id}", jobs.cancel_job, operations.CANCEL_JOB),
        ("POST", "/jobs/{job_id}/cancel", jobs.cancel_job, operations.CANCEL_JOB),
        ("GET", "/models", listings.list_models, operations.LIST_MODELS),
        ("GET", "/models/{model_id}", listings.get_model, operations.GET_MODEL),
        ("GET", "/account/usage", listings.usage, operations.USAGE),
        ("GET", "/templates", listings.templates, operations.TEMPLATES),
        ("GET", "/images/templates", listings.templates, operations.TEMPLATES),
        ("GET", "/health", health, operations.HEALTH),
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


class Jobs:
    """The calls that make, show and stop jobs."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._shows_cancelled = services.limits.shows_cancelled

    async def create_image(self, request: Request) -> Response:
        """Submit a job; with `sync`, wait for its pictures."""
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
        job, is_replay = submitted.job, submitted.is_replay
        if not decoded.is_sync:
            return self._submitted(job, is_replay=is_replay)
        held = await hold(
            request,
            job,
            watcher=services.watcher,
            submitter=services.submitter,
            timeout_s=services.limits.sync_wait_s,
        )
        if held.is_client_gone:
            return Response(status_code=_CLIENT_GONE)
        return await self._finished(request, held.job, is_replay=is_replay)

    async def get_job(self, request: Request, job_id: str) -> Response:
        """Show a job."""
        caller = await callers.authenticate(request, self._services.keys)
        return await self._answer(request, await self._find(job_id, caller))

    async def list_jobs(self, request: Request) -> Response:
        """Show the newest jobs; pictures by address, however they were asked for."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        checked = check(JobsQuery, dict(request.query_params))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        query = checked.wire
        statuses: tuple[JobStatus, ...] = ()
        if query.status is not None:
            statuses = encode.statuses_of(query.status, shows_cancelled=self._shows_cancelled)
        jobs = await services.queries.newest(
            account_id=caller.account_id, limit=query.limit, statuses=statuses, dialect=NAME
        )
        # What can no longer be polled is not listed either.
        oldest = datetime.now(UTC) - services.limits.record_lifetime
        return answer(
            JobsWire(
                data=[
                    self._encode(job, self._by_address(request, job))
                    for job in jobs
                    if job.finished_at is None or job.finished_at >= oldest
                ]
            )
        )

    async def cancel_job(self, request: Request, job_id: str) -> Response:
        """Stop a job that has not ended; one that has comes back unchanged."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        job = await self._find(job_id, caller)
        job = await services.canceler.cancel(job.id, account_id=caller.account_id)
        if not job.is_terminal:
            job = await services.watcher.wait(job, timeout_s=_CANCEL_WAIT_S)
        return await self._answer(request, job)

    async def _find(self, job_id: str, caller: Caller) -> Job:
        if not _JOB_ID.fullmatch(job_id):
            raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
        job = await self._services.queries.job(
            job_id,
            account_id=caller.account_id,
            dialect=NAME,
            lifetime=self._services.limits.record_lifetime,
        )
        if job.deleted_at is not None:
            raise Gone("This job and what it made have been deleted.")
        return job

    def _submitted(self, job: Job, *, is_replay: bool, status: int = 200) -> Response:
        wire = encode.encode_submitted(job, shows_cancelled=self._shows_cancelled)
        return answer(wire, status=status, headers=_headers(job, is_replay=is_replay))

    async def _finished(self, request: Request, job: Job, *, is_replay: bool) -> Response:
        """The answer to a call that has waited."""
        headers = _headers(job, is_replay=is_replay)
        if job.status is JobStatus.SUCCEEDED:
            return await self._with_images(
                request, job, lambda images: encode.encode_images(job, images), headers
            )
        if job.is_terminal:
            response = encode.encode_failure(job)
            response.headers.update(headers)
            return response
        # The wait is over before the job is: it goes on, and can be polled.
        return self._submitted(job, is_replay=is_replay, status=202)

    async def _answer(self, request: Request, job: Job) -> Response:
        return await self._with_images(
            request, job, lambda images: self._encode(job, images), _headers(job)
        )

    async def _with_images(
        self,
        request: Request,
        job: Job,
        encoder: encode.WithImages,
        headers: dict[str, str],
    ) -> Response:
        """An answer with the job's pictures in the form that was asked for."""
        if job.wire["response_format"] != "b64_json" or not job.images:
            return answer(encoder(self._by_address(request, job)), headers=headers)
        blobs = [await self._services.blobs.get(image.blob_key) for image in job.images]

        def in_full() -> Response:
            images = [
                encode.encode_bytes(image, data)
                for image, data in zip(job.images, blobs, strict=True)
            ]
            return answer(encoder(images), headers=headers)

        # Tens of megabytes take a while to encode: other calls must not wait for it.
        return await asyncio.to_thread(in_full)

    def _by_address(self, request: Request, job: Job) -> list[ImageWire]:
        expires_at = (job.finished_at or job.created_at) + self._services.limits.url_lifetime
        links = self._services.links
        return [
            encode.encode_url(
                image,
                links.result(request, image, expires_at=expires_at),
            )
            for image in job.images
        ]

    def _encode(self, job: Job, images: Sequence[ImageWire]) -> JobWire:
        return encode.encode_job(
            job,
            images,
            progress=self._services.board.get(job),
            shows_cancelled=self._shows_cancelled,
        )


def _headers(job: Job, *, is_replay: bool = False) -> dict[str, str]:
    return result_headers(job, is_replay=is_replay, known_warnings=job.wire["warnings"])
