"""An account's jobs looked through in SQL: by words of their prompts, stars and what else they are.

It does not know how a caller spells a search, nor what a word is.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from inkstone.domain.job import Job, JobStatus
from inkstone.store.job_reads import with_images
from inkstone.store.rows import model_of, prompt_of
from inkstone.store.tables import jobs
from inkstone.store.unit_of_work import Transaction

#: How many jobs one call looks at where it may leave some out: a page is found or given up soon.
NUM_LOOKED_MAX = 20_000
#: Leads a character that LIKE would read as any.
_ESCAPE = "!"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSearch:
    """Which jobs of an account are wanted; what is left out is no condition."""

    account_id: str
    #: Each is somewhere in the prompt, whatever its case.
    words: Sequence[str] = ()
    statuses: Sequence[JobStatus] = ()
    model: str | None = None
    dialect: str | None = None
    key_id: str | None = None
    is_starred: bool | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


def search(
    tx: Transaction,
    wanted: JobSearch,
    *,
    before_id: str | None,
    first_id: str,
    last_id: str,
    limit: int,
    num_looked_max: int = NUM_LOOKED_MAX,
) -> tuple[list[Job], str | None]:
    """Some wanted jobs with their pictures, newest first, and before which id to go on looking.

    Args:
        tx: the transaction.
        wanted: which jobs.
        before_id: only jobs before this one.
        first_id: no wanted job has an id before it.
        last_id: none has one after it.
        limit: how many at the most.
        num_looked_max: how many are looked at; then a page may have too few, even none.
    """
    # These are the columns of the indexes, so looking begins at once and goes backwards.
    known = [jobs.c.account_id == wanted.account_id, jobs.c.id >= first_id, jobs.c.id <= last_id]
    if before_id is not None:
        known.append(jobs.c.id < before_id.partition("\0")[0])
    if wanted.is_starred:
        known.append(jobs.c.starred_at.is_not(None))
    others, last_looked = list(_others(wanted, tx.connection.dialect.name)), None
    if others:
        newest = select(jobs.c.id).where(*known).order_by(jobs.c.id.desc())
        found = tx.connection.execute(newest.offset(num_looked_max - 1).limit(1))
        last_looked = found.scalar_one_or_none()
    if last_looked is not None:
        others.append(jobs.c.id >= last_looked)
    query = select(jobs).where(*known, *others).order_by(jobs.c.id.desc()).limit(limit + 1)
    rows = tx.connection.execute(query).all()
    page = rows[:limit]
    go_on = page[-1].id if len(rows) > limit else last_looked
    return [job for job in with_images(tx, page) if _has(job, wanted.words)], go_on


def _others(wanted: JobSearch, database: str) -> Iterator[ColumnElement[bool]]:
    """The conditions that no index knows."""
    if wanted.statuses:
        yield jobs.c.status.in_(wanted.statuses)
    if wanted.model is not None:
        yield model_of(database) == wanted.model.partition("\0")[0]
    if wanted.dialect is not None:
        yield jobs.c.dialect == wanted.dialect.partition("\0")[0]
    if wanted.key_id is not None:
        yield jobs.c.key_id == wanted.key_id.partition("\0")[0]
    if wanted.is_starred is False:
        yield jobs.c.starred_at.is_(None)
    if wanted.created_from is not None:
        yield jobs.c.created_at >= wanted.created_from
    if wanted.created_to is not None:
        yield jobs.c.created_at < wanted.created_to
    if wanted.words:
        prompt: Any = prompt_of(database)
        # SQLite's LIKE minds no case of ASCII letters, and that of all others.
        like = prompt.ilike if database == "postgresql" else prompt.like
        for word in wanted.words:
            yield or_(*(like(pattern, escape=_ESCAPE) for pattern in _patterns(word)))


def _patterns(word: str) -> list[str]:
    """How a word can stand in a stored request: escaped as a whole where half characters are."""
    written = {json.dumps(word, ensure_ascii=is_ascii)[1:-1] for is_ascii in (False, True)}
    for special in (_ESCAPE, "%", "_"):
        written = {each.replace(special, _ESCAPE + special) for each in written}
    return sorted(f"%{each}%" for each in written)


def _has(job: Job, words: Sequence[str]) -> bool:
    """Whether the words are there for good: in SQL a line break is a backslash and an n."""
    prompt = job.request.prompt.lower()
    return all(word.lower() in prompt for word in words)
