"""The job benchmark: how soon a job starts, and how many a second get through.

The echo engine draws. Everything is on: holds, captures, postings, what limits are held against,
events, blobs synced to disk, `synchronous=FULL`. It goes through the service, not through HTTP.
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any

from inkstone.bench.results import percentile
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import ServerFault
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.money import Amount
from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.service.ids import new_id
from inkstone.service.submission import Submission
from inkstone.wiring import Parts


async def run(
    parts: Parts,
    *,
    num_jobs: int,
    num_clients: int,
    on_progress: Callable[[int], None],
) -> dict[str, Any]:
    """Measure, and check that the ledger re-adds afterwards.

    Args:
        parts: a running Inkstone with the echo engine.
        num_jobs: how many jobs, after a tenth of that to warm up and a tenth one at a time.
        num_clients: how many clients wait for their jobs at once in the throughput part.
        on_progress: told how many jobs are done.
    """
    name = new_id("bench")
    account, _ = await parts.services.accounts.ensure(name, grant=Amount.parse("1000000"))
    made = await parts.services.keys.create(account_id=account.id, account=name, name="bench")
    caller = Caller(account_id=account.id, account_name=name, key_id=made.key_id)
    done = itertools.count(1)

    async def one() -> Job:
        job = await _job(parts, caller)
        on_progress(next(done))
        return job

    for _ in range(max(8, num_jobs // 10)):
        await one()
    alone = [await one() for _ in range(max(20, num_jobs // 10))]
    remaining = itertools.count()
    crowded: list[Job] = []

    async def client() -> None:
        while next(remaining) < num_jobs:
            crowded.append(await one())

    began_s = time.monotonic()
    await asyncio.gather(*(client() for _ in range(num_clients)))
    took_s = time.monotonic() - began_s
    wrong = await parts.services.accounts.check_ledger()
    if wrong:
        raise ServerFault(f"The ledger does not re-add: {wrong[0]}")
    starts_ms = [_start_ms(job) for job in alone]
    crowded_ms = [_start_ms(job) for job in crowded]
    return {
        "database": "SQLite" if parts.settings.is_embedded else "PostgreSQL",
        "num_jobs": num_jobs,
        "num_clients": num_clients,
        "jobs_per_s": round(num_jobs / took_s, 1),
        "submit_to_start_ms_p50": round(percentile(starts_ms, 0.5), 2),
        "submit_to_start_ms_p99": round(percentile(starts_ms, 0.99), 2),
        "crowded_submit_to_start_ms_p50": round(percentile(crowded_ms, 0.5), 2),
        "ledger": "re-adds",
    }


async def _job(parts: Parts, caller: Caller) -> Job:
    request = ImageRequest(
        model="echo", tier=Tier.STANDARD, prompt="bench", size=Size(512, 512), seed=1
    )
    key = new_id("bench")
    submitted = await parts.services.submitter.submit(
        Submission(
            caller=caller,
            dialect="native",
            request=request,
            fingerprint=key,
            idempotency_key=key,
        )
    )
    job = await parts.services.watcher.wait(submitted.job, timeout_s=60)
    if job.status is not JobStatus.SUCCEEDED:
        raise ServerFault(f"A benchmark job ended {job.status}.")
    return job


def _start_ms(job: Job) -> float:
    assert job.started_at is not None, "a job that succeeded has started"
    return (job.started_at - job.created_at).total_seconds() * 1000
