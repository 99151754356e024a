"""Who is calling: the API key, wherever a vendor's clients put it, or the page's session.

It does not know how keys are checked, nor what makes a session count.
"""

from starlette.requests import Request

from inkstone.domain.accounts import Caller, Scope
from inkstone.domain.errors import Fault, InvalidRequest, NotAuthenticated
from inkstone.domain.rate_card import ANYBODY, Buyer
from inkstone.service.keys import Keys

#: The longest idempotency key that is kept.
IDEMPOTENCY_KEY_CHARS_MAX = 255
_READS = frozenset({"GET", "HEAD"})
#: None of these asks for work.
_UNCOUNTED = _READS | {"PATCH"}
#: Where the server leaves the SHA-256 of the key that the page was signed in with, in the scope of
#: a request on which the page's cookie counts. No caller can put anything there.
PAGE_KEY = "inkstone.page_key"


def key_of(request: Request) -> str | None:
    """The key as sent: `Authorization: Bearer` first, else `x-api-key`."""
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("x-api-key", "").strip() or None


def has_session(request: Request) -> bool:
    """Whether the page's session stands in the place of a key."""
    return PAGE_KEY in request.scope


async def caller_of(request: Request, keys: Keys) -> Caller:
    """Who the request's key, or else its session, belongs to; whatever it is for.

    Raises:
        MissingKey: there is neither.
        NotAuthenticated: the key is unknown, revoked or expired.
    """
    key = key_of(request)
    if key is None and has_session(request):
        return await keys.authenticate_digest(request.scope[PAGE_KEY])
    return await keys.authenticate(key)


async def authenticate(request: Request, keys: Keys, *, scope: Scope | None = None) -> Caller:
    """Who the request's key belongs to; it is counted where it asks for work.

    Args:
        request: what was asked.
        keys: who checks.
        scope: what the key must be for; without it, reading or submitting, by the method.

    Raises:
        MissingKey: no key was sent, and there is no session.
        NotAuthenticated: it is unknown, revoked or expired.
        PermissionDenied: it is not for this.
        RateLimited: the key, or its account, has made as many calls as it may.
    """
    caller = await caller_of(request, keys)
    needed = scope or (Scope.READ if request.method in _READS else Scope.SUBMIT)
    # Clients that poll, or stop or mark what they began, are never held back.
    is_work = needed is Scope.SUBMIT and request.method not in _UNCOUNTED and not _undoes(request)
    await keys.admit(caller, needed, is_counted=is_work)
    return caller


def _undoes(request: Request) -> bool:
    path: str = request.scope["path"]
    return request.method == "DELETE" or path.rstrip("/").endswith(("/cancel", "/delete"))


def buyer_of(caller: Caller) -> Buyer:
    """Whose prices a caller sees and pays."""
    return Buyer(account_name=caller.account_name, plan=caller.plan)


async def known_buyer(request: Request, keys: Keys) -> Buyer:
    """Whose prices to show where no key is needed: the caller's own where its key is good."""
    if key_of(request) is None and not has_session(request):
        return ANYBODY
    try:
        return buyer_of(await caller_of(request, keys))
    except NotAuthenticated:
        return ANYBODY


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
