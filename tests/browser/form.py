"""The form of the studio as a browser's tests see it."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

#: How long a picture may take.
DRAWN_MS = 30_000


def prompt(page: Page) -> Locator:
    """The field for the prompt."""
    return page.locator("main textarea").first


def bar(page: Page) -> Locator:
    """What is said beside the button."""
    return page.locator(".price")


def ended(page: Page) -> Locator:
    """The newest run, at its end; other tests' runs may be there as well."""
    newest = page.locator(".run").first
    expect(newest).to_have_attribute("data-phase", "ended", timeout=DRAWN_MS)
    return newest


def sent(page: Page) -> list[str]:
    """What is asked for from now on; it grows as it is."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/jobs"):
            found.append(request.post_data or "")

    page.on("request", note)
    return found


def fold(page: Page, name: str) -> None:
    """Open or close a part of the form."""
    page.locator("summary", has_text=name).click()


def draft(page: Page) -> dict[str, Any]:
    """What the browser keeps of the form."""
    kept: dict[str, Any] = json.loads(page.evaluate("localStorage['inkstone.draft']"))
    return kept


def asked(page: Page) -> dict[str, Any]:
    """Submit, and what was sent."""
    with page.expect_request(lambda each: each.url.endswith("/jobs")) as found:
        prompt(page).press("Control+Enter")
    return dict(found.value.post_data_json or {})
