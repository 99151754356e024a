"""The overview in a real browser: figures as the API has them, charts, exports, the books."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.site import Site

#: The balance is looked at that often, and one more for luck.
LOOKED_AT_AFTER_MS = 11_000


@pytest.fixture(scope="module")
def spent(site: Site) -> Site:
    """A site where something was paid for."""
    site.make("a red fox in the snow", n=2, seed=3)
    site.make("a tea house by a lake", model="qwen-image-2.0-pro", seed=4)
    return site


def money(micros: int) -> str:
    """An amount as the page writes it in English."""
    units, rest = divmod(micros, 1_000_000)
    digits = f"{rest:06d}".rstrip("0")
    return f"${units:,}.{digits.ljust(2, '0')}"


def figure(page: Page, name: str) -> Locator:
    """What is said beside a name among the figures."""
    term = page.locator("dt", has_text=re.compile(f"^{name}$"))
    return term.locator("xpath=following-sibling::dd")


def chart(page: Page, title: str) -> Locator:
    return page.get_by_role("figure", name=title)


def numbers(found: Locator) -> list[list[str]]:
    """The rows of a chart's table."""
    found.get_by_text("Show as table").click()
    rows = found.get_by_role("table").locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def test_the_figures_are_the_apis(page: Page, spent: Site) -> None:
    balance, usage = spent.call("GET", "/balance"), spent.call("GET", "/usage")
    spent.go(page, "overview")
    expect(figure(page, "Available")).to_contain_text(money(balance["available_micros"]))
    expect(figure(page, "Balance")).to_contain_text(money(balance["balance_micros"]))
    charged = money(usage["total"]["charged_micros"])
    expect(figure(page, "Spent today")).to_contain_text(charged)
    expect(figure(page, "Spent today")).to_contain_text(f"{usage['total']['images']} pictures")
    expect(page.get_by_text(f"{charged} for {usage['total']['images']} pictures")).to_be_visible()


def test_there_is_a_bar_for_every_day_and_a_table_of_the_same_numbers(
    page: Page, spent: Site
) -> None:
    spent.go(page, "overview?days=7")
    by_day = chart(page, "By day")
    expect(by_day.get_by_role("slider")).to_have_attribute("aria-valuemax", "7")
    usage = spent.call("GET", "/usage")
    rows = numbers(by_day)
    assert len(rows) == 7
    total = usage["total"]
    told = [money(total["charged_micros"]), str(total["images"]), str(total["jobs"])]
    assert rows[-1][1:] == told
    assert all(row[1:] == ["$0.00", "0", "0"] for row in rows[:-1])
    by_model = spent.call("GET", "/usage", params={"group": "model"})["data"]
    assert {(row[0], row[1]) for row in numbers(chart(page, "By model"))} == {
        (row["group"], money(row["charged_micros"])) for row in by_model
    }
    assert numbers(chart(page, "By key")) == [["environment", *told]]


def test_the_keyboard_reaches_what_a_bar_says(page: Page, spent: Site) -> None:
    spent.go(page, "overview?days=7")
    by_day = chart(page, "By day")
    hand = by_day.get_by_role("slider")
    hand.focus()
    spend = money(spent.call("GET", "/usage")["total"]["charged_micros"])
    expect(hand).to_have_attribute("aria-valuetext", re.compile(re.escape(f", {spend}, ")))
    tip = by_day.locator(".chart-tip")
    expect(tip).to_contain_text(spend)
    page.keyboard.press("ArrowLeft")
    expect(tip).to_contain_text("$0.00")
    expect(hand).to_have_attribute("aria-valuenow", "6")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_the_pointer_reaches_it_too(page: Page, spent: Site) -> None:
    spent.go(page, "overview?days=7")
    by_key = chart(page, "By key")
    by_key.get_by_role("slider").hover()
    expect(by_key.locator(".chart-tip")).to_contain_text("environment")


def test_the_span_is_in_the_address(page: Page, spent: Site) -> None:
    spent.go(page, "overview")
    page.get_by_role("button", name="90 days").click()
    expect(page).to_have_url(re.compile(r"days=90"))
    expect(chart(page, "By day").get_by_role("slider")).to_have_attribute("aria-valuemax", "90")
    page.get_by_role("button", name="Pictures", exact=True).click()
    expect(page).to_have_url(re.compile(r"days=90&show=pictures"))
    page.get_by_label("From").fill("2024-01-05")
    expect(page).to_have_url(re.compile(r"from=2024-01-05&to="))
    page.reload()
    expect(page.get_by_label("From")).to_have_value("2024-01-05")


