"""Stars in SQL: an account's own mark on jobs that it wants to find again.

It does not touch a job's state, whoever works on it meanwhile.
"""

from sqlalchemy import func, update

from inkstone.store.tables import jobs
from inkstone.store.unit_of_work import Transaction


def star(tx: Transaction, job_id: str, *, account_id: str) -> None:
    """Give a job of an account a star; one that it has keeps its moment."""
    _set(tx, job_id, account_id, starred_at=func.coalesce(jobs.c.starred_at, tx.now()))


def unstar(tx: Transaction, job_id: str, *, account_id: str) -> None:
    """Take the star from a job of an account, where it has one."""
    _set(tx, job_id, account_id, starred_at=None)


def _set(tx: Transaction, job_id: str, account_id: str, **values: object) -> None:
    query = update(jobs).where(jobs.c.id == job_id, jobs.c.account_id == account_id)
    tx.connection.execute(query.values(**values))
