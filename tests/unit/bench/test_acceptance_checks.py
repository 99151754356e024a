"""The acceptance run's checks: silent where all is well, and loud at each thing that is not."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from inkstone.bench import acceptance_checks, acceptance_scenario
from inkstone.bench.acceptance_books import Books
from inkstone.bench.acceptance_callers import Told
from inkstone.bench.acceptance_checks import Findings


def _books(**changes: Any) -> Books:
    """What is written of one job of two pictures, after it has succeeded; a row may be changed."""
    rows = {
        "jobs": {
            "id": "job_1",
            "status": "succeeded",
            "attempt": 1,
            "num_crashes": 0,
            "request": {"prompt": "intent 0. [steps=1 step_ms=1]"},
            "webhook": {"url": "http://127.0.0.1/hook"},
            "per_image_micros": 10,
            "quoted_micros": 20,
            "charged_micros": 20,
            "error": None,
        },
        "accounts": {"id": "acct_1", "name": "one", "balance_micros": 80, "held_micros": 0},
        "uploads": {"id": "upload_1", "blob_key": "upload_1/picture.png", "sha256": "c"},
        "webhook_deliveries": {
            "id": "delivery_1",
            "job_id": "job_1",
            "status": "delivered",
            "num_tries": 1,
            "last_status": 200,
            "last_error": None,
        },
    }
    for name, value in changes.items():
        table, _, column = name.partition("__")
        rows[table][column] = value
    return Books(
        **{table: [SimpleNamespace(**row)] for table, row in rows.items()},
        job_images=[_image(0, "a"), _image(1, "b")],
        job_events=[
            SimpleNamespace(
                seq=attempt + len(status), job_id="job_1", status=status, attempt=attempt
            )
            for status, attempt in (("succeeded", 1), ("queued", 0), ("running", 1))
        ],
        ledger_entries=[
            SimpleNamespace(id=f"entry_{kind}", job_id=job_id, kind=kind)
            for kind, job_id in (("grant", None), ("hold", "job_1"), ("capture", "job_1"))
        ],
        postings=[
            *_moved("grant", "grants", "acct_1:available", 100),
            *_moved("hold", "acct_1:available", "acct_1:held", 20),
            *_moved("capture", "acct_1:held", "revenue", 20),
        ],
        blobs={"job_1/1/0.png": "a", "job_1/1/1.png": "b", "upload_1/picture.png": "c"},
        num_swept=0,
    )


def _image(index: int, digest: str) -> SimpleNamespace:
    key = f"job_1/1/{index}.png"
    return SimpleNamespace(job_id="job_1", image_index=index, blob_key=key, sha256=digest)


def _moved(kind: str, source: str, target: str, micros: int) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            entry_id=f"entry_{kind}", leg_index=leg, ledger_account=account, amount_micros=amount
        )
        for leg, (account, amount) in enumerate(((source, -micros), (target, micros)))
    ]


def _findings(books: Books, **told: Any) -> Findings:
    intent = replace(
        acceptance_scenario.plan(seed=1, num_jobs=1, num_accounts=1)[0],
        num_images=2,
        fail_after=None,
        has_key=True,
    )
    known = {"status": 200, "num_sends": 2, "job_ids": {"job_1"}, "ends": {"job_1": "succeeded"}}
    known["upload_ids"] = {"upload_1"}
    return Findings(
        books=books,
        told=[Told(intent=intent, **(known | told))],
        crashes_max=3,
        num_faults=1,
        said={"delivery_1": {"x"}},
        taken={"delivery_1"},
    )


def test_nothing_is_found_where_all_is_well() -> None:
    assert acceptance_checks.violations(_findings(_books())) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"jobs__status": "running"}, "is running"),
        ({"jobs__status": "expired"}, "long before its time"),
        ({"jobs__status": "canceled"}, "nobody had asked for that"),
        ({"jobs__status": "failed"}, "with 2 pictures"),
        ({"jobs__attempt": 3}, "its events say"),
        ({"jobs__num_crashes": 3}, "workers down"),
        ({"jobs__quoted_micros": 30}, "no hold of its quote"),
        ({"jobs__charged_micros": 10}, "charged 10 for 2 pictures"),
        ({"jobs__webhook": None}, "has 1 deliveries"),
        ({"jobs__request": {"prompt": "intent 7. [steps=1]"}}, "intent 7, which is none"),
        ({"accounts__balance_micros": 81}, "its postings say 80"),
        ({"accounts__held_micros": 1}, "its postings say 80"),
        ({"uploads__sha256": "d"}, "has no blob, or another"),
        ({"webhook_deliveries__status": "pending"}, "is pending"),
        ({"webhook_deliveries__status": "failed"}, "was given up"),
    ],
)
def test_what_does_not_agree_is_found(changes: dict[str, Any], words: str) -> None:
    found = acceptance_checks.violations(_findings(_books(**changes)))
    assert any(words in fault for fault in found), found


@pytest.mark.parametrize(
    ("drop", "words"),
    [
        ("job_images", "charged 20 for 0 pictures"),
        ("job_events", "ended 0 times"),
        ("ledger_entries", "resolved by nothing"),
        ("webhook_deliveries", "has 0 deliveries"),
        ("jobs", "which is no job"),
        ("blobs", "has no blob"),
    ],
)
def test_what_is_missing_is_found(drop: str, words: str) -> None:
    books = replace(_books(), **{drop: {} if drop == "blobs" else []})
    found = acceptance_checks.violations(_findings(books))
    assert any(words in fault for fault in found), found


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"job_ids": {"job_2"}}, "which are not its jobs"),
        ({"ends": {"job_1": "canceled"}}, "was told to be canceled, and is succeeded"),
        ({"num_sends": 0}, "was sent 0 times and has 1 jobs"),
        ({"upload_ids": {"upload_2"}}, "upload_2 is not there"),
        ({"faults": ["a submit was refused"]}, "a submit was refused"),
    ],
)
def test_what_callers_were_told_is_held_against_what_is_written(
    told: dict[str, Any], words: str
) -> None:
    found = acceptance_checks.violations(_findings(_books(), **told))
    assert any(words in fault for fault in found), found


def test_blobs_without_an_owner_and_changed_messages_are_found() -> None:
    books = _books()
    found = _findings(replace(books, blobs=books.blobs | {"job_9/1/0.png": "e"}))
    assert acceptance_checks.violations(found) == ["nobody owns the blob job_9/1/0.png"]
    other = replace(_findings(books), said={"delivery_1": {"x", "y"}})
    assert acceptance_checks.violations(other) == ["delivery delivery_1 said 2 different things"]


def test_a_seed_plans_the_same_each_time() -> None:
    first, again = (
        acceptance_scenario.plan(seed=3, num_jobs=300, num_accounts=3) for _ in range(2)
    )
    assert first == again
    assert first != acceptance_scenario.plan(seed=4, num_jobs=300, num_accounts=3)
    for wanted in (
        {intent.dialect for intent in first} == set(acceptance_scenario.DIALECTS),
        {intent.num_images for intent in first} >= {1, 2, 3, 4, 6},
        any(intent.num_expected == 4 and intent.num_images == 6 for intent in first),
        any(intent.cancel_after_s is not None for intent in first),
        any(intent.is_told for intent in first),
        any(intent.edits for intent in first),
    ):
        assert wanted
