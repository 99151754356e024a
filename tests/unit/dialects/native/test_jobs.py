"""The calls about jobs: taken, held, listed, priced, stopped."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from inkstone.engines.base import Capabilities
from unit.dialects.running import LIMITS, PUBLIC_URL, Platform, run
from unit.media import ordinary

pytestmark = pytest.mark.anyio
#: Takes about half a second.
SLOW = "[steps=5 step_ms=100]"


async def submit(native: Platform, prompt: str = "a cat", *, status: int = 202, **fields):
    answer = await native.post("/jobs", prompt=prompt, **fields)
    assert answer.status_code == status, answer.text
    return answer.json()


async def ended(native: Platform, job):
    await native.ended(job["id"])
    return (await native.get(f"/jobs/{job['id']}")).json()


async def post(native: Platform, path: str, body, **headers: str):
    return await native.client.post(path, json=body, headers={**native.headers, **headers})


async def test_a_job_is_taken_at_once_and_has_an_address(native: Platform):
    answer = await native.post("/jobs", prompt=SLOW, n=2, seed=7, metadata={"a": "b"})
    job = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"{PUBLIC_URL}/v1/jobs/{job['id']}"
    assert answer.headers["inkstone-job"] == job["id"]
    assert (job["status"], job["metadata"]) == ("queued", {"a": "b"})
    done = await ended(native, job)
    assert (done["status"], done["request"]["seeds"]) == ("succeeded", [7, 8])
    assert (done["price"]["charged_micros"], done["metadata"]) == (60_000, {"a": "b"})
    assert done["engine"] == {"name": "echo", "checkpoint": "echo", "revision": "1"}
    assert done["timings"]["total_ms"] >= done["timings"]["engine_ms"] >= 900
    assert done["progress"] == 1.0


async def test_a_call_is_held_to_the_end_of_its_job(native: Platform):
    for path, headers in (
        ("/jobs?wait=20", {}),
        ("/jobs", {"Prefer": "wait=20"}),
        ("/jobs", {"Prefer": 'respond-async, wait="20"'}),
    ):
        answer = await post(native, path, {"prompt": SLOW}, **headers)
        assert (answer.status_code, answer.json()["status"]) == (200, "succeeded"), headers
        assert answer.headers["location"]
    job = await submit(native, SLOW)
    answer = await native.get(f"/jobs/{job['id']}", wait=20)
    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")


async def test_a_wait_that_is_over_before_the_job_answers_with_the_job(native: Platform):
    began = time.monotonic()
    answer = await post(native, "/jobs?wait=1", {"prompt": "[steps=1000 step_ms=50]"})
    assert answer.status_code == 202
    assert answer.json()["status"] in ("queued", "running")
    assert time.monotonic() - began > 0.9
    await post(native, f"/jobs/{answer.json()['id']}/cancel", {})


async def test_a_parameter_comes_before_a_preference(native: Platform):
    answer = await post(native, "/jobs?wait=0", {"prompt": SLOW}, Prefer="wait=20")
    assert answer.status_code == 202


@pytest.mark.parametrize("wait", ["301", "-1", "soon", "1.5"])
async def test_a_wait_out_of_range_is_refused(native: Platform, wait: str):
    answer = await post(native, f"/jobs?wait={wait}", {"prompt": "x"})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "wait")


@pytest.mark.parametrize("prefer", ["wait=soon", "await=5", "wait", "respond-async", "x-wait=5"])
async def test_a_preference_that_is_none_is_ignored(native: Platform, prefer: str):
    answer = await post(native, "/jobs", {"prompt": SLOW}, Prefer=prefer)
    assert answer.status_code == 202


async def test_a_held_call_tells_of_a_failure_as_a_job(native: Platform):
    answer = await post(native, "/jobs?wait=20", {"prompt": "[fail_after=0]"})
    job = answer.json()
    assert (answer.status_code, job["status"]) == (200, "failed")
    assert (job["error"]["code"], job["price"]["charged_micros"]) == ("engine_failure", 0)


async def test_the_same_key_and_body_give_the_same_job(native: Platform):
    key = {"Idempotency-Key": "k1"}
    first = await post(native, "/jobs", {"prompt": "a", "n": 1}, **key)
    again = await post(native, "/jobs", {"n": 1, "prompt": "a"}, **key)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotent-replayed"] == "true"
    other = await post(native, "/jobs", {"prompt": "b"}, **key)
    assert (other.status_code, other.json()["error"]["code"]) == (422, "idempotency_mismatch")


async def test_jobs_are_listed_newest_first_in_pages(native: Platform):
    made = [await submit(native, f"job {i}") for i in range(5)]
    for job in made:
        await native.ended(job["id"])
    ids = [job["id"] for job in reversed(made)]
    whole = (await native.get("/jobs")).json()
    assert [job["id"] for job in whole["data"]] == ids
    assert (whole["object"], whole["next_before"]) == ("list", None)
    paged, before = [], None
    while True:
        page = (await native.get("/jobs", limit=2, **({"before": before} if before else {}))).json()
        paged += [job["id"] for job in page["data"]]
        before = page["next_before"]
        if before is None:
            break
    assert paged == ids


async def test_jobs_are_listed_by_status_and_model(native: Platform):
    good = await submit(native)
    bad = await submit(native, "[fail_after=0]", model="qwen-image-2.0-pro")
    await native.ended(good["id"])
    await native.ended(bad["id"])
    for query, expected in (
        ({"status": "succeeded"}, [good["id"]]),
        ({"status": "failed"}, [bad["id"]]),
        ({"status": "queued"}, []),
        ({"model": "qwen-image-2.0"}, [good["id"]]),
        ({"model": "qwen-image-2.0-2026-03-03"}, [good["id"]]),
        ({"model": "alibaba/qwen-image-2-0-pro"}, [bad["id"]]),
        ({"model": "nothing"}, []),
        ({"model": "qwen-image-2.0", "status": "failed"}, []),
    ):
        listed = (await native.get("/jobs", **query)).json()["data"]
        assert [job["id"] for job in listed] == expected, query
    other = await native.new_headers("other")
    assert (await native.client.get("/jobs", headers=other)).json()["data"] == []


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"status": "done"}, "status"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"before": "job_1"}, "before"),
        ({"before": "%00"}, "before"),
    ],
)
async def test_a_bad_query_is_refused(native: Platform, query, param):
    answer = await native.get("/jobs", **query)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_records_whose_time_is_over_are_neither_shown_nor_listed(tmp_path):
    limits = replace(LIMITS, record_lifetime=timedelta(0))
    async with run(tmp_path, dialect="native", limits=limits) as native:
        job = await submit(native)
        await native.ended(job["id"])
        assert (await native.get(f"/jobs/{job['id']}")).status_code == 404
        assert (await native.get("/jobs")).json()["data"] == []


async def test_an_estimate_is_what_the_job_will_cost(native: Platform):
    for fields in ({}, {"n": 4}, {"model": "qwen-image-2.0-pro", "size": "16:9", "n": 2}):
        told = (await native.post("/estimate", prompt="x", **fields)).json()
        job = (await post(native, "/jobs?wait=20", {"prompt": "x", **fields})).json()
        assert told["amount_micros"] == job["price"]["charged_micros"]
        assert told["amount_micros"] == told["images"] * told["per_image_micros"]
        assert told["rate_card"] == "default-2026-11"


async def test_an_estimate_has_the_same_faults_as_a_submit_and_makes_nothing(native: Platform):
    for body in ({"prompt": "", "n": 9}, {"prompt": "x", "model": "none"}, {}):
        answers = [await post(native, path, body) for path in ("/jobs", "/estimate")]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].json() == answers[1].json()
    assert (await native.post("/estimate", prompt="x", n=6)).status_code == 200
    assert (await native.get("/jobs")).json()["data"] == []
    assert (await native.get("/balance")).json()["held_micros"] == 0


async def test_a_queued_job_is_cancelled_at_once_and_free(tmp_path):
    async with run(tmp_path, dialect="native", works=False) as native:
        job = await submit(native)
        answer = await post(native, f"/jobs/{job['id']}/cancel", {})
        stopped = answer.json()
        assert (answer.status_code, stopped["status"]) == (200, "canceled")
        assert stopped["price"]["charged_micros"] == 0
        again = await post(native, f"/jobs/{job['id']}/cancel", {})
        assert again.json() == stopped
        other = await native.new_headers("other")
        path = f"/jobs/{job['id']}/cancel"
        assert (await native.client.post(path, headers=other)).status_code == 404


async def test_a_running_job_is_cancelled_and_what_it_made_is_charged(native: Platform):
    job = await submit(native, "[steps=4 step_ms=120]", n=4)
    while not (await native.get(f"/jobs/{job['id']}")).json()["progress"] >= 0.3:
        await asyncio.sleep(0.02)
    stopped = (await post(native, f"/jobs/{job['id']}/cancel", {})).json()
    assert stopped["status"] == "canceled"
    assert 1 <= len(stopped["images"]) < 4
    assert stopped["price"]["charged_micros"] == 30_000 * len(stopped["images"])


async def test_a_deadline_is_how_long_a_job_may_wait(tmp_path):
    async with run(tmp_path, dialect="native", works=False) as native:
        job = await submit(native, deadline_s=1)
        kept = await submit(native)
        await asyncio.sleep(1.05)
        assert await native.services.canceler.expire_overdue() == 1
        expired = (await native.get(f"/jobs/{job['id']}")).json()
        assert (expired["status"], expired["error"]["code"]) == ("expired", "job_expired")
        assert (await native.get(f"/jobs/{kept['id']}")).json()["status"] == "queued"


async def test_priority_orders_an_account_s_own_jobs(tmp_path):
    async with run(tmp_path, dialect="native", works=False) as native:
        jobs = [await submit(native, priority=p) for p in (0, 10, -10)]
        found = {}
        for job in jobs:
            kept = await native.services.queries.job(job["id"], account_id=native.account_id)
            place = await native.services.events._places.of(kept, since_s=float("inf"))
            found[job["id"]] = place.position
        assert [found[job["id"]] for job in jobs] == [1, 0, 2]


async def test_what_the_engine_cannot_do_is_told_at_once_and_kept(native: Platform):
    answer = await native.post("/jobs", prompt="x", steps=4, guidance=2.0, enhance=True)
    codes = ["prompt_extend_unavailable", "steps_unavailable", "guidance_unavailable"]
    assert answer.headers["inkstone-warning"] == ", ".join(codes)
    done = await ended(native, answer.json())
    assert [warning["code"] for warning in done["warnings"]] == codes
    assert all(warning["message"] for warning in done["warnings"])
    assert done["request"]["steps"] == 4


async def test_an_edit_starts_from_uploads_and_has_their_shape(native: Platform):
    content = ordinary.example("png")
    brought = await native.client.post("/uploads", content=content, headers=native.headers)
    upload = brought.json()
    for name in (upload["id"], upload["url"]):
        body = {"prompt": "make it night", "images": [name]}
        done = (await post(native, "/jobs?wait=20", body)).json()
        assert done["status"] == "succeeded", done
        assert (done["request"]["width"], done["request"]["height"]) == (1184, 880)
        picture = done["images"][0]
        assert (picture["width"], picture["height"]) == (1184, 880)


async def test_an_engine_without_edits_refuses_them(tmp_path):
    able = Capabilities()
    async with run(tmp_path, dialect="native", works=False, capabilities=able) as native:
        upload = "upload_" + "0" * 26
        answer = await native.post("/jobs", prompt="x", images=[upload])
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "edit_unsupported")


async def test_a_refusal_by_the_engine_s_limits_costs_nothing(native: Platform):
    poor = await native.new_headers("poor", grant="0.05")
    answer = await native.client.post("/jobs", json={"prompt": "x", "n": 2}, headers=poor)
    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "insufficient_credits")
    assert (await native.client.get("/jobs", headers=poor)).json()["data"] == []


async def test_metadata_goes_when_a_job_is_deleted(native: Platform):
    job = await submit(native, metadata={"patient": "Jane"})
    await native.ended(job["id"])
    await native.client.delete(f"/jobs/{job['id']}", headers=native.headers)
    after = (await native.get(f"/jobs/{job['id']}")).json()
    assert after["metadata"] == {}
    kept = await native.services.queries.job(job["id"], account_id=native.account_id)
    assert kept.wire == {"warnings": []}


async def test_a_webhook_is_told_where_the_job_is(native: Platform):
    url = "https://hooks.example.test/done"
    job = await submit(native, webhook_url=url)
    kept = await native.services.queries.job(job["id"], account_id=native.account_id)
    assert kept.webhook is not None
    assert (kept.webhook.url, kept.webhook.base_url) == (url, PUBLIC_URL)
    answer = await native.post("/jobs", prompt="", webhook_url="http://127.0.0.1/x")
    assert {f["param"] for f in answer.json()["error"]["faults"]} == {"prompt", "webhook_url"}


async def test_what_an_engine_knows_of_a_picture_is_shown(native: Platform):
    job = await submit(native, "a cat")
    await native.ended(job["id"])
    path = f"/jobs/{job['id']}/images"
    assert (await native.get(f"{path}/0/documents")).json() == {"documents": {}}
    for index in ("1", "-1", "x", "9" * 40):
        answer = await native.get(f"{path}/{index}/documents")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "image_not_found")
