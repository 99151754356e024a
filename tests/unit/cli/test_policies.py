"""`--policy` as an operator types it, on accounts and keys, and what is shown of it."""

import asyncio

import pytest

from inkstone.bootstrap import open_tables
from inkstone.cli.policies import changed, words
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import NO_POLICY, PicturePolicy
from inkstone.settings import load
from unit.cli.desk import desk, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")

FIELDS = tuple(PicturePolicy.__dataclass_fields__)
SWITCHES = tuple(name for name in FIELDS if name != "moderation")


def _caller(key: str) -> Caller:
    """Who a key is let in as."""

    async def ask() -> Caller:
        async with open_tables(load()) as tables:
            return await tables.keys.authenticate(key)

    return asyncio.run(ask())


def test_every_field_is_set_and_taken_back_alone() -> None:
    for name in SWITCHES:
        for text, value in (("on", True), ("off", False)):
            found = changed(NO_POLICY, [f"{name}={text}"])
            assert found == PicturePolicy(**{name: value})
            assert changed(found, ["moderation=flag"]).to_json() == {
                name: value,
                "moderation": "flag",
            }
            assert changed(found, [f"{name}=inherit"]) == NO_POLICY
    for handling in Handling:
        found = changed(NO_POLICY, [f"moderation={handling.value}"])
        assert found == PicturePolicy(moderation=handling)
        assert changed(found, []) == found
        assert changed(found, ["moderation=inherit"]) == NO_POLICY


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (["watermark=on"], "content_credentials, labels"),
        (["labels"], "labels is one of on, off, inherit; got ''"),
        (["labels="], "on, off, inherit"),
        (["labels=yes"], "on, off, inherit; got 'yes'"),
        (["labels=flag"], "on, off, inherit"),
        (["labels = on"], "does not begin"),
        (["Labels=on"], "does not begin"),
        (["moderation=on"], "refuse, flag, allow, inherit; got 'on'"),
        (["moderation=none"], "refuse, flag, allow, inherit"),
        (["labels=on", "labels=on"], "there twice"),
        (["=on"], "does not begin"),
        ([""], "does not begin"),
        (["x" * 10_000], "does not begin"),
        (["labels=" + "x" * 10_000], "on, off, inherit"),
        (["__class__=on"], "does not begin"),
    ],
)
def test_what_is_no_policy_is_refused_in_short(named: list[str], told: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        changed(NO_POLICY, named)
    assert told in refused.value.message
    assert refused.value.message.startswith("--policy: ")
    assert len(refused.value.message) < 300


def test_people_are_shown_what_flags_take() -> None:
    said = PicturePolicy(labels=False, prompt=True, moderation=Handling.FLAG).to_json()
    assert words(said) == "labels off, prompt on, moderation flag"
    assert words({}) == ""


def test_a_key_s_policy_counts_before_its_account_s() -> None:
    said("accounts", "create", "shop", "--policy", "visible_label=on", "--policy", "prompt=off")
    made = said("keys", "create", "app", "--account", "shop", "--policy", "visible_label=off")
    expected = PicturePolicy(visible_label=False, prompt=False)
    assert _caller(made["key"]).policy == expected
    said("keys", "limit", made["key_id"], "--policy", "moderation=refuse")
    assert _caller(made["key"]).policy == PicturePolicy(
        visible_label=False, prompt=False, moderation=Handling.REFUSE
    )
    said("keys", "limit", made["key_id"], "--policy", "visible_label=inherit")
    said("accounts", "limit", "shop", "--policy", "prompt=inherit")
    found = PicturePolicy(visible_label=True, moderation=Handling.REFUSE)
    assert _caller(made["key"]).policy == found
    rotated = said("keys", "rotate", made["key_id"])
    assert _caller(rotated["key"]).policy == _caller(made["key"]).policy == found


def test_what_is_said_is_shown_and_nothing_else() -> None:
    flags = ["--policy", "visible_label=on", "--policy", "moderation=flag"]
    said("accounts", "create", "shop", *flags)
    made = said("keys", "create", "app", "--account", "shop", *flags)
    policy = {"visible_label": True, "moderation": "flag"}
    for noun, name in (("accounts", "shop"), ("keys", made["key_id"])):
        assert said(noun, "show", name)["policy"] == policy
        assert "policy: visible_label on, moderation flag\n" in run(noun, "show", name).stdout
        (row,) = [each for each in said(noun, "list") if name in each.values()]
        assert row["policy"] == policy
        assert "visible_label" in run(noun, "list").stdout
        both = ["--policy", "visible_label=inherit", "--policy", "moderation=inherit"]
        assert said(noun, "limit", name, *both)["policy"] == {}
        assert "policy: none\n" in run(noun, "show", name).stdout


def test_other_changes_leave_it_and_it_leaves_others() -> None:
    said("accounts", "create", "shop", "--rpm", "5", "--policy", "labels=off")
    made = said("keys", "create", "app", "--jobs", "2", "--policy", "labels=off")
    for noun, name in (("accounts", "shop"), ("keys", made["key_id"])):
        limits = said(noun, "show", name)["limits"]
        changed_ = said(noun, "limit", name, "--daily", "1")
        assert changed_["policy"] == {"labels": False}
        changed_ = said(noun, "limit", name, "--policy", "prompt=on")
        assert changed_["policy"] == {"labels": False, "prompt": True}
        assert changed_["limits"] == {**limits, "daily_micros": 1_000_000}


@pytest.mark.parametrize("flag", ["watermark=on", "labels=maybe", "moderation=off"])
def test_what_is_refused_leaves_nothing_behind(flag: str) -> None:
    for args in (["accounts", "create", "shop"], ["keys", "create", "x", "--account", "shop"]):
        refused = said(*args, "--policy", flag, status=2)
        assert refused["error"]["message"].startswith("--policy: ")
    for args in (["accounts", "limit", "shop"], ["keys", "limit", "key_no"]):
        assert said(*args, "--policy", flag, status=2)["error"]
        assert "--policy" in said(*args, status=2)["error"]["message"]
    assert said("accounts", "list") == []


def test_the_log_says_what_was_changed_to_what() -> None:
    said("accounts", "create", "shop", "--policy", "moderation=flag")
    made = said("keys", "create", "app", "--account", "shop", "--policy", "prompt=off")
    said("keys", "limit", made["key_id"], "--policy", "prompt=inherit", "--policy", "labels=on")
    found = [(row["action"], row["details"].get("policy")) for row in said("audit", "list")]
    assert set(map(str, found)) >= {
        "('account.change', {'moderation': 'flag'})",
        "('key.create', {'prompt': False})",
        "('key.change', {'labels': True})",
    }
