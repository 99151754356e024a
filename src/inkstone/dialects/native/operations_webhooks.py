"""What the native API's routes about webhooks say of themselves in OpenAPI.

It does not know what they do.
"""

from inkstone.dialects import openapi
from inkstone.dialects.native.operations import describe
from inkstone.dialects.native.wire_webhooks import (
    DeliveriesQuery,
    DeliveriesWire,
    DeliveryInFullWire,
    DeliveryWire,
    PingResultWire,
    PingWire,
    RotatedWire,
    RotateWire,
)

_NONE = {404: "There is no such delivery, or it is another account's."}

LIST_DELIVERIES = describe(
    "List deliveries",
    DeliveriesWire,
    "The account's deliveries, newest first, whatever dialect their jobs came in by.",
    description="A delivery is the telling of one job's end, until it is taken or given up.",
    errors={400: "The query has faults, all of which are named."},
    query=openapi.query_of(DeliveriesQuery),
)
GET_DELIVERY = describe(
    "Show a delivery",
    DeliveryInFullWire,
    "The delivery, with every try of it.",
    errors=_NONE,
)
REDELIVER = describe(
    "Deliver again",
    DeliveryWire,
    "The delivery; it is tried again at once.",
    description="However it stands: the same message under the same id, signed anew.",
    status=202,
    errors={
        400: "It was tried too often.",
        **_NONE,
        410: "It was forgotten with its job.",
    },
)
PING = describe(
    "Ping a receiver",
    PingResultWire,
    "What came of it, whether it was taken or not.",
    description="Sends a signed message of the type `ping` at once, the way that deliveries go: "
    "never to a private address, and following no redirect. Nothing of it is stored.",
    errors={
        400: "The URL is none that messages are sent to.",
        413: "The body is too large.",
        429: "One at a time, and one a second.",
    },
    body=openapi.body_of(
        PingWire,
        required=("url",),
        examples={"ping": {"url": "https://example.com/inkstone"}},
    ),
)
ROTATE_SECRET = describe(
    "Rotate the webhook secret",
    RotatedWire,
    "The new secret.",
    description="Messages carry a signature by each secret until the overlap is over.",
    errors={400: "The body has faults, all of which are named.", 413: "The body is too large."},
    body={
        **openapi.body_of(RotateWire, required=(), examples={"an hour": {"overlap_s": 3600}}),
        "required": False,
    },
)
