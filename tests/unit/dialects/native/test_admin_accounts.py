"""Accounts over HTTP: opened, listed, changed, granted, adjusted, refunded."""

import asyncio
from typing import Any

import pytest

from unit.dialects.native.admins import NO_POLICY, Admin, admin, code, params
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio
NOT_A_JOB = "job_" + "0" * 26


@pytest.fixture
async def operator(native: Platform) -> Admin:
    """A key that administers the whole server."""
    return await admin(native)


async def test_an_account_is_opened_as_asked_and_shown(operator: Admin):
    limits = {"requests_per_minute": 60, "jobs_max": 2, "daily_micros": 0, "total_micros": 7}
    made = await operator.call(
        "POST",
        "/accounts",
        json={
            "name": "shop",
            "grant_micros": 5_000_000,
            "plan": "friends",
            "weight": 3,
            "limits": limits,
            "unknown": 1,
        },
    )
    shop = made.json()
    assert made.status_code == 201
    assert shop == {
        "id": shop["id"],
        "object": "account",
        "name": "shop",
        "status": "active",
        "plan": "friends",
        "weight": 3,
        "currency": "USD",
        "balance_micros": 5_000_000,
        "held_micros": 0,
        "available_micros": 5_000_000,
        "limits": limits,
        "policy": NO_POLICY,
        "spending": {"num_open": 0, "today_micros": 0, "total_micros": 0},
        "created_at": shop["created_at"],
    }
    assert await operator.get("/accounts/shop") == await operator.get(f"/accounts/{shop['id']}")
    assert await operator.get("/accounts/shop") == shop


async def test_a_name_that_is_taken_is_a_fault_and_grants_nothing(operator: Admin):
    shop = await operator.make("/accounts", name="shop", grant_micros=5)
    again = await operator.call(
        "POST", "/accounts", json={"name": "shop", "grant_micros": 5, "plan": "other"}
    )
    assert code(again) == (400, "account_exists")
    assert params(again) == ["name"]
    assert await operator.get("/accounts/shop") == shop


async def test_accounts_come_in_pages_by_name(operator: Admin):
    for name in ("b", "a", "c"):
        await operator.make("/accounts", name=name)
    page = await operator.get("/accounts", limit=3)
    assert [each["name"] for each in page["data"]] == ["a", "b", "c"]
    rest = await operator.get("/accounts", after=page["next_after"])
    assert ([each["name"] for each in rest["data"]], rest["next_after"]) == (["local"], None)


async def test_a_change_leaves_the_rest_as_it_is(operator: Admin):
    await operator.make("/accounts", name="shop", limits={"jobs_max": 2, "total_micros": 9})
    changed = await operator.call(
        "PATCH",
        "/accounts/shop",
        json={"plan": "friends", "limits": {"jobs_max": None, "daily_micros": 4}},
    )
    assert changed.json()["limits"] == {
        "requests_per_minute": None,
        "jobs_max": None,
        "daily_micros": 4,
        "total_micros": 9,
    }
    assert (changed.json()["plan"], changed.json()["weight"]) == ("friends", 1)
    suspended = await operator.call(
        "PATCH", "/accounts/shop", json={"status": "suspended", "weight": 5}
    )
    assert (suspended.json()["status"], suspended.json()["weight"]) == ("suspended", 5)
    cleared = await operator.call("PATCH", "/accounts/shop", json={"plan": "", "status": "active"})
    assert (cleared.json()["status"], cleared.json()["plan"]) == ("active", "")
    nothing = await operator.call("PATCH", "/accounts/shop", json={})
    assert nothing.json() == cleared.json()


async def test_money_is_granted_and_adjusted_and_never_below_nothing(operator: Admin):
    await operator.make("/accounts", name="shop")
    granted = await operator.make("/accounts/shop/grants", amount_micros=100, reason="invoice 1")
    assert granted["balance_micros"] == 100
    less = await operator.make("/accounts/shop/adjustments", amount_micros=-40, reason="typo")
    assert less["balance_micros"] == 60
    more = await operator.make("/accounts/shop/adjustments", amount_micros=1, reason="typo")
    assert more["balance_micros"] == 61
    refused = await operator.call(
        "POST", "/accounts/shop/adjustments", json={"amount_micros": -62, "reason": "typo"}
    )
    assert code(refused) == (400, "invalid_request")
    assert "0.000061 USD" in refused.json()["error"]["message"]
    assert await operator.platform.services.accounts.check_ledger() == []


