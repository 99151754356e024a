"""The native API's calls about money and models: what there is, what it costs, what was spent.

It does not know how they are written; pages does.
"""

import re
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.faults import check, fault
from inkstone.dialects.native import pages
from inkstone.dialects.native.encode import encode_balance
from inkstone.dialects.native.jobs import good
from inkstone.dialects.native.wire import NAME, PriceQuery, WebhookSecretsWire
from inkstone.dialects.native.wire_pages import (
    LedgerQuery,
    LedgerWire,
    ModelsWire,
    ModelWire,
    UsageQuery,
)
from inkstone.domain.accounts import Caller, Scope
from inkstone.domain.catalogue import PublicModel
from inkstone.domain.errors import InvalidRequest, PriceUnknown
from inkstone.domain.rate_card import Buyer
from inkstone.domain.rate_rules import Rate
from inkstone.domain.usage import UsageGroup

_ENTRY_ID = re.compile(r"entry_[0-9a-z]{26}", re.ASCII)
#: What usage is told of where the caller names no beginning.
_USAGE_SPAN = timedelta(days=30)


class Account:
    """The calls about an account's money, and about what it can buy."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def balance(self, request: Request) -> Response:
        """Show what the key's account has."""
        caller = await callers.authenticate(request, self._services.keys)
        found = await self._services.accounts.balance(caller.account_id)
        return answer(encode_balance(found, account=caller.account_name))

    async def webhook_secrets(self, request: Request) -> Response:
        """Show what the account's webhooks are signed with; who may only read could forge them."""
        keys = self._services.keys
        caller = await callers.authenticate(request, keys, scope=Scope.SUBMIT)
        secrets = await self._services.webhooks.secrets(caller.account_id)
        response = answer(WebhookSecretsWire(secrets=list(secrets)))
        response.headers["Cache-Control"] = "no-store"
        return response

    async def usage(self, request: Request) -> Response:
        """Show what the account's jobs came to."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        query = good(check(UsageQuery, dict(request.query_params))).wire
        end = query.to or datetime.now(UTC)
        begin = query.from_ or end - _USAGE_SPAN
        if begin > end:
            raise InvalidRequest(faults=[fault("from", begin.isoformat(), "before `to`")])
        rows = await services.queries.usage(
            account_id=caller.account_id,
            group=UsageGroup(query.group),
            ended_from=begin,
            ended_to=end,
        )
        currency = (await services.accounts.balance(caller.account_id)).currency
        return answer(
            pages.encode_usage(rows, group=query.group, currency=currency, begin=begin, end=end)
        )

    async def ledger(self, request: Request) -> Response:
        """Show the account's ledger entries, newest first."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        query = good(check(LedgerQuery, dict(request.query_params))).wire
        if query.before is not None and not _ENTRY_ID.fullmatch(query.before):
            raise InvalidRequest(
                faults=[fault("before", query.before, "the `next_before` of an earlier page")]
            )
        found = await services.queries.entries(
            account_id=caller.account_id, limit=query.limit + 1, before_id=query.before
        )
        page, is_more = found[: query.limit], len(found) > query.limit
        return answer(
            LedgerWire(
                data=[pages.encode_entry(entry) for entry in page],
                next_before=page[-1].id if is_more else None,
            )
        )

    async def rate_card(self, request: Request) -> Response:
        """Show the prices in effect, as far as they concern the caller."""
        caller = await callers.authenticate(request, self._services.keys)
        query = good(check(PriceQuery, dict(request.query_params))).wire
        card, now = self._services.rate_card, datetime.now(UTC)
        version = card.version(at=now)
        if version is None:
            raise PriceUnknown("No version of the rate card is in effect yet.")
        if query.dialect is not None and query.dialect not in version.dialects:
            raise PriceUnknown(f"The rate card names no price for {query.dialect}.")
        return answer(
            pages.encode_rate_card(
                version,
                upcoming=card.next_version(at=now),
                buyer=callers.buyer_of(caller),
                dialect=query.dialect,
            )
        )

    async def list_models(self, request: Request) -> Response:
        """Show the catalogue."""
        caller = await callers.authenticate(request, self._services.keys)
        models = self._services.catalogue.models
        return answer(ModelsWire(data=[self._model(model, caller) for model in models]))

    async def get_model(self, request: Request, name: str) -> Response:
        """Show one model, by its name or an alias."""
        caller = await callers.authenticate(request, self._services.keys)
        return answer(self._model(self._services.catalogue.find(name), caller))

    def _model(self, model: PublicModel, caller: Caller) -> ModelWire:
        services = self._services
        return pages.encode_model(
            model,
            self._rate(model, callers.buyer_of(caller)),
            can=services.capabilities,
            made_by=services.identity,
            engines=[route.queue for route in services.router.serving(model)],
        )

    def _rate(self, model: PublicModel, buyer: Buyer) -> Rate | None:
        try:
            return self._services.rate_card.rate(
                NAME, model.tier, at=datetime.now(UTC), model=model.resolves_to, buyer=buyer
            )
        except PriceUnknown:
            return None
