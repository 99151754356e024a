"""A dialect's sub-app on real parts: a SQLite file, blobs in memory, the echo engine, a worker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from contract.doors import Doors, doors
from contract.stores import put_tables, sqlite_store
from inkstone.blobs.memory import MemoryBlobs
from inkstone.dialects import registry
from inkstone.dialects.base import DialectLimits, Services
from inkstone.dialects.links import Links
from inkstone.domain.money import Amount
from inkstone.engines.base import Capabilities
from inkstone.engines.echo import EchoEngine
from inkstone.media.workshop import Workshop
from inkstone.net.signing import UrlSigner
from inkstone.service.accounts import Accounts
from inkstone.service.audit import AuditLog
from inkstone.service.cancel import Canceler
from inkstone.service.corrections import Corrections
from inkstone.service.erase import Eraser
from inkstone.service.events import Events
from inkstone.service.execute import Executor
from inkstone.service.keys import Keys
from inkstone.service.margin import Margins
from inkstone.service.metrics import Metrics
from inkstone.service.progress import ProgressBoard
from inkstone.service.query import Queries
from inkstone.service.reroute import Rerouter
from inkstone.service.stars import Stars
from inkstone.service.submit import SubmitLimits, Submitter
from inkstone.service.thumbnails import Thumbnails
from inkstone.service.usage_export import UsageExport
from inkstone.service.verify import Verifier
from inkstone.service.watch import Watcher
from inkstone.service.webhooks import Webhooks
from inkstone.store.unit_of_work import Store
from inkstone.worker.housekeeping import Housekeeper
from inkstone.worker.limits import WorkerLimits
from inkstone.worker.loop import Worker
from unit.dialects.cards import catalogue, rate_card
from unit.dialects.routed import reported, routed

PUBLIC_URL = "https://pictures.example.test"
LIMITS = DialectLimits(
    sync_wait_s=60,
    url_lifetime=timedelta(days=7),
    record_lifetime=timedelta(hours=1),
    body_bytes_max=200_000,
)
SUBMIT_LIMITS = SubmitLimits(
    queue_ttl=timedelta(hours=1),
    idempotency_ttl=timedelta(hours=24),
    grace=timedelta(seconds=30),
    free_bytes_min=0,
)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A running sub-app and a client whose key has money behind it."""

    app: FastAPI
    client: httpx.AsyncClient
    services: Services
    store: Store
    blobs: MemoryBlobs
    account_id: str
    headers: Mapping[str, str]
    signer: UrlSigner = field(repr=False)

    async def new_headers(self, account: str, *, grant: str = "100") -> dict[str, str]:
        """A key of another account, as a header."""
        opened, _ = await self.services.accounts.ensure(account, grant=Amount.parse(grant))
        made = await self.services.keys.create(account_id=opened.id, account=account, name="test")
        return {"Authorization": f"Bearer {made.key}"}

    async def post(self, path: str, **body: Any) -> httpx.Response:
        """Send a JSON body with the platform's key."""
        return await self.client.post(path, json=body, headers=self.headers)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Ask with the platform's key."""
        return await self.client.get(path, params=query, headers=self.headers)

    async def ended(self, job_id: str) -> None:
        """Wait for the end of a job."""
        job = await self.services.queries.job(job_id, account_id=self.account_id)
        assert (await self.services.watcher.wait(job, timeout_s=60)).is_terminal


