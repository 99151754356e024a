"""The composition root: opens what `wiring` joined, runs it, and closes it in the right order.

It decides nothing that a setting does not say, and holds no rule of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from inkstone import limits
from inkstone.blobs import registry as blob_registry
from inkstone.dialects import registry as dialect_registry
from inkstone.dialects.base import DialectApp
from inkstone.dialects.deferred import Deferred
from inkstone.dialects.headers import NameDialect
from inkstone.dialects.root import SharedPath
from inkstone.dialects.root_models import RootModels
from inkstone.domain.errors import InvalidRequest
from inkstone.net.fetch import Fetcher
from inkstone.server.app import Application, ServerParts, build_app
from inkstone.server.page import Page
from inkstone.service.accounts import Accounts
from inkstone.service.audit import AuditLog
from inkstone.service.cancel import Canceler
from inkstone.service.corrections import Corrections
from inkstone.service.erase import Eraser
from inkstone.service.keys import Keys
from inkstone.service.margin import Margins
from inkstone.service.query import Queries
from inkstone.service.secrets import shared_secrets
from inkstone.service.usage_export import UsageExport
from inkstone.service.webhooks import Webhooks
from inkstone.settings import Settings
from inkstone.store import schema
from inkstone.store.unit_of_work import Store
from inkstone.wiring import Parts, wire
from inkstone.worker.data_lock import DataLock


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What can be administered without an engine: accounts, keys, and the store below."""

    store: Store
    accounts: Accounts
    keys: Keys
    corrections: Corrections
    audit_log: AuditLog
    queries: Queries
    export: UsageExport
    margins: Margins


@asynccontextmanager
async def open_tables(settings: Settings) -> AsyncIterator[Tables]:
    """Open the database alone, brought to the newest schema; works beside a running server."""
    settings.make_data_dir()
    store = Store(settings.store_place, num_connections=2)
    try:
        await schema.migrate(store)
        yield Tables(
            store=store,
            accounts=Accounts(store=store, usual_limits=limits.account_limits(settings)),
            keys=Keys(store=store),
            corrections=Corrections(store=store),
            audit_log=AuditLog(store=store),
            queries=Queries(store=store),
            export=UsageExport(store),
            margins=Margins(store),
        )
    finally:
        await store.close()


@asynccontextmanager
async def open_webhooks(settings: Settings) -> AsyncIterator[tuple[Tables, Webhooks]]:
    """Open what webhooks are administered with; nothing is delivered but pings.

    Raises:
        InvalidRequest: the secret key, or what may be reached, is not set as it must be.
    """
    async with open_tables(settings) as tables:
        try:
            poster = Fetcher(allow=settings.fetch_allow, limits=limits.post_limits(settings))
        except ValueError as error:
            raise InvalidRequest(f"INKSTONE_FETCH_ALLOW: {error}") from error
        webhooks = Webhooks(
            store=tables.store,
            fetcher=poster,
            secret_keys=await _secrets(settings, tables.store),
            form_of=lambda _: None,
            limits=limits.webhook_limits(settings),
        )
        await poster.open()
        try:
            yield tables, webhooks
        finally:
            await poster.close()


@asynccontextmanager
async def open_eraser(settings: Settings, tables: Tables) -> AsyncIterator[Eraser]:
    """Open what erases accounts; it shares the blobs with a server that may be running."""
    blobs = blob_registry.create("filesystem", location=str(settings.data_dir / "blobs"))
    await blobs.open(exclusive=False)
    try:
        canceler = Canceler(store=tables.store, blobs=blobs)
        yield Eraser(store=tables.store, blobs=blobs, canceler=canceler)
    finally:
        await blobs.close()


async def _secrets(settings: Settings, store: Store) -> tuple[bytes, ...]:
    given = settings.secret_key
    return await shared_secrets(
        store,
        file=settings.data_dir / "secret.key",
        given=given.get_secret_value() if given else None,
    )


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
            secrets = await _secrets(settings, store)
            parts = wire(settings, store, blobs, secrets, with_worker=with_worker)
            async with _opened(parts):
                yield parts
        finally:
            await blobs.close()
            await store.close()
    finally:
        lock.release()


@asynccontextmanager
async def _opened(parts: Parts) -> AsyncIterator[None]:
    """What is open for the length of the block: the doors, what signs, and who looks."""
    async with AsyncExitStack() as stack:
        for part in parts.opened:
            await part.open()
            stack.push_async_callback(part.close)
        yield


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """Open the engines, run worker and deliverer for the length of the block, then drain."""
    async with AsyncExitStack() as stack:
        for engine in parts.engines.all.values():
            await engine.open()
            stack.push_async_callback(engine.close)
        async with _at_work(parts):
            yield


@asynccontextmanager
async def _at_work(parts: Parts) -> AsyncIterator[None]:
    """Worker and deliverer run for the length of the block, and are drained at its end."""
    assert parts.worker is not None, "only a process with the worker role runs jobs"
    assert parts.deliverer is not None, "whoever runs jobs also tells of their ends"
    working = asyncio.create_task(parts.worker.run())
    delivering = asyncio.create_task(parts.deliverer.run())
    try:
        yield
    finally:
        parts.worker.drain()
        try:
            await working
        finally:
            # Last, so that the ends of what was drained are told as well.
            parts.deliverer.drain()
            await delivering


def build_dialects(parts: Parts) -> dict[str, Deferred]:
    """Every dialect's sub-app, by its prefix; none is made before it is asked for."""

    def maker(name: str) -> Callable[[], DialectApp]:
        services = replace(parts.services, limits=parts.limits[name])
        return lambda: dialect_registry.create(name).build(services)

    return {
        dialect_registry.PREFIXES.get(name, name): Deferred(maker(name)) for name in parts.limits
    }


def create_app(parts: Parts, *, page: Page, is_ready: Callable[[], bool]) -> Application:
    """The HTTP application over a wired Inkstone."""
    dialects = build_dialects(parts)
    shared = SharedPath(
        keys=parts.services.keys,
        body_bytes_max=parts.settings.body_bytes_max,
        root_dialect=parts.settings.root_dialect,
    )
    return build_app(
        ServerParts(
            store=parts.store,
            blobs=parts.blobs,
            signer=parts.signer,
            services=parts.services,
            dialects=dialects,
            pick=dialect_registry.pick,
            only_at_root={
                dialect_registry.ROOT_MODELS: NameDialect(
                    RootModels([dialects[name] for name in dialect_registry.LISTS_MODELS]),
                    name=dialect_registry.LISTS_MODELS[0],
                )
            },
            shared={dialect_registry.SHARED_PATH: shared.dialect_of},
            is_ready=lambda: is_ready() and not parts.engines.first.is_broken,
            cors_origins=parts.settings.cors_origins,
            trusted_proxies=parts.settings.trusted_proxies,
            page=page,
        )
    )
