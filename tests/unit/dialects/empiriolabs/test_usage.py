"""EmpirioLabs' usage page: events of every dialect, filtered, page by page."""

from pathlib import Path

import pytest

from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio

KITE = {"model": "qwen-image-2-0", "prompt": "A red kite", "size": "512x512"}


async def _make(platform: Platform, **body: object) -> str:
    answer = await platform.post("/images/generations", **{**KITE, "sync": True, **body})
    return answer.headers["inkstone-job"]


async def test_an_event_names_its_price_and_its_pictures(platform: Platform) -> None:
    job_id = await _make(platform, model_variant="qwen-image-2.0", num_images=2)
    usage = (await platform.get("/account/usage")).json()
    (event,) = usage["data"]
    assert event["object"] == "usage_event"
    assert event["cost"] == {"amount": 0.0644, "currency": "USD"}
    assert (event["status"], event["status_code"], event["error"]) == ("success", 200, None)
    assert len(event["output_urls"]) == 2
    assert event["metadata"]["job_id"] == job_id
    assert event["metadata"]["model_variant"] == "qwen-image-2.0-2026-03-03"
    assert usage["balance"]["amount"] == usage["balance"]["available"] == 99.9356
    assert usage["next_cursor"] is None


async def test_pages_follow_the_cursor_and_show_each_event_once(platform: Platform) -> None:
    made = [await _make(platform) for _ in range(5)]
    seen, query = [], {"limit": 2}
    while True:
        page = (await platform.get("/account/usage", **query)).json()
        seen += [event["metadata"]["job_id"] for event in page["data"]]
        if page["next_cursor"] is None:
            break
        query = {"limit": 2, "before": page["next_cursor"]}
    assert seen == made[::-1]


async def test_events_are_filtered(platform: Platform) -> None:
    good = await _make(platform)
    bad = await _make(platform, prompt="[fail_after=0]", model_variant="qwen-image-2.0")

    async def ids(**query: str) -> list[str]:
        page = (await platform.get("/account/usage", **query)).json()
        return [event["metadata"]["job_id"] for event in page["data"]]

    assert await ids(status="success") == [good]
    assert await ids(status="error") == [bad]
    assert await ids(model="qwen-image-2.0-2026-03-03") == [bad]
    assert await ids(model="qwen-image-2-0") == [bad, good]
    assert await ids(model="dall-e-3") == []
    assert await ids(source="api") == [bad, good]
    assert await ids(source="playground") == []
    assert await ids(to="2020-01-01T00:00:00Z") == []
    assert await ids(**{"from": "2020-01-01"}) == [bad, good]


async def test_a_failed_event_costs_nothing_and_says_why(platform: Platform) -> None:
    await _make(platform, prompt="[fail_after=0]")
    (event,) = (await platform.get("/account/usage")).json()["data"]
    assert event["cost"]["amount"] == 0
    assert (event["status_code"], event["error"]["code"]) == (502, "upstream_error")


async def test_jobs_under_way_are_no_events(tmp_path: Path) -> None:
    async with run(tmp_path, works=False) as platform:
        await platform.post("/images/generations", **KITE)
        usage = (await platform.get("/account/usage")).json()
        assert usage["data"] == []
        assert usage["balance"]["held"] == 0.069


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/jobs", "limit=0", '`limit` is "0"; it must be an integer from 1 to 100.'),
        ("/jobs", "limit=101", "from 1 to 100"),
        ("/jobs", "limit=many", '`limit` is "many"'),
        ("/jobs", "status=done", "queued, processing, completed, failed, cancelled"),
        ("/account/usage", "limit=201", "from 1 to 200"),
        ("/account/usage", "before=job_1", "`next_cursor` of an earlier page"),
        ("/account/usage", "from=yesterday", "2026-11-20T09:15:02Z"),
        ("/account/usage", "to=%00", '`to` is "\\u0000"'),
        ("/account/usage", "status=ok", "one of success, error"),
    ],
)
async def test_a_bad_query_is_refused(platform: Platform, path: str, query: str, said: str) -> None:
    answer = await platform.client.get(f"{path}?{query}", headers=platform.headers)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert said in error["message"]
    assert error["param"] == query.partition("=")[0]


async def test_every_fault_of_a_query_is_named(platform: Platform) -> None:
    answer = await platform.get("/account/usage", limit="x", status="y", before="z")
    faults = {fault["param"] for fault in answer.json()["error"]["faults"]}
    assert faults == {"limit", "status", "before"}
