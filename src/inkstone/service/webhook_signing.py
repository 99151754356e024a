"""The headers of a webhook by the Standard Webhooks convention: which message, when, signed.

It does not know what the message says, nor where the secrets are kept.
"""

import base64
import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105 - no secret, but what each begins with
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret: 32 random bytes in base64 behind its prefix."""
    drawn = base64.b64encode(randomness.token_bytes(_SECRET_BYTES))
    return SECRET_PREFIX + drawn.decode("ascii")


def standard_headers(
    *, delivery_id: str, at: datetime, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """What goes with a message, signed once by each secret so that receivers change over in peace.

    Args:
        delivery_id: the same at every try, so that a receiver takes a message once.
        at: when this try is made; whole seconds count.
        body: as it goes over the line.
        secrets: `whsec_` and base64, in any order.
    """
    seconds = str(int(at.timestamp()))
    message = b".".join([delivery_id.encode(), seconds.encode(), body])
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(secret, message) for secret in secrets),
    }


def _signature(secret: str, message: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode("ascii")
