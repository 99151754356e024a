"""The page in a real browser: Debian's Chromium against a real server with the sketch engine."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.site import Site, watched
from e2e.server import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
#: As wide as most laptops.
VIEWPORT = {"width": 1280, "height": 900}
KEY = "ik_browser_tests_0123456789abcdefghijklmnop"
# A machine with much else to do is no fault of the page.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file; its event loop must be gone when others want theirs."""
    if not CHROMIUM:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the sketch engine, shared by the tests of one file."""
    folder: Path = tmp_path_factory.mktemp("site")
    server = Server(folder, engine="sketch", env={"INKSTONE_API_KEY": KEY}).start()
    yield Site(server)
    server.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser nobody has used, in English."""
    context = chromium.new_context(viewport=VIEWPORT, locale="en-US")  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A page that is signed in; whatever it complains about in the console fails the test."""
    page = context.new_page()
    complaints = watched(page)
    site.sign_in(page)
    yield page
    assert complaints == []
