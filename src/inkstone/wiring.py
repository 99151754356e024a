"""The wiring: which concrete parts are joined to what, from the settings; nothing is opened here.

It decides nothing that a setting does not say, and holds no rule of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inkstone import engine_parts, enhancer_parts, limits, picture_parts
from inkstone.blobs.base import BlobStore
from inkstone.cards import load_catalogue, load_rate_card
from inkstone.dialects import registry as dialect_registry
from inkstone.dialects.base import DialectLimits, Services
from inkstone.dialects.links import Links
from inkstone.dialects.registry import NOT_POLLABLE
from inkstone.domain.errors import InvalidRequest
from inkstone.engine_parts import Engines
from inkstone.media.workshop import Workshop
from inkstone.net.fetch import Fetcher
from inkstone.net.own_urls import OwnUrls
from inkstone.net.signing import UrlSigner
from inkstone.picture_parts import Marking, Opened
from inkstone.service.accounts import Accounts
from inkstone.service.audit import AuditLog
from inkstone.service.cancel import Canceler
from inkstone.service.corrections import Corrections
from inkstone.service.enhance import Enhancer
from inkstone.service.erase import Eraser
from inkstone.service.events import Events
from inkstone.service.execute import Executor
from inkstone.service.inputs import Inputs
from inkstone.service.keep import Keeper
from inkstone.service.keys import Keys
from inkstone.service.margin import Margins
from inkstone.service.metrics import Metrics
from inkstone.service.progress import ProgressBoard
from inkstone.service.query import Queries
from inkstone.service.references import References
from inkstone.service.reroute import Rerouter
from inkstone.service.retention import Retention
from inkstone.service.stars import Stars
from inkstone.service.submit import Submitter
from inkstone.service.thumbnails import Thumbnails
from inkstone.service.uploads import Uploads
from inkstone.service.usage_export import UsageExport
from inkstone.service.watch import Watcher
from inkstone.service.webhooks import Webhooks
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
    engines: Engines
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
    references: References


def _doors(settings: Settings, store: Store, blobs: BlobStore, signer: UrlSigner) -> _Doors:
    try:
        fetcher = Fetcher(allow=settings.fetch_allow, limits=limits.fetch_limits(settings))
        poster = Fetcher(allow=settings.fetch_allow, limits=limits.post_limits(settings))
    except ValueError as error:
        raise InvalidRequest(f"INKSTONE_FETCH_ALLOW: {error}") from error
    own_urls = OwnUrls(
        signer=signer,
        public_url=settings.public_url.rstrip("/") if settings.public_url else None,
        allowed_hosts=tuple(host.lower() for host in settings.allowed_hosts),
    )
    return _Doors(
        fetcher=fetcher,
        poster=poster,
        workshop=Workshop(
            num_processes=settings.media_processes,
            memory_bytes=settings.media_memory_bytes,
            timeout_s=settings.media_timeout_s,
            limits=limits.decode_limits(settings),
        ),
        own_urls=own_urls,
        references=References(
            store=store,
            blobs=blobs,
            fetcher=fetcher,
            own_urls=own_urls,
            size_bytes_max=settings.input_bytes_max,
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
    doors, metrics = _doors(settings, store, blobs, signer), Metrics()
    engines = engine_parts.engines(settings, load_catalogue(settings))
    marking = picture_parts.marking(settings, workshop=doors.workshop, metrics=metrics)
    enhancer, rewriters = enhancer_parts.enhancer(
        settings, store=store, workshop=doors.workshop, moderator=marking.moderator
    )
    webhooks = Webhooks(
        store=store,
        fetcher=doors.poster,
        secret_keys=secrets,
        form_of=dialect_registry.webhook_forms(limits.dialect_limits(settings), lambda: services),
        limits=limits.webhook_limits(settings),
    )
    services = _services(
        settings,
        store,
        blobs,
        engines,
        doors,
        marking=marking,
        metrics=metrics,
        webhooks=webhooks,
        enhancer=enhancer,
        runs_engines=with_worker,
    )
    return Parts(
        settings=settings,
        store=store,
        blobs=blobs,
        engines=engines,
        signer=signer,
        opened=(
            doors.fetcher,
            doors.poster,
            engines.results,
            doors.workshop,
            *marking.opened,
            *rewriters,
            services.verifier,
        ),
        services=services,
        limits=limits.dialect_limits(settings),
        worker=_worker(settings, services, store, engines, doors, marking=marking)
        if with_worker
        else None,
        deliverer=Deliverer(store=store, webhooks=webhooks, is_exclusive=settings.is_embedded)
        if with_worker
        else None,
    )


def _services(
    settings: Settings,
    store: Store,
    blobs: BlobStore,
    engines: Engines,
    doors: _Doors,
    *,
    marking: Marking,
    metrics: Metrics,
    webhooks: Webhooks,
    enhancer: Enhancer,
    runs_engines: bool,
) -> Services:
    watcher, board = Watcher(store=store), ProgressBoard()
    rate_card, catalogue = load_rate_card(settings), load_catalogue(settings)
    canceler = Canceler(store=store, blobs=blobs)
    return Services(
        submitter=Submitter(
            store=store,
            blobs=blobs,
            references=doors.references,
            rate_card=rate_card,
            catalogue=catalogue,
            router=engines.router,
            limits=limits.submit_limits(settings),
            metrics=metrics,
            moderator=marking.moderator,
            enhancer=enhancer,
        ),
        references=doors.references,
        uploads=Uploads(
            store=store,
            blobs=blobs,
            workshop=doors.workshop,
            limits=limits.upload_limits(settings),
        ),
        thumbnails=Thumbnails(blobs=blobs, workshop=doors.workshop),
        retention=Retention(store=store, blobs=blobs, lifetimes=limits.lifetimes(settings)),
        canceler=canceler,
        webhooks=webhooks,
        watcher=watcher,
        events=Events(store=store, board=board, watcher=watcher),
        queries=Queries(store=store),
        stars=Stars(store=store),
        keys=Keys(store=store, remember_s=settings.remember_keys_s),
        accounts=Accounts(store=store, usual_limits=limits.account_limits(settings)),
        corrections=Corrections(store=store),
        eraser=Eraser(store=store, blobs=blobs, canceler=canceler),
        audit_log=AuditLog(store=store),
        usage_export=UsageExport(store),
        margins=Margins(store),
        verifier=picture_parts.verifier(settings, store, doors.fetcher, marking.anchors),
        verify_is_public=settings.verify_public,
        blobs=blobs,
        board=board,
        metrics=metrics,
        catalogue=catalogue,
        rate_card=rate_card,
        signer=doors.own_urls.signer,
        links=Links(own=doors.own_urls, default_url=limits.default_url(settings)),
        router=engines.router,
        engine_report=engine_parts.report(engines, store, catalogue, metrics, are_run=runs_engines),
        capabilities=enhancer.added_to(engines.router.capabilities),
        enhancer=enhancer,
        about=limits.facts(settings, *engines.choice),
        identity=engines.first.identity,
        limits=limits.dialect_limits(settings)["native"],
    )


def _worker(
    settings: Settings,
    services: Services,
    store: Store,
    engines: Engines,
    doors: _Doors,
    *,
    marking: Marking,
) -> Worker:
    blobs = services.blobs
    executor = Executor(
        store=store,
        blobs=blobs,
        engines=engines.all,
        router=engines.router,
        enhancer=services.enhancer,
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
        engines=engines.all,
        executor=executor,
        rerouter=Rerouter(store=store, router=engines.router, metrics=services.metrics),
        canceler=services.canceler,
        housekeeper=Housekeeper(services.retention),
        board=services.board,
        metrics=services.metrics,
        limits=limits.worker_limits(settings),
        open_store=lambda: Store(settings.store_place, num_connections=1),
    )
