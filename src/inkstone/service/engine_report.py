"""The engine report: each engine's health, its queue on all hosts, its figures in this process.

One look at the queues serves everybody who asks within a second. It does not know who may see what,
nor which engines exist beyond those that it is handed.
"""

import asyncio
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inkstone.domain.catalogue import Catalogue
from inkstone.engines.base import Capabilities, Engine, Figure, Health, Identity
from inkstone.service.process_facts import ProcessFacts, ProcessWatch
from inkstone.service.route import Route, Router
from inkstone.store import job_reads
from inkstone.store.unit_of_work import Store, Transaction

#: How long a look at the queues is good, in seconds.
_FRESH_S = 1.0
_BROKEN = "it has stopped after a fault of its own, and its server must be started again"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """One engine, just now."""

    #: Its name, which is its queue's.
    queue: str
    identity: Identity
    capabilities: Capabilities
    #: As this process knows.
    health: Health
    #: Public names of the models that it is asked for.
    models: Sequence[str]
    #: How many jobs wait in its queue.
    num_queued: int
    #: For how many seconds the oldest has waited; `None` where none waits.
    oldest_queued_s: float | None
    #: How many jobs of its queue run, on whatever host.
    num_running: int
    #: Empty where the engine is not run in this process.
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queues:
    """The queues as the database had them."""

    depths: Mapping[str, tuple[int, float]]
    running: Mapping[str, int]


class EngineReport:
    """Says how the engines are."""

    def __init__(
        self, *, store: Store, router: Router, catalogue: Catalogue, engines: Mapping[str, Engine]
    ) -> None:
        """Know who is asked for what.

        Args:
            store: where the queues are.
            router: every engine, as a route.
            catalogue: the public models.
            engines: those that this process runs, by queue.
        """
        self._store = store
        self._router = router
        self._engines = engines
        self._models = _served(router, catalogue)
        self._process = ProcessWatch()
        self._lock = asyncio.Lock()
        self._looked_s = -math.inf
        self._queues = _Queues(depths={}, running={})

    async def engines(self) -> Sequence[EngineState]:
        """Every engine, in the router's order."""
        queues, figures = await self._look(), self.figures()
        return [self._state(route, queues, figures) for route in self._router.routes]

    async def process(self) -> ProcessFacts:
        """This process."""
        return await asyncio.to_thread(self._process.look)

    def figures(self) -> Mapping[str, Sequence[Figure]]:
        """What the engines of this process tell of themselves, by queue."""
        return {queue: tuple(engine.figures) for queue, engine in self._engines.items()}

    def _state(
        self, route: Route, queues: _Queues, figures: Mapping[str, Sequence[Figure]]
    ) -> EngineState:
        num_queued, oldest_s = queues.depths.get(route.queue, (0, None))
        return EngineState(
            queue=route.queue,
            identity=route.identity,
            capabilities=route.capabilities,
            health=self._health(route),
            models=self._models[route.queue],
            num_queued=num_queued,
            oldest_queued_s=oldest_s,
            num_running=queues.running.get(route.queue, 0),
            figures=figures.get(route.queue, ()),
        )

    def _health(self, route: Route) -> Health:
        engine = self._engines.get(route.queue)
        if engine is not None and engine.is_broken:
            return Health(is_up=False, says=_BROKEN)
        return route.health()

    async def _look(self) -> _Queues:
        async with self._lock:
            if time.monotonic() - self._looked_s >= _FRESH_S:
                looked_s = time.monotonic()
                self._queues = await self._store.read(_read, snapshot=False)
                self._looked_s = looked_s
        return self._queues


def _read(tx: Transaction) -> _Queues:
    return _Queues(depths=job_reads.queue_depths(tx), running=job_reads.num_running(tx))


def _served(router: Router, catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """The models that each engine is asked for, new pictures or edits."""
    served: dict[str, list[str]] = {route.queue: [] for route in router.routes}
    for model in catalogue.models:
        routes = (*router.serving(model), *router.serving(model, is_edit=True))
        for queue in dict.fromkeys(route.queue for route in routes):
            served[queue].append(model.name)
    return served
