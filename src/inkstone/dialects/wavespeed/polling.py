"""One prediction as WaveSpeed's calls find, show and delete it.

It does not know how a request was asked, nor what its JSON looks like.
"""

import asyncio
import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object
from inkstone.dialects.faults import check
from inkstone.dialects.headers import result_headers
from inkstone.dialects.results import addresses, in_base64
from inkstone.dialects.wavespeed import encode
from inkstone.dialects.wavespeed.wire import NAME, DeleteBody
from inkstone.dialects.wavespeed.wire_answers import (
    DeletedAnswer,
    DeletedWire,
    NumDeletedAnswer,
    NumDeletedWire,
)
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.job import Job

#: How long a delete waits for the engine to let go of a job that runs.
_CANCEL_WAIT_S = 2.0
_JOB_ID = re.compile(r"job_[0-9a-z]{26}", re.ASCII)


def base_of(services: Services, request: Request) -> str:
    """What the vendor's paths follow, as this caller reaches us."""
    root: str = request.scope.get("root_path", "")
    return services.links.base_url(request) + root


def headers_of(job: Job, *, is_replay: bool = False) -> dict[str, str]:
    """The headers of an answer about a job."""
    return result_headers(job, is_replay=is_replay, known_warnings=job.wire["warnings"])


async def answer_of(
    services: Services, request: Request, job: Job, *, is_replay: bool = False
) -> Response:
    """A job, its pictures in the form that was asked for.

    Raises:
        BlobMissing: its pictures were asked for in full, and have been deleted.
    """
    outputs: Sequence[str] = addresses(services, request, job)
    if job.images and job.wire["is_base64"]:
        outputs = await in_base64(services.blobs, job)
    wire = encode.encode_job(job, outputs, base_url=base_of(services, request))
    return encode.answer_job(wire, headers_of(job, is_replay=is_replay))


class Polling:
    """The calls about predictions that are known by their ids."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def get(self, request: Request, job_id: str) -> Response:
        """Show a prediction."""
        caller = await callers.authenticate(request, self._services.keys)
        return await answer_of(self._services, request, await self._find(job_id, caller))

    async def delete(self, request: Request, job_id: str) -> Response:
        """Delete a prediction with its pictures; one under way is cancelled first."""
        caller = await callers.authenticate(request, self._services.keys)
        await self._delete(await self._find(job_id, caller), caller)
        return answer(DeletedAnswer(data=DeletedWire(id=job_id)))

    async def delete_many(self, request: Request) -> Response:
        """Delete those of some predictions that are the account's."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        checked = check(DeleteBody, raw, required=("ids",))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        # Together: each may wait for its engine.
        ids = dict.fromkeys(checked.wire.ids or ())
        are_gone = await asyncio.gather(*(self._is_deleted(each, caller) for each in ids))
        num = sum(are_gone)
        return answer(NumDeletedAnswer(data=NumDeletedWire(deleted_count=num)))

    async def _is_deleted(self, job_id: str, caller: Caller) -> bool:
        """Whether it was there and is no more; the vendor skips the others without a word."""
        try:
            await self._delete(await self._find(job_id, caller), caller)
        except (NotFound, InvalidRequest):
            return False
        return True

    async def _find(self, job_id: str, caller: Caller) -> Job:
        """The caller's own job, of this dialect.

        Raises:
            NotFound: there is none, or it has been deleted.
        """
        if _JOB_ID.fullmatch(job_id):
            job = await self._services.queries.job(
                job_id,
                account_id=caller.account_id,
                dialect=NAME,
                lifetime=self._services.limits.record_lifetime,
            )
            if job.deleted_at is None:
                return job
        raise NotFound(f"There is no prediction {job_id[:80]!r}.", code="job_not_found")

    async def _delete(self, job: Job, caller: Caller) -> None:
        services = self._services
        if not job.is_terminal:
            job = await services.canceler.cancel(job.id, account_id=caller.account_id)
            job = await services.watcher.wait(job, timeout_s=_CANCEL_WAIT_S)
        await services.retention.delete_job(job.id, account_id=caller.account_id)
