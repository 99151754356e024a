"""DashScope's tasks over HTTP, in process: polled, cancelled, listed, forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unit.dialects.dashscope.asking import (
    GENERATION,
    TASKS,
    ask,
    message,
    prompt,
    reaches,
    submit,
    task,
)
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio

LONG = "[steps=500 step_ms=20]"


async def cancel(platform: Platform, task_id: str) -> tuple[int, Any]:
    """Cancel a task; the status and the body of the answer."""
    answer = await platform.post(f"{TASKS}/{task_id}/cancel")
    return answer.status_code, answer.json()


async def listed(platform: Platform, **query: Any) -> list[str]:
    """The ids on a page of tasks."""
    answer = await platform.get(TASKS, **query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["tasks"] == answer.json()["data"]
    return [each["task_id"] for each in answer.json()["data"]]


async def test_a_task_has_its_pictures_in_both_forms(platform: Platform) -> None:
    task_id = await submit(platform, prompt("A red kite", n=2))
    await platform.ended(task_id)
    found = (await platform.get(f"{TASKS}/{task_id}")).json()
    output = found["output"]
    assert list(found) == ["request_id", "output", "usage"]
    assert found["usage"] == {"image_count": 2}
    assert output["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 2, "FAILED": 0}
    urls = [each["url"] for each in output["results"]]
    assert [each["orig_prompt"] for each in output["results"]] == ["A red kite"] * 2
    parts = output["choices"][0]["message"]["content"]
    assert parts == [{"type": "image", "image": url} for url in urls]
    times = [output[name] for name in ("submit_time", "scheduled_time", "end_time")]
    assert times == sorted(times)
    moment = datetime.strptime(f"{times[0]}+0800", "%Y-%m-%d %H:%M:%S.%f%z")
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


async def test_a_running_task_has_no_pictures_yet(platform: Platform) -> None:
    task_id = await submit(platform, message(LONG), path=GENERATION)
    await reaches(platform, task_id, "RUNNING")
    output = await task(platform, task_id)
    assert list(output) == ["task_id", "task_status", "submit_time", "scheduled_time"]


async def test_a_failed_task_is_no_error(platform: Platform) -> None:
    task_id = await submit(platform, prompt("[fail_after=0]", n=2))
    await platform.ended(task_id)
    answer = await platform.get(f"{TASKS}/{task_id}")
    output = answer.json()["output"]
    assert (answer.status_code, output["task_status"]) == (200, "FAILED")
    assert (output["code"], "told to fail" in output["message"]) == ("InternalError", True)
    assert "code" not in answer.json()
    assert not {"results", "choices"} & set(output)
    assert output["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 0, "FAILED": 2}


async def test_a_part_of_the_pictures_lists_those_that_are_missing(platform: Platform) -> None:
    task_id = await submit(platform, prompt("[fail_after=1]", n=3))
    await platform.ended(task_id)
    output = await task(platform, task_id)
    assert (output["task_status"], "code" in output) == ("SUCCEEDED", False)
    assert output["task_metrics"] == {"TOTAL": 3, "SUCCEEDED": 1, "FAILED": 2}
    assert [list(each) for each in output["results"]] == [
        ["orig_prompt", "url"],
        ["code", "message"],
        ["code", "message"],
    ]
    assert "1 of 3" in output["results"][1]["message"]
    assert len(output["choices"][0]["message"]["content"]) == 1


@pytest.mark.parametrize("task_id", ["nonsense", "job_" + "0" * 26, "%20", "job_%00", "x" * 300])
async def test_an_unknown_task_is_unknown(platform: Platform, task_id: str) -> None:
    output = await task(platform, task_id)
    assert (output["task_status"], list(output)) == ("UNKNOWN", ["task_id", "task_status"])
    status, body = await cancel(platform, task_id)
    assert (status, body["code"]) == (400, "UnsupportedOperation")


async def test_another_account_knows_no_task(platform: Platform) -> None:
    task_id = await submit(platform, prompt())
    headers = await platform.new_headers("other")
    answer = await platform.client.get(f"{TASKS}/{task_id}", headers=headers)
    assert answer.json()["output"]["task_status"] == "UNKNOWN"
    answer = await platform.client.get(TASKS, headers=headers)
    assert answer.json()["total"] == 0


async def test_a_call_that_waited_is_no_task(platform: Platform) -> None:
    job_id = (await ask(platform, message())).headers["inkstone-job"]
    assert (await task(platform, job_id))["task_status"] == "UNKNOWN"
    assert await listed(platform) == []


async def test_a_task_is_forgotten_after_its_lifetime(tmp_path: Path) -> None:
    limits = with_limits(record_lifetime=timedelta(0))
    async with run(tmp_path, dialect="dashscope", limits=limits) as platform:
        task_id = await submit(platform, prompt())
        await platform.ended(task_id)
        assert (await task(platform, task_id))["task_status"] == "UNKNOWN"
        assert await listed(platform) == []


async def test_a_deleted_task_is_unknown(platform: Platform) -> None:
    task_id = await submit(platform, prompt())
    await platform.ended(task_id)
    await platform.services.retention.delete_job(task_id, account_id=platform.account_id)
    assert (await task(platform, task_id))["task_status"] == "UNKNOWN"
    assert await listed(platform) == []


async def test_a_pending_task_is_cancelled_for_free(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="dashscope", works=False) as platform:
        task_id = await submit(platform, prompt())
        assert (await task(platform, task_id))["task_status"] == "PENDING"
        status, body = await cancel(platform, task_id)
        assert (status, list(body)) == (200, ["request_id"])
        output = await task(platform, task_id)
        assert (output["task_status"], "code" in output) == ("CANCELED", False)
        balance = await platform.services.accounts.balance(platform.account_id)
        assert balance.held_micros == 0
        assert (await cancel(platform, task_id))[1]["code"] == "UnsupportedOperation"


async def test_a_task_that_runs_or_has_ended_is_not_cancelled(platform: Platform) -> None:
    running = await submit(platform, prompt(LONG))
    await reaches(platform, running, "RUNNING")
    ended = await submit(platform, prompt())
    await platform.ended(ended)
    for task_id, word in ((running, "RUNNING"), (ended, "SUCCEEDED")):
        status, body = await cancel(platform, task_id)
        assert (status, body["code"]) == (400, "UnsupportedOperation")
        assert word in body["message"]
        assert (await task(platform, task_id))["task_status"] == word


async def test_pictures_made_before_a_cancel_are_shown_beside_those_that_were_not(
    platform: Platform,
) -> None:
    task_id = await submit(platform, prompt("[steps=2 step_ms=150]", n=6))
    job = await platform.services.queries.job(task_id, account_id=platform.account_id)
    while platform.services.board.get(job) < 0.4:
        await asyncio.sleep(0.01)
    await platform.services.canceler.cancel(task_id, account_id=platform.account_id)
    await platform.ended(task_id)
    output = await task(platform, task_id)
    made = [each for each in output["results"] if "url" in each]
    assert (output["task_status"], len(output["results"])) == ("CANCELED", 6)
    assert 0 < len(made) < 6
    assert output["task_metrics"]["FAILED"] == 6 - len(made)


async def test_tasks_are_listed_newest_first_a_page_at_a_time(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="dashscope", works=False) as platform:
        ids = [await submit(platform, prompt()) for _ in range(5)][::-1]
        assert await listed(platform) == ids
        assert await listed(platform, page_no=2, page_size=2) == ids[2:4]
        assert await listed(platform, page_no=9, page_size=2) == []
        answer = (await platform.get(TASKS, page_no=3, page_size=2)).json()
        assert list(answer)[3:] == ["page_no", "page_size", "total", "total_page"]
        assert [answer[name] for name in list(answer)[3:]] == [3, 2, 5, 3]
        (last,) = answer["data"]
        assert last["status"] == last["task_status"] == "PENDING"
        assert (last["model_name"], "end_time" in last) == ("qwen-image-2.0", False)


async def test_a_list_is_filtered(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="dashscope", works=False) as platform:
        plain = await submit(platform, prompt())
        pro = await submit(platform, {**prompt(), "model": "qwen-image-2.0-pro"})
        await cancel(platform, plain)
        assert await listed(platform, status="CANCELED") == [plain]
        assert await listed(platform, status="PENDING") == [pro]
        assert await listed(platform, status="UNKNOWN") == []
        assert await listed(platform, model_name="qwen-image-2.0") == [plain]
        assert await listed(platform, model_name="qwen-image-2.0-pro-2026-06-22") == [pro]
        now = datetime.now(UTC) + timedelta(hours=8)
        for form in ("%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.000"):
            soon, then = ((now + timedelta(minutes=minutes)).strftime(form) for minutes in (1, -1))
            assert await listed(platform, start_time=then, end_time=soon) == [pro, plain]
            assert await listed(platform, start_time=soon) == []
            assert await listed(platform, end_time=then, api_key_id="1", region="x") == []


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"page_no": 0}, "page_no"),
        ({"page_size": 101}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"status": "DONE"}, "status"),
        ({"start_time": "yesterday"}, "start_time"),
        ({"end_time": "20261399000000"}, "end_time"),
    ],
)
async def test_a_bad_query_is_named(platform: Platform, query: dict[str, Any], param: str) -> None:
    answer = await platform.get(TASKS, **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")
    assert f"`{param}`" in answer.json()["message"]


async def test_a_job_of_another_dialect_is_no_task(platform: Platform) -> None:
    task_id = await submit(platform, prompt())
    await platform.ended(task_id)

    def elsewhere(tx: Any) -> None:
        tx.connection.exec_driver_sql("UPDATE jobs SET dialect = 'native'")

    await platform.store.write(elsewhere)
    assert (await task(platform, task_id))["task_status"] == "UNKNOWN"
