"""Which engine route a request takes: pure policy over what the engines say they can do.

It does not know which engines exist beyond the list it is handed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inkstone.domain.errors import Unavailable, UnsupportedRequest
from inkstone.domain.request import ImageRequest
from inkstone.engines.base import Capabilities, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to get a picture made: the queue that its workers claim from."""

    queue: str
    capabilities: Capabilities
    identity: Identity


def choose(routes: Sequence[Route], request: ImageRequest) -> Route:
    """The first route that can serve the request.

    Raises:
        Unavailable: there is no route at all.
        UnsupportedRequest: no route makes pictures that large.
    """
    if not routes:
        raise Unavailable("No engine is set up to serve this model.")
    for route in routes:
        if request.size.area_px <= route.capabilities.area_px_max:
            return route
    raise UnsupportedRequest(f"No engine here makes a picture of {request.size} pixels.")
