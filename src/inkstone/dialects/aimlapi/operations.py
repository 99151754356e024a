"""What AIML API's routes say of themselves in OpenAPI.

It does not know what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from inkstone.dialects import openapi
from inkstone.dialects.aimlapi.wire import STANDARD, ErrorWire, GenerationWire, ImagesWire
from inkstone.dialects.aimlapi.wire_activity import (
    KeyUsageDetailWire,
    KeyUsageWire,
    LogsQuery,
    LogsWire,
    UsageQuery,
)
from inkstone.dialects.aimlapi.wire_pages import (
    BillingDetailWire,
    BillingWire,
    LegacyBalanceWire,
    ModelsQuery,
    ModelsWire,
    OneModelWire,
    TransactionsQuery,
    TransactionsWire,
)

_KEY = {401: "No key, or one that is not valid."}
_BUSY = {429: "Too many requests; see `Retry-After`.", 503: "Not now; see `Retry-After`."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route's description."""

    summary: str
    description: str = ""
    answers: dict[int | str, dict[str, Any]]
    extra: dict[str, Any]


def _operation(
    summary: str,
    answer: type[BaseModel],
    about: str,
    *,
    description: str = "",
    errors: Mapping[int, str],
    **parts: Any,
) -> Operation:
    return Operation(
        summary=summary,
        description=description,
        answers=openapi.answers(answer, about, error=ErrorWire, errors=errors),
        extra=openapi.operation(**parts),
    )


CREATE_IMAGE = _operation(
    "Make a picture",
    ImagesWire,
    "The picture, and what it cost.",
    description="Waits for the picture. A wait that takes too long is a 504 and costs nothing.",
    errors={
        400: "The body has faults, all of which are named; the idempotency key belongs to another "
        "request; or a picture to edit cannot be used.",
        **_KEY,
        403: "The balance is too low.",
        404: "No such model.",
        410: "What this idempotency key made has been deleted.",
        413: "The body is too large.",
        **_BUSY,
        500: "A fault of the server.",
        502: "The engine could not make the picture.",
        504: "The picture took too long.",
    },
    body=openapi.body_of(
        GenerationWire,
        required=("model", "prompt"),
        examples={
            "shortest": {"model": STANDARD, "prompt": "A lighthouse at dusk"},
            "exact": {
                "model": STANDARD,
                "prompt": "A shop sign that says 墨香",
                "image_size": {"width": 1024, "height": 640},
                "seed": 7,
            },
        },
    ),
    headers={
        "X-Client-Request-Id": "1 to 128 of A-Z a-z 0-9 . _ : - come back as they are; anything "
        "else is dropped. It never folds two requests into one.",
        "Idempotency-Key": "1 to 255 printable ASCII characters: the same key and body within "
        "24 hours give the same picture.",
    },
)
LIST_MODELS = _operation(
    "List models",
    ModelsWire,
    "The catalogue, with the sections that were asked for.",
    errors=_BUSY,
    query=openapi.query_of(ModelsQuery),
    headers={"If-None-Match": "An `ETag`: 304 where nothing has changed since."},
    needs_key=False,
)
LIST_MODELS.answers[304] = {"description": "Nothing has changed since that `ETag`."}
GET_MODEL = _operation(
    "Show a model",
    OneModelWire,
    "The model, with every section.",
    errors={404: "No such model.", **_BUSY},
    needs_key=False,
)
BILLING = _operation("Show the balance", BillingWire, "In USD.", errors={**_KEY, **_BUSY})
BILLING_DETAIL = _operation(
    "Show the account", BillingDetailWire, "The account and its balance.", errors={**_KEY, **_BUSY}
)
LEGACY_BALANCE = _operation(
    "Show the balance in credits",
    LegacyBalanceWire,
    "2,000,000 credits are 1 USD.",
    errors={**_KEY, **_BUSY},
)
TRANSACTIONS = _operation(
    "List what money moved",
    TransactionsWire,
    "Newest first; what is held for work under way is not money that moved.",
    errors={400: "The query has faults.", **_KEY, **_BUSY},
    query=openapi.query_of(TransactionsQuery),
)
_KEY_ACTIVITY = {
    400: "The query has faults, all of which are named.",
    **_KEY,
    403: "Another key's prefix, and a key without the scope `admin`.",
    404: "No key of the account has that prefix.",
    **_BUSY,
}
USAGE = _operation(
    "Show what was spent with a key",
    KeyUsageWire,
    "In USD, refunds taken off, for the requests made in the window.",
    errors=_KEY_ACTIVITY,
    query=openapi.query_of(UsageQuery),
)
USAGE_DETAIL = _operation(
    "Show what was spent with a key by model",
    KeyUsageDetailWire,
    "The same total, and each model's part of it, the most first.",
    errors=_KEY_ACTIVITY,
    query=openapi.query_of(UsageQuery),
)
LOGS = _operation(
    "List requests",
    LogsWire,
    "Those that have ended, newest first; what failed is among them and cost nothing.",
    errors=_KEY_ACTIVITY,
    query=openapi.query_of(LogsQuery),
)
