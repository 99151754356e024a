"""How pictures are marked and moderated, over HTTP: who sets what, and what keys come to."""

import asyncio
from typing import Any

import pytest

from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import NO_POLICY, PRIVACY, PicturePolicy
from unit.dialects.native import admins
from unit.dialects.native.admins import Admin, admin, code, params
from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio

FIELDS = list(admins.NO_POLICY)
OPERATORS = [name for name in FIELDS if name not in PRIVACY]
ALL_SET = dict.fromkeys(FIELDS, False) | {"moderation": "flag"}


def a_value(name: str) -> Any:
    """A value of a field that differs from none at all."""
    return "flag" if name == "moderation" else True


def policy(**said: Any) -> PicturePolicy:
    """A policy in our words."""
    return PicturePolicy.from_json(said)


async def effective(key: Admin, secret: str | None = None) -> PicturePolicy:
    """What holds for a picture that is made with a key now, before the server has its say."""
    return (await key.platform.services.keys.authenticate(secret or key.key)).policy


@pytest.mark.parametrize("path", ["/accounts", "/keys"])
async def test_an_operator_makes_them_with_any_policy_and_changes_one_field_alone(
    native: Platform, path: str
):
    operator = await admin(native)
    made = await operator.make(path, name="new", policy=ALL_SET)
    assert made["policy"] == ALL_SET
    own = f"{path}/{made['id']}"
    for name in FIELDS:
        changed = await operator.call("PATCH", own, json={"policy": {name: a_value(name)}})
        assert changed.json()["policy"] == made["policy"] | {name: a_value(name)}
        back = await operator.call("PATCH", own, json={"policy": {name: None}})
        assert back.json()["policy"] == made["policy"] | {name: None}
        await operator.call("PATCH", own, json={"policy": {name: made["policy"][name]}})
    assert (await operator.get(own))["policy"] == ALL_SET
    for nothing in ({}, {"policy": {}}, {"policy": None}):
        assert (await operator.call("PATCH", own, json=nothing)).json()["policy"] == ALL_SET


async def test_they_say_nothing_where_nobody_does(native: Platform):
    operator = await admin(native)
    for path in ("/accounts", "/keys"):
        for said in ({}, {"policy": {}}, {"policy": None}, {"policy": admins.NO_POLICY}):
            name = f"{path} {said}"[:90]
            assert (await operator.make(path, name=name, **said))["policy"] == admins.NO_POLICY


async def test_a_key_counts_before_its_account(native: Platform):
    operator, shop = await admin(native), await admin(native, "shop")
    account = {"labels": True, "prompt": False, "moderation": "refuse"}
    await operator.call("PATCH", f"/accounts/{shop.account_id}", json={"policy": account})
    own = f"/keys/{shop.key_id}"
    await operator.call("PATCH", own, json={"policy": {"labels": False, "visible_label": True}})
    assert await effective(shop) == policy(
        labels=False, visible_label=True, prompt=False, moderation="refuse"
    )
    await operator.call("PATCH", own, json={"policy": {"labels": None}})
    assert (await effective(shop)).labels is True
    assert (await shop.get("/account"))["policy"] == admins.NO_POLICY | account
    assert (await shop.get("/key"))["policy"] == admins.NO_POLICY | {"visible_label": True}


@pytest.mark.parametrize("name", sorted(PRIVACY))
async def test_an_account_s_administrator_sets_what_is_private_on_its_keys(
    native: Platform, name: str
):
    shop = await admin(native, "shop")
    made = await shop.make("/keys", name="k", policy={name: False})
    assert made["policy"] == admins.NO_POLICY | {name: False}
    for value in (True, None):
        for key_id in (made["id"], shop.key_id):
            said = await shop.call("PATCH", f"/keys/{key_id}", json={"policy": {name: value}})
            assert said.json()["policy"] == admins.NO_POLICY | {name: value}


@pytest.mark.parametrize("name", OPERATORS)
async def test_an_account_s_administrator_sets_nothing_else(native: Platform, name: str):
    operator, shop = await admin(native), await admin(native, "shop")
    other = await shop.make("/keys", name="k")
    before = (await operator.get("/keys"))["data"]
    values = ("refuse", "flag", "allow") if name == "moderation" else (True, False)
    for value in values:
        asked = {"name": "x", "policy": {name: value, "prompt": False}}
        for method, path in (
            ("POST", "/keys"),
            ("PATCH", f"/keys/{other['id']}"),
            ("PATCH", f"/keys/{shop.key_id}"),
        ):
            refused = await shop.call(method, path, json=asked)
            assert code(refused) == (403, "permission_denied")
            assert f"policy.{name}." in refused.json()["error"]["message"]
        path = f"/accounts/{shop.account_id}"
        refused = await shop.call("PATCH", path, json={"policy": {name: value}})
        assert code(refused) == (403, "permission_denied")
    after = (await operator.get("/keys"))["data"]
    assert [each | {"last_used_at": None} for each in after] == [
        each | {"last_used_at": None} for each in before
    ]


