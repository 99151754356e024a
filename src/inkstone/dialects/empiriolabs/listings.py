"""EmpirioLabs' pages: the catalogue, the templates, the usage of an account, the health.

It does not know how they are written; pages does.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.empiriolabs import pages
from inkstone.dialects.empiriolabs.decode import VARIANTS
from inkstone.dialects.empiriolabs.wire import (
    CATALOGUE_ID,
    DEFAULT_VARIANT,
    NAME,
    HealthWire,
    TemplatesWire,
    UsageQuery,
)
from inkstone.dialects.empiriolabs.wire_pages import ModelsWire, ModelWire, UsageWire
from inkstone.dialects.faults import Checked, check, fault
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import InvalidRequest, PriceUnknown, UnknownModel
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.request import Tier

_CURSOR = re.compile(r"(?:usage|job)_([0-9a-z]{26})", re.ASCII)
_ENDED = {
    None: (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELED, JobStatus.EXPIRED),
    "success": (JobStatus.SUCCEEDED,),
    "error": (JobStatus.FAILED, JobStatus.CANCELED, JobStatus.EXPIRED),
}
#: The standard variant whose price stands for the family's.
_STANDARD = "qwen-image-2.0"
#: How many jobs one call looks through for those that fit; the cursor goes on from there.
_SCAN_STEP, _NUM_STEPS_MAX = 200, 10


async def health(_: Request) -> Response:
    """Say that the service lives."""
    return answer(HealthWire())


class Listings:
    """The calls that list."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def list_models(self, request: Request) -> Response:
        """Show the catalogue."""
        caller = await callers.authenticate(request, self._services.keys)
        return answer(ModelsWire(data=[self._model(CATALOGUE_ID, caller)]), skips_none=True)

    async def get_model(self, request: Request, model_id: str) -> Response:
        """Show one model: the family, or a variant of it."""
        caller = await callers.authenticate(request, self._services.keys)
        if model_id != CATALOGUE_ID and model_id not in VARIANTS:
            raise UnknownModel(f"There is no model {model_id[:80]!r}; there is {CATALOGUE_ID}.")
        return answer(self._model(model_id, caller), skips_none=True)

    async def templates(self, request: Request) -> Response:
        """Show the templates, of which there are none."""
        await callers.authenticate(request, self._services.keys)
        return answer(TemplatesWire(data=[]))

    async def usage(self, request: Request) -> Response:
        """Show what an account's requests came to, newest first, and its balance."""
        caller = await callers.authenticate(request, self._services.keys)
        checked = check(UsageQuery, dict(request.query_params))
        before_id = _before(checked)
        jobs, is_more = await self._ended_jobs(caller, checked.wire, before_id)
        balance = await self._services.accounts.balance(caller.account_id)
        return answer(
            UsageWire(
                balance=pages.encode_balance(balance),
                data=[
                    pages.encode_event(job, urls=self._addresses(request, job))
                    for job in jobs
                    if _fits(job, checked.wire)
                ],
                next_cursor=pages.event_id(jobs[-1]) if is_more else None,
            )
        )

    async def _ended_jobs(
        self, caller: Caller, query: UsageQuery, before_id: str | None
    ) -> tuple[list[Job], bool]:
        """Jobs down to the last that is shown, those that do not fit among them; and is there more.

        A long stretch of jobs that do not fit ends a page early, even an empty one.
        """
        seen: list[Job] = []
        num_fitting = 0
        for _ in range(_NUM_STEPS_MAX):
            found = await self._services.queries.newest(
                account_id=caller.account_id,
                limit=_SCAN_STEP + 1,
                statuses=_ENDED[query.status],
                before_id=before_id,
                created_from=query.from_,
                created_to=query.to,
            )
            for index, job in enumerate(found[:_SCAN_STEP]):
                seen.append(job)
                num_fitting += _fits(job, query)
                if num_fitting == query.limit:
                    return seen, index + 1 < len(found)
            if len(found) <= _SCAN_STEP:
                return seen, False
            before_id = seen[-1].id
        return seen, True

    def _addresses(self, request: Request, job: Job) -> list[str]:
        if job.finished_at is None:
            return []
        expires_at = job.finished_at + self._services.limits.url_lifetime
        if expires_at <= datetime.now(UTC):
            return []
        return [
            self._services.links.result(request, image, expires_at=expires_at)
            for image in job.images
        ]

    def _model(self, model_id: str, caller: Caller) -> ModelWire:
        services, now = self._services, datetime.now(UTC)
        buyer = callers.buyer_of(caller)
        rates = {}
        for tier, model in self._sold(model_id).items():
            with suppress(PriceUnknown):  # what has no price is not for sale
                rates[tier] = services.rate_card.rate(NAME, tier, at=now, model=model, buyer=buyer)
        return pages.encode_model(rates, edits=services.capabilities.edits, model_id=model_id)

    def _sold(self, model_id: str) -> dict[Tier, str]:
        """The tiers that a page has prices of, each with the model that they are the prices of."""
        catalogue = self._services.catalogue
        if model_id != CATALOGUE_ID:
            model = catalogue.find(model_id)
            return {model.tier: model.resolves_to}
        usual = {Tier.STANDARD: _STANDARD, Tier.PRO: DEFAULT_VARIANT}
        known = {model.name: model.resolves_to for model in catalogue.models}
        return {tier: known.get(name, "") for tier, name in usual.items()}


def _before(checked: Checked[UsageQuery]) -> str | None:
    """The job that the page asked for begins after.

    Raises:
        InvalidRequest: the query has faults.
    """
    before, faults = checked.wire.before, [*checked.faults]
    match = None if before is None else _CURSOR.fullmatch(before)
    if before is not None and match is None:
        faults.append(fault("before", before, "the `next_cursor` of an earlier page"))
    if faults:
        raise InvalidRequest(faults=faults)
    return None if match is None else f"job_{match[1]}"


def _fits(job: Job, query: UsageQuery) -> bool:
    is_model = query.model is None or query.model in {pages.model_of(job), job.request.model}
    return is_model and query.source in {None, pages.SOURCE}
