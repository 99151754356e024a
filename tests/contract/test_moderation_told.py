"""What is refused for its content, told by every call of every dialect as its vendor would."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract.judges import BAD, Eyes, Words
from contract.submits import SUBMITS, Asking, Submit, is_replay, job_of
from contract.test_dialect import SHAPES
from contract.test_dialect_errors import GOLDEN
from contract.test_request_rate import ONE_EACH, asking
from inkstone.domain.job import JobStatus
from inkstone.domain.moderation import Handling
from inkstone.media.workshop import Workshop
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
REFUSED = "refused: whiskers"
#: What `asking` gives each account.
GRANT_MICROS = 9_000_000
#: By dialect: where a job is asked for that nobody waited for.
POLLED_AT = {
    "dashscope": "/api/v1/tasks/{}",
    "gccai": "/tasks/{}",
    "wavespeed": "/api/v3/predictions/{}/result",
}
#: By dialect: where in a failed job its vendor's word for the refusal stands, and the word.
IN_A_JOB: Mapping[str, tuple[tuple[str, ...], str | int]] = {
    "dashscope": (("output", "code"), "DataInspectionFailed"),
    "empiriolabs": (("error", "code"), "content_refused"),
    "gccai": (("data", "error", "code"), 400),
    "native": (("error", "code"), "content_refused"),
    "wavespeed": (("data", "code"), 1200),
}
#: The dialects whose waiting calls answer with the job, failed as it is.
JOBS_WHEN_WAITED_FOR = {"native", "wavespeed"}


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    """Where pictures are decoded and encoded."""
    shop = Workshop(num_processes=1, memory_bytes=768 * 2**20, timeout_s=60)
    await shop.open()
    yield shop
    await shop.close()


def refusal(submit: Submit) -> Mapping[str, Any]:
    """How a dialect tells that content was refused: status and body, as recorded."""
    recorded = json.loads((GOLDEN / submit.dialect / "errors.json").read_text())["errors"]
    return dict(recorded["ContentRefused"])


def same_but_for_words(told: Any, recorded: Any) -> bool:
    """Whether a body says the same codes under the same names, whatever its message."""
    if isinstance(recorded, dict):
        # One vendor says its message under two names, of which one is recorded.
        return set(recorded) <= set(told) and all(
            same_but_for_words(told[name], each) for name, each in recorded.items()
        )
    if recorded == "…":
        return isinstance(told, str)
    is_message = isinstance(recorded, str) and " " in recorded
    return bool(told) if is_message else bool(told == recorded)


async def untouched(platform: Platform, sender: Asking) -> bool:
    """Whether an account has all its money, nothing held, and no books that disagree."""
    assert await platform.services.accounts.check_ledger() == []
    found = await platform.services.accounts.balance(sender.account_id)
    return (found.balance_micros, found.held_micros) == (GRANT_MICROS, 0)


@pytest.mark.parametrize("submit", SUBMITS, ids=lambda submit: submit.name)
async def test_a_refused_prompt_makes_no_job(
    tmp_path: Path, workshop: Workshop, submit: Submit
) -> None:
    judges = {"text_judges": [Words()], "workshop": workshop}
    async with run(tmp_path, dialect=submit.dialect, **judges) as platform:
        sender = await asking(platform, submit, per_minute=None)
        recorded = refusal(submit)
        for headers in ({}, {"key": "k"}, {"key": "k"}):
            refused = await sender.send(f"a {BAD}", **headers)
            assert refused.status_code == recorded["status"], refused.text
            assert SHAPES[submit.dialect](refused.json())
            assert same_but_for_words(refused.json(), recorded["body"]), refused.text
            assert "The prompt was refused: tusks." in refused.text
            assert "inkstone-job" not in refused.headers
        assert await sender.jobs() == []
        assert await untouched(platform, sender)
        assert not [key async for key in platform.blobs.keys("") if key.startswith("job_")]
        taken = await sender.send("a kite", key="k")
        assert not is_replay(taken)
        assert job_of(taken)


@pytest.mark.parametrize("submit", ONE_EACH, ids=lambda submit: submit.dialect)
async def test_while_a_judge_is_away_callers_are_told_to_come_again(
    tmp_path: Path, workshop: Workshop, submit: Submit
) -> None:
    golden = json.loads((GOLDEN / submit.dialect / "errors.json").read_text())["errors"]
    judges = {"text_judges": [Words(num_away=1)], "workshop": workshop}
    async with run(tmp_path, dialect=submit.dialect, **judges) as platform:
        sender = await asking(platform, submit, per_minute=None)
        away = await sender.send(key="k")
        assert away.status_code == golden["Unavailable"]["status"] == 503
        assert int(away.headers["retry-after"]) >= 1
        assert SHAPES[submit.dialect](away.json())
        assert await sender.jobs() == []
        assert await untouched(platform, sender)
        taken = await sender.send(key="k")
        assert not is_replay(taken)
        assert job_of(taken)


def assert_told(submit: Submit, told: httpx.Response) -> None:
    """See that a failed job is told in the vendor's words."""
    where, code = IN_A_JOB[submit.dialect]
    found = told.json()
    for name in where:
        found = found[name]
    assert (told.status_code, found) == (200, code)


