"""AIML API's calls beside those for pictures: the catalogue and the bills.

It does not know how they are written; pages and bills do.
"""

import re
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.aimlapi import bills, pages
from inkstone.dialects.aimlapi.wire import MODELS
from inkstone.dialects.aimlapi.wire_pages import (
    ModelsWire,
    ModelWire,
    OneModelWire,
    PaginationWire,
    TransactionsQuery,
    TransactionsWire,
)
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.faults import Checked, check, fault
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel
from inkstone.service.ids import time_of

#: The catalogue needs no key, and shows the prices of the key that is sent.
_VARY = {"vary": "authorization, x-api-key"}
#: Names of a query that are looked at; nobody needs more of them named.
_NUM_NAMES_MAX = 50
_CURSOR = re.compile(r"after_([0-9a-z]{26})", re.ASCII)


class Listings:
    """The calls that list."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def list_models(self, request: Request) -> Response:
        """Show the catalogue; 304 where the caller has it already."""
        query = pages.words_of(request.query_params.multi_items())
        sections = pages.asked_sections(query)
        models = [m for m in await self._models(request) if pages.fits(m, query)]
        found = [pages.with_sections(model, sections) for model in models]
        response = answer(ModelsWire(data=found), skips_none=True)
        tag = pages.etag(bytes(response.body))
        if pages.is_known(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers={"etag": tag, **_VARY})
        response.headers.update({"etag": tag, **_VARY})
        return response

    async def get_model(self, request: Request, model_id: str) -> Response:
        """Show one model with every section, by any of its names."""
        for model in await self._models(request):
            if model_id in {model.id, *model.aliases}:
                return answer(OneModelWire(data=model), headers=_VARY)
        raise UnknownModel(f"There is no model {model_id[:80]!r}; there is {', '.join(MODELS)}.")

    async def billing(self, request: Request) -> Response:
        """Show what the account may spend."""
        caller = await callers.authenticate(request, self._services.keys)
        balance = await self._services.accounts.balance(caller.account_id)
        return answer(bills.encode_billing(balance))

    async def billing_detail(self, request: Request) -> Response:
        """Show whose account it is, too."""
        caller = await callers.authenticate(request, self._services.keys)
        balance = await self._services.accounts.balance(caller.account_id)
        return answer(bills.encode_detail(caller, balance))

    async def legacy_balance(self, request: Request) -> Response:
        """Show what the account may spend, in credits."""
        caller = await callers.authenticate(request, self._services.keys)
        balance = await self._services.accounts.balance(caller.account_id)
        return answer(bills.encode_legacy(balance, now=datetime.now(UTC)))

    async def transactions(self, request: Request) -> Response:
        """Show what money moved, newest first."""
        caller = await callers.authenticate(request, self._services.keys)
        query, before_id = _transactions_query(request)
        kinds = bills.kinds_of(query.type)
        found = []
        if kinds:
            found = await self._services.accounts.movements(
                caller.account_id,
                limit=query.limit + 1,
                kinds=kinds,
                is_inflow=None if query.direction is None else query.direction == "TOPUP",
                before_id=before_id,
                created_from=query.from_,
                created_to=query.to,
            )
        page, is_more = found[: query.limit], len(found) > query.limit
        cursor = page[-1].entry_id.replace("entry_", "after_") if is_more else None
        return answer(
            TransactionsWire(
                data=[bills.encode_movement(movement) for movement in page],
                pagination=PaginationWire(next_cursor=cursor, has_more=is_more),
            )
        )

    async def _models(self, request: Request) -> list[ModelWire]:
        services = self._services
        return pages.encode_models(
            services.catalogue,
            services.rate_card,
            at=datetime.now(UTC),
            buyer=await callers.known_buyer(request, services.keys),
            edits=services.capabilities.edits,
            docs_url=services.links.base_url(request),
        )


def _transactions_query(request: Request) -> tuple[TransactionsQuery, str | None]:
    """A checked query, and the entry that its page begins after.

    Raises:
        InvalidRequest: the query has faults.
    """
    sent = dict(request.query_params)
    checked = check(TransactionsQuery, sent)
    query = checked.wire
    before_id, faults = _before(checked)
    known = {field.alias or name for name, field in TransactionsQuery.model_fields.items()}
    faults += [
        Fault(param=name[:60], message=f"`{name[:60]}` is no filter; there is {_words(known)}.")
        for name in list(sent)[:_NUM_NAMES_MAX]
        if name not in known
    ]
    if query.from_ is not None and query.to is not None and query.to <= query.from_:
        faults.append(fault("to", sent["to"], "later than `from`"))
    if faults:
        raise InvalidRequest(faults=faults)
    return query, before_id


def _before(checked: Checked[TransactionsQuery]) -> tuple[str | None, list[Fault]]:
    cursor = checked.wire.cursor
    if cursor is None:
        return None, [*checked.faults]
    match = _CURSOR.fullmatch(cursor)
    entry_id = f"entry_{match[1]}" if match else ""
    if time_of(entry_id) is None:
        bad = fault("cursor", cursor, "the `next_cursor` of a page, exactly as it was given")
        return None, [*checked.faults, bad]
    return entry_id, [*checked.faults]


def _words(names: set[str]) -> str:
    return ", ".join(sorted(names))
