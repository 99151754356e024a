"""Rows to values: what an earlier release wrote is still read."""

import pytest
from sqlalchemy import update

from inkstone.domain.job import JobError, JobStatus
from inkstone.service.settle import Outcome, settle
from inkstone.store.tables import jobs

pytestmark = pytest.mark.anyio


async def failed(world, error):
    job = await world.submit()
    await world.store.write(
        lambda tx: settle(tx, job, Outcome(status=JobStatus.CANCELED, error=error))
    )
    return job


async def test_an_error_names_the_field_that_is_to_blame(world):
    error = JobError(code="url_refused", message="No.", is_callers=True, param="image[1]")
    assert (await world.job(await failed(world, error))).error == error


async def test_an_error_from_before_fields_were_named_is_read(world):
    job = await failed(world, JobError(code="c", message="m"))
    old = {"code": "c", "message": "m", "retryable": True, "is_callers": True}
    await world.store.write(
        lambda tx: tx.connection.execute(update(jobs).where(jobs.c.id == job.id).values(error=old))
    )
    error = (await world.job(job)).error
    assert error == JobError(code="c", message="m", retryable=True, is_callers=True)
    assert error.param is None
