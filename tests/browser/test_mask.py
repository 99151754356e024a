"""Painting a mask: by pointer, by touch, by keys alone; the file it becomes, and its edit."""

import io
from typing import Any

import httpx
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Locator, Page, expect

from browser.site import Site

SIDE = 512


@pytest.fixture(scope="module")
def picture(site: Site) -> dict[str, Any]:
    """An uploaded picture of two things, one on each side."""
    job = site.make("a red apple on the left and a green pear on the right", seed=11)
    data = httpx.get(job["images"][0]["url"]).content
    return {**uploaded(site, data), "data": data}


def uploaded(site: Site, data: bytes) -> dict[str, Any]:
    """An upload, as a draft names it."""
    upload = site.call("POST", "/uploads", files={"file": ("a.png", data)})
    path = upload["url"].removeprefix(site.url)
    return {
        "ref": upload["id"],
        "thumbnail": f"{path}&view=thumbnail",
        "name": "a.png",
        "width": upload["width"],
        "height": upload["height"],
    }


def opened(page: Page, picture: dict[str, Any], current: dict[str, Any] | None = None) -> Locator:
    """The dialog over a picture; what it comes to is put where `answer` finds it."""
    known = {name: value for name, value in picture.items() if name != "data"}
    page.evaluate(
        """async ([picture, current]) => {
          const base = document.querySelector("script[type=module]").src.replace("app.js", "");
          const { openMask } = await import(`${base}studio/mask.js`);
          window.answer = openMask(picture, current);
        }""",
        [known, current],
    )
    dialog = page.get_by_role("dialog", name="Paint where it may change")
    dialog.wait_for()
    return dialog


def answer(page: Page) -> Any:
    """What the dialog came to, once it is closed."""
    page.get_by_role("dialog").wait_for(state="detached")
    return page.evaluate("() => window.answer")


def mask_of(page: Page, site: Site, found: dict[str, Any]) -> Image.Image:
    """The mask's file."""
    path = found["thumbnail"].replace("&view=thumbnail", "")
    return Image.open(io.BytesIO(page.request.get(f"{site.url}{path}").body())).convert("L")


