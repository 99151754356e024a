"""The keys view: made, shown once, changed, rotated and revoked, by hand and by keyboard."""

import re
from datetime import datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from browser.site import Site, watched

HOSTILE = "<img src=x onerror=alert(1)>"
_KEY = re.compile(r"sk-inkstone-[\w-]{30,}")


def status_with(site: Site, key: str, path: str = "/balance") -> int:
    """How the API answers a key."""
    url = f"{site.url}/inkstone/v1{path}"
    return httpx.get(url, headers={"Authorization": f"Bearer {key}"}, timeout=30).status_code


def made(site: Site, name: str, **fields: Any) -> dict[str, Any]:
    """A key made beside the page."""
    key: dict[str, Any] = site.call("POST", "/keys", json={"name": name, **fields})
    return key


def act(page: Page, what: str, name: str) -> None:
    page.get_by_role("button", name=f"{what}: {name}", exact=True).click()


def shown_key(page: Page) -> str:
    """The key that the dialog shows."""
    return page.get_by_label("Key", exact=True).inner_text().strip()


def test_a_new_key_is_shown_once_and_works(page: Page, site: Site) -> None:
    site.go(page, "keys")
    page.get_by_role("button", name="New key").click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type(HOSTILE)
    page.get_by_label("Money a day (UTC)").fill("0.07")
    page.get_by_label("Jobs at once").fill("2")
    page.get_by_role("checkbox", name="qwen-image-2.0", exact=True).check()
    page.get_by_text("How pictures are marked and moderated").click()
    page.get_by_label("The prompt in the file").select_option(label="no")
    page.get_by_role("button", name="Create key").click()

    expect(page.get_by_role("alert")).to_contain_text("shown this once")
    key = shown_key(page)
    assert _KEY.fullmatch(key)
    line = page.get_by_label("Try it in a shell", exact=True)
    assert f"Authorization: Bearer {key}'" in line.inner_text()
    page.get_by_role("button", name="Copy: Key").click()
    assert page.evaluate("navigator.clipboard.readText()") == key
    # A press beside the dialog must not lose it.
    page.mouse.click(5, 5)
    page.get_by_role("button", name="I have kept it").click()

    row = page.get_by_role("row").filter(has_text=HOSTILE)
    expect(row).to_be_visible()
    assert key not in page.content()
    assert status_with(site, key) == 200
    (found,) = (each for each in site.call("GET", "/keys")["data"] if each["name"] == HOSTILE)
    assert found["limits"] == {
        "requests_per_minute": None,
        "jobs_max": 2,
        "daily_micros": 70_000,
        "total_micros": None,
    }
    assert found["models"] == ["qwen-image-2.0"]
    assert found["policy"]["prompt"] is False
    assert found["scopes"] == ["submit", "read"]


def test_faults_are_said_at_their_fields(page: Page, site: Site) -> None:
    site.go(page, "keys")
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Create key").click()
    name = dialog.get_by_role("textbox", name="Name")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    name.fill("x")
    dialog.get_by_label("Money in all").fill("1,5")
    dialog.get_by_role("button", name="Create key").click()
    expect(dialog.get_by_text("An amount such as 12.50")).to_be_visible()
    dialog.get_by_label("Money in all").fill("1.5")
    # What only the server knows is said at its field, too.
    dialog.get_by_role("combobox", name="Account").fill("nobody at all")
    dialog.get_by_role("button", name="Create key").click()
    expect(dialog.get_by_text("There is no account")).to_be_visible()
    expect(dialog.get_by_role("combobox", name="Account")).to_be_focused()


def test_only_what_was_changed_is_sent_and_an_empty_limit_is_none(page: Page, site: Site) -> None:
    key = made(site, "to change", limits={"jobs_max": 3, "total_micros": 1_000_001})
    site.go(page, "keys")
    act(page, "Change", "to change")
    expect(page.get_by_label("Money in all")).to_have_value("1.000001")
    page.get_by_label("Jobs at once").fill("")
    with page.expect_request(lambda sent: sent.method == "PATCH") as sent:
        page.get_by_role("button", name="Save").click()
    assert sent.value.post_data_json == {"limits": {"jobs_max": None}}
    expect(page.get_by_text("The key was changed.")).to_be_visible()
    limits = site.call("GET", f"/keys/{key['id']}")["limits"]
    assert (limits["jobs_max"], limits["total_micros"]) == (None, 1_000_001)


