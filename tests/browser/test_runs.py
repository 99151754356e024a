"""A run from the press to its end: what its card says, how it is stopped, what it is told to be."""

import pytest
from playwright.sync_api import Page, Route, expect

from browser.asking import SLOW, card, charged, jobs, start
from browser.site import Site

PRICE = 30_000
WAIT_MS = 60_000


def test_a_run_shows_its_progress_a_preview_and_its_pictures(page: Page, site: Site) -> None:
    page.evaluate(
        """() => new MutationObserver(() => {
            window.previewed ||= document.querySelector("main img.preview") !== null;
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    run = start(page, "walnut logo", size="1024x1024")
    expect(run.get_by_role("progressbar")).to_be_visible()
    picture = run.get_by_role("img", name="walnut logo")
    expect(picture).to_be_visible(timeout=WAIT_MS)
    expect(run.get_by_text("$0.03 charged.")).to_be_visible()
    assert page.evaluate("window.previewed")
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1024
    expect(run.locator("img.preview")).to_have_count(0)
    (job,) = jobs(site, "walnut")
    expect(run.get_by_role("button", name=f"Seed {job['images'][0]['seed']}")).to_be_visible()
    assert charged(site, job["id"]) == [PRICE]


def test_nothing_moves_when_a_picture_comes(page: Page) -> None:
    run = start(page, "cedar fox", size="1024x512")
    box = run.locator(".tile-box")
    before = box.bounding_box()
    expect(run.get_by_role("img", name="cedar fox")).to_be_visible(timeout=WAIT_MS)
    after = box.bounding_box()
    assert before is not None
    assert after is not None
    assert (before["width"], before["height"]) == (after["width"], after["height"])
    assert abs(before["width"] - 2 * before["height"]) < 1


def test_a_queued_run_is_stopped_and_costs_nothing(page: Page, site: Site) -> None:
    busy = [
        site.call("POST", "/jobs", json={"prompt": f"busy {i}", **SLOW})["id"] for i in range(6)
    ]
    run = start(page, "maple fox")
    expect(run.get_by_text("Waiting")).to_be_visible()
    run.get_by_role("button", name="Stop").click()
    expect(run.get_by_text("Stopped before drawing began: nothing charged.")).to_be_visible()
    (job,) = jobs(site, "maple")
    assert job["status"] == "canceled"
    assert charged(site, job["id"]) == []
    for each in busy:
        site.call("POST", f"/jobs/{each}/cancel")


@pytest.mark.slow
def test_a_running_run_is_stopped_and_says_what_the_ledger_says(page: Page, site: Site) -> None:
    run = start(page, "birch fox", **SLOW)
    expect(run.get_by_text("Drawing picture 2 of 6")).to_be_visible(timeout=WAIT_MS)
    run.get_by_role("button", name="Stop").click()
    expect(run.get_by_text("Stopped: ")).to_be_visible(timeout=WAIT_MS)
    (job,) = jobs(site, "birch")
    made, price = len(job["images"]), len(job["images"]) * PRICE
    text = f"Stopped: {made} of 6 were made, ${price / 1e6:.2f} charged."
    expect(run.get_by_text(text)).to_be_visible()
    expect(run.locator(".tile:visible")).to_have_count(made)
    assert charged(site, job["id"]) == [price]


def test_a_refused_run_says_why_and_that_it_cost_nothing(page: Page, site: Site) -> None:
    run = start(page, "alder fox", size="99x99", webhook_url="ftp://nowhere")
    alert = run.get_by_role("alert")
    expect(alert.get_by_text("Something about this request has to be changed.")).to_be_visible()
    expect(alert.get_by_text("The URL must begin with http:// or https://.")).to_be_visible()
    expect(alert.get_by_text("Nothing was charged.")).to_be_visible()
    expect(alert.get_by_text("req_")).to_be_visible()
    assert jobs(site, "alder") == []


def test_a_retry_sends_the_same_key(page: Page, site: Site) -> None:
    keys: list[str] = []

    def answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            # It was taken, and what stands between made another answer of it.
            route.fetch()
            error = {"error": {"code": "insufficient_credits", "message": "The balance is low."}}
            route.fulfill(status=402, json=error)
        else:
            route.continue_()

    page.route("**/inkstone/v1/jobs", answer)
    run = start(page, "poplar fox")
    alert = run.get_by_role("alert")
    expect(alert.get_by_text("The balance is too low for this.")).to_be_visible()
    alert.get_by_role("button", name="Try again").click()
    expect(run.get_by_role("img", name="poplar fox")).to_be_visible(timeout=WAIT_MS)
    assert len(set(keys)) == 1
    (job,) = jobs(site, "poplar")
    assert charged(site, job["id"]) == [PRICE]


def test_a_prompt_is_text_whatever_it_says(page: Page) -> None:
    prompt = "<img src=x onerror=document.title='pwned'> fox </h3><script>1</script>"
    run = start(page, prompt)
    expect(run.get_by_role("link", name=prompt)).to_be_visible(timeout=WAIT_MS)
    expect(run.get_by_role("heading")).to_have_text(prompt)
    assert page.title() != "pwned"


def test_a_long_prompt_is_folded(page: Page) -> None:
    prompt = "spruce fox " + "and another fox " * 60
    run = start(page, prompt.strip())
    heading = run.get_by_role("heading")
    folded = heading.evaluate("each => each.clientHeight")
    run.get_by_role("button", name="Show all").click()
    assert heading.evaluate("each => each.clientHeight") > 2 * folded
    expect(run.get_by_role("button", name="Show less")).to_be_focused()


def test_a_run_is_taken_off_the_list(page: Page) -> None:
    run = start(page, "linden fox")
    expect(run.get_by_role("img", name="linden fox")).to_be_visible(timeout=WAIT_MS)
    run.get_by_role("button", name="Take it off this list").click()
    expect(card(page, "linden fox")).to_have_count(0)
