from html.parser import HTMLParser

import pytest

from inkstone.server.page import curl_line
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)> {{curl}} &amp;'


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def _signed_in(site: Site) -> str:
    link = site.page.sign_in_link("http://127.0.0.1")
    answer = await site.client.get(link, follow_redirects=True)
    return answer.text


async def test_a_hostile_prompt_is_text(site: Site) -> None:
    await site.draw(HOSTILE)
    parser = _Tags()
    parser.feed(await _signed_in(site))

    assert "script" not in [tag for tag, _ in parser.tags]
    (image,) = [attributes for tag, attributes in parser.tags if tag == "img"]
    assert image["alt"] == HOSTILE
    assert "onerror" not in image


async def test_the_page_runs_no_script_and_loads_nothing_from_elsewhere(site: Site) -> None:
    answer = await site.client.get("/")
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "&lt;echo&gt;" in answer.text


async def test_a_link_works_once_and_a_newer_one_ends_it(site: Site) -> None:
    await site.draw("a red apple")
    old = site.page.sign_in_link("http://127.0.0.1")
    new = site.page.sign_in_link("http://127.0.0.1")
    for link, is_good in ((old, False), (new, True), (new, False)):
        site.client.cookies.clear()
        page = await site.client.get(link, follow_redirects=True)
        assert ("<img" in page.text) is is_good


async def test_a_forged_cookie_shows_nothing(site: Site) -> None:
    await site.draw("a red apple")
    link = site.page.sign_in_link("http://127.0.0.1")
    signed = await site.client.get(link)
    cookie = signed.cookies["inkstone_page"]
    assert "httponly" in signed.headers["set-cookie"].lower()
    assert "samesite=strict" in signed.headers["set-cookie"].lower()
    site.client.cookies.clear()

    for forged in (cookie[:-1], "x", "a.b.c", cookie.replace(".", "..")):
        page = await site.client.get("/", headers={"cookie": f"inkstone_page={forged}"})
        assert "<img" not in page.text


def test_the_line_to_paste_quotes_what_it_holds() -> None:
    line = curl_line("http://127.0.0.1:8000", key=None)

    assert '"Authorization: Bearer $INKSTONE_API_KEY"' in line
    assert line.count("'") % 2 == 0
    assert "\n" not in line
