"""The checks of the upstream soak: what must hold between the books, the vendor and the callers.

Each says what does not agree. They do no I/O, and do not know how anything was asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inkstone.bench import acceptance_checks
from inkstone.bench.acceptance_books import Books, Row
from inkstone.bench.upstream_callers import Told, Wish
from inkstone.bench.upstream_faults import index_of

UNKNOWN = "upstream_unknown"
#: It was made and paid for, and could not be fetched.
_LOST = "upstream_result_lost"
#: Why a job may fail although it did not go upstream, or did no work there.
_REFUSED = frozenset({"upstream_unavailable", "upstream_busy"})
_MODERATED = "content_refused"
_SPENT = frozenset({"failed", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the checks are given."""

    books: Books
    told: Told
    num_wishes: int
    #: What the upstream counted; see `upstream_mock.Counts`.
    counted: Mapping[str, Mapping[str, int]]
    #: What one picture costs, by queue, in micros.
    costs: Mapping[str, int]
    #: Jobs that were upstream, with nothing to go on with, when the server was killed.
    at_kills: frozenset[str]
    #: How often each engine was seen going away, and coming back.
    num_away: Mapping[str, int]
    num_back: Mapping[str, int]
    #: Whether it was long enough for every upstream to be left alone, and to be seen so.
    expects_rests: bool = True
    #: By picture (job, index), the number that its colour is.
    colours: Mapping[tuple[str, int], int] = field(default_factory=dict)

    def code_of(self, job: Row) -> str:
        """Why a job failed; empty where it did not."""
        return str((job.error or {}).get("code", ""))

    def prompts(self, what: str) -> frozenset[str]:
        """The prompts that the upstream counted something of."""
        return frozenset(self.counted[what])

    @property
    def num_shut(self) -> int:
        """How often a door of the upstream shut."""
        return sum(num for kind, num in self.counted["faults"].items() if kind.endswith("refused"))


def violations(found: Findings) -> list[str]:
    """Everything that does not agree; an empty list is a clean bill."""
    jobs = acceptance_checks.Findings(
        books=found.books, told=(), crashes_max=10, num_faults=10_000, said={}, taken=set()
    )
    checks = (_keys, _ends, _bought, _unknown, _costs, _bill, _pictures, _breakers)
    return [
        *found.told.faults,
        *acceptance_checks.of_books(jobs),
        *(fault for check in checks for fault in check(found)),
    ]


def _keys(found: Findings) -> Iterator[str]:
    """Every key was taken, and names one job."""
    jobs: defaultdict[int, list[Row]] = defaultdict(list)
    for job in found.books.jobs:
        jobs[index_of(job.request["prompt"])].append(job)
    for index in range(found.num_wishes):
        told, its = found.told.jobs.get(index, set()), jobs.pop(index, [])
        if len(its) != 1:
            said = ", ".join(f"{job.status} {found.code_of(job)}".strip() for job in its)
            yield f"the key of wish {index} has {len(its)} jobs: {said}"
        if told != {job.id for job in its}:
            yield f"wish {index} was told of {sorted(told)}"
    yield from (f"there are jobs of wish {index}, which is none" for index in jobs)


def _ends(found: Findings) -> Iterator[str]:
    """Every job has ended, for a reason that there was; what failed is free."""
    moderated = found.prompts("moderated")
    for job in found.books.jobs:
        code, prompt = found.code_of(job), job.request["prompt"]
        if job.status not in {"succeeded", "failed"}:
            yield f"job {job.id} is {job.status}"
        elif job.status == "failed" and job.charged_micros:
            yield f"job {job.id} failed and was charged {job.charged_micros}"
        elif code == _MODERATED and prompt not in moderated:
            yield f"job {job.id} was refused, and the upstream had not objected"
        elif code and code not in {UNKNOWN, _LOST, _MODERATED, *_REFUSED}:
            yield f"job {job.id} failed with {code}"


def _bought(found: Findings) -> Iterator[str]:
    """Nothing was made twice; what succeeded was made, and what was refused was not."""
    made = found.counted["made"]
    yield from (
        f"the upstream made {prompt!r} {num} times" for prompt, num in made.items() if num > 1
    )
    for job in found.books.jobs:
        num, code = made.get(job.request["prompt"], 0), found.code_of(job)
        if job.status == "succeeded" and num != 1:
            yield f"job {job.id} succeeded and was made {num} times"
        if code in {_MODERATED, *_REFUSED} and num:
            yield f"job {job.id} failed with {code}, and the upstream made it"


