"""What bad input gets: the vendor's status and code, every fault named, nothing kept or charged.

Source: the parameters of the vendor's page of Qwen Image 2.0, read on 2026-11-20, row by row.
"""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from e2e import server as running
from e2e.inside import rows
from e2e.server import Server

GOOD = {"model": "qwen-image-2-0", "prompt": "a red apple"}
BALANCE = 100_000_000

#: What is sent, the status, the code, the field, and what the message says of value and range.
FIELDS: list[tuple[dict[str, Any], int, str, str, tuple[str, ...]]] = [
    ({"model": "gpt-image-9"}, 404, "model_not_found", "model", ("gpt-image-9", "qwen-image-2-0")),
    ({"model": None}, 400, "invalid_request", "model", ("missing",)),
    ({"model": 7}, 400, "invalid_request", "model", ("7", "a string")),
    ({"prompt": None}, 400, "invalid_request", "prompt", ("missing",)),
    ({"prompt": ""}, 400, "invalid_request", "prompt", ("blank", "1 to 800")),
    ({"prompt": " \n\u3000"}, 400, "invalid_request", "prompt", ("blank",)),
    ({"prompt": "字" * 801}, 400, "invalid_request", "prompt", ("801 characters", "800")),
    ({"prompt": ["a"]}, 400, "invalid_request", "prompt", ("an array", "a string")),
    ({"model_variant": "max"}, 400, "invalid_request", "model_variant", ("max", "qwen-image-2.0")),
    ({"aspect_ratio": "21:9"}, 400, "invalid_request", "aspect_ratio", ("21:9", "16:9", "4:5")),
    ({"use_custom_size": "yes"}, 400, "invalid_request", "use_custom_size", ("yes", "true or f")),
    ({"num_images": 0}, 400, "invalid_request", "num_images", ("is 0", "1 to 6")),
    ({"num_images": 7}, 400, "invalid_request", "num_images", ("is 7", "1 to 6")),
    ({"num_images": 1.5}, 400, "invalid_request", "num_images", ("1.5", "an integer")),
    ({"num_images": "2"}, 400, "invalid_request", "num_images", ('"2"', "an integer")),
    ({"num_images": True}, 400, "invalid_request", "num_images", ("true", "an integer")),
    ({"num_images": 10**400}, 400, "invalid_request", "num_images", ("401 digits", "1 to 6")),
    ({"n": 7}, 400, "invalid_request", "n", ("is 7", "1 to 6")),
    ({"negative_prompt": "x" * 501}, 400, "invalid_request", "negative_prompt", ("501", "500")),
    ({"prompt_extend": 1}, 400, "invalid_request", "prompt_extend", ("is 1", "true or false")),
    ({"watermark": "no"}, 400, "invalid_request", "watermark", ("no", "true or false")),
    ({"seed": -1}, 400, "invalid_request", "seed", ("is -1", "0 to 2147483647")),
    ({"seed": 2**31}, 400, "invalid_request", "seed", ("2147483648", "0 to 2147483647")),
    ({"seed": "random"}, 400, "invalid_request", "seed", ("random", "an integer")),
    ({"response_format": "png"}, 400, "invalid_request", "response_format", ("url, b64_json",)),
    ({"sync": "true"}, 400, "invalid_request", "sync", ('"true"', "true or false")),
    ({"size": "huge"}, 400, "invalid_request", "size", ("huge", "512 to 2048")),
    ({"size": "100x100"}, 400, "invalid_request", "size", ("100x100", "512 to 2048")),
    ({"size": "4096x4096"}, 400, "invalid_request", "size", ("4096x4096", "2048")),
    ({"image": ["http://a/1"] * 4}, 400, "invalid_request", "image", ("an array of 4", "3")),
    ({"image": ["ftp://a/b"]}, 400, "invalid_request", "image[0]", ("ftp://a/b", "http(s)")),
    ({"image": {"url": "x"}}, 400, "invalid_request", "image", ("an object", "an array")),
    ({"image": ["http://10.0.0.1/1"]}, 400, "invalid_request", "image[0]", ("10.0.0.1", "private")),
    ({"template": "poster"}, 404, "template_not_found", "", ("poster",)),
]
_SIDES: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    ({"custom_width": 511, "custom_height": 512}, "custom_width", ("is 511", "512 to 2048")),
    ({"custom_width": 512, "custom_height": 2049}, "custom_height", ("is 2049", "512 to 2048")),
    ({"custom_width": 512.5, "custom_height": 512}, "custom_width", ("512.5", "an integer")),
    ({"custom_width": 512}, "custom_height", ("missing", "512 to 2048")),
    ({}, "custom_width", ("missing",)),
]
FIELDS += [
    ({"use_custom_size": True, **sides}, 400, "invalid_request", field, said)
    for sides, field, said in _SIDES
]

