"""Accounts: opened, granted money, suspended, read.

It does not know who may do so.
"""

from collections.abc import Sequence
from datetime import datetime

from inkstone.domain.accounts import Account, AccountStatus
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.ledger import Balance, EntryKind, Movement
from inkstone.domain.money import Amount
from inkstone.service.ids import new_id
from inkstone.store import accounts, audit, ledger, statement
from inkstone.store.unit_of_work import Store, Transaction

#: The account of the machine's owner: made at first start, without rate limits.
LOCAL = "local"


class Accounts:
    """The accounts of one store."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def ensure(self, name: str, *, grant: Amount | None = None) -> tuple[Account, bool]:
        """The account of that name, opened with a grant where it is new; and whether it was."""
        if not 0 < len(name) <= 100 or not name.isprintable():
            raise InvalidRequest("An account's name has 1 to 100 printable characters.")
        try:
            return await self._store.write(lambda tx: self._ensure(tx, name, grant))
        except accounts.Taken:
            return await self.find(name), False

    def _ensure(self, tx: Transaction, name: str, grant: Amount | None) -> tuple[Account, bool]:
        found = accounts.find_account(tx, name)
        if found is not None:
            return found, False
        account_id = new_id("acct")
        accounts.insert_account(tx, account_id=account_id, name=name)
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
        return opened, True

    async def find(self, name_or_id: str) -> Account:
        """The account of that name or id.

        Raises:
            NotFound: there is none.
        """
        found = await self._store.read(lambda tx: accounts.find_account(tx, name_or_id))
        if found is None:
            raise NotFound(f"There is no account {name_or_id!r}.", code="account_not_found")
        return found

    async def listing(self) -> list[Account]:
        """Every account, by name."""
        return await self._store.read(accounts.all_accounts)

    async def grant(self, account_id: str, amount: Amount, *, reason: str) -> Balance:
        """Add money to an account.

        Raises:
            InvalidRequest: the amount is not positive.
            NotFound: there is no such account.
        """
        if amount.micros <= 0:
            raise InvalidRequest("A grant is more than nothing.")
        await self._store.write(
            lambda tx: ledger.grant(
                tx,
                entry_id=new_id("entry"),
                account_id=account_id,
                amount_micros=amount.micros,
                reason=reason,
            )
        )
        return await self.balance(account_id)

    async def set_status(self, account_id: str, status: AccountStatus) -> None:
        """Suspend an account, or let it spend again."""
        await self._store.write(lambda tx: accounts.set_status(tx, account_id, status))

    async def balance(self, account_id: str) -> Balance:
        """What an account has.

        Raises:
            NotFound: there is no such account.
        """
        balance = await self._store.read(lambda tx: ledger.balance(tx, account_id))
        if balance is None:
            raise NotFound(f"There is no account {account_id!r}.", code="account_not_found")
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
        return await self._store.read(audit.discrepancies)
