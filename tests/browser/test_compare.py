"""Comparing: the price before, the same seed everywhere, side by side, and all of it stopped."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.site import Site
from e2e.server import Server

KEY = "ik_browser_tests_0123456789abcdefghijklmnop"
MODELS = ("qwen-image-2.0", "qwen-image-2.0-pro")
#: For longer than any test waits.
SLOW = "[steps=100 step_ms=300]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server whose pictures take as long as the prompt says."""
    folder: Path = tmp_path_factory.mktemp("site")
    server = Server(folder, engine="echo", env={"INKSTONE_API_KEY": KEY}).start()
    yield Site(server)
    server.stop()


@pytest.fixture
def compare(page: Page, site: Site) -> Page:
    """The view, with two models chosen."""
    site.go(page, f"compare?models={','.join(MODELS)}")
    return page


def start(page: Page, prompts: str) -> None:
    page.get_by_label("Prompts").fill(prompts)
    page.get_by_role("button", name="Compare", exact=True).click()


def total(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="in total")


def test_the_price_is_told_before_and_is_what_the_bill_says(compare: Page, site: Site) -> None:
    before = site.call("GET", "/balance")["balance_micros"]
    compare.get_by_label("Prompts").fill("A {red|blue} door")
    expect(compare.get_by_text("2 prompts")).to_be_visible()
    expect(total(compare)).to_have_text("4 pictures, in total $0.20")
    compare.get_by_role("button", name="Compare", exact=True).click()
    expect(compare.get_by_text("4 of 4 done")).to_contain_text("$0.20 charged of $0.20")
    assert before - site.call("GET", "/balance")["balance_micros"] == 200_000
    expect(compare.get_by_role("rowheader")).to_have_text(["A red door", "A blue door"])
    made = site.call("GET", "/jobs?limit=4")["data"]
    assert len({job["images"][0]["seed"] for job in made}) == 1
    assert {job["model"].startswith("qwen-image-2.0-pro") for job in made} == {True, False}


def test_two_results_are_laid_over_each_other_and_one_opens_large(compare: Page) -> None:
    start(compare, "A paper lantern")
    picks = compare.get_by_role("button", name="Compare with…")
    expect(picks).to_have_count(2)
    picks.nth(0).click()
    expect(compare.get_by_text("Now pick the picture to lay over it.")).to_be_visible()
    picks.nth(1).click()
    expect(compare.get_by_role("dialog").get_by_role("slider")).to_be_visible()
    compare.keyboard.press("Escape")
    compare.get_by_role("button", name=f"Open {MODELS[0]}: A paper lantern").click()
    expect(compare.get_by_role("dialog").get_by_role("img").first).to_be_visible()


def test_a_few_run_at_a_time_and_stop_all_ends_the_rest_for_free(compare: Page, site: Site) -> None:
    start(compare, "\n".join(f"slow {n} {SLOW}" for n in range(4)))
    expect(compare.get_by_text("Waits for its turn")).to_have_count(4)
    expect(compare.get_by_text(re.compile("^Running"))).to_have_count(4)
    compare.get_by_role("button", name="Stop all").click()
    expect(compare.get_by_text("4 never started, 4 stopped.")).to_contain_text("$0.00 was charged")
    expect(compare.get_by_text("Never started, not charged")).to_have_count(4)
    expect(compare.get_by_role("button", name="Stop all")).to_be_hidden()
    assert not site.call("GET", "/jobs?status=running")["data"]
    assert site.call("GET", "/balance")["held_micros"] == 0


def test_a_comparison_goes_on_while_another_view_is_shown(compare: Page, site: Site) -> None:
    start(compare, "\n".join(f"steady {n} [steps=4 step_ms=100]" for n in range(3)))
    expect(compare.get_by_text(re.compile("of 6 done"))).to_be_visible()
    site.go(compare, "history")
    site.go(compare, "compare")
    expect(compare.get_by_text("6 of 6 done")).to_be_visible(timeout=15_000)
    expect(compare.get_by_role("button", name="Compare with…")).to_have_count(6)


def test_a_failure_stands_where_its_picture_would(compare: Page) -> None:
    start(compare, "fine\nbad [fail_after=0]")
    expect(compare.get_by_text("4 of 4 done")).to_contain_text("$0.10 charged of $0.20")
    expect(compare.get_by_role("row", name=re.compile("^bad")).get_by_role("alert")).to_have_count(
        2
    )
    expect(compare.get_by_role("button", name="Compare with…")).to_have_count(2)