@pytest.mark.parametrize(("choice", "overlap_s"), [("no longer: it ends now", 0), ("1 hour", 3600)])
def test_the_old_key_is_good_for_the_overlap(
    page: Page, site: Site, choice: str, overlap_s: int
) -> None:
    name = f"rotated {overlap_s}"
    old = made(site, name)
    site.go(page, "keys")
    act(page, "Rotate", name)
    page.get_by_label("The old one stays good for").select_option(label=choice)
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    page.get_by_label("Key", exact=True).wait_for()
    new = shown_key(page)
    page.get_by_role("button", name="I have kept it").click()
    assert new != old["key"]
    assert status_with(site, new) == 200
    assert status_with(site, old["key"]) == (200 if overlap_s else 401)
    if overlap_s:
        until = site.call("GET", f"/keys/{old['id']}")["previous_until"]
        left_s = (datetime.fromisoformat(until) - datetime.now().astimezone()).total_seconds()
        assert overlap_s - 120 < left_s <= overlap_s
        row = page.get_by_role("row").filter(has_text=name)
        expect(row.get_by_text("the old key works until")).to_be_visible()


def test_a_revoked_key_is_refused_and_hidden(page: Page, site: Site) -> None:
    key = made(site, "to revoke")
    site.go(page, "keys")
    act(page, "Revoke", "to revoke")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("refused from the next request on")
    dialog.get_by_role("button", name="Cancel").click()
    assert status_with(site, key["key"]) == 200
    act(page, "Revoke", "to revoke")
    dialog.get_by_role("button", name="Revoke").click()
    row = page.get_by_role("row").filter(has_text="to revoke")
    expect(row).to_have_count(0)
    assert status_with(site, key["key"]) == 401
    page.get_by_label("Show ended keys").check()
    expect(row.get_by_text("revoked", exact=True)).to_be_visible()


def test_rotating_and_revoking_the_key_of_the_page(chromium: Browser, site: Site) -> None:
    key = made(site, "of this page", scopes=["submit", "read", "admin"])
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    complaints = watched(page)
    page.goto(f"{site.url}/")
    page.get_by_label("API key").fill(key["key"])
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-view=studio] textarea")
    site.go(page, "keys")
    row = page.get_by_role("row").filter(has_text="of this page")
    expect(row.get_by_text("this page", exact=True)).to_be_visible()
    act(page, "Rotate", "of this page")
    page.get_by_label("The old one stays good for").select_option(label="no longer: it ends now")
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    page.get_by_role("button", name="I have kept it").click()
    # The page goes on with the new key.
    page.reload()
    expect(row.get_by_text("this page", exact=True)).to_be_visible()
    act(page, "Revoke", "of this page")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("you will be signed out")
    dialog.get_by_role("button", name="Revoke").click()
    page.wait_for_selector("main[data-view=sign-in]")
    assert complaints == []
    context.close()


def test_an_administrator_of_an_account_gives_no_more_than_it_has(
    chromium: Browser, site: Site
) -> None:
    site.call("POST", "/accounts", json={"name": "a team"})
    key = made(
        site,
        "their admin",
        account="a team",
        scopes=["read", "admin"],
        models=["qwen-image-2.0", "qwen-image-2512"],
    )
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{site.url}/")
    page.get_by_label("API key").fill(key["key"])
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-view=studio] > *")
    site.go(page, "keys")
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="make pictures")).to_be_disabled()
    expect(dialog.get_by_role("checkbox", name="qwen-image-2512")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="qwen-image-2.0-pro", exact=True)).to_have_count(0)
    dialog.get_by_text("How pictures are marked and moderated").click()
    expect(dialog.get_by_label("A visible label")).to_be_disabled()
    expect(dialog.get_by_label("The prompt in the file")).to_be_enabled()
    dialog.get_by_role("textbox", name="Name").fill("theirs")
    dialog.get_by_role("button", name="Create key").click()
    assert status_with(site, shown_key(page)) == 200
    context.close()


def test_keys_speak_chinese_and_fit_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    site.go(page, "keys")
    page.locator("#language").click()
    page.get_by_role("button", name="新建密钥").click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="新建密钥")).to_be_visible()
    page.get_by_role("textbox", name="名称").fill("网店")
    page.get_by_label("总金额").fill("１２．５")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="我已保存").click()
    expect(page.get_by_role("row").filter(has_text="网店")).to_contain_text("$12.50")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
