"""When the page's cookie counts: only for its own scripts, only on its own API."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inkstone.domain.accounts import Scope
from inkstone.net.signing import UrlSigner
from inkstone.server.sessions import Sessions
from inkstone.service.key_terms import KeyTerms, digest
from unit.server.conftest import Site, open_site

pytestmark = pytest.mark.anyio

PAGE = {"inkstone-page": "1"}
HERE = "http://127.0.0.1"
SESSION = "/inkstone/v1/session"
FORM = "application/x-www-form-urlencoded"


async def refused(site: Site, method: str, path: str, **sent: object) -> tuple[int, str]:
    answer = await site.client.request(method, path, **sent)  # type: ignore[arg-type]
    error = answer.json()["error"]
    return answer.status_code, error["code"]


async def signed_in(site: Site) -> dict[str, str]:
    """A cookie, which is sent by hand: the client keeps none."""
    cookie = await site.sign_in()
    site.client.cookies.clear()
    return {"cookie": cookie}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"origin": HERE},
        {"origin": "http://127.0.0.1:80"},
        {"origin": "HTTP://127.0.0.1"},
        {"sec-fetch-site": "same-origin", "origin": HERE},
    ],
)
async def test_the_pages_own_calls_are_the_keys(site: Site, more: dict[str, str]) -> None:
    headers = {**await signed_in(site), **PAGE, **more}
    read = await site.client.get(SESSION, headers=headers)
    assert read.status_code == 200, read.text
    assert read.json()["key"]["id"] == site.key_id
    asked = await site.client.post(
        "/inkstone/v1/jobs", json={"prompt": "a red apple"}, headers=headers
    )
    assert asked.status_code == 202


@pytest.mark.parametrize(
    ("why", "headers"),
    [
        ("no header", {}),
        ("another header", {"inkstone-page": "0"}),
        ("no value", {"inkstone-page": ""}),
        ("another site", {**PAGE, "sec-fetch-site": "cross-site"}),
        ("another port of the host", {**PAGE, "sec-fetch-site": "same-site"}),
        ("the address bar", {**PAGE, "sec-fetch-site": "none"}),
        ("another origin", {**PAGE, "origin": "https://elsewhere.example"}),
        ("another port", {**PAGE, "origin": "http://127.0.0.1:8001"}),
        ("another scheme", {**PAGE, "origin": "https://127.0.0.1"}),
        ("another name", {**PAGE, "origin": "http://localhost"}),
        ("no origin", {**PAGE, "origin": "null"}),
        ("an empty origin", {**PAGE, "origin": ""}),
        ("a name in front", {**PAGE, "origin": "http://127.0.0.1@elsewhere.example"}),
        ("a broken port", {**PAGE, "origin": "http://127.0.0.1:x"}),
        ("no good site with a good origin", {**PAGE, "origin": HERE, "sec-fetch-site": "x"}),
        ("a form", {"content-type": FORM, "origin": HERE, "sec-fetch-site": "same-origin"}),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_the_cookie_does_not_count_from_elsewhere(
    site: Site, method: str, why: str, headers: dict[str, str]
) -> None:
    path = {"GET": SESSION, "POST": "/inkstone/v1/jobs", "DELETE": "/inkstone/v1/jobs/job_x"}
    body = b'{"prompt": "x"}' if method == "POST" else None
    sent = {**await signed_in(site), **headers}
    told = await refused(site, method, path[method], headers=sent, content=body)
    assert told == (401, "missing_api_key"), why


async def test_one_bad_header_among_two_is_enough(site: Site) -> None:
    cookie = (await signed_in(site))["cookie"]
    for name, values in (
        ("origin", (HERE, "https://elsewhere.example")),
        ("sec-fetch-site", ("same-origin", "cross-site")),
        ("inkstone-page", ("1", "1")),
    ):
        headers = [("cookie", cookie), *((name, value) for value in values)]
        if name != "inkstone-page":
            headers.append(("inkstone-page", "1"))
        assert (await site.client.get(SESSION, headers=headers)).status_code == 401, name


@pytest.mark.parametrize("name", ["authorization", "x-api-key"])
async def test_a_key_that_is_sent_counts_and_the_cookie_does_not(site: Site, name: str) -> None:
    headers = {**await signed_in(site), **PAGE}
    assert await refused(site, "GET", SESSION, headers={**headers, name: "Bearer x"}) == (
        401,
        "invalid_api_key",
    )
    assert (await refused(site, "GET", SESSION, headers={**headers, name: ""}))[0] == 401


@pytest.mark.parametrize(
    "path",
    [
        "/v1/images/generations",
        "/openai/v1/images/generations",
        "/v1/models",
        "/openai/v1/models",
        "/v1/jobs/x",
        "/empiriolabs/v1/jobs/x",
        "/gccai/v1/models",
        "/wavespeed/api/v3/balance",
        "/dashscope/api/v1/tasks/x",
        "/aimlapi/v2/billing/balance",
        "/inkstonex/v1/session",
        "//inkstone/v1/session",
    ],
)
async def test_no_vendors_api_takes_the_cookie(site: Site, path: str) -> None:
    cookie = await signed_in(site)
    with_it = await site.client.get(path, headers={**cookie, **PAGE})
    without = await site.client.get(path)
    assert with_it.status_code == without.status_code
    assert with_it.status_code >= 400 or with_it.json() == without.json()
    posted = await site.client.post(path, headers={**cookie, **PAGE}, json={"prompt": "x"})
    assert posted.status_code in {401, 404, 405}


async def test_a_session_is_good_as_long_as_its_key(site: Site) -> None:
    keys = site.parts.services.keys
    headers = {**await signed_in(site), **PAGE}
    rotated = await keys.rotate(site.key_id, overlap=timedelta(minutes=5))
    assert (await site.client.get(SESSION, headers=headers)).status_code == 200, "in the overlap"
    await keys.rotate(site.key_id, overlap=timedelta())
    assert await refused(site, "GET", SESSION, headers=headers) == (401, "invalid_api_key")

    named = {"account_id": (await keys.get(site.key_id)).account_id, "account": "local"}
    soon = datetime.now(UTC) + timedelta(hours=1)
    made = await keys.create(**named, name="soon", terms=KeyTerms(expires_at=soon))
    assert rotated.key != made.key
    site.key = made.key
    headers = {**await signed_in(site), **PAGE}
    assert (await site.client.get(SESSION, headers=headers)).status_code == 200
    await keys.change(made.key_id, KeyTerms(expires_at=datetime(2020, 1, 1, tzinfo=UTC)))
    assert await refused(site, "GET", SESSION, headers=headers) == (401, "key_expired")
    await keys.revoke(made.key_id)
    assert await refused(site, "GET", SESSION, headers=headers) == (401, "invalid_api_key")


async def test_a_session_may_do_what_its_key_may(site: Site) -> None:
    keys = site.parts.services.keys
    owner = (await keys.get(site.key_id)).account_id
    terms = KeyTerms(scopes=frozenset({Scope.READ}))
    site.key = (await keys.create(account_id=owner, account="local", name="r", terms=terms)).key
    headers = {**await signed_in(site), **PAGE}
    assert (await site.client.get("/inkstone/v1/balance", headers=headers)).status_code == 200
    told = await refused(site, "POST", "/inkstone/v1/jobs", headers=headers, json={"prompt": "x"})
    assert told == (403, "permission_denied")


async def test_a_cookie_that_we_did_not_make_is_none(site: Site) -> None:
    name, _, value = (await signed_in(site))["cookie"].partition("=")
    signer = site.parts.signer
    sha256, now = digest(site.key), datetime.now(UTC)
    others = UrlSigner([b"t" * 32]).sign_token("page", sha256, now + timedelta(hours=1))
    for forged in (
        value[:-1],
        value[:-1] + ("A" if value[-1] != "A" else "B"),
        value.replace(".", ".."),
        "x",
        "",
        "é",
        "a" * 8_000,
        others,
        signer.sign_token("upload", sha256, now + timedelta(hours=1)),
        signer.sign_token("page", sha256, now - timedelta(seconds=1)),
    ):
        headers = [(b"cookie", f"{name}={forged}".encode()), (b"inkstone-page", b"1")]
        assert await refused(site, "GET", SESSION, headers=headers) == (401, "missing_api_key")


async def test_a_cookie_of_our_name_that_somebody_else_set_hides_none_of_ours(site: Site) -> None:
    cookie = (await signed_in(site))["cookie"]
    name = site.page.sessions.cookie
    for spelled in (
        [f"{name}=x; {cookie}"],
        [f"a=b; {cookie};"],
        [f"{name}=x", cookie],
        [f"{cookie}; {name}=x"],
    ):
        headers = [*(("cookie", each) for each in spelled), ("inkstone-page", "1")]
        assert (await site.client.get(SESSION, headers=headers)).status_code == 200, spelled


async def test_the_cookie_holds_no_key_and_cannot_be_read_by_scripts(site: Site) -> None:
    answer = await site.client.post("/page/session", json={"key": site.key}, headers=PAGE)
    (cookie,) = answer.headers.get_list("set-cookie")
    attributes = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= attributes
    assert "secure" not in attributes
    assert not any(each.startswith("domain") for each in attributes)
    assert site.key not in cookie
    assert site.key.removeprefix("sk-inkstone-") not in cookie


async def test_the_page_verifies_with_its_session_where_that_needs_a_key(
    tmp_path: Path, anyio_backend: str
) -> None:
    async with open_site(tmp_path, verify_public=False) as site:
        picture = {"image": (await site.draw("a red apple"))["url"]}
        headers = {**await signed_in(site), **PAGE}
        path = "/inkstone/v1/verify"
        assert (await site.client.post(path, json=picture)).status_code == 401
        answer = await site.client.post(path, json=picture, headers=headers)
        assert answer.status_code == 200, answer.text


async def test_naming_a_picture_to_verify_takes_the_session_for_a_key(site: Site) -> None:
    picture = {"image": (await site.draw("a red apple"))["url"]}
    headers = await signed_in(site)
    path = "/inkstone/v1/verify"
    assert (await site.client.post(path, json=picture, headers=headers)).status_code == 401
    answer = await site.client.post(path, json=picture, headers={**headers, **PAGE})
    assert answer.status_code == 200, answer.text


async def test_two_servers_on_one_host_do_not_take_each_others_cookies(site: Site) -> None:
    links = site.parts.services.links
    one, other = (
        Sessions(signer=UrlSigner([secret * 32]), links=links).cookie for secret in (b"a", b"b")
    )
    again = Sessions(signer=UrlSigner([b"a" * 32]), links=links).cookie
    assert one == again != other
    assert len(one.removeprefix("inkstone_page_")) == 8