def test_a_refusal_is_told_in_its_cell_and_can_be_tried_again(compare: Page) -> None:
    def refuse(route: Route) -> None:
        body = {"error": {"code": "try_later", "message": "Later.", "faults": []}}
        route.fulfill(status=400, json=body)

    compare.route("**/inkstone/v1/jobs", refuse)
    start(compare, "patience")
    again = compare.get_by_role("button", name="Try again")
    expect(again).to_have_count(2)
    compare.unroute("**/inkstone/v1/jobs")
    again.first.click()
    expect(again).to_have_count(1)
    again.first.click()
    expect(compare.get_by_text("2 of 2 done")).to_contain_text("$0.10 charged")


def test_a_model_with_several_engines_can_be_compared_with_itself(page: Page, site: Site) -> None:
    def add(route: Route) -> None:
        models = route.fetch().json()
        models["data"][0]["engines"].append("elsewhere")
        route.fulfill(json=models)

    page.route("**/inkstone/v1/models", add)
    page.reload()
    name = MODELS[0]
    site.go(page, f"compare?models={name}@echo,{name}@elsewhere&prompt=A+gate")
    for engine in ("echo", "elsewhere"):
        chosen = page.get_by_role("button", name=f"{name} · {engine}")
        expect(chosen).to_have_attribute("aria-pressed", "true")
    # The server knows no such engine, and says so before anything is started.
    expect(page.get_by_role("status").filter(has_text="elsewhere")).to_be_visible()
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_disabled()


def test_the_figures_are_saved_as_csv_and_json(compare: Page) -> None:
    start(compare, "=1+1, a formula")
    expect(compare.get_by_text("2 of 2 done")).to_be_visible()
    with compare.expect_download() as coming:
        compare.get_by_role("button", name="CSV").click()
    with Path(coming.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == list(MODELS)
    assert {row["prompt"] for row in rows} == {"'=1+1, a formula"}
    assert [row["charged_micros"] for row in rows] == ["30000", "70000"]
    with compare.expect_download() as coming:
        compare.get_by_role("button", name="JSON").click()
    figures = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    assert [each["status"] for each in figures] == ["succeeded"] * 2
    assert all(each["engine_ms"] is not None for each in figures)


@pytest.mark.parametrize(
    ("text", "num"),
    [
        ("one\n\n two \none", 2),
        ('id,prompt\n1,"a cat, a hat"\n2,"line one\nline two"\n', 2),
        ('"a cat, a hat"\nplain, with a comma', 2),
        ("{a|b} and {c|{d|e}}", 6),
        ("{not a choice}", 1),
    ],
)
def test_prompts_are_read_out_of_lines_tables_and_choices(
    compare: Page, text: str, num: int
) -> None:
    compare.get_by_label("Prompts").fill(text)
    expect(compare.get_by_text(re.compile(f"^{num} prompts?$"))).to_be_visible()


def test_too_many_pictures_are_refused_before_the_start(compare: Page) -> None:
    compare.get_by_label("Prompts").fill("".join("{a|b|c|d}" for _ in range(30)))
    expect(compare.get_by_text("at most 64 at once")).to_be_visible()
    expect(compare.get_by_role("button", name="Compare", exact=True)).to_be_disabled()


def test_at_least_two_and_at_most_four_stand_side_by_side(compare: Page) -> None:
    compare.get_by_label("Prompts").fill("A well")
    group = compare.get_by_role("group", name="Side by side")
    for name in ("qwen-image-2512", "qwen-image-edit-2511"):
        group.get_by_role("button", name=name).click()
    expect(group.locator("button[aria-pressed=true]")).to_have_count(4)
    expect(group.locator("button:disabled")).not_to_have_count(0)
    for button in group.locator("button[aria-pressed=true]").all()[1:][::-1]:
        button.click()
    expect(compare.get_by_text("Pick at least two models.")).to_be_visible()


def test_the_seed_is_shown_thrown_and_kept(compare: Page, site: Site) -> None:
    seed = compare.get_by_label("Seed of all pictures")
    seed.fill("77")
    seed.blur()
    site.go(compare, "history")
    site.go(compare, "compare")
    expect(seed).to_have_value("77")
    compare.get_by_role("button", name="Another seed").click()
    expect(seed).not_to_have_value("77")


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_the_page_never_scrolls_sideways(compare: Page, width: int) -> None:
    start(compare, "A wide wall")
    expect(compare.get_by_text("2 of 2 done")).to_be_visible()
    compare.set_viewport_size({"width": width, "height": 800})
    assert compare.evaluate("document.documentElement.scrollWidth <= innerWidth")
