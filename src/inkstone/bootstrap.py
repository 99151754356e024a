"""The composition root: the only place that picks concrete parts and wires them.

It decides nothing that a setting does not say, and holds no rule of its own.
"""

import asyncio
import os
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from inkstone.blobs import registry as blob_registry
from inkstone.blobs.base import BlobStore
from inkstone.dialects import registry as dialect_registry
from inkstone.dialects.base import DialectApp, DialectLimits, Services
from inkstone.dialects.links import Links
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.rate_card import RateCard
from inkstone.engines import registry as engine_registry
from inkstone.engines.base import Engine
from inkstone.net.signing import UrlSigner
from inkstone.server.app import Application, ServerParts, build_app
from inkstone.server.page import Page
from inkstone.service.accounts import Accounts
from inkstone.service.cancel import Canceler
from inkstone.service.execute import Executor
from inkstone.service.keys import Keys
from inkstone.service.metrics import Metrics
from inkstone.service.query import Queries
from inkstone.service.route import Route
from inkstone.service.secrets import shared_secrets
from inkstone.service.submit import SubmitLimits, Submitter
from inkstone.service.watch import ProgressBoard, Watcher
from inkstone.settings import Settings
from inkstone.store import schema
from inkstone.store.unit_of_work import Store
from inkstone.worker.data_lock import DataLock
from inkstone.worker.loop import Worker, WorkerLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What can be administered without an engine: accounts, keys, and the store below."""

    store: Store
    accounts: Accounts
    keys: Keys


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
    metrics: Metrics
    board: ProgressBoard
    #: What the dialects share; each gets its own limits.
    services: Services
    limits: Mapping[str, DialectLimits]
    worker: Worker | None


def load_catalogue(settings: Settings) -> Catalogue:
    """The models: the operator's catalogue, else the default."""
    return Catalogue.from_toml(_toml(settings.models_file, "models.toml"))


def load_rate_card(settings: Settings) -> RateCard:
    """The prices: the operator's card, else the default."""
    return RateCard.from_toml(_toml(settings.rate_card, "rate_card.toml"))


@asynccontextmanager
async def open_tables(settings: Settings) -> AsyncIterator[Tables]:
    """Open the database alone, brought to the newest schema; works beside a running server."""
    settings.make_data_dir()
    store = Store(settings.store_place, num_connections=2)
    try:
        await schema.migrate(store)
        yield Tables(store=store, accounts=Accounts(store=store), keys=Keys(store=store))
    finally:
        await store.close()


@asynccontextmanager
async def open_parts(
    settings: Settings, *, with_worker: bool, is_throwaway: bool = False
) -> AsyncIterator[Parts]:
    """Wire everything and open it; closed again at the end of the block.

    Args:
        settings: what to wire.
        with_worker: whether this process claims and runs jobs.
        is_throwaway: whether the store is nobody else's and will never be upgraded.
    """
    settings.make_data_dir()
    lock = DataLock(settings.data_dir)
    is_exclusive = with_worker and settings.is_embedded
    if is_exclusive:
        lock.take()
    try:
        store = Store(settings.store_place, num_connections=settings.database_connections)
        blobs = blob_registry.create("filesystem", location=str(settings.data_dir / "blobs"))
        try:
            await (schema.create if is_throwaway else schema.migrate)(store)
            await store.open()
            await blobs.open(exclusive=is_exclusive)
            given = settings.secret_key
            secrets = await shared_secrets(
                store,
                file=settings.data_dir / "secret.key",
                given=given.get_secret_value() if given else None,
            )
            yield _wire(settings, store, blobs, UrlSigner(secrets), with_worker=with_worker)
        finally:
            await blobs.close()
            await store.close()
    finally:
        lock.release()


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """Open the engine and run the worker for the length of the block, then drain."""
    assert parts.worker is not None, "only a process with the worker role runs jobs"
    await parts.engine.open()
    working = asyncio.create_task(parts.worker.run())
    try:
        yield
    finally:
        parts.worker.drain()
        try:
            await working
        finally:
            await parts.engine.close()


def build_dialects(parts: Parts) -> dict[str, DialectApp]:
    """Every dialect's sub-app, by its prefix."""
    dialects = [dialect_registry.create(name) for name in parts.limits]
    return {
        dialect.prefix: dialect.build(replace(parts.services, limits=parts.limits[dialect.name]))
        for dialect in dialects
    }


