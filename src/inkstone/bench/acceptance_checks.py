"""The checks of the acceptance run: what must hold after whatever has happened.

Each takes what is written and what callers were told, and says what does not agree. They do no I/O.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from inkstone.bench.acceptance_books import Books, Row
from inkstone.bench.acceptance_callers import Told

#: No form tells less often before it gives up.
_TRIES_MIN = 5
_SPENT = frozenset({"failed", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the checks are given."""

    books: Books
    told: Sequence[Told]
    #: How often a job may take its worker down.
    crashes_max: int
    #: How often somebody was killed, frozen, or lost the database.
    num_faults: int
    #: By delivery, the digests of what its receiver was told.
    said: Mapping[str, set[str]]
    #: The deliveries that their receiver took.
    taken: set[str]

    def jobs_of(self) -> dict[int, list[Row]]:
        """The jobs by the intent that they are of, oldest first."""
        found = defaultdict(list)
        for job in sorted(self.books.jobs, key=lambda job: job.id):
            found[intent_of(job)].append(job)
        return found


def intent_of(job: Row) -> int:
    """Which intent a job is of, as its prompt says."""
    return int(job.request["prompt"].split()[1].rstrip("."))


def violations(found: Findings) -> list[str]:
    """Everything that does not agree; an empty list is a clean bill."""
    checks = (_money, _holds, _charges, _ends, _intents, _attempts, _blobs, _webhooks, _said)
    return [fault for check in checks for fault in check(found)]


def of_books(found: Findings) -> list[str]:
    """What does not agree in the books alone, whatever was asked for."""
    checks = (_money, _holds, _charges, _attempts, _blobs)
    return [fault for check in checks for fault in check(found)]


def _money(found: Findings) -> Iterator[str]:
    """Postings sum to zero, each entry's and all; accounts hold nothing and have what is left."""
    sums: Counter[str] = Counter()
    by_account: Counter[str] = Counter()
    for posting in found.books.postings:
        sums[posting.entry_id] += posting.amount_micros
        by_account[posting.ledger_account] += posting.amount_micros
    yield from (f"entry {entry} is off by {total}" for entry, total in sums.items() if total)
    if by_account.total():
        yield f"all postings sum to {by_account.total()}"
    for account in found.books.accounts:
        available = by_account[f"{account.id}:available"]
        if (account.balance_micros, account.held_micros) != (available, 0):
            yield (
                f"account {account.name} says {account.balance_micros} with "
                f"{account.held_micros} held; its postings say {available}"
            )


def _holds(found: Findings) -> Iterator[str]:
    """Each job has one hold, and one resolution: a capture, a release, or one of each."""
    entries: defaultdict[str, dict[str, str]] = defaultdict(dict)
    amounts = {
        posting.entry_id: posting.amount_micros
        for posting in found.books.postings
        if posting.leg_index == 1
    }
    for entry in found.books.ledger_entries:
        if entry.job_id is None:
            continue
        if entry.kind in entries[entry.job_id]:
            yield f"job {entry.job_id} has two entries of the kind {entry.kind}"
        entries[entry.job_id][entry.kind] = entry.id
    for job in found.books.jobs:
        kinds = entries.pop(job.id, {})
        moved = {kind: amounts[entry] for kind, entry in kinds.items()}
        if moved.pop("hold", None) != job.quoted_micros:
            yield f"job {job.id} has no hold of its quote"
        if not moved or not moved.keys() <= {"capture", "release"}:
            yield f"job {job.id} is resolved by {sorted(moved) or 'nothing'}"
        if sum(moved.values()) != job.quoted_micros:
            yield f"job {job.id} held {job.quoted_micros} and resolved {moved}"
        if moved.get("capture", 0) != (job.charged_micros or 0):
            yield f"job {job.id} says it charged {job.charged_micros}, and captured {moved}"
    yield from (f"there are entries of {job_id}, which is no job" for job_id in entries)


def _charges(found: Findings) -> Iterator[str]:
    """What was charged is the price of what was made, and what was made is what was asked for."""
    made = Counter(image.job_id for image in found.books.job_images)
    intents = {told.intent.index: told.intent for told in found.told}
    for job in found.books.jobs:
        num_images, intent = made[job.id], intents.get(intent_of(job))
        price = job.per_image_micros * num_images
        price += getattr(job, "extra_micros", 0) if num_images else 0
        if job.charged_micros != price:
            yield f"job {job.id} charged {job.charged_micros} for {num_images} pictures"
        if intent and job.status == "succeeded" and num_images != intent.num_expected:
            yield f"job {job.id} made {num_images} pictures, not {intent.num_expected}"
        if job.status in {"failed", "expired"} and num_images:
            yield f"job {job.id} is {job.status}, with {num_images} pictures"


