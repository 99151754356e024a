"""Who is calling: the API key, wherever a vendor's clients put it.

It does not know how keys are checked.
"""

from starlette.requests import Request

from inkstone.domain.accounts import Caller
from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.service.keys import Keys

#: The longest idempotency key that is kept.
IDEMPOTENCY_KEY_CHARS_MAX = 255


def key_of(request: Request) -> str | None:
    """The key as sent: `Authorization: Bearer` first, else `x-api-key`."""
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("x-api-key", "").strip() or None


async def authenticate(request: Request, keys: Keys) -> Caller:
    """Who the request's key belongs to.

    Raises:
        MissingKey: no key was sent.
        NotAuthenticated: it is unknown or revoked.
    """
    return await keys.authenticate(key_of(request))


def idempotency_key(request: Request) -> str | None:
    """The request's `Idempotency-Key`, where it has one.

    Raises:
        InvalidRequest: it is empty, too long, or not printable ASCII.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 0 < len(key) <= IDEMPOTENCY_KEY_CHARS_MAX or not key.isascii() or not key.isprintable():
        message = (
            f"`Idempotency-Key` has {len(key)} characters; "
            f"it must have 1 to {IDEMPOTENCY_KEY_CHARS_MAX}, all printable ASCII."
        )
        raise InvalidRequest(faults=[Fault(param="Idempotency-Key", message=message)])
    return key


def is_retry(request: Request) -> bool:
    """Whether the client says that it has sent this request before."""
    count = request.headers.get("x-stainless-retry-count", "")
    return count.isascii() and count.isdigit() and count.strip("0") != ""
