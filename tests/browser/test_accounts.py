"""The accounts view: opened, given money, limited, suspended, erased, and the audit log."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.site import Site

HOSTILE = '"><img src=x onerror=alert(1)>'


def opened(page: Page, site: Site, name: str, **fields: Any) -> dict[str, Any]:
    """An account made beside the page, and shown on it."""
    account: dict[str, Any] = site.call("POST", "/accounts", json={"name": name, **fields})
    page.goto(f"{site.url}/#/accounts/{account['id']}")
    page.get_by_role("heading", name=name, level=1).wait_for()
    return account


def read(site: Site, account: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = site.call("GET", f"/accounts/{account['id']}")
    return found


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def agree(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def test_an_account_is_opened_with_money_to_the_millionth(page: Page, site: Site) -> None:
    site.go(page, "accounts")
    press(page, "New account")
    page.get_by_role("textbox", name="Name").fill(HOSTILE)
    page.get_by_label("Money to begin with").fill("0.100003")
    page.get_by_label("Money a day (UTC)").fill("5")
    page.get_by_label("Weight").fill("0")
    agree(page, "Open account")
    expect(page.get_by_text("A whole number from 1 to 1,000.")).to_be_visible()
    page.get_by_label("Weight").fill("3")
    agree(page, "Open account")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=HOSTILE))
    expect(row.first).to_contain_text("$0.100003")
    (found,) = (each for each in site.call("GET", "/accounts")["data"] if each["name"] == HOSTILE)
    assert (found["balance_micros"], found["weight"]) == (100_003, 3)
    assert found["limits"]["daily_micros"] == 5_000_000
    # Its name once more is a fault of that field.
    press(page, "New account")
    page.get_by_role("textbox", name="Name").fill(HOSTILE)
    agree(page, "Open account")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    expect(page.get_by_role("textbox", name="Name")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    search = page.get_by_label("Search by name, id or price plan")
    search.fill("nobody")
    expect(page.get_by_text("No account is called that")).to_be_visible()
    search.fill("ONERROR")
    expect(page.get_by_label("Accounts", exact=True).get_by_role("row")).to_have_count(2)


def test_money_is_granted_and_adjusted_with_a_reason(page: Page, site: Site) -> None:
    account = opened(page, site, "customer", grant_micros=1_000_000)
    press(page, "Grant money")
    page.get_by_label("Amount").fill("2.5")
    agree(page, "Grant money")
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_label("Reason").fill("paid by invoice 7")
    agree(page, "Grant money")
    expect(page.locator(".account-figure").first).to_have_text("$3.50")
    press(page, "Adjust")
    page.get_by_label("Amount").fill("-0.25")
    page.get_by_label("Reason").fill("a mistake")
    agree(page, "Adjust")
    expect(page.locator(".account-figure").first).to_have_text("$3.25")
    assert read(site, account)["balance_micros"] == 3_250_000
    statement = page.get_by_role("region", name="Statement")
    expect(statement).to_contain_text("-$0.25")
    log = page.get_by_role("region", name="Audit log")
    expect(log).to_contain_text("Balance adjusted")
    expect(log).to_contain_text("paid by invoice 7")


def test_a_grant_whose_answer_was_lost_moves_money_once(page: Page, site: Site) -> None:
    account = opened(page, site, "twice", grant_micros=1)
    numbers = iter(range(10))

    def lose_the_first(route: Any) -> None:
        if next(numbers):
            route.continue_()
        else:
            route.fetch()
            route.abort()

    page.route("**/grants", lose_the_first)
    press(page, "Grant money")
    page.get_by_label("Amount").fill("1")
    page.get_by_label("Reason").fill("once")
    agree(page, "Grant money")
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    agree(page, "Grant money")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert read(site, account)["balance_micros"] == 1_000_001


def test_a_limit_is_taken_off_and_nothing_else_is_sent(page: Page, site: Site) -> None:
    opened(page, site, "limited", limits={"jobs_max": 2, "daily_micros": 1_000_000})
    press(page, "Change")
    page.get_by_label("Jobs at once").fill("")
    with page.expect_request(lambda sent: sent.method == "PATCH") as sent:
        agree(page, "Save")
    assert sent.value.post_data_json == {"limits": {"jobs_max": None}}
    meter = page.get_by_role("meter", name="today")
    expect(meter).to_have_attribute("aria-valuetext", "$0.00 of $1.00")


def test_an_account_is_suspended_and_goes_on(page: Page, site: Site) -> None:
    account = opened(page, site, "paused")
    press(page, "Suspend")
    agree(page, "Suspend")
    stands = page.locator("h1 + .chip")
    expect(stands).to_have_text("suspended")
    assert read(site, account)["status"] == "suspended"
    press(page, "Resume")
    agree(page, "Resume")
    expect(stands).to_have_text("active")


def test_erasing_wants_the_name_typed(page: Page, site: Site) -> None:
    account = opened(page, site, "to be gone")
    press(page, "Erase")
    yes = page.get_by_role("button", name="Erase for good")
    expect(yes).to_be_disabled()
    page.keyboard.type("to be gon")
    expect(yes).to_be_disabled()
    page.keyboard.type("e")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    assert read(site, account)["status"] == "erased"


def test_the_owner_of_the_server_cannot_lock_itself_out(page: Page, site: Site) -> None:
    own = site.call("GET", "/account")
    page.goto(f"{site.url}/#/accounts/{own['id']}")
    expect(page.get_by_role("button", name="Grant money")).to_be_visible()
    expect(page.get_by_role("button", name="Erase")).to_have_count(0)
    expect(page.get_by_role("button", name="Suspend")).to_have_count(0)


def test_a_job_is_refunded_once(page: Page, site: Site) -> None:
    job = site.make("a plum")
    site.go(page, "accounts")
    press(page, "Refund a job")
    page.get_by_label("Id of the job").fill("job_1")
    page.get_by_label("Reason").fill("not as asked")
    agree(page, "Refund")
    expect(page.get_by_text("The whole id of a job")).to_be_visible()
    page.get_by_label("Id of the job").fill(job["id"])
    agree(page, "Refund")
    expect(page.get_by_text("was given back.")).to_be_visible()
    log = page.get_by_label("Audit log")
    expect(log.get_by_role("row").nth(1)).to_contain_text("Job refunded")
    press(page, "Refund a job")
    page.get_by_label("Id of the job").fill(job["id"])
    page.get_by_label("Reason").fill("again")
    agree(page, "Refund")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("refunded")


@pytest.mark.parametrize("view", ["accounts", "keys"])
def test_who_may_not_is_not_offered_it(chromium: Browser, site: Site, view: str) -> None:
    site.call("POST", "/accounts", json={"name": f"a guest of {view}"})
    key = site.call("POST", "/keys", json={"name": "guest", "account": f"a guest of {view}"})["key"]
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{site.url}/")
    page.get_by_label("API key").fill(key)
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-view=studio] textarea")
    expect(page.get_by_role("link", name="Accounts", exact=True)).to_have_count(0)
    page.goto(f"{site.url}/#/{view}")
    page.wait_for_selector("main[data-view=overview] > *")
    refused = httpx.get(
        f"{site.url}/inkstone/v1/{view}", headers={"Authorization": f"Bearer {key}"}, timeout=30
    )
    assert refused.status_code == 403
    context.close()


def test_accounts_speak_chinese_and_fit_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    account = opened(page, site, "手机客户", grant_micros=1_500_000)
    page.locator("#language").click()
    expect(page.get_by_role("heading", name="对账单")).to_be_visible()
    expect(page.get_by_role("region", name="审计日志")).to_contain_text("开设账户")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_download() as download:
        page.get_by_role("button", name="导出全部流水（CSV）").click()
    assert account["id"] in download.value.suggested_filename
    assert "grant" in download.value.path().read_text()
