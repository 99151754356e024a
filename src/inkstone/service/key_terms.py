"""What an API key looks like, and the terms that it is given.

It does not know where keys are kept.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inkstone.domain.accounts import NO_LIMITS, USUAL_SCOPES, ApiKey, Limits, Scope
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy

#: What our keys begin with, so that scanners and people recognise a leaked one.
KEY_PREFIX = "sk-inkstone-"
#: How many characters of a key are kept to recognise it by.
_VISIBLE = len(KEY_PREFIX) + 6
#: How long the key before a rotation may be good beside the new one.
OVERLAP_MAX = timedelta(days=30)
#: Keys in force that one account may have.
KEYS_MAX = 1000
#: A key of an operator's own making must be hard to guess.
LENGTH_MIN, LENGTH_MAX = 16, 256
_NAME_CHARS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made: the only time it is seen whole."""

    key: str
    key_id: str
    account_id: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTerms:
    """What a key may do."""

    scopes: frozenset[Scope] = USUAL_SCOPES
    #: The public models that it may ask for; `None` is all.
    models: tuple[str, ...] | None = None
    #: When it ends by itself, if ever.
    expires_at: datetime | None = None
    limits: Limits = NO_LIMITS
    #: How pictures made with it are marked and moderated, where that is not as its account says.
    policy: PicturePolicy = NO_POLICY

    def to_json(self) -> dict[str, Any]:
        """The terms as the audit log keeps them."""
        return {
            "scopes": sorted(self.scopes),
            "models": None if self.models is None else list(self.models),
            "expires_at": self.expires_at and self.expires_at.isoformat(),
            "limits": self.limits.to_json(),
            "policy": self.policy.to_json(),
        }


USUAL_TERMS = KeyTerms()


def terms_of(key: ApiKey) -> KeyTerms:
    """The terms that a key has."""
    return KeyTerms(
        scopes=key.scopes,
        models=key.models,
        expires_at=key.expires_at,
        limits=key.limits,
        policy=key.policy,
    )


def digest(key: str) -> str:
    """What is kept of a key: keys are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def prefix_of(key: str) -> str:
    """What is shown of a key, to recognise it by; of a short one less, so that it stays secret."""
    is_long = key.startswith(KEY_PREFIX) and len(key) >= _VISIBLE + LENGTH_MIN
    return key[:_VISIBLE] if is_long else key[:4] + "…"


def check_chosen(key: str) -> None:
    """See that a key of somebody's own making can be one.

    Raises:
        InvalidRequest: it is too short to be safe, too long, or not printable.
    """
    if not LENGTH_MIN <= len(key) <= LENGTH_MAX or not key.isprintable():
        raise InvalidRequest(
            f"An API key needs {LENGTH_MIN} to {LENGTH_MAX} printable characters; "
            f"this one has {len(key)}."
        )


def check_room(num_keys: int) -> None:
    """See that an account may have one more key in force.

    Raises:
        InvalidRequest: it has as many as it may.
    """
    if num_keys >= KEYS_MAX:
        raise InvalidRequest(
            f"An account has up to {KEYS_MAX} keys; revoke some that nobody uses.",
            code="too_many_keys",
        )


def checked_name(name: str) -> str:
    """A key's name.

    Raises:
        InvalidRequest: it is empty, too long, or not printable.
    """
    if not 0 < len(name) <= _NAME_CHARS_MAX or not name.isprintable():
        raise InvalidRequest(f"A key's name has 1 to {_NAME_CHARS_MAX} printable characters.")
    return name
