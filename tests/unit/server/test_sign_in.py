"""Signing in with a typed key, and out."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from inkstone.server import attempts, sign_in
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio

PAGE = {"inkstone-page": "1"}
PATH = "/page/session"
JSON = {"content-type": "application/json"}


async def sent(site: Site, content: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = await site.client.post(PATH, content=content, headers={**PAGE, **JSON, **headers})
    error: dict[str, Any] = answer.json()["error"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert error["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, error


async def test_a_good_key_begins_a_session_and_out_ends_it(site: Site) -> None:
    await site.sign_in()
    assert (await site.client.get("/inkstone/v1/session", headers=PAGE)).status_code == 200

    answer = await site.client.delete(PATH, headers=PAGE)
    assert answer.status_code == 204
    assert not answer.content
    assert site.page.sessions.cookie not in site.client.cookies
    assert (await site.client.get("/inkstone/v1/session", headers=PAGE)).status_code == 401


async def test_blanks_around_a_pasted_key_are_no_part_of_it(site: Site) -> None:
    answer = await site.client.post(PATH, json={"key": f" {site.key}\n"}, headers=PAGE)
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b'{"key": "wrong"}', 401, "invalid_api_key"),
        (b'{"key": "sk-inkstone-"}', 401, "invalid_api_key"),
        (json.dumps({"key": "x" * 3_000}).encode(), 401, "invalid_api_key"),
        (b'{"key": ""}', 400, "invalid_request"),
        (b'{"key": "  "}', 400, "invalid_request"),
        (b'{"key": null}', 400, "invalid_request"),
        (b'{"key": ["x"]}', 400, "invalid_request"),
        (b"{}", 400, "invalid_request"),
        (b"", 400, "invalid_request"),
        (b"[]", 400, "invalid_request"),
        (b"key=x", 400, "invalid_request"),
        (b'{"key": "\\ud800"}', 400, "invalid_request"),
        (b'{"key": "a\\u0000b"}', 400, "invalid_request"),
        (b"\xff", 400, "invalid_request"),
        (b"[" * 4_000, 400, "invalid_request"),
        (b'{"key": "' + b"x" * 4_096 + b'"}', 413, "payload_too_large"),
    ],
)
async def test_what_is_no_key_is_refused(
    site: Site, content: bytes, status: int, code: str
) -> None:
    found, error = await sent(site, content)
    assert (found, error["code"]) == (status, code)
    assert error["message"]


async def test_a_body_without_a_length_is_given_up_at_its_limit(site: Site) -> None:
    num_sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal num_sent
        while num_sent < 1_000:
            num_sent += 1
            yield b" " * 1_024

    status, _ = await sent(site, endless())
    assert status == 413
    assert num_sent < 1_000


async def test_a_body_that_does_not_come_is_not_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import anyio

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await anyio.sleep_forever()

    # Ten seconds are long for a test.
    monkeypatch.setattr(sign_in, "_BODY_S", 0.05)
    status, error = await sent(site, slow())
    assert (status, error["code"]) == (400, "body_timeout")


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""],
)
async def test_only_json_is_taken_which_no_form_can_send(site: Site, kind: str) -> None:
    body = json.dumps({"key": site.key})
    status, error = await sent(site, body, **{"content-type": kind})
    assert (status, error["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "headers",
    [
        {"inkstone-page": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
async def test_no_other_site_signs_a_browser_in_or_out(site: Site, headers: dict[str, str]) -> None:
    status, error = await sent(site, json.dumps({"key": site.key}), **headers)
    assert (status, error["code"]) == (403, "permission_denied")
    await site.sign_in()
    answer = await site.client.delete(PATH, headers={**PAGE, **headers})
    assert answer.status_code == 403
    assert (await site.client.get("/inkstone/v1/session", headers=PAGE)).status_code == 200


async def test_wrong_keys_are_counted_and_good_ones_are_not(site: Site) -> None:
    for _ in range(2 * attempts.EACH_PER_MINUTE):
        await site.sign_in()
    for _ in range(attempts.EACH_PER_MINUTE):
        assert (await sent(site, b'{"key": "wrong"}'))[0] == 401
    answer = await site.client.post(PATH, json={"key": site.key}, headers=PAGE)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["error"]["code"] == "rate_limit_exceeded"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH"])
async def test_other_methods_are_refused(site: Site, method: str) -> None:
    assert (await site.client.request(method, PATH, headers=PAGE)).status_code == 405
