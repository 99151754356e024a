"""The wiring: which concrete parts are joined to what, from the settings; nothing is opened here.

It decides nothing that a setting does not say, and holds no rule of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from inkstone import limits, picture_parts
from inkstone.blobs.base import BlobStore
from inkstone.cards import load_catalogue, load_rate_card
from inkstone.dialects import registry as dialect_registry
from inkstone.dialects.base import DialectLimits, Services
from inkstone.dialects.links import Links
from inkstone.dialects.registry import NOT_POLLABLE
from inkstone.domain.errors import InvalidRequest
from inkstone.engines import registry as engine_registry
from inkstone.engines.base import Engine
from inkstone.media.workshop import Workshop
from inkstone.net.fetch import Fetcher
from inkstone.net.own_urls import OwnUrls
from inkstone.net.signing import UrlSigner
from inkstone.picture_parts import Marking, Opened
from inkstone.service.accounts import Accounts
from inkstone.service.audit import AuditLog
from inkstone.service.cancel import Canceler
from inkstone.service.corrections import Corrections
from inkstone.service.erase import Eraser
from inkstone.service.events import Events
from inkstone.service.execute import Executor
from inkstone.service.inputs import Inputs
from inkstone.service.keep import Keeper
from inkstone.service.keys import Keys
from inkstone.service.metrics import Metrics
from inkstone.service.progress import ProgressBoard
from inkstone.service.query import Queries
from inkstone.service.references import References
from inkstone.service.retention import Retention
from inkstone.service.route import Route
from inkstone.service.submit import Submitter
from inkstone.service.uploads import Uploads
from inkstone.service.usage_export import UsageExport
from inkstone.service.watch import Watcher
from inkstone.service.webhooks import WebhookForm, Webhooks
from inkstone.settings import Settings
from inkstone.store.unit_of_work import Store
from inkstone.worker.housekeeping import Housekeeper
from inkstone.worker.loop import Worker
from inkstone.worker.webhooks import Deliverer


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One wired Inkstone."""

    settings: Settings
    store: Store
    blobs: BlobStore
    engine: Engine
    #: The engine's name and why it was chosen.
    engine_choice: tuple[str, str]
    signer: UrlSigner
    #: What is opened and closed with it: the doors, what signs pictures, and who looks at them.
    opened: Sequence[Opened]
    #: What the dialects share; each gets its own limits.
    services: Services
    limits: Mapping[str, DialectLimits]
    worker: Worker | None
    #: Delivers webhooks, beside the worker.
    deliverer: Deliverer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Doors:
    """What comes from strangers comes through these."""

    fetcher: Fetcher
    poster: Fetcher
    workshop: Workshop
    own_urls: OwnUrls


def _doors(settings: Settings, signer: UrlSigner) -> _Doors:
    try:
        fetcher = Fetcher(allow=settings.fetch_allow, limits=limits.fetch_limits(settings))
        poster = Fetcher(allow=settings.fetch_allow, limits=limits.post_limits(settings))
    except ValueError as error:
        raise InvalidRequest(f"INKSTONE_FETCH_ALLOW: {error}") from error
    return _Doors(
        fetcher=fetcher,
        poster=poster,
        workshop=Workshop(
            num_processes=settings.media_processes,
            memory_bytes=settings.media_memory_bytes,
            timeout_s=settings.media_timeout_s,
            limits=limits.decode_limits(settings),
        ),
        own_urls=OwnUrls(
            signer=signer,
            public_url=settings.public_url.rstrip("/") if settings.public_url else None,
            allowed_hosts=tuple(host.lower() for host in settings.allowed_hosts),
        ),
    )


def wire(
    settings: Settings,
    store: Store,
    blobs: BlobStore,
    secrets: Sequence[bytes],
    *,
    with_worker: bool,
) -> Parts:
    """Join everything around a store, its blobs and the secrets that its hosts share."""
    signer = UrlSigner(secrets)
    engine_limits = limits.engine_limits(settings, load_catalogue(settings))
    engine_choice = engine_registry.choose(settings.engine, engine_limits.diffusion)
    engine = engine_registry.create(engine_choice[0], engine_limits)
    doors, metrics = _doors(settings, signer), Metrics()
    marking = picture_parts.marking(settings, workshop=doors.workshop, metrics=metrics)
    webhooks = Webhooks(
        store=store,
        fetcher=doors.poster,
        secret_keys=secrets,
        form_of=_form_of(settings, lambda: services),
        limits=limits.webhook_limits(settings),
    )
    services = _services(
        settings, store, blobs, engine, doors, marking=marking, metrics=metrics, webhooks=webhooks
    )
    return Parts(
        settings=settings,
        store=store,
        blobs=blobs,
        engine=engine,
        engine_choice=engine_choice,
        signer=signer,
        opened=(
            doors.fetcher,
            doors.poster,
            doors.workshop,
            *marking.opened,
            services.verifier,
        ),
        services=services,
        limits=limits.dialect_limits(settings),
        worker=_worker(settings, services, store, engine, doors, marking=marking)
        if with_worker
        else None,
        deliverer=Deliverer(store=store, webhooks=webhooks, is_exclusive=settings.is_embedded)
        if with_worker
        else None,
    )


