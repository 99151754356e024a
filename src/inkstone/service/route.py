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
        UnsupportedRequest: no route makes pictures that large, or takes as many.
    """
    if not routes:
        raise Unavailable("No engine is set up to serve this model.")
    for route in routes:
        if _can_serve(route.capabilities, request):
            return route
    raise _refusal(routes, request)


def _can_serve(can: Capabilities, request: ImageRequest) -> bool:
    return _area_px(request) <= can.area_px_max and len(request.inputs) <= can.num_inputs_max


def _area_px(request: ImageRequest) -> int:
    """The largest that the pictures can become."""
    if request.size is not None:
        return request.size.area_px
    return request.size_rule.area_px_max if request.size_rule else 0


def _refusal(routes: Sequence[Route], request: ImageRequest) -> UnsupportedRequest:
    num_inputs = len(request.inputs)
    num_max = max(route.capabilities.num_inputs_max for route in routes)
    if num_inputs > num_max:
        if num_max:
            message = f"The request has {num_inputs} pictures; the engine takes at most {num_max}."
        else:
            message = (
                "The request asks for an edit, and the engine of this server makes pictures from "
                "text only."
            )
        return UnsupportedRequest(message, code="edit_unsupported")
    return UnsupportedRequest(f"No engine here makes a picture of {request.size} pixels.")
