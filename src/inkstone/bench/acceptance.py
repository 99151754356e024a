"""The acceptance run: real servers and workers, badly behaved callers, faults all the while.

After it everything must have ended, once, and the money must re-add. It knows no SQL and no HTTP;
what is asked, what breaks and what must hold are its siblings'.
"""

import asyncio
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkstone.bench import acceptance_books, acceptance_checks, acceptance_scenario
from inkstone.bench.acceptance_callers import Callers, Told
from inkstone.bench.acceptance_checks import Findings
from inkstone.bench.acceptance_cluster import Cluster
from inkstone.bench.acceptance_faults import Faults
from inkstone.bench.acceptance_fleet import Fleet
from inkstone.bench.acceptance_receiver import Receiver
from inkstone.domain.errors import InvalidRequest, ServerFault, Unavailable
from inkstone.store.unit_of_work import Store

_NUM_ACCOUNTS = 3
_CRASHES_MAX = 3
#: Short times, so that what takes a day elsewhere happens here.
_SETTINGS: dict[str, str | int | float] = {
    # One for all runs, and never a real server's: its database refuses to be measured.
    "secret_key": "be" * 32,
    "lease_s": 1,
    "crashes_max": _CRASHES_MAX,
    "retry_grace_s": 5,
    "openai_sync_wait_s": 8,
    "aimlapi_sync_wait_s": 8,
    "dashscope_sync_wait_s": 8,
    "wavespeed_sync_wait_s": 8,
    "webhook_retry_s": 0.2,
    "webhook_timeout_s": 2,
    "fetch_allow": "127.0.0.1",
    "free_bytes_min": 0,
    "log_format": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a run is, and how rough."""

    num_jobs: int
    seed: int
    #: Callers at once.
    num_clients: int = 24
    num_servers: int = 2
    num_workers: int = 4
    #: Seconds between two faults, on average. A single process must have time to run what it had
    #: in hand at a kill, one job after the other.
    pause_s: float = 10.0
    #: When everything must have ended, in seconds from the start.
    deadline_s: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured, and what does not agree."""

    figures: dict[str, Any]
    violations: Sequence[str]


async def run(
    plan: Plan,
    *,
    folder: Path | None = None,
    database_url: str = "",
    owns_postgresql: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Run it, and check.

    Args:
        plan: how large.
        folder: where data and logs are left; None for one that is removed.
        database_url: of an empty PostgreSQL database, which is not restarted.
        owns_postgresql: whether to make a PostgreSQL cluster and restart that; where there is
            neither this nor a URL, it is SQLite.
        on_progress: told how many intents are done.

    Raises:
        ServerFault: not everything ended in time.
        InvalidRequest: the database has jobs already.
        Unavailable: there is no PostgreSQL to make a cluster of.
    """
    with ExitStack() as stack:
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="inkstone-acceptance-")
            folder = Path(stack.enter_context(made))
        cluster = None
        if owns_postgresql:
            cluster = Cluster()
            stack.callback(cluster.remove)
            await asyncio.to_thread(cluster.start)
            database_url = cluster.url
        fleet = Fleet(
            folder,
            database_url=database_url,
            num_servers=plan.num_servers,
            num_workers=plan.num_workers,
        )
        fleet.configure({**_SETTINGS, **({"database_url": database_url} if database_url else {})})
        restart = cluster.restart if cluster else None
        faults = Faults(fleet, seed=plan.seed, pause_s=plan.pause_s, restart_database=restart)
        store = Store(database_url or fleet.data_dir / "inkstone.db", num_connections=2)
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None, "a coroutine runs in a task"
        # Who ends us must not leave a fleet behind.
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            return await _run(plan, fleet, store, faults, on_progress)
        finally:
            loop.remove_signal_handler(signal.SIGTERM)
            await fleet.kill()
            await store.close()


async def _run(
    plan: Plan,
    fleet: Fleet,
    store: Store,
    faults: Faults,
    on_progress: Callable[[int], None],
) -> Outcome:
    receiver = Receiver(plan.seed)
    try:
        async with asyncio.timeout(plan.deadline_s):
            await _open(fleet, store, receiver)
            began_s = time.monotonic()
            told = await _storm(plan, fleet, faults, receiver, on_progress)
            took_s = time.monotonic() - began_s
            receiver.is_polite = True
            await _all_ended(store)
            wrong = await fleet.stop()
    except TimeoutError as error:
        left = await acceptance_books.still_open(store)
        raise ServerFault(f"Not all ended within {plan.deadline_s:g} s: {left}.") from error
    finally:
        await receiver.close()
    found = Findings(
        books=await acceptance_books.read(store, fleet.data_dir / "blobs"),
        told=told,
        crashes_max=_CRASHES_MAX,
        num_faults=faults.counts.total(),
        said=receiver.said,
        taken=receiver.taken,
    )
    wrong += acceptance_checks.violations(found)
    wrong += (await fleet.command("accounts", "check"))["discrepancies"]
    for member in fleet.members:
        wrong += member.deaths + member.faults()
    return Outcome(figures=_figures(plan, found, faults, fleet, took_s), violations=wrong)


async def _open(fleet: Fleet, store: Store, receiver: Receiver) -> None:
    await fleet.start()
    await receiver.open()
    if not await acceptance_books.is_empty(store):
        raise InvalidRequest("This database has jobs already; the run needs one of its own.")


async def _storm(
    plan: Plan,
    fleet: Fleet,
    faults: Faults,
    receiver: Receiver,
    on_progress: Callable[[int], None],
) -> list[Told]:
    """Ask for everything while everything breaks; what the callers were told."""
    keys = [await _new_key(fleet, f"acceptance {index}") for index in range(_NUM_ACCOUNTS)]
    callers = Callers(
        ports=[server.port for server in fleet.servers if server.port],
        keys=keys,
        hook_url=receiver.url,
        seed=plan.seed,
    )
    intents = iter(
        acceptance_scenario.plan(seed=plan.seed, num_jobs=plan.num_jobs, num_accounts=_NUM_ACCOUNTS)
    )
    told: list[Told] = []

    async def ask() -> None:
        for intent in intents:
            told.append(await callers.live(intent))
            on_progress(len(told))

    over = asyncio.Event()
    breaking = asyncio.create_task(faults.run(over))
    asking = asyncio.gather(*(ask() for _ in range(plan.num_clients)))
    both: set[asyncio.Future[Any]] = {asking, breaking}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        over.set()
        asking.cancel()
        # Nobody may be started again once all are stopped.
        await asyncio.wait({breaking})
    await breaking
    await asking
    return told


async def _new_key(fleet: Fleet, account: str) -> str:
    args = ("keys", "create", "acceptance", "--account", account, "--grant", "100000")
    return str((await fleet.command(*args))["key"])


async def _all_ended(store: Store) -> None:
    """Wait until every job has ended and every delivery was taken or given up."""
    while True:
        with suppress(Unavailable):
            left = await acceptance_books.still_open(store)
            if not left.num_jobs and not left.num_deliveries:
                return
        await asyncio.sleep(0.2)


def _figures(
    plan: Plan, found: Findings, faults: Faults, fleet: Fleet, took_s: float
) -> dict[str, Any]:
    books, told = found.books, found.told
    kinds = Counter(entry.kind for entry in books.ledger_entries if entry.job_id is not None)
    statuses = Counter(job.status for job in books.jobs)
    known = {job_id for each in told for job_id in each.job_ids}
    deliveries = Counter(delivery.status for delivery in books.webhook_deliveries)
    return {
        "database": "PostgreSQL" if fleet.workers else "SQLite",
        "seed": plan.seed,
        "servers": len(fleet.servers),
        "workers": len(fleet.workers) or 1,
        "intents": len(told),
        "jobs": len(books.jobs),
        "jobs_told_of": len(known),
        "took_s": round(took_s, 1),
        "jobs_per_s": round(len(books.jobs) / took_s, 1),
        **{f"jobs_{status}": num for status, num in sorted(statuses.items())},
        "pictures": len(books.job_images),
        "holds": kinds["hold"],
        "captures": kinds["capture"],
        "releases": kinds["release"],
        "attempts_max": max((job.attempt for job in books.jobs), default=0),
        "jobs_begun_again": sum(job.attempt > 1 for job in books.jobs),
        "crashes_charged": sum(job.num_crashes for job in books.jobs),
        "requests_repeated": sum(each.num_sends - 1 for each in told),
        "requests_cut_off": sum(each.num_cut for each in told),
        "cancels": sum("a cancel was asked for" in each.may_be_canceled for each in told),
        "orphans_swept": books.num_swept,
        **{f"deliveries_{status}": num for status, num in sorted(deliveries.items())},
        "workers_killed": faults.counts["workers_killed"],
        "servers_killed": faults.counts["servers_killed"],
        "frozen": faults.counts["frozen"],
        "database_restarts": faults.counts["database_restarts"],
        "starts_that_failed": sum(member.num_failed_starts for member in fleet.members),
    }