@pytest.mark.parametrize(
    "query",
    [
        "from=2020-02-03&to=2020-02-03",
        "from=<b>&to=9",
        "days=-1",
        "to=0001-01-01",
        "from=2020-02-30",
    ],
)
def test_any_span_can_be_asked_for(page: Page, spent: Site, query: str) -> None:
    spent.go(page, f"overview?{query}")
    expect(page.locator(".usage-total")).to_contain_text("$")


def saved(page: Page, kind: str) -> str:
    """What a button of the export saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile(f"as {kind}$")).click()
    assert re.fullmatch(
        rf"inkstone-acct_\w+-from-\d+-to-\d+\.{kind.lower()}", download.value.suggested_filename
    )
    return download.value.path().read_text()


def test_the_exports_add_up(page: Page, spent: Site) -> None:
    spent.go(page, "overview?days=7")
    balance = spent.call("GET", "/balance")["balance_micros"]
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV"))))
    assert sum(int(row["amount_micros"]) for row in rows) == balance
    entries: list[dict[str, Any]] = json.loads(saved(page, "JSON"))
    assert [entry["entry_id"] for entry in entries] == [row["entry_id"] for row in rows]
    assert sum(entry["amount_micros"] for entry in entries) == balance


def test_the_ledger_and_the_statement_agree(page: Page, spent: Site) -> None:
    spent.go(page, "overview")
    month = f"{datetime.now(UTC):%Y-%m}-01T00:00:00Z"
    found = spent.call("GET", "/statement", params={"from": month})
    statement = page.get_by_role("region", name="Statement")
    expect(statement.get_by_role("row", name="Up to now")).to_contain_text(
        money(found["closing_micros"])
    )
    expect(statement.get_by_role("row", name="Paid for pictures")).to_contain_text(
        money(-found["totals_micros"]["capture"])
    )
    expect(statement.get_by_text("It adds up")).to_be_visible()
    ledger = page.get_by_role("table").filter(has_text="Set aside for a job")
    expect(ledger.get_by_role("row", name="Credit added")).to_contain_text("+$100.00")


def test_all_is_drawn_anew_when_the_balance_changes(page: Page, spent: Site) -> None:
    page.clock.install()
    spent.go(page, "overview")
    before = spent.call("GET", "/usage")["total"]["jobs"]
    expect(page.locator(".usage-total")).to_contain_text(f"{before} jobs")
    spent.make("a lighthouse at night", seed=5)
    page.clock.run_for(LOOKED_AT_AFTER_MS)
    expect(page.locator(".usage-total")).to_contain_text(f"{before + 1} jobs")
    balance = spent.call("GET", "/balance")
    expect(figure(page, "Available")).to_contain_text(money(balance["available_micros"]))


def test_a_budget_warns_before_it_is_used_up(page: Page, spent: Site) -> None:
    today = spent.call("GET", "/account")["spending"]["today_micros"]

    def limit(micros: int | None) -> None:
        limits = {"daily_micros": micros, "requests_per_minute": 600}
        spent.call("PATCH", "/accounts/local", json={"limits": limits})

    try:
        limit(today * 100 // 85)
        spent.go(page, "overview")
        meter = page.get_by_role("meter", name="Spend today")
        expect(meter).to_have_attribute("aria-valuenow", "85")
        expect(page.get_by_text("is at 85% of its limit")).to_be_visible()
        expect(page.get_by_text("600 a minute at the most")).to_be_visible()
        limit(today)
        page.reload()
        expect(page.get_by_text("has reached its limit")).to_be_visible()
    finally:
        limit(None)


def test_it_speaks_chinese(page: Page, spent: Site) -> None:
    spent.go(page, "overview")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="概览")).to_be_visible()
    expect(page.get_by_role("figure", name="按天")).to_be_visible()
    expect(page.get_by_text("账目相符")).to_be_visible()


def test_many_days_are_counted_by_month(page: Page, spent: Site) -> None:
    spent.go(page, "overview?from=2024-01-05&to=2024-06-30")
    expect(chart(page, "By month").get_by_text("Nothing in these days.")).to_be_visible()
    rows = numbers(chart(page, "By month"))
    assert [row[0] for row in rows] == [
        f"{month} 2024" for month in ("January", "February", "March", "April", "May", "June")
    ]
