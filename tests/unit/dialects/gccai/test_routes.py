"""GCCAI over HTTP, in process: submit, poll, cancel, and what all of it costs."""

import asyncio
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from inkstone.engines.base import Capabilities
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio

GENERATIONS = "/images/generations"
KITE = {"model": "qwen-image-2.0", "prompt": "A red kite"}
SLOW = {**KITE, "prompt": "A kite [steps=500 step_ms=20]"}


async def submitted(platform: Platform, **body: object) -> str:
    """A task that was taken; its id."""
    answer = await platform.post(GENERATIONS, **{**KITE, **body})
    assert answer.status_code == 200, answer.text
    (task,) = answer.json()["data"]
    return str(task["task_id"])


async def polled(platform: Platform, task_id: str, **query: str) -> dict:
    """A task as it is now."""
    answer = await platform.get(f"/tasks/{task_id}", **query)
    assert (answer.status_code, answer.json()["code"]) == (200, 200)
    return dict(answer.json()["data"])


async def ended(platform: Platform, task_id: str, **query: str) -> dict:
    """A task at its end."""
    await platform.ended(task_id)
    return await polled(platform, task_id, **query)


async def test_a_submit_is_one_task_that_was_submitted(gccai: Platform) -> None:
    answer = await gccai.post(GENERATIONS, **KITE, n=3)
    job_id = answer.headers["inkstone-job"]
    assert answer.json() == {"code": 200, "data": [{"status": "submitted", "task_id": job_id}]}


async def test_a_task_is_completed_with_its_pictures_and_cost(gccai: Platform) -> None:
    task_id = await submitted(gccai, n=3, size="16:9")
    task = await ended(gccai, task_id)
    assert (task["id"], task["status"], task["progress"]) == (task_id, "completed", 100)
    assert (task["cost"], task["credits_cost"]) == (0.09, 0.09)
    assert task["completed"] >= task["created"] > 1_700_000_000
    assert task["actual_time"] >= 1
    assert len(task["result"]["images"]) == 3
    for image in task["result"]["images"]:
        (url,) = image["url"]
        assert url.startswith("https://pictures.example.test/inkstone/v1/")
    assert "error" not in task


async def test_expires_at_is_when_the_address_stops_working(tmp_path: Path) -> None:
    limits = with_limits(url_lifetime=timedelta(days=365))
    async with run(tmp_path, dialect="gccai", limits=limits) as platform:
        task = await ended(platform, await submitted(platform))
        (image,) = task["result"]["images"]
        query = parse_qs(urlsplit(image["url"][0]).query)
        assert query["exp"] == [str(image["expires_at"])]
        assert image["expires_at"] == pytest.approx(task["completed"] + 365 * 86_400, abs=1)


async def test_a_task_that_waits_is_pending_and_one_that_runs_is_processing(
    gccai: Platform, tmp_path: Path
) -> None:
    task_id = await submitted(gccai, **SLOW)
    while (task := await polled(gccai, task_id))["status"] != "processing":
        assert task["status"] == "pending"
        await asyncio.sleep(0.01)
    assert set(task) == {"id", "status", "progress", "created", "estimated_time"}
    assert 0 <= task["progress"] < 100
    folder = tmp_path / "idle"
    folder.mkdir()
    async with run(folder, dialect="gccai", works=False) as idle:
        task = await polled(idle, await submitted(idle))
        assert (task["status"], task["progress"], task["estimated_time"]) == ("pending", 0, 30)


async def test_a_failed_task_says_why_and_costs_nothing(gccai: Platform) -> None:
    task = await ended(gccai, await submitted(gccai, prompt="[fail_after=0]"))
    assert (task["status"], "result" in task, "cost" in task) == ("failed", False, False)
    assert (task["error"]["code"], task["error"]["type"]) == (502, "server_error")
    assert task["error"]["message"]
    balance = (await gccai.get("/balance")).json()
    assert (balance["remain_balance"], balance["used_balance"]) == (100, 0)