async def test_all_that_it_may_not_is_named_at_once(native: Platform):
    shop = await admin(native, "shop")
    refused = await shop.call("POST", "/keys", json={"name": "x", "policy": ALL_SET})
    message = refused.json()["error"]["message"]
    assert message == (
        "Your key may change policy.parameters and policy.prompt; only who runs this server "
        "changes policy.content_credentials, policy.labels, policy.visible_label, "
        "policy.invisible_watermark, policy.moderation."
    )


async def test_an_administrator_repeats_what_is_there_and_takes_nothing_back(native: Platform):
    operator, shop = await admin(native), await admin(native, "shop")
    given = {"visible_label": True, "labels": False, "moderation": "allow"}
    key = await operator.make("/keys", name="k", account="shop", policy=given)
    path = f"/keys/{key['id']}"
    # As a program does that sends back what it read, with one thing changed.
    same = await shop.call("PATCH", path, json={"policy": key["policy"] | {"prompt": False}})
    assert same.json()["policy"] == admins.NO_POLICY | given | {"prompt": False}
    made = await shop.make("/keys", name="same", policy=admins.NO_POLICY)
    assert made["policy"] == admins.NO_POLICY
    for name in given:
        refused = await shop.call("PATCH", path, json={"policy": {name: None}})
        assert code(refused) == (403, "permission_denied")
        assert f"policy.{name}." in refused.json()["error"]["message"]


async def test_no_key_that_an_administrator_makes_is_looser_than_its_account(native: Platform):
    operator, shop = await admin(native), await admin(native, "shop")
    strict = dict.fromkeys(OPERATORS, True) | {"moderation": "refuse"}
    await operator.call("PATCH", f"/accounts/{shop.account_id}", json={"policy": strict})
    # Not even where its own key may do without.
    loose = dict.fromkeys(OPERATORS, False) | {"moderation": "allow"}
    await operator.call("PATCH", f"/keys/{shop.key_id}", json={"policy": loose})
    assert await effective(shop) == policy(**loose)
    made = await shop.make("/keys", name="k", policy={"prompt": False})
    assert await effective(shop, made["key"]) == policy(**strict, prompt=False)


async def test_a_key_that_an_administrator_makes_is_as_strict_as_its_own(native: Platform):
    operator = await admin(native)
    own = policy(visible_label=True, moderation="refuse", prompt=False, labels=False)
    shop = await admin(native, "shop", policy=own)
    made = await shop.make("/keys", name="k")
    said = {"visible_label": True, "moderation": "refuse", "prompt": False}
    # Its account says nothing of labels, so the server does.
    assert made["policy"] == admins.NO_POLICY | said
    refused = await shop.call(
        "POST", "/keys", json={"name": "l", "policy": {"visible_label": None}}
    )
    assert code(refused) == (403, "permission_denied")
    by_owner = await operator.make("/keys", name="m", account="shop")
    assert by_owner["policy"] == admins.NO_POLICY


@pytest.mark.parametrize("name", OPERATORS)
async def test_an_administrator_gets_no_looser_key_by_rotating_one(native: Platform, name: str):
    operator, shop = await admin(native), await admin(native, "shop")
    loose = "allow" if name == "moderation" else False
    other = await operator.make("/keys", name="k", account="shop", policy={name: loose})
    refused = await shop.call("POST", f"/keys/{other['id']}/rotate")
    assert code(refused) == (403, "permission_denied")
    assert f"a looser policy.{name}" in refused.json()["error"]["message"]
    await operator.call("PATCH", f"/keys/{shop.key_id}", json={"policy": {name: loose}})
    rotated = await shop.call("POST", f"/keys/{other['id']}/rotate")
    assert rotated.json()["policy"] == other["policy"]
    assert (await operator.call("POST", f"/keys/{other['id']}/rotate")).status_code == 200


@pytest.mark.parametrize("name", FIELDS)
async def test_an_administrator_rotates_what_is_no_looser(native: Platform, name: str):
    operator, shop = await admin(native), await admin(native, "shop")
    strict = "refuse" if name == "moderation" else True
    other = await operator.make("/keys", name="k", account="shop", policy={name: strict})
    rotated = await shop.call("POST", f"/keys/{other['id']}/rotate")
    assert rotated.json()["policy"] == admins.NO_POLICY | {name: strict}
    assert await effective(shop, rotated.json()["key"]) == policy(**{name: strict})


