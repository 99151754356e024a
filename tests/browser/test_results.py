"""What is done with a picture: looked at, compared, shared, used again, starred, deleted."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.asking import card, jobs, start
from browser.site import Site

WAIT_MS = 60_000


@pytest.fixture
def pair(page: Page) -> Locator:
    """The card of a run that has made two pictures."""
    run = start(page, "heron at dawn", n=2, seed=7)
    expect(run.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    return run


def newest(site: Site, word: str) -> dict[str, Any]:
    return jobs(site, word)[0]


def test_a_picture_is_shown_large_with_all_that_is_known(
    page: Page, site: Site, pair: Locator
) -> None:
    pair.get_by_role("link", name="heron at dawn (picture 1 of 2)").click()
    dialog = page.get_by_role("dialog")
    image = newest(site, "heron")["images"][0]
    for fact in ("512 × 512", image["sha256"], "$0.06 charged. ($0.03 each)"):
        expect(dialog.get_by_text(fact)).to_be_visible()
    expect(dialog.get_by_text("Made here")).to_be_visible(timeout=WAIT_MS)
    expect(dialog.get_by_text("Content credentials hold")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("2 of 2")).to_be_visible()
    expect(dialog.get_by_role("button", name="Seed 8")).to_be_visible()
    expect(dialog.get_by_role("button", name="Next picture")).to_be_disabled()
    pane = dialog.get_by_role("button", name="Full size")
    pane.click()
    expect(pane).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_two_pictures_are_compared_by_keys_and_pointer(page: Page, pair: Locator) -> None:
    compare = pair.get_by_role("button", name="Compare")
    compare.first.click()
    expect(compare.first).to_have_attribute("aria-pressed", "true")
    compare.last.click()
    line = page.get_by_role("slider")
    expect(line).to_be_focused()
    expect(line).to_have_attribute("aria-valuenow", "50")
    page.keyboard.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuenow", "48")
    page.keyboard.press("End")
    expect(line).to_have_attribute("aria-valuenow", "100")
    box = page.locator(".slider-stage").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + 20)
    expect(line).to_have_attribute("aria-valuenow", "25")


def test_a_picture_is_downloaded_and_its_link_needs_no_key(
    page: Page, site: Site, pair: Locator
) -> None:
    with page.expect_download() as download:
        pair.get_by_role("link", name="Download").first.click()
    assert download.value.suggested_filename.endswith("-0.png")
    pair.get_by_role("button", name="Copy link").first.click()
    expect(page.get_by_text("It shows the picture to anybody until")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert site.server.key not in link
    assert httpx.get(link).headers["content-type"] == "image/png"


def test_a_picture_and_its_seed_are_used_again(page: Page, pair: Locator) -> None:
    pair.get_by_role("button", name="Use as reference").last.click()
    expect(page.get_by_text("The picture is added to start from.")).to_be_visible()
    pair.get_by_role("button", name="Seed 8").click()
    draft = page.evaluate("JSON.parse(localStorage.getItem('inkstone.draft'))")
    assert [each["width"] for each in draft["images"]] == [512]
    assert (draft["seed"], draft["isSeedLocked"]) == (8, True)
    pair.get_by_role("button", name="Remix").click()
    expect(page.locator("main textarea").first).to_have_value("heron at dawn")
    draft = page.evaluate("JSON.parse(localStorage.getItem('inkstone.draft'))")
    assert (draft["n"], draft["images"], draft["isSeedLocked"]) == (2, [], False)


def test_an_edit_is_compared_with_what_it_was_before(page: Page, site: Site, pair: Locator) -> None:
    url = newest(site, "heron")["images"][0]["url"]
    run = start(page, "make it night, egret", images=[url])
    expect(run.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    run.get_by_role("link", name="make it night").click()
    page.get_by_role("button", name="Before and after").click()
    pictures = page.locator(".slider-stage img")
    for i in range(2):
        size = "img => img.decode().then(() => img.naturalWidth)"
        assert pictures.nth(i).evaluate(size) == 512


def test_the_same_is_made_on_pro_for_the_price_that_is_said(page: Page, site: Site) -> None:
    run = start(page, "ibis on the shore")
    expect(run.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    run.get_by_role("button", name="Make it on Pro").click()
    page.get_by_role("button", name="Make it for $0.07").click()
    expect(card(page, "ibis on the shore")).to_have_count(2)
    better = card(page, "ibis on the shore").first
    expect(better.get_by_text("$0.07 charged.")).to_be_visible(timeout=WAIT_MS)
    pro, standard = jobs(site, "ibis")
    assert pro["model"].startswith("qwen-image-2.0-pro")
    assert pro["asked"]["seed"] == standard["asked"]["seed"]


def test_the_request_and_the_answer_are_shown_as_they_were(page: Page, pair: Locator) -> None:
    pair.get_by_role("button", name="Request and answer").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("POST /inkstone/v1/jobs")).to_be_visible()
    expect(dialog.get_by_text("HTTP 202")).to_be_visible()
    expect(dialog.get_by_text("GET /inkstone/v1/jobs/job_")).to_be_visible()
    assert "ik_" not in dialog.inner_text()
    expect(dialog.get_by_text("Drawn in")).to_be_visible()


def test_a_star_is_kept_and_a_deleted_job_is_gone(page: Page, site: Site, pair: Locator) -> None:
    star = pair.get_by_role("button", name="Star")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    job = newest(site, "heron")
    assert job["starred"]
    pair.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(pair).to_have_count(0)
    assert site.call("GET", f"/jobs/{job['id']}")["deleted_at"] is not None
