"""Identifiers: a prefix, then 26 characters that sort by the time they were made.

It does not know what is identified.
"""

import re
import secrets
import time
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID = re.compile(r"[a-z]+_([0-9a-z]{26})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(prefix: str) -> str:
    """A new identifier such as `job_01k9…`: 48 bits of milliseconds, then 80 random ones."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
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
        return _EPOCH + timedelta(milliseconds=number >> 80)
    except OverflowError:
        return None
