"""Accounts: opened, given money, limited, suspended, read.

Every change is noted in the audit log. It does not know who may make it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from inkstone.domain.accounts import LOCAL, NO_LIMITS, Account, AccountStatus, Limits
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.ledger import Balance, EntryKind, Movement
from inkstone.domain.money import Amount
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.service import intents
from inkstone.service.audit import SERVER
from inkstone.service.corrections import act_on, check_fits, check_reason, no_account
from inkstone.service.ids import new_id
from inkstone.store import accounts, ledger, ledger_check, statement
from inkstone.store.spending import limit_values
from inkstone.store.unit_of_work import Store, Transaction

_NAME_CHARS_MAX = 100
_PLAN_CHARS_MAX = 64
_WEIGHT_MAX = 1000


class Accounts:
    """The accounts of one store."""

    def __init__(self, *, store: Store, usual_limits: Limits = NO_LIMITS) -> None:
        """Describe them; nothing starts.

        Args:
            store: where accounts are.
            usual_limits: what an account gets where nobody says otherwise; the owner's has none.
        """
        self._store = store
        self.usual_limits = usual_limits

    async def ensure(
        self,
        name: str,
        *,
        grant: Amount | None = None,
        limits: Limits | None = None,
        by: str = SERVER,
    ) -> tuple[Account, bool]:
        """The account of that name, opened with a grant where it is new; and whether it was.

        Raises:
            InvalidRequest: it is no name.
        """
        if not 0 < len(name) <= _NAME_CHARS_MAX or not name.isprintable():
            raise InvalidRequest(
                f"An account's name has 1 to {_NAME_CHARS_MAX} printable characters."
            )
        if name.startswith(f"{AccountStatus.ERASED} acct_"):
            raise InvalidRequest("Only accounts that are erased have names like that.")
        try:
            return await self._store.write(lambda tx: self._ensure(tx, name, grant, limits, by))
        except accounts.Taken:
            return await self.find(name), False

    def _ensure(
        self, tx: Transaction, name: str, grant: Amount | None, limits: Limits | None, by: str
    ) -> tuple[Account, bool]:
        found = accounts.find_account(tx, name)
        if found is not None:
            return found, False
        account_id = new_id("acct")
        accounts.insert_account(tx, account_id=account_id, name=name)
        usual = NO_LIMITS if name == LOCAL else self.usual_limits
        given = usual if limits is None else limits
        accounts.change_account(tx, account_id, **limit_values(given))
        if grant is not None and grant.micros:
            ledger.grant(
                tx,
                entry_id=new_id("entry"),
                account_id=account_id,
                amount_micros=grant.micros,
                reason="opening grant",
            )
        opened = accounts.find_account(tx, account_id)
        assert opened is not None, "it was inserted in this transaction"
        details = {"name": name, "grant_micros": grant.micros if grant else 0}
        act_on(by, "account.create", account_id, details).note(tx)
        return opened, True

    async def find(self, name_or_id: str) -> Account:
        """The account of that name or id.

        Raises:
            NotFound: there is none.
        """
        found = await self._store.read(lambda tx: accounts.find_account(tx, name_or_id))
        if found is None:
            raise no_account(name_or_id)
        return found

    async def listing(self, *, limit: int | None = None, after_name: str = "") -> list[Account]:
        """The accounts by name, all or a page of them."""
        return await self._store.read(
            lambda tx: accounts.all_accounts(tx, limit=limit, after_name=after_name)
        )

    async def change(
        self,
        account_id: str,
        *,
        limits: Limits | Callable[[Limits], Limits] | None = None,
        plan: str | None = None,
        weight: int | None = None,
        policy: Callable[[PicturePolicy], PicturePolicy] | None = None,
        by: str = SERVER,
    ) -> Account:
        """Change what is given of an account: limits (all at once), price plan, weight or policy.

        Limits may also be what follows from those that it has; a policy is.

        Raises:
            InvalidRequest: the plan is no name, or the weight out of range.
            NotFound: there is no such account.
        """
        values: dict[str, int | str | None] = {}
        if plan is not None:
            if len(plan) > _PLAN_CHARS_MAX or not plan.isprintable():
                raise InvalidRequest(
                    f"A price plan has up to {_PLAN_CHARS_MAX} printable characters."
                )
            values["plan"] = plan
        if weight is not None:
            if not 1 <= weight <= _WEIGHT_MAX:
                raise InvalidRequest(f"A weight is 1 to {_WEIGHT_MAX}; got {weight}.")
            values["weight"] = weight
        return await self._change(
            account_id, "account.change", values, by, limits=limits, policy=policy
        )

    async def set_status(
        self, account_id: str, status: AccountStatus, *, by: str = SERVER
    ) -> Account:
        """Suspend an account, or let it spend again.

        Raises:
            NotFound: there is no such account, or it is erased.
        """
        return await self._change(account_id, "account.status", {"status": status}, by)

    async def _change(
        self,
        account_id: str,
        action: str,
        values: dict[str, int | str | None],
        by: str,
        *,
        limits: Limits | Callable[[Limits], Limits] | None = None,
        policy: Callable[[PicturePolicy], PicturePolicy] | None = None,
    ) -> Account:
        def change(tx: Transaction) -> Account:
            was = accounts.find_account(tx, account_id, lock=True)
            if was is None or was.status is AccountStatus.ERASED:
                raise no_account(account_id)
            given = limits(was.limits) if callable(limits) else limits
            changes: dict[str, Any] = {**(limit_values(given) if given else {}), **values}
            if policy is not None:
                changes["policy"] = policy(was.policy).to_json() or None
            if changes:
                accounts.change_account(tx, was.id, **changes)
                act_on(by, action, was.id, changes).note(tx)
            changed = accounts.find_account(tx, was.id)
            assert changed is not None, "it is locked"
            return changed

        return await self._store.write(change)

    async def grant(
        self,
        account_id: str,
        amount: Amount,
        *,
        reason: str,
        by: str = SERVER,
        idempotency_key: str | None = None,
    ) -> Balance:
        """Add money to an account.

        Raises:
            InvalidRequest: the amount is not positive, or more than an account can have.
            NotFound: there is no such account, or it is erased.
            DoneBefore: the same was granted under the idempotency key.
            IdempotencyMismatch: something else was done under it.
        """
        if amount.micros <= 0:
            raise InvalidRequest("A grant is more than nothing.")
        check_reason(reason)

        def give(tx: Transaction) -> None:
            found = accounts.find_account(tx, account_id, lock=True)
            if found is None or found.status is AccountStatus.ERASED:
                raise no_account(account_id)
            entry_id = intents.entry_id(
                tx,
                found.id,
                idempotency_key,
                kind=EntryKind.GRANT,
                amount_micros=amount.micros,
                reason=reason,
            )
            check_fits(found, amount)
            ledger.grant(
                tx,
                entry_id=entry_id,
                account_id=found.id,
                amount_micros=amount.micros,
                reason=reason,
            )
            details = {"amount_micros": amount.micros, "reason": reason}
            act_on(by, "account.grant", found.id, details).note(tx)

        await self._store.write(give)
        return await self.balance(account_id)

    async def balance(self, account_id: str) -> Balance:
        """What an account has.

        Raises:
            NotFound: there is no such account.
        """
        balance = await self._store.read(lambda tx: ledger.balance(tx, account_id))
        if balance is None:
            raise no_account(account_id)
        return balance

    async def spent(self, account_id: str) -> Amount:
        """What an account has paid for pictures so far, refunds taken off.

        Raises:
            NotFound: there is no such account.
        """
        currency = (await self.balance(account_id)).currency
        micros = await self._store.read(
            lambda tx: statement.spent_micros(tx, account_id), snapshot=False
        )
        return Amount(micros, currency)

    async def movements(
        self,
        account_id: str,
        *,
        limit: int,
        kinds: Sequence[EntryKind] = (),
        is_inflow: bool | None = None,
        before_id: str | None = None,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
    ) -> list[Movement]:
        """What changed the balance of an account, newest first; holds do not.

        Args:
            account_id: whose.
            limit: at most this many.
            kinds: only these; all where none is named.
            is_inflow: only money that came in, or only money that went out.
            before_id: only older than this entry.
            created_from: not older than this.
            created_to: older than this.
        """
        return await self._store.read(
            lambda tx: statement.movements(
                tx,
                account_id,
                limit=limit,
                kinds=kinds,
                is_inflow=is_inflow,
                before_id=before_id,
                created_from=created_from,
                created_to=created_to,
            ),
            snapshot=False,
        )

    async def check_ledger(self) -> list[str]:
        """Re-add the whole ledger; an empty list is a clean bill."""
        return await self._store.read(ledger_check.discrepancies)
