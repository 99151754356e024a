"""API keys: made, shown once, recognised by their hash, changed, rotated, revoked.

It does not know how a caller sends its key, nor who may administer keys.
"""

import math
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from inkstone.domain.accounts import ApiKey, Caller, Scope
from inkstone.domain.errors import (
    InvalidRequest,
    MissingKey,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    RateLimited,
)
from inkstone.service.audit import SERVER, Act
from inkstone.service.ids import new_id
from inkstone.service.key_terms import (
    KEY_PREFIX,
    LENGTH_MAX,
    OVERLAP_MAX,
    USUAL_TERMS,
    KeyTerms,
    NewKey,
    check_chosen,
    check_room,
    checked_name,
    digest,
    prefix_of,
    terms_of,
)
from inkstone.service.known_callers import KnownCallers
from inkstone.store import accounts, api_keys, request_rate
from inkstone.store.spending import limit_values
from inkstone.store.unit_of_work import Store, Transaction

__all__ = ["KEY_PREFIX", "KeyTerms", "Keys", "NewKey", "digest"]


class Keys:
    """The API keys of one store."""

    def __init__(self, *, store: Store, remember_s: float = 0.0) -> None:
        self._store = store
        self._callers = KnownCallers(store=store, remember_s=remember_s)

    async def authenticate(self, key: str | None) -> Caller:
        """Who a key belongs to.

        Raises:
            MissingKey: no key was sent.
            NotAuthenticated: it is unknown, revoked or expired.
        """
        if not key:
            raise MissingKey
        if len(key) > LENGTH_MAX:
            raise NotAuthenticated
        return await self.authenticate_digest(digest(key))

    async def authenticate_digest(self, sha256: str) -> Caller:
        """Who the key with this `digest` belongs to; refused as any other is."""
        return await self._callers.find(sha256)

    def changing_callers(self) -> AbstractContextManager[None]:
        """While an account is changed: from the next request on that counts."""
        return self._callers.changing()

    async def admit(self, caller: Caller, scope: Scope, *, is_counted: bool) -> None:
        """Let a caller in for a call, and count it.

        Raises:
            PermissionDenied: the key lacks the scope.
            RateLimited: the key, or its account, has made as many calls as it may; it says when
                both let in another.
        """
        if scope not in caller.scopes:
            has = " and ".join(sorted(caller.scopes)) or "nothing"
            raise PermissionDenied(
                f"This call needs a key with the scope {scope}; yours has {has}."
            )
        of_key, of_account = (
            limits.requests_per_minute for limits in (caller.limits, caller.account_limits)
        )
        if not is_counted or (of_key is None and of_account is None):
            return

        def count(tx: Transaction) -> None:
            # The account first, as where money is reserved.
            wait_s, per_minute, whose = max(
                (take(tx, its_id, per_minute=limit), limit, whose)
                for limit, take, its_id, whose in (
                    (of_account, request_rate.take_for_account, caller.account_id, "account"),
                    (of_key, request_rate.take_for_key, caller.key_id, "key"),
                )
                if limit is not None
            )
            if wait_s:
                # Nothing was counted: this undoes what the other one did.
                again_s = math.ceil(wait_s)
                raise RateLimited(
                    f"This {whose} has {per_minute} calls a minute; try again in {again_s} s.",
                    retry_after_s=again_s,
                )

        await self._store.write(count)

    async def create(
        self,
        *,
        account_id: str,
        account: str,
        name: str,
        terms: KeyTerms = USUAL_TERMS,
        by: str = SERVER,
    ) -> NewKey:
        """Make a key for an account.

        Raises:
            InvalidRequest: its name is none, or it would have expired before it is used.
        """
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        made = NewKey(key=key, key_id=new_id("key"), account_id=account_id, account=account)
        return await self._insert(made, name=name, terms=terms, by=by)

    async def adopt(self, key: str, *, account_id: str, account: str, name: str) -> NewKey | None:
        """Make a key of the operator's own choice known; `None` where it is known already.

        It may do everything: its owner is who runs this server.

        Raises:
            InvalidRequest: it is too short to be safe, was revoked or replaced, or is another's.
        """
        check_chosen(key)
        if await self._is_known(key, account_id):
            return None
        made = NewKey(key=key, key_id=new_id("key"), account_id=account_id, account=account)
        terms = KeyTerms(scopes=frozenset(Scope))
        try:
            return await self._insert(made, name=name, terms=terms, by=SERVER)
        except accounts.Taken:
            # Another host adopted it a moment ago, or it was revoked once and stays so.
            if await self._is_known(key, account_id):
                return None
            raise InvalidRequest("That API key was revoked or replaced; choose another.") from None

    async def _is_known(self, key: str, account_id: str) -> bool:
        found = await self._store.read(lambda tx: api_keys.find_caller(tx, digest(key)))
        if found is not None and found.caller.account_id != account_id:
            raise InvalidRequest(f"That API key belongs to {found.caller.account_name!r}.")
        return found is not None

    async def listing(self, account_id: str | None = None) -> list[ApiKey]:
        """The keys of an account, or all."""
        return await self._store.read(lambda tx: api_keys.keys_of(tx, account_id))

    async def get(self, key_id: str, *, account_id: str | None = None) -> ApiKey:
        """One key; of one account, where that is asked.

        Raises:
            NotFound: there is none.
        """
        found = await self._store.read(lambda tx: api_keys.get_key(tx, key_id), snapshot=False)
        if found is None or (account_id is not None and found.account_id != account_id):
            raise _no_key(key_id)
        return found

    async def change(
        self,
        key_id: str,
        terms: KeyTerms | Callable[[KeyTerms], KeyTerms],
        *,
        name: str | None = None,
        account_id: str | None = None,
        by: str = SERVER,
    ) -> ApiKey:
        """Give a key other terms, or what follows from those it has; what it spent counts on.

        Raises:
            NotFound: there is no such key in force.
        """
        named = {} if name is None else {"name": checked_name(name)}

        def change(tx: Transaction) -> ApiKey:
            was = terms_of(self._locked(tx, key_id, account_id))
            given = terms if isinstance(terms, KeyTerms) else terms(was)
            api_keys.change_key(
                tx,
                key_id,
                scopes=api_keys.written(given.scopes),
                models=None if given.models is None else list(given.models),
                expires_at=given.expires_at,
                policy=given.policy.to_json() or None,
                **limit_values(given.limits),
                **named,
            )
            changed = self._locked(tx, key_id, account_id)
            _act(by, "key.change", changed, {**given.to_json(), **named}).note(tx)
            return changed

        with self._callers.changing():
            return await self._store.write(change)

    async def rotate(
        self,
        key_id: str,
        *,
        overlap: timedelta,
        account_id: str | None = None,
        by: str = SERVER,
    ) -> NewKey:
        """Make a new key in the place of one, which stays good for the overlap.

        Its id, terms and what it has spent stay. Rotating again ends the older key at once.

        Raises:
            InvalidRequest: the overlap is negative or longer than `OVERLAP_MAX`.
            NotFound: there is no such key in force.
        """
        if not timedelta() <= overlap <= OVERLAP_MAX:
            raise InvalidRequest(f"The overlap must be 0 to {OVERLAP_MAX.days} days.")
        key = KEY_PREFIX + secrets.token_urlsafe(32)

        def rotate(tx: Transaction) -> NewKey:
            was = self._locked(tx, key_id, account_id)
            api_keys.rotate_key(
                tx, key_id, sha256=digest(key), prefix=prefix_of(key), overlap=overlap
            )
            details = {"was": was.prefix, "overlap_s": overlap.total_seconds()}
            _act(by, "key.rotate", was, details).note(tx)
            owner = accounts.find_account(tx, was.account_id)
            return NewKey(
                key=key,
                key_id=key_id,
                account_id=was.account_id,
                account=owner.name if owner else was.account_id,
            )

        with self._callers.changing():
            return await self._store.write(rotate)

    async def revoke(self, key_id: str, *, account_id: str | None = None, by: str = SERVER) -> None:
        """Refuse a key from now on.

        Raises:
            NotFound: there is no such key in force.
        """

        def revoke(tx: Transaction) -> None:
            was = self._locked(tx, key_id, account_id)
            api_keys.revoke_key(tx, key_id)
            _act(by, "key.revoke", was, {"prefix": was.prefix}).note(tx)

        with self._callers.changing():
            await self._store.write(revoke)

    def _locked(self, tx: Transaction, key_id: str, account_id: str | None) -> ApiKey:
        found = api_keys.get_key(tx, key_id, lock=True)
        is_other = found is not None and account_id not in {None, found.account_id}
        if found is None or is_other or found.revoked_at is not None:
            raise _no_key(key_id)
        return found

    async def _insert(self, made: NewKey, *, name: str, terms: KeyTerms, by: str) -> NewKey:
        if terms.expires_at is not None and terms.expires_at <= datetime.now(UTC):
            raise InvalidRequest("The key would have expired before it is used.")
        new = api_keys.NewApiKey(
            id=made.key_id,
            account_id=made.account_id,
            name=checked_name(name),
            sha256=digest(made.key),
            prefix=prefix_of(made.key),
            scopes=terms.scopes,
            models=terms.models,
            expires_at=terms.expires_at,
            limits=terms.limits,
            policy=terms.policy,
        )

        def insert(tx: Transaction) -> None:
            check_room(api_keys.num_in_force(tx, new.account_id))
            api_keys.insert_key(tx, new)
            details = {"name": name, "prefix": new.prefix, **terms.to_json()}
            _act(by, "key.create", new, details).note(tx)

        await self._store.write(insert)
        return made


def _act(by: str, action: str, key: ApiKey | api_keys.NewApiKey, details: dict[str, Any]) -> Act:
    return Act(actor=by, action=action, subject=key.id, account_id=key.account_id, details=details)


def _no_key(key_id: str) -> NotFound:
    return NotFound(f"There is no key {key_id[:80]!r} in force.", code="key_not_found")
