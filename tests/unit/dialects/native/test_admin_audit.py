"""The books over HTTP: the audit log, statements that re-add, the usage export."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from unit.dialects.native.admins import Admin, admin, code, params
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio


@pytest.fixture
async def operator(native: Platform) -> Admin:
    """A key that administers the whole server."""
    return await admin(native)


async def test_every_change_is_noted_with_the_key_that_made_it(operator: Admin):
    shop = await operator.make("/accounts", name="shop", grant_micros=5, plan="p")
    path = f"/accounts/{shop['id']}"
    await operator.call("PATCH", path, json={"status": "suspended"})
    await operator.make(f"{path}/grants", amount_micros=1, reason="why")
    await operator.make(f"{path}/adjustments", amount_micros=-1, reason="why not")
    key = await operator.make("/keys", name="k", account="shop")
    await operator.call("PATCH", f"/keys/{key['id']}", json={"name": "n"})
    await operator.make(f"/keys/{key['id']}/rotate")
    await operator.call("DELETE", f"/keys/{key['id']}")
    await operator.call("DELETE", f"{path}?confirm=shop")
    log = (await operator.get("/audit", account=shop["id"]))["data"]
    assert [each["action"] for each in log] == [
        "account.erase",
        "key.revoke",
        "key.rotate",
        "key.change",
        "key.create",
        "account.adjust",
        "account.grant",
        "account.status",
        "account.change",
        "account.create",
    ]
    assert {each["actor"] for each in log} == {operator.key_id}
    assert {each["subject"] for each in log} == {shop["id"], key["id"]}
    assert log[6]["details"] == {"amount_micros": 1, "reason": "why"}
    assert key["key"] not in json.dumps(log)


async def test_the_log_comes_in_pages_newest_first(operator: Admin):
    for index in range(3):
        await operator.make("/keys", name=f"k{index}")
    page = await operator.get("/audit", limit=2)
    names = [each["details"].get("name") for each in page["data"]]
    assert names == ["k2", "k1"]
    rest = await operator.get("/audit", before=page["next_before"])
    assert rest["data"][0]["details"]["name"] == "k0"
    assert rest["next_before"] is None


@pytest.mark.parametrize(
    ("path", "faults"),
    [
        ("/audit?limit=0&before=x", ["before", "limit"]),
        ("/statement?from=x&to=y", ["from", "to"]),
        ("/statement?from=2026-02-01&to=2026-01-01", ["from"]),
        ("/usage/export?format=xls&from=x", ["format", "from"]),
    ],
)
async def test_all_faults_of_a_query_are_named_at_once(
    operator: Admin, path: str, faults: list[str]
):
    assert params(await operator.call("GET", path)) == faults


async def test_a_statement_readds_and_follows_the_one_before(operator: Admin):
    shop = await admin(operator.platform, "shop", grant="1")
    middle = datetime.now(UTC).isoformat()
    job = (await shop.call("POST", "/jobs?wait=20", json={"prompt": "x"})).json()
    charged = job["price"]["charged_micros"]
    await operator.make("/accounts/shop/adjustments", amount_micros=7, reason="x")
    first = await shop.get("/statement", to=middle)
    second = await shop.get("/statement", **{"from": middle})
    assert (first["opening_micros"], first["closing_micros"]) == (0, 1_000_000)
    assert second["opening_micros"] == first["closing_micros"]
    assert {kind: total for kind, total in second["totals_micros"].items() if total} == {
        "capture": -charged,
        "adjust": 7,
    }
    for each in (first, second):
        moved = sum(each["totals_micros"].values())
        assert each["opening_micros"] + moved == each["closing_micros"]
    assert second["closing_micros"] == (await shop.get("/balance"))["balance_micros"]
    assert (first["from"], first["account"]) == (None, "shop")
    assert await operator.get("/statement", account="shop", to=middle) == first


async def test_the_export_is_a_file_whose_amounts_readd(operator: Admin):
    shop = await admin(operator.platform, "shop", grant="1")
    await shop.call("POST", "/jobs?wait=20", json={"prompt": "x", "size": "256x256"})
    balance = (await shop.get("/balance"))["balance_micros"]
    answer = await shop.call("GET", "/usage/export")
    name = f"inkstone-{shop.account_id}.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(int(row["amount_micros"]) for row in rows) == balance
    assert [row["kind"] for row in rows] == ["grant", "capture"]
    assert (rows[1]["size"], rows[1]["key_id"]) == ("256x256", shop.key_id)
    as_json = await operator.call("GET", "/usage/export?account=shop&format=json&from=2020-01-01")
    assert as_json.headers["content-type"] == "application/json"
    assert "from-20200101.json" in as_json.headers["content-disposition"]
    assert sum(row["amount_micros"] for row in as_json.json()) == balance
    later = await shop.call("GET", "/usage/export?format=json&from=2126-01-01&to=2127-01-01")
    assert later.json() == []
    assert code(await shop.call("GET", "/usage/export?account=local")) == (404, "account_not_found")
