"""The page at `/` and the link that signs one browser in, once."""

from pathlib import Path

import pytest

from inkstone.domain.errors import InvalidRequest
from inkstone.server.page import curl_line
from unit.server.conftest import Site, open_site

pytestmark = pytest.mark.anyio

HERE = "http://127.0.0.1"
USED = "/#/sign-in?link=used"
FROM_PAGE = {"inkstone-page": "1"}


async def is_in(site: Site) -> bool:
    answer = await site.client.get("/inkstone/v1/session", headers=FROM_PAGE)
    return answer.status_code == 200


async def test_the_page_is_the_same_for_everybody_and_is_never_kept(site: Site) -> None:
    stranger = await site.client.get("/")
    await site.sign_in()
    known = await site.client.get("/")

    assert stranger.status_code == 200
    assert stranger.headers["content-type"] == "text/html; charset=utf-8"
    assert stranger.headers["cache-control"] == "no-store"
    assert stranger.text == known.text
    assert "{{" not in stranger.text
    assert f"/page/{site.page.files.version}/" in stranger.text
    assert site.key not in known.text


async def test_the_page_runs_only_what_it_brings_and_says_nothing_to_others(site: Site) -> None:
    link = site.page.sign_in_link(HERE)
    for address in ("/", link, link, site.page.files.address("index.html")):
        headers = (await site.client.get(address)).headers
        policy = headers["content-security-policy"].split("; ")
        assert policy[0] == "default-src 'none'"
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


async def test_a_link_works_once_and_a_newer_one_ends_it(site: Site) -> None:
    old, new = site.page.sign_in_link(HERE), site.page.sign_in_link(HERE)
    for link, place in ((old, USED), (new, "/"), (new, USED)):
        site.client.cookies.clear()
        answer = await site.client.get(link)
        assert (answer.status_code, answer.headers["location"]) == (303, place)
        assert answer.headers["cache-control"] == "no-store"
        assert await is_in(site) is (place == "/")


@pytest.mark.parametrize("token", ["", "x", "é%00%ff", "a" * 2000, "signin"])
async def test_a_wrong_link_leads_to_where_one_signs_in(site: Site, token: str) -> None:
    good = site.page.sign_in_link(HERE)
    answer = await site.client.get("/", params={"signin": token})

    assert (answer.status_code, answer.headers["location"]) == (303, USED)
    assert "set-cookie" not in answer.headers
    assert (await site.client.get(good)).headers["location"] == "/", "a wrong one uses it up"


async def test_without_a_link_no_token_is_good(site: Site) -> None:
    for token in ("", "None"):
        answer = await site.client.get(f"/?signin={token}")
        assert answer.headers["location"] == USED


async def test_a_look_at_the_headers_does_not_use_a_link_up(site: Site) -> None:
    link = site.page.sign_in_link(HERE)
    head = await site.client.head(link)

    assert "set-cookie" not in head.headers
    assert (await site.client.get(link)).headers["location"] == "/"


async def test_a_used_link_in_a_signed_in_browser_just_shows_the_page(site: Site) -> None:
    link = site.page.sign_in_link(HERE)
    await site.client.get(link)
    again = await site.client.get(link)
    assert again.headers["location"] == "/"
    assert "set-cookie" not in again.headers

    (key,) = [each for each in await site.parts.services.keys.listing() if each.name == "page"]
    await site.parts.services.keys.revoke(key.id)
    assert (await site.client.get(link)).headers["location"] == USED


async def test_a_link_signs_in_as_the_operator_whose_key_can_be_revoked(site: Site) -> None:
    await site.client.get(site.page.sign_in_link(HERE))
    told = (await site.client.get("/inkstone/v1/session", headers=FROM_PAGE)).json()
    assert told["account"]["name"] == "local"
    assert told["key"]["name"] == "page"
    assert told["is_operator"] is True

    revoked = await site.client.delete(
        f"/inkstone/v1/keys/{told['key']['id']}", headers=site.headers | FROM_PAGE
    )
    assert revoked.status_code == 403, "the test's own key administers nothing"
    gone = await site.client.delete(f"/inkstone/v1/keys/{told['key']['id']}", headers=FROM_PAGE)
    assert gone.status_code in {200, 204}
    assert not await is_in(site)

    await site.client.get(site.page.sign_in_link(HERE))
    assert await is_in(site), "the next link works again"


async def test_a_link_that_cannot_be_used_now_says_so_and_is_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise InvalidRequest("no room", code="too_many_keys")

    link = site.page.sign_in_link(HERE)
    # A thousand keys would take a while to make.
    with monkeypatch.context() as patched:
        patched.setattr(type(site.parts.services.keys), "adopt", full)
        answer = await site.client.get(link)
    assert answer.headers["location"] == "/#/sign-in?link=unavailable"
    assert (await site.client.get(link)).headers["location"] == "/"


async def test_the_files_are_read_once(tmp_path: Path, anyio_backend: str) -> None:
    root = tmp_path / "web"
    root.mkdir()
    (root / "index.html").write_text("<p>{{version}} {{preload}}</p>")
    async with open_site(tmp_path / "data", root=root) as site:
        before = await site.client.get("/")
        (root / "index.html").write_text("other")
        (root / "late.js").write_text("")
        assert (await site.client.get("/")).text == before.text
        late = await site.client.get(site.page.files.address("late.js"))
        assert late.status_code == 404


def test_the_line_to_paste_quotes_what_it_holds() -> None:
    line = curl_line("http://127.0.0.1:8000", key=None)

    assert '"Authorization: Bearer $INKSTONE_API_KEY"' in line
    assert line.count("'") % 2 == 0
    assert "\n" not in line
