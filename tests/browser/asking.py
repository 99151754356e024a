"""Runs as a browser's tests see them: begun in the page's own modules, looked at as cards."""

from typing import Any

from playwright.sync_api import Locator, Page

from browser.site import SMALL, Site

#: So large and so many that there is time to look, stop and cut; the last is made seconds later.
SLOW = {"size": "2048x2048", "n": 6}
_START = """async (body) => {
  const { src } = document.querySelector("script[type=module]");
  const { start } = await import(new URL("runs.js", src).href);
  start(body);
}"""


def start(page: Page, prompt: str, **fields: Any) -> Locator:
    """Ask for pictures as the form does; the card of the run."""
    page.evaluate(_START, {"prompt": prompt, "size": SMALL, **fields})
    return card(page, prompt)


def card(page: Page, prompt: str) -> Locator:
    """The cards of what was asked with a prompt."""
    return page.get_by_role("article", name=prompt)


def jobs(site: Site, prompt: str) -> list[dict[str, Any]]:
    """The jobs that the server has of a prompt."""
    found: list[dict[str, Any]] = site.call("GET", f"/jobs?q={prompt}&limit=100")["data"]
    return found


def charged(site: Site, job_id: str) -> list[int]:
    """What the ledger took for a job, one number for each capture."""
    entries = site.call("GET", "/ledger?limit=100")["data"]
    mine = [each for each in entries if each["job_id"] == job_id and each["kind"] == "capture"]
    return [-each["balance_micros"] for each in mine]
