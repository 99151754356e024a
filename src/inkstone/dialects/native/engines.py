"""The native API's call that shows the engines: all of each to operators, to others what they need.

It does not know how engines or queues are looked at.
"""

import math

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.native.wire_engines import EnginesWire, EngineWire, FigureWire, ProcessWire
from inkstone.domain.accounts import Scope
from inkstone.service.engine_report import EngineState
from inkstone.service.process_facts import ProcessFacts


class Engines:
    """The call that shows them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def listing(self, request: Request) -> Response:
        """Show every engine, and to an operator the process that answers."""
        services = self._services
        caller = await callers.authenticate(request, services.keys, scope=Scope.READ)
        states = await services.engine_report.engines()
        shown = [_shown(state, is_operator=caller.is_operator) for state in states]
        facts = await services.engine_report.process() if caller.is_operator else None
        return answer(EnginesWire(data=shown, process=_process(facts)))


def _shown(state: EngineState, *, is_operator: bool) -> EngineWire:
    """An engine as one sees it who runs the server, or as anybody else does."""
    health, oldest_s = state.health, state.oldest_queued_s
    public = EngineWire(
        name=state.queue,
        checkpoint=None,
        revision=None,
        is_up=health.is_up,
        reason=None,
        retry_after_s=math.ceil(health.retry_after_s) if health.retry_after_s else None,
        is_remote=None,
        deterministic=state.capabilities.deterministic,
        queued=state.num_queued,
        oldest_queued_s=None,
        running=None,
        models=list(state.models),
        figures=[],
    )
    if not is_operator:
        return public
    return public.model_copy(
        update={
            "checkpoint": state.identity.model,
            "revision": state.identity.revision,
            "reason": health.says or None,
            "is_remote": state.capabilities.is_remote,
            "oldest_queued_s": None if oldest_s is None else round(oldest_s, 3),
            "running": state.num_running,
            "figures": [
                FigureWire(name=each.name, value=each.value, unit=each.unit.value)
                for each in state.figures
            ],
        }
    )


def _process(facts: ProcessFacts | None) -> ProcessWire | None:
    if facts is None:
        return None
    return ProcessWire(
        memory_bytes=facts.memory_bytes,
        uptime_s=round(facts.uptime_s, 3),
        cpu_s=round(facts.cpu_s, 3),
    )