@asynccontextmanager
async def run(
    folder: Path,
    *,
    dialect: str = "empiriolabs",
    works: bool = True,
    capabilities: Capabilities | None = None,
    limits: DialectLimits = LIMITS,
    grant: str = "100",
    allow: Sequence[str] = (),
    workshop: Workshop | None = None,
    store_url: str = "",
    engine: EchoEngine | None = None,
    **behind_them: Any,
) -> AsyncIterator[Platform]:
    """Run a dialect on a file of its own, or on the tables that an address names.

    Without `works` its jobs stay in the queue. What else is named is for `doors`.
    """
    file = folder / "inkstone.db"

    def open_store() -> Store:
        return Store(store_url) if store_url else sqlite_store(file)

    if not store_url:
        await put_tables(file)
    engine = engine or EchoEngine()
    store, blobs, signer = open_store(), MemoryBlobs(), UrlSigner([bytes(32)])
    await store.open()
    behind = doors(
        store,
        blobs,
        signer=signer,
        public_url=PUBLIC_URL,
        allow=allow,
        workshop=workshop,
        **behind_them,
    )
    await behind.open()
    services = _services(
        store, blobs, behind, engine, works=works, capabilities=capabilities, limits=limits
    )
    account, _ = await services.accounts.ensure("local", grant=Amount.parse(grant))
    made = await services.keys.create(account_id=account.id, account="local", name="test")
    app = registry.create(dialect).build(services)
    assert isinstance(app, FastAPI)
    worker = _worker(services, behind, store, engine, open_store)
    working = asyncio.create_task(worker.run()) if works else None
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Platform(
            app=app,
            client=client,
            services=services,
            store=store,
            blobs=blobs,
            account_id=account.id,
            headers={"Authorization": f"Bearer {made.key}"},
            signer=signer,
        )
    worker.drain()
    services.watcher.close()
    if working is not None:
        await working
    await behind.close()
    await store.close()


def _services(
    store: Store,
    blobs: MemoryBlobs,
    behind: Doors,
    engine: EchoEngine,
    *,
    works: bool,
    capabilities: Capabilities | None,
    limits: DialectLimits,
) -> Services:
    watcher, board, metrics, card = Watcher(store=store), ProgressBoard(), Metrics(), rate_card()
    canceler = Canceler(store=store, blobs=blobs)
    router = routed(engine, capabilities)
    return Services(
        submitter=Submitter(
            store=store,
            blobs=blobs,
            references=behind.references,
            rate_card=card,
            catalogue=catalogue(),
            router=router,
            limits=SUBMIT_LIMITS,
            metrics=metrics,
            moderator=behind.moderator,
        ),
        references=behind.references,
        uploads=behind.uploads,
        thumbnails=Thumbnails(blobs=blobs, workshop=behind.workshop),
        retention=behind.retention,
        canceler=canceler,
        webhooks=Webhooks(
            store=store,
            fetcher=behind.fetcher,
            secret_keys=[bytes(32)],
            form_of=lambda name: None,
        ),
        watcher=watcher,
        events=Events(store=store, board=board, watcher=watcher),
        queries=Queries(store=store),
        stars=Stars(store=store),
        keys=Keys(store=store),
        accounts=Accounts(store=store),
        corrections=Corrections(store=store),
        eraser=Eraser(store=store, blobs=blobs, canceler=canceler),
        audit_log=AuditLog(store=store),
        usage_export=UsageExport(store),
        margins=Margins(store),
        verifier=Verifier(
            store=store,
            workshop=behind.workshop,
            anchors="",
            per_minute=1000,
            fetcher=behind.fetcher,
        ),
        verify_is_public=True,
        board=board,
        metrics=metrics,
        catalogue=catalogue(),
        rate_card=card,
        links=Links(own=behind.own_urls),
        signer=behind.signer,
        blobs=blobs,
        router=router,
        engine_report=reported(store, router, engine if works else None),
        capabilities=router.capabilities,
        identity=engine.identity,
        limits=limits,
    )


def _worker(
    services: Services,
    behind: Doors,
    store: Store,
    engine: EchoEngine,
    open_store: Callable[[], Store],
) -> Worker:
    parts: dict[str, Any] = {
        "store": store,
        "blobs": services.blobs,
        "engines": {"echo": engine},
        "board": services.board,
        "metrics": services.metrics,
    }
    executor = Executor(
        router=services.router,
        run_timeout_s=60,
        inputs=behind.inputs,
        keeper=behind.keeper,
        moderator=behind.moderator,
        **parts,
    )
    return Worker(
        executor=executor,
        rerouter=Rerouter(store=store, router=services.router),
        canceler=services.canceler,
        housekeeper=Housekeeper(services.retention),
        limits=WorkerLimits(
            lease=timedelta(seconds=30), drain_s=0.1, num_crashes_max=3, is_exclusive=True
        ),
        open_store=open_store,
        **parts,
    )


def with_limits(**changes: Any) -> DialectLimits:
    """The usual limits, some of them changed."""
    return replace(LIMITS, **changes)
