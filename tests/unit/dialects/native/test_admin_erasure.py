"""Accounts erased over HTTP: it must be meant, and what is left is the ledger."""

import pytest

from unit.dialects.native.admins import Admin, admin, code, params
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio


@pytest.fixture
async def operator(native: Platform) -> Admin:
    """A key that administers the whole server."""
    return await admin(native)


async def test_an_erasure_must_be_meant(operator: Admin):
    await operator.make("/accounts", name="shop")
    for query in ("", "?confirm=", "?confirm=Shop", "?confirm=local"):
        refused = await operator.call("DELETE", f"/accounts/shop{query}")
        assert params(refused) == ["confirm"]
        assert "cannot be undone" in refused.json()["error"]["message"]
    own = await operator.call("DELETE", "/accounts/local?confirm=local")
    assert code(own) == (400, "invalid_request")
    assert (await operator.get("/accounts/shop"))["status"] == "active"


async def test_an_erased_account_is_nobody_s_any_more(operator: Admin):
    shop = await admin(operator.platform, "shop", grant="1")
    job = (await shop.call("POST", "/jobs?wait=20", json={"prompt": "a secret garden"})).json()
    erased = await operator.call("DELETE", "/accounts/shop?confirm=shop")
    assert erased.json() == {"id": shop.account_id, "status": "erased", "num_jobs": 1}
    assert (await shop.call("GET", "/account")).status_code == 401
    left = await operator.get(f"/accounts/{shop.account_id}")
    assert (left["status"], left["name"]) == ("erased", f"erased {shop.account_id}")
    assert left["balance_micros"] == 1_000_000 - job["price"]["charged_micros"]
    assert code(await operator.call("GET", "/accounts/shop")) == (404, "account_not_found")
    path = f"/accounts/{shop.account_id}"
    money = {"amount_micros": 1, "reason": "x"}
    for refused in (
        await operator.call("PATCH", path, json={"status": "active"}),
        await operator.call("POST", f"{path}/grants", json=money),
        await operator.call("POST", "/keys", json={"name": "k", "account": shop.account_id}),
    ):
        assert code(refused) == (404, "account_not_found")
    # What it still had can be taken off the books.
    rest = await operator.make(
        f"{path}/adjustments", amount_micros=-left["balance_micros"], reason="account closed"
    )
    assert rest["balance_micros"] == 0
    again = await operator.call("DELETE", path, params={"confirm": left["name"]})
    assert again.json()["num_jobs"] == 0
    assert await operator.platform.services.accounts.check_ledger() == []


async def test_a_name_that_is_free_again_can_be_taken(operator: Admin):
    first = await operator.make("/accounts", name="shop")
    await operator.call("DELETE", "/accounts/shop?confirm=shop")
    second = await operator.make("/accounts", name="shop")
    assert second["id"] != first["id"]
