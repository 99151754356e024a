"""Who may make which administrative call: every call by every kind of key."""

from dataclasses import dataclass
from typing import Any

import pytest

from contract.test_dialect import HOSTILE
from inkstone.domain.accounts import Scope
from unit.dialects.native.admins import Admin, admin, code
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio
MONEY = {"amount_micros": 1, "reason": "x"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call, and how an admin key of another account than the server's owner is answered."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    #: For what is its own, and for what is somebody else's.
    own: int
    others: int = 404


CALLS = [
    Call(method="POST", path="/accounts", body={"name": "new"}, own=403, others=403),
    Call(method="GET", path="/accounts", own=403, others=403),
    Call(method="GET", path="/accounts/{account}", own=200),
    Call(method="PATCH", path="/accounts/{account}", body={"weight": 2}, own=403),
    Call(method="POST", path="/accounts/{account}/grants", body=MONEY, own=403),
    Call(method="POST", path="/accounts/{account}/adjustments", body=MONEY, own=403),
    Call(method="POST", path="/jobs/{job}/refund", body={"reason": "x"}, own=403),
    Call(method="POST", path="/keys", body={"name": "k", "account": "{account}"}, own=201),
    Call(method="GET", path="/keys?account={account}", own=200),
    Call(method="GET", path="/keys/{key}", own=200),
    Call(method="PATCH", path="/keys/{key}", body={"name": "n"}, own=200),
    Call(method="POST", path="/keys/{key}/rotate", body={}, own=200),
    Call(method="DELETE", path="/keys/{key}", own=204),
    Call(method="GET", path="/audit?account={account}", own=200),
    Call(method="GET", path="/statement?account={account}", own=200),
    Call(method="GET", path="/usage/export?account={account}", own=200),
    Call(method="DELETE", path="/accounts/{account}?confirm=NAME", own=403),
]


async def ask(key: Admin, call: Call, things: dict[str, str]) -> Any:
    """Make a call about some things."""
    path = call.path.format(**things).replace("NAME", things["name"])
    body = call.body and {
        name: value.format(**things) if isinstance(value, str) else value
        for name, value in call.body.items()
    }
    return await key.call(call.method, path, **({} if body is None else {"json": body}))


async def things_of(native: Platform, account: str) -> dict[str, str]:
    """An account with a key and a job that was charged."""
    key = await admin(native, account)
    job = (await key.call("POST", "/jobs?wait=20", json={"prompt": "x"})).json()
    assert job["status"] == "succeeded"
    return {"account": key.account_id, "name": account, "key": key.key_id, "job": job["id"]}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
async def test_each_call_is_for_whom_it_should_be(native: Platform, call: Call):
    things = await things_of(native, "shop")
    for scopes in ({Scope.SUBMIT}, {Scope.READ}, {Scope.SUBMIT, Scope.READ}):
        # Even a key of the server's owner needs the scope.
        for account in ("shop", "local"):
            plain = await admin(native, account, scopes=frozenset(scopes))
            assert code(await ask(plain, call, things)) == (403, "permission_denied")
    stranger = await admin(native, "stranger")
    refused = await ask(stranger, call, things)
    assert refused.status_code == call.others
    if call.others == 404:
        # The answer is the one about what is not there.
        gone = {**things, "account": "nobody", "job": "job_none", "key": "key_none"}
        missing = await ask(stranger, call, gone)
        assert code(missing) == code(refused)
    owner = await admin(native, "shop")
    assert (await ask(owner, call, things)).status_code == call.own
    if call.own == 403:
        assert (await (await admin(native)).get("/accounts/shop"))["weight"] == 1


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
async def test_an_admin_key_of_the_servers_owner_may_do_all_of_it(native: Platform, call: Call):
    things = await things_of(native, "shop")
    done = await ask(await admin(native), call, things)
    assert done.status_code in {200, 201, 204}, done.text


async def test_nobody_is_taken_for_the_owner_by_a_name(native: Platform):
    operator = await admin(native)
    for name in ("local ", "Local", "erased local"):
        other = await admin(native, name)
        assert code(await other.call("GET", "/accounts")) == (403, "permission_denied")
        named = await other.call("GET", "/accounts/local")
        assert code(named) == (404, "account_not_found")
    same = await operator.call("POST", "/accounts", json={"name": operator.account_id})
    assert code(same) == (400, "account_exists")


@pytest.mark.parametrize("path", ["/account", "/key", "/statement", "/usage/export"])
async def test_what_is_one_s_own_needs_only_to_read(native: Platform, path: str):
    reader = await admin(native, "shop", scopes=frozenset({Scope.READ}))
    assert (await reader.call("GET", path)).status_code == 200
    writer = await admin(native, "shop", scopes=frozenset({Scope.SUBMIT}))
    assert code(await writer.call("GET", path)) == (403, "permission_denied")


async def test_an_admin_key_sees_its_own_account_s_keys_alone(native: Platform):
    shop, operator = await admin(native, "shop"), await admin(native)
    assert [each["id"] for each in (await shop.get("/keys"))["data"]] == [shop.key_id]
    all_ids = {each["id"] for each in (await operator.get("/keys"))["data"]}
    assert {shop.key_id, operator.key_id} <= all_ids
    log = await shop.get("/audit")
    assert {each["account_id"] for each in log["data"]} == {shop.account_id}
    everything = await operator.get("/audit")
    assert len({each["account_id"] for each in everything["data"]}) == 2


async def test_a_hostile_body_or_name_is_a_fault_of_the_caller(native: Platform):
    operator = await admin(native)
    shop = await admin(native, "shop")
    things = {"account": shop.account_id, "name": "shop", "key": shop.key_id, "job": "job_x"}
    for call in CALLS:
        path = call.path.format(**things)
        for body in HOSTILE if call.body else ():
            answer = await operator.call(call.method, path, content=body)
            # A rotation needs no body, and a change may change nothing.
            is_loose = call.method == "PATCH" or path.endswith("/rotate")
            assert 400 <= answer.status_code < 500 or (is_loose and answer.status_code == 200)
        for name in ("%00", "%F0%9F%91%BB", "x" * 3_000, "..%2f..", "%ED%A0%80"):
            named = call.path.format(account=name, job=name, key=name)
            if named != call.path:
                answer = await operator.call(call.method, named, json={**(call.body or {})})
                assert 400 <= answer.status_code < 500, (call.method, named[:80], answer.text)
