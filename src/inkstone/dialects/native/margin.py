"""The native API's call for the margin report, which only the server's owner may make.

It does not know how a margin is reckoned.
"""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects.answers import answer, timestamp
from inkstone.dialects.base import Services
from inkstone.dialects.faults import check, fault
from inkstone.dialects.native.authority import operator
from inkstone.dialects.native.decode_admin import without_faults
from inkstone.dialects.native.wire_margin import (
    MarginQuery,
    MarginRowWire,
    MarginTotalWire,
    MarginWire,
)
from inkstone.service.margin import MarginGroup, to_json, totals


class MarginReport:
    """The call that shows the margin."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def get(self, request: Request) -> Response:
        """Show what jobs brought in, what they cost upstream, and what is left."""
        await operator(request, self._services)
        checked = check(MarginQuery, dict(request.query_params))
        begin, end = checked.wire.from_, checked.wire.to or datetime.now(UTC)
        is_backwards = begin is not None and begin > end
        query = without_faults(
            checked,
            [fault("from", str(begin and begin.isoformat()), "before `to`")]
            if is_backwards
            else [],
        )
        rows = await self._services.margins.by(MarginGroup(query.by), begin=begin, end=end)
        return answer(
            MarginWire(
                from_=timestamp(begin) if begin else None,
                to=timestamp(end),
                by=query.by,
                data=[MarginRowWire(group=row.group, **to_json(row)) for row in rows],
                totals=[MarginTotalWire(**to_json(row)) for row in totals(rows)],
            )
        )
