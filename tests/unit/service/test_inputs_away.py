"""Inputs while the database is away: a job that starts from pictures waits, and does not fail."""

import pytest

from inkstone.domain.errors import Unavailable
from unit.service.brought import data_uri, made, png

pytestmark = pytest.mark.anyio


async def test_a_database_that_is_away_while_a_picture_is_looked_up_fails_no_job(desk):
    store, num_refusals = desk.doors.inputs._store, 2

    class Away:
        async def read(self, work, **more):
            nonlocal num_refusals
            if num_refusals:
                num_refusals -= 1
                raise Unavailable("The database does not answer.", code="store_unavailable")
            return await store.read(work, **more)

    desk.doors.inputs._store = Away()
    job = await made(desk, data_uri(png()))

    assert (job.status, job.error) == ("succeeded", None)
    assert num_refusals == 0
