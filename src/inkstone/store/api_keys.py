"""API keys in SQL: recorded by their hash, found by it, changed, rotated and revoked.

It does not know what a key looks like, only its hash and prefix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Row,
    String,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError

from inkstone.domain.accounts import (
    NO_LIMITS,
    USUAL_SCOPES,
    AccountStatus,
    ApiKey,
    Caller,
    Limits,
    Scope,
)
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.store.account_tables import accounts, api_keys
from inkstone.store.accounts import Taken
from inkstone.store.jobs import micros
from inkstone.store.spending import limit_values, limits_of, spending_of, today
from inkstone.store.unit_of_work import Transaction

#: `last_used_at` is written at most this often, so that reading stays reading.
_LAST_USED_STEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a key's hash leads to."""

    caller: Caller
    #: Whether it is time to note that it was used.
    is_stale: bool
    #: Whether its time is over.
    is_expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiKey:
    """What a key's row is made of."""

    id: str
    account_id: str
    name: str
    sha256: str
    prefix: str
    scopes: frozenset[Scope] = USUAL_SCOPES
    models: Sequence[str] | None = None
    expires_at: datetime | None = None
    limits: Limits = NO_LIMITS
    policy: PicturePolicy = NO_POLICY


def insert_key(tx: Transaction, new: NewApiKey) -> None:
    """Record a key by its hash.

    Raises:
        Taken: it is known by now, or was, until its key was rotated.
    """
    if _is_replaced(tx, new.sha256):
        raise Taken
    row = insert(api_keys).values(
        id=new.id,
        account_id=new.account_id,
        name=new.name,
        sha256=new.sha256,
        prefix=new.prefix,
        created_at=tx.now(),
        scopes=written(new.scopes),
        models=None if new.models is None else list(new.models),
        expires_at=new.expires_at,
        policy=new.policy.to_json() or None,
        **limit_values(new.limits),
    )
    try:
        tx.connection.execute(row)
    except IntegrityError as error:
        raise Taken from error


def num_in_force(tx: Transaction, account_id: str) -> int:
    """How many keys of an account are not revoked."""
    of_it = and_(api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
    return int(tx.connection.execute(select(func.count()).where(of_it)).scalar_one())


def _is_replaced(tx: Transaction, sha256: str) -> bool:
    """Whether a hash is the one that a key had before its last rotation."""
    found = select(api_keys.c.id).where(api_keys.c.previous_sha256 == sha256)
    return tx.connection.execute(found.limit(1)).one_or_none() is not None


def written(scopes: frozenset[Scope]) -> str:
    """Scopes as a row has them."""
    return " ".join(scope for scope in Scope if scope in scopes)


def find_caller(tx: Transaction, sha256: str) -> Found | None:
    """Who a key belongs to."""
    row = tx.run("find_caller", lambda: _find_caller(tx.now()), {"its_hash": sha256}).one_or_none()
    if row is None:
        return None
    caller = Caller(
        account_id=row.account_id,
        account_name=row.account_name,
        key_id=row.id,
        plan=row.plan,
        scopes=_scopes(row.scopes),
        models=None if row.models is None else tuple(row.models),
        limits=Limits(requests_per_minute=row.requests_per_minute),
        account_limits=Limits(requests_per_minute=row.account_requests_per_minute),
        policy=_policy(row.policy, over=row.account_policy),
    )
    return Found(caller=caller, is_stale=bool(row.is_stale), is_expired=bool(row.is_expired))


def _find_caller(now: ColumnElement[int]) -> Executable:
    its_hash: ColumnElement[str] = bindparam("its_hash", type_=String)
    until, expiry, used = (
        type_coerce(column, BigInteger)
        for column in (api_keys.c.previous_until, api_keys.c.expires_at, api_keys.c.last_used_at)
    )
    return (
        select(
            api_keys.c.id,
            api_keys.c.account_id,
            api_keys.c.scopes,
            api_keys.c.models,
            api_keys.c.policy,
            accounts.c.policy.label("account_policy"),
            api_keys.c.requests_per_minute,
            accounts.c.requests_per_minute.label("account_requests_per_minute"),
            accounts.c.name.label("account_name"),
            accounts.c.plan,
            or_(used.is_(None), used < now - micros(_LAST_USED_STEP)).label("is_stale"),
            and_(expiry.is_not(None), expiry <= now).label("is_expired"),
        )
        .join(accounts, accounts.c.id == api_keys.c.account_id)
        .where(
            or_(
                api_keys.c.sha256 == its_hash,
                and_(api_keys.c.previous_sha256 == its_hash, until > now),
            ),
            api_keys.c.revoked_at.is_(None),
            accounts.c.status != AccountStatus.ERASED,
        )
    )


def touch_key(tx: Transaction, key_id: str) -> None:
    """Note that a key was used."""
    tx.connection.execute(
        update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=tx.now())
    )


def get_key(tx: Transaction, key_id: str, *, lock: bool = False) -> ApiKey | None:
    """One key; locked, nobody else changes it before this transaction ends."""
    query = select(api_keys, today(tx)).where(api_keys.c.id == key_id)
    row = tx.connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else _key(row)


def revoke_key(tx: Transaction, key_id: str) -> bool:
    """Refuse a key from now on; false where there is no such key in force."""
    return _change(tx, key_id, revoked_at=tx.now())


def revoke_all(tx: Transaction, account_id: str) -> None:
    """Refuse every key of an account from now on."""
    tx.connection.execute(
        update(api_keys)
        .where(api_keys.c.account_id == account_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=tx.now())
    )


def rotate_key(
    tx: Transaction, key_id: str, *, sha256: str, prefix: str, overlap: timedelta
) -> bool:
    """Give a key another hash; the one it had stays good for a while. False where none is in force.

    All that hangs on the key stays: its name, limits, and what it has spent.
    """
    return _change(
        tx,
        key_id,
        previous_sha256=api_keys.c.sha256,
        previous_until=type_coerce(tx.now() + micros(overlap), BigInteger),
        sha256=sha256,
        prefix=prefix,
    )


def change_key(tx: Transaction, key_id: str, **values: Any) -> bool:
    """Write columns of a key; false where there is no such key in force."""
    return _change(tx, key_id, **values)


def _change(tx: Transaction, key_id: str, **values: Any) -> bool:
    result = tx.connection.execute(
        update(api_keys)
        .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        .values(**values)
    )
    return bool(result.rowcount)


def keys_of(tx: Transaction, account_id: str | None = None) -> list[ApiKey]:
    """The keys of an account, or all of them, oldest first."""
    query = select(api_keys, today(tx)).order_by(api_keys.c.created_at, api_keys.c.id)
    if account_id is not None:
        query = query.where(api_keys.c.account_id == account_id)
    return [_key(row) for row in tx.connection.execute(query)]


def _policy(found: Mapping[str, Any] | None, *, over: Mapping[str, Any] | None) -> PicturePolicy:
    """A key's policy, and where it says nothing, its account's."""
    if not found and not over:
        return NO_POLICY
    return PicturePolicy.from_json(found).over(PicturePolicy.from_json(over))


def _scopes(text: str) -> frozenset[Scope]:
    return frozenset(Scope(word) for word in text.split())


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        prefix=row.prefix,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        expires_at=row.expires_at,
        previous_until=row.previous_until,
        scopes=_scopes(row.scopes),
        models=None if row.models is None else tuple(row.models),
        limits=limits_of(row),
        policy=PicturePolicy.from_json(row.policy),
        spending=spending_of(row),
    )
