"""What the native API's route that shows the engines says of itself in OpenAPI.

It does not know what it does.
"""

from inkstone.dialects.native.operations import describe
from inkstone.dialects.native.wire_engines import EnginesWire

LIST_ENGINES = describe(
    "List engines",
    EnginesWire,
    "Every engine with its queue, at most a second old.",
    description="A key with the scope `admin` of the account that owns this server is shown all "
    "of it. Any other with the scope `read` is shown what each engine serves, whether it is up, "
    "and how many jobs wait for it.",
)
