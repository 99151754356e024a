"""The prices in a real browser: what the rate card says, and what the server would charge."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import KEY
from browser.site import Site
from e2e.server import Server

RATE_CARD = """
[[version]]
name = "autumn"
effective_on = 2020-01-01
[version.rates.native]
standard = { price_micros = 30_000 }
pro = { price_micros = 70_000, list_price_micros = 80_000 }
[version.rates.openai]
standard = { price_micros = 32_200 }
[version.enhance]
native = 2_000
openai = 0
[[version.rule]]
model = "qwen-image-2.0-2026-03-03"
edit = true
area_px_over = 2_000_000
price_micros = 50_000
[[version.rule]]
num_images_from = 4
discount_percent = "10"
[[version]]
name = "spring"
effective_on = 2999-04-01
[version.rates.native]
standard = { price_micros = 31_000 }
pro = { price_micros = 71_000 }
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with prices of its own."""
    folder: Path = tmp_path_factory.mktemp("site")
    card = folder / "card.toml"
    card.write_text(RATE_CARD)
    env = {"INKSTONE_API_KEY": KEY, "INKSTONE_RATE_CARD": str(card)}
    server = Server(folder, engine="sketch", env=env).start()
    yield Site(server)
    server.stop()


def bill(page: Page, dialect: str) -> Locator:
    """What a dialect would charge."""
    table = page.get_by_role("table", name="What would it cost?")
    return table.get_by_role("row", name=dialect)


def test_the_base_prices_are_the_rate_cards(page: Page, site: Site) -> None:
    site.go(page, "prices")
    table = page.get_by_role("table", name="Base prices")
    expect(table.get_by_role("row", name="Inkstone")).to_contain_text("$0.07")
    expect(table.get_by_role("row", name="Inkstone").locator("s")).to_have_text("$0.08")
    expect(table.get_by_role("row", name="OpenAI")).to_contain_text("$0.0322")
    expect(table.get_by_role("row", name="Inkstone")).to_contain_text("$0.002")
    expect(page.get_by_text("in effect since January 1, 2020")).to_be_visible()
    expect(page.get_by_text("Other prices from April 1, 2999")).to_be_visible()


def test_the_rules_are_said_in_words(page: Page, site: Site) -> None:
    site.go(page, "prices")
    rules = page.get_by_role("region", name="Rules").get_by_role("listitem")
    expect(rules.first).to_have_text("Edits of qwen-image-2.0-2026-03-03 above 2 MP: $0.05")
    expect(rules.nth(1)).to_have_text("From 4 pictures in one request: 10% off")


def test_the_bill_is_the_servers(page: Page, site: Site) -> None:
    site.go(page, "prices")
    expect(bill(page, "Inkstone")).to_contain_text("$0.03")
    page.get_by_label("Pictures").fill("4")
    page.get_by_label("Pictures").press("Enter")
    body = {"prompt": "-", "size": "1024x1024", "n": 4}
    quote = site.call("POST", "/estimate", json=body)
    assert quote["amount_micros"] == 108_000
    expect(bill(page, "Inkstone")).to_contain_text("$0.108")
    page.get_by_label("Edit of a picture").check()
    page.get_by_label("Size").select_option("2048x2048")
    expect(bill(page, "Inkstone")).to_contain_text("$0.20")
    page.get_by_label("Model").select_option("qwen-image-2.0-pro")
    expect(bill(page, "OpenAI")).to_contain_text("has no price for this")


def test_it_speaks_chinese(page: Page, site: Site) -> None:
    site.go(page, "prices")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="基础价格")).to_be_visible()
    expect(page.get_by_text("单次请求 4 张起：优惠 10%")).to_be_visible()
