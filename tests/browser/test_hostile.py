"""Whatever strangers write stays text: in every view, in both languages, nothing of it runs."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from PIL import Image, PngImagePlugin
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import KEY
from browser.hostile import ADDRESSES, CORPUS, FOUND, WATCH, vendor
from browser.site import VIEWS, Site, watched
from e2e.server import Server
from e2e.upstream_servers import catalogue, table

#: So much is asked for first that a busy machine takes its time.
pytestmark = pytest.mark.timeout(300)

#: Both can be asked for: the first draws, the second only ever refuses.
ROUTE = '\n[[route]]\nto = ["sketch", "vendor"]\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server whose enhancer and one of whose engines answer with harm."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    with vendor() as url:
        env = {
            "INKSTONE_API_KEY": KEY,
            "INKSTONE_ENHANCER_URL": url,
            "INKSTONE_ENHANCER_MODEL": "m",
            "INKSTONE_MODELS_FILE": catalogue(
                folder, table("vendor", "openai", url, model="m", failures_max=1000), ROUTE
            ),
            "vendor_KEY": "sk-nothing",
        }
        server = Server(folder, engine="auto", env=env).start()
        yield Site(server)
        server.stop()


@pytest.fixture(scope="module")
def filled(site: Site) -> list[str]:
    """Everything that can be written over the API has harm in it; the ids of the jobs."""
    jobs = []
    for index, text in enumerate(CORPUS):
        body: dict[str, Any] = {"prompt": text, "size": "256x256", "negative_prompt": text[:400]}
        if index % 8 == 0:
            body["metadata"] = {"note": text[:500], "<b>name</b>": CORPUS[-1 - index][:500]}
            body["webhook_url"] = f"https://attacker.invalid/{quote(text)[:300]}"
        jobs.append(asked(site, body))
    jobs += [
        asked(site, {"prompt": f"a fox {CORPUS[4]}", "size": "256x256", "enhance": True}),
        asked(site, {"prompt": f"a fox {CORPUS[0]}", "engine": "vendor", "size": "1024x1024"}),
    ]
    for text in CORPUS[::3]:
        attempt(site, "/keys", {"name": text[:100]})
        attempt(site, "/accounts", {"name": text[:100], "grant_micros": 1_000_000})
    for job in jobs:
        site.call("GET", f"/jobs/{job}?wait=60")
    return jobs


def asked(site: Site, body: dict[str, Any]) -> str:
    """A job's id."""
    return str(site.call("POST", "/jobs", json=body)["id"])


def attempt(site: Site, path: str, body: dict[str, Any]) -> None:
    """Ask for something that may be refused for its letters."""
    url = f"{site.url}/inkstone/v1{path}"
    answer = httpx.post(url, json=body, headers={"Authorization": f"Bearer {site.server.key}"})
    assert answer.status_code in {200, 201, 400, 409, 422}, answer.text


@pytest.fixture
def victim(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A page that is signed in; nothing may open, complain or be broken."""
    context.add_init_script(WATCH)
    page = context.new_page()
    complaints = watched(page)
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    context.on("page", lambda other: complaints.append(f"opened {other.url}"))
    page.on("request", lambda request: hear(complaints, request.url))
    site.sign_in(page)
    yield page
    assert complaints == []


def hear(complaints: list[str], url: str) -> None:
    if "attacker.invalid" in url.partition("?")[0]:
        complaints.append(f"asked {url}")


def settled(page: Page) -> None:
    """Wait until a view has asked for what it shows."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("main > *").first).to_be_attached()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_that_was_written_runs_in_any_view(
    victim: Page, site: Site, filled: list[str], language: str
) -> None:
    if language == "zh":
        victim.locator("#language").click()
        expect(victim.locator("html")).to_have_attribute("lang", "zh-CN")
    shown = ""
    for view in VIEWS:
        site.go(victim, view)
        settled(victim)
        assert victim.evaluate(FOUND) == [], view
        shown += victim.locator("body").inner_text()
    # It was there to be seen, and was not left out.
    for text in (CORPUS[0], CORPUS[4], CORPUS[24]):
        assert text in shown, text


