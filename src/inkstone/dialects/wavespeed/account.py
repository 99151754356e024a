"""WaveSpeed's pages of an account: its balance, what a call costs, what webhooks are signed with.

It does not know where the figures come from.
"""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object
from inkstone.dialects.faults import check
from inkstone.dialects.wavespeed.decode import find_model
from inkstone.dialects.wavespeed.wire import NAME, TASKS, PricingBody
from inkstone.dialects.wavespeed.wire_answers import (
    BalanceAnswer,
    BalanceWire,
    PriceAnswer,
    PriceWire,
    SecretAnswer,
    SecretWire,
)
from inkstone.domain.accounts import Scope
from inkstone.domain.errors import InvalidRequest

_MICROS = 1_000_000


class Account:
    """The calls about an account."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def balance(self, request: Request) -> Response:
        """What may be spent: what is held for jobs under way is not in it."""
        caller = await callers.authenticate(request, self._services.keys)
        found = await self._services.accounts.balance(caller.account_id)
        amount = found.available_micros / _MICROS
        return answer(BalanceAnswer(data=BalanceWire(balance=amount, currency=found.currency)))

    async def pricing(self, request: Request) -> Response:
        """What one call of a model costs the caller, whatever it asks for."""
        services = self._services
        caller = await callers.authenticate(request, services.keys, scope=Scope.READ)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        checked = check(PricingBody, raw, required=("model_id",))
        if checked.faults:
            raise InvalidRequest(faults=checked.faults)
        model_id = checked.wire.model_id or ""
        name, _, task = model_id.rpartition("/")
        model = find_model(name if task in TASKS else model_id, services.catalogue)
        price = services.rate_card.rate(
            NAME,
            model.tier,
            at=datetime.now(UTC),
            model=model.resolves_to,
            buyer=callers.buyer_of(caller),
            is_edit=task == "edit",
        ).price
        wire = PriceWire(
            model_id=model_id, unit_price=price.micros / _MICROS, currency=price.currency
        )
        return answer(PriceAnswer(data=wire))

    async def webhook_secret(self, request: Request) -> Response:
        """What the account's webhooks are signed with; who may only read could forge them."""
        keys = self._services.keys
        caller = await callers.authenticate(request, keys, scope=Scope.SUBMIT)
        newest, *_ = await self._services.webhooks.secrets(caller.account_id)
        wire = SecretAnswer(data=SecretWire(secret=newest))
        return answer(wire, headers={"Cache-Control": "no-store"})