@pytest.mark.parametrize("submit", SUBMITS, ids=lambda submit: submit.name)
async def test_a_job_whose_pictures_were_all_refused_is_told_to_who_waits_and_who_polls(
    tmp_path: Path, workshop: Workshop, submit: Submit
) -> None:
    judges = {"picture_judges": [Eyes(is_strict=True)], "workshop": workshop}
    async with run(tmp_path, dialect=submit.dialect, **judges) as platform:
        sender = await asking(platform, submit, per_minute=None)
        told = await sender.send("a kite")
        (job,) = await sender.jobs()
        ended = await platform.services.watcher.wait(job, timeout_s=60)
        assert (ended.status, ended.images) == (JobStatus.FAILED, ())
        assert ended.error is not None
        assert ended.error.code == "content_refused"
        assert await untouched(platform, sender)
        if not submit.waits:
            path = POLLED_AT.get(submit.dialect, "/jobs/{}").format(job.id)
            told = await sender.client.get(path, headers=sender.headers)
        assert REFUSED in told.text
        if told.headers["content-type"].startswith("text/event-stream"):
            assert "event: error" in told.text
            assert '"code":"content_policy_violation"' in told.text
        elif not submit.waits or submit.dialect in JOBS_WHEN_WAITED_FOR:
            assert_told(submit, told)
        else:
            recorded = refusal(submit)
            assert told.status_code == recorded["status"]
            assert same_but_for_words(told.json(), recorded["body"]), told.text


@pytest.mark.parametrize(
    ("eyes", "handling", "flags"),
    [
        (Eyes(), "flag", [False]),
        (Eyes(is_strict=True), "flag", [True]),
        (Eyes(is_strict=True), "allow", []),
    ],
)
async def test_wavespeeds_pictures_are_flagged_one_by_one(
    tmp_path: Path, workshop: Workshop, eyes: Eyes, handling: str, flags: list[bool]
) -> None:
    (submit,) = [each for each in SUBMITS if each.name == "wavespeed-sync"]
    more = {"picture_judges": [eyes], "policy": {"moderation": Handling(handling)}}
    async with run(tmp_path, dialect="wavespeed", workshop=workshop, **more) as platform:
        sender = await asking(platform, submit, per_minute=None)
        told = (await sender.send()).json()["data"]
        assert (told["status"], len(told["outputs"])) == ("completed", 1)
        assert told["has_nsfw_contents"] == flags


async def test_the_native_api_says_what_was_found(tmp_path: Path, workshop: Workshop) -> None:
    (submit,) = [each for each in SUBMITS if each.name == "native-wait"]
    more = {
        "text_judges": [Words()],
        "picture_judges": [Eyes(bad=frozenset({1}))],
        "policy": {"moderation": Handling.FLAG},
    }
    async with run(tmp_path, dialect="native", workshop=workshop, **more) as platform:
        sender = await asking(platform, submit, per_minute=None)
        job = (await sender.send(f"a {BAD}", more={"n": 2})).json()
        assert [image["flagged"] for image in job["images"]] == [False, True]
        found = {"category": "whiskers", "source": "endpoint", "score": 0.9375}
        assert [image["findings"] for image in job["images"]] == [[], [found]]
        said = [(each["code"], each["message"]) for each in job["warnings"]]
        assert said == [
            ("content_flagged", "The prompt was flagged: tusks."),
            ("content_flagged", "Picture 2 was flagged: whiskers."),
        ]
        assert job["price"]["charged_micros"] == 60_000
