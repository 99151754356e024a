"""WaveSpeed's list of predictions: pages, newest first, with filters.

It does not know how a prediction is written.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object
from inkstone.dialects.faults import check
from inkstone.dialects.results import addresses
from inkstone.dialects.wavespeed import encode
from inkstone.dialects.wavespeed.polling import base_of
from inkstone.dialects.wavespeed.wire import NAME, PredictionsBody, PredictionsQuery
from inkstone.dialects.wavespeed.wire_answers import PageAnswer, PageWire
from inkstone.domain.accounts import Caller, Scope
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.job import Job

#: How many jobs one call looks through for those of its page: what is further back is not found.
_SCAN_STEP, _NUM_STEPS_MAX = 200, 50


class Listing:
    """The calls that list predictions."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def by_body(self, request: Request) -> Response:
        """A page as a JSON object asks for it."""
        caller = await callers.authenticate(request, self._services.keys, scope=Scope.READ)
        raw = await read_object(request, bytes_max=self._services.limits.body_bytes_max)
        checked = check(PredictionsBody, raw, required=("page", "page_size"))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        return await self._page(request, caller, checked.wire)

    async def by_query(self, request: Request) -> Response:
        """A page as a query asks for it."""
        caller = await callers.authenticate(request, self._services.keys)
        raw: Mapping[str, Any] = dict(request.query_params)
        checked = check(PredictionsQuery, raw)
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        return await self._page(request, caller, checked.wire)

    async def _page(self, request: Request, caller: Caller, asked: PredictionsBody) -> Response:
        page, size = asked.page or 1, asked.page_size or 1
        jobs = (await self._found(caller, asked, num=page * size))[(page - 1) * size :]
        base_url = base_of(self._services, request)
        items = [
            # By address, however they were asked for: a page of pictures in full has no bound.
            encode.encode_listed(job, addresses(self._services, request, job), base_url=base_url)
            for job in jobs
        ]
        return answer(PageAnswer(data=PageWire(page=page, items=items)), skips_none=True)

    async def _found(self, caller: Caller, asked: PredictionsBody, *, num: int) -> list[Job]:
        """The newest jobs that fit, at most so many."""
        oldest = datetime.now(UTC) - self._services.limits.record_lifetime
        found: list[Job] = []
        before_id = None
        for _ in range(_NUM_STEPS_MAX):
            jobs = await self._services.queries.newest(
                account_id=caller.account_id,
                limit=_SCAN_STEP,
                statuses=encode.statuses_of(asked.status) if asked.status else (),
                dialect=NAME,
                before_id=before_id,
                created_from=max(oldest, asked.created_after or oldest),
                created_to=asked.created_before,
            )
            found += [job for job in jobs if _fits(job, asked)]
            if len(jobs) < _SCAN_STEP or len(found) >= num:
                break
            before_id = jobs[-1].id
        return found[:num]


def _fits(job: Job, asked: PredictionsBody) -> bool:
    if job.deleted_at is not None:
        return False
    name = str(job.wire["model"])
    return asked.model is None or asked.model in {name, name.rpartition("/")[0]}
