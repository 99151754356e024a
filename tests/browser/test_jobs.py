"""The jobs: a table of all of them that keeps up, and one of them in full."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.site import SMALL, Site
from e2e.server import Server

KEY = "ik_browser_tests_0123456789abcdefghijklmnop"
#: Webhooks go to this host, where nobody listens.
ENV = {"INKSTONE_API_KEY": KEY, "INKSTONE_FETCH_ALLOW": "127.0.0.1/32"}
HOOK = "http://127.0.0.1:9/hook"
#: For longer than any test waits.
SLOW = "[steps=100 step_ms=300]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server whose pictures take as long as the prompt says."""
    folder: Path = tmp_path_factory.mktemp("site")
    server = Server(folder, engine="echo", env=ENV).start()
    site = Site(server)
    site.make("an ink painting of bamboo", seed=7, metadata={"order": "A-17"})
    site.make("a broken kettle [fail_after=0]")
    yield site
    server.stop()


@pytest.fixture
def jobs(page: Page, site: Site) -> Page:
    """The table of jobs."""
    site.go(page, "jobs")
    expect(row(page, "bamboo")).to_be_visible()
    return page


def row(page: Page, prompt: str) -> Locator:
    return page.get_by_role("row").filter(has_text=prompt)


def submit(site: Site, prompt: str, **fields: Any) -> str:
    """A job under way; its id."""
    body = {"prompt": prompt, "size": SMALL, **fields}
    return str(site.call("POST", "/jobs", json=body)["id"])


def opened(page: Page, prompt: str) -> Locator:
    """A job's details, opened as a reader does."""
    row(page, prompt).get_by_role("button").first.click()
    return page.get_by_role("dialog")


def test_a_row_says_what_became_of_a_job_and_what_it_cost(jobs: Page) -> None:
    made = row(jobs, "bamboo")
    for text in ("Finished", "qwen-image-2.0", "native", "environment", "echo", "$0.03", "engine"):
        expect(made).to_contain_text(text)
    expect(made.locator("img")).to_have_count(1)
    failed = row(jobs, "kettle")
    expect(failed).to_contain_text("Failed")
    expect(failed).to_contain_text("$0.00")


def test_the_filters_are_kept_in_the_address(jobs: Page) -> None:
    jobs.get_by_label("Status").select_option("failed")
    expect(row(jobs, "bamboo")).to_have_count(0)
    expect(row(jobs, "kettle")).to_be_visible()
    assert jobs.url.endswith("#/jobs?status=failed")
    jobs.reload()
    expect(jobs.get_by_label("Status")).to_have_value("failed")
    expect(row(jobs, "kettle")).to_be_visible()
    expect(row(jobs, "bamboo")).to_have_count(0)


def test_a_filter_that_the_server_refuses_is_told(page: Page, site: Site) -> None:
    site.go(page, "jobs?status=lost")
    expect(page.get_by_role("alert")).to_contain_text("has to be changed")


def test_the_rows_of_jobs_under_way_keep_up(jobs: Page, site: Site) -> None:
    submit(site, "a quick hare [steps=10 step_ms=250]")
    jobs.reload()
    expect(row(jobs, "hare")).to_contain_text(re.compile("Queued|Running"))
    expect(row(jobs, "hare")).to_contain_text("Finished", timeout=15_000)


def test_one_job_is_told_in_full(jobs: Page) -> None:
    dialog = opened(jobs, "bamboo")
    for text in (
        "Timeline",
        "Asked",
        "Ended",
        "$0.03 was charged, as quoted.",
        "A-17",
        "512 × 512",
    ):
        expect(dialog).to_contain_text(text)
    dialog.get_by_role("button", name="Open picture 1").click()
    expect(jobs.get_by_role("dialog").get_by_role("img").first).to_be_visible()


def test_a_failure_is_told_in_plain_words_and_that_it_was_free(jobs: Page) -> None:
    alert = opened(jobs, "kettle").get_by_role("alert")
    expect(alert).to_contain_text("The engine could not make the picture.")
    expect(alert).to_contain_text("Nothing was charged; the $0.03 held for it were given back.")


def test_a_job_under_way_is_stopped_and_what_that_costs_is_said(jobs: Page, site: Site) -> None:
    job_id = submit(site, f"an endless river {SLOW}")
    jobs.goto(f"{site.url}/#/jobs/{job_id}")
    dialog = jobs.get_by_role("dialog")
    expect(dialog).to_contain_text("$0.03 is held for it. Nothing is charged before it ends.")
    dialog.get_by_role("button", name="Stop").click()
    expect(dialog).to_contain_text("Nothing was charged")
    expect(dialog).to_contain_text("Stopped")
    assert site.call("GET", f"/jobs/{job_id}")["price"]["charged_micros"] == 0


def test_a_job_is_deleted_after_a_question_and_leaves_the_table(jobs: Page, site: Site) -> None:
    site.make("a passing cloud")
    jobs.reload()
    opened(jobs, "cloud").get_by_role("button", name="Delete").click()
    jobs.get_by_role("dialog").last.get_by_role("button", name="Delete").click()
    expect(row(jobs, "cloud")).to_have_count(0)
    expect(jobs.get_by_role("dialog")).to_have_count(0)


def test_a_job_is_remixed_in_the_form(jobs: Page) -> None:
    opened(jobs, "bamboo").get_by_role("button", name="Remix").click()
    expect(jobs.locator("main textarea").first).to_have_value("an ink painting of bamboo")


def test_the_raw_json_of_a_job_can_be_read(jobs: Page) -> None:
    opened(jobs, "bamboo").get_by_role("button", name="Raw JSON").click()
    expect(jobs.get_by_role("dialog").last).to_contain_text("POST /inkstone/v1/jobs")


def test_whom_its_end_was_told_stands_with_a_job(jobs: Page, site: Site) -> None:
    site.make("a herald", webhook_url=HOOK)
    jobs.reload()
    dialog = opened(jobs, "herald")
    expect(dialog.get_by_role("heading", name="Webhook deliveries")).to_be_visible()
    expect(dialog).to_contain_text(HOOK)


def test_the_address_of_an_unknown_job_says_that_there_is_none(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/#/jobs/job_nobody")
    expect(page.get_by_role("alert")).to_contain_text("There is no such job")


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_the_page_never_scrolls_sideways(jobs: Page, width: int) -> None:
    jobs.set_viewport_size({"width": width, "height": 800})
    assert jobs.evaluate("document.documentElement.scrollWidth <= innerWidth")
