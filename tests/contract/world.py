"""A whole Inkstone without a server, on any database: the parts of it, wired for tests."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import anyio
from sqlalchemy import BigInteger, bindparam, select

from contract.doors import Doors, doors
from inkstone.blobs.memory import MemoryBlobs
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.job import Job
from inkstone.domain.money import Amount
from inkstone.domain.rate_card import RateCard
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines.echo import EchoEngine
from inkstone.service.accounts import Accounts
from inkstone.service.attempt import Attempt
from inkstone.service.cancel import Canceler
from inkstone.service.events import Events
from inkstone.service.execute import Executor
from inkstone.service.keys import Keys
from inkstone.service.metrics import Metrics
from inkstone.service.progress import ProgressBoard
from inkstone.service.query import Queries
from inkstone.service.reroute import Rerouter
from inkstone.service.route import Route, Router
from inkstone.service.submission import Submission
from inkstone.service.submit import SubmitLimits, Submitted, Submitter
from inkstone.service.watch import Watcher
from inkstone.store import claims, job_reads
from inkstone.store.tables import job_events, ledger_entries, postings
from inkstone.store.unit_of_work import Store
from inkstone.worker.housekeeping import Housekeeper
from inkstone.worker.limits import WorkerLimits
from inkstone.worker.loop import Worker

PRICE = 30_000
CARD = RateCard.from_toml(
    {
        "version": [
            {
                "name": "test",
                "effective_on": date(2020, 1, 1),
                "rates": {"native": {"standard": {"price_micros": PRICE}}},
            }
        ]
    }
)
LEASE = timedelta(seconds=10)


class Clock:
    """The time as a test tells it."""

    def __init__(self) -> None:
        self.micros = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000

    def __call__(self) -> Any:
        # Asked when a statement runs, since a store builds its statements once.
        return bindparam("now", callable_=lambda: self.micros, type_=BigInteger(), unique=True)

    def advance(self, seconds: float) -> None:
        self.micros += round(seconds * 1_000_000)


def image_request(prompt: str = "a cat", *, n: int = 1, seed: int = 7, side: int = 64):
    return ImageRequest(
        model="qwen-image-2.0",
        tier=Tier.STANDARD,
        prompt=prompt,
        size=Size(side, side),
        num_images=n,
        seed=seed,
    )


@dataclass
class Parts:
    """Everything that a test may want to hold."""

    store: Store
    blobs: Any
    engine: Any
    engines: Any
    router: Router
    board: ProgressBoard
    metrics: Metrics
    accounts: Accounts
    keys: Keys
    submitter: Submitter
    executor: Executor
    canceler: Canceler
    watcher: Watcher
    events: Events
    queries: Queries
    doors: Doors
    caller: Any = None
    prints: Iterator[int] = None  # type: ignore[assignment]

    async def open_account(self, name: str = "local", *, images: int = 1000) -> Any:
        account, _ = await self.accounts.ensure(name, grant=Amount(PRICE * images))
        key = await self.keys.create(account_id=account.id, account=name, name="test")
        return await self.keys.authenticate(key.key)

    def submission(self, prompt: str = "a cat", *, n: int = 1, **more: Any) -> Submission:
        fields = {
            "caller": self.caller,
            "dialect": "native",
            "request": image_request(prompt, n=n),
            "fingerprint": f"print-{next(self.prints)}",
        }
        return Submission(**(fields | more))

    async def submit(self, prompt: str = "a cat", *, n: int = 1, **more: Any) -> Job:
        return (await self.submitted(prompt, n=n, **more)).job

    async def submitted(self, prompt: str = "a cat", *, n: int = 1, **more: Any) -> Submitted:
        return await self.submitter.submit(self.submission(prompt, n=n, **more))

    async def claim(self, limit: int = 1, *, worker: str = "w1", **more: Any) -> list[Job]:
        fields = {"queues": ["echo"], "limit": limit, "worker_id": worker, "lease": LEASE}
        return await self.store.write(lambda tx: claims.claim(tx, **(fields | more)))

    async def claim_one(self, **more: Any) -> Job:
        (job,) = await self.claim(1, **more)
        return job

    async def job(self, job: Job | str) -> Job:
        job_id = job if isinstance(job, str) else job.id
        found = await self.store.read(lambda tx: job_reads.get(tx, job_id))
        assert found is not None
        return found

    async def run(self, prompt: str = "a cat", *, n: int = 1, **more: Any) -> Job:
        """Submit, claim and execute one job, and return it as it ended."""
        job = await self.submit(prompt, n=n, **more)
        claimed = await self.claim_one()
        assert claimed.id == job.id
        await self.executor.execute(Attempt(claimed))
        return await self.job(job)

    async def balance(self) -> tuple[int, int]:
        """Balance and held, in pictures."""
        found = await self.accounts.balance(self.caller.account_id)
        return found.balance_micros // PRICE, found.held_micros // PRICE

    async def assert_sound(self) -> None:
        assert await self.accounts.check_ledger() == []

    async def entries(self, job: Job) -> dict[str, int]:
        """What the ledger says of a job: micros by kind."""

        def read(tx: Any) -> dict[str, int]:
            rows = tx.connection.execute(
                select(ledger_entries.c.kind, postings.c.amount_micros)
                .join(postings, postings.c.entry_id == ledger_entries.c.id)
                .where(ledger_entries.c.job_id == job.id, postings.c.leg_index == 1)
            )
            return {row.kind: row.amount_micros for row in rows}

        return await self.store.read(read)

    async def history(self, job: Job) -> list[tuple[str, int]]:
        """The changes of state of a job, with the attempt of each."""
        return await self.store.read(
            lambda tx: [
                (row.status, row.attempt)
                for row in tx.connection.execute(
                    select(job_events)
                    .where(job_events.c.job_id == job.id)
                    .order_by(job_events.c.seq)
                )
            ]
        )

    async def blob_keys(self, prefix: str = "") -> list[str]:
        return sorted([key async for key in self.blobs.keys(prefix)])

    def worker(self, *, store: Store | None = None, **limits: Any) -> Worker:
        fields = {"lease": LEASE, "drain_s": 5.0, "num_crashes_max": 3, "is_exclusive": True}
        own = store or self.store
        return Worker(
            store=own,
            blobs=self.blobs,
            engines=self.engines,
            executor=self.executor,
            rerouter=Rerouter(store=own, router=self.router),
            canceler=self.canceler,
            housekeeper=Housekeeper(self.doors.retention),
            board=self.board,
            metrics=self.metrics,
            limits=WorkerLimits(**(fields | limits)),
            open_store=lambda: Store(own.url.render_as_string(False), num_connections=1),
        )

    @asynccontextmanager
    async def working(self, **limits: Any) -> AsyncIterator[Worker]:
        """A worker at work for the length of the block, drained after it."""
        worker = self.worker(**limits)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(worker.run)
            try:
                yield worker
            finally:
                worker.drain()

    async def ended(self, job: Job, *, timeout_s: float = 60) -> Job:
        found = await self.watcher.wait(job, timeout_s=timeout_s)
        assert found.is_terminal, found.status
        return found


def router_of(engines: Any, *, rules: Any = (), costs: Any = None) -> Router:
    """Who is asked for what: every engine, in the order given."""
    routes = [
        Route(
            queue=name,
            capabilities=each.capabilities,
            identity=each.identity,
            costs=(costs or {}).get(name, {}),
            health=lambda each=each: each.health,
        )
        for name, each in engines.items()
    ]
    return Router(routes, order=tuple(engines), rules=rules)


def parts(store: Store, *, engine: Any = None, blobs: Any = None, **more: Any) -> Parts:
    """Wire the parts around a store."""
    engine = EchoEngine() if engine is None else engine
    blobs = MemoryBlobs() if blobs is None else blobs
    board, metrics, watcher = ProgressBoard(), Metrics(), Watcher(store=store)
    behind = doors(store, blobs, **more)
    engines = more.get("engines") or {"echo": engine}
    router = router_of(engines, rules=more.get("rules", ()), costs=more.get("costs"))
    return Parts(
        store=store,
        blobs=blobs,
        engine=engine,
        engines=engines,
        router=router,
        board=board,
        metrics=metrics,
        accounts=Accounts(store=store),
        keys=Keys(store=store),
        submitter=Submitter(
            store=store,
            blobs=blobs,
            references=behind.references,
            rate_card=CARD,
            catalogue=Catalogue(()),
            router=router,
            limits=SubmitLimits(
                queue_ttl=timedelta(hours=1),
                idempotency_ttl=timedelta(hours=24),
                grace=timedelta(seconds=30),
                free_bytes_min=1000,
            ),
            metrics=metrics,
            moderator=behind.moderator,
        ),
        executor=Executor(
            store=store,
            blobs=blobs,
            engines=engines,
            router=router,
            board=board,
            metrics=metrics,
            inputs=behind.inputs,
            keeper=behind.keeper,
            moderator=behind.moderator,
            run_timeout_s=more.get("run_timeout_s", 60.0),
            not_pollable=more.get("not_pollable", ()),
        ),
        canceler=Canceler(store=store, blobs=blobs),
        watcher=watcher,
        events=Events(store=store, board=board, watcher=watcher),
        queries=Queries(store=store),
        doors=behind,
        prints=count(),
    )


async def until(condition: Any, *, timeout_s: float = 60) -> None:
    """Wait until an async condition holds; fail where it does not in time."""
    with anyio.fail_after(timeout_s):
        while not await condition():
            await anyio.sleep(0.005)
