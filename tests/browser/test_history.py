"""The history: a grid to look through, search, star and clear, however long it is."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.long_history import TO_THE_END, grown, measured
from browser.site import Site, watched
from e2e.server import Server

KEY = "ik_browser_tests_0123456789abcdefghijklmnop"
NUM_LONG = 5_000
#: What the page itself may do for a frame; at 60 a second there are 16.7 ms. What else the machine
#: does meanwhile does not count.
FRAME_CPU_MS_MAX = 16.7
#: Asks for pictures as the form does.
START = """async (body) => {
  const app = document.querySelector("script[src]").src;
  (await import(app.replace("app.js", "runs.js"))).start(body);
}"""
WIDE, SQUARE, TALL = "768x432", "512x512", "432x768"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server whose pictures take no time, with a few in its history."""
    folder: Path = tmp_path_factory.mktemp("site")
    server = Server(folder, engine="echo", env={"INKSTONE_API_KEY": KEY}).start()
    site = Site(server)
    for prompt, size in (("a red fox", WIDE), ("a blue whale", SQUARE), ("a green heron", TALL)):
        site.make(prompt, size=size)
    site.make("four red kites", n=4)
    yield site
    server.stop()


@pytest.fixture
def history(page: Page, site: Site) -> Page:
    """The history, with pictures."""
    site.go(page, "history")
    expect(tiles(page).first).to_be_visible()
    return page


def tiles(page: Page) -> Locator:
    return page.get_by_role("gridcell")


def tile(page: Page, prompt: str) -> Locator:
    return page.get_by_role("gridcell", name=re.compile(f"^{prompt}"))


def test_every_picture_has_its_shape_before_it_is_there(history: Page) -> None:
    history.route("**/files/**", lambda route: route.abort())
    history.reload()
    shapes = {"a red fox": 768 / 432, "a blue whale": 1, "a green heron": 432 / 768}
    for prompt, shape in shapes.items():
        expect(tile(history, prompt)).to_be_visible()
        box = tile(history, prompt).bounding_box()
        assert box is not None
        assert box["width"] / box["height"] == pytest.approx(shape, rel=0.02)


def test_the_pictures_of_a_job_stay_together(history: Page) -> None:
    four = tile(history, "four red kites")
    expect(four.locator("img")).to_have_count(4)
    expect(four).to_have_accessible_name(re.compile("4 pictures"))


def test_a_picture_whose_file_is_gone_says_so(history: Page) -> None:
    history.route("**/files/**", lambda route: route.fulfill(status=410))
    history.reload()
    expect(tile(history, "a red fox").get_by_text("No longer kept")).to_be_attached()


def test_a_search_is_kept_in_the_address_and_survives_a_reload(history: Page) -> None:
    history.get_by_label("Search the prompts").fill("RED fox")
    expect(tiles(history)).to_have_count(1)
    assert history.url.endswith("#/history?q=RED+fox")
    history.reload()
    expect(history.get_by_label("Search the prompts")).to_have_value("RED fox")
    expect(tiles(history)).to_have_count(1)


def test_where_nothing_matches_the_search_can_be_cleared(history: Page) -> None:
    history.get_by_label("Search the prompts").fill("100%_of_nothing")
    expect(history.get_by_role("heading", name="Nothing matches")).to_be_visible()
    history.get_by_role("button", name="Clear search and filters").click()
    expect(tile(history, "a red fox")).to_be_visible()
    expect(history.get_by_label("Search the prompts")).to_have_value("")
    assert history.url.endswith("#/history")


def test_filters_are_kept_when_the_reader_comes_back(history: Page, site: Site) -> None:
    site.make("a pro otter", model="qwen-image-2.0-pro")
    history.get_by_label("Model").select_option("qwen-image-2.0-pro")
    expect(tile(history, "a pro otter")).to_be_visible()
    expect(tile(history, "a red fox")).to_have_count(0)
    site.go(history, "compare")
    history.go_back()
    expect(history.get_by_label("Model")).to_have_value("qwen-image-2.0-pro")
    expect(tile(history, "a pro otter")).to_be_visible()
    expect(tile(history, "a red fox")).to_have_count(0)


def test_days_are_the_readers_own(history: Page) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    history.get_by_label("From day").fill(tomorrow)
    expect(history.get_by_role("heading", name="Nothing matches")).to_be_visible()
    history.get_by_label("From day").fill("2020-01-01")
    history.get_by_label("To day").fill(tomorrow)
    expect(tile(history, "a red fox")).to_be_visible()


