"""Pictures to start from: dropped, pasted, chosen, named by address; their order, their mask."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from browser.form import ended
from browser.site import Site

HOSTILE = '"><img src=x onerror=alert(1)>\u202egnp.png'
#: Give files or texts to the page as a browser does: dropped, or pasted, where the focus is.
_GIVE = """async ({ kind, files, texts, at }) => {
  const data = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  for (const [type, text] of Object.entries(texts)) data.setData(type, text);
  const target = document.querySelector(at);
  const options = { bubbles: true, cancelable: true };
  const events = kind === "paste"
    ? [new ClipboardEvent("paste", { ...options, clipboardData: data })]
    : ["dragenter", "dragover", "drop"].map(
        (name) => new DragEvent(name, { ...options, dataTransfer: data }));
  return events.map((event) => !target.dispatchEvent(event));
}"""

#: Kinds of text, as they are named in calls.
_TYPES = {"plain": "text/plain", "html": "text/html", "address": "text/uri-list"}


def png(width: int = 300, height: int = 200, color: str = "teal") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), color).save(data, "PNG")
    return data.getvalue()


def given(
    page: Page,
    *files: tuple[str, str, bytes],
    kind: str = "drop",
    at: str = ".studio-runs",
    **texts: str,
) -> list[bool]:
    """Drop or paste; for each event, whether the page took it."""
    told = [
        {"name": name, "type": kind_, "base64": base64.b64encode(data).decode()}
        for name, kind_, data in files
    ]
    words = {_TYPES[name]: text for name, text in texts.items()}
    taken: list[bool] = page.evaluate(
        _GIVE, {"kind": kind, "files": told, "texts": words, "at": at}
    )
    return taken


def refs(page: Page) -> Locator:
    return page.locator(".ref")


def names(page: Page) -> list[str]:
    return page.locator(".ref bdi").all_inner_texts()


def two(page: Page) -> None:
    given(page, ("a.png", "image/png", png()), ("b.png", "image/png", png(200, 300, "orange")))
    expect(refs(page)).to_have_count(2)


def test_files_are_dropped_anywhere_whatever_their_names(page: Page) -> None:
    taken = given(page, (HOSTILE, "image/png", png()), ("b.jpg", "image/jpeg", png(200, 300)))
    assert taken == [True, True, True]
    expect(refs(page)).to_have_count(2)
    assert names(page) == [HOSTILE, "b.jpg"]
    expect(refs(page).first).to_contain_text("300 × 200")
    expect(refs(page).nth(1)).to_contain_text("200 × 300")
    expect(page.get_by_role("img", name="1: ")).to_be_visible()
    shown = page.get_by_role("img", name="1: ")
    shown.evaluate("image => image.decode()")
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    expect(page.locator(".dropping")).to_have_count(0)
    page.reload()
    expect(refs(page)).to_have_count(2)


def test_pictures_and_addresses_are_pasted(page: Page) -> None:
    page.locator("main textarea").first.focus()
    assert given(page, ("image.png", "image/png", png()), kind="paste", at="main textarea") == [
        True
    ]
    expect(refs(page)).to_have_count(1)
    address = "https://example.com/pictures/cat.png"
    assert given(page, kind="paste", at="main", plain=address) == [True]
    expect(refs(page)).to_have_count(2)
    assert names(page) == ["image.png", "cat.png"]
    # In the prompt an address is only text, and other texts are none of it anywhere.
    assert given(page, kind="paste", at="main textarea", plain=address) == [False]
    assert given(page, kind="paste", at="main", plain="just words") == [False]
    expect(refs(page)).to_have_count(2)


def test_an_address_is_typed_and_checked(page: Page) -> None:
    field = page.get_by_label("Address of a picture")
    field.fill("javascript:alert(1)")
    field.press("Enter")
    expect(refs(page)).to_have_count(0)
    assert field.evaluate("input => input.validationMessage")
    field.fill("https://example.com/cat.png")
    page.get_by_role("button", name="Add this address").click()
    expect(refs(page)).to_have_count(1)
    expect(refs(page)).to_contain_text("size unknown")
    expect(field).to_have_value("")


def test_what_is_no_picture_is_refused_by_its_name(page: Page) -> None:
    given(
        page,
        ("notes.txt", "text/plain", b"hello"),
        ("fake.png", "image/png", b"not a png at all"),
        ("good.png", "image/png", png()),
    )
    expect(refs(page)).to_have_count(1)
    news = page.locator(".refs-news")
    expect(news).to_contain_text("notes.txt: this is not a picture.")
    expect(news).to_contain_text("fake.png:")
    assert given(page, html="<b>x</b>", address="about:blank")
    expect(page.locator(".toasts")).to_contain_text("no picture in what you dropped")


def test_no_more_are_taken_than_the_model_takes(page: Page, site: Site) -> None:
    most = site.call("GET", "/models")["data"][0]["limits"]["num_inputs_max"]
    small = png(64, 64)
    given(page, *[(f"{i}.png", "image/png", small) for i in range(most + 2)])
    expect(refs(page)).to_have_count(most, timeout=20_000)
    expect(page.locator(".refs-news")).to_contain_text(f"takes at most {most} pictures.")
    expect(page.get_by_text(f"{most} of {most}")).to_be_visible()


def test_files_are_chosen_and_their_progress_is_told(page: Page, tmp_path: Path) -> None:
    (tmp_path / "c.png").write_bytes(png())
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose pictures").click()
    page.route("**/uploads", lambda route: None)
    chosen.value.set_files(tmp_path / "c.png")
    expect(page.locator(".refs-news")).to_contain_text("Sending 1 of 1:")
    page.locator("main textarea").first.fill("make it red")
    expect(page.locator(".price")).to_contain_text("A picture is still being sent.")


def test_the_order_is_changed_by_keys_and_by_dragging(page: Page) -> None:
    two(page)
    page.get_by_role("button", name="Move right: 1: a.png").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["b.png", "a.png"]
    # Its own button is off at the end, so the one beside it has the focus.
    expect(page.get_by_role("button", name="Move left: 2: a.png")).to_be_focused()
    refs(page).nth(1).drag_to(refs(page).first)
    assert names(page) == ["a.png", "b.png"]
    page.get_by_role("button", name="Remove: 1: a.png").click()
    assert names(page) == ["b.png"]


def test_a_mask_is_for_the_last_picture_and_goes_with_it(page: Page) -> None:
    two(page)
    expect(page.get_by_role("button", name="Mask", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Mask", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    kept = json.loads(page.evaluate("localStorage['inkstone.draft']"))
    kept["mask"] = kept["images"][1]
    page.evaluate("text => localStorage['inkstone.draft'] = text", json.dumps(kept))
    page.reload()
    expect(page.get_by_role("img", name="The mask")).to_be_visible()
    page.get_by_role("button", name="Remove: 1: a.png").click()
    expect(page.get_by_role("img", name="The mask")).to_be_visible()
    given(page, ("c.png", "image/png", png()))
    expect(refs(page)).to_have_count(2)
    expect(page.get_by_role("img", name="The mask")).to_have_count(0)


def test_a_picture_of_ours_offers_its_settings(page: Page, site: Site) -> None:
    job = site.make("a green pear", seed=77)
    data = httpx.get(job["images"][0]["url"]).content
    page.locator("main textarea").first.fill("something else")
    given(page, ("pear.png", "image/png", data))
    page.get_by_role("button", name="Load its settings").click()
    expect(page.locator("main textarea").first).to_have_value("a green pear")
    expect(page.get_by_label("Seed", exact=True)).to_have_value("77")
    expect(refs(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main textarea").first).to_have_value("something else")
    expect(refs(page)).to_have_count(1)


def test_a_picture_dragged_from_the_runs_needs_no_sending(page: Page, site: Site) -> None:
    job = site.make("a blue bird", seed=5)
    url = job["images"][0]["url"]
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.url) if "uploads" in each.url else None)
    given(page, address=f"{url}&view=thumbnail")
    expect(refs(page)).to_have_count(1)
    expect(refs(page)).to_contain_text("512 × 512")
    assert not sent
    assert json.loads(page.evaluate("localStorage['inkstone.draft']"))["images"][0]["ref"] == url


def test_an_edit_costs_what_was_said(page: Page, site: Site) -> None:
    given(page, ("a.png", "image/png", png(512, 512)))
    expect(refs(page)).to_have_count(1)
    expect(page.locator("[data-field=size]")).to_contain_text("as the last picture")
    page.locator("main textarea").first.fill("make it orange")
    expect(page.locator(".price")).to_contain_text("$0.03")
    page.get_by_role("button", name="Edit", exact=True).click()
    ended(page)
    [job] = site.call("GET", "/jobs?limit=1")["data"]
    found: dict[str, Any] = job["asked"]
    assert len(found["images"]) == 1
    assert job["price"]["charged_micros"] == 30_000


def test_references_speak_chinese(page: Page) -> None:
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="参考图")).to_be_visible()
    given(page, ("a.txt", "text/plain", b"x"))
    expect(page.locator(".refs-news")).to_contain_text("这不是图片。")
