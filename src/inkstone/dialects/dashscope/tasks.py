"""The calls about tasks: jobs that were submitted to be polled.

It does not know how a task is made.
"""

import re
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.base import Services
from inkstone.dialects.dashscope import encode
from inkstone.dialects.dashscope.wire import NAME, DoneWire, TasksQuery, TasksWire
from inkstone.dialects.faults import check
from inkstone.dialects.headers import result_headers
from inkstone.dialects.results import addresses
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.job import Job, JobStatus

_JOB_ID = re.compile(r"job_[0-9a-z]{26}", re.ASCII)
#: How far back a list goes at the most.
_NUM_LISTED_MAX = 1000
#: How long a cancel waits for an engine that began at the same moment to let go.
_CANCEL_WAIT_S = 2.0


class Tasks:
    """Shows, lists and stops tasks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def show(self, request: Request, task_id: str) -> Response:
        """A task as it is; one that is not there is UNKNOWN, which is no error."""
        caller = await callers.authenticate(request, self._services.keys)
        job = await self._find(task_id, caller)
        if job is None:
            return encode.answer(encode.encode_unknown(task_id))
        wire = encode.encode_task(job, addresses(self._services, request, job))
        headers = result_headers(job, known_warnings=job.wire["warnings"])
        return encode.answer(wire, headers=headers)

    async def cancel(self, request: Request, task_id: str) -> Response:
        """Stop a task that still waits in the queue."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        job = await self._find(task_id, caller)
        if job is None or job.status is not JobStatus.QUEUED:
            raise encode.NotPending(_refusal(task_id, job))
        job = await services.canceler.cancel(job.id, account_id=caller.account_id)
        if not job.is_terminal:
            # It began in between: it is stopped all the same, as its owner wants.
            job = await services.watcher.wait(job, timeout_s=_CANCEL_WAIT_S)
        if job.is_terminal and job.status is not JobStatus.CANCELED:
            raise encode.NotPending(_refusal(task_id, job))
        return encode.answer(
            DoneWire(request_id=encode.this_request()), headers=result_headers(job)
        )

    async def index(self, request: Request) -> Response:
        """The tasks of the last 24 hours, newest first, a page at a time."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        checked = check(TasksQuery, dict(request.query_params))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        query = checked.wire
        found = await self._listed(caller, query)
        first = (query.page_no - 1) * query.page_size
        page = [encode.encode_listed(job) for job in found[first : first + query.page_size]]
        return encode.answer(
            TasksWire(
                request_id=encode.this_request(),
                data=page,
                tasks=page,
                page_no=query.page_no,
                page_size=query.page_size,
                total=len(found),
                total_page=-(-len(found) // query.page_size),
            )
        )

    async def _listed(self, caller: Caller, query: TasksQuery) -> list[Job]:
        statuses = encode.statuses_of(query.status) if query.status else ()
        if query.status and not statuses:
            return []
        oldest = datetime.now(UTC) - self._services.limits.record_lifetime
        jobs = await self._services.queries.newest(
            account_id=caller.account_id,
            limit=_NUM_LISTED_MAX,
            statuses=statuses,
            dialect=NAME,
            created_from=max(oldest, query.start_time) if query.start_time else oldest,
            created_to=query.end_time,
        )
        return [
            job
            for job in jobs
            if _is_shown(job) and query.model_name in {None, job.wire["model"], job.request.model}
        ]

    async def _find(self, task_id: str, caller: Caller) -> Job | None:
        """A task of the caller's account; `None` where there is none, or no longer."""
        if not _JOB_ID.fullmatch(task_id):
            return None
        try:
            job = await self._services.queries.job(
                task_id,
                account_id=caller.account_id,
                dialect=NAME,
                lifetime=self._services.limits.record_lifetime,
            )
        except NotFound:
            return None
        return job if _is_shown(job) else None


def _is_shown(job: Job) -> bool:
    """Whether it was submitted as a task and its pictures are still there."""
    return bool(job.wire["is_task"]) and job.deleted_at is None


def _refusal(task_id: str, job: Job | None) -> str:
    stands = "not there" if job is None else encode.word_of(job.status)
    return f"The task {task_id[:80]!r} is {stands}; only one that is PENDING can be cancelled."