@pytest.mark.parametrize(
    ("language", "is_chinese"), [("zh", True), ("zh-CN", True), ("en", False), ("ko", False)]
)
async def test_a_message_comes_in_the_language_asked_for(
    gccai: Platform, language: str, *, is_chinese: bool
) -> None:
    task = await ended(gccai, await submitted(gccai, prompt="[fail_after=0]"), language=language)
    assert task["error"]["message"].startswith("图片生成失败") == is_chinese
    missing = await gccai.get("/tasks/task_1", language=language)
    assert missing.status_code == 404
    assert ("没有这个任务" in missing.text) == is_chinese


async def test_part_of_the_pictures_is_completed_and_charged_for(gccai: Platform) -> None:
    task = await ended(gccai, await submitted(gccai, prompt="[fail_after=2]", n=4))
    assert (task["status"], len(task["result"]["images"]), task["cost"]) == ("completed", 2, 0.06)


async def test_a_running_task_is_cancelled(gccai: Platform) -> None:
    task_id = await submitted(gccai, **SLOW)
    while (await polled(gccai, task_id))["status"] != "processing":
        await asyncio.sleep(0.01)
    answer = await gccai.post(f"/tasks/{task_id}/cancel")
    task = answer.json()["data"]
    assert (answer.status_code, task["status"]) == (200, "cancelled")
    assert "result" not in task
    assert (await gccai.post(f"/tasks/{task_id}/cancel")).json() == answer.json()


async def test_pictures_made_before_a_cancel_are_shown_and_charged(gccai: Platform) -> None:
    task_id = await submitted(gccai, prompt="[steps=2 step_ms=150]", n=6)
    while (await polled(gccai, task_id))["progress"] < 40:
        await asyncio.sleep(0.01)
    task = (await gccai.post(f"/tasks/{task_id}/cancel")).json()["data"]
    made = len(task["result"]["images"])
    assert 0 < made < 6
    assert task["cost"] == pytest.approx(0.03 * made)


async def test_another_accounts_task_is_not_found(gccai: Platform) -> None:
    task_id = await submitted(gccai)
    other = await gccai.new_headers("other")
    for method, path in (("GET", ""), ("POST", "/cancel")):
        answer = await gccai.client.request(method, f"/tasks/{task_id}{path}", headers=other)
        assert answer.status_code == 404
        assert answer.json()["error"]["type"] == "not_found_error"


@pytest.mark.parametrize("task_id", ["job_" + "0" * 26, "task_01KQ", "%00", "%20", "job_" * 99])
async def test_an_unknown_task_is_not_found(gccai: Platform, task_id: str) -> None:
    answer = await gccai.get(f"/tasks/{task_id}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, 404)


async def test_a_deleted_task_is_gone(gccai: Platform) -> None:
    task_id = await submitted(gccai)
    await gccai.ended(task_id)
    await gccai.services.retention.delete_job(task_id, account_id=gccai.account_id)
    assert (await gccai.get(f"/tasks/{task_id}")).status_code == 410


async def test_the_same_key_and_body_give_the_same_task(gccai: Platform) -> None:
    headers = {**gccai.headers, "Idempotency-Key": "a key"}
    first, second = [
        await gccai.client.post(GENERATIONS, json=KITE, headers=headers) for _ in range(2)
    ]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = await gccai.client.post(GENERATIONS, json={**KITE, "n": 2}, headers=headers)
    assert other.status_code == 400
    assert "idempotency_mismatch" in other.json()["error"]["message"]


async def test_too_little_money_is_a_402(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="gccai", works=False, grant="0.05") as platform:
        answer = await platform.post(GENERATIONS, **KITE, n=2)
        assert (answer.status_code, answer.json()["error"]["type"]) == (402, "payment_required")


async def test_what_is_lost_is_a_warning_from_the_first_answer_on(tmp_path: Path) -> None:
    limited = Capabilities()
    async with run(tmp_path, dialect="gccai", works=False, capabilities=limited) as platform:
        answer = await platform.post(GENERATIONS, **KITE, negative_prompt="fog")
        assert answer.headers["inkstone-warning"] == "negative_prompt_unavailable"


async def test_every_fault_is_named_in_one_message(gccai: Platform) -> None:
    answer = await gccai.post(GENERATIONS, **{**KITE, "n": 9, "size": "big"})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (400, 400, "invalid_request_error")
    assert "`n` is 9" in error["message"]
    assert '`size` is "big"' in error["message"]
