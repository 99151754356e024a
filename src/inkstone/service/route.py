"""Which engine a request goes to, and which one next: policy over what engines say of themselves.

It does not know which engines exist beyond the list it is handed, nor what became of a request
that one of them refused: only that it surely did no work for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from inkstone.domain.catalogue import PublicModel
from inkstone.domain.errors import (
    Fault,
    InkstoneError,
    RouteUnavailable,
    Unavailable,
    UnsupportedRequest,
    UpstreamUnknown,
)
from inkstone.domain.job import Job
from inkstone.domain.request import ImageRequest, InputImage, Size
from inkstone.domain.routing import Rule
from inkstone.engines.base import WELL, Capabilities, Health, Identity

#: How often a job is refused before it fails.
_REFUSALS_MAX = 6
#: The first wait for a route that refused a job; each further one is twice as long.
_FIRST_WAIT_S = 1.0
_WAIT_S_MAX = 30.0
#: What is asked to find out who serves a model.
_USUAL_SIZE = Size(1024, 1024)
_SOME_INPUT = InputImage(param="image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to get a picture made: the queue that its workers claim from."""

    queue: str
    capabilities: Capabilities
    identity: Identity
    #: Public model name → what one picture costs the operator there, in micros.
    costs: Mapping[str, int] = field(default_factory=dict)
    #: How its engine is, as far as this process knows.
    health: Callable[[], Health] = lambda: WELL


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a job that was refused goes, and how long it waits there first."""

    queue: str
    wait: timedelta = timedelta()
    #: Whether it goes on where it is upstream: nobody else may make it now.
    goes_on: bool = False


class Router:
    """Chooses among routes."""

    def __init__(
        self, routes: Sequence[Route], *, order: Sequence[str], rules: Sequence[Rule] = ()
    ) -> None:
        """Know all routes.

        Args:
            routes: every one.
            order: the queues, first choice first, for requests that no rule is for.
            rules: what the operator says.
        """
        self._routes = {route.queue: route for route in routes}
        self._order = tuple(order)
        self._rules = tuple(rules)

    @property
    def routes(self) -> Sequence[Route]:
        """Every route."""
        return tuple(self._routes.values())

    @property
    def capabilities(self) -> Capabilities:
        """What some route or other can do."""
        usual = [self._routes[queue] for queue in self._order]
        return merged([route.capabilities for route in usual or self._routes.values()])

    def choose(self, request: ImageRequest) -> Route:
        """The first route that can serve the request, and is well if any is.

        Raises:
            Unavailable: there is no route at all, or none that serves the model.
            UnsupportedRequest: no route makes such pictures, or not the one that it names.
        """
        able = self._able(request)
        return next((route for route in able if route.health().is_up), able[0])

    def next(self, job: Job, failure: InkstoneError | None, *, is_resumable: bool) -> Move | None:
        """Where a job goes whose attempt made nothing; `None` where it ends.

        Args:
            job: as it was claimed.
            failure: what went wrong.
            is_resumable: whether the attempt left what the next can go on with upstream.
        """
        match failure:
            case RouteUnavailable():
                return self.after(job, failure)
            case UpstreamUnknown(is_final=False) if is_resumable:
                return self.again(job)
        return None

    def after(self, job: Job, refusal: RouteUnavailable) -> Move | None:
        """Where a job goes whose engine has just refused it; `None` where it fails.

        A route that has not refused it yet comes first; then the same one again, after a while.
        """
        if job.checkpoint is not None:
            return self.again(job, wait_s=refusal.retry_after_s)
        tried = {*job.tried, job.queue}
        try:
            able = self._able(job.request)
        except InkstoneError:
            able = []  # what it was submitted for is not set up any more
        for route in able:
            if route.queue not in tried and route.health().is_up:
                return Move(queue=route.queue)
        wait = _wait(job, refusal.retry_after_s)
        if wait is None:
            return None
        if not refusal.is_lasting:
            return Move(queue=job.queue, wait=wait)
        others = [route.queue for route in able if route.queue != job.queue]
        # Those that nobody has asked yet are away; one that was asked may refuse for good as well.
        fresh = [queue for queue in others if queue not in tried]
        return Move(queue=fresh[0], wait=wait) if fresh else None

    def again(self, job: Job, *, wait_s: float = 0.0) -> Move | None:
        """The same route for a job that an upstream may have made already; `None` where it fails.

        It left what the next attempt can go on with there, and nothing for anybody else.
        """
        wait = _wait(job, wait_s)
        return None if wait is None else Move(queue=job.queue, wait=wait, goes_on=True)

    def instead(self, job: Job) -> str | None:
        """The queue for a job that waits for an engine which is away; `None` for no better one."""
        if job.checkpoint is not None:
            return None
        able = self._able(job.request)
        well = [r.queue for r in able if r.queue != job.queue and r.health().is_up]
        # Who refused it once is better than who is away.
        return next((queue for queue in well if queue not in job.tried), next(iter(well), None))

    def away(self) -> Sequence[str]:
        """The queues whose engines are away, as far as this process knows."""
        return tuple(route.queue for route in self.routes if not route.health().is_up)

    def serving(self, model: PublicModel, *, is_edit: bool = False) -> Sequence[Route]:
        """The routes that are asked for one usual picture of a model, first choice first."""
        request = ImageRequest(
            model=model.resolves_to,
            tier=model.tier,
            prompt="a picture",
            size=_USUAL_SIZE,
            inputs=(_SOME_INPUT,) if is_edit else (),
            seed=0,
        )
        try:
            return self._able(request)
        except InkstoneError:
            return ()

    def cost_micros(self, queue: str, model: str) -> int:
        """What one picture costs the operator there."""
        route = self._routes.get(queue)
        return route.costs.get(model, 0) if route else 0

    def _able(self, request: ImageRequest) -> list[Route]:
        """The routes that can serve a request, in order; at least one."""
        rule = next((each for each in self._rules if each.meets(request)), None)
        named = rule.to if rule is not None else self._order
        routes = [self._routes[queue] for queue in named if queue in self._routes]
        serving = [route for route in routes if _serves(route.capabilities, request.model)]
        if not serving:
            raise _unserved(routes, request.model)
        able = [route for route in serving if _can_serve(route.capabilities, request)]
        if not able:
            raise _refusal(serving, request)
        most = rule.cost_max_micros if rule is not None else None
        cheap = [r for r in able if most is None or r.costs.get(request.model, 0) <= most]
        if not cheap:
            raise UnsupportedRequest(
                "Every upstream that could make this costs more than this server may pay for it.",
                code="cost_too_high",
            )
        return _named(cheap, request.engine)


def _wait(job: Job, wait_s: float) -> timedelta | None:
    """How long a job that was refused once more waits; `None` where it has waited long enough."""
    num_refusals = len(job.tried) + 1
    if num_refusals >= _REFUSALS_MAX:
        return None
    usual_s = min(_WAIT_S_MAX, _FIRST_WAIT_S * 2 ** (num_refusals - 1))
    return timedelta(seconds=max(usual_s, wait_s))


def merged(several: Sequence[Capabilities]) -> Capabilities:
    """What at least one of several engines can do."""
    if len(several) == 1:
        return several[0]
    values: dict[str, Any] = {}
    for each in fields(Capabilities):
        found = [getattr(capabilities, each.name) for capabilities in several]
        match each.name:
            case "models":
                is_any = any(one is None for one in found)
                values["models"] = None if is_any else frozenset().union(*found)
            case "left_out":
                values["left_out"] = {name: why for one in found for name, why in one.items()}
            case "deterministic" | "is_remote":
                values[each.name] = all(found)
            case _:
                values[each.name] = max(found)
    return Capabilities(**values)


def _serves(can: Capabilities, model: str) -> bool:
    return can.models is None or model in can.models


def _named(able: Sequence[Route], engine: str) -> list[Route]:
    """The route that a request names; all, where it names none."""
    found = [route for route in able if engine in {"", route.queue}]
    if not found:
        can = ", ".join(route.queue for route in able)
        message = f"`engine` is {engine!r}, which cannot make this here; {can} can."
        fault = Fault(param="engine", message=message, kind="engine_unavailable")
        raise UnsupportedRequest(faults=[fault], code="engine_unavailable")
    return found


def _unserved(routes: Sequence[Route], model: str) -> Unavailable:
    if not routes:
        return Unavailable("No engine is set up to serve this model.")
    for route in routes:
        if why := route.capabilities.left_out.get(model):
            return Unavailable(f"This server does not serve {model}. {why}", retry_after_s=60)
    served = sorted({name for route in routes for name in route.capabilities.models or ()})
    here = f"it serves {', '.join(served)}" if served else "it serves no model yet"
    lacks = "upstream" if all(r.capabilities.is_remote for r in routes) else "weights"
    return Unavailable(f"This server has no {lacks} for {model}; {here}.", retry_after_s=60)


def _can_serve(can: Capabilities, request: ImageRequest) -> bool:
    return (
        _area_px(request) <= can.area_px_max
        and len(request.inputs) <= can.num_inputs_max
        and request.num_images <= can.num_images_max
        and (request.mask is None or can.masks)
        and (not request.is_transparent or can.alpha)
    )


def _area_px(request: ImageRequest) -> int:
    """The largest that the pictures can become."""
    if request.size is not None:
        return request.size.area_px
    return request.size_rule.area_px_max if request.size_rule else 0


def _refusal(routes: Sequence[Route], request: ImageRequest) -> UnsupportedRequest:
    num_inputs = len(request.inputs)
    can = merged([route.capabilities for route in routes])
    if num_inputs > can.num_inputs_max:
        if can.num_inputs_max:
            message = (
                f"The request has {num_inputs} pictures; the engine takes at most "
                f"{can.num_inputs_max}."
            )
        else:
            message = (
                "The request asks for an edit, and the engine of this server makes pictures from "
                "text only."
            )
        return UnsupportedRequest(message, code="edit_unsupported")
    if request.num_images > can.num_images_max:
        return UnsupportedRequest(f"No engine here makes {request.num_images} pictures at once.")
    if request.mask is not None and not can.masks:
        return UnsupportedRequest("No engine here takes a mask.", code="mask_unsupported")
    if request.is_transparent and not can.alpha:
        return UnsupportedRequest("No engine here makes transparent backgrounds.")
    if _area_px(request) > can.area_px_max:
        return UnsupportedRequest(f"No engine here makes a picture of {request.size} pixels.")
    return UnsupportedRequest("No engine here can do all that the request asks for at once.")
