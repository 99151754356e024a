"""`inkstone usage` as an operator types it: exports that re-add, summaries, files."""

import csv
import io
import json
from pathlib import Path

import pytest

from contract.world import PRICE
from unit.cli.desk import desk, ended, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


def _spend() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    said("accounts", "create", "other", "--grant", "2")
    ended("shop", 2, 1)
    ended("other", 3)


def _cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_an_export_re_adds_to_every_balance_in_both_forms() -> None:
    _spend()
    as_csv = _cells(run("usage", "export").stdout)
    as_json = json.loads(run("usage", "export", "--format", "json").stdout)
    assert said("usage", "export") == as_json
    assert [row["entry_id"] for row in as_csv] == [row["entry_id"] for row in as_json]
    for account in said("accounts", "list"):
        for rows in (as_csv, as_json):
            own = [int(r["amount_micros"]) for r in rows if r["account"] == account["account"]]
            assert sum(own) == account["balance_micros"]


def test_an_export_is_of_one_account_and_one_period_where_that_is_asked() -> None:
    _spend()
    rows = said("usage", "export", "--account", "shop")
    assert [(row["kind"], row["amount_micros"]) for row in rows] == [
        ("grant", 1_000_000),
        ("capture", -2 * PRICE),
        ("capture", -PRICE),
    ]
    assert said("usage", "export", "--to", "2020-01-01") == []
    assert said("usage", "export", "--from", "2020-01-01", "--account", "shop") == rows
    since = rows[1]["at"]
    assert said("usage", "export", "--from", since, "--account", "shop") == rows[1:]


def test_an_export_goes_into_a_file_whole(tmp_path: Path) -> None:
    _spend()
    file = tmp_path / "usage.csv"
    file.write_text("old")
    assert said("usage", "export", "-o", str(file)) == {"file": str(file), "rows": 5}
    text = file.read_bytes().decode()
    assert text == run("usage", "export").stdout_bytes.decode()
    assert text.count("\r\n") == 6
    assert [found.name for found in tmp_path.glob("*usage*")] == ["usage.csv"]


def test_an_export_that_fails_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    missing = tmp_path / "no" / "usage.csv"
    error = said("usage", "export", "-o", str(missing), status=2)["error"]
    assert "cannot be written" in error["message"]
    (tmp_path / "folder").mkdir()
    said("usage", "export", "-o", str(tmp_path / "folder"), status=2)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["data", "folder"]


def test_a_reason_is_no_formula_in_a_spreadsheet() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    said("accounts", "grant", "shop", "1", "--reason", "=HYPERLINK(1)")
    assert _cells(run("usage", "export").stdout)[1]["reason"] == "'=HYPERLINK(1)"
    assert said("usage", "export")[1]["reason"] == "=HYPERLINK(1)"


@pytest.mark.parametrize("by", ["day", "model", "key"])
def test_a_summary_adds_up_what_ended(by: str) -> None:
    _spend()
    rows = said("usage", "summary", "--by", by)
    assert {row["account"] for row in rows} == {"shop", "other"}
    assert sum(row["images"] for row in rows) == 6
    assert sum(row["charged_micros"] for row in rows) == 6 * PRICE
    (shop,) = said("usage", "summary", "--by", by, "--account", "shop")
    assert (shop["jobs"], shop["images"], shop["charged_micros"]) == (2, 3, 3 * PRICE)
    assert said("usage", "summary", "--by", by, "--to", "2020-01-01") == []
    if by == "model":
        assert shop["model"] == "qwen-image-2.0"


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["export", "--format", "xml"], 2, "xml"),
        (["export", "--format", "csv"], 2, "json alone"),
        (["export", "--account", "nobody"], 3, "nobody"),
        (["export", "--from", "monday"], 2, "--from"),
        (["summary", "--by", "hour"], 2, "day, model, key"),
        (["summary", "--account", "nobody"], 3, "nobody"),
    ],
)
def test_what_cannot_be_is_refused(args: list[str], status: int, words: str) -> None:
    assert words in said("usage", *args, status=status)["error"]["message"]
