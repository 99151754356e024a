"""The margin report over HTTP: for the server's owner alone, and it adds up."""

import pytest

from unit.dialects.native.admins import admin, params
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio


async def _made(native: Platform, **body) -> None:
    answer = await native.client.post(
        "/jobs?wait=20", json={"prompt": "x", **body}, headers=native.headers
    )
    assert answer.status_code == 200, answer.text


async def test_an_operator_sees_what_is_left(native: Platform):
    operator = await admin(native)
    await _made(native, n=2)
    await _made(native, model="qwen-image-2.0-pro")
    report = await operator.get("/admin/margin")
    assert (report["by"], report["from"]) == ("model", None)
    assert [(row["group"], row["images"]) for row in report["data"]] == [
        ("qwen-image-2.0-2026-03-03", 2),
        ("qwen-image-2.0-pro-2026-06-22", 1),
    ]
    assert report["totals"] == [
        {
            "jobs": 2,
            "jobs_upstream": 0,
            "images": 3,
            "charged_micros": 130_000,
            "refunded_micros": 0,
            "cost_micros": 0,
            "cost_at_risk_micros": 0,
            "margin_micros": 130_000,
            "currency": "USD",
        }
    ]
    by_engine = await operator.get("/admin/margin", by="engine")
    assert [row["group"] for row in by_engine["data"]] == ["echo"]
    before = await operator.get("/admin/margin", to="2020-01-01T00:00:00Z")
    assert (before["data"], before["totals"]) == ([], [])


async def test_nobody_else_does(native: Platform):
    await _made(native)
    shop = await admin(native, "shop")
    assert (await shop.call("GET", "/admin/margin")).status_code == 403
    assert (await native.get("/admin/margin")).status_code == 403
    assert (await native.client.get("/admin/margin")).status_code == 401


async def test_all_faults_of_a_query_are_told(native: Platform):
    operator = await admin(native)
    refused = await operator.call("GET", "/admin/margin?by=key&from=monday")
    assert params(refused) == ["by", "from"]
    refused = await operator.call("GET", "/admin/margin?from=2026-02-01&to=2026-01-01")
    assert params(refused) == ["from"]
