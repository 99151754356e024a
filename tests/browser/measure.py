"""How heavy the page is and how fast: its first load, its first paint, a long history scrolled.

    cd tests && python -m browser.measure --save ../bench/results/page.json

It judges nothing; the tests do.
"""

import argparse
import json
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.conftest import ARGUMENTS, CHROMIUM, KEY, VIEWPORT
from browser.long_history import TO_THE_END, grown, measured
from browser.site import Site
from e2e.server import Server

NUM_LOADS, NUM_JOBS = 15, 5_000
STEPS_PX = (40, 200)
#: How much came, but for pictures: packed as it was sent, and unpacked, in bytes.
FIRST_LOAD = """() => {
  const all = [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].filter(({ name }) => !name.includes("/files/"));
  const sum = (field) => all.reduce((total, each) => total + each[field], 0);
  return { requests: all.length, bytes: sum("encodedBodySize"),
    bytes_unpacked: sum("decodedBodySize") };
}"""
_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def main() -> None:
    """Measure, print, save."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--save", type=Path)
    save = arguments.parse_args().save
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        server = Server(Path(folder), engine="sketch", env={"INKSTONE_API_KEY": KEY}).start()
        try:
            found = _measured(browser, Site(server))
        finally:
            server.stop()
            browser.close()
    text = json.dumps(found, indent=1)
    print(text)  # noqa: T201
    if save:
        save.write_text(text + "\n", encoding="utf-8")


def _measured(browser: Browser, site: Site) -> dict[str, Any]:
    context = browser.new_context(viewport=VIEWPORT, locale="en-US")  # type: ignore[arg-type]
    page = context.new_page()
    site.sign_in(page)
    page.close()
    made = [site.make(f"a red fox, number {n}", size="512x512") for n in range(6)]
    return {
        "machine": {"cpu": platform.processor() or platform.machine(), "browser": browser.version},
        "first_load": _first_load(context, site),
        "cold": _loads(context, site, is_cold=True),
        "warm": _loads(context, site, is_cold=False),
        "history": {"jobs": NUM_JOBS + len(made), **_scrolled(context, site)},
    }


def _first_load(context: BrowserContext, site: Site) -> dict[str, int]:
    """What comes before any picture, over the wire and unpacked."""
    page = context.new_page()
    site.go(page, "")
    page.wait_for_load_state("networkidle")
    found: dict[str, int] = page.evaluate(FIRST_LOAD)
    page.close()
    return found


def _loads(context: BrowserContext, site: Site, *, is_cold: bool) -> dict[str, float]:
    painted, ready = [], []
    for _ in range(NUM_LOADS):
        page = context.new_page()
        if is_cold:
            client = context.new_cdp_session(page)
            client.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(f"{site.url}/")
        page.wait_for_selector("main textarea")
        ready.append(page.evaluate("performance.now()"))
        painted.append(page.evaluate(_FIRST_PAINT))
        page.close()
    return {
        "loads": NUM_LOADS,
        "first_paint_ms_p50": round(statistics.median(painted), 1),
        "first_paint_ms_max": round(max(painted), 1),
        "form_ready_ms_p50": round(statistics.median(ready), 1),
        "form_ready_ms_max": round(max(ready), 1),
    }


def _scrolled(context: BrowserContext, site: Site) -> dict[str, Any]:
    page: Page = context.new_page()
    with grown(site.server.data_dir / "inkstone.db", NUM_JOBS):
        site.go(page, "history")
        cells = page.evaluate(TO_THE_END)
        frames = {step: measured(page, step) for step in STEPS_PX}
    page.close()
    return {
        "cells_in_the_document": cells,
        **{
            f"frame_at_{step}_px": {"ms_p95": round(p95, 1), "cpu_ms": round(cpu, 2)}
            for step, (p95, cpu) in frames.items()
        },
    }


if __name__ == "__main__":
    main()
