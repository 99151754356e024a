"""Stars: given to jobs and taken back by the account whose jobs they are.

It does not know what stars are for.
"""

from inkstone.domain.errors import NotFound
from inkstone.domain.job import Job
from inkstone.store import job_reads, stars
from inkstone.store.unit_of_work import Store, Transaction


class Stars:
    """Gives and takes stars."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def put(self, job_id: str, *, account_id: str, is_starred: bool) -> Job:
        """Give a job a star, or take it; the job as it then is, where it was so before too.

        Raises:
            NotFound: the account has no such job.
        """
        change = stars.star if is_starred else stars.unstar

        def put(tx: Transaction) -> Job | None:
            change(tx, job_id, account_id=account_id)
            return job_reads.get(tx, job_id, account_id=account_id)

        job = None if "\0" in job_id else await self._store.write(put)
        if job is None:
            raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
        return job