def at(dialog: Locator, x: float, y: float) -> tuple[float, float]:
    """A place of the picture, in pixels of the window."""
    box = dialog.locator("canvas").bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def dragged(page: Page, dialog: Locator, *places: tuple[float, float]) -> None:
    """Press at the first place, go to the others, let go at the last."""
    page.mouse.move(*at(dialog, *places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*at(dialog, *place), steps=4)
    page.mouse.up()


def test_an_edit_changes_nothing_outside_of_what_was_painted(
    page: Page, site: Site, picture: dict[str, Any]
) -> None:
    dialog = opened(page, picture)
    use = dialog.get_by_role("button", name="Use this mask")
    expect(use).to_be_disabled()
    dialog.get_by_role("button", name="Rectangle").click()
    dragged(page, dialog, (0.1, 0.5), (0.5, 0.95))
    dialog.get_by_role("button", name="Brush", exact=True).click()
    dragged(page, dialog, (0.2, 0.4), (0.4, 0.4))
    expect(dialog.get_by_text("may change", exact=False).first).to_be_visible()
    use.click()
    found = answer(page)
    mask = mask_of(page, site, found)
    assert mask.size == (SIDE, SIDE)
    assert {value for _, value in mask.getcolors() or []} == {0, 255}
    # A brush of 6% paints half of that beside its middle.
    assert [mask.getpixel(place) for place in ((154, 204), (154, 192), (154, 180))] == [255, 255, 0]
    job = site.make(
        "make it black and white", images=[picture["ref"]], mask=found["ref"], size="512x512"
    )
    edited = Image.open(io.BytesIO(httpx.get(job["images"][0]["url"]).content)).convert("RGB")
    before = Image.open(io.BytesIO(picture["data"])).convert("RGB")
    changed = ImageChops.difference(edited, before).convert("L").point(lambda v: 255 if v else 0)
    assert changed.getbbox() is not None
    outside = ImageChops.subtract(changed, mask)
    assert outside.getbbox() is None


def test_paint_can_be_undone_erased_inverted_and_cleared(
    page: Page, picture: dict[str, Any]
) -> None:
    dialog = opened(page, picture)
    share = dialog.locator(".mask-share")
    dialog.get_by_role("button", name="Rectangle").click()
    dragged(page, dialog, (0.0, 0.0), (0.5, 1.0))
    expect(share).to_have_text("50% may change")
    dialog.get_by_role("button", name="Invert").click()
    dragged(page, dialog, (0.0, 0.0), (0.25, 1.0))
    expect(share).to_have_text("75% may change")
    page.keyboard.press("Control+z")
    expect(share).to_have_text("50% may change")
    page.keyboard.press("Control+Shift+z")
    expect(share).to_have_text("75% may change")
    dialog.get_by_role("button", name="Clear").click()
    expect(share).to_have_text("0% may change")
    expect(dialog.get_by_role("button", name="Use this mask")).to_be_disabled()
    dialog.get_by_role("button", name="Undo").click()
    dialog.get_by_role("button", name="Eraser").click()
    page.keyboard.press("]")
    size = dialog.get_by_label("Brush size")
    assert int(size.input_value()) > 60
    size.fill("300")
    dragged(page, dialog, (0.1, 0.0), (0.1, 1.0))
    expect(share).not_to_have_text("75% may change")


def test_a_mask_can_be_made_without_a_pointer(
    page: Page, site: Site, picture: dict[str, Any]
) -> None:
    dialog = opened(page, picture)
    dialog.get_by_role("button", name="Rectangle").press("Enter")
    dialog.get_by_role("application").focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    expect(dialog.get_by_role("status")).to_have_text(
        "Rectangle at 0% and 0%, 75% wide and 50% high"
    )
    page.keyboard.press("Enter")
    expect(dialog.locator(".mask-share")).not_to_have_text("0% may change")
    dialog.get_by_role("button", name="Use this mask").press("Enter")
    mask = mask_of(page, site, answer(page))
    assert mask.point(lambda value: 255 - value).getbbox() is not None
    assert mask.getbbox() == (0, 0, 384, 256)


def test_a_mask_is_gone_on_with(page: Page, site: Site, picture: dict[str, Any]) -> None:
    half = Image.new("L", (SIDE, SIDE), 0)
    half.paste(255, (0, 0, SIDE, SIDE // 4))
    file = io.BytesIO()
    half.save(file, "PNG")
    dialog = opened(page, picture, uploaded(site, file.getvalue()))
    expect(dialog.locator(".mask-share")).to_have_text("25% may change")
    dialog.get_by_role("button", name="Cancel").click()
    assert answer(page) is None


def test_leaving_asks_where_paint_would_be_lost(page: Page, picture: dict[str, Any]) -> None:
    dialog = opened(page, picture)
    dragged(page, dialog, (0.2, 0.2), (0.3, 0.3))
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Leave the mask?")
    question.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Leave it").click()
    assert answer(page) is None


def test_a_mask_is_saved_as_a_file(page: Page, picture: dict[str, Any]) -> None:
    dialog = opened(page, picture)
    dragged(page, dialog, (0.5, 0.5), (0.6, 0.5))
    with page.expect_download() as caught:
        dialog.get_by_role("button", name="Save as a file").click()
    assert caught.value.suggested_filename == "a-mask.png"
    with Image.open(caught.value.path()) as image:
        assert image.size == (SIDE, SIDE)


@pytest.mark.slow
def test_a_large_picture_gets_a_mask_of_its_own_size(page: Page, site: Site) -> None:
    file = io.BytesIO()
    Image.new("RGB", (4096, 3072), (90, 120, 160)).save(file, "PNG")
    dialog = opened(page, uploaded(site, file.getvalue()))
    dialog.get_by_role("button", name="Rectangle").click()
    dragged(page, dialog, (0.25, 0.25), (0.75, 0.75))
    for _ in range(3):
        dialog.get_by_role("button", name="Zoom in").click()
    dialog.get_by_role("button", name="Use this mask").click()
    mask = mask_of(page, site, answer(page))
    assert mask.size == (4096, 3072)
    assert {value for _, value in mask.getcolors() or []} == {0, 255}
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert abs(left - 1024) < 16
    assert abs(top - 768) < 16
    assert abs(right - 3072) < 16
    assert abs(bottom - 2304) < 16


def test_a_finger_paints_too(page: Page, picture: dict[str, Any]) -> None:
    dialog = opened(page, picture)
    x, y = at(dialog, 0.5, 0.5)
    touch = page.context.new_cdp_session(page)
    for kind, across in (("touchStart", 0), ("touchMove", 40), ("touchMove", 80)):
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + across, "y": y}]}
        )
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(dialog.get_by_role("button", name="Use this mask")).to_be_enabled()
    expect(dialog.locator(".mask-share")).not_to_have_text("0% may change")
