"""The secret that signs result addresses, which all hosts of one database must share.

It does not know what is signed with it.
"""

import hashlib
from pathlib import Path

from inkstone.domain.errors import InvalidRequest
from inkstone.net import secret_file
from inkstone.store import schema
from inkstone.store.unit_of_work import Store

_META = "secret"
_BYTES_MIN = 32


async def shared_secrets(store: Store, *, file: Path, given: str | None) -> tuple[bytes, ...]:
    """The secrets: the one given as hexadecimal digits, else those of the key file.

    The first signs, all are accepted. The database keeps a fingerprint of the first.

    Raises:
        InvalidRequest: they are malformed, or not the ones that this database was made with.
    """
    secrets = secret_file.load_or_create(file) if given is None else (_parsed(given),)
    prints = [hashlib.sha256(b"inkstone secret " + secret).hexdigest()[:16] for secret in secrets]
    known = await schema.read_meta(store, _META)
    if known is not None and known not in prints:
        raise InvalidRequest(
            "This host's secret key is not the one that this database was made with. Copy "
            "secret.key from the first host's data directory, or set INKSTONE_SECRET_KEY."
        )
    if known != prints[0]:
        await schema.write_meta(store, _META, prints[0])
    return secrets


def _parsed(given: str) -> bytes:
    try:
        secret = bytes.fromhex(given)
    except ValueError as error:
        raise InvalidRequest("INKSTONE_SECRET_KEY must be hexadecimal digits.") from error
    if len(secret) < _BYTES_MIN:
        raise InvalidRequest(
            f"INKSTONE_SECRET_KEY must have at least {2 * _BYTES_MIN} hexadecimal digits."
        )
    return secret
