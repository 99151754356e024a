"""Reads: one's own, of the asked dialect, within its lifetime."""

from datetime import timedelta

import pytest

from inkstone.domain.errors import NotFound

pytestmark = pytest.mark.anyio


async def test_a_job_is_found_by_its_own_account_and_dialect_only(live):
    job = await live.run()
    own = {"account_id": job.account_id}
    assert await live.queries.job(job.id, **own) == job
    assert await live.queries.job(job.id, **own, dialect="native") == job
    with pytest.raises(NotFound):
        await live.queries.job(job.id, **own, dialect="openai")
    with pytest.raises(NotFound):
        await live.queries.job(job.id, account_id="acct_other")


async def test_a_job_is_not_found_after_its_lifetime(live):
    job = await live.run()
    named = {"account_id": job.account_id}
    assert await live.queries.job(job.id, **named, lifetime=timedelta(hours=1)) == job
    with pytest.raises(NotFound):
        await live.queries.job(job.id, **named, lifetime=timedelta(hours=-1))
