"""The engines in a real browser: live while jobs run, and less for who does not run the server."""

import re

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from browser.site import Site, watched

NUM_JOBS = 6
#: A little more than there is between two looks.
BETWEEN_LOOKS_MS = 2_100


def told(page: Page, name: str) -> Locator:
    """What is said beside a name."""
    term = page.locator("dt", has_text=re.compile(f"^{name}$")).first
    return term.locator("xpath=following-sibling::dd").locator(".figure-value")


def is_asked(url: str) -> bool:
    """Whether a request asks how the engines are."""
    return url.endswith("/inkstone/v1/engines")


def is_about_engines(response: Response) -> bool:
    return is_asked(response.url)


def test_an_engine_is_told_of(page: Page, site: Site) -> None:
    found = site.call("GET", "/engines")["data"][0]
    site.go(page, "engines")
    card = page.get_by_role("article", name=found["name"])
    expect(card.get_by_text("up", exact=True)).to_be_visible()
    expect(card.get_by_text(f"{found['checkpoint']}@{found['revision']}")).to_be_visible()
    card.get_by_text(f"Serves {len(found['models'])} models").click()
    for model in found["models"]:
        expect(card.get_by_text(model, exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="This server")).to_contain_text("CPU")
    link = page.get_by_role("link", name="How to have another engine draw")
    expect(link).to_have_attribute("href", "#/welcome")


def test_it_changes_while_jobs_run(page: Page, site: Site) -> None:
    site.go(page, "engines")
    drawn = told(page, "Pictures drawn")
    before = int(drawn.inner_text())
    for seed in range(NUM_JOBS):
        body = {"prompt": "a red fox in the snow", "size": "512x512", "seed": seed}
        site.call("POST", "/jobs", json=body)
    expect(drawn).to_have_text(str(before + NUM_JOBS), timeout=30_000)
    most = page.get_by_text(re.compile(r"at most \d+ in 2 minutes"))
    expect(most.first).to_be_visible()


def test_nothing_is_asked_where_nobody_looks(page: Page, site: Site) -> None:
    page.clock.install()
    site.go(page, "engines")
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if is_asked(each.url) else None)
    with page.expect_response(is_about_engines):
        page.clock.run_for(BETWEEN_LOOKS_MS)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, writable: true })")
    num = len(asked)
    page.clock.run_for(5 * BETWEEN_LOOKS_MS)
    assert len(asked) == num, "it is hidden"
    page.evaluate("document.hidden = false")
    site.go(page, "prices")
    expect(page.get_by_role("heading", name="Base prices")).to_be_visible()
    num = len(asked)
    page.clock.run_for(5 * BETWEEN_LOOKS_MS)
    assert len(asked) == num, "it was left"


def test_others_see_what_they_may(context: BrowserContext, site: Site) -> None:
    site.call("POST", "/accounts", json={"name": "customer", "grant_micros": 1_000_000})
    made = site.call("POST", "/keys", json={"name": "shop", "account": "customer"})
    page = context.new_page()
    complaints = watched(page)
    page.goto(f"{site.url}/")
    page.get_by_label("API key").fill(made["key"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    site.go(page, "engines")
    expect(page.get_by_text("Who runs this server also sees")).to_be_visible()
    expect(told(page, "Queued")).to_have_text("0")
    expect(page.get_by_text("Running", exact=True)).to_have_count(0)
    assert complaints == []


def test_it_speaks_chinese(page: Page, site: Site) -> None:
    site.go(page, "engines")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="引擎")).to_be_visible()
    expect(page.get_by_text("本服务器")).to_be_visible()
