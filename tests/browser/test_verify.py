"""The verify view and the parameters in a file: what is told of a picture, and what is not."""

import io
import json
import re
import struct
import zlib
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from browser.site import Site, watched

PROMPT = "a red apple and a green pear"


@pytest.fixture(scope="module")
def made(site: Site) -> dict[str, Any]:
    """A job with one picture."""
    return site.make(PROMPT, seed=7)


@pytest.fixture(scope="module")
def picture(made: dict[str, Any]) -> bytes:
    """Its file."""
    return httpx.get(made["images"][0]["url"]).content


def payload(data: bytes, name: str = "picture.png", kind: str = "image/png") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": data}


def bring(page: Page, file: FilePayload) -> None:
    page.get_by_label("Choose a picture").set_input_files(file)


def strange() -> bytes:
    """A picture that nobody made here."""
    image = Image.new("RGB", (300, 200), (200, 180, 20))
    drawn = ImageDraw.Draw(image)
    for at in range(0, 300, 17):
        drawn.line((at, 0, 300 - at, 200), fill=(at % 255, 90, 200 - at // 2), width=3)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_picture_of_this_server_is_known(page: Page, site: Site, picture: bytes) -> None:
    site.go(page, "verify")
    bring(page, payload(picture))
    expect(page.get_by_role("heading", name="It was made here.")).to_be_visible()
    expect(page.get_by_text("the very same file")).to_be_visible()
    expect(page.get_by_text("They hold, and this server trusts who signed.")).to_be_visible()
    expect(page.get_by_text("AIGC label (GB 45438-2025)")).to_be_visible()
    expect(page.get_by_text(PROMPT, exact=True)).to_be_visible()
    page.get_by_role("button", name="Load into the studio").click()
    page.wait_for_selector("main[data-view=studio] textarea")
    expect(page.locator("main textarea").first).to_have_value(PROMPT)


def test_its_job_opens_where_it_is_mine(page: Page, site: Site, picture: bytes) -> None:
    site.go(page, "verify")
    bring(page, payload(picture))
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("dialog")).to_contain_text(PROMPT)


def test_a_changed_picture_is_told(page: Page, site: Site, picture: bytes) -> None:
    at = picture.rindex(b"IEND") - 4
    extra = struct.pack(">I", 4) + b"prIvxxxx" + struct.pack(">I", zlib.crc32(b"prIvxxxx"))
    site.go(page, "verify")
    bring(page, payload(picture[:at] + extra + picture[at:]))
    expect(page.get_by_role("heading", name="It has been changed since")).to_be_visible()
    expect(page.get_by_text("What does not hold")).to_be_visible()


def test_of_another_picture_nothing_is_known(page: Page, site: Site) -> None:
    site.go(page, "verify")
    bring(page, payload(strange()))
    expect(page.get_by_role("heading", name="Nothing is known of it.")).to_be_visible()
    expect(page.get_by_role("button", name="Load into the studio")).to_have_count(0)
    expect(page.get_by_text("finding none proves nothing")).to_be_visible()


def test_what_is_no_picture_is_refused_in_words(page: Page, site: Site) -> None:
    site.go(page, "verify")
    bring(page, payload(b'{"image": "http://127.0.0.1/"}', "a.json", "application/json"))
    expect(page.get_by_role("alert")).to_contain_text("input_not_an_image")


def test_an_address_is_looked_at(page: Page, site: Site, made: dict[str, Any]) -> None:
    site.go(page, "verify")
    page.get_by_label("Or its address").fill(made["images"][0]["url"])
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", name="It was made here.")).to_be_visible()


def test_only_an_address_of_this_server_is_asked_for_by_a_link(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    site.go(page, "verify?url=https://elsewhere.example/a.png")
    expect(page.get_by_label("Or its address")).to_have_value("https://elsewhere.example/a.png")
    expect(page.get_by_text("Looking at the picture")).to_have_count(0)
    assert not [url for url in asked if url.endswith("/verify")]


def test_a_pasted_picture_is_looked_at(page: Page, site: Site, picture: bytes) -> None:
    site.go(page, "verify")
    page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        }""",
        list(picture),
    )
    expect(page.get_by_role("heading", name="It was made here.")).to_be_visible()


def test_a_stranger_may_verify(context: BrowserContext, site: Site, picture: bytes) -> None:
    page = context.new_page()
    complaints = watched(page)
    page.goto(f"{site.url}/#/verify")
    bring(page, payload(picture))
    expect(page.get_by_role("heading", name="It was made here.")).to_be_visible()
    expect(page.get_by_role("button", name="Open it")).to_have_count(0)
    expect(page.get_by_label("Or its address")).to_have_count(0)
    assert complaints == []


def test_a_stranger_is_told_where_a_key_is_needed(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.route("**/inkstone/v1/verify", lambda route: route.fulfill(status=401, json={}))
    page.goto(f"{site.url}/#/verify")
    bring(page, payload(strange()))
    expect(page.get_by_role("alert")).to_contain_text("only for those who are signed in")


def read(page: Page, data: bytes, kind: str = "image/png") -> Any:
    """What the page reads of a file's parameters."""
    return page.evaluate(
        """async ([bytes, type]) => {
          const base = document.querySelector("script[type=module]").src.replace("app.js", "");
          const { readParameters } = await import(`${base}studio/parameters.js`);
          return readParameters(new Blob([new Uint8Array(bytes)], { type }));
        }""",
        [list(data), kind],
    )


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A file that begins as a PNG does; nothing else of it need be right."""
    parts = [struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0" for kind, body in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def text(value: Any, *, packed: bool = False) -> tuple[bytes, bytes]:
    """An iTXt chunk with our parameters in it."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    head = b"inkstone:parameters\0" + (b"\1" if packed else b"\0") + b"\0\0\0"
    return b"iTXt", head + (zlib.compress(data) if packed else data)


def test_parameters_are_read_from_a_picture_of_ours(
    page: Page, site: Site, picture: bytes, made: dict[str, Any]
) -> None:
    asked = read(page, picture)
    assert asked == {
        "model": made["model"],
        "prompt": PROMPT,
        "size": "512x512",
        "seed": 7,
    }
    jpeg = site.make(PROMPT, seed=7, output_format="jpeg")["images"][0]["url"]
    assert read(page, httpx.get(jpeg).content, "image/jpeg") == asked
    assert read(page, png(text({"prompt": "long " * 500, "seed": 1}, packed=True)))["seed"] == 1


#: Files that somebody made to do harm, and what may be read of them.
HOSTILE: dict[str, tuple[bytes, Any]] = {
    "empty": (b"", None),
    "cut off": (png(text({"seed": 1}))[:40], None),
    "length of 4 GiB": (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt", None),
    "no JSON": (png(text(b"{nope")), None),
    "not UTF-8": (png(text(b"\xff\xfe")), None),
    "no object": (png(text(["prompt"])), None),
    "null": (png(text(None)), None),
    "broken zlib": (png((b"iTXt", b"inkstone:parameters\0\1\0\0\0nope")), None),
    "bomb": (png(text(b'"' + b"a" * 50_000_000 + b'"', packed=True)), None),
    "no end of keyword": (png((b"iTXt", b"inkstone:parameters")), None),
    "another keyword": (png((b"iTXt", b"inkstone:parameterz\0\0\0\0\0{}")), None),
    "wrong kinds": (png(text({"prompt": 7, "seed": "1", "width": 1e9, "model": {}})), None),
    "out of range": (png(text({"seed": 2**31, "width": -1, "height": 512})), None),
    "no such model": (png(text({"model": "<img>", "seed": 3})), {"seed": 3}),
    "prototype": (png(text(b'{"__proto__": {"prompt": "x"}, "seed": 4}')), {"seed": 4}),
    "many chunks": (png(*[(b"tEXt", b"")] * 5000, text({"seed": 5})), None),
    "other fields": (png(text({"seed": 6, "images": ["http://x"], "engine": "x"})), {"seed": 6}),
}


def test_hostile_files_tell_nothing_and_break_nothing(page: Page) -> None:
    told = {name: read(page, data) for name, (data, _) in HOSTILE.items()}
    assert told == {name: expected for name, (_, expected) in HOSTILE.items()}


def test_a_long_prompt_is_cut(page: Page) -> None:
    assert len(read(page, png(text({"prompt": "墨" * 9000}, packed=True)))["prompt"]) == 4000


def test_the_view_shows_no_name_of_a_file_as_ours(page: Page, site: Site) -> None:
    site.go(page, "verify")
    page.route(
        "**/inkstone/v1/verify",
        lambda route: route.fulfill(json=_answer(parameters={"title": "x", "prompt": "y"})),
    )
    bring(page, payload(strange()))
    expect(page.get_by_role("term").filter(has_text=re.compile("^title$"))).to_be_visible()


def _answer(**fields: Any) -> dict[str, Any]:
    return {
        "verdict": "unknown",
        "summary": "",
        "media_type": "image/png",
        "width": 1,
        "height": 1,
        "sha256": "0",
        "ai_labels": [],
        "credentials": None,
        "labels": None,
        "parameters": None,
        "watermark": None,
        "matches": [],
        "unreadable": ["watermark"],
        **fields,
    }