def test_a_star_is_given_by_click_and_by_key_and_can_be_looked_for(
    history: Page, site: Site
) -> None:
    fox = tile(history, "a red fox")
    fox.hover()
    with history.expect_response(lambda answer: answer.request.method == "PATCH"):
        fox.get_by_role("button", name="Star").click()
    expect(fox).to_have_accessible_name(re.compile("starred"))
    history.get_by_role("button", name="Starred").click()
    expect(tiles(history)).to_have_count(1)
    fox.focus()
    with history.expect_response(lambda answer: answer.request.method == "PATCH"):
        history.keyboard.press("s")
    expect(fox).not_to_have_accessible_name(re.compile("starred"))
    assert not any(job["starred"] for job in site.call("GET", "/jobs")["data"])


def test_the_keyboard_alone_walks_the_grid_and_opens_a_picture(history: Page) -> None:
    tiles(history).first.focus()
    history.keyboard.press("ArrowRight")
    expect(tiles(history).nth(1)).to_be_focused()
    history.keyboard.press("End")
    expect(tiles(history).last).to_be_focused()
    history.keyboard.press("Home")
    expect(tiles(history).first).to_be_focused()
    expect(history.locator('[role="gridcell"][tabindex="0"]')).to_have_count(1)
    history.keyboard.press("Enter")
    dialog = history.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=re.compile("next", re.IGNORECASE)).click()
    history.keyboard.press("Escape")
    expect(tiles(history).first).to_be_focused()


def test_two_that_are_selected_are_compared_with_the_slider(history: Page) -> None:
    for prompt in ("a red fox", "a blue whale"):
        tile(history, prompt).get_by_role("checkbox").click()
    bar = history.get_by_role("region", name="Selection")
    expect(bar.get_by_text("2 selected")).to_be_visible()
    bar.get_by_role("button", name="Compare two").click()
    expect(history.get_by_role("dialog").get_by_role("slider")).to_be_visible()


def test_a_range_is_selected_with_shift_and_deleted_after_a_question(
    history: Page, site: Site
) -> None:
    made = [site.make(f"short lived {n}")["id"] for n in range(3)]
    history.reload()
    tile(history, "short lived 2").get_by_role("checkbox").click()
    tile(history, "short lived 0").get_by_role("checkbox").click(modifiers=["Shift"])
    bar = history.get_by_role("region", name="Selection")
    expect(bar.get_by_text("3 selected")).to_be_visible()
    bar.get_by_role("button", name="Delete").click()
    question = history.get_by_role("dialog")
    expect(question.get_by_text("3 pictures")).to_be_visible()
    question.get_by_role("button", name="Delete").click()
    expect(tile(history, "short lived")).to_have_count(0)
    expect(bar).to_be_hidden()
    assert all(site.call("GET", f"/jobs/{each}")["deleted_at"] for each in made)
    history.reload()
    expect(history.get_by_text("3 deleted results are not shown.")).to_be_visible()


def test_what_is_selected_is_downloaded(history: Page) -> None:
    tile(history, "a red fox").get_by_role("checkbox").click()
    with history.expect_download() as coming:
        history.get_by_role("button", name="Download").click()
    assert re.fullmatch(r"job_\w+-0\.png", coming.value.suggested_filename)


def test_a_run_of_this_page_comes_on_top_when_it_ends(history: Page) -> None:
    history.evaluate(START, {"prompt": "a late swallow", "size": SQUARE})
    expect(tiles(history).first).to_have_accessible_name(re.compile("^a late swallow"))


def test_an_empty_history_says_how_to_fill_it(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    complaints = watched(page)
    page.goto(f"{site.url}/#/history")
    with ThreadPoolExecutor() as beside:  # the browser has this thread's event loop
        key = beside.submit(site.server.new_key, "nobody").result()
    page.locator("input[type=password]").fill(key)
    page.keyboard.press("Enter")
    page.wait_for_selector(".app .side", state="attached")
    site.go(page, "history")
    expect(page.get_by_role("heading", name="这里还没有内容")).to_be_visible()
    expect(page.get_by_role("link", name="生成一张图片")).to_be_visible()
    context.close()
    assert complaints == []


@pytest.mark.slow
@pytest.mark.alone
def test_a_history_of_thousands_scrolls_smoothly_with_few_cells_in_the_document(
    history: Page, site: Site, record_testsuite_property: Callable[[str, object], None]
) -> None:
    with grown(site.server.data_dir / "inkstone.db", NUM_LONG):
        history.reload()
        expect(tiles(history).first).to_be_visible()
        assert history.evaluate(TO_THE_END) < 150
        num_rows = int(history.get_by_role("grid").get_attribute("aria-rowcount") or 0)
        assert num_rows > NUM_LONG / 10
        found = {step: measured(history, step) for step in (40, 200)}
    for step, (p95_ms, cpu_ms) in found.items():
        record_testsuite_property(f"frame_ms_p95_at_{step}_px", p95_ms)
        record_testsuite_property(f"frame_cpu_ms_at_{step}_px", cpu_ms)
    # 2,400 pixels a second is a reader in a hurry.
    assert found[40][1] <= FRAME_CPU_MS_MAX
