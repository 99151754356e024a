"""One engine as dialects see it in their tests: routed to, and reported on."""

from inkstone.engines.base import Capabilities
from inkstone.engines.echo import EchoEngine
from inkstone.service.engine_report import EngineReport
from inkstone.service.route import Route, Router
from inkstone.store.unit_of_work import Store
from unit.dialects.cards import catalogue


def routed(engine: EchoEngine, capabilities: Capabilities | None = None) -> Router:
    """Everything goes to it, as far as it says, or is said, to be able."""
    route = Route(
        queue="echo",
        capabilities=capabilities or engine.capabilities,
        identity=engine.identity,
        health=lambda: engine.health,
    )
    return Router([route], order=["echo"])


def reported(store: Store, router: Router, engine: EchoEngine | None) -> EngineReport:
    """What tells of it; its figures too, where this process runs it."""
    engines = {} if engine is None else {"echo": engine}
    return EngineReport(store=store, router=router, catalogue=catalogue(), engines=engines)