def _unknown(found: Findings) -> Iterator[str]:
    """A job whose fate is unknown met a fault or a kill; whoever met one of those is such a job."""
    spoilt, lost = found.prompts("spoilt"), found.prompts("lost")
    made, num_unseen = found.prompts("made"), 0
    for job in found.books.jobs:
        prompt, is_unknown = job.request["prompt"], found.code_of(job) == UNKNOWN
        is_explained = prompt in spoilt or prompt in lost or job.id in found.at_kills
        if is_unknown and not is_explained and prompt not in made:
            num_unseen += 1
        elif is_unknown and not is_explained:
            yield f"job {job.id} is unknown, and nothing had befallen it"
        if found.code_of(job) == _LOST and prompt not in lost:
            yield f"job {job.id} lost its pictures, and nothing had befallen them"
        if not is_unknown and (prompt in spoilt or job.id in found.at_kills):
            yield f"job {job.id} is {job.status} {found.code_of(job)}, and its answer was lost"
    # A request may meet a connection that is dropped in the same moment.
    if num_unseen > found.num_shut:
        yield f"{num_unseen} jobs are unknown that the upstream never made"


def _costs(found: Findings) -> Iterator[str]:
    """What a job costs the operator is written down, and what it may cost."""
    for job in found.books.jobs:
        price = (
            found.costs.get(job.queue, 0) * Wish(index=index_of(job.request["prompt"])).num_images
        )
        cost, at_risk = job.cost_micros or 0, job.cost_at_risk_micros or 0
        is_unknown = found.code_of(job) == UNKNOWN
        is_bought = job.status == "succeeded" or found.code_of(job) == _LOST
        if is_bought and (cost, at_risk) != (price, 0):
            yield f"job {job.id} cost {cost}, with {at_risk} at risk, and not {price}"
        elif is_unknown and sorted((cost, at_risk)) != [0, price]:
            yield f"job {job.id} is unknown: {cost} is its cost, and {at_risk} at risk, of {price}"
        elif not is_bought and not is_unknown and (cost or at_risk):
            yield f"job {job.id} was refused, and cost {cost} with {at_risk} at risk"


def _bill(found: Findings) -> Iterator[str]:
    """What the vendor charges lies between what is sure and what is sure or at risk."""
    sure = sum(job.cost_micros or 0 for job in found.books.jobs)
    at_risk = sum(job.cost_at_risk_micros or 0 for job in found.books.jobs)
    bill = bill_micros(found)
    if not sure <= bill <= sure + at_risk:
        yield f"the vendor charges {bill}; the books say {sure}, and {at_risk} at risk"


def bill_micros(found: Findings) -> int:
    """What the vendor charges for all that it made, in micros."""
    return sum(num * found.costs[form] for form, num in found.counted["num_pictures"].items())


def _pictures(found: Findings) -> Iterator[str]:
    """As many pictures are charged as are kept, and each is of its own job."""
    made = Counter(image.job_id for image in found.books.job_images)
    for job in found.books.jobs:
        index = index_of(job.request["prompt"])
        if made[job.id] != (job.usage or {}).get("num_images"):
            yield f"job {job.id} keeps {made[job.id]} pictures, and its usage says {job.usage}"
        for number in range(made[job.id]):
            if found.colours.get((job.id, number), index) != index:
                other = found.colours[job.id, number]
                yield f"picture {number} of job {job.id} shows wish {other}, and not {index}"


def _breakers(found: Findings) -> Iterator[str]:
    """Each upstream was left alone for a while, and asked again."""
    for queue in found.costs if found.expects_rests else ():
        away, back = found.num_away.get(queue, 0), found.num_back.get(queue, 0)
        if not away or not back:
            yield f"{queue} was seen going away {away} times, and coming back {back} times"


def figures(found: Findings) -> dict[str, Any]:
    """What became of everything."""
    jobs = found.books.jobs
    statuses = Counter(job.status for job in jobs)
    codes = Counter(found.code_of(job) for job in jobs if job.status == "failed")
    return {
        "jobs": len(jobs),
        **{f"jobs_{status}": num for status, num in sorted(statuses.items())},
        **{f"failed_{code}": num for code, num in sorted(codes.items())},
        "pictures": len(found.books.job_images),
        "orders_asked": sum(found.counted["asked"].values()),
        "orders_made": sum(found.counted["made"].values()),
        "orders_made_twice": sum(num > 1 for num in found.counted["made"].values()),
        "jobs_moved_on": sum(bool(job.tried) for job in jobs),
        "attempts_max": max((job.attempt for job in jobs), default=0),
        "upstream_at_a_kill": len(found.at_kills),
        "vendor_charges_micros": bill_micros(found),
        "cost_micros": sum(job.cost_micros or 0 for job in jobs),
        "cost_at_risk_micros": sum(job.cost_at_risk_micros or 0 for job in jobs),
        "submits_cut_off": found.told.num_cut,
        **{f"away_{queue}": num for queue, num in sorted(found.num_away.items())},
        **{f"back_{queue}": num for queue, num in sorted(found.num_back.items())},
        "faults": dict(sorted(found.counted["faults"].items())),
    }
