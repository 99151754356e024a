"""Retention: delete what has been kept for as long as it was promised, and what nobody owns.

First the store says that something is deleted, then its bytes go: what a crash leaves in between
is swept up later. It does not know where bytes lie.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from inkstone.blobs.base import BlobStore
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.service.ids import time_of
from inkstone.store import job_reads, retention, rewrites, uploads
from inkstone.store.unit_of_work import Store, Transaction

_LOG = logging.getLogger(__name__)

#: Dealt with in one transaction at the most, so that it stays short.
_BATCH = 200
#: Blobs asked about at once.
_NUM_KEYS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long things are kept."""

    #: Results, by the dialect of their job: as long as their addresses are good.
    results: Mapping[str, timedelta]
    #: What callers wrote: prompts, above all, and what enhancers made of them.
    records: timedelta
    #: What jobs started from.
    inputs: timedelta
    #: Idempotency keys.
    keys: timedelta
    #: How old a blob without an owner must be: a younger one's owner may be on its way.
    orphans: timedelta = timedelta(hours=1)


class Retention:
    """Deletes in time."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: BlobStore,
        lifetimes: Lifetimes,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._lifetimes = lifetimes
        self._now = now

    async def delete_job(self, job_id: str, *, account_id: str) -> None:
        """Delete what a job made, what it started from and what its caller wrote; not its bill.

        Raises:
            NotFound: the account has no such job, or it was deleted before.
            InvalidRequest: it has not ended; cancel it first.
        """

        def take(tx: Transaction) -> None:
            job = job_reads.get(tx, job_id, account_id=account_id, lock=True)
            if job is None or job.deleted_at is not None:
                raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
            if not job.is_terminal:
                raise InvalidRequest(
                    f"The job is {job.status}; cancel it before you delete it.",
                    code="job_under_way",
                )
            retention.take_all(tx, [job.id])

        await self._store.write(take)
        await self._blobs.delete_prefix(f"{job_id}/")

    async def delete_overdue(self) -> int:
        """Delete what is over its time; returns how many things that were."""
        num = 0
        for dialect, lifetime in self._lifetimes.results.items():
            results = partial(
                retention.take_results, dialect=dialect, lifetime=lifetime, limit=_BATCH
            )
            num += await self._all_batches(results)
        num += await self._all_batches(_take_uploads)
        for step, lifetime in (
            (retention.forget, self._lifetimes.records),
            (rewrites.drop_old, self._lifetimes.records),
            (retention.drop_keys, self._lifetimes.keys),
        ):
            num_done = _BATCH
            while num_done == _BATCH:
                num_done = await self._store.write(partial(step, lifetime=lifetime, limit=_BATCH))
                num += num_done
        return num

    async def _all_batches(self, take: Callable[[Transaction], list[str]]) -> int:
        """Take owners out of the store, a batch at a time, and delete their blobs."""
        num, owners = 0, [""] * _BATCH
        while len(owners) == _BATCH:
            owners = await self._store.write(take)
            for owner in owners:
                await self._blobs.delete_prefix(f"{owner}/")
            num += len(owners)
        return num

    async def sweep(self) -> int:
        """Delete the blobs that nobody owns or needs; returns how many there were."""
        num = await self._blobs.tidy(older_than_s=self._lifetimes.orphans.total_seconds())
        batch: list[str] = []
        began_s = time.monotonic()
        async for key in self._blobs.keys():
            batch.append(key)
            if len(batch) == _NUM_KEYS:
                num += await self._sweep(batch)
                batch = []
        num += await self._sweep(batch)
        if num:
            _LOG.info("swept up %d blobs in %.1f s", num, time.monotonic() - began_s)
        return num

    async def _sweep(self, keys: Iterable[str]) -> int:
        old = [key for key in keys if self._is_old(key)]
        if not old:
            return 0
        needed = await self._store.read(lambda tx: _needed(tx, old))
        for key in old:
            if key not in needed:
                await self._blobs.delete(key)
        return sum(key not in needed for key in old)

    def _is_old(self, key: str) -> bool:
        """Whether a blob may be looked at: old enough by the time that its owner's id carries."""
        owner, _, rest = key.partition("/")
        made_at = time_of(owner)
        if made_at is None:
            return False  # not one of ours to judge
        is_input = rest.startswith("inputs/")
        lifetime = self._lifetimes.inputs if is_input else self._lifetimes.orphans
        return made_at + lifetime < self._now()


def _take_uploads(tx: Transaction) -> list[str]:
    ids = uploads.overdue(tx, limit=_BATCH)
    uploads.remove(tx, ids)
    return ids


def _needed(tx: Transaction, keys: list[str]) -> set[str]:
    owners = {key.partition("/")[0] for key in keys}
    # A crash may leave beside an upload what it was copied from.
    brought = uploads.blob_keys(tx, [owner for owner in owners if owner.startswith("upload_")])
    return brought.intersection(keys) | retention.needed(tx, keys, owners)
