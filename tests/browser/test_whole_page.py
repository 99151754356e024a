"""Every view of the page: accessible, in its place at every width, quick, and light to load."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from browser.measure import FIRST_LOAD
from browser.site import VIEWS, Site, watched
from e2e.server import until

#: The narrowest phone, a laptop, a 4K screen as most people scale it.
WIDTHS = (360, 1280, 2560)
#: What makes a page unusable for somebody.
GRAVE = {"serious", "critical"}
_FIRST_PAINT_MS_MAX, _INTERACTIVE_MS_MAX = 300, 600
_FIRST_LOAD_BYTES_MAX = 150 * 1024
#: How wide the window is, and how wide what is in it.
_SIDES = "[innerWidth, document.documentElement.scrollWidth]"


@pytest.fixture(scope="module")
def furnished(site: Site) -> Site:
    """A site with something to show in every view."""
    site.make("a red fox in the snow", n=2, seed=3)
    site.make("海边的灯塔，夜晚", size="768x512", seed=4)
    site.call("POST", "/keys", json={"name": "shop", "account": "local"})
    site.call("POST", "/accounts", json={"name": "customer one", "grant_micros": 2_500_000})
    return site


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, furnished: Site) -> Iterator[BrowserContext]:
    """One browser that is signed in, for all tests of this file."""
    context = chromium.new_context(locale="en-US", reduced_motion="reduce")
    page = context.new_page()
    furnished.sign_in(page)
    page.close()
    yield context
    context.close()


def opened(context: BrowserContext, site: Site, view: str, *, language: str, theme: str) -> Page:
    """A view as somebody has it."""
    page = context.new_page()
    page.add_init_script(
        f"localStorage['inkstone.language'] = {json.dumps(json.dumps(language))};"
        f"localStorage['inkstone.theme'] = {json.dumps(json.dumps(theme))};"
    )
    site.go(page, view)
    page.wait_for_load_state("networkidle")
    return page


def grave(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("language", "theme"),
    [
        ("en", "light"),
        ("zh", "dark"),
        pytest.param("en", "dark", marks=pytest.mark.slow),
        pytest.param("zh", "light", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_grave(
    signed_in: BrowserContext, furnished: Site, view: str, language: str, theme: str
) -> None:
    page = opened(signed_in, furnished, view, language=language, theme=theme)
    try:
        assert grave(page) == []
    finally:
        page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_grave_where_nobody_is_signed_in(
    context: BrowserContext, site: Site, language: str, theme: str
) -> None:
    page = opened(context, site, "sign-in", language=language, theme=theme)
    assert grave(page) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_sticks_out_at_any_width(
    signed_in: BrowserContext, furnished: Site, view: str, language: str
) -> None:
    page = opened(signed_in, furnished, view, language=language, theme="light")
    try:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            # The size comes to the page a moment after it was set.
            until(
                lambda width=width: max(page.evaluate(_SIDES)) <= width,  # type: ignore[misc]
                what=f"all within {width} px",
                within_s=5,
            )
    finally:
        page.close()


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_complains(signed_in: BrowserContext, furnished: Site, view: str) -> None:
    page = signed_in.new_page()
    complaints = watched(page)
    try:
        furnished.go(page, view)
        page.wait_for_load_state("networkidle")
        assert complaints == []
    finally:
        page.close()


def test_the_first_load_is_light(signed_in: BrowserContext, furnished: Site) -> None:
    page = signed_in.new_page()
    try:
        furnished.go(page, "")
        page.wait_for_load_state("networkidle")
        found = page.evaluate(FIRST_LOAD)
        assert 50 * 1024 < found["bytes"] <= _FIRST_LOAD_BYTES_MAX, found
    finally:
        page.close()


@pytest.mark.alone
def test_the_first_paint_and_the_form_are_quick(signed_in: BrowserContext, furnished: Site) -> None:
    """The median of five loads with an empty cache."""
    painted, ready = [], []
    for _ in range(5):
        page = signed_in.new_page()
        client = signed_in.new_cdp_session(page)
        client.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(f"{furnished.url}/")
        page.wait_for_selector("main textarea")
        ready.append(page.evaluate("performance.now()"))
        painted.append(
            page.evaluate(
                "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
            )
        )
        page.close()
    assert sorted(painted)[2] <= _FIRST_PAINT_MS_MAX, painted
    assert sorted(ready)[2] <= _INTERACTIVE_MS_MAX, ready
