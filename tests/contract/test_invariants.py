"""Whatever happens in whatever order: money adds up, and what has ended stays as it ended.

Random schedules over the services' own operations, seeded, on both databases; after every step
the whole ledger is re-added and every job is looked at.
"""

import asyncio
import random
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from contract.world import PRICE, Parts
from inkstone.domain.errors import EngineFailure, InkstoneError, InsufficientFunds
from inkstone.domain.job import Job, JobImage, JobStatus, can_become
from inkstone.domain.money import Amount
from inkstone.service.attempt import Attempt, StopReason
from inkstone.store import job_reads, ledger_check
from inkstone.store.account_tables import accounts
from inkstone.store.tables import job_events, jobs, ledger_entries, postings
from inkstone.worker.reclaim import reclaim

pytestmark = pytest.mark.anyio


class Schedule:
    """One random history: what is known of it, and the operations that go on with it."""

    def __init__(self, world: Parts, clock, seed: int) -> None:
        self.world, self.clock = world, clock
        self.random = random.Random(seed)
        self.callers: list = []
        self.held: list[Job] = []
        self.ended: dict[str, Job] = {}
        self.attempts: dict[str, int] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.asked: set[str] = set()

    async def submit(self) -> None:
        caller = self.random.choice(self.callers)
        key = self.random.choice([None, None, "k1", "k2", "k3"])
        n = self.random.randint(1, 4)
        try:
            done = await self.world.submitted(
                n=n,
                caller=caller,
                idempotency_key=key,
                fingerprint=f"{key or ''}{caller.key_id}"[:60],
                is_retry=key is None and self.random.random() < 0.2,
                priority=self.random.randint(-10, 10),
                wait_max=timedelta(seconds=self.random.choice([5, 60, 3600])),
            )
        except InsufficientFunds:
            return
        if key is not None:
            before = self.keys.get((caller.account_id, key))
            if done.is_replay:
                assert done.job.id == before, "a replay is the key's own job"
            self.keys[caller.account_id, key] = done.job.id

    async def abandon(self) -> None:
        if self.held:
            await self.world.submitter.abandon(self.random.choice(self.held).id)

    async def claim(self) -> None:
        suspects = self.random.random() < 0.3
        self.held += await self.world.claim(
            self.random.randint(1, 3), worker=self.random.choice("ab"), suspects=suspects
        )

    async def finish(self) -> None:
        """Settle with k of n pictures, fail, or hand back; late attempts too."""
        if not self.held:
            return
        job = self.held.pop(self.random.randrange(len(self.held)))
        attempt = Attempt(job)
        for index in range(self.random.randint(0, job.request.num_images)):
            blob = await self.world.blobs.put(f"{job.id}/{job.attempt}/{index}.png", b"x")
            attempt.images.append(
                JobImage(
                    image_index=index,
                    blob_key=blob.key,
                    sha256=blob.sha256,
                    size_bytes=1,
                    media_type="image/png",
                    width_px=64,
                    height_px=64,
                    seed=index,
                )
            )
        attempt.reason = self.random.choice(
            [None, None, None, StopReason.DRAINED, StopReason.LOST]
            + [StopReason.CANCELED] * (job.id in self.asked)
        )
        failure = self.random.choice([None, EngineFailure("no")])
        await self.world.executor.finish(attempt, failure)
        if attempt.reason is StopReason.LOST and self.random.random() < 0.5:
            self.held.append(job)

    async def cancel(self) -> None:
        ids = await self.world.store.read(
            lambda tx: list(tx.connection.execute(select(jobs.c.id, jobs.c.account_id)))
        )
        if ids:
            job_id, account_id = self.random.choice(ids)
            self.asked.add(job_id)
            await self.world.canceler.cancel(job_id, account_id=account_id)

    async def wait(self) -> None:
        self.clock.advance(self.random.choice([1, 4, 11, 70]))

    async def reclaim(self) -> None:
        await reclaim(
            store=self.world.store,
            blobs=self.world.blobs,
            num_crashes_max=2,
            ignore_leases=self.random.random() < 0.2,
        )

    async def expire(self) -> None:
        await self.world.canceler.expire_overdue()

    async def grant(self) -> None:
        account_id = self.random.choice(self.callers).account_id
        await self.world.accounts.grant(account_id, Amount(PRICE), reason="test")

    async def two_at_once(self) -> None:
        await asyncio.gather(self.step(), self.step())

    async def step(self) -> None:
        steps = [self.submit] * 5 + [self.claim] * 3 + [self.finish] * 4 + [self.cancel] * 2
        steps += [self.wait, self.reclaim, self.expire, self.grant, self.abandon]
        await self.random.choice(steps)()

    async def check(self) -> None:
        found, entries, events, held, faults = await self.world.store.read(_everything)
        assert faults == []
        for account_id, held_micros in held.items():
            quotes = [j.quoted.micros for j in found if j.account_id == account_id]
            opened = [
                j.quoted.micros for j in found if j.account_id == account_id and not j.is_terminal
            ]
            assert held_micros == sum(opened) <= sum(quotes)
        for job in found:
            self._check_job(job, entries[job.id], events[job.id])
        await self._check_blobs(found)

    def _check_job(self, job: Job, entered: dict[str, int], steps: list) -> None:
        assert entered.pop("hold") == job.quoted.micros
        assert job.attempt >= self.attempts.get(job.id, 0), "attempts only grow"
        self.attempts[job.id] = job.attempt
        statuses = [JobStatus(status) for status, _ in steps]
        assert statuses[0] == "queued"
        assert statuses[-1] == job.status
        assert all(can_become(a, b) for a, b in pairwise(statuses))
        claims = [attempt for status, attempt in steps if status == "running"]
        assert claims == list(range(1, job.attempt + 1)), "each claim counts one"
        if not job.is_terminal:
            assert entered == {}
            assert job.charged is None
            return
        assert sum(entered.values()) == job.quoted.micros, "captured + released = held"
        captured = entered.get("capture", 0)
        assert captured == PRICE * len(job.images) <= job.quoted.micros
        assert job.charged == Amount(captured)
        assert job.status != "canceled" or job.id in self.asked
        assert (job.status == "succeeded") == (bool(job.images) and job.status != "canceled")
        assert self.ended.setdefault(job.id, job) == job, "what has ended does not change"

    async def _check_blobs(self, found: list[Job]) -> None:
        kept = set(await self.world.blob_keys())
        wanted = {image.blob_key for job in found for image in job.images}
        assert wanted <= kept, "a picture that was charged is there"
        assert not {key.split("/")[0] for key in kept - wanted} - {j.id for j in self.held}


