"""Estimates: a submit's body priced as any dialect would charge it, after all of a submit's checks.

It does not know the JSON, and keeps nothing.
"""

from dataclasses import replace
from datetime import UTC, datetime

from inkstone.dialects import callers
from inkstone.dialects.base import Services
from inkstone.dialects.native.decode import FORMS, Decoded
from inkstone.domain.accounts import Caller
from inkstone.domain.rate_card import Quote
from inkstone.domain.request import ImageRequest
from inkstone.service.allowance import check_model
from inkstone.service.ids import new_id


async def estimate(services: Services, caller: Caller, decoded: Decoded, *, dialect: str) -> Quote:
    """What the request would cost at the most.

    Raises:
        PermissionDenied: the key may not ask for the model.
        InputRefused: a picture to start from is not what it says, or not the account's.
        PriceUnknown: the rate card has no price.
        Unavailable: no engine serves it.
        UnsupportedRequest: no engine here can make it.
    """
    check_model(caller, decoded.request.model, services.catalogue)
    services.router.choose(decoded.request)
    request = await _with_inputs(services, caller, decoded)
    services.router.choose(request)
    return services.rate_card.quote(
        dialect,
        request,
        at=datetime.now(UTC),
        buyer=callers.buyer_of(caller),
        is_enhanced=services.enhancer is not None and services.enhancer.wants(request),
    )


async def _with_inputs(services: Services, caller: Caller, decoded: Decoded) -> ImageRequest:
    """The request as a submit would resolve it; what it brought is forgotten at once."""
    named = [*decoded.references, *([decoded.mask] if decoded.mask else [])]
    if not named:
        return decoded.request
    # No job will have this id: what is left under it by a crash is an orphan like any other.
    job_id = new_id("job")
    try:
        pictures = await services.references.resolve(
            named, account_id=caller.account_id, job_id=job_id, forms=FORMS
        )
    finally:
        await services.blobs.delete_prefix(f"{job_id}/")
    num_inputs = len(decoded.references)
    return replace(
        decoded.request,
        inputs=pictures[:num_inputs],
        mask=pictures[num_inputs] if decoded.mask else None,
    )