_DEEP = b'{"model": "qwen-image-2-0", "prompt": "a", "x": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
#: Bodies that are no request at all.
BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "broken": (b'{"model": "qwen-image-2-0", ', "not JSON"),
    "trailing": (b'{"model": "qwen-image-2-0", "prompt": "a"} x', "not JSON"),
    "an array": (b"[]", "array"),
    "a string": (b'"a"', "string"),
    "null": (b"null", "null"),
    "latin-1": (b'{"prompt": "\xe9"}', "not UTF-8"),
    "utf-16": (json.dumps(GOOD).encode("utf-16"), "not UTF-8"),
    "NaN": (b'{"seed": NaN}', "NaN"),
    "infinity": (b'{"seed": 1e999}', "too large"),
    "a huge integer": (b'{"seed": ' + b"9" * 10_000 + b"}", "too long"),
    "NUL": (b'{"model": "qwen-image-2-0", "prompt": "a\\u0000b"}', "NUL"),
    "half a surrogate": (b'{"model": "qwen-image-2-0", "prompt": "\\ud83d"}', "surrogate"),
    "a hostile name": (b'{"\\u0000": 1}', "NUL"),
    "deep": (_DEEP, "deeper"),
    "very deep": (b"[" * 40_000, "deeper"),
    "endlessly deep": (b"[" * 200_000, "50,000"),
    "a form": (b"model=qwen-image-2-0&prompt=a", "not JSON"),
}

#: At the prefix nothing but this dialect answers, whatever is wrong.
GENERATIONS = "/empiriolabs" + running.GENERATIONS


@pytest.fixture(autouse=True)
def _nothing_is_kept_or_charged(server: Server, client: httpx.Client) -> Iterator[None]:
    yield
    found = client.get("/inkstone/v1/balance").json()
    assert (found["balance_micros"], found["held_micros"]) == (BALANCE, 0)
    for table in ("jobs", "idempotency_keys"):
        assert rows(server.data_dir, f"SELECT COUNT(*) FROM {table}") == [(0,)]


