"""The upstream soak: its faults, its checks, and a small run of all of it."""

import asyncio
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from inkstone.bench import upstream, upstream_checks, upstream_faults
from inkstone.bench.acceptance_books import Books
from inkstone.bench.upstream_callers import Told, Wish
from inkstone.bench.upstream_checks import Findings
from inkstone.bench.upstream_faults import DASHSCOPE, KINDS, OPENAI, Fates

COST, PRICE = 20_000, 35_000


def _job(index, **changes):
    """A job that succeeded with its one picture."""
    fields = {
        "id": f"job_{index}",
        "status": "succeeded",
        "attempt": 1,
        "num_crashes": 0,
        "request": {"prompt": Wish(index=index).prompt},
        "queue": OPENAI,
        "tried": None,
        "usage": {"num_images": 1},
        "per_image_micros": PRICE,
        "quoted_micros": PRICE,
        "charged_micros": PRICE,
        "cost_micros": COST,
        "cost_at_risk_micros": None,
        "error": None,
    }
    return SimpleNamespace(**{**fields, **changes})


def _failed(index, code, **changes):
    """A job that came to nothing, and cost nothing."""
    nothing = {"usage": {"num_images": 0}, "charged_micros": 0, "cost_micros": None}
    return _job(index, status="failed", error={"code": code}, **{**nothing, **changes})


def _books(jobs):
    made = [job for job in jobs if job.status == "succeeded"]
    entries, postings = [], [("grant", "grants", "acct:available", 100 * PRICE)]
    for job in jobs:
        end = "capture" if job in made else "release"
        entries += [(f"hold {job.id}", job.id, "hold"), (f"end {job.id}", job.id, end)]
        target = "revenue" if job in made else "acct:available"
        postings += [
            (f"hold {job.id}", "acct:available", "acct:held", PRICE),
            (f"end {job.id}", "acct:held", target, PRICE),
        ]
    events = [
        SimpleNamespace(seq=seq, job_id=job.id, status=status, attempt=1)
        for seq, (job, status) in enumerate((j, s) for j in jobs for s in ("running", j.status))
    ]
    left = (100 - len(made)) * PRICE
    return Books(
        jobs=jobs,
        job_images=[
            SimpleNamespace(job_id=job.id, image_index=0, blob_key=job.id, sha256="a")
            for job in made
        ],
        job_events=events,
        ledger_entries=[
            SimpleNamespace(id=entry, job_id=job_id, kind=kind) for entry, job_id, kind in entries
        ],
        postings=[
            SimpleNamespace(
                entry_id=entry, leg_index=leg, ledger_account=account, amount_micros=amount
            )
            for entry, source, target, micros in postings
            for leg, (account, amount) in enumerate(((source, -micros), (target, micros)))
        ],
        accounts=[SimpleNamespace(id="acct", name="soak", balance_micros=left, held_micros=0)],
        uploads=[],
        webhook_deliveries=[],
        blobs={job.id: "a" for job in made},
        num_swept=0,
    )


#: One that succeeded, one whose answer was lost, one that was refused.
JOBS = (
    _job(1),
    _failed(2, "upstream_unknown", cost_at_risk_micros=COST),
    _failed(3, "content_refused"),
)


def _found(*jobs, **changes):
    jobs = jobs or JOBS
    jobs = [_failed(0, "upstream_unavailable"), *jobs]
    prompts = {index: Wish(index=index).prompt for index in range(10)}
    told = {upstream_faults.index_of(job.request["prompt"]): {job.id} for job in jobs}
    counted = {
        "asked": dict.fromkeys((prompts[1], prompts[2], prompts[3]), 1),
        "made": dict.fromkeys((prompts[1], prompts[2]), 1),
        "num_pictures": {OPENAI: 2},
        "spoilt": {prompts[2]: 1},
        "lost": {},
        "moderated": {prompts[3]: 1},
        "faults": {"openai 500": 1},
    }
    found = Findings(
        books=_books(jobs),
        told=Told(jobs=told),
        num_wishes=len(jobs),
        counted=counted,
        costs={OPENAI: COST},
        at_kills=frozenset(),
        num_away={OPENAI: 1},
        num_back={OPENAI: 1},
        colours={("job_1", 0): 1},
    )
    counted |= changes.pop("counted", {})
    return replace(found, **changes)


