"""`inkstone accounts` as an operator types it: limits, corrections, statements, erasure."""

from pathlib import Path

import pytest

from contract.world import PRICE
from unit.cli.desk import desk, ended, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


def test_an_account_is_opened_with_all_that_it_may() -> None:
    flags = ["--rpm", "5", "--jobs", "2", "--daily", "0.5", "--total", "10"]
    opened = said(
        "accounts", "create", "shop", "--grant", "1", "--plan", "gold", "--weight", "3", *flags
    )
    assert opened["available_micros"] == 1_000_000
    shown = said("accounts", "show", "shop")
    assert (shown["plan"], shown["weight"], shown["status"]) == ("gold", 3, "active")
    assert shown["limits"] == {
        "requests_per_minute": 5,
        "jobs_max": 2,
        "daily_micros": 500_000,
        "total_micros": 10_000_000,
    }
    assert said("accounts", "show", shown["account_id"]) == shown
    assert said("accounts", "list") == [shown]


def test_one_that_is_there_stays_as_it_is() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    again = run("accounts", "create", "shop", "--grant", "5", "--weight", "9", "--rpm", "1")
    assert again.exit_code == 0
    assert "is there already" in again.stderr
    shown = said("accounts", "show", "shop")
    assert (shown["balance_micros"], shown["weight"], shown["limits"]) == (1_000_000, 1, {})


def test_a_limit_changes_alone_and_none_takes_it_off() -> None:
    said("accounts", "create", "shop", "--rpm", "5", "--daily", "1", "--plan", "gold")
    changed = said("accounts", "limit", "shop", "--rpm", "none", "--jobs", "4", "--weight", "2")
    assert changed["limits"] == {"jobs_max": 4, "daily_micros": 1_000_000}
    assert (changed["plan"], changed["weight"]) == ("gold", 2)
    assert said("accounts", "limit", "shop", "--plan", "none")["plan"] == ""
    assert said("accounts", "show", "shop")["limits"] == changed["limits"]


def test_an_account_is_suspended_and_activated() -> None:
    said("accounts", "create", "shop")
    assert said("accounts", "suspend", "shop")["status"] == "suspended"
    assert said("accounts", "show", "shop")["status"] == "suspended"
    assert said("accounts", "activate", "shop")["status"] == "active"
    assert said("accounts", "show", "shop")["status"] == "active"


def test_money_goes_both_ways_by_hand_but_never_below_nothing() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    down = said("accounts", "adjust", "shop", "-0.25", "--reason", "counted twice")
    assert down["balance_micros"] == 750_000
    assert (
        said("accounts", "adjust", "shop", "+1", "--reason", "back")["balance_micros"] == 1_750_000
    )
    refused = said("accounts", "adjust", "shop", "-2", "--reason", "more", status=2)
    assert "1.75 USD available" in refused["error"]["message"]
    assert run("accounts", "adjust", "shop", "-1").exit_code == 2, "it must say why"
    assert said("accounts", "check") == {"discrepancies": []}


def test_a_charge_is_given_back_once_and_the_entries_tell_it() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    part, whole, free = ended("shop", 3, 2, 1)[0], *ended("shop", 2), *ended("shop", 1)
    given = said("accounts", "refund", part.id, "--amount", "0.01", "--reason", "a smudge")
    assert given == {"job_id": part.id, "refunded_micros": 10_000, "currency": "USD"}
    assert said("accounts", "refund", whole.id, "--reason", "x")["refunded_micros"] == 2 * PRICE
    again = said("accounts", "refund", whole.id, "--reason", "x", status=2)
    assert again["error"]["code"] == "refunded_before"
    much = said("accounts", "refund", free.id, "--amount", "9", "--reason", "x", status=2)
    assert "at most" in much["error"]["message"]
    assert said("accounts", "refund", "job_no", "--reason", "x", status=3)["error"]["code"]

    entries = said("accounts", "entries", "shop", "--limit", "500")
    balance = said("accounts", "balance", "shop")
    assert sum(entry["balance_micros"] for entry in entries) == balance["balance_micros"]
    assert sum(entry["held_micros"] for entry in entries) == 0
    newest = said("accounts", "entries", "shop", "--limit", "2")
    assert newest == entries[:2]
    assert [entry["reason"] for entry in newest] == ["x", "a smudge"]
    older = said("accounts", "entries", "shop", "--before", newest[-1]["entry_id"])
    assert older == entries[2:]


