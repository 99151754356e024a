"""EmpirioLabs over HTTP, in process: submit, poll, wait, cancel, list, and what all of it costs."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from inkstone.engines.base import Capabilities
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio

GENERATIONS = "/images/generations"
KITE = {"model": "qwen-image-2-0", "prompt": "A red kite", "size": "512x512"}
SLOW = {**KITE, "prompt": "A kite [steps=500 step_ms=20]"}


async def test_a_job_is_submitted_polled_and_completed(platform: Platform) -> None:
    submitted = await platform.post(GENERATIONS, **KITE, num_images=2, seed=7)
    assert submitted.status_code == 200
    answer = submitted.json()
    assert answer["job_id"] == answer["id"] == submitted.headers["inkstone-job"]
    assert answer["status"] in {"queued", "processing"}
    assert answer["poll_url"] == f"/v1/jobs/{answer['job_id']}"
    await platform.ended(answer["job_id"])
    polled = await platform.get(f"/jobs/{answer['job_id']}")
    job = polled.json()
    assert (job["status"], job["progress"], job["error"]) == ("completed", 1.0, None)
    assert [image["seed"] for image in job["result"]["data"]] == [7, 8]
    assert job["result"]["usage"] == {"billable_units": 2, "billing_unit": "image"}
    assert polled.headers["inkstone-engine"] == "echo/echo@1"
    assert polled.headers["inkstone-dialect"] == "empiriolabs"


async def test_a_result_is_signed_for_seven_days_from_its_end(platform: Platform) -> None:
    job_id = (await platform.post(GENERATIONS, **KITE)).json()["job_id"]
    await platform.ended(job_id)
    job = (await platform.get(f"/jobs/{job_id}")).json()
    url = urlsplit(job["result"]["data"][0]["url"])
    query = parse_qs(url.query)
    ended = datetime.fromisoformat(job["completed_at"])
    assert int(query["exp"][0]) == int((ended + timedelta(days=7)).timestamp())
    assert url.netloc == "pictures.example.test"
    platform.signer.verify(
        url.path,
        query["exp"][0],
        query["sig"][0],
        now=datetime.now(UTC),
    )


async def test_sync_answers_with_the_pictures(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **KITE, sync=True)
    assert answer.status_code == 200
    assert list(answer.json()) == ["created", "data"]
    assert answer.json()["data"][0]["url"].startswith("https://pictures.example.test/inkstone/v1/")


async def test_b64_json_carries_the_picture_in_sync_and_async(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **KITE, sync=True, response_format="b64_json", seed=1)
    data = base64.b64decode(answer.json()["data"][0]["b64_json"])
    assert data.startswith(b"\x89PNG")
    polled = await platform.get(f"/jobs/{answer.headers['inkstone-job']}")
    assert base64.b64decode(polled.json()["result"]["data"][0]["b64_json"]) == data
    listed = (await platform.get("/jobs")).json()["data"][0]
    assert "url" in listed["result"]["data"][0]


async def test_pictures_that_are_deleted_are_gone(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **KITE, sync=True, response_format="b64_json")
    job_id = answer.headers["inkstone-job"]
    await platform.blobs.delete_prefix(f"{job_id}/")
    polled = await platform.get(f"/jobs/{job_id}")
    assert polled.status_code == 410
    assert polled.json()["error"]["code"] == "blob_missing"


async def test_a_sync_failure_is_an_http_error(platform: Platform) -> None:
    body = {**KITE, "prompt": "[fail_after=0]"}
    answer = await platform.post(GENERATIONS, **body, sync=True)
    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "upstream_error"
    job = (await platform.get(f"/jobs/{answer.headers['inkstone-job']}")).json()
    assert (job["status"], job["result"]) == ("failed", None)
    assert job["error"]["code"] == "upstream_error"
    usage = (await platform.get("/account/usage")).json()
    assert usage["balance"] == {"amount": 100, "available": 100, "held": 0, "currency": "USD"}


async def test_part_of_the_pictures_is_a_success_with_a_warning(platform: Platform) -> None:
    body = {**KITE, "prompt": "[fail_after=2]", "num_images": 4}
    answer = await platform.post(GENERATIONS, **body, sync=True)
    assert len(answer.json()["data"]) == 2
    assert answer.headers["inkstone-warning"] == "partial"
    usage = (await platform.get("/account/usage")).json()
    assert usage["data"][0]["cost"] == {"amount": 0.138, "currency": "USD"}


async def test_a_wait_that_ends_first_answers_with_the_job(tmp_path: Path) -> None:
    async with run(tmp_path, works=False, limits=with_limits(sync_wait_s=0.05)) as platform:
        answer = await platform.post(GENERATIONS, **KITE, sync=True)
        assert answer.status_code == 202
        assert (await platform.get(f"/jobs/{answer.json()['job_id']}")).status_code == 200


async def test_a_client_that_hangs_up_leaves_a_job_that_its_retry_finds(tmp_path: Path) -> None:
    body = b'{"model":"qwen-image-2-0","prompt":"A kite","sync":true}'
    async with run(tmp_path, works=False, limits=with_limits(sync_wait_s=0.2)) as platform:
        messages = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]
        scope = {
            "type": "http",
            "method": "POST",
            "path": GENERATIONS,
            "query_string": b"",
            "headers": [(b"authorization", platform.headers["Authorization"].encode())],
        }

        async def receive() -> dict[str, object]:
            return messages.pop(0)

        async def send(_: object) -> None:
            assert not messages

        await platform.app(scope, receive, send)  # type: ignore[arg-type]
        (left,) = (await platform.get("/jobs")).json()["data"]
        assert left["status"] == "queued"
        answer = await platform.client.post(GENERATIONS, content=body, headers=platform.headers)
        assert answer.status_code == 202
        assert answer.headers["inkstone-job"] == left["job_id"]
        assert answer.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_cancelling_a_running_job_waits_for_its_end(platform: Platform, method: str) -> None:
    job_id = (await platform.post(GENERATIONS, **SLOW)).json()["job_id"]
    while (await platform.get(f"/jobs/{job_id}")).json()["status"] != "processing":
        await asyncio.sleep(0.01)
    path = f"/jobs/{job_id}" + ("/cancel" if method == "POST" else "")
    answer = await platform.client.request(method, path, headers=platform.headers)
    job = answer.json()
    assert (answer.status_code, job["status"], job["result"]) == (200, "failed", None)
    assert job["error"]["code"] == "job_cancelled"
    assert (await platform.client.request(method, path, headers=platform.headers)).json() == job


async def test_cancelling_a_queued_job_is_free(tmp_path: Path) -> None:
    async with run(tmp_path, works=False, limits=with_limits(shows_cancelled=True)) as platform:
        job_id = (await platform.post(GENERATIONS, **KITE)).json()["job_id"]
        usage = (await platform.get("/account/usage")).json()
        assert usage["balance"]["held"] == 0.069
        job = (await platform.post(f"/jobs/{job_id}/cancel")).json()
        assert job["status"] == "cancelled"
        usage = (await platform.get("/account/usage")).json()
        assert (usage["balance"]["held"], usage["balance"]["amount"]) == (0, 100)
        listed = (await platform.get("/jobs", status="cancelled")).json()["data"]
        assert [job["job_id"] for job in listed] == [job_id]
        assert (await platform.get("/jobs", status="failed")).json()["data"] == []


async def test_pictures_made_before_a_cancel_are_charged_and_shown(platform: Platform) -> None:
    body = {**SLOW, "prompt": "[steps=2 step_ms=150]", "num_images": 6}
    job_id = (await platform.post(GENERATIONS, **body)).json()["job_id"]
    while (await platform.get(f"/jobs/{job_id}")).json()["progress"] < 0.4:
        await asyncio.sleep(0.01)
    job = (await platform.post(f"/jobs/{job_id}/cancel")).json()
    made = len(job["result"]["data"])
    assert job["error"]["code"] == "job_cancelled"
    assert 0 < made < 6
    event = (await platform.get("/account/usage")).json()["data"][0]
    assert event["cost"]["amount"] == pytest.approx(0.069 * made)


async def test_another_account_sees_no_job(platform: Platform) -> None:
    job_id = (await platform.post(GENERATIONS, **KITE)).json()["job_id"]
    other = await platform.new_headers("other")
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel")):
        answer = await platform.client.request(method, f"/jobs/{job_id}{path}", headers=other)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "job_not_found"


@pytest.mark.parametrize("job_id", ["job_" + "0" * 26, "nonsense", "job_%00", "%20", "job_" * 99])
async def test_an_unknown_job_is_not_found(platform: Platform, job_id: str) -> None:
    answer = await platform.get(f"/jobs/{job_id}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "job_not_found")


async def test_a_job_is_forgotten_after_its_records_lifetime(tmp_path: Path) -> None:
    async with run(tmp_path, limits=with_limits(record_lifetime=timedelta(0))) as platform:
        answer = await platform.post(GENERATIONS, **KITE, sync=True)
        polled = await platform.get(f"/jobs/{answer.headers['inkstone-job']}")
        assert polled.status_code == 404
        assert (await platform.get("/jobs")).json()["data"] == []


async def test_jobs_are_listed_newest_first_by_state(tmp_path: Path) -> None:
    async with run(tmp_path, works=False) as platform:
        ids = [(await platform.post(GENERATIONS, **KITE)).json()["job_id"] for _ in range(3)]
        listed = (await platform.get("/jobs", status="processing", limit=2)).json()
        assert [job["job_id"] for job in listed["data"]] == ids[:0:-1]
        assert (await platform.get("/jobs", status="completed")).json()["data"] == []


async def test_the_same_key_and_body_give_the_same_job(platform: Platform) -> None:
    headers = {**platform.headers, "Idempotency-Key": "a key"}
    first, second = [
        await platform.client.post(GENERATIONS, json=KITE, headers=headers) for _ in range(2)
    ]
    assert first.json()["job_id"] == second.json()["job_id"]
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    other = await platform.client.post(
        GENERATIONS, json={**KITE, "prompt": "Another"}, headers=headers
    )
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_mismatch")


@pytest.mark.parametrize("key", ["", "é", "x" * 256])
async def test_a_bad_idempotency_key_is_refused(platform: Platform, key: str) -> None:
    headers = {**platform.headers, "Idempotency-Key": key.encode()}
    answer = await platform.client.post(GENERATIONS, json=KITE, headers=headers)  # type: ignore
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "Idempotency-Key")


async def test_a_client_that_says_it_retries_finds_its_job(platform: Platform) -> None:
    first = await platform.post(GENERATIONS, **KITE)
    second = await platform.client.post(
        GENERATIONS, json=KITE, headers={**platform.headers, "x-stainless-retry-count": "1"}
    )
    third = await platform.client.post(
        GENERATIONS, json=KITE, headers={**platform.headers, "x-stainless-retry-count": "0"}
    )
    assert first.json()["job_id"] == second.json()["job_id"] != third.json()["job_id"]


async def test_what_cannot_be_done_is_a_warning_from_the_first_answer_on(
    platform: Platform,
) -> None:
    answer = await platform.post(GENERATIONS, **KITE, watermark=True, prompt_extend=True)
    codes = "prompt_extend_unavailable"
    assert answer.headers["inkstone-warning"] == codes
    polled = await platform.get(f"/jobs/{answer.json()['job_id']}")
    assert polled.headers["inkstone-warning"] == codes


async def test_an_engine_that_can_gives_no_warning(tmp_path: Path) -> None:
    able = Capabilities(prompt_extend=True)
    async with run(tmp_path, works=False, capabilities=able) as platform:
        answer = await platform.post(GENERATIONS, **KITE, watermark=True, prompt_extend=True)
        assert "inkstone-warning" not in answer.headers


async def test_too_little_money_is_a_402_and_holds_nothing(tmp_path: Path) -> None:
    async with run(tmp_path, works=False, grant="0.1") as platform:
        answer = await platform.post(GENERATIONS, **KITE, num_images=2)
        assert answer.status_code == 402
        error = answer.json()["error"]
        assert (error["type"], error["code"]) == ("insufficient_quota", "insufficient_credits")
        assert (await platform.get("/jobs")).json()["data"] == []


async def test_a_size_that_no_engine_makes_is_refused(tmp_path: Path) -> None:
    small = Capabilities(area_px_max=600 * 600)
    async with run(tmp_path, works=False, capabilities=small) as platform:
        assert (await platform.post(GENERATIONS, **KITE)).status_code == 200
        answer = await platform.post(GENERATIONS, model="qwen-image-2-0", prompt="A kite")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported")


async def test_a_body_that_is_too_large_is_refused_at_once(platform: Platform) -> None:
    answer = await platform.client.post(
        GENERATIONS, content=b" " * 300_000, headers=platform.headers
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "payload_too_large")
