"""Copy as code, in the page: what the dialog hands over is run as it came."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import KEY, VIEWPORT
from browser.site import Site, watched
from browser.snippets import Snippet, run
from e2e.pictures import pixels_of
from e2e.server import Server

PROMPT = "a fox, it's \"red\"\nand 'quick' $HOME 你好"
#: Counts what is pressed, by a pointer or a key.
_COUNTING = """
  window.presses = 0;
  addEventListener("click", (event) => (window.presses += event.isTrusted ? 1 : 0), true);
"""


def made(page: Page, prompt: str) -> Locator:
    """Make a picture with the page; its card."""
    page.get_by_label("Prompt", exact=True).fill(prompt)
    page.get_by_role("button", name="Create", exact=True).click()
    card = page.get_by_role("article").first
    expect(card.get_by_role("img")).to_be_visible(timeout=30_000)
    return card


def dialog_of(page: Page, card: Locator) -> Locator:
    """The dialog with a picture's code."""
    card.get_by_role("button", name="Copy as code").click()
    return page.get_by_role("dialog", name="Copy as code")


def choose(dialog: Locator, name: str) -> None:
    """Choose something, and see that it is chosen."""
    button = dialog.get_by_role("button", name=name, exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()


def copied(page: Page, dialog: Locator) -> Snippet:
    """The code as it is in the clipboard."""
    page.evaluate("navigator.clipboard.writeText('')")
    dialog.get_by_role("button", name="Copy the code").click()
    page.wait_for_function("navigator.clipboard.readText()")
    text = page.evaluate("navigator.clipboard.readText()")
    listing = dialog.get_by_role("region", name="The code")
    assert text == listing.text_content()
    file = str(dialog.locator(".code-bar span").first.text_content())
    return Snippet(dialect="", language="", mode="", file=file, text=text, notes=[], left_out=[])


def shown(card: Locator, site: Site) -> str:
    """What a card's picture shows."""
    address = card.get_by_role("img").get_attribute("src")
    with site.server.client() as client:
        return pixels_of(client.get(str(address)).content)


def test_copied_code_makes_the_picture_that_is_shown(
    page: Page, site: Site, tmp_path: Path
) -> None:
    card = made(page, PROMPT)
    dialog = dialog_of(page, card)

    for dialect, language in (("Inkstone", "Python · requests"), ("OpenAI", "cURL")):
        choose(dialog, dialect)
        choose(dialog, language)
        (picture,) = run(copied(page, dialog), tmp_path / f"{dialect}-{language[:4]}", KEY)
        assert pixels_of(picture.read_bytes()) == shown(card, site)


def test_the_dialog_says_what_an_interface_cannot_and_keeps_the_choice(page: Page) -> None:
    card = made(page, "a bear")
    dialog = dialog_of(page, card)
    choose(dialog, "GCCAI")
    expect(dialog.get_by_role("note")).to_contain_text(re.compile(r"seed: \d+"))
    choose(dialog, "JavaScript · fetch")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename == "picture.mjs"
    assert "/gccai/v1/" in Path(download.value.path()).read_text(encoding="utf-8")
    page.keyboard.press("Escape")

    again = dialog_of(page, card)
    expect(again.get_by_role("button", name="GCCAI")).to_have_attribute("aria-pressed", "true")
    choose(again, "WaveSpeed")
    choose(again, "Be told by a webhook")
    again.get_by_label("Address that is told").fill("https://hook.invalid/?a=1&b='2'")
    page.keyboard.press("Tab")
    code = again.get_by_role("region", name="The code")
    expect(code).to_contain_text("hook.invalid%2F%3Fa%3D1%26b%3D")


def test_a_new_user_makes_a_picture_in_three_presses_and_copies_code_that_works(
    chromium: Browser, tmp_path: Path
) -> None:
    server = Server(tmp_path / "server", engine="sketch").start()
    context = chromium.new_context(viewport=VIEWPORT, locale="en-US")  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(_COUNTING)
    page = context.new_page()
    complaints = watched(page)
    try:
        page.goto(server.lines["Page"])
        expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
        page.keyboard.type("Two penguins under a red umbrella")
        page.get_by_role("button", name="Create", exact=True).click()
        card = page.get_by_role("article").first
        expect(card.get_by_role("img")).to_be_visible(timeout=30_000)
        dialog = dialog_of(page, card)
        snippet = copied(page, dialog)

        assert page.evaluate("window.presses") <= 3
        assert complaints == []
        (picture,) = run(snippet, tmp_path / "run", server.lines["Key"])
        assert pixels_of(picture.read_bytes()) == shown(card, Site(server))
    finally:
        context.close()
        server.clean_up()
