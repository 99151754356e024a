"""AIML API's calls about what was spent with a key: which window, which key, which requests.

It does not know how they are written; logs does.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.aimlapi import logs
from inkstone.dialects.aimlapi.wire_activity import (
    KeyUsageWire,
    LogPagesWire,
    LogsQuery,
    LogsWire,
    UsageQuery,
)
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.faults import Checked, check, fault
from inkstone.domain.accounts import ApiKey, Caller, Scope
from inkstone.domain.errors import Fault, InvalidRequest, NotFound, PermissionDenied
from inkstone.service.query import KeyJobs, ModelUsage

_SPAN_MAX = timedelta(days=92)
_PERIOD = re.compile(r"([1-9][0-9]{0,5})([hd])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
#: What a prefix ends in where it is of a key that is not of our making.
_ELLIPSIS = "…"
#: What may be given several times.
_LISTS = ("model", "status")


class Activity:
    """The calls about keys and what was done with them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._names = logs.ModelNames(services.catalogue)

    async def usage(self, request: Request) -> Response:
        """Show what was spent with a key in a window."""
        total, _ = await self._usage(request)
        return answer(total)

    async def usage_detail(self, request: Request) -> Response:
        """Show it by model, too."""
        total, found = await self._usage(request)
        return answer(logs.encode_detail(total, found, self._names))

    async def logs(self, request: Request) -> Response:
        """Show the requests that were made with a key in a window, newest first."""
        caller = await callers.authenticate(request, self._services.keys)
        sent: dict[str, Any] = dict(request.query_params)
        sent |= {name: request.query_params.getlist(name) for name in _LISTS if name in sent}
        checked = check(LogsQuery, sent)
        start, end = _window(checked, sent)
        query = checked.wire
        statuses = set(query.status or ())
        which = KeyJobs(
            account_id=caller.account_id,
            key_ids=await self._key_ids(caller, query.key_prefix),
            begin=start,
            end=end,
            models=None if query.model is None else self._names.meant(query.model),
            has_made="succeeded" in statuses if len(statuses) == 1 else None,
        )
        found, total = await self._services.queries.key_log(
            which, limit=query.limit, offset=query.offset
        )
        return answer(
            LogsWire(
                data=[logs.encode_row(job, self._names) for job in found],
                pagination=LogPagesWire(
                    limit=query.limit,
                    offset=query.offset,
                    total=total,
                    has_more=query.offset + len(found) < total,
                ),
            )
        )

    async def _usage(self, request: Request) -> tuple[KeyUsageWire, list[ModelUsage]]:
        caller = await callers.authenticate(request, self._services.keys)
        sent = dict(request.query_params)
        checked = check(UsageQuery, sent)
        start, end = _window(checked, sent)
        prefix = checked.wire.key_prefix
        which = KeyJobs(
            account_id=caller.account_id,
            key_ids=await self._key_ids(caller, prefix),
            begin=start,
            end=end,
        )
        found = await self._services.queries.key_usage(which)
        return logs.encode_usage(found, prefix=prefix, start=start, end=end), found

    async def _key_ids(self, caller: Caller, prefix: str | None) -> list[str]:
        """The keys that are asked about: the caller's own, or those of its account with a prefix.

        Raises:
            PermissionDenied: the prefix is not the caller's own, and it has not the scope `admin`.
            NotFound: no key of the account has it.
        """
        if prefix is None:
            return [caller.key_id]
        keys = self._services.keys
        if Scope.ADMIN not in caller.scopes:
            own = await keys.get(caller.key_id, account_id=caller.account_id)
            if not _has_prefix(own, prefix):
                raise PermissionDenied(
                    "To ask about another key than your own needs a key with the scope "
                    f"{Scope.ADMIN}."
                )
            return [own.id]
        found = [k.id for k in await keys.listing(caller.account_id) if _has_prefix(k, prefix)]
        if not found:
            raise NotFound(
                f"There is no key of the prefix {prefix[:80]!r} in this account.",
                code="key_not_found",
            )
        return found


def _has_prefix(key: ApiKey, prefix: str) -> bool:
    return prefix in (key.prefix, key.prefix.removesuffix(_ELLIPSIS))


def _window(checked: Checked[Any], sent: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """What a query asks about, in whole milliseconds, as the answer says them; without its end.

    Raises:
        InvalidRequest: the query has faults, of which this names all.
    """
    named = [name for name in ("period", "start", "end") if name in sent]
    faults = [*checked.faults, *_odd(named)]
    query, now = checked.wire, datetime.now(UTC)
    start, end = query.start, query.end
    if "period" in named:
        length = _length(sent["period"])
        if length is None:
            must_be = "a positive integer and h or d, such as 24h or 7d, and at most 92 days"
            faults.append(fault("period", sent["period"], must_be))
        else:
            start, end = now - length, now
    elif start is not None and end is not None:
        if end < start:
            faults.append(fault("end", sent["end"], "not earlier than `start`"))
        elif end - start > _SPAN_MAX:
            faults.append(fault("end", sent["end"], "at most 92 days later than `start`"))
    if faults or start is None or end is None:
        raise InvalidRequest(faults=faults)
    return _to_ms(start), _to_ms(end)


def _odd(named: list[str]) -> list[Fault]:
    """What is wrong with which of the window's parts were sent, and which were not."""
    if not named:
        message = "`period` is missing; send it, such as 24h, or both `start` and `end`."
        return [Fault(param="period", message=message, kind="missing")]
    if "period" in named:
        other = " and ".join(f"`{name}`" for name in named if name != "period")
        message = f"`period` and {other} are both there; send `period`, or `start` and `end`."
        return [Fault(param="period", message=message)] if other else []
    return [
        Fault(param=name, message=f"`{name}` is missing; `{named[0]}` needs it.", kind="missing")
        for name in ("start", "end")
        if name not in named
    ]


def _length(period: str) -> timedelta | None:
    """How long a period is; `None` where it is none, or too long."""
    match = _PERIOD.fullmatch(period)
    length = int(match[1]) * _UNITS[match[2]] if match else _SPAN_MAX * 2
    return length if length <= _SPAN_MAX else None


def _to_ms(moment: datetime) -> datetime:
    return moment - timedelta(microseconds=moment.microsecond % 1000)