@pytest.mark.parametrize("kind", ["grants", "adjustments"])
async def test_an_idempotency_key_moves_money_once(operator: Admin, kind: str):
    shop = await operator.make("/accounts", name="shop")
    body = {"amount_micros": 100, "reason": "invoice 1"}

    async def move(account: str = "shop", **changes: Any):
        return await operator.call(
            "POST",
            f"/accounts/{account}/{kind}",
            json={**body, **changes},
            headers={"Idempotency-Key": "invoice-1"},
        )

    answers = await asyncio.gather(*(move() for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    replays = [answer for answer in answers if "idempotent-replayed" in answer.headers]
    assert len(replays) == 4
    assert (await move(shop["id"])).headers["idempotent-replayed"] == "true"
    assert (await operator.get("/accounts/shop"))["balance_micros"] == 100
    for changes in ({"amount_micros": 101}, {"reason": "invoice 2"}):
        assert code(await move(**changes)) == (422, "idempotency_mismatch")
    # The key is of one account.
    await operator.make("/accounts", name="other")
    assert "idempotent-replayed" not in (await move("other")).headers
    assert await operator.platform.services.accounts.check_ledger() == []
    log = await operator.get("/audit", account="shop")
    moved = [each for each in log["data"] if each["details"].get("reason") == "invoice 1"]
    assert [(each["actor"], each["details"]["amount_micros"]) for each in moved] == [
        (operator.key_id, 100)
    ]


async def test_a_key_for_a_grant_is_not_good_for_an_adjustment(operator: Admin):
    await operator.make("/accounts", name="shop")
    body = {"amount_micros": 100, "reason": "invoice 1"}
    headers = {"Idempotency-Key": "k"}
    await operator.call("POST", "/accounts/shop/grants", json=body, headers=headers)
    other = await operator.call("POST", "/accounts/shop/adjustments", json=body, headers=headers)
    assert code(other) == (422, "idempotency_mismatch")
    bad = await operator.call(
        "POST", "/accounts/shop/grants", json=body, headers={"Idempotency-Key": "x" * 256}
    )
    assert params(bad) == ["Idempotency-Key"]


async def test_what_is_granted_by_key_keeps_its_place_in_the_ledger(operator: Admin):
    shop = await admin(operator.platform, "shop", grant="0")
    for index in range(6):
        await operator.call(
            "POST",
            "/accounts/shop/grants",
            json={"amount_micros": index + 1, "reason": "each"},
            headers={"Idempotency-Key": f"k{index}"} if index % 2 else {},
        )
    listed = (await shop.get("/ledger"))["data"]
    assert [each["balance_micros"] for each in listed] == [6, 5, 4, 3, 2, 1]


async def test_a_job_is_refunded_once(operator: Admin):
    shop = await admin(operator.platform, "shop")
    job = (await shop.call("POST", "/jobs?wait=20", json={"prompt": "x", "n": 2})).json()
    charged = job["price"]["charged_micros"]
    path = f"/jobs/{job['id']}/refund"
    too_much = await operator.call(
        "POST", path, json={"amount_micros": charged + 1, "reason": "blank"}
    )
    assert code(too_much) == (400, "invalid_request")
    half = await operator.make(path, amount_micros=charged // 2, reason="one was blank")
    assert half == {"job_id": job["id"], "amount_micros": charged // 2, "currency": "USD"}
    again = await operator.call("POST", path, json={"reason": "blank"})
    assert code(again) == (400, "refunded_before")
    assert (await shop.get("/balance"))["balance_micros"] == 100_000_000 - charged // 2
    assert (await shop.get("/account"))["spending"]["total_micros"] == charged // 2
    assert (await shop.get("/key"))["spending"]["total_micros"] == charged // 2
    assert await operator.platform.services.accounts.check_ledger() == []


async def test_what_was_not_charged_is_not_refunded(operator: Admin):
    failed = await operator.call("POST", "/jobs?wait=20", json={"prompt": "[fail_after=0]"})
    refused = await operator.call(
        "POST", f"/jobs/{failed.json()['id']}/refund", json={"reason": "x"}
    )
    assert code(refused) == (400, "nothing_to_refund")
    missing = await operator.call("POST", f"/jobs/{NOT_A_JOB}/refund", json={"reason": "x"})
    assert code(missing) == (404, "job_not_found")


FAULTS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("POST", "/accounts", {}, ["name"]),
    ("POST", "/accounts", {"name": ""}, ["name"]),
    (
        "POST",
        "/accounts",
        {
            "name": "x" * 101,
            "grant_micros": -1,
            "plan": "x" * 65,
            "weight": 1_001,
            "limits": {
                "requests_per_minute": 0,
                "jobs_max": "2",
                "daily_micros": 10**15 + 1,
                "total_micros": 1.5,
            },
        },
        [
            "grant_micros",
            "limits.daily_micros",
            "limits.jobs_max",
            "limits.requests_per_minute",
            "limits.total_micros",
            "name",
            "plan",
            "weight",
        ],
    ),
    ("POST", "/accounts", {"name": "two\nlines", "plan": "a\tb"}, ["name", "plan"]),
    ("POST", "/accounts", {"name": "shop", "limits": [1]}, ["limits"]),
    (
        "PATCH",
        "/accounts/local",
        {"status": "erased", "plan": 1, "weight": 0, "limits": {"jobs_max": True}},
        ["limits.jobs_max", "plan", "status", "weight"],
    ),
    ("POST", "/accounts/local/grants", {}, ["amount_micros", "reason"]),
    (
        "POST",
        "/accounts/local/grants",
        {"amount_micros": 0, "reason": " "},
        ["amount_micros", "reason"],
    ),
    (
        "POST",
        "/accounts/local/adjustments",
        {"amount_micros": 0, "reason": "x" * 501},
        ["amount_micros", "reason"],
    ),
    (
        "POST",
        f"/jobs/{NOT_A_JOB}/refund",
        {"amount_micros": 0, "reason": "\n"},
        ["amount_micros", "reason"],
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "expected"), FAULTS)
async def test_all_faults_of_a_body_are_named_at_once(
    operator: Admin, method: str, path: str, body: dict[str, Any], expected: list[str]
):
    refused = await operator.call(method, path, json=body)
    assert params(refused) == expected
    for each in refused.json()["error"]["faults"]:
        assert each["message"].startswith(f"`{each['param']}` "), each


@pytest.mark.parametrize("query", ["?limit=0", "?limit=x", "?limit=101", "?after=%00"])
async def test_a_page_that_cannot_be_is_a_fault(operator: Admin, query: str):
    assert len(params(await operator.call("GET", f"/accounts{query}"))) == 1
