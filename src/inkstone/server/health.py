"""Health: alive, ready, and the figures for Prometheus.

It does not know what makes an engine ready, only that it says so; and it names no address, since
anybody may ask.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import InkstoneError
from inkstone.engines.base import Health as EngineHealth
from inkstone.service.metrics import Metrics
from inkstone.service.query import Queries
from inkstone.service.route import Router
from inkstone.store.unit_of_work import Store


class Health:
    """What monitors ask."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        queries: Queries,
        metrics: Metrics,
        is_ready: Callable[[], bool],
        router: Router,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._queries = queries
        self._metrics = metrics
        self._is_ready = is_ready
        self._router = router

    def routes(self) -> list[Route]:
        """The routes, which need no key."""
        return [
            Route("/healthz", self.healthz, methods=["GET"]),
            Route("/readyz", self.readyz, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def healthz(self, _: Request) -> Response:
        """200 as soon as the process lives."""
        return JSONResponse({"status": "ok"})

    async def readyz(self, _: Request) -> Response:
        """200 when the database answers and an engine can draw; 503 with the reason otherwise."""
        health = self._engines()
        engines = {queue: _shown(each) for queue, each in health.items()}
        reason = ""
        try:
            await self._store.ping()
        except InkstoneError as error:
            reason = error.message
        if not reason and not self._is_ready():
            reason = "The engine is not ready to draw."
        if not reason and health and not any(each.is_up for each in health.values()):
            reason = "Every engine is away."
        if reason:
            answer = {"status": "unready", "reason": reason, "engines": engines}
            return JSONResponse(answer, status_code=503)
        return JSONResponse({"status": "ready", "engines": engines})

    def _engines(self) -> Mapping[str, EngineHealth]:
        return {route.queue: route.health() for route in self._router.routes}

    async def metrics(self, _: Request) -> Response:
        """Counters, histograms and the queues as they are now, in Prometheus' text format."""
        text = self._metrics.render(
            await self._queries.queue_depths(), await self._blobs.free_bytes(), self._engines()
        )
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _shown(health: EngineHealth) -> dict[str, Any]:
    if health.is_up:
        return {"status": "up"}
    shown: dict[str, Any] = {"status": "away"}
    if health.says:
        shown["reason"] = health.says
    if health.retry_after_s:
        shown["retry_after_s"] = math.ceil(health.retry_after_s)
    return shown
