"""Who may administer what: with a key of the account `local` everything, with any other its own.

What a caller may not see is answered as if it were not there. It does not know what is done to it.
"""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from inkstone.dialects import callers
from inkstone.dialects.base import Services
from inkstone.domain.accounts import Account, AccountStatus, Caller, Limits, Scope
from inkstone.domain.errors import PermissionDenied
from inkstone.service.corrections import no_account
from inkstone.service.key_terms import KeyTerms, terms_of

_LIMITS = tuple(Limits.__dataclass_fields__)


async def administrator(request: Request, services: Services) -> Caller:
    """Who is calling, with a key of the scope `admin`.

    Raises:
        NotAuthenticated: there is no good key.
        PermissionDenied: it lacks the scope.
    """
    return await callers.authenticate(request, services.keys, scope=Scope.ADMIN)


async def operator(request: Request, services: Services) -> Caller:
    """Who is calling, with a key that administers the whole server.

    Raises:
        NotAuthenticated: there is no good key.
        PermissionDenied: it is none of those.
    """
    caller = await administrator(request, services)
    check_operator(caller)
    return caller


def check_operator(caller: Caller) -> None:
    """See that a caller administers the whole server.

    Raises:
        PermissionDenied: it does not.
    """
    if not caller.is_operator:
        raise PermissionDenied(
            "This call needs a key with the scope admin of the account that owns this server."
        )


async def account_of(services: Services, caller: Caller, name_or_id: str | None) -> Account:
    """The account that a call names, the caller's own where it names none.

    Raises:
        NotFound: there is none, or it is not the caller's to know of.
    """
    named = caller.account_id if name_or_id is None else name_or_id
    if not named.isprintable():
        raise no_account(named)
    found = await services.accounts.find(named)
    if not caller.is_operator and found.id != caller.account_id:
        raise no_account(named)
    return found


def check_live(account: Account) -> None:
    """See that there is still something to administer of an account.

    Raises:
        NotFound: it is erased.
    """
    if account.status is AccountStatus.ERASED:
        raise no_account(account.id)


def scope_of_keys(caller: Caller) -> str | None:
    """Of which account a caller's keys are; `None` is every account's."""
    return None if caller.is_operator else caller.account_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Grantor:
    """A key that gives others something: never more than it has itself."""

    own: KeyTerms
    #: Whether it may give anything.
    is_operator: bool

    def check(self, wanted: KeyTerms) -> None:
        """See that the terms are within its own.

        Raises:
            PermissionDenied: some are not; it names all of them.
        """
        if self.is_operator:
            return
        beyond = [
            *(f"the scope {scope}" for scope in Scope if scope in wanted.scopes - self.own.scopes),
            *self._models_beyond(wanted.models),
            *(["a later end"] if _is_later(wanted.expires_at, self.own.expires_at) else []),
            *(
                f"a higher {name}"
                for name in _LIMITS
                if _is_higher(getattr(wanted.limits, name), getattr(self.own.limits, name))
            ),
        ]
        if beyond:
            raise PermissionDenied(f"Your key cannot give more than it has: {', '.join(beyond)}.")

    def defaults(self) -> KeyTerms:
        """The terms of a new key where nobody says otherwise."""
        if self.is_operator:
            return KeyTerms()
        return KeyTerms(
            scopes=KeyTerms().scopes & self.own.scopes,
            models=self.own.models,
            expires_at=self.own.expires_at,
            limits=self.own.limits,
        )

    def _models_beyond(self, models: tuple[str, ...] | None) -> list[str]:
        if self.own.models is None:
            return []
        if models is None:
            return ["all models"]
        return [f"the model {name}" for name in models if name not in self.own.models]


async def grantor(services: Services, caller: Caller) -> Grantor:
    """The caller's key as one that gives others something."""
    return Grantor(
        own=terms_of(await services.keys.get(caller.key_id)), is_operator=caller.is_operator
    )


def _is_later(wanted: datetime | None, own: datetime | None) -> bool:
    return own is not None and (wanted is None or wanted > own)


def _is_higher(wanted: int | None, own: int | None) -> bool:
    return own is not None and (wanted is None or wanted > own)
