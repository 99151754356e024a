"""The network fails, the server dies, the page is loaded anew: nothing is lost, nothing doubled."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from browser.asking import SLOW, card, charged, jobs, start
from browser.conftest import KEY
from browser.site import Site
from e2e.server import Server

PRICE = 30_000
WAIT_MS = 30_000
PIECES = {"size": "1024x1024", "n": 4}


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[Site]:
    """A server that the test may kill and start again at the same address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = Server(tmp_path, engine="sketch", env={"INKSTONE_API_KEY": KEY}, port=port).start()
    yield Site(server)
    server.clean_up()


def made_once(site: Site, word: str, *, num_images: int = 1) -> None:
    """The server has one job of it, with all of its pictures, and it was charged once."""
    (job,) = jobs(site, word)
    assert len(job["images"]) == num_images
    assert charged(site, job["id"]) == [num_images * PRICE]


def test_what_is_asked_for_offline_goes_out_once(
    page: Page, site: Site, context: BrowserContext
) -> None:
    context.set_offline(True)
    run = start(page, "otter one")
    expect(run.get_by_text("Not sent yet: no connection.")).to_be_visible()
    assert jobs(site, "otter") == []
    context.set_offline(False)
    expect(run.get_by_role("img", name="otter one")).to_be_visible(timeout=WAIT_MS)
    made_once(site, "otter")


def test_an_answer_that_is_lost_is_asked_for_again(page: Page, site: Site) -> None:
    num_lost = 0

    def lose(route: Route) -> None:
        nonlocal num_lost
        if route.request.method != "POST" or num_lost == 2:
            route.continue_()
            return
        num_lost += 1
        route.fetch()
        route.abort("connectionreset")

    page.route("**/inkstone/v1/jobs", lose)
    run = start(page, "beaver two")
    expect(run.get_by_role("img", name="beaver two")).to_be_visible(timeout=WAIT_MS)
    expect(card(page, "beaver two")).to_have_count(1)
    made_once(site, "beaver")


@pytest.mark.slow
def test_a_cut_while_it_is_drawn_is_said_and_mended(
    page: Page, site: Site, context: BrowserContext
) -> None:
    run = start(page, "marten three", **PIECES)
    expect(run.get_by_text("Drawing picture")).to_be_visible(timeout=WAIT_MS)
    context.set_offline(True)
    expect(run.get_by_text("Connection lost; the job goes on.")).to_be_visible(timeout=WAIT_MS)
    context.set_offline(False)
    expect(run.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    expect(run.get_by_text("Connection lost")).to_be_hidden()
    made_once(site, "marten", num_images=4)


def test_a_stop_that_finds_no_network_counts_once_it_is_back(
    page: Page, site: Site, context: BrowserContext
) -> None:
    context.set_offline(True)
    run = start(page, "weasel four", **SLOW)
    expect(run.get_by_text("Not sent yet")).to_be_visible()
    run.get_by_role("button", name="Stop").click()
    expect(run.get_by_text("Will be stopped as soon as there is a connection")).to_be_visible()
    context.set_offline(False)
    expect(run.get_by_text("nothing charged.")).to_be_visible(timeout=WAIT_MS)
    (job,) = jobs(site, "weasel")
    assert job["status"] == "canceled"


@pytest.mark.slow
def test_a_reload_goes_on_following(page: Page, site: Site) -> None:
    run = start(page, "badger five", **PIECES)
    expect(run.get_by_text("Drawing picture")).to_be_visible(timeout=WAIT_MS)
    page.reload()
    expect(run.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    expect(card(page, "badger five")).to_have_count(1)
    page.reload()
    expect(run.get_by_text("Done in")).to_be_visible()
    made_once(site, "badger", num_images=4)


def test_a_reload_before_the_answer_sends_under_the_same_key(page: Page, site: Site) -> None:
    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.abort("connectionreset")

    page.route("**/inkstone/v1/jobs", lose)
    run = start(page, "stoat six")
    expect(run.get_by_text("Not sent yet")).to_be_visible(timeout=WAIT_MS)
    page.unroute("**/inkstone/v1/jobs")
    page.reload()
    expect(run.get_by_role("img", name="stoat six")).to_be_visible(timeout=WAIT_MS)
    expect(card(page, "stoat six")).to_have_count(1)
    made_once(site, "stoat")


def test_two_tabs_show_the_same_run_once_each(
    page: Page, site: Site, context: BrowserContext
) -> None:
    run = start(page, "polecat seven", **SLOW)
    expect(run.get_by_text("Drawing picture")).to_be_visible(timeout=WAIT_MS)
    other = context.new_page()
    other.goto(site.url)
    there = card(other, "polecat seven")
    expect(there.get_by_text("Drawing picture")).to_be_visible(timeout=WAIT_MS)
    expect(there).to_have_count(1)
    there.get_by_role("button", name="Stop").click()
    expect(run.locator("[role=progressbar]")).to_be_hidden(timeout=WAIT_MS)
    expect(run.get_by_text("Stopped")).to_be_visible()
    assert len(jobs(site, "polecat")) == 1
    other.close()


def test_a_server_that_dies_and_comes_back_has_everything_once(
    context: BrowserContext, fragile: Site
) -> None:
    page = context.new_page()
    fragile.sign_in(page)
    drawn = start(page, "ermine eight", **PIECES)
    expect(drawn.get_by_text("Drawing picture")).to_be_visible(timeout=WAIT_MS)
    fragile.server.kill()
    expect(drawn.get_by_text("Connection lost; the job goes on.")).to_be_visible(timeout=WAIT_MS)
    sent = start(page, "ferret nine")
    expect(sent.get_by_text("Not sent yet: no connection.")).to_be_visible(timeout=WAIT_MS)
    fragile.server.start()
    expect(sent.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    expect(drawn.get_by_text("Done in")).to_be_visible(timeout=WAIT_MS)
    made_once(fragile, "ferret")
    made_once(fragile, "ermine", num_images=4)
    assert len(fragile.call("GET", "/jobs")["data"]) == 2
