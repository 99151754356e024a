"""The native API's calls about accounts: opened, given money, limited, suspended, erased, shown.

It does not know the JSON; decode and encode do.
"""

import re
from collections.abc import Awaitable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object
from inkstone.dialects.faults import check, fault
from inkstone.dialects.native.authority import (
    account_of,
    administrator,
    check_live,
    check_operator,
    operator,
)
from inkstone.dialects.native.decode_admin import (
    limits_asked,
    limits_on,
    policy_asked,
    policy_on,
    text_faults,
    without_faults,
)
from inkstone.dialects.native.encode_admin import encode_account
from inkstone.dialects.native.jobs import good
from inkstone.dialects.native.wire_admin import (
    AccountChangeWire,
    AccountNewWire,
    AccountsQuery,
    AdjustmentWire,
    EraseQuery,
    GrantNewWire,
    RefundNewWire,
)
from inkstone.dialects.native.wire_administered import AccountsWire, ErasedWire, RefundWire
from inkstone.domain.accounts import Account, AccountStatus, Caller
from inkstone.domain.errors import Fault, InvalidRequest, NotFound
from inkstone.domain.money import Amount
from inkstone.service.intents import DoneBefore

_JOB_ID = re.compile(r"job_[0-9a-z]{26}", re.ASCII)


