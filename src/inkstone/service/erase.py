"""Erasure of an account: what it wrote and made is deleted for good; its ledger stays.

A crash half way is made good by erasing again. It does not know who may erase.
"""

import asyncio
import time
from functools import partial

from inkstone.blobs.base import BlobStore
from inkstone.domain.accounts import LOCAL, AccountStatus
from inkstone.domain.errors import InvalidRequest, TryLater
from inkstone.service.audit import SERVER
from inkstone.service.cancel import Canceler
from inkstone.service.corrections import act_on, no_account
from inkstone.store import accounts, api_keys, erasure
from inkstone.store.unit_of_work import Store, Transaction

#: Dealt with in one transaction at the most, so that it stays short.
_BATCH = 200


class Eraser:
    """Erases accounts."""

    def __init__(
        self, *, store: Store, blobs: BlobStore, canceler: Canceler, wait_s: float = 20.0
    ) -> None:
        """Describe it; nothing starts.

        Args:
            store: where accounts are.
            blobs: where their pictures are.
            canceler: stops their jobs.
            wait_s: how long jobs under way may take to stop.
        """
        self._store = store
        self._blobs = blobs
        self._canceler = canceler
        self._wait_s = wait_s

    async def erase(self, account_id: str, *, by: str = SERVER) -> int:
        """Erase an account; returns of how many jobs something was left to delete.

        Its keys are refused and its jobs cancelled, then their pictures and inputs, its uploads,
        what was written in requests, webhooks and their secrets, and its name are deleted.

        Raises:
            InvalidRequest: it is the account of this server's owner.
            NotFound: there is no such account.
            TryLater: a job does not stop in time; it is suspended until it is erased again.
        """

        def begin(tx: Transaction) -> str:
            found = accounts.find_account(tx, account_id, lock=True)
            if found is None:
                raise no_account(account_id)
            if found.name == LOCAL:
                raise InvalidRequest("The account of this server's owner is not erased.")
            if found.status is not AccountStatus.ERASED:
                accounts.set_status(tx, found.id, AccountStatus.SUSPENDED)
                api_keys.revoke_all(tx, found.id)
                act_on(by, "account.erase", found.id, {}).note(tx)
            return found.id

        num_jobs, is_finished = 0, False
        while not is_finished:
            its_id = await self._store.write(begin)
            await self._stop_jobs(its_id)
            num_jobs += await self._delete(its_id)
            # Not where it was activated meanwhile, and asked for more.
            is_finished = await self._store.write(partial(erasure.finish, account_id=its_id))
        return num_jobs

    async def _stop_jobs(self, account_id: str) -> None:
        began_s = time.monotonic()
        while ids := await self._store.read(lambda tx: erasure.under_way(tx, account_id)):
            if time.monotonic() - began_s > self._wait_s:
                raise TryLater(
                    f"{len(ids)} jobs of the account have not stopped yet; its keys are refused "
                    "already. Erase it again in a minute.",
                    retry_after_s=60,
                )
            for job_id in ids:
                await self._canceler.cancel(job_id, account_id=account_id)
            await asyncio.sleep(0.05)

    async def _delete(self, account_id: str) -> int:
        num_jobs = 0
        for take in (erasure.take_uploads, erasure.take_jobs):
            owners = [""] * _BATCH
            while len(owners) == _BATCH:
                owners = await self._store.write(
                    lambda tx, take=take: take(tx, account_id, limit=_BATCH)  # type: ignore[misc]
                )
                for owner in owners:
                    await self._blobs.delete_prefix(f"{owner}/")
                num_jobs += len(owners) if take is erasure.take_jobs else 0
        return num_jobs
