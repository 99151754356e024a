"""The native API's calls that show the books: the audit log, statements, the usage export.

It does not know how their lines are written.
"""

import re
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.faults import check, fault
from inkstone.dialects.native.authority import account_of, administrator
from inkstone.dialects.native.decode_admin import without_faults
from inkstone.dialects.native.encode_admin import encode_audit_entry, encode_statement
from inkstone.dialects.native.wire_admin import AuditQuery, ExportQuery, PeriodQuery
from inkstone.dialects.native.wire_administered import AuditWire
from inkstone.domain.accounts import Account, Caller
from inkstone.domain.errors import Fault
from inkstone.service.usage_export import csv_lines, json_array

_AUDIT_ID = re.compile(r"audit_[0-9a-z]{26}", re.ASCII)
_MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}


class Books:
    """The calls that show what was administered, and what moved."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def log(self, request: Request) -> Response:
        """Show the audit log, newest first."""
        services = self._services
        caller = await administrator(request, services)
        checked = check(AuditQuery, dict(request.query_params))
        before, faults = checked.wire.before, []
        if before is not None and not _AUDIT_ID.fullmatch(before):
            faults.append(fault("before", before, "the `next_before` of an earlier page"))
        query = without_faults(checked, faults)
        account_id = None
        if query.account is not None or not caller.is_operator:
            account_id = (await account_of(services, caller, query.account)).id
        found = await services.audit_log.newest(
            limit=query.limit + 1, account_id=account_id, before_id=query.before
        )
        page, is_more = found[: query.limit], len(found) > query.limit
        return answer(
            AuditWire(
                data=[encode_audit_entry(entry) for entry in page],
                next_before=page[-1].id if is_more else None,
            )
        )

    async def statement(self, request: Request) -> Response:
        """Show what an account had, what moved, and what it had after."""
        caller = await self._reader(request)
        checked = check(PeriodQuery, dict(request.query_params))
        query = without_faults(checked, _period_faults(checked.wire))
        account = await account_of(self._services, caller, query.account)
        found = await self._services.usage_export.statement(
            account.id, begin=query.from_, end=query.to or datetime.now(UTC)
        )
        return answer(encode_statement(found))

    async def export(self, request: Request) -> Response:
        """Stream every movement of money, as a file to keep."""
        caller = await self._reader(request)
        checked = check(ExportQuery, dict(request.query_params))
        query = without_faults(checked, _period_faults(checked.wire))
        account = await account_of(self._services, caller, query.account)
        pages = self._services.usage_export.rows(
            account.id, begin=query.from_, end=query.to or datetime.now(UTC)
        )
        return StreamingResponse(
            csv_lines(pages) if query.format == "csv" else json_array(pages),
            media_type=_MEDIA_TYPES[query.format],
            headers={
                "Content-Disposition": f'attachment; filename="{_file_name(account, query)}"',
                "Cache-Control": "no-store",
            },
        )

    async def _reader(self, request: Request) -> Caller:
        """Who is calling: with a key that reads, or with one that administers who is named."""
        if "account" in request.query_params:
            return await administrator(request, self._services)
        return await callers.authenticate(request, self._services.keys)


def _period_faults(wire: PeriodQuery) -> list[Fault]:
    if wire.from_ is None or wire.to is None or wire.from_ <= wire.to:
        return []
    return [fault("from", wire.from_.isoformat(), "before `to`")]


def _file_name(account: Account, query: ExportQuery) -> str:
    days = [f"-{name}-{at:%Y%m%d}" for name, at in (("from", query.from_), ("to", query.to)) if at]
    return f"inkstone-{account.id}{''.join(days)}.{query.format}"
