"""What the native API's route that a page begins with says of itself in OpenAPI.

It does not know what it does.
"""

from inkstone.dialects.native.operations import describe
from inkstone.dialects.native.wire_session import SessionWire

SESSION = describe(
    "Show who is calling",
    SessionWire,
    "The account and the key, and what the server is.",
    description="Any key in force may ask, whatever it is for.",
)
