"""The native API's calls about jobs: submit, price, show, list, star, follow, stop, delete.

It does not know the JSON; decode and encode do.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers, sse
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import fingerprint, read_object
from inkstone.dialects.faults import Checked, W, check
from inkstone.dialects.headers import result_headers
from inkstone.dialects.native.decode import FORMS, Decoded, decode
from inkstone.dialects.native.encode import encode_job, encode_quote, known_warnings
from inkstone.dialects.native.estimate import estimate
from inkstone.dialects.native.following import frames
from inkstone.dialects.native.search import decode_search
from inkstone.dialects.native.wire import (
    NAME,
    WAIT_S_MAX,
    DocumentsWire,
    JobsWire,
    JobWire,
    PriceQuery,
    WaitQuery,
)
from inkstone.dialects.native.wire_search import StarWire
from inkstone.dialects.waiting import hold
from inkstone.domain.accounts import Caller, Scope
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.job import Job
from inkstone.service.submission import Submission

#: How long a cancel waits for the engine to let go, so that its answer is usually the last word.
_CANCEL_WAIT_S = 2.0
#: What web servers note of a client that hung up; nobody else sees it.
_CLIENT_GONE = 499
_PREFER_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?([0-9]{1,9})\"?\s*(?:[,;]|$)", re.IGNORECASE)
_INDEX = re.compile(r"[0-9]{1,3}", re.ASCII)
_EVENT_ID = re.compile(r"[0-9]{1,18}", re.ASCII)


class Jobs:
    """The calls about jobs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def submit(self, request: Request) -> Response:
        """Take a job; hold the call until its end where that is asked for."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        key = callers.idempotency_key(request)
        wait_s = _wait_s(request)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        decoded = self._decode(request, raw)
        submitted = await services.submitter.submit(
            Submission(
                caller=caller,
                dialect=NAME,
                request=decoded.request,
                references=decoded.references,
                mask=decoded.mask,
                forms=FORMS,
                wire=decoded.to_wire(),
                fingerprint=fingerprint(NAME, "/jobs", raw),
                idempotency_key=key,
                is_retry=callers.is_retry(request),
                priority=decoded.priority,
                wait_max=decoded.wait_max,
                webhook=decoded.webhook,
            )
        )
        return await self._held(request, submitted.job, wait_s, is_replay=submitted.is_replay)

    async def estimate(self, request: Request) -> Response:
        """Say what a request would cost; nothing is made or held."""
        services = self._services
        caller = await callers.authenticate(request, services.keys, scope=Scope.READ)
        query = good(check(PriceQuery, dict(request.query_params))).wire
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        decoded = self._decode(request, raw)
        quote = await estimate(services, caller, decoded, dialect=query.dialect or NAME)
        return answer(encode_quote(quote))

    async def get(self, request: Request, job_id: str) -> Response:
        """Show a job; hold the call until its end where that is asked for."""
        caller = await callers.authenticate(request, self._services.keys)
        wait_s = _wait_s(request)
        job = await self._find(job_id, caller)
        return await self._held(request, job, wait_s, is_submit=False)

    async def listing(self, request: Request) -> Response:
        """Show jobs, newest first."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        query, wanted = decode_search(
            dict(request.query_params),
            account_id=caller.account_id,
            catalogue=services.catalogue,
        )
        page, next_before = await services.queries.search(
            wanted, limit=query.limit, before_id=query.before
        )
        oldest = datetime.now(UTC) - services.limits.record_lifetime
        return answer(
            JobsWire(
                data=[
                    self._wire(request, job)
                    for job in page
                    if job.finished_at is None or job.finished_at >= oldest
                ],
                next_before=next_before,
            )
        )

    async def star(self, request: Request, job_id: str) -> Response:
        """Give a job a star, or take it."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        wire = good(check(StarWire, raw, required=("starred",))).wire
        job = await self._find(job_id, caller)
        job = await services.stars.put(
            job.id, account_id=caller.account_id, is_starred=bool(wire.starred)
        )
        return self._answer(request, job)

    async def cancel(self, request: Request, job_id: str) -> Response:
        """Stop a job that has not ended; one that has comes back unchanged."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        job = await self._find(job_id, caller)
        job = await services.canceler.cancel(job.id, account_id=caller.account_id)
        if not job.is_terminal:
            job = await services.watcher.wait(job, timeout_s=_CANCEL_WAIT_S)
        return self._answer(request, job)

    async def events(self, request: Request, job_id: str) -> Response:
        """Stream what happens to a job."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        job = await self._find(job_id, caller)
        last = request.headers.get("last-event-id", "")
        after = int(last) if _EVENT_ID.fullmatch(last) else 0
        source = frames(
            services.events, job, after=after, encode=lambda job: self._wire(request, job)
        )
        return sse.stream(source, headers={"Inkstone-Job": job.id})

    async def documents(self, request: Request, job_id: str, image_index: str) -> Response:
        """Show what the engine knows of one picture."""
        caller = await callers.authenticate(request, self._services.keys)
        job = await self._find(job_id, caller)
        found = await self._services.queries.documents(
            job, int(image_index) if _INDEX.fullmatch(image_index) else -1
        )
        return answer(DocumentsWire(documents=found))

    async def delete(self, request: Request, job_id: str) -> Response:
        """Delete what an ended job made, started from and was told."""
        caller = await callers.authenticate(request, self._services.keys)
        await self._services.retention.delete_job(job_id, account_id=caller.account_id)
        return Response(status_code=204)

    def _decode(self, request: Request, raw: Mapping[str, Any]) -> Decoded:
        services = self._services
        base_url = services.links.base_url(request)
        return decode(
            raw,
            catalogue=services.catalogue,
            capabilities=services.capabilities,
            references=services.references,
            target=lambda url: services.webhooks.target(
                url, base_url=base_url, param="webhook_url"
            ),
        )

    async def _find(self, job_id: str, caller: Caller) -> Job:
        return await self._services.queries.job(
            job_id,
            account_id=caller.account_id,
            lifetime=self._services.limits.record_lifetime,
        )

    async def _held(
        self,
        request: Request,
        job: Job,
        wait_s: int,
        *,
        is_submit: bool = True,
        is_replay: bool = False,
    ) -> Response:
        """The answer, once the job has ended or the time to wait for it is up."""
        if wait_s and not job.is_terminal:
            held = await hold(
                request,
                job,
                watcher=self._services.watcher,
                submitter=self._services.submitter if is_submit else None,
                timeout_s=min(wait_s, self._services.limits.sync_wait_s),
            )
            if held.is_client_gone:
                return Response(status_code=_CLIENT_GONE)
            job = held.job
        is_taken = is_submit and not (wait_s and job.is_terminal)
        response = self._answer(request, job, status=202 if is_taken else 200, is_replay=is_replay)
        if is_submit:
            response.headers["Location"] = self._address(request, job)
        return response

    def _answer(
        self, request: Request, job: Job, *, status: int = 200, is_replay: bool = False
    ) -> Response:
        headers = result_headers(job, is_replay=is_replay, known_warnings=known_warnings(job))
        return answer(self._wire(request, job), status=status, headers=headers)

    def _wire(self, request: Request, job: Job) -> JobWire:
        services = self._services

        def url_of(blob_key: str, expires_at: datetime) -> str:
            return services.links.file(request, blob_key, expires_at=expires_at)

        return encode_job(
            job,
            progress=services.board.get(job),
            url_of=url_of,
            lifetime=services.limits.url_lifetime,
        )

    def _address(self, request: Request, job: Job) -> str:
        base_url = self._services.links.base_url(request)
        return f"{base_url}{request.scope['root_path']}/v1/jobs/{job.id}"


def good(checked: Checked[W]) -> Checked[W]:
    """A checked query that has no fault.

    Raises:
        InvalidRequest: it has some.
    """
    if checked.faults:
        raise InvalidRequest(faults=checked.faults)
    return checked


def _wait_s(request: Request) -> int:
    """For how long the caller wants the call held: `?wait=`, else `Prefer: wait=`.

    A preference that is out of range is met as far as it can be; a parameter is refused.
    """
    query = good(check(WaitQuery, dict(request.query_params))).wire
    if "wait" in request.query_params:
        return query.wait
    preferred = _PREFER_WAIT.search(", ".join(request.headers.getlist("prefer")))
    return min(int(preferred[1]), WAIT_S_MAX) if preferred else 0