class AdminAccounts:
    """The calls about accounts and their money."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def own(self, request: Request) -> Response:
        """Show the account of the caller."""
        caller = await callers.authenticate(request, self._services.keys)
        return answer(encode_account(await self._services.accounts.find(caller.account_id)))

    async def create(self, request: Request) -> Response:
        """Open an account."""
        accounts = self._services.accounts
        caller = await operator(request, self._services)
        raw = await self._body(request)
        checked = check(AccountNewWire, raw, required=("name",))
        limits, faults = limits_asked(raw)
        policy, policy_faults = policy_asked(raw)
        wire = checked.wire
        texts = text_faults(name=wire.name, plan=wire.plan)
        wire = without_faults(checked, faults, policy_faults, texts)
        assert wire.name is not None, "it is required"
        opened, is_new = await accounts.ensure(
            wire.name,
            grant=Amount(wire.grant_micros or 0),
            limits=limits_on(accounts.usual_limits, limits),
            by=caller.key_id,
        )
        if not is_new:
            message = f"There is an account {opened.name!r} already; it is left as it was."
            raise InvalidRequest(
                faults=[Fault(param="name", message=message)], code="account_exists"
            )
        if wire.plan or wire.weight is not None or policy:
            opened = await accounts.change(
                opened.id,
                plan=wire.plan,
                weight=wire.weight,
                policy=partial(policy_on, asked=policy) if policy else None,
                by=caller.key_id,
            )
        return answer(encode_account(opened), status=201)

    async def listing(self, request: Request) -> Response:
        """Show accounts, by name."""
        await operator(request, self._services)
        query = good(check(AccountsQuery, dict(request.query_params))).wire
        after = query.after or ""
        if not after.isprintable():
            raise InvalidRequest(
                faults=[fault("after", after, "the `next_after` of an earlier page")]
            )
        found = await self._services.accounts.listing(limit=query.limit + 1, after_name=after)
        page, is_more = found[: query.limit], len(found) > query.limit
        return answer(
            AccountsWire(
                data=[encode_account(each) for each in page],
                next_after=page[-1].name if is_more else None,
            )
        )

    async def get(self, request: Request, account: str) -> Response:
        """Show one account."""
        caller = await administrator(request, self._services)
        return answer(encode_account(await account_of(self._services, caller, account)))

    async def change(self, request: Request, account: str) -> Response:
        """Change what an account may do."""
        accounts = self._services.accounts
        caller, found = await self._administered(request, account)
        raw = await self._body(request)
        checked = check(AccountChangeWire, raw)
        limits, faults = limits_asked(raw)
        policy, policy_faults = policy_asked(raw)
        wire = without_faults(checked, faults, policy_faults, text_faults(plan=checked.wire.plan))
        if limits or policy or wire.plan is not None or wire.weight is not None:
            with self._services.keys.changing_callers():
                found = await accounts.change(
                    found.id,
                    limits=partial(limits_on, asked=limits) if limits else None,
                    plan=wire.plan,
                    weight=wire.weight,
                    policy=partial(policy_on, asked=policy) if policy else None,
                    by=caller.key_id,
                )
        if wire.status is not None and wire.status != found.status:
            status = AccountStatus(wire.status)
            found = await accounts.set_status(found.id, status, by=caller.key_id)
        return answer(encode_account(found))

    async def grant(self, request: Request, account: str) -> Response:
        """Add money to an account."""
        caller, found = await self._administered(request, account)
        amount, reason = await self._money(request, found, GrantNewWire)
        granting = self._services.accounts.grant(
            found.id,
            amount,
            reason=reason,
            by=caller.key_id,
            idempotency_key=callers.idempotency_key(request),
        )
        return await self._moved(found, granting)

    async def adjust(self, request: Request, account: str) -> Response:
        """Set right what an account has, up or down."""
        caller, found = await self._administered(request, account, is_live=False)
        amount, reason = await self._money(request, found, AdjustmentWire)
        adjusting = self._services.corrections.adjust(
            found.id,
            amount,
            reason=reason,
            by=caller.key_id,
            idempotency_key=callers.idempotency_key(request),
        )
        return await self._moved(found, adjusting)

    async def erase(self, request: Request, account: str) -> Response:
        """Delete what an account wrote and made."""
        caller, found = await self._administered(request, account, is_live=False)
        confirm = good(check(EraseQuery, dict(request.query_params))).wire.confirm
        if confirm != found.name:
            message = (
                f"Erasing cannot be undone: with `confirm={found.name}` all that this account "
                "wrote and made is deleted. Its ledger stays."
            )
            raise InvalidRequest(faults=[Fault(param="confirm", message=message)])
        with self._services.keys.changing_callers():
            num_jobs = await self._services.eraser.erase(found.id, by=caller.key_id)
        return answer(ErasedWire(id=found.id, num_jobs=num_jobs))

    async def refund(self, request: Request, job_id: str) -> Response:
        """Give back what a job was charged, or a part of it."""
        services = self._services
        caller = await administrator(request, services)
        if not _JOB_ID.fullmatch(job_id):
            raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
        if not caller.is_operator:
            # Another account's job is answered as if it were not there.
            await services.queries.job(job_id, account_id=caller.account_id)
        check_operator(caller)
        checked = check(RefundNewWire, await self._body(request), required=("reason",))
        wire = without_faults(checked, text_faults(reason=checked.wire.reason))
        assert wire.reason is not None, "it is required"
        given = await services.corrections.refund(
            job_id,
            amount=None if wire.amount_micros is None else Amount(wire.amount_micros),
            reason=wire.reason,
            by=caller.key_id,
        )
        return answer(
            RefundWire(job_id=job_id, amount_micros=given.micros, currency=given.currency)
        )

    async def _administered(
        self, request: Request, account: str, *, is_live: bool = True
    ) -> tuple[Caller, Account]:
        """Who is calling, and the account that it changes."""
        caller = await administrator(request, self._services)
        found = await account_of(self._services, caller, account)
        check_operator(caller)
        if is_live:
            check_live(found)
        return caller, found

    async def _money(
        self, request: Request, account: Account, wire_of: type[GrantNewWire | AdjustmentWire]
    ) -> tuple[Amount, str]:
        """How much is to move, and why."""
        checked = check(wire_of, await self._body(request), required=("amount_micros", "reason"))
        micros, reason = checked.wire.amount_micros, checked.wire.reason
        nothing = [fault("amount_micros", 0, "more or less than nothing")] if micros == 0 else []
        without_faults(checked, nothing, text_faults(reason=reason))
        return Amount(micros or 0, account.currency), reason or ""

    async def _moved(self, account: Account, moving: Awaitable[object]) -> Response:
        """The account after its money has moved, now or before under the same key."""
        headers = {}
        try:
            await moving
        except DoneBefore:
            headers["Idempotent-Replayed"] = "true"
        found = await self._services.accounts.find(account.id)
        return answer(encode_account(found), headers=headers)

    async def _body(self, request: Request) -> dict[str, object]:
        return await read_object(request, bytes_max=self._services.limits.body_bytes_max)
