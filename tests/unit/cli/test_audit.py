"""`inkstone audit` as an operator types it."""

import pytest

from unit.cli.desk import desk, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


def test_what_was_administered_is_listed_newest_first() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    made = said("keys", "create", "app", "--account", "other")
    log = said("audit", "list")
    assert [entry["action"] for entry in log] == ["key.create", "account.create", "account.create"]
    assert {entry["actor"] for entry in log} == {"command line"}
    assert log[0]["subject"] == made["key_id"]
    assert log[2]["details"] == {"name": "shop", "grant_micros": 1_000_000}
    assert said("audit", "list", "--account", "shop") == log[2:]
    assert said("audit", "list", "--limit", "1") == log[:1]
    assert said("audit", "list", "--before", log[0]["id"]) == log[1:]


def test_people_get_a_line_for_each() -> None:
    said("accounts", "create", "shop")
    (line,) = run("audit", "list").stdout.splitlines()
    assert "command line  account.create  acct_" in line


def test_what_cannot_be_is_refused() -> None:
    assert "nobody" in said("audit", "list", "--account", "nobody", status=3)["error"]["message"]
    assert "--limit" in said("audit", "list", "--limit", "all", status=2)["error"]["message"]
