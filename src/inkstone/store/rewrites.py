"""SQL for what enhancers made of prompts: kept by account and key, so that the first one counts.

It does not know what goes into a key, nor who rewrites.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Executable, and_, bindparam, delete, or_, select
from sqlalchemy.dialects import sqlite

from inkstone.domain.rewrite import Rewrite
from inkstone.store.jobs import micros
from inkstone.store.tables import jobs, prompt_rewrites
from inkstone.store.unit_of_work import Transaction


def get(tx: Transaction, *, account_id: str, key: str) -> Rewrite | None:
    """What was made of a prompt, if anything was."""
    row = tx.run("get_rewrite", _get, {"its_account": account_id, "its_key": key}).one_or_none()
    return None if row is None else Rewrite(prompt=row.prompt, ratio=row.wh_ratio or "")


def _get() -> Executable:
    return select(prompt_rewrites.c.prompt, prompt_rewrites.c.wh_ratio).where(
        prompt_rewrites.c.account_id == bindparam("its_account"),
        prompt_rewrites.c.key == bindparam("its_key"),
    )


def put(tx: Transaction, *, account_id: str, key: str, rewrite: Rewrite) -> Rewrite:
    """Keep what was made of a prompt, unless something is kept already; what is kept then."""
    tx.run(
        "put_rewrite",
        lambda: _put(tx),
        {
            "account_id": account_id,
            "key": key,
            "prompt": rewrite.prompt,
            "wh_ratio": rewrite.ratio or None,
        },
    )
    kept = get(tx, account_id=account_id, key=key)
    assert kept is not None, "it was written, or was there"
    return kept


def _put(tx: Transaction) -> Executable:
    if tx.connection.dialect.name == "sqlite":
        first = sqlite.insert(prompt_rewrites).values(created_at=tx.now())
        return first.on_conflict_do_nothing()
    # It is of no use to SQLite, and takes its time to load.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    also = postgresql.insert(prompt_rewrites).values(created_at=tx.now())
    return also.on_conflict_do_nothing()


def drop_old(tx: Transaction, *, lifetime: timedelta, limit: int) -> int:
    """Forget some that have been kept for as long as they may."""
    old = select(prompt_rewrites.c.account_id, prompt_rewrites.c.key).where(
        prompt_rewrites.c.created_at <= tx.now() - micros(lifetime)
    )
    rows = tx.connection.execute(old.limit(limit)).all()
    if rows:
        same = [
            and_(prompt_rewrites.c.account_id == account, prompt_rewrites.c.key == key)
            for account, key in rows
        ]
        tx.connection.execute(delete(prompt_rewrites).where(or_(*same)))
    return len(rows)


def drop_of_jobs(tx: Transaction, job_ids: Sequence[str]) -> None:
    """Forget the rewritten prompts of some jobs of one account, which deletes them."""
    if not job_ids:
        return
    of_these = jobs.c.id.in_(job_ids), jobs.c.rewrite.is_not(None)
    tx.connection.execute(
        delete(prompt_rewrites).where(
            prompt_rewrites.c.account_id.in_(select(jobs.c.account_id).where(*of_these)),
            prompt_rewrites.c.prompt.in_(select(jobs.c.rewrite).where(*of_these)),
        )
    )


def forget_account(tx: Transaction, account_id: str) -> None:
    """Forget all that was made of an account's prompts."""
    its = prompt_rewrites.c.account_id == account_id
    tx.connection.execute(delete(prompt_rewrites).where(its))