def create_app(parts: Parts, *, page: Page, is_ready: Callable[[], bool]) -> Application:
    """The HTTP application over a wired Inkstone."""
    return build_app(
        ServerParts(
            store=parts.store,
            blobs=parts.blobs,
            signer=parts.signer,
            services=parts.services,
            dialects=build_dialects(parts),
            pick=dialect_registry.pick,
            is_ready=is_ready,
            cors_origins=parts.settings.cors_origins,
            page=page,
        )
    )


def _wire(
    settings: Settings, store: Store, blobs: BlobStore, signer: UrlSigner, *, with_worker: bool
) -> Parts:
    engine_choice = engine_registry.choose(settings.engine)
    engine = engine_registry.create(engine_choice[0], engine_limits(settings))
    metrics, board = Metrics(), ProgressBoard()
    queue = engine.identity.engine
    route = Route(queue=queue, capabilities=engine.capabilities, identity=engine.identity)
    rate_card = load_rate_card(settings)
    canceler = Canceler(store=store, blobs=blobs)
    limits = _dialect_limits(settings)
    services = Services(
        submitter=Submitter(
            store=store,
            blobs=blobs,
            rate_card=rate_card,
            routes=[route],
            limits=_submit_limits(settings),
            metrics=metrics,
        ),
        canceler=canceler,
        watcher=Watcher(store=store),
        queries=Queries(store=store),
        keys=Keys(store=store),
        accounts=Accounts(store=store),
        blobs=blobs,
        board=board,
        metrics=metrics,
        catalogue=load_catalogue(settings),
        rate_card=rate_card,
        links=Links(
            signer=signer,
            public_url=settings.public_url,
            allowed_hosts=settings.allowed_hosts,
            default_url=f"http://{settings.host}:{settings.port}",
        ),
        capabilities=engine.capabilities,
        limits=limits["empiriolabs"],
    )
    return Parts(
        settings=settings,
        store=store,
        blobs=blobs,
        engine=engine,
        engine_choice=engine_choice,
        signer=signer,
        metrics=metrics,
        board=board,
        services=services,
        limits=limits,
        worker=_worker(settings, services, store, engine) if with_worker else None,
    )


def _worker(settings: Settings, services: Services, store: Store, engine: Engine) -> Worker:
    engines = {engine.identity.engine: engine}
    return Worker(
        store=store,
        blobs=services.blobs,
        engines=engines,
        executor=Executor(
            store=store,
            blobs=services.blobs,
            engines=engines,
            board=services.board,
            metrics=services.metrics,
            run_timeout_s=settings.run_timeout_s,
            embed_prompt=settings.embed_prompt,
        ),
        canceler=services.canceler,
        board=services.board,
        metrics=services.metrics,
        limits=WorkerLimits(
            lease=timedelta(seconds=settings.lease_s),
            drain_s=settings.drain_s,
            num_crashes_max=settings.crashes_max,
            is_exclusive=settings.is_embedded,
        ),
        open_store=lambda: Store(settings.store_place, num_connections=1),
    )


def engine_limits(settings: Settings) -> engine_registry.EngineLimits:
    """What the engine may use of this machine."""
    return engine_registry.EngineLimits(
        num_processes=settings.sketch_processes or os.cpu_count() or 1,
        memory_bytes=settings.sketch_memory_bytes,
        timeout_s=settings.sketch_timeout_s,
    )


def _submit_limits(settings: Settings) -> SubmitLimits:
    return SubmitLimits(
        queue_ttl=timedelta(seconds=settings.queue_ttl_s),
        idempotency_ttl=timedelta(seconds=settings.idempotency_ttl_s),
        grace=timedelta(seconds=settings.retry_grace_s),
        free_bytes_min=settings.free_bytes_min,
    )


def _dialect_limits(settings: Settings) -> dict[str, DialectLimits]:
    return {
        "empiriolabs": DialectLimits(
            sync_wait_s=settings.empiriolabs_sync_wait_s,
            url_lifetime=timedelta(seconds=settings.empiriolabs_url_lifetime_s),
            record_lifetime=timedelta(seconds=settings.empiriolabs_record_lifetime_s),
            body_bytes_max=settings.body_bytes_max,
            shows_cancelled=settings.empiriolabs_shows_cancelled,
        ),
        "native": DialectLimits(
            url_lifetime=timedelta(seconds=settings.native_url_lifetime_s),
            record_lifetime=timedelta(seconds=settings.native_record_lifetime_s),
            body_bytes_max=settings.body_bytes_max,
        ),
    }


def _toml(file: Path | None, default: str) -> Mapping[str, Any]:
    if file is None:
        text = (resources.files("inkstone") / "data" / default).read_text(encoding="utf-8")
        return tomllib.loads(text)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidRequest(f"{file} cannot be read: {error}") from error
