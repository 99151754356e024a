"""What is counted and timed, for Prometheus; one registry an instance, none global.

It does not know who scrapes it.
"""

from collections.abc import Callable, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from inkstone.engines.base import Figure, Health

#: Every metric, with what it says.
METRICS: Mapping[str, str] = {
    "inkstone_jobs_submitted_total": "Jobs taken, by dialect.",
    "inkstone_jobs_finished_total": "Jobs ended, by queue and status.",
    "inkstone_images_total": "Pictures delivered, by queue.",
    "inkstone_submit_to_start_seconds": "From submit to the claim by a worker.",
    "inkstone_engine_seconds": "From the claim of a job to its end, by queue.",
    "inkstone_http_requests_total": "HTTP answers, by dialect, method and status.",
    "inkstone_http_request_seconds": "HTTP answer times, by dialect; waiting calls wait in it.",
    "inkstone_errors_total": "Errors answered or recorded, by code.",
    "inkstone_content_objections_total": "What moderation found, by judge.",
    "inkstone_queue_depth": "Jobs that wait, by queue; read when scraped.",
    "inkstone_queue_age_seconds": "How long the oldest job has waited, by queue.",
    "inkstone_jobs_running": "Jobs that this process's worker has in hand.",
    "inkstone_disk_free_bytes": "Free space where the results are kept.",
    "inkstone_engine_up": "Whether an engine can be given work, by queue; as this process knows.",
    "inkstone_engine_figure": "What an engine that this process runs tells of itself, by queue and "
    "name of the figure; read when scraped.",
    "inkstone_engine_away_total": "How often an engine has gone away, by queue; read when scraped.",
    "inkstone_reroutes_total": "Jobs that an engine refused or was away for, by its queue and the "
    "one that they went to; the same where they wait.",
    "inkstone_upstream_cost_micros_total": "What upstreams charge for ended jobs, by queue.",
    "inkstone_upstream_cost_at_risk_micros_total": "What upstreams may have charged for ended jobs "
    "and never told, by queue.",
}

_LATENCIES_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._submitted = self._counter("inkstone_jobs_submitted_total", "dialect")
        self._finished = self._counter("inkstone_jobs_finished_total", "queue", "status")
        self._images = self._counter("inkstone_images_total", "queue")
        self._start = self._histogram("inkstone_submit_to_start_seconds")
        self._engine = self._histogram("inkstone_engine_seconds", "queue")
        self._requests = self._counter(
            "inkstone_http_requests_total", "dialect", "method", "status"
        )
        self._latency = self._histogram("inkstone_http_request_seconds", "dialect")
        self._errors = self._counter("inkstone_errors_total", "code")
        self._objections = self._counter("inkstone_content_objections_total", "judge")
        self._depth = self._gauge("inkstone_queue_depth", "queue")
        self._age = self._gauge("inkstone_queue_age_seconds", "queue")
        self._running = self._gauge("inkstone_jobs_running")
        self._free = self._gauge("inkstone_disk_free_bytes")
        self._up = self._gauge("inkstone_engine_up", "queue")
        self._away = self._counter("inkstone_engine_away_total", "queue")
        #: How often each engine had gone away when that was last counted.
        self._num_away: dict[str, int] = {}
        self._figure = self._gauge("inkstone_engine_figure", "queue", "name")
        self._figures_now: Callable[[], Mapping[str, Sequence[Figure]]] = dict
        self._reroutes = self._counter("inkstone_reroutes_total", "queue", "to")
        self._cost = self._counter("inkstone_upstream_cost_micros_total", "queue")
        self._at_risk = self._counter("inkstone_upstream_cost_at_risk_micros_total", "queue")

    def submitted(self, dialect: str) -> None:
        """A job was taken."""
        self._submitted.labels(dialect).inc()

    def started(self, waited_s: float) -> None:
        """A job was claimed for the first time."""
        self._start.observe(max(0.0, waited_s))

    def finished(self, *, queue: str, status: str, num_images: int, took_s: float) -> None:
        """A job ended."""
        self._finished.labels(queue, status).inc()
        self._images.labels(queue).inc(num_images)
        self._engine.labels(queue).observe(max(0.0, took_s))

    def answered(self, *, dialect: str, method: str, status: int, took_s: float) -> None:
        """An HTTP request was answered."""
        self._requests.labels(dialect, method, str(status)).inc()
        self._latency.labels(dialect).observe(took_s)

    def erred(self, code: str) -> None:
        """An error was answered or recorded."""
        self._errors.labels(code).inc()

    def objected(self, judge: str) -> None:
        """Moderation found something."""
        self._objections.labels(judge).inc()

    def rerouted(self, queue: str, to: str, num_jobs: int = 1) -> None:
        """Jobs were put from one queue into another, or back, since their engine is away."""
        self._reroutes.labels(queue, to).inc(num_jobs)

    def spent(self, queue: str, *, cost_micros: int | None, at_risk_micros: int | None) -> None:
        """A job ended that cost something upstream, or may have."""
        if cost_micros:
            self._cost.labels(queue).inc(cost_micros)
        if at_risk_micros:
            self._at_risk.labels(queue).inc(at_risk_micros)

    def ask_figures(self, read: Callable[[], Mapping[str, Sequence[Figure]]]) -> None:
        """Know whom to ask for the figures of this process's engines, by queue."""
        self._figures_now = read

    def running(self, num_jobs: int) -> None:
        """How many jobs the worker has in hand now."""
        self._running.set(num_jobs)

    def render(
        self,
        depths: Mapping[str, tuple[int, float]],
        free_bytes: int | None,
        engines: Mapping[str, Health] | None = None,
    ) -> bytes:
        """Everything in Prometheus' text format, with queues and engines as they are now."""
        for queue, (depth, age_s) in depths.items():
            self._depth.labels(queue).set(depth)
            self._age.labels(queue).set(age_s)
        if free_bytes is not None:
            self._free.set(free_bytes)
        for queue, health in (engines or {}).items():
            self._up.labels(queue).set(health.is_up)
            self._away.labels(queue).inc(health.num_away - self._num_away.get(queue, 0))
            self._num_away[queue] = health.num_away
        self._figure.clear()
        for queue, figures in self._figures_now().items():
            for each in figures:
                self._figure.labels(queue, each.name).set(each.value)
        return generate_latest(self._registry)

    def _counter(self, name: str, *labels: str) -> Counter:
        return Counter(name, METRICS[name], labels, registry=self._registry)

    def _gauge(self, name: str, *labels: str) -> Gauge:
        return Gauge(name, METRICS[name], labels, registry=self._registry)

    def _histogram(self, name: str, *labels: str) -> Histogram:
        return Histogram(name, METRICS[name], labels, registry=self._registry, buckets=_LATENCIES_S)
