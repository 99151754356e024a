"""AIML API's usage and logs: which requests are there, what they cost, what they add up to."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite

from contract.world import image_request
from inkstone.dialects.aimlapi.logs import ModelNames
from inkstone.domain.money import Amount
from inkstone.service.ids import id_at
from inkstone.service.submission import Submission
from inkstone.store import key_activity
from inkstone.store.account_tables import api_keys
from inkstone.store.key_activity import KeyJobs
from inkstone.store.tables import jobs
from inkstone.store.unit_of_work import Transaction
from unit.dialects.running import Platform, catalogue, run

pytestmark = pytest.mark.anyio
STANDARD, PRO = "alibaba/qwen-image-2-0", "alibaba/qwen-image-2-0-pro"
KITE = {"model": STANDARD, "prompt": "A red kite", "image_size": "square"}
FAILS = KITE | {"prompt": "[fail_after=0]"}


@pytest.fixture
async def idle(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The dialect without a worker."""
    async with run(tmp_path, dialect="aimlapi", works=False) as running:
        yield running


async def asked(platform: Platform, path: str, **query: Any) -> dict[str, Any]:
    """An answer about the last day, unless another window is named."""
    window = {} if {"period", "start"} & set(query) else {"period": "24h"}
    answer = await platform.get(path, **window, **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def fill(tx: Transaction, platform: Platform, rows: list[tuple[str, int | None, bool]]) -> None:
    """Put ended jobs there as they come out of settling, the newest first."""
    key_id = tx.connection.execute(select(api_keys.c.id)).scalar_one()
    now = datetime.now(UTC) - timedelta(minutes=1)
    for index, (status, micros, _) in enumerate(rows):
        at = now - timedelta(minutes=index)
        values = {
            "id": id_at("job", at, end=0),
            "account_id": platform.account_id,
            "key_id": key_id,
            "dialect": "aimlapi",
            "status": status,
            "attempt": 1,
            "num_crashes": 0,
            "is_suspect": False,
            "queue": "echo",
            "priority": 0,
            "vtime": 0,
            "run_at": at,
            "expires_at": at,
            "progress_permille": 0,
            "request": image_request().to_json(),
            "wire": {},
            "fingerprint": "",
            "fetches": False,
            "currency": "USD",
            "per_image_micros": 7,
            "quoted_micros": 7,
            "charged_micros": micros,
            "rate_card": "",
            "created_at": at,
            "finished_at": at,
        }
        tx.connection.execute(insert(jobs).values(values))


async def refund(platform: Platform, made: httpx.Response, amount: str) -> None:
    await platform.services.corrections.refund(
        made.headers["inkstone-job"], amount=Amount.parse(amount), reason="a fault"
    )


async def test_what_was_charged_is_added_up_and_refunds_are_taken_off(aimlapi: Platform) -> None:
    await aimlapi.post("/images/generations", **KITE)
    made = await aimlapi.post("/images/generations", **KITE)
    await aimlapi.post("/images/generations", **{**KITE, "model": "qwen-image-2-0-pro"})
    await aimlapi.post("/images/generations", **FAILS)
    await refund(aimlapi, made, "0.0155")
    total = await asked(aimlapi, "/v2/usage")
    start, end = (datetime.fromisoformat(total.pop(name)) for name in ("start", "end"))
    assert end - start == timedelta(days=1)
    assert abs(datetime.now(UTC) - end) < timedelta(minutes=1)
    expected = {"api_key_prefix": None, "spend": 0.173, "currency": "USD", "requests": 3}
    assert total == expected
    detail = await asked(aimlapi, "/v2/usage/detail")
    assert detail["models"] == [
        {"model": PRO, "spend": 0.0975, "requests": 1},
        {"model": STANDARD, "spend": 0.0755, "requests": 2},
    ]
    assert {name: detail[name] for name in expected} == expected
    rows = (await asked(aimlapi, "/v2/logs"))["data"]
    assert sum(row["cost"]["credits"] for row in rows) == 173_000 * 2


async def test_every_request_is_a_row_and_what_failed_cost_nothing(aimlapi: Platform) -> None:
    mine = {**aimlapi.headers, "X-Client-Request-Id": "order-42"}
    made = await aimlapi.client.post("/images/generations", json=KITE, headers=mine)
    failed = await aimlapi.post("/images/generations", **FAILS)
    found = await asked(aimlapi, "/v2/logs")
    assert found["pagination"] == {"limit": 50, "offset": 0, "total": 2, "has_more": False}
    second, first = found["data"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("created"))
    assert re.fullmatch(r"[0-9a-f-]{36}", first.pop("request_id"))
    assert first == {
        "status": "succeeded",
        "origin": "api",
        "model": STANDARD,
        "cost": {"usd": 0.0455, "credits": 91_000},
        "tokens": {"input": 0, "output": 0, "total": 0},
        "inference_id": made.headers["x-inference-id"],
        "client_request_id": "order-42",
    }
    assert second["inference_id"] == failed.headers["x-inference-id"]
    assert second["request_id"] == failed.json()["requestId"]
    assert (second["status"], second["client_request_id"]) == ("failed", None)
    assert second["cost"] == {"usd": 0, "credits": 0}


async def test_what_has_not_ended_is_not_there(idle: Platform) -> None:
    key = idle.headers["Authorization"].removeprefix("Bearer ")
    await idle.services.submitter.submit(
        Submission(
            caller=await idle.services.keys.authenticate(key),
            dialect="aimlapi",
            request=image_request(),
            fingerprint="print",
        )
    )
    assert (await asked(idle, "/v2/logs"))["data"] == []
    total = await asked(idle, "/v2/usage/detail")
    assert (total["spend"], total["requests"], total["models"]) == (0, 0, [])


async def test_what_was_stopped_half_way_is_charged_for_what_it_had_made(idle: Platform) -> None:
    rows = [("succeeded", 7, True), ("succeeded", 0, True), ("canceled", 7, True)]
    rows += [("canceled", 0, False), ("canceled", None, False), ("failed", 0, False)]
    rows += [("expired", None, False)]
    await idle.store.write(lambda tx: fill(tx, idle, rows))
    found = (await asked(idle, "/v2/logs"))["data"]
    assert [(r["status"] == "succeeded") for r in found] == [made for _, _, made in rows]
    assert [r["cost"]["credits"] for r in found] == [2 * (micros or 0) for _, micros, _ in rows]
    for status, has_made in (("succeeded", True), ("failed", False)):
        kept = (await asked(idle, "/v2/logs", status=status))["data"]
        assert len(kept) == sum(made is has_made for _, _, made in rows)
    total = await asked(idle, "/v2/usage")
    assert (total["spend"], total["requests"]) == (0.000014, 3)


async def test_no_query_reads_what_lies_outside_its_window(idle: Platform) -> None:
    which = KeyJobs(account_id="a", key_ids=["k"], begin=datetime.now(UTC), end=datetime.now(UTC))
    ids = {"first_id": "job_0", "last_id": "job_z"}
    page = key_activity.page_query("sqlite", which, **ids, limit=50, offset=0)
    for query in (
        page,
        key_activity.count_query("sqlite", which, **ids),
        key_activity.usage_query("sqlite", which, **ids),
    ):
        said = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        plan = await idle.store.read(
            lambda tx, said=said: [
                row[-1] for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}")
            ]
        )
        assert "SEARCH jobs USING INDEX ix_jobs_account (account_id=? AND id>? AND id<?)" in plan
        tables = [line for line in plan if line.startswith("SCAN")]
        assert all(line in ("SCAN anon_1", "SCAN its_jobs") for line in tables), plan