def _everything(tx):
    ids = list(tx.connection.execute(select(jobs.c.id)).scalars())
    found = [job_reads.get(tx, job_id) for job_id in ids]
    entries = {job_id: {} for job_id in ids}
    for job_id, kind, micros in tx.connection.execute(
        select(ledger_entries.c.job_id, ledger_entries.c.kind, postings.c.amount_micros)
        .join(postings, postings.c.entry_id == ledger_entries.c.id)
        .where(postings.c.leg_index == 1, ledger_entries.c.job_id.is_not(None))
    ):
        assert kind not in entries[job_id]
        entries[job_id][kind] = micros
    events = {job_id: [] for job_id in ids}
    for row in tx.connection.execute(select(job_events).order_by(job_events.c.seq)):
        events[row.job_id].append((row.status, row.attempt))
    held = dict(list(tx.connection.execute(select(accounts.c.id, accounts.c.held_micros))))
    return found, entries, events, held, ledger_check.discrepancies(tx)


async def run_schedule(world: Parts, clock, *, seed: int, num_steps: int, at_once: bool) -> None:
    schedule = Schedule(world, clock, seed)
    schedule.callers = [world.caller, await world.open_account("other", images=12)]
    for _ in range(num_steps):
        try:
            await (schedule.two_at_once() if at_once else schedule.step())
        except InkstoneError as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        await schedule.check()
    for job in schedule.held:
        await world.executor.finish(Attempt(job), EngineFailure("the end"))
    clock.advance(100_000)
    await schedule.reclaim()
    await schedule.expire()
    schedule.held.clear()
    await schedule.check()


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))]
)
async def test_money_adds_up_after_every_step(world: Parts, clock, seed):
    await run_schedule(world, clock, seed=seed, num_steps=50, at_once=False)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
async def test_money_adds_up_however_the_steps_overlap(world: Parts, clock, seed):
    await run_schedule(world, clock, seed=seed, num_steps=80, at_once=True)
