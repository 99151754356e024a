"""The native API's calls about webhooks: what was told, telling it again, trying a receiver out.

It does not know how a message reaches its receiver, nor what it says.
"""

import re
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer, timestamp
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object, read_object_if_any
from inkstone.dialects.faults import check, fault
from inkstone.dialects.native.jobs import good
from inkstone.dialects.native.wire_webhooks import (
    DeliveriesQuery,
    DeliveriesWire,
    DeliveryInFullWire,
    DeliveryWire,
    PingResultWire,
    PingWire,
    RotatedWire,
    RotateWire,
    TryWire,
)
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.webhook import Delivery, DeliveryStatus, WebhookTry

#: What a filter must look like, and what to say where it does not.
_IDS = {
    "job": (re.compile(r"job_[0-9a-z]{26}", re.ASCII), "the id of a job"),
    "before": (
        re.compile(r"delivery_[0-9a-z]{26}", re.ASCII),
        "the `next_before` of an earlier page",
    ),
}


class WebhookCalls:
    """The calls about an account's webhooks."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def listing(self, request: Request) -> Response:
        """Show deliveries, newest first."""
        caller = await callers.authenticate(request, self._services.keys)
        query = _query(request)
        found = await self._services.webhooks.log.deliveries(
            caller.account_id,
            limit=query.limit + 1,
            status=DeliveryStatus(query.status) if query.status else None,
            job_id=query.job,
            before_id=query.before,
        )
        page, is_more = found[: query.limit], len(found) > query.limit
        return answer(
            DeliveriesWire(
                data=[encode_delivery(each) for each in page],
                next_before=page[-1].id if is_more else None,
            )
        )

    async def get(self, request: Request, delivery_id: str) -> Response:
        """Show a delivery and its tries."""
        caller = await callers.authenticate(request, self._services.keys)
        found, tries = await self._services.webhooks.log.find(
            delivery_id, account_id=caller.account_id
        )
        return answer(
            DeliveryInFullWire(
                **encode_delivery(found).model_dump(), tries=[_encode_try(each) for each in tries]
            )
        )

    async def redeliver(self, request: Request, delivery_id: str) -> Response:
        """Have a delivery tried again at once."""
        caller = await callers.authenticate(request, self._services.keys)
        found = await self._services.webhooks.log.redeliver(
            delivery_id, account_id=caller.account_id
        )
        return answer(encode_delivery(found), status=202)

    async def ping(self, request: Request) -> Response:
        """Send a ping and say what came of it."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        url = good(check(PingWire, raw, required=("url",))).wire.url
        assert url is not None, "it is required"
        ping = await services.webhooks.ping(caller.account_id, url, param="url")
        posted = ping.posted
        return answer(
            PingResultWire(
                id=ping.id,
                url=ping.url,
                delivered=posted.is_taken,
                status=posted.status,
                error=posted.error,
                took_ms=posted.took_ms,
            )
        )

    async def rotate(self, request: Request) -> Response:
        """Make a new secret and show it."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        overlap_s = await self._overlap_s(request)
        secret = await services.webhooks.rotate(
            caller.account_id, overlap=timedelta(seconds=overlap_s), by=caller.key_id
        )
        response = answer(RotatedWire(secret=secret, overlap_s=overlap_s))
        response.headers["Cache-Control"] = "no-store"
        return response

    async def _overlap_s(self, request: Request) -> int:
        """What the body asks for; a call without a body asks for the default."""
        bytes_max = self._services.limits.body_bytes_max
        raw = await read_object_if_any(request, bytes_max=bytes_max)
        return good(check(RotateWire, raw)).wire.overlap_s


def encode_delivery(delivery: Delivery) -> DeliveryWire:
    """A delivery as it stands."""
    return DeliveryWire(
        id=delivery.id,
        job_id=delivery.job_id,
        url=delivery.url or None,
        status=delivery.status.value,
        num_tries=delivery.num_tries,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
        next_at=_moment(delivery.next_at),
        created_at=timestamp(delivery.created_at),
        delivered_at=_moment(delivery.delivered_at),
    )


def _encode_try(each: WebhookTry) -> TryWire:
    return TryWire(
        index=each.try_index,
        at=timestamp(each.at),
        status=each.status,
        error=each.error,
        took_ms=each.took_ms,
    )


def _query(request: Request) -> DeliveriesQuery:
    """What the query asks for.

    Raises:
        InvalidRequest: with every fault of it.
    """
    checked = check(DeliveriesQuery, dict(request.query_params))
    faults = list(checked.faults)
    for name, (form, must_be) in _IDS.items():
        value = getattr(checked.wire, name)
        if value is not None and not form.fullmatch(value):
            faults.append(fault(name, value, must_be))
    if faults:
        raise InvalidRequest(faults=faults)
    return checked.wire


def _moment(at: datetime | None) -> str | None:
    return None if at is None else timestamp(at)
