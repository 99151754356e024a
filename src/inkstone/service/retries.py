"""Retries: recognise a request that was sent before, by its key or by all signs.

It does not know what the request asks for. The rules are in docs/decisions and the dialects' pages:
a key names one job for a day; without a key only the proof of a retry folds two requests into one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from inkstone.domain.errors import Gone, IdempotencyMismatch
from inkstone.domain.job import Job
from inkstone.service.submission import Submission
from inkstone.store import idempotency, job_reads
from inkstone.store.unit_of_work import Store, Transaction

#: A retry that carries no key but says that it is one attaches to jobs no older than this.
_RETRY_WINDOW = timedelta(minutes=30)
#: After how long a client that hung up is surely noticed, in seconds: from the time that its retry
#: is here, or from the time that its job is and somebody listens.
_NOTICED_S = 0.02


@dataclass(eq=False, slots=True, kw_only=True)
class _Entering:
    """A request without a key that is being taken."""

    is_gone: Callable[[], bool] | None
    #: Its job is there, and its hang-up is known if there was one.
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


class Retries:
    """Finds the job that a request repeats."""

    def __init__(self, *, store: Store, key_lifetime: timedelta, grace: timedelta) -> None:
        self._store = store
        self._key_lifetime = key_lifetime
        self._grace = grace
        #: One for each hang-up that is being written down.
        self._leaving: set[asyncio.Event] = set()
        #: By caller and fingerprint.
        self._entering: dict[tuple[str, str], set[_Entering]] = {}

    @asynccontextmanager
    async def in_turn(self, submission: Submission) -> AsyncIterator[None]:
        """Take a request when it shows of equal ones before it whether their clients are gone.

        A client that gave up while its request was being taken may be back before that is known.
        """
        if submission.idempotency_key is not None:
            yield
            return
        name = (submission.caller.key_id, submission.fingerprint)
        alike = self._entering.setdefault(name, set())
        before, entering = tuple(alike), _Entering(is_gone=submission.is_gone)
        alike.add(entering)

        def end() -> None:
            entering.is_over.set()
            alike.discard(entering)
            if not alike:
                self._entering.pop(name, None)

        try:
            if before:
                await _after_those_left(before)
            yield
        except BaseException:
            end()
            raise
        asyncio.get_running_loop().call_later(_NOTICED_S, end)

    async def find(self, submission: Submission, *, is_judged: bool = False) -> Job | None:
        """The job that a request repeats, as far as that shows before its transaction.

        Args:
            submission: the request.
            is_judged: whether its words are looked at where it is no repetition.

        Raises:
            IdempotencyMismatch: the key belongs to another request.
            Gone: what the request made before has been deleted since.
        """
        is_named = submission.idempotency_key is not None
        if not is_named:
            # A client that hangs up and asks again at once is faster than the note of it.
            for leaving in tuple(self._leaving):
                await leaving.wait()
        if not (submission.references or is_judged or (submission.is_retry and not is_named)):
            return None  # the transaction will find it, at no further cost
        if not is_named:
            return await self._find_retried(submission)
        # What a retry starts from may be gone by now, and nothing need be looked at again.
        job = await self._store.read(lambda tx: self._named(tx, submission)[0], snapshot=False)
        if job is None or not job.is_abandoned:
            return job
        return await self._store.write(lambda tx: self.replay(tx, submission)[0])

    def replay(
        self, tx: Transaction, submission: Submission
    ) -> tuple[Job | None, idempotency.KeyRow | None]:
        """The job that the submission's key names, if it still counts, and the key's row.

        Without a key the job of an equal request whose client hung up a moment ago. Somebody waits
        for that job again, so that it is not left to be cancelled.

        Raises:
            IdempotencyMismatch: the key belongs to another request.
            Gone: what the request made before has been deleted since.
        """
        if submission.idempotency_key is None:
            has_left = idempotency.has_abandoned(tx, **self._left(submission))
            return self._take_left(tx, submission) if has_left else None, None
        job, row = self._named(tx, submission)
        if job is not None and job.is_abandoned and not idempotency.reattach(tx, job.id):
            # It was cancelled, or ended, while we asked.
            job, row = self._named(tx, submission)
        return job, row

    def _named(
        self, tx: Transaction, submission: Submission
    ) -> tuple[Job | None, idempotency.KeyRow | None]:
        row = self._key_row(tx, submission)
        if row is None or row.is_stale or row.is_spent:
            return None, row
        job = job_reads.get(tx, row.job_id)
        assert job is not None, "a key refers to its job"
        if job.deleted_at is not None:
            raise Gone("What this request made before has been deleted since.")
        return job, row

    async def _find_retried(self, submission: Submission) -> Job | None:
        """The job that a request without a key repeats by all signs."""
        # What was hung up comes first: of several equal requests each retry finds another job.
        attached = await self._attach(submission)
        if attached is not None or not submission.is_retry:
            return attached

        def find(tx: Transaction) -> Job | None:
            job_id = idempotency.newest_equal(
                tx,
                key_id=submission.caller.key_id,
                fingerprint=submission.fingerprint,
                within=_RETRY_WINDOW,
            )
            return _kept(tx, job_id)

        def attach(tx: Transaction) -> Job | None:
            found = find(tx)
            if found is not None and found.is_abandoned and not idempotency.reattach(tx, found.id):
                found = find(tx)
            return found

        job = await self._store.read(find, snapshot=False)
        return await self._store.write(attach) if job is not None and job.is_abandoned else job

    def _key_row(self, tx: Transaction, submission: Submission) -> idempotency.KeyRow | None:
        if submission.idempotency_key is None:
            return None
        row = idempotency.find(
            tx,
            account_id=submission.caller.account_id,
            key=submission.idempotency_key,
            lifetime=self._key_lifetime,
        )
        if row is not None and not row.is_stale and row.fingerprint != submission.fingerprint:
            raise IdempotencyMismatch
        return row

    async def _attach(self, submission: Submission) -> Job | None:
        """Take up the job of an equal request whose client hung up a moment ago."""
        left = self._left(submission)
        if not await self._store.read(
            lambda tx: idempotency.has_abandoned(tx, **left), snapshot=False
        ):
            return None
        return await self._store.write(lambda tx: self._take_left(tx, submission))

    def _left(self, submission: Submission) -> dict[str, Any]:
        """What tells the jobs of equal requests whose clients hung up."""
        return {
            "key_id": submission.caller.key_id,
            "fingerprint": submission.fingerprint,
            "grace": self._grace,
        }

    def _take_left(self, tx: Transaction, submission: Submission) -> Job | None:
        return _kept(tx, idempotency.take_abandoned(tx, **self._left(submission)))

    async def abandon(self, job_id: str) -> None:
        """Note that the client of a job hung up, so that its retry finds the job again."""
        leaving = asyncio.Event()
        self._leaving.add(leaving)
        try:
            await self._store.write(lambda tx: idempotency.mark_abandoned(tx, job_id))
        finally:
            self._leaving.discard(leaving)
            leaving.set()


async def _after_those_left(before: Sequence[_Entering]) -> None:
    """Wait until the hang-ups are known of those requests whose clients may be gone."""
    for each in before:
        if each.is_gone is not None:
            each.is_gone()  # it listens from now on
    await asyncio.sleep(_NOTICED_S)
    for each in before:
        if each.is_gone is None or each.is_gone():
            await each.is_over.wait()


def _kept(tx: Transaction, job_id: str | None) -> Job | None:
    """The job, unless what it made has been deleted: then the request is made anew."""
    job = None if job_id is None else job_reads.get(tx, job_id)
    return None if job is None or job.deleted_at is not None else job