async def test_filters_repeat_and_do_not_split_on_commas(aimlapi: Platform) -> None:
    await aimlapi.post("/images/generations", **KITE)
    await aimlapi.post("/images/generations", **{**KITE, "model": PRO})
    await aimlapi.post("/images/generations", **FAILS)

    async def kept(**query: Any) -> list[tuple[str, str]]:
        found = await asked(aimlapi, "/v2/logs", **query)
        assert found["pagination"]["total"] == len(found["data"])
        return [(row["model"], row["status"]) for row in found["data"]]

    failed, pro, standard = (STANDARD, "failed"), (PRO, "succeeded"), (STANDARD, "succeeded")
    assert await kept() == [failed, pro, standard]
    assert await kept(status="failed") == [failed]
    assert await kept(status="succeeded") == [pro, standard]
    assert await kept(status=["succeeded", "failed"]) == [failed, pro, standard]
    assert await kept(model=STANDARD) == [failed, standard]
    assert await kept(model="qwen-image-2-0-pro") == [pro]
    assert await kept(model=[PRO, STANDARD], status="succeeded") == [pro, standard]
    for nobodys in (f"{STANDARD},{PRO}", STANDARD.upper(), "x", "a\0b", ""):
        assert await kept(model=nobodys) == []


async def test_pages_follow_one_another_without_gap_or_repeat(aimlapi: Platform) -> None:
    for _ in range(5):
        await aimlapi.post("/images/generations", **FAILS)
    everything = [row["inference_id"] for row in (await asked(aimlapi, "/v2/logs"))["data"]]
    seen: list[str] = []
    for offset in (0, 2, 4):
        page = await asked(aimlapi, "/v2/logs", limit=2, offset=offset)
        seen += [row["inference_id"] for row in page["data"]]
        more = {"limit": 2, "offset": offset, "total": 5, "has_more": offset < 4}
        assert page["pagination"] == more
    assert seen == everything
    assert len(set(seen)) == 5
    past = await asked(aimlapi, "/v2/logs", offset=100_000)
    assert (past["data"], past["pagination"]["has_more"]) == ([], False)


def test_each_snapshot_of_a_model_goes_by_the_vendors_name() -> None:
    names = ModelNames(catalogue())
    assert names.vendors("qwen-image-2.0") == STANDARD
    assert names.vendors("qwen-image-2.0-2026-03-03") == STANDARD
    assert names.vendors("qwen-image-2.0-pro-2031-01-01") == PRO
    assert names.vendors("qwen-image-2512") == "qwen-image-2512"
    assert names.meant(["qwen-image-2-0", "x"]) == [
        "qwen-image-2.0",
        "qwen-image-2.0-2026-03-03",
        "x",
    ]