def _error(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-request-id"]
    error = answer.json()["error"]
    assert set(error) <= {"message", "type", "param", "code", "faults"}
    return dict(error)


@pytest.mark.parametrize("path", [GENERATIONS, running.GENERATIONS])
def test_every_field_out_of_its_range_is_named_with_its_value_and_range(
    client: httpx.Client, path: str
) -> None:
    for fields, status, code, param, said in FIELDS:
        if path == running.GENERATIONS and "model" in fields:
            continue  # at the root the model says whose request it is
        body = {name: value for name, value in {**GOOD, **fields}.items() if value is not None}
        answer = client.post(path, json=body, headers={"idempotency-key": "bad-input"})
        error = _error(answer, status)
        assert error["code"] == code, (fields, error)
        assert (error["param"] or "") == param, (fields, error)
        assert not param or f"`{param}`" in error["message"], error
        for words in said:
            assert words in error["message"], (words, error)


def test_all_faults_come_at_once(client: httpx.Client) -> None:
    body = {"model": "x", "seed": -1, "n": 9, "size": "1x1", "sync": 3, "prompt": " "}
    error = _error(client.post(GENERATIONS, json=body), 404)

    named = {fault["param"] for fault in error["faults"]}
    assert named == {"model", "seed", "n", "size", "sync", "prompt"}
    assert all(f"`{name}`" in error["message"] for name in named)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_request_is_refused(client: httpx.Client, name: str) -> None:
    body, said = BODIES[name]
    headers = {"content-type": "application/json"}
    error = _error(client.post(GENERATIONS, content=body, headers=headers), 400)

    assert said in error["message"]
    assert error["code"] == "invalid_request"


def test_a_multipart_body_is_refused(client: httpx.Client) -> None:
    answer = client.post(GENERATIONS, files={"image": b"x"}, data={"prompt": "a"})

    assert "multipart" in _error(answer, 400)["message"]


def test_of_two_equal_names_the_last_counts(client: httpx.Client) -> None:
    body = b'{"model": "qwen-image-2-0", "prompt": "a", "seed": 1, "seed": -1}'

    assert "is -1" in _error(client.post(GENERATIONS, content=body), 400)["message"]


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_body_of_40_megabytes_is_refused_and_the_server_stays_small(
    server: Server, client: httpx.Client, is_announced: bool
) -> None:
    body = b'{"prompt": "' + b"a" * 40_000_000 + b'"}'

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    try:
        answer = client.post(GENERATIONS, content=body if is_announced else chunks())
    except httpx.TransportError as error:
        pytest.fail(f"the client could not read why: {error!r}")
    assert _error(answer, 413)["code"] == "payload_too_large"
    assert server.rss_bytes() < 400_000_000


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "missing_api_key"),
        ({"authorization": "Bearer"}, "missing_api_key"),
        ({"authorization": "Basic abc"}, "missing_api_key"),
        ({"authorization": "Bearer sk-inkstone-wrong"}, "invalid_api_key"),
        ({"x-api-key": "wrong"}, "invalid_api_key"),
        ({"authorization": "Bearer " + "x" * 5_000}, "invalid_api_key"),
        ({"authorization": "Bearer ключ"}, "invalid_api_key"),
        ({"authorization": "Bearer ' OR 1=1 --"}, "invalid_api_key"),
    ],
)
def test_without_a_good_key_nothing_is_told(
    server: Server, headers: dict[str, str], code: str
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    for method, path in (
        ("POST", GENERATIONS),
        ("GET", "/v1/jobs"),
        ("GET", "/v1/jobs/job_00000000000000000000000000"),
        ("GET", "/v1/account/usage"),
        ("GET", "/empiriolabs/v1/models"),
        ("GET", "/inkstone/v1/balance"),
    ):
        answer = httpx.request(method, server.url + path, headers=raw)
        assert _error_code(answer) == code, path
        assert answer.headers["www-authenticate"] == "Bearer"


def _error_code(answer: httpx.Response) -> str:
    assert answer.status_code == 401, answer.text
    return str(answer.json()["error"]["code"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/", 200),
        ("PUT", GENERATIONS, 405),
        ("GET", GENERATIONS, 405),
        ("POST", "/v1/models", 405),
        ("GET", "/v1/jobs/x", 404),
        ("GET", "/v1/jobs/job_00000000000000000000000000", 404),
        ("GET", "/v1/jobs/%00", 404),
        ("GET", "/v1/jobs/..%2f..%2fetc", 404),
        ("GET", "/v1/models/none", 404),
        ("GET", "/v1/jobs?limit=0", 400),
        ("GET", "/v1/jobs?limit=x", 400),
        ("GET", "/v1/jobs?status=done", 400),
        ("GET", "/v1/account/usage?from=never", 400),
        ("GET", "/v1/account/usage?from=9999-12-31T23:59:59-23:59", 200),
        ("GET", "/v1/account/usage?from=0001-01-01T00:00:00%2B23:59", 200),
        ("GET", "/v1/account/usage?before=%00", 400),
        ("GET", "/v1/account/usage?before=usage_zzz", 400),
        ("GET", "/" + "a" * 3000, 414),
        ("GET", "/v1//models", 404),
        ("DELETE", "/healthz", 405),
    ],
)
def test_a_wrong_call_is_a_4xx_with_a_reason(
    server: Server, client: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status, answer.text
    assert answer.text
