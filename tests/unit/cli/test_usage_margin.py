"""`inkstone usage margin` as an operator types it."""

import csv
import io

import pytest

from contract.world import PRICE
from unit.cli.desk import desk, ended, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


def _spend() -> None:
    said("accounts", "create", "shop", "--grant", "1")
    said("accounts", "create", "=other", "--grant", "2")
    (job, _) = ended("shop", 2, 1)
    ended("=other", 3)
    said("accounts", "refund", job.id, "--reason", "a fault")


@pytest.mark.parametrize("by", ["model", "engine", "account", "day"])
def test_every_form_adds_up(by: str) -> None:
    _spend()
    rows = said("usage", "margin", "--by", by)
    assert sum(row["images"] for row in rows) == 6
    assert sum(row["charged_micros"] for row in rows) == 6 * PRICE
    assert sum(row["margin_micros"] for row in rows) == 4 * PRICE
    assert {row["cost_micros"] for row in rows} == {0}
    printed = run("usage", "margin", "--by", by, "--csv").stdout
    cells = list(csv.DictReader(io.StringIO(printed, newline=""), strict=True))
    assert [row["margin_micros"] for row in cells] == [str(row["margin_micros"]) for row in rows]
    if by == "account":
        assert [row["account"] for row in rows] == ["=other", "shop"]
        assert cells[0]["account"] == "'=other", "no formula in a spreadsheet"
    table = run("usage", "margin", "--by", by).stdout
    assert "in all" in table
    assert "No job went upstream" in table


def test_a_period_is_taken_in_either_spelling() -> None:
    _spend()
    assert said("usage", "margin", "--until", "2020-01-01") == []
    assert said("usage", "margin", "--to", "2020-01-01") == []
    assert len(said("usage", "margin", "--since", "2020-01-01")) == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--by", "hour"], "model, engine, account, day"),
        (["--since", "monday"], "--from"),
        (["--csv"], "not both"),
    ],
)
def test_what_cannot_be_is_refused(args: list[str], words: str) -> None:
    assert words in said("usage", "margin", *args, status=2)["error"]["message"]
