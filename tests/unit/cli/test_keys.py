"""`inkstone keys` as an operator types it: terms, rotation, and what is never shown."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from inkstone.bootstrap import open_tables
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import NotAuthenticated
from inkstone.settings import load
from unit.cli.desk import desk, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


def _caller(key: str) -> Caller:
    """Who a key is let in as."""

    async def ask() -> Caller:
        async with open_tables(load()) as tables:
            return await tables.keys.authenticate(key)

    return asyncio.run(ask())


def test_the_document_of_a_new_key_never_changes() -> None:
    flags = ["--scope", "submit", "--expires", "30d", "--rpm", "3", "--grant", "1"]
    made = said("keys", "create", "app", "--account", "shop", *flags)
    assert list(made) == ["key", "key_id", "account"]
    assert run("keys", "create", "app").stdout.startswith("sk-inkstone-")


def test_a_key_may_do_what_it_was_made_for() -> None:
    models = ["--model", "qwen-image-2.0", "--model", "qwen-image-2.0-pro"]
    limits = ["--rpm", "3", "--jobs", "2", "--daily", "0.5", "--total", "7"]
    scopes = ["--scope", "submit", "--scope", "read"]
    made = said("keys", "create", "app", *scopes, *models, *limits, "--expires", "2999-12-31")
    shown = said("keys", "show", made["key_id"])
    assert shown["scopes"] == ["read", "submit"]
    assert shown["models"] == ["qwen-image-2.0", "qwen-image-2.0-pro"]
    assert shown["expires_at"] == "2999-12-31T00:00:00+00:00"
    assert shown["limits"] == {
        "requests_per_minute": 3,
        "jobs_max": 2,
        "daily_micros": 500_000,
        "total_micros": 7_000_000,
    }
    assert said("keys", "list") == [shown]
    caller = _caller(made["key"])
    assert (caller.key_id, caller.limits.requests_per_minute) == (made["key_id"], 3)


def test_a_span_is_counted_from_now() -> None:
    made = said("keys", "create", "app", "--expires", "24h")
    expires = datetime.fromisoformat(said("keys", "show", made["key_id"])["expires_at"])
    assert abs(expires - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=1)


def test_terms_change_alone_and_none_takes_them_off() -> None:
    made = said("keys", "create", "app", "--rpm", "3", "--jobs", "2", "--model", "qwen-image-2.0")
    changed = said("keys", "limit", made["key_id"], "--rpm", "none", "--scope", "read")
    assert changed["limits"] == {"jobs_max": 2}
    assert (changed["scopes"], changed["models"]) == (["read"], ["qwen-image-2.0"])
    changed = said("keys", "limit", made["key_id"], "--model", "none", "--expires", "1d")
    assert (changed["models"], changed["scopes"]) == (None, ["read"])
    assert changed["expires_at"] is not None
    changed = said("keys", "limit", made["key_id"], "--expires", "none", "--name", "other")
    assert (changed["expires_at"], changed["name"]) == (None, "other")
    assert changed["limits"] == {"jobs_max": 2}


def test_a_rotated_key_is_good_beside_the_new_one_for_as_long_as_was_said() -> None:
    made = said("keys", "create", "app")
    rotated = said("keys", "rotate", made["key_id"])
    assert list(rotated) == ["key", "key_id", "account"]
    assert rotated["key_id"] == made["key_id"]
    assert _caller(made["key"]).key_id == _caller(rotated["key"]).key_id
    until = datetime.fromisoformat(said("keys", "show", made["key_id"])["previous_until"])
    assert abs(until - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=1)
    last = said("keys", "rotate", made["key_id"], "--overlap", "0")
    for refused in (made["key"], rotated["key"]):
        with pytest.raises(NotAuthenticated):
            _caller(refused)
    assert _caller(last["key"]).key_id == made["key_id"]


def test_no_key_is_shown_again() -> None:
    made = said("keys", "create", "app", "--account", "shop")
    rotated = said("keys", "rotate", made["key_id"])
    told = [
        said("keys", "list"),
        said("keys", "show", made["key_id"]),
        said("keys", "limit", made["key_id"], "--rpm", "1"),
        said("audit", "list"),
        run("keys", "show", made["key_id"]).stdout,
    ]
    for key in (made["key"], rotated["key"]):
        assert key not in json.dumps(told)


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["create", "x", "--scope", "write"], 2, "submit, read, admin"),
        (["create", "x", "--model", "dall-e"], 2, "--model"),
        (["create", "x", "--expires", "2020-01-01"], 2, "is over"),
        (["create", "x", "--expires", "0"], 2, "is over"),
        (["create", "x", "--expires", "soon"], 2, "--expires"),
        (["create", "x", "--jobs", "-1"], 2, "--jobs"),
        (["create", "x", "--account", "new", "--total", "1 USD"], 2, "--total"),
        (["show", "key_no"], 3, "key_no"),
        (["limit", "key_no", "--rpm", "1"], 3, "key_no"),
        (["limit", "key_no"], 2, "what to change"),
        (["rotate", "key_no"], 3, "key_no"),
        (["rotate", "key_no", "--overlap", "1w"], 2, "--overlap"),
        (["rotate", "key_no", "--overlap", "31d"], 2, "30 days"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing_behind(
    args: list[str], status: int, words: str
) -> None:
    assert words in said("keys", *args, status=status)["error"]["message"]
    assert said("keys", "list") == []
    assert said("accounts", "list") == []


def test_a_key_that_is_revoked_is_not_changed_any_more() -> None:
    made = said("keys", "create", "app")
    assert said("keys", "revoke", made["key_id"])["revoked"] is True
    for args in (["limit", made["key_id"], "--rpm", "1"], ["rotate", made["key_id"]]):
        assert said("keys", *args, status=3)["error"]["code"] == "key_not_found"
    assert said("keys", "show", made["key_id"])["revoked_at"]