@pytest.mark.slow
@pytest.mark.parametrize("view", ["history", "jobs"])
def test_nothing_runs_where_a_job_is_looked_at_closely(
    victim: Page, site: Site, filled: list[str], view: str
) -> None:
    site.go(victim, view)
    settled(victim)
    for index in range(5):
        if view == "history":
            victim.get_by_role("gridcell").nth(index).press("Enter")
        else:
            victim.locator("main tbody tr").nth(index).click()
        expect(victim.get_by_role("dialog")).to_be_visible()
        victim.wait_for_load_state("networkidle")
        assert victim.evaluate(FOUND) == []
        victim.keyboard.press("Escape")
        expect(victim.get_by_role("dialog")).to_have_count(0)


@pytest.mark.slow
def test_a_draft_of_harm_stays_text(victim: Page, site: Site) -> None:
    for text in CORPUS:
        victim.locator("main textarea").first.fill(text)
    victim.locator("main textarea").first.fill(" ".join(CORPUS)[:3900])
    victim.reload()
    victim.wait_for_selector("main[data-view=studio] textarea")
    settled(victim)
    assert victim.evaluate(FOUND) == []


def picture_of_harm() -> bytes:
    """A picture whose every label is harm."""
    said = PngImagePlugin.PngInfo()
    told = {"prompt": CORPUS[0], "model": CORPUS[4], "seed": CORPUS[6], CORPUS[4]: CORPUS[25]}
    said.add_itxt("inkstone:parameters", json.dumps(told))
    aigc = json.dumps({"Label": "1", "ContentProducer": CORPUS[4], CORPUS[0]: CORPUS[6]})
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in (CORPUS[4], aigc)]
    said.add_itxt(
        "XML:com.adobe.xmp",
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
        f"<xmp:CreatorTool>{escaped[0]}</xmp:CreatorTool><TC260:AIGC>{escaped[1]}</TC260:AIGC>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>",
    )
    file = io.BytesIO()
    Image.new("RGB", (300, 300), (10, 200, 90)).save(file, "PNG", pnginfo=said)
    return file.getvalue()


def test_a_file_of_harm_is_told_as_text(victim: Page, site: Site) -> None:
    site.go(victim, "verify")
    for name in (CORPUS[0], CORPUS[4], CORPUS[7]):
        victim.get_by_label("Choose a picture").set_input_files(
            {"name": f"{name}.png", "mimeType": "image/png", "buffer": picture_of_harm()}
        )
        expect(victim.locator(".verify-name")).to_have_text(f"{name}.png")
        expect(victim.locator(".verify-report")).to_contain_text(CORPUS[4])
        assert victim.evaluate(FOUND) == []


def test_an_address_of_harm_shows_a_view(victim: Page, site: Site) -> None:
    for address in ADDRESSES:
        victim.goto(f"{site.url}/{address}")
        victim.reload()
        expect(victim.locator("main h1").first).to_be_attached()
        assert victim.evaluate(FOUND) == [], address


def test_harm_would_be_found(context: BrowserContext, site: Site) -> None:
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{site.url}/")
    page.wait_for_selector("main[data-view=sign-in] form")
    assert page.evaluate(FOUND) == []
    planted = [("a", "href", "java\nscript:1"), ("img", "src", "/x"), ("iframe", "title", "")]
    page.evaluate(
        """(planted) => {
          for (const [tag, attribute, value] of planted) {
            const element = document.createElement(tag);
            element.setAttribute(attribute, value);
            document.body.append(element);
          }
        }""",
        planted,
    )
    found = " ".join(page.evaluate(FOUND))
    assert "href: <a" in found
    assert "iframe: <iframe" in found
    assert "<img" not in found


@pytest.mark.parametrize("path", ["/", "/page/x/app.js", "/page/x/css/base.css", "/page/x/none"])
def test_the_page_may_run_only_its_own_files(site: Site, path: str) -> None:
    answer = httpx.get(f"{site.url}{path}")
    policy = dict(
        each.strip().split(" ", 1) for each in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    inline = re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.text)
    assert path != "/" or inline == []