def _ends(found: Findings) -> Iterator[str]:
    """Every job reached an end, and one that its caller has a reason to expect."""
    told = {each.intent.index: each for each in found.told}
    for job in found.books.jobs:
        its = told.get(intent_of(job))
        if its is None:
            continue  # another check says so
        code = (job.error or {}).get("code")
        if job.status in {"queued", "running"}:
            yield f"job {job.id} is {job.status}"
        elif job.status == "canceled" and not its.may_be_canceled:
            yield f"job {job.id} is canceled, and nobody had asked for that"
        elif job.status == "expired":
            yield f"job {job.id} is expired, long before its time"
        elif job.status == "failed" and its.intent.fail_after != 0:
            if code != "worker_lost" or job.num_crashes + 1 < found.crashes_max:
                yield f"job {job.id} failed with {code} after {job.num_crashes} crashes"
        elif job.status == "failed" and code not in {"engine_failure", "worker_lost"}:
            yield f"job {job.id} was told to fail, and did so with {code}"


def _intents(found: Findings) -> Iterator[str]:
    """A key names one job that counts; nobody was told of a job that is not theirs."""
    jobs_of = found.jobs_of()
    for told in found.told:
        intent, jobs = told.intent, jobs_of.pop(told.intent.index, [])
        yield from (f"intent {intent.index}: {fault}" for fault in told.faults)
        ids = {job.id for job in jobs}
        if not told.job_ids <= ids:
            yield f"intent {intent.index} was told of {told.job_ids - ids}, which are not its jobs"
        if told.status is not None and not jobs:
            yield f"intent {intent.index} was answered with {told.status}, and has no job"
        if len(jobs) > told.num_sends:
            yield f"intent {intent.index} was sent {told.num_sends} times and has {len(jobs)} jobs"
        if intent.has_key:
            for job in jobs[:-1]:
                if job.status not in _SPENT and not (
                    job.status == "canceled" and told.may_be_canceled
                ):
                    yield f"intent {intent.index} has a key, and a job beside {job.id}"
        for job in jobs:
            if told.ends.get(job.id, job.status) != job.status:
                yield f"job {job.id} was told to be {told.ends[job.id]}, and is {job.status}"
    yield from (f"there are jobs of intent {index}, which is none" for index in jobs_of)


def _attempts(found: Findings) -> Iterator[str]:
    """Attempts are numbered one by one, and each further one has a fault behind it."""
    begun: defaultdict[str, list[int]] = defaultdict(list)
    ends: Counter[str] = Counter()
    for event in sorted(found.books.job_events, key=lambda event: event.seq):
        if event.status == "running":
            begun[event.job_id].append(event.attempt)
        elif event.status != "queued":
            ends[event.job_id] += 1
    for job in found.books.jobs:
        if begun[job.id] != list(range(1, job.attempt + 1)):
            yield f"job {job.id} had {job.attempt} attempts, its events say {begun[job.id]}"
        if ends[job.id] != 1:
            yield f"job {job.id} ended {ends[job.id]} times"
        if job.num_crashes >= found.crashes_max:
            yield f"job {job.id} took {job.num_crashes} workers down and went on"
        if job.attempt - 1 > found.num_faults:
            yield f"job {job.id} had {job.attempt} attempts after {found.num_faults} faults"


def _blobs(found: Findings) -> Iterator[str]:
    """No picture without its bytes, no bytes without an owner."""
    books, left = found.books, dict(found.books.blobs)
    for image in books.job_images:
        digest = left.pop(image.blob_key, None)
        if digest != image.sha256:
            what = "no blob" if digest is None else "another blob"
            yield f"picture {image.image_index} of {image.job_id} has {what}"
    told = {upload_id for each in found.told for upload_id in each.upload_ids}
    for upload in books.uploads:
        digest = left.pop(upload.blob_key, None)
        # Of one whose server was killed before it answered, the record may be all there is.
        if digest != upload.sha256 and (digest or upload.id in told):
            yield f"upload {upload.id} has no blob, or another"
    gone = told - {upload.id for upload in books.uploads}
    yield from (f"upload {upload_id} is not there" for upload_id in gone)
    yield from (f"nobody owns the blob {key}" for key in left)


def _webhooks(found: Findings) -> Iterator[str]:
    """Each job that wants to be told has one delivery, which was taken or given up."""
    deliveries = Counter(delivery.job_id for delivery in found.books.webhook_deliveries)
    for job in found.books.jobs:
        if deliveries[job.id] != (job.webhook is not None):
            yield f"job {job.id} has {deliveries[job.id]} deliveries"
    for delivery in found.books.webhook_deliveries:
        if delivery.status not in {"delivered", "failed"}:
            yield f"delivery {delivery.id} is {delivery.status}"
        if delivery.status == "delivered" and delivery.id not in found.taken:
            yield f"delivery {delivery.id} says that it was taken, and was not"
        is_patient = delivery.num_tries >= _TRIES_MIN or delivery.last_status == HTTPStatus.GONE
        if delivery.status == "failed" and not is_patient:
            yield f"delivery {delivery.id} was given up: {delivery.last_error}"


def _said(found: Findings) -> Iterator[str]:
    """A delivery says the same at each try, and nothing else is said."""
    known = {delivery.id for delivery in found.books.webhook_deliveries}
    for delivery, digests in found.said.items():
        if delivery not in known:
            yield f"a receiver was told of {delivery}, which is no delivery"
        if len(digests) > 1:
            yield f"delivery {delivery} said {len(digests)} different things"
