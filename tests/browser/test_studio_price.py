"""The studio's price, which is the bill, and the prompt rewritten before it is used."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from browser.conftest import VIEWPORT
from browser.form import bar, draft, ended, prompt
from browser.site import Site, watched
from contract.chatting import KEY, MODEL, Chatting, chatting
from e2e.server import Server

DISCOUNTED, LIST, FEE = 30_000, 35_000, 2_000


def test_the_price_before_is_the_bill_after(page: Page, site: Site) -> None:
    prompt(page).fill("a red fox in the snow")
    page.get_by_role("radio", name="exact").check()
    page.get_by_label("Width in pixels").fill("512")
    page.get_by_label("Height in pixels").fill("384")
    page.get_by_role("button", name="One picture more").click()
    expect(bar(page)).to_contain_text("$0.06")
    expect(bar(page)).to_contain_text("2 × $0.03")
    before = site.call("GET", "/balance")["available_micros"]
    expect(bar(page)).to_contain_text(f"Balance after it: ${(before - 60_000) / 1e6:.2f}")
    page.get_by_role("button", name="Create", exact=True).click()
    newest = ended(page)
    [job, *_] = site.call("GET", "/jobs?limit=1")["data"]
    assert job["price"]["charged_micros"] == 60_000
    assert (job["request"]["width"], job["request"]["height"]) == (512, 384)
    entries = site.call("GET", "/ledger")["data"]
    assert sum(e["balance_micros"] for e in entries if e["job_id"] == job["id"]) == -60_000
    expect(prompt(page)).to_have_value("a red fox in the snow")
    expect(newest).to_contain_text(str(job["request"]["seeds"][0]))
    page.get_by_role("button", name="Use the last run's seed").click()
    expect(page.get_by_label("Seed", exact=True)).to_have_value(str(job["request"]["seeds"][0]))


def test_only_the_last_price_asked_for_counts(page: Page) -> None:
    prompt(page).fill("a cat")
    expect(bar(page)).to_contain_text("$0.03")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/estimate", hold_first)
    with page.expect_request("**/estimate"):
        page.get_by_label("Pictures", exact=True).fill("5")
    page.get_by_label("Pictures", exact=True).fill("3")
    expect(bar(page)).to_contain_text("$0.09")
    # Its call was given up, so answering it leads nowhere.
    held[0].abort()
    expect(bar(page)).to_contain_text("$0.09")


def test_typing_asks_for_no_price_again(page: Page) -> None:
    expect(bar(page)).to_contain_text("$0.03")
    calls: list[str] = []
    page.on("request", lambda each: calls.append(each.url) if "estimate" in each.url else None)
    prompt(page).press_sequentially("two cats on a sofa")
    with page.expect_request("**/estimate"):
        page.get_by_role("radio", name="4:3").check()
    assert len(calls) == 1


@pytest.fixture(scope="module")
def chat() -> Iterator[Chatting]:
    """Who rewrites."""
    with chatting() as told:
        yield told


@pytest.fixture(scope="module")
def other_site(tmp_path_factory: pytest.TempPathFactory, chat: Chatting) -> Iterator[Site]:
    """A server with an enhancer and its fee, and prices below the list's."""
    folder = tmp_path_factory.mktemp("enhanced")
    rate = f"{{ price_micros = {DISCOUNTED}, list_price_micros = {LIST} }}"
    names = ("native", "openai", "dashscope", "empiriolabs", "aimlapi", "gccai", "wavespeed")
    rates = "".join(f"[version.rates.{n}]\nstandard = {rate}\npro = {rate}\n" for n in names)
    fees = "[version.enhance]\n" + "".join(f"{n} = {FEE}\n" for n in names)
    head = '[[version]]\nname = "fees"\neffective_on = 2020-01-01\n'
    (folder / "card.toml").write_text(head + rates + fees)
    env = {
        "INKSTONE_API_KEY": "ik_browser_tests_0123456789abcdefghijklmnop",
        "INKSTONE_RATE_CARD": str(folder / "card.toml"),
        "INKSTONE_ENHANCER_URL": chat.url,
        "INKSTONE_ENHANCER_MODEL": MODEL,
        "INKSTONE_ENHANCER_API_KEY": KEY,
    }
    server = Server(folder, engine="sketch", env=env).start()
    yield Site(server)
    server.stop()


@pytest.fixture
def other(chromium: Browser, other_site: Site) -> Iterator[Page]:
    """A page on that server."""
    context = chromium.new_context(viewport=VIEWPORT, locale="en-US")  # type: ignore[arg-type]
    page = context.new_page()
    complaints = watched(page)
    other_site.sign_in(page)
    yield page
    assert complaints == []
    context.close()


def test_a_rewritten_prompt_is_shown_before_it_is_used(other: Page) -> None:
    prompt(other).fill("<b>cat</b>")
    other.get_by_role("button", name="Enhance").click()
    panel = other.get_by_role("group", name="Rewritten prompt")
    expect(panel).to_contain_text("<b>cat</b>")
    expect(panel.get_by_label("Rewritten")).to_have_value("better <b>cat</b>")
    panel.get_by_role("button", name="Keep mine").click()
    expect(prompt(other)).to_have_value("<b>cat</b>")
    other.get_by_role("button", name="Enhance").click()
    panel.get_by_label("Rewritten").fill("best cat")
    panel.get_by_role("button", name="Use it").click()
    expect(prompt(other)).to_have_value("best cat")
    assert draft(other)["shape"] == "16:9"
    other.route("**/enhance", lambda route: route.fulfill(status=503, json={}))
    prompt(other).fill("another cat")
    other.get_by_role("button", name="Enhance").click()
    expect(other.get_by_role("alert")).to_be_visible()
    other.unroute("**/enhance")
    other.get_by_role("button", name="Try again").click()
    expect(panel.get_by_label("Rewritten")).to_have_value("better another cat")


def test_the_price_tells_the_discount_and_the_fee(other: Page, other_site: Site) -> None:
    prompt(other).fill("a cat")
    other.get_by_role("radio", name="exact").check()
    other.get_by_label("Width in pixels").fill("256")
    other.get_by_label("Height in pixels").fill("256")
    expect(bar(other).locator("s")).to_have_text("$0.035")
    other.get_by_label("Enhance on the server").check()
    expect(bar(other)).to_contain_text("$0.032")
    expect(bar(other)).to_contain_text("+ $0.002 for the prompt")
    other.get_by_role("button", name="Create", exact=True).click()
    ended(other)
    [job] = other_site.call("GET", "/jobs?limit=1")["data"]
    assert job["price"]["charged_micros"] == DISCOUNTED + FEE
    entries = other_site.call("GET", "/ledger")["data"]
    total = sum(each["balance_micros"] for each in entries if each["job_id"] == job["id"])
    assert total == -(DISCOUNTED + FEE)


def test_a_balance_that_is_too_low_is_said_before(context: BrowserContext, site: Site) -> None:
    site.call("POST", "/accounts", json={"name": "poor", "grant_micros": 50_000})
    made = site.call("POST", "/keys", json={"name": "poor", "account": "poor"})
    page = context.new_page()
    page.goto(f"{site.url}/")
    page.get_by_label("API key").fill(made["key"])
    page.keyboard.press("Enter")
    prompt(page).fill("a cat")
    page.get_by_label("Pictures", exact=True).fill("2")
    expect(bar(page)).to_contain_text("Your balance of $0.05 is $0.01 too low.")
