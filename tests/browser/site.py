"""A server as a browser's tests see it: signed in, asked for jobs, looked at."""

from collections.abc import Sequence
from typing import Any

import httpx
from playwright.sync_api import ConsoleMessage, Page

from e2e.server import Server

#: Small and quick to draw.
SMALL = "512x512"
#: Every view of who is signed in and runs the server, as addresses name it.
VIEWS = (
    "",
    "history",
    "compare",
    "verify",
    "overview",
    "jobs",
    "prices",
    "engines",
    "keys",
    "webhooks",
    "accounts",
    "welcome",
)
#: What a browser says of an answer that a test asked for, such as a refusal.
_EXPECTED = ("Failed to load resource",)


class Site:
    """A running server."""

    def __init__(self, server: Server) -> None:
        self.server = server

    @property
    def url(self) -> str:
        return self.server.url

    def sign_in(self, page: Page) -> None:
        """Sign a browser in with the server's key, and wait for the page."""
        page.goto(f"{self.url}/")
        page.get_by_label("API key").fill(self.server.key)
        page.keyboard.press("Enter")
        page.wait_for_selector("main[data-view=studio] textarea")

    def go(self, page: Page, view: str) -> None:
        """Go to a view by its address, such as `history`."""
        page.goto(f"{self.url}/#/{view}")
        page.wait_for_selector(f"main[data-view='{view.partition('?')[0] or 'studio'}'] > *")

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Ask the native API beside the page."""
        response = httpx.request(
            method,
            f"{self.url}/inkstone/v1{path}",
            headers={"Authorization": f"Bearer {self.server.key}"},
            timeout=60,
            **options,
        )
        response.raise_for_status()
        return response.json() if response.content else None

    def make(self, prompt: str, **fields: Any) -> dict[str, Any]:
        """Have a job made, to its end."""
        body = {"prompt": prompt, "size": SMALL, **fields}
        job: dict[str, Any] = self.call("POST", "/jobs?wait=60", json=body)
        return job


def watched(page: Page) -> list[str]:
    """What a page complains about: errors, refused content, warnings; it grows as it does."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        is_heard = message.type in {"error", "warning"}
        if is_heard and not any(each in message.text for each in _EXPECTED):
            complaints.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"page: {error}"))
    return complaints


def texts(page: Page, selector: str) -> Sequence[str]:
    """What some elements say."""
    return [each.strip() for each in page.locator(selector).all_inner_texts()]
