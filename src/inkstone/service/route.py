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
        Unavailable: there is no route at all, or none that serves the model.
        UnsupportedRequest: no route makes pictures that large, or takes as many.
    """
    serving = [route for route in routes if _serves(route.capabilities, request.model)]
    if not serving:
        raise _unserved(routes, request.model)
    for route in serving:
        if _can_serve(route.capabilities, request):
            return route
    raise _refusal(serving, request)


def _serves(can: Capabilities, model: str) -> bool:
    return can.models is None or model in can.models


def _unserved(routes: Sequence[Route], model: str) -> Unavailable:
    if not routes:
        return Unavailable("No engine is set up to serve this model.")
    for route in routes:
        if why := route.capabilities.left_out.get(model):
            return Unavailable(f"This server does not serve {model}. {why}", retry_after_s=60)
    served = sorted({name for route in routes for name in route.capabilities.models or ()})
    here = f"it serves {', '.join(served)}" if served else "it serves no model yet"
    return Unavailable(f"This server has no weights for {model}; {here}.", retry_after_s=60)


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
