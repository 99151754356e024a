"""Who may administer what: with a key of the account `local` everything, with any other its own.

What a caller may not see is answered as if it were not there. It does not know what is done to it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from starlette.requests import Request

from inkstone.dialects import callers
from inkstone.dialects.base import Services
from inkstone.domain.accounts import Account, AccountStatus, Caller, Limits, Scope
from inkstone.domain.errors import PermissionDenied
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import NO_POLICY, PRIVACY, PicturePolicy
from inkstone.service.corrections import no_account
from inkstone.service.key_terms import KeyTerms, terms_of

_LIMITS = tuple(Limits.__dataclass_fields__)
#: The fields of a policy that only an operator changes: what pictures must say of themselves, and
#: what is made at all.
_OPERATORS = tuple(name for name in PicturePolicy.__dataclass_fields__ if name not in PRIVACY)
#: How strict a value of a policy is. What the server says may be either, so it stands between.
_STRICTNESS: Mapping[bool | Handling | None, int] = {
    False: 0,
    Handling.ALLOW: 0,
    None: 1,
    Handling.FLAG: 1,
    True: 2,
    Handling.REFUSE: 2,
}


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
    #: How pictures of its account are marked and moderated.
    account_policy: PicturePolicy = NO_POLICY

    def check(self, wanted: KeyTerms) -> None:
        """See that the terms are within its own; their policy is looked at by the others.

        Raises:
            PermissionDenied: some are not; it names all of them.
        """
        _refuse([] if self.is_operator else self._beyond(wanted))

    def check_whole(self, wanted: KeyTerms) -> None:
        """See that terms that it would have itself are within its own, with their policy.

        Raises:
            PermissionDenied: some are not; it names all of them.
        """
        if self.is_operator:
            return
        own, other = (each.policy.over(self.account_policy) for each in (self.own, wanted))
        looser = [f"a looser policy.{name}" for name in _looser(other, than=own)]
        _refuse([*self._beyond(wanted), *looser])

    def check_policy(self, wanted: PicturePolicy, was: PicturePolicy) -> None:
        """See that of a key's policy only that changes which it may change.

        Raises:
            PermissionDenied: something else does; it names all of it.
        """
        others = [name for name in _OPERATORS if getattr(wanted, name) != getattr(was, name)]
        if others and not self.is_operator:
            may = " and ".join(f"policy.{name}" for name in sorted(PRIVACY))
            named = ", ".join(f"policy.{name}" for name in others)
            raise PermissionDenied(
                f"Your key may change {may}; only who runs this server changes {named}."
            )

    def _beyond(self, wanted: KeyTerms) -> list[str]:
        return [
            *(f"the scope {scope}" for scope in Scope if scope in wanted.scopes - self.own.scopes),
            *self._models_beyond(wanted.models),
            *(["a later end"] if _is_later(wanted.expires_at, self.own.expires_at) else []),
            *(
                f"a higher {name}"
                for name in _LIMITS
                if _is_higher(getattr(wanted.limits, name), getattr(self.own.limits, name))
            ),
        ]

    def defaults(self) -> KeyTerms:
        """The terms of a new key where nobody says otherwise."""
        if self.is_operator:
            return KeyTerms()
        return KeyTerms(
            scopes=KeyTerms().scopes & self.own.scopes,
            models=self.own.models,
            expires_at=self.own.expires_at,
            limits=self.own.limits,
            policy=self._own_policy(),
        )

    def _own_policy(self) -> PicturePolicy:
        """Its own policy, where that is not looser than its account's."""
        looser = _looser(self.own.policy.over(self.account_policy), than=self.account_policy)
        return replace(self.own.policy, **dict.fromkeys(looser))

    def _models_beyond(self, models: tuple[str, ...] | None) -> list[str]:
        if self.own.models is None:
            return []
        if models is None:
            return ["all models"]
        return [f"the model {name}" for name in models if name not in self.own.models]


async def grantor(services: Services, caller: Caller) -> Grantor:
    """The caller's key as one that gives others something."""
    return Grantor(
        own=terms_of(await services.keys.get(caller.key_id)),
        is_operator=caller.is_operator,
        account_policy=(await services.accounts.find(caller.account_id)).policy,
    )


def _refuse(beyond: list[str]) -> None:
    if beyond:
        raise PermissionDenied(f"Your key cannot give more than it has: {', '.join(beyond)}.")


def _looser(policy: PicturePolicy, *, than: PicturePolicy) -> list[str]:
    """The fields, of those that only an operator changes, in which a policy is the looser one."""
    values, bounds = asdict(policy), asdict(than)
    return [name for name in _OPERATORS if _STRICTNESS[values[name]] < _STRICTNESS[bounds[name]]]


def _is_later(wanted: datetime | None, own: datetime | None) -> bool:
    return own is not None and (wanted is None or wanted > own)


def _is_higher(wanted: int | None, own: int | None) -> bool:
    return own is not None and (wanted is None or wanted > own)
