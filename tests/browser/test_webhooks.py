"""The webhooks view: secrets, tests of receivers, deliveries with their tries, live."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import KEY
from browser.site import Site
from e2e.server import Server, until
from e2e.told import ALLOW, receiving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that may reach receivers on loopback."""
    env = {"INKSTONE_API_KEY": KEY, "INKSTONE_WEBHOOK_RETRY_S": "600", **ALLOW}
    folder: Path = tmp_path_factory.mktemp("site")
    server = Server(folder, engine="sketch", env=env).start()
    yield Site(server)
    server.stop()


def secrets(site: Site) -> list[str]:
    found: list[str] = site.call("GET", "/webhooks/secrets")["secrets"]
    return found


def ping(page: Page, url: str) -> None:
    page.get_by_label("Address of the receiver").fill(url)
    page.get_by_role("button", name="Send a test").click()


def pinged(page: Page, url: str) -> None:
    """Send a test as soon as the account may: once a second."""

    def is_told() -> bool:
        ping(page, url)
        page.locator(".ping-told, form .problem").wait_for()
        return page.locator(".ping-told").count() > 0

    until(is_told, what="the test is sent")


def test_a_secret_is_hidden_until_it_is_wanted(page: Page, site: Site) -> None:
    (secret,) = secrets(site)
    site.go(page, "webhooks")
    page.get_by_role("button", name="Show: newest").wait_for()
    assert secret not in page.content()
    page.get_by_role("button", name="Copy: newest").click()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("button", name="Show: newest").press("Enter")
    expect(page.get_by_text(secret)).to_be_visible()
    page.get_by_role("button", name="Show: newest").press("Enter")
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_text("How to check a message").click()
    lines = page.get_by_label("How to check a message", exact=True)
    expect(lines).to_contain_text("hmac.compare_digest")


def test_a_rotated_secret_keeps_the_old_one_only_for_an_overlap(page: Page, site: Site) -> None:
    old = secrets(site)[0]
    site.go(page, "webhooks")
    page.get_by_role("button", name="Rotate").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    page.get_by_role("button", name="Show: older, number 2").wait_for()
    new = secrets(site)
    assert len(new) == 2
    assert new[1] == old
    page.get_by_role("button", name="Rotate").click()
    page.get_by_label("The old one stays good for").select_option(label="no longer: it ends now")
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    expect(page.get_by_role("button", name="Show: older, number 2")).to_have_count(0)
    assert len(secrets(site)) == 1
    assert secrets(site)[0] not in new


def test_a_test_says_in_words_what_came_of_it(page: Page, site: Site) -> None:
    site.go(page, "webhooks")
    with receiving(200, 503) as inbox:
        pinged(page, inbox.url)
        expect(page.get_by_text("Taken: the receiver answered 200")).to_be_visible()
        assert len(inbox.got) == 1
        pinged(page, inbox.url)
        expect(page.get_by_text("Not taken: the receiver answered 503")).to_be_visible()
    pinged(page, "http://127.0.0.1:9/nobody")
    expect(page.get_by_text("Nobody answered")).to_be_visible()
    ping(page, "javascript:alert(1)")
    field = page.get_by_label("Address of the receiver")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def test_a_delivery_shows_every_try_and_is_told_again(page: Page, site: Site) -> None:
    with receiving(500) as inbox:
        job = site.make("a red apple", webhook_url=f"{inbox.url}?<b>=1")
        site.go(page, f"webhooks?job={job['id']}")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("500")
        expect(row).to_contain_text("waiting")
        expect(row).to_contain_text("next try")
        row.get_by_role("button").press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("row")).to_have_count(2)
        dialog.get_by_role("button", name="Deliver again").click()
        # It is brought up to date by itself, in the dialog and behind it.
        expect(dialog.get_by_role("row")).to_have_count(3)
        expect(dialog.get_by_text("delivered", exact=True)).to_be_visible()
        expect(row).to_contain_text("delivered")
        assert len(inbox.got) == 2
    dialog.get_by_role("link", name=job["id"]).click()
    page.wait_for_selector("main[data-view=jobs] > *")


def test_a_list_with_something_pending_keeps_up(page: Page, site: Site) -> None:
    with receiving() as inbox:
        inbox.gate.clear()
        job = site.make("a pear", webhook_url=inbox.url)
        site.go(page, f"webhooks?job={job['id']}")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("waiting")
        inbox.gate.set()
        expect(row).to_contain_text("delivered")
    page.get_by_label("Status").select_option("failed")
    expect(page.get_by_text("No delivery is like that")).to_be_visible()
    page.get_by_label("Status").select_option("delivered")
    expect(row).to_contain_text("delivered")
    page.get_by_role("searchbox", name="Job").fill("job_x")
    expect(page.get_by_text("The whole id of a job")).to_be_visible()


def test_webhooks_speak_chinese_and_fit_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    site.go(page, "webhooks")
    page.locator("#language").click()
    expect(page.get_by_role("heading", name="签名密钥")).to_be_visible()
    page.get_by_text("如何校验消息").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
