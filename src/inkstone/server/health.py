"""Health: alive, ready, and the figures for Prometheus.

It does not know what makes an engine ready, only that it says so.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import InkstoneError
from inkstone.service.metrics import Metrics
from inkstone.service.query import Queries
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
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._queries = queries
        self._metrics = metrics
        self._is_ready = is_ready

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
        """200 when the database answers and the engine can draw; 503 with the reason otherwise."""
        try:
            await self._store.ping()
        except InkstoneError as error:
            return JSONResponse({"status": "unready", "reason": error.message}, status_code=503)
        if not self._is_ready():
            reason = "The engine is not ready to draw."
            return JSONResponse({"status": "unready", "reason": reason}, status_code=503)
        return JSONResponse({"status": "ready"})

    async def metrics(self, _: Request) -> Response:
        """Counters, histograms and the queues as they are now, in Prometheus' text format."""
        text = self._metrics.render(
            await self._queries.queue_depths(), await self._blobs.free_bytes()
        )
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
