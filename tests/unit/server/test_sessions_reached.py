"""The page's cookie where the server has another address: proxies, https, other origins."""

from pathlib import Path

import httpx
import pytest

from unit.server.conftest import Site, open_site

pytestmark = pytest.mark.anyio

PAGE = {"inkstone-page": "1"}
HERE = "http://127.0.0.1"
SESSION = "/inkstone/v1/session"


async def signed_in(site: Site) -> dict[str, str]:
    """A cookie, which is sent by hand: the client keeps none."""
    cookie = await site.sign_in()
    site.client.cookies.clear()
    return {"cookie": cookie}


@pytest.mark.parametrize(
    ("url", "settings", "is_secure"),
    [
        ("https://127.0.0.1", {}, True),
        ("http://127.0.0.1", {"public_url": "https://127.0.0.1"}, True),
        ("http://pictures.example", {"public_url": "https://pictures.example"}, True),
        ("http://127.0.0.1", {"public_url": "https://pictures.example"}, False),
        ("http://127.0.0.1", {"public_url": "http://127.0.0.1"}, False),
    ],
)
async def test_the_cookie_of_an_https_address_never_travels_without_it(
    tmp_path: Path, anyio_backend: str, url: str, settings: dict[str, str], is_secure: bool
) -> None:
    async with open_site(tmp_path, **settings) as site:
        site.client.base_url = httpx.URL(url)
        answer = await site.client.post("/page/session", json={"key": site.key}, headers=PAGE)
    assert answer.status_code == 204
    assert ("; secure" in answer.headers["set-cookie"].lower()) is is_secure


async def test_the_public_address_is_ours_behind_a_proxy_that_tells_no_scheme(
    tmp_path: Path, anyio_backend: str
) -> None:
    async with open_site(tmp_path, public_url="https://pictures.example") as site:
        headers = {**await signed_in(site), **PAGE, "host": "pictures.example"}
        own = {**headers, "origin": "https://pictures.example"}
        assert (await site.client.get(SESSION, headers=own)).status_code == 200
        other = {**headers, "origin": "https://pictures.example:8443"}
        assert (await site.client.get(SESSION, headers=other)).status_code == 401


async def test_a_trusted_proxy_tells_scheme_and_host(tmp_path: Path, anyio_backend: str) -> None:
    told = {"x-forwarded-proto": "https", "x-forwarded-host": "pictures.example"}
    own = {**PAGE, **told, "origin": "https://pictures.example"}
    async with open_site(tmp_path, trusted_proxies=["127.0.0.1"]) as site:
        answer = await site.client.post("/page/session", json={"key": site.key}, headers=own)
        assert answer.status_code == 204, answer.text
        assert "; secure" in answer.headers["set-cookie"].lower()
        headers = {**own, "cookie": answer.headers["set-cookie"].partition(";")[0]}
        assert (await site.client.get(SESSION, headers=headers)).status_code == 200
        inner = {**headers, "origin": HERE}
        assert (await site.client.get(SESSION, headers=inner)).status_code == 401


async def test_another_origin_that_may_call_the_api_has_no_share_in_the_session(
    tmp_path: Path, anyio_backend: str
) -> None:
    async with open_site(tmp_path, cors_origins=["https://friend.example"]) as site:
        origin = {"origin": "https://friend.example"}
        headers = {**await signed_in(site), **PAGE, **origin}
        answer = await site.client.get(SESSION, headers=headers)
        assert answer.status_code == 401
        assert "access-control-allow-credentials" not in answer.headers
        answer = await site.client.post(
            "/page/session", json={"key": site.key}, headers={**PAGE, **origin}
        )
        assert answer.status_code == 403
