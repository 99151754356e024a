"""API keys: made, shown once, recognised by their hash, revoked.

It does not know how a caller sends its key.
"""

import hashlib
import secrets
from dataclasses import dataclass

from inkstone.domain.accounts import ApiKey, Caller
from inkstone.domain.errors import InvalidRequest, MissingKey, NotAuthenticated, NotFound
from inkstone.service.ids import new_id
from inkstone.store import accounts
from inkstone.store.unit_of_work import Store

#: What our keys begin with, so that scanners and people recognise a leaked one.
KEY_PREFIX = "sk-inkstone-"
#: How many characters of a key are kept to recognise it by.
_VISIBLE = len(KEY_PREFIX) + 6
#: A key of an operator's own making must be hard to guess.
_LENGTH_MIN, _LENGTH_MAX = 16, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made: the only time it is seen whole."""

    key: str
    key_id: str
    account_id: str
    account: str


def digest(key: str) -> str:
    """What is kept of a key: keys are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


class Keys:
    """The API keys of one store."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def authenticate(self, key: str | None) -> Caller:
        """Who a key belongs to.

        Raises:
            MissingKey: no key was sent.
            NotAuthenticated: it is unknown or revoked.
        """
        if not key:
            raise MissingKey
        if len(key) > _LENGTH_MAX:
            raise NotAuthenticated
        found = await self._store.read(
            lambda tx: accounts.find_caller(tx, digest(key)), snapshot=False
        )
        if found is None:
            raise NotAuthenticated
        caller, is_stale = found
        if is_stale:
            await self._store.write(lambda tx: accounts.touch_key(tx, caller.key_id))
        return caller

    async def create(self, *, account_id: str, account: str, name: str) -> NewKey:
        """Make a key for an account."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        return await self._insert(key, account_id=account_id, account=account, name=name)

    async def adopt(self, key: str, *, account_id: str, account: str, name: str) -> NewKey | None:
        """Make a key of the operator's own choice known; `None` where it is known already.

        Raises:
            InvalidRequest: it is too short to be safe, was revoked, or is another account's.
        """
        if not _LENGTH_MIN <= len(key) <= _LENGTH_MAX or not key.isprintable():
            raise InvalidRequest(
                f"An API key needs {_LENGTH_MIN} to {_LENGTH_MAX} printable characters; "
                f"this one has {len(key)}."
            )
        if await self._is_known(key, account_id):
            return None
        try:
            return await self._insert(key, account_id=account_id, account=account, name=name)
        except accounts.Taken:
            # Another host adopted it a moment ago, or it was revoked once and stays so.
            if await self._is_known(key, account_id):
                return None
            raise InvalidRequest("That API key was revoked; choose another.") from None

    async def _is_known(self, key: str, account_id: str) -> bool:
        found = await self._store.read(lambda tx: accounts.find_caller(tx, digest(key)))
        if found is not None and found[0].account_id != account_id:
            raise InvalidRequest(f"That API key belongs to {found[0].account_name!r}.")
        return found is not None

    async def listing(self, account_id: str | None = None) -> list[ApiKey]:
        """The keys of an account, or all."""
        return await self._store.read(lambda tx: accounts.keys_of(tx, account_id))

    async def revoke(self, key_id: str) -> None:
        """Refuse a key from now on.

        Raises:
            NotFound: there is no such key in force.
        """
        is_revoked = await self._store.write(lambda tx: accounts.revoke_key(tx, key_id))
        if not is_revoked:
            raise NotFound(f"There is no key {key_id!r} in force.", code="key_not_found")

    async def _insert(self, key: str, *, account_id: str, account: str, name: str) -> NewKey:
        key_id = new_id("key")
        await self._store.write(
            lambda tx: accounts.insert_key(
                tx,
                key_id=key_id,
                account_id=account_id,
                name=name,
                sha256=digest(key),
                prefix=key[:_VISIBLE] if key.startswith(KEY_PREFIX) else key[:4] + "…",
            )
        )
        return NewKey(key=key, key_id=key_id, account_id=account_id, account=account)
