"""Signing in: with the one-time link, with a key, and what is said where neither is good."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.site import Site, watched


@pytest.fixture
def stranger(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A page that nobody is signed in on."""
    page = context.new_page()
    complaints = watched(page)
    page.goto(f"{site.url}/")
    page.wait_for_selector("main[data-view=sign-in] form")
    yield page
    assert complaints == []


def storage(page: Page) -> str:
    """Everything that the page keeps in the browser where scripts can read it."""
    found = page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    return str(found)


def test_a_key_signs_in_and_is_kept_nowhere(stranger: Page, site: Site) -> None:
    stranger.get_by_label("API key").fill(f"  {site.server.key} ")
    stranger.keyboard.press("Enter")
    stranger.wait_for_selector("main[data-view=studio] textarea")
    assert site.server.key not in storage(stranger)
    (cookie,) = stranger.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert site.server.key not in cookie["value"]


def test_a_wrong_key_is_told_in_plain_words(stranger: Page) -> None:
    field = stranger.get_by_label("API key")
    field.fill("ik_wrong")
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.get_by_role("alert")).to_contain_text("This key is not valid here.")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press_sequentially("x")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_too_many_wrong_keys_must_wait(stranger: Page) -> None:
    stranger.route(
        "**/page/session",
        lambda route: route.fulfill(
            status=429,
            headers={"Retry-After": "42", "Content-Type": "application/json"},
            body='{"error": {"code": "rate_limited", "message": "Too many."}}',
        ),
    )
    stranger.get_by_label("API key").fill("ik_wrong")
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("alert")).to_contain_text("Try again in 42 s.")


def test_what_is_typed_can_be_shown(stranger: Page) -> None:
    field = stranger.get_by_label("API key")
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "current-password")
    show = stranger.get_by_role("button", name="Show")
    show.click()
    expect(field).to_have_attribute("type", "text")
    expect(show).to_have_attribute("aria-pressed", "true")
    show.click()
    expect(field).to_have_attribute("type", "password")


def test_the_link_signs_in_once(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.goto(site.server.lines["Page"])
    page.wait_for_selector("main[data-view=studio] textarea")
    assert "signin" not in page.url
    context.clear_cookies()
    page.goto(site.server.lines["Page"])
    page.wait_for_selector("main[data-view=sign-in] form")
    expect(page.get_by_role("status").filter(has_text="has been used")).to_be_visible()


def test_signing_out_ends_the_session(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_selector("main[data-view=sign-in] form")
    assert page.context.cookies() == []
    page.goto(f"{site.url}/#/history")
    page.reload()
    expect(page.get_by_label("API key")).to_be_visible()


def test_language_and_theme_can_be_chosen_by_a_stranger(stranger: Page) -> None:
    stranger.get_by_role("button", name="中文").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("登录 Inkstone")
    expect(stranger.locator("html")).to_have_attribute("lang", "zh-CN")
    stranger.locator("#theme").click()
    expect(stranger.locator("html")).to_have_attribute("data-theme", "light")


def test_the_view_that_was_asked_for_comes_after_signing_in(stranger: Page, site: Site) -> None:
    stranger.goto(f"{site.url}/#/welcome")
    stranger.get_by_label("API key").fill(site.server.key)
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Welcome to Inkstone")


def test_the_welcome_says_what_draws_and_fills_the_studio(page: Page, site: Site) -> None:
    site.go(page, "welcome")
    expect(page.get_by_text("illustrator with a vocabulary: it draws on the CPU")).to_be_visible()
    page.locator("summary").filter(has_text="Diffusion").click()
    page.get_by_role("button", name=re.compile("^Copy: Fetch the weights")).click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "inkstone models pull qwen-image-2.0"
    page.get_by_role("button", name="A red fox in a snowy forest").click()
    page.wait_for_selector("main[data-view=studio] textarea")
    expect(page.get_by_label(re.compile("prompt", re.IGNORECASE)).first).to_have_value(
        re.compile("red fox")
    )


def test_the_line_of_the_welcome_makes_a_picture(page: Page, site: Site) -> None:
    site.go(page, "welcome")
    page.get_by_role("button", name="Copy: Call it from a program").click()
    line = page.evaluate("() => navigator.clipboard.readText()")
    answer = site.server.shell(line, INKSTONE_API_KEY=site.server.key)
    assert '"status":"succeeded"' in answer


@pytest.mark.parametrize("view", ["sign-in", "verify"])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_strangers_views_fit_a_small_screen(
    chromium_page_at_360: Page, site: Site, view: str, language: str
) -> None:
    page = chromium_page_at_360
    page.goto(f"{site.url}/#/{view}")
    page.wait_for_selector(f"main[data-view={view}] h1")
    if language == "zh-CN":
        page.locator("#language").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


@pytest.fixture
def chromium_page_at_360(context: BrowserContext) -> Page:
    """A page as narrow as a small telephone."""
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    return page