async def test_a_change_of_what_is_private_leaves_what_the_operator_sets_meanwhile(
    native: Platform,
):
    operator, shop = await admin(native), await admin(native, "shop")
    path = f"/keys/{shop.key_id}"
    for _ in range(5):
        await operator.call("PATCH", path, json={"policy": admins.NO_POLICY})
        await asyncio.gather(
            operator.call("PATCH", path, json={"policy": {"moderation": "refuse"}}),
            shop.call("PATCH", path, json={"policy": {"prompt": False}}),
        )
        found = await effective(shop)
        assert (found.moderation, found.prompt) == (Handling.REFUSE, False)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/accounts"),
        ("PATCH", "/accounts/{account}"),
        ("POST", "/keys"),
        ("PATCH", "/keys/{key}"),
    ],
)
async def test_all_faults_are_named_at_once_and_nothing_changes(
    native: Platform, method: str, path: str
):
    operator, shop = await admin(native), await admin(native, "shop")
    wrong = {"labels": "on", "prompt": 1, "moderation": "hide", "colour": True, "two words": 1}
    body = {
        "name": "x",
        "policy": wrong | {"visible_label": True},
        "limits": {"jobs_max": 0},
    }
    named = path.format(account=shop.account_id, key=shop.key_id)
    refused = await operator.call(method, named, json=body)
    fields = ["colour", "labels", "moderation", "prompt"]
    assert params(refused) == [
        "limits.jobs_max", "policy", *(f"policy.{name}" for name in fields)
    ]  # fmt: skip
    faults = {each["param"]: each["message"] for each in refused.json()["error"]["faults"]}
    assert faults["policy.labels"] == '`policy.labels` is "on"; it must be true or false.'
    assert faults["policy.moderation"].endswith("it must be one of refuse, flag, allow.")
    assert faults["policy.colour"] == (
        f'`policy` has no place for "colour"; its fields are {", ".join(FIELDS)}.'
    )
    assert await effective(shop) == NO_POLICY
    for no_object in ("on", [], True, 1):
        refused = await operator.call(method, named, json={"name": "x", "policy": no_object})
        assert params(refused) == ["policy"]
    assert {each["name"] for each in (await operator.get("/accounts"))["data"]} == {
        "local",
        "shop",
    }


async def test_a_huge_policy_is_answered_briefly(native: Platform):
    operator = await admin(native)
    for huge in (
        {f"field {index}": True for index in range(8_000)},
        {"x" * 100_000: True},
        {"labels": "y" * 100_000},
        {"labels": [[0] * 50_000]},
        {"labels": 10**4_000},
    ):
        refused = await operator.call("POST", "/keys", json={"name": "k", "policy": huge})
        assert len(params(refused)) == 1
        assert len(refused.content) < 2_000


async def test_the_log_says_what_was_changed_to_what(native: Platform):
    operator, shop = await admin(native), await admin(native, "shop")
    account = f"/accounts/{shop.account_id}"
    await operator.call("PATCH", account, json={"policy": {"moderation": "flag"}})
    await operator.call("PATCH", account, json={"policy": {"moderation": None}})
    made = await shop.make("/keys", name="k", policy={"prompt": False})
    await shop.call("PATCH", f"/keys/{made['id']}", json={"policy": {"parameters": False}})
    log = (await operator.get("/audit", account="shop"))["data"]
    assert [(each["action"], each["actor"], each["details"].get("policy")) for each in log[:4]] == [
        ("key.change", shop.key_id, {"prompt": False, "parameters": False}),
        ("key.create", shop.key_id, {"prompt": False}),
        ("account.change", operator.key_id, None),
        ("account.change", operator.key_id, {"moderation": "flag"}),
    ]
    assert "policy" in log[2]["details"]


async def test_a_key_of_another_account_is_not_there_for_an_administrator(native: Platform):
    shop, stranger = await admin(native, "shop"), await admin(native, "stranger")
    asked = {"policy": {"prompt": False}}
    refused = await stranger.call("PATCH", f"/keys/{shop.key_id}", json=asked)
    assert code(refused) == (404, "key_not_found")
    refused = await stranger.call("PATCH", f"/accounts/{shop.account_id}", json=asked)
    assert code(refused) == (404, "account_not_found")
    assert await effective(shop) == NO_POLICY
