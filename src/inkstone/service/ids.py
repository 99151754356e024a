"""Identifiers: a prefix, then 26 characters that sort by the time they were made.

It does not know what is identified.
"""

import re
import secrets
import time
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID = re.compile(r"[a-z]+_([0-9a-z]{26})", re.ASCII)

#: When the time in ids begins.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: How many bits follow the time in an id.
ID_END_BITS = 80


def new_id(prefix: str) -> str:
    """A new identifier such as `job_01k9…`: 48 bits of milliseconds, then 80 random ones."""
    return _spelled(prefix, time.time_ns() // 1_000_000, secrets.randbits(ID_END_BITS))


def id_at(prefix: str, moment: datetime, *, end: int) -> str:
    """The identifier of a moment that ends in these bits."""
    return _spelled(prefix, (moment - EPOCH) // timedelta(milliseconds=1), end)


def _spelled(prefix: str, at_ms: int, end: int) -> str:
    number = at_ms << ID_END_BITS | end
    return f"{prefix}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def time_of(identifier: str) -> datetime | None:
    """When an identifier was made; `None` for what is not one of ours."""
    found = _ID.fullmatch(identifier)
    if found is None or not set(found[1]) <= set(_ALPHABET):
        return None
    number = 0
    for character in found[1]:
        number = number << 5 | _ALPHABET.index(character)
    try:
        return EPOCH + timedelta(milliseconds=number >> ID_END_BITS)
    except OverflowError:
        return None