def test_a_run_in_which_all_is_well_has_no_violations():
    assert upstream_checks.violations(_found()) == []


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (_found(counted={"made": {Wish(index=1).prompt: 2}}), "2 times"),
        (_found(counted={"made": {}}), "was made 0 times"),
        (_found(counted={"spoilt": {}}), "nothing had befallen it"),
        (_found(counted={"moderated": {}}), "had not objected"),
        (_found(counted={"num_pictures": {OPENAI: 3}}), "the vendor charges 60000"),
        (_found(at_kills=frozenset({"job_1"})), "its answer was lost"),
        (_found(num_back={}), "coming back 0 times"),
        (_found(colours={("job_1", 0): 7}), "shows wish 7"),
        (_found(num_wishes=5), "wish 4 has 0 jobs"),
        (_found(told=Told()), "wish 1 was told of []"),
        (_found(*JOBS, _job(1, id="job_9")), "wish 1 has 2 jobs"),
        (_found(_job(1, status="running"), *JOBS[1:]), "is running"),
        (_found(_job(1, cost_micros=0), *JOBS[1:]), "and not 20000"),
        (_found(JOBS[0], _failed(2, "upstream_unknown"), JOBS[2]), "is unknown: 0 is its cost"),
        (_found(*JOBS[:2], _failed(3, "engine_failure")), "failed with engine_failure"),
    ],
)
def test_what_does_not_agree_is_told(found, says):
    told = upstream_checks.violations(found)
    assert any(says in each for each in told), told


@pytest.mark.parametrize("form", [OPENAI, DASHSCOPE])
def test_a_share_of_requests_meets_every_kind_of_fault(form):
    fates = Fates(form, share=0.1, seed=3)
    met = Counter(fates.next() for _ in range(3000))
    assert met.keys() - {""} == set(KINDS[form])
    assert 200 < 3000 - met[""] < 400
    assert max(met[kind] for kind in KINDS[form]) - min(met[kind] for kind in KINDS[form]) <= 2


def test_a_picture_has_the_colour_of_its_job():
    with Image.open(io.BytesIO(upstream_faults.png(70_000))) as picture:
        assert picture.size == (512, 512)
        assert int.from_bytes(picture.convert("RGB").getpixel((9, 9))) == 70_000


def test_each_form_of_order_is_read():
    wish = Wish(index=7)
    openai = json.dumps({"prompt": wish.prompt, "n": 2}).encode()
    content = [{"image": "data:,"}, {"text": wish.prompt}]
    dashscope = {"input": {"messages": [{"content": content}]}, "parameters": {"n": 2}}
    for form, body in ((OPENAI, openai), (DASHSCOPE, json.dumps(dashscope).encode())):
        order = upstream_faults.order_of(form, body)
        assert (upstream_faults.index_of(order.prompt), order.num_images) == (7, 2)
        with pytest.raises(ValueError, match="no request"):
            upstream_faults.order_of(form, b"{}")


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(240)
def test_nothing_is_bought_twice_or_lost(tmp_path: Path) -> None:
    # A seed with which no result is gone for good: those are tried again for half a minute.
    plan = upstream.Plan(num_jobs=60, num_kills=1, fault_share=0.2, seed=48, num_open_max=40)
    outcome = asyncio.run(upstream.run(plan, folder=tmp_path))

    found = outcome.figures
    print(found)  # noqa: T201
    assert not outcome.violations, "\n".join(outcome.violations)
    assert found["jobs"] == 60
    assert found["orders_made_twice"] == 0
