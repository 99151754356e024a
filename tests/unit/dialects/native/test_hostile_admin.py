"""Administration under attack over HTTP: nobody gets more than they have, and nothing breaks."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inkstone.domain.accounts import Limits, Scope
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.service.key_terms import KEY_PREFIX, LENGTH_MIN, prefix_of
from unit.dialects.native.admins import admin, code
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio

#: What breaks software that takes it as it comes.
NASTY: tuple[Any, ...] = (
    "",
    "a\0b",
    "\ud800",
    "\u202e",
    "x" * 10_000,
    "\r\nX: y",
    -1,
    1.5,
    1e308,
    2**63,
    10**400,
    True,
    [],
    {},
    [[]],
    ["\ud800"],
    {"\0": 2**70},
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
)
JSON = {"Content-Type": "application/json"}
MONEY = {"amount_micros": 1, "reason": "why"}
BODIES = {
    "/accounts": {"name": "new", "grant_micros": 1, "plan": "p", "weight": 1, "limits": {}}
    | {"policy": {}},
    "/accounts/shop/grants": MONEY,
    "/accounts/shop/adjustments": MONEY,
    "/jobs/job_00000000000000000000000000/refund": MONEY,
    "/keys": {"name": "k", "account": "shop", "scopes": ["read"], "models": None}
    | {"expires_at": None, "expires_in_s": None, "limits": {}, "policy": {}},
    "/webhooks/ping": {"url": "https://example.test/"},
}


@pytest.mark.parametrize("path", BODIES)
async def test_no_value_of_any_field_breaks_a_call(native: Platform, path: str):
    operator, _ = await admin(native), await admin(native, "shop")
    for name in BODIES[path]:
        for value in NASTY:
            values = [value]
            if name == "limits":
                values += [{limit: value} for limit in Limits.__dataclass_fields__]
            if name == "policy":
                values += [{field: value} for field in PicturePolicy.__dataclass_fields__]
            for each in values:
                body = json.dumps(BODIES[path] | {name: each})
                said = await operator.call("POST", path, content=body, headers=JSON)
                assert said.status_code < 500, (name, each, said.text)


@pytest.mark.parametrize("limit", Limits.__dataclass_fields__)
async def test_a_key_cannot_raise_its_own_limits_nor_pass_them_on_raised(
    native: Platform, limit: str
):
    shop = await admin(native, "shop", limits=Limits(**{limit: 5}))
    for value in (6, None):
        for method, path in (("PATCH", f"/keys/{shop.key_id}"), ("POST", "/keys")):
            asked = {"name": "more", "limits": {limit: value}}
            refused = await shop.call(method, path, json=asked)
            assert code(refused) == (403, "permission_denied")
    assert (await shop.make("/keys", name="as much"))["limits"][limit] == 5


async def test_a_key_cannot_undo_what_is_taken_from_it_at_the_same_moment(native: Platform):
    operator, shop = await admin(native), await admin(native, "shop")
    own = f"/keys/{shop.key_id}"
    for i in range(5):
        await operator.call("PATCH", own, json={"limits": {"total_micros": None}})
        await asyncio.gather(
            operator.call("PATCH", own, json={"limits": {"total_micros": 5}}),
            shop.call("PATCH", own, json={"name": f"name {i}"}),
        )
        assert (await operator.get(own))["limits"]["total_micros"] == 5


async def test_a_key_does_not_outlive_its_end(native: Platform):
    end = datetime.now(UTC) + timedelta(hours=1)
    shop = await admin(native, "shop", expires_at=end)
    for later in (None, "2999-01-01T00:00:00Z"):
        refused = await shop.call("PATCH", f"/keys/{shop.key_id}", json={"expires_at": later})
        assert code(refused) == (403, "permission_denied")
    made = await shop.make("/keys", name="heir", scopes=[scope.value for scope in Scope])
    assert datetime.fromisoformat(made["expires_at"]) <= end


async def test_accounts_opened_over_http_get_the_usual_limits(native: Platform):
    native.services.accounts.usual_limits = Limits(jobs_max=2, requests_per_minute=30)
    operator = await admin(native)
    none = {"daily_micros": None, "total_micros": None}
    opened = await operator.make("/accounts", name="usual")
    assert opened["limits"] == {"jobs_max": 2, "requests_per_minute": 30, **none}
    named = {"jobs_max": 7, "requests_per_minute": None}
    opened = await operator.make("/accounts", name="named", limits=named)
    assert opened["limits"] == {**named, **none}


async def test_nobody_may_take_the_name_that_an_erased_account_will_have(native: Platform):
    operator, shop = await admin(native), await admin(native, "shop")
    squatted = await operator.call("POST", "/accounts", json={"name": f"erased {shop.account_id}"})
    assert squatted.status_code == 400
    done = await operator.call("DELETE", "/accounts/shop", params={"confirm": "shop"})
    assert done.json()["status"] == "erased"


@pytest.mark.parametrize(
    "key", [KEY_PREFIX + "abcd", KEY_PREFIX + "abcdefghi", "x" * LENGTH_MIN, KEY_PREFIX + "y" * 21]
)
def test_what_is_shown_of_a_short_key_leaves_most_of_it_secret(key: str):
    assert len(key) - len(prefix_of(key).removesuffix("…")) >= LENGTH_MIN - 4


def test_what_is_shown_of_our_own_keys_tells_them_apart():
    assert prefix_of(KEY_PREFIX + "abcdef" + "z" * 37) == KEY_PREFIX + "abcdef"