def _form_of(
    settings: Settings, services: Callable[[], Services]
) -> Callable[[str], WebhookForm | None]:
    """How each dialect tells that a job has ended; none is loaded before it has to tell."""
    own_limits = limits.dialect_limits(settings)

    @cache
    def form_of(name: str) -> WebhookForm | None:
        if name not in own_limits:
            return None
        dialect = dialect_registry.create(name)
        return dialect.webhook_form(replace(services(), limits=own_limits[name]))

    return form_of


def _services(
    settings: Settings,
    store: Store,
    blobs: BlobStore,
    engine: Engine,
    doors: _Doors,
    *,
    marking: Marking,
    metrics: Metrics,
    webhooks: Webhooks,
) -> Services:
    watcher, board = Watcher(store=store), ProgressBoard()
    rate_card, catalogue = load_rate_card(settings), load_catalogue(settings)
    identity, capabilities = engine.identity, engine.capabilities
    route = Route(queue=identity.engine, capabilities=capabilities, identity=identity)
    references = References(
        store=store,
        blobs=blobs,
        fetcher=doors.fetcher,
        own_urls=doors.own_urls,
        size_bytes_max=settings.input_bytes_max,
    )
    canceler = Canceler(store=store, blobs=blobs)
    return Services(
        submitter=Submitter(
            store=store,
            blobs=blobs,
            references=references,
            rate_card=rate_card,
            catalogue=catalogue,
            routes=[route],
            limits=limits.submit_limits(settings),
            metrics=metrics,
            moderator=marking.moderator,
        ),
        references=references,
        uploads=Uploads(
            store=store,
            blobs=blobs,
            workshop=doors.workshop,
            limits=limits.upload_limits(settings),
        ),
        retention=Retention(store=store, blobs=blobs, lifetimes=limits.lifetimes(settings)),
        canceler=canceler,
        webhooks=webhooks,
        watcher=watcher,
        events=Events(store=store, board=board, watcher=watcher),
        queries=Queries(store=store),
        keys=Keys(store=store),
        accounts=Accounts(store=store, usual_limits=limits.account_limits(settings)),
        corrections=Corrections(store=store),
        eraser=Eraser(store=store, blobs=blobs, canceler=canceler),
        audit_log=AuditLog(store=store),
        usage_export=UsageExport(store),
        verifier=picture_parts.verifier(settings, store, doors.fetcher, marking.anchors),
        verify_is_public=settings.verify_public,
        blobs=blobs,
        board=board,
        metrics=metrics,
        catalogue=catalogue,
        rate_card=rate_card,
        signer=doors.own_urls.signer,
        links=Links(own=doors.own_urls, default_url=_default_url(settings)),
        capabilities=capabilities,
        identity=identity,
        limits=limits.dialect_limits(settings)["native"],
    )


def _default_url(settings: Settings) -> str:
    """How to reach us from here, for callers whose own word for us cannot be believed."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return (
        f"http://{f'[{host}]' if host.count(':') > 1 and host[0] != '[' else host}:{settings.port}"
    )


def _worker(
    settings: Settings,
    services: Services,
    store: Store,
    engine: Engine,
    doors: _Doors,
    *,
    marking: Marking,
) -> Worker:
    blobs, engines = services.blobs, {engine.identity.engine: engine}
    executor = Executor(
        store=store,
        blobs=blobs,
        engines=engines,
        inputs=Inputs(
            store=store,
            blobs=blobs,
            fetcher=doors.fetcher,
            workshop=doors.workshop,
            num_decoded_max=settings.edits_max,
            anchors=marking.anchors,
        ),
        keeper=Keeper(
            blobs=blobs,
            workshop=doors.workshop,
            signer=marking.signer,
            usual=marking.usual,
            texts=marking.texts,
            stamps_time=bool(settings.timestamp_url),
            remembers_looks=settings.remember_looks,
        ),
        moderator=marking.moderator,
        board=services.board,
        metrics=services.metrics,
        run_timeout_s=settings.run_timeout_s,
        not_pollable=NOT_POLLABLE,
    )
    return Worker(
        store=store,
        blobs=blobs,
        engines=engines,
        executor=executor,
        canceler=services.canceler,
        housekeeper=Housekeeper(services.retention),
        board=services.board,
        metrics=services.metrics,
        limits=limits.worker_limits(settings),
        open_store=lambda: Store(settings.store_place, num_connections=1),
    )
