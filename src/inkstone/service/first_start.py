"""First start: the account `local` and a key for it, made once.

It does not know how a key is shown to its owner.
"""

from inkstone.domain.accounts import LOCAL, Scope
from inkstone.domain.money import Amount
from inkstone.service.accounts import Accounts
from inkstone.service.keys import Keys, KeyTerms, NewKey


async def first_start(
    accounts: Accounts, keys: Keys, *, grant: Amount, chosen_key: str | None
) -> tuple[str, NewKey | None]:
    """Make sure that the account `local` and a key for it are there.

    Returns the account's id, and the key where one was made just now (and not chosen by the
    operator): the only moment at which it can be shown.
    """
    account, is_new = await accounts.ensure(LOCAL, grant=grant)
    if chosen_key is not None:
        await keys.adopt(
            chosen_key, account_id=account.id, account=account.name, name="environment"
        )
        return account.id, None
    if is_new or not await keys.listing(account.id):
        made = await keys.create(
            account_id=account.id,
            account=account.name,
            name="first start",
            terms=KeyTerms(scopes=frozenset(Scope)),
        )
        return account.id, made
    return account.id, None
