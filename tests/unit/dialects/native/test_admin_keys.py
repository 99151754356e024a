"""Keys over HTTP: shown once, limited, rotated, revoked, and never giving more than they have."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inkstone.domain.accounts import Limits, Scope
from inkstone.service.keys import KeyTerms
from unit.dialects.native.admins import NO_LIMITS, NO_POLICY, Admin, admin, code, params
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio
PLAIN = "qwen-image-2.0"
PRO = "qwen-image-2.0-pro"


@pytest.fixture
async def operator(native: Platform) -> Admin:
    """A key that administers the whole server."""
    return await admin(native)


def by(operator: Admin, made: dict[str, Any]) -> Admin:
    """A key just made, to call with."""
    return Admin(
        platform=operator.platform,
        key=made["key"],
        key_id=made["id"],
        account_id=made["account_id"],
    )


async def test_a_key_is_shown_whole_once_and_its_hash_never(operator: Admin):
    answer = await operator.call("POST", "/keys", json={"name": "laptop"})
    made = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    key = made.pop("key")
    assert key.startswith(made["prefix"])
    assert made == {
        "id": made["id"],
        "object": "key",
        "account_id": operator.account_id,
        "name": "laptop",
        "prefix": key[: len(made["prefix"])],
        "scopes": ["submit", "read"],
        "models": None,
        "limits": NO_LIMITS,
        "policy": NO_POLICY,
        "spending": {"num_open": 0, "today_micros": 0, "total_micros": 0},
        "created_at": made["created_at"],
        "last_used_at": None,
        "expires_at": None,
        "previous_until": None,
        "revoked_at": None,
    }
    assert await operator.get(f"/keys/{made['id']}") == made
    shown = await by(operator, {**made, "key": key}).get("/key")
    assert shown == {**made, "last_used_at": shown["last_used_at"]}
    for path in ("/keys", f"/keys/{made['id']}", "/audit"):
        text = (await operator.call("GET", path)).text
        assert made["id"] in text
        assert key not in text
        assert "sha256" not in text


async def test_a_key_is_made_with_the_terms_that_are_asked_for(operator: Admin):
    await operator.make("/accounts", name="shop")
    made = await operator.make(
        "/keys",
        name="nightly",
        account="shop",
        scopes=["admin", "submit", "submit"],
        models=[PRO, PRO],
        expires_at="2126-01-02T03:04:05+01:00",
        limits={"jobs_max": 2, "daily_micros": 0},
    )
    assert (made["scopes"], made["models"]) == (["submit", "admin"], [PRO])
    assert made["expires_at"] == "2126-01-02T02:04:05.000Z"
    assert made["limits"] == {**NO_LIMITS, "jobs_max": 2, "daily_micros": 0}
    shop = await operator.get("/accounts/shop")
    assert made["account_id"] == shop["id"]
    assert [each["id"] for each in (await operator.get("/keys", account="shop"))["data"]] == [
        made["id"]
    ]


async def test_keys_come_in_pages_oldest_first(operator: Admin):
    made = [(await operator.make("/keys", name=f"k{index}"))["id"] for index in range(3)]
    first = await operator.get("/keys", limit=3)
    rest = await operator.get("/keys", after=first["next_after"])
    listed = [each["id"] for each in first["data"] + rest["data"]]
    assert listed[-3:] == made
    assert listed[:3] == [each["id"] for each in first["data"]]
    assert rest["next_after"] is None
    assert params(await operator.call("GET", "/keys?after=key_none")) == ["after"]


async def test_a_key_uses_only_its_models(operator: Admin):
    made = by(operator, await operator.make("/keys", name="k", models=[PLAIN]))
    taken = await made.call("POST", "/jobs?wait=20", json={"prompt": "x", "model": PLAIN})
    assert taken.status_code == 200
    refused = await made.call("POST", "/jobs", json={"prompt": "x", "model": PRO})
    assert code(refused) == (403, "model_not_allowed")
    shown = await operator.get(f"/keys/{made.key_id}")
    assert shown["spending"]["total_micros"] == taken.json()["price"]["charged_micros"]
    assert shown["last_used_at"] is not None


async def test_a_key_that_expired_is_refused(operator: Admin):
    made = by(operator, await operator.make("/keys", name="k", expires_in_s=3_600))
    assert (await made.call("GET", "/key")).status_code == 200
    ends = datetime.fromisoformat((await made.get("/key"))["expires_at"])
    assert timedelta(minutes=59) < ends - datetime.now(UTC) <= timedelta(hours=1)
    keys = operator.platform.services.keys
    terms = await keys.get(made.key_id)
    # Its end cannot be set into the past over HTTP.
    past = datetime.now(UTC) - timedelta(seconds=1)
    await keys.change(made.key_id, KeyTerms(scopes=terms.scopes, expires_at=past))
    assert code(await made.call("GET", "/key")) == (401, "key_expired")
    longer = await operator.call("PATCH", f"/keys/{made.key_id}", json={"expires_at": None})
    assert longer.json()["expires_at"] is None
    assert (await made.call("GET", "/key")).status_code == 200


async def test_a_change_leaves_the_rest_as_it_is_and_null_takes_off(operator: Admin):
    made = await operator.make(
        "/keys",
        name="k",
        models=[PLAIN],
        expires_in_s=60,
        limits={"jobs_max": 2, "total_micros": 5},
    )
    path = f"/keys/{made['id']}"
    named = (await operator.call("PATCH", path, json={"name": "n"})).json()
    del made["key"]
    assert named == {**made, "name": "n"}
    wider = await operator.call(
        "PATCH",
        path,
        json={
            "scopes": ["read"],
            "models": None,
            "expires_at": None,
            "limits": {"jobs_max": None, "requests_per_minute": 9},
        },
    )
    assert wider.json() == {
        **named,
        "scopes": ["read"],
        "models": None,
        "expires_at": None,
        "limits": {**NO_LIMITS, "total_micros": 5, "requests_per_minute": 9},
    }


async def test_both_keys_of_a_rotation_work_until_the_overlap_is_over(operator: Admin):
    old = by(operator, await operator.make("/keys", name="k", limits={"jobs_max": 2}))
    answer = await operator.call("POST", f"/keys/{old.key_id}/rotate")
    new = by(operator, answer.json())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (new.key_id, new.key != old.key) == (old.key_id, True)
    assert answer.json()["limits"]["jobs_max"] == 2
    until = datetime.fromisoformat(answer.json()["previous_until"])
    assert timedelta(hours=23) < until - datetime.now(UTC) <= timedelta(hours=24)
    for key in (old, new):
        assert (await key.get("/key"))["id"] == old.key_id
    # Rotating again ends the older one at once, and without an overlap the one before it too.
    third = by(operator, await operator.make(f"/keys/{old.key_id}/rotate", overlap_s=0))
    statuses = [(await key.call("GET", "/key")).status_code for key in (old, new, third)]
    assert statuses == [401, 401, 200]


async def test_a_revoked_key_is_refused_and_stays_listed(operator: Admin):
    made = by(operator, await operator.make("/keys", name="k"))
    path = f"/keys/{made.key_id}"
    revoked = await operator.call("DELETE", path)
    assert (revoked.status_code, revoked.content) == (204, b"")
    assert code(await made.call("GET", "/key")) == (401, "invalid_api_key")
    assert (await operator.get(path))["revoked_at"] is not None
    for refused in (
        await operator.call("DELETE", path),
        await operator.call("PATCH", path, json={"name": "n"}),
        await operator.call("POST", f"{path}/rotate"),
    ):
        assert code(refused) == (404, "key_not_found")


FAULTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("/keys", {}, ["name"]),
    (
        "/keys",
        {
            "name": "\u200b",
            "account": 1,
            "scopes": ["submit", "root"],
            "models": [PLAIN, "dall-e", 3],
            "expires_at": "2020-01-01",
            "limits": {"jobs_max": 0},
        },
        ["account", "expires_at", "limits.jobs_max", "models[2]", "name", "scopes[1]"],
    ),
    ("/keys", {"name": "k", "models": ["dall-e"]}, ["models[0]"]),
    ("/keys", {"name": "k", "scopes": [], "models": []}, ["models", "scopes"]),
    ("/keys", {"name": "k", "models": ["x"] * 101}, ["models"]),
    (
        "/keys",
        {"name": "k", "expires_at": "2126-01-01", "expires_in_s": 9},
        ["expires_in_s"],
    ),
    ("/keys", {"name": "k", "expires_in_s": 0, "expires_at": True}, ["expires_at", "expires_in_s"]),
    ("/keys/{key}/rotate", {"overlap_s": -1}, ["overlap_s"]),
    ("/keys/{key}/rotate", {"overlap_s": 30 * 86_400 + 1}, ["overlap_s"]),
]


@pytest.mark.parametrize(("path", "body", "expected"), FAULTS)
async def test_all_faults_of_a_body_are_named_at_once(
    operator: Admin, path: str, body: dict[str, Any], expected: list[str]
):
    path = path.format(key=operator.key_id)
    refused = await operator.call("POST", path, json=body)
    assert params(refused) == expected
    if path == "/keys":
        rest = {name: value for name, value in body.items() if name != "name"}
        changed = await operator.call("PATCH", f"/keys/{operator.key_id}", json=rest)
        if set(expected) - {"name", "account"}:
            assert params(changed) == [each for each in expected if each not in {"name", "account"}]


async def test_an_unknown_model_is_a_fault_that_names_the_known_ones(operator: Admin):
    refused = await operator.call("POST", "/keys", json={"name": "k", "models": ["dall-e"]})
    message = refused.json()["error"]["message"]
    assert "'dall-e'" in message
    assert PLAIN in message
    assert PRO in message


async def test_no_key_gives_more_than_it_has(operator: Admin):
    ends = datetime.now(UTC) + timedelta(days=1)
    few = await admin(
        operator.platform,
        "shop",
        scopes=frozenset({Scope.READ, Scope.ADMIN}),
        models=(PLAIN,),
        expires_at=ends,
        limits=Limits(jobs_max=2, total_micros=1_000),
    )
    refused = await few.call(
        "POST",
        "/keys",
        json={
            "name": "k",
            "scopes": ["submit"],
            "models": [PLAIN, PRO],
            "expires_in_s": 86_400 * 2,
            "limits": {"jobs_max": 3, "total_micros": None, "daily_micros": 5},
        },
    )
    assert code(refused) == (403, "permission_denied")
    message = refused.json()["error"]["message"]
    for word in ("scope submit", PRO, "later end", "higher jobs_max", "higher total_micros"):
        assert word in message
    assert "daily_micros" not in message
    # What is not said is as the key has it.
    made = await few.make("/keys", name="k", limits={"jobs_max": 1})
    assert (made["scopes"], made["models"]) == (["read"], [PLAIN])
    assert made["limits"] == {**NO_LIMITS, "jobs_max": 1, "total_micros": 1_000}
    assert datetime.fromisoformat(made["expires_at"]) <= ends


async def test_no_key_gives_itself_or_others_more_by_a_change(operator: Admin):
    few = await admin(operator.platform, "shop", models=(PLAIN,), limits=Limits(jobs_max=2))
    much = await admin(operator.platform, "shop")
    for key in (few, much):
        for body in ({"models": None}, {"models": [PRO]}, {"limits": {"jobs_max": None}}):
            refused = await few.call("PATCH", f"/keys/{key.key_id}", json=body)
            assert code(refused) == (403, "permission_denied"), body
    # Who rotates a key has it, so that a wider one is out of reach.
    taken = await few.call("POST", f"/keys/{much.key_id}/rotate")
    assert code(taken) == (403, "permission_denied")
    assert (await much.call("GET", "/key")).status_code == 200
    # To take away is not to give.
    less = await few.call(
        "PATCH", f"/keys/{much.key_id}", json={"name": "n", "models": [PLAIN], "scopes": ["read"]}
    )
    assert (less.status_code, less.json()["limits"]) == (200, NO_LIMITS)
    assert (await few.call("POST", f"/keys/{few.key_id}/rotate")).status_code == 200


async def test_a_key_that_has_none_of_the_usual_scopes_must_name_others(operator: Admin):
    only = await admin(operator.platform, "shop", scopes=frozenset({Scope.ADMIN}))
    refused = await only.call("POST", "/keys", json={"name": "k"})
    assert code(refused) == (403, "permission_denied")
    assert (await only.make("/keys", name="k", scopes=["admin"]))["scopes"] == ["admin"]