def test_a_statement_adds_up_and_the_next_one_goes_on() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    ended("shop", 2, leave=1)
    told = said("accounts", "statement", "shop", "--from", "2020-01-01", "--to", "9999-01-01")
    assert told["opening_micros"] == 0
    assert told["totals_micros"] == {
        "grant": 1_000_000,
        "capture": -2 * PRICE,
        "refund": 0,
        "adjust": 0,
    }
    assert told["closing_micros"] == said("accounts", "balance", "shop")["balance_micros"]
    assert told["held_micros"] == PRICE
    after = said("accounts", "statement", "shop", "--from", "9999-01-01")
    assert after["opening_micros"] == after["closing_micros"] == told["closing_micros"]
    lines = run("accounts", "statement", "shop").stdout.splitlines()
    assert "from the beginning to now" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == [
        "opening",
        "grant",
        "capture",
        "refund",
        "adjust",
        "closing",
        "held",
    ]


def test_an_account_is_erased_with_what_it_wrote_and_its_ledger_stays() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    (job,) = ended("shop", 1, leave=2)
    its_id = said("accounts", "show", "shop")["account_id"]
    done = said("accounts", "erase", "shop", "--yes")
    assert done == {"account_id": its_id, "status": "erased", "jobs": 3}
    assert said("accounts", "show", "shop", status=3)["error"]["code"] == "account_not_found"
    left = said("accounts", "show", its_id)
    assert (left["status"], left["held_micros"]) == ("erased", 0)
    assert left["balance_micros"] == 1_000_000 - PRICE
    assert all(key["revoked_at"] for key in said("keys", "list", "--account", its_id))
    exported = said("usage", "export", "--account", its_id)
    assert [row["job_id"] for row in exported] == [None, job.id]
    assert exported[1]["model"] == "qwen-image-2.0"
    assert said("accounts", "check") == {"discrepancies": []}


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
def test_erasure_asks_first(answer: str, status: int) -> None:
    said("accounts", "create", "shop")
    result = run("accounts", "erase", "shop", input=answer)
    assert result.exit_code == status, result.output
    assert "Erase shop" in result.stderr
    assert ("--yes" in result.stderr) is bool(status)
    (account,) = said("accounts", "list")
    assert account["status"] == ("active" if status else "erased")


def test_the_owners_account_is_not_erased() -> None:
    said("accounts", "create", "local")
    refused = said("accounts", "erase", "local", "--yes", status=2)
    assert "not erased" in refused["error"]["message"]


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["create", "x", "--rpm", "0"], 2, "--rpm"),
        (["create", "x", "--weight", "1001"], 2, "--weight"),
        (["create", "x", "--daily", "-1"], 2, "--daily"),
        (["limit", "shop"], 2, "what to change"),
        (["limit", "shop", "--weight", "none"], 2, "--weight"),
        (["limit", "shop", "--jobs", "some"], 2, "--jobs"),
        (["limit", "nobody", "--jobs", "1"], 3, "nobody"),
        (["show", "nobody"], 3, "nobody"),
        (["activate", "nobody"], 3, "nobody"),
        (["adjust", "shop", "0", "--reason", "x"], 2, "more or less than nothing"),
        (["adjust", "shop", "1", "--reason", " "], 2, "reason"),
        (["grant", "shop", "1", "--reason", "a\x1bb"], 2, "--reason"),
        (["grant", "shop", "1", "--reason", "x" * 501], 2, "500"),
        (["entries", "shop", "--limit", "0"], 2, "--limit"),
        (["statement", "shop", "--from", "2026-01-01", "--to", "2026-01-01"], 2, "not after"),
        (["statement", "shop", "--to", "tomorrow"], 2, "--to"),
    ],
)
def test_what_cannot_be_is_refused_in_words_one_can_act_on(
    args: list[str], status: int, words: str
) -> None:
    said("accounts", "create", "shop")
    assert words in said("accounts", *args, status=status)["error"]["message"]
    assert [account["account"] for account in said("accounts", "list")] == ["shop"]
    assert len(said("accounts", "entries", "shop")) == 0


def test_every_change_is_in_the_audit_log_as_the_command_lines(desk: Path) -> None:
    said("accounts", "create", "shop", "--grant", "1")
    (job,) = ended("shop", 1)
    for args in (
        ["limit", "shop", "--rpm", "1"],
        ["suspend", "shop"],
        ["activate", "shop"],
        ["grant", "shop", "1"],
        ["adjust", "shop", "-1", "--reason", "x"],
        ["refund", job.id, "--reason", "x"],
        ["erase", "shop", "--yes"],
    ):
        assert run("accounts", *args, "--data-dir", str(desk)).exit_code == 0
    log = [entry for entry in said("audit", "list") if entry["actor"] == "command line"]
    assert [entry["action"] for entry in reversed(log)] == [
        "account.create",
        "account.change",
        "account.status",
        "account.status",
        "account.grant",
        "account.adjust",
        "job.refund",
        "account.erase",
    ]
