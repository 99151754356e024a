"""The pictures of the page in the docs, taken of a real server.

    cd tests && python -m browser.shots ../docs/images

It does not know where they are shown.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from browser.conftest import ARGUMENTS, CHROMIUM, KEY
from browser.site import Site
from e2e.server import Server

_WINDOW = {"width": 1280, "height": 860}
#: As many colours as such a picture needs, and no more.
_NUM_COLOURS = 200
_PROMPTS = (
    'A lighthouse at night, poster with the title "THE LAST LIGHT"',
    "A red fox in the snow under a full moon",
    "海边的灯塔，傍晚，水墨画",
    "Two penguins under a red umbrella on a beach at sunset",
    'A menu titled "TEA HOUSE": green tea $4, oolong $5, plum cake $6',
    "一只橘猫坐在窗台上，窗外下着雨",
    "A girl with a straw hat reading under a cherry tree",
    "春联，上联“山高水长”，下联“花好月圆”",
)
_SIZES = ("16:9", "1:1", "4:3", "3:2", "3:4", "16:9", "1:1", "3:4")


def main() -> None:
    """Take all of them."""
    into = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        server = Server(Path(folder), engine="sketch", env={"INKSTONE_API_KEY": KEY}).start()
        try:
            site = Site(server)
            for prompt, size in zip(_PROMPTS, _SIZES, strict=True):
                site.make(prompt, size=size, seed=7)
            page = browser.new_page(viewport=_WINDOW, locale="en-US")  # type: ignore[arg-type]
            site.sign_in(page)
            for name, take in _TAKES.items():
                take(page, site)
                page.wait_for_load_state("networkidle")
                _save(page.screenshot(), into / f"page-{name}.png")
        finally:
            server.stop()
            browser.close()


def _save(png: bytes, path: Path) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(_NUM_COLOURS)
    picture.save(path, optimize=True)


def _create(page: Page, site: Site) -> None:
    site.go(page, "")
    page.locator("main textarea").first.fill(
        'A lighthouse on a cliff at dawn, poster with the title "FIRST LIGHT"'
    )
    page.get_by_role("radio", name="16:9").first.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("main .run img").first).to_be_visible(timeout=30_000)
    page.mouse.move(0, 0)


def _mask(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Use as reference").first.click()
    page.get_by_role("button", name="Mask", exact=False).first.click()
    box = page.locator("dialog canvas").first.bounding_box()
    assert box is not None, "the mask's dialog shows a canvas"
    x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(x + 22 * step, y + 26 * (step % 3))
    page.mouse.up()
    expect(page.get_by_role("button", name="Use this mask")).to_be_enabled()


def _view(name: str, *waits_for: str) -> "_Take":
    def take(page: Page, site: Site) -> None:
        page.keyboard.press("Escape")
        site.go(page, name)
        page.reload()
        for selector in waits_for:
            page.wait_for_selector(selector)

    return take


def _compare(page: Page, site: Site) -> None:
    _view("compare")(page, site)
    page.locator("main textarea").first.fill("A {red|blue} kite over a green hill")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("main table img")).to_have_count(4, timeout=60_000)
    page.locator("main table").first.scroll_into_view_if_needed()


_Take = type(_create)
_TAKES = {
    "create": _create,
    "mask": _mask,
    "history": _view("history", ".tile img"),
    "compare": _compare,
    "overview": _view("overview", "figure.chart svg"),
    "engines": _view("engines", "main .card"),
}

if __name__ == "__main__":
    main()
