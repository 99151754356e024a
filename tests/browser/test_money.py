"""An account with little money: what the page says before it is asked, and after."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from browser.asking import card
from browser.site import SMALL, Site, watched

#: One picture costs three times as much.
GRANT_MICROS = 10_000


@pytest.fixture(scope="module")
def poor(site: Site) -> str:
    """The key of an account that cannot pay for a picture."""
    account = site.call("POST", "/accounts", json={"name": "poor", "grant_micros": GRANT_MICROS})
    made = site.call("POST", "/keys", json={"name": "its only key", "account": account["id"]})
    return str(made["key"])


def test_a_balance_that_is_too_low_is_said_before_and_charges_nothing_after(
    chromium: Browser, site: Site, poor: str
) -> None:
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    complaints = watched(page)
    page.goto(f"{site.url}/")
    page.get_by_label("API key").fill(poor)
    page.keyboard.press("Enter")
    prompt = page.locator("main textarea").first
    prompt.fill("a castle of gold")
    expect(page.get_by_text("is $0.02 too low").first).to_be_visible()
    prompt.press("Control+Enter")
    run = card(page, "a castle of gold")
    expect(run.get_by_role("alert")).to_contain_text("The balance is too low for this.")
    expect(run.get_by_role("alert")).to_contain_text("Nothing was charged.")
    expect(run.get_by_role("alert")).to_contain_text("req_")
    headers = {"Authorization": f"Bearer {poor}"}
    balance = httpx.get(f"{site.url}/inkstone/v1/balance", headers=headers).json()
    assert (balance["balance_micros"], balance["held_micros"]) == (GRANT_MICROS, 0)
    assert httpx.get(f"{site.url}/inkstone/v1/jobs", headers=headers).json()["data"] == []
    # More money, and the same request under the same key is made.
    site.call("POST", "/accounts/poor/grants", json={"amount_micros": 90_000, "reason": "a gift"})
    run.get_by_role("button", name="Try again").click()
    expect(run.get_by_text("charged.")).to_be_visible(timeout=30_000)
    assert len(httpx.get(f"{site.url}/inkstone/v1/jobs", headers=headers).json()["data"]) == 1
    assert complaints == []
    context.close()


def test_another_account_sees_nothing_of_the_one_before(
    chromium: Browser, site: Site, poor: str
) -> None:
    site.make("a secret plan", size=SMALL)
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    site.sign_in(page)
    page.locator("main textarea").first.fill("words of my own")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("API key").fill(poor)
    page.keyboard.press("Enter")
    expect(page.locator("main textarea").first).to_have_value("")
    site.go(page, "history")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("a secret plan")).to_have_count(0)
    expect(page.get_by_role("link", name="Accounts")).to_have_count(0)
    context.close()
