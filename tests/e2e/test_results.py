"""Results by their signed addresses, over TCP."""

import re

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.server import Server, ended, submit, until


@pytest.fixture
def url(client: httpx.Client) -> str:
    """The address of a picture."""
    job = ended(client, submit(client, "a red apple"))
    return str(job["result"]["data"][0]["url"])


def test_a_result_is_harmless_wherever_it_is_opened(url: str) -> None:
    headers = httpx.get(url).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-disposition"].startswith("inline;")
    assert headers["cache-control"].startswith("private")


def test_a_head_says_what_a_get_would(url: str) -> None:
    got, head = httpx.get(url), httpx.head(url)

    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == got.headers[name]


def test_a_range_is_a_part(url: str) -> None:
    whole = httpx.get(url).content
    part = httpx.get(url, headers={"range": "bytes=10-19"})

    assert part.status_code == 206
    assert part.content == whole[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert httpx.get(url, headers={"range": "bytes=-5"}).content == whole[-5:]
    beyond = httpx.get(url, headers={"range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize("value", ["{etag}", '"other", {etag}', "W/{etag}", "*"])
def test_who_has_it_already_is_not_sent_it_again(url: str, value: str) -> None:
    etag = httpx.get(url).headers["etag"]
    again = httpx.get(url, headers={"if-none-match": value.format(etag=etag)})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert httpx.get(url, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"sig=.", "sig=!"),
        (r"exp=(\d+)", r"exp=1\1"),
        (r"exp=\d+", "exp="),
        (r"exp=\d+", "exp=9999999999999999999999"),
        (r"exp=\d+", "exp=-1"),
        (r"&sig=.*", ""),
        (r"\?.*", ""),
        (r"/0\.png", "/1.png"),
        (r"/1/0\.png", "/1/%2e%2e/1/0.png"),
        (r"/job_\w+/1/0\.png", "/../../inkstone.db"),
        (r"/job_\w+/1/0\.png", "/%2e%2e/%2e%2e/secret.key"),
        (r"/0\.png", "/0.png%00"),
    ],
)
def test_a_changed_address_is_nobodys(url: str, pattern: str, replacement: str) -> None:
    changed = re.sub(pattern, replacement, url, count=1)
    assert changed != url

    answer = httpx.get(changed)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.slow
def test_an_address_ends_when_it_says(new_server: NewServer) -> None:
    server = new_server(env={"INKSTONE_EMPIRIOLABS_URL_LIFETIME_S": "5"}).start()
    with server.client() as client:
        url = ended(client, submit(client, "a red apple"))["result"]["data"][0]["url"]
    assert httpx.get(url).status_code == 200

    until(lambda: httpx.get(url).status_code != 200, what="it ends")
    assert httpx.get(url).status_code in {404, 410}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "evil.example", "[::1]", ""])
def test_addresses_name_the_host_that_was_asked_only_if_it_is_ours(
    server: Server, host: str
) -> None:
    port = httpx.URL(server.url).port
    with server.client() as client:
        body = {"model": "qwen-image-2-0", "prompt": "a", "size": "512x512", "sync": True}
        headers = {"host": f"{host}:{port}"}
        answer = client.post("/v1/images/generations", json=body, headers=headers)
    assert answer.status_code == 200
    found = httpx.URL(answer.json()["data"][0]["url"])
    assert found.host == (host.strip("[]") if host not in {"", "evil.example"} else "127.0.0.1")


@pytest.mark.parametrize("host", ["{}@evil.example", "{}/evil.example", "{}?", "a b", "{}#", "[x]"])
def test_a_host_that_is_none_is_refused(server: Server, host: str) -> None:
    hostile = {"host": host.format(httpx.URL(server.url).netloc.decode())}
    for path in ("/", "/v1/models", "/healthz"):
        answer = httpx.get(server.url + path, headers=hostile)
        assert answer.status_code == 400, answer.text
