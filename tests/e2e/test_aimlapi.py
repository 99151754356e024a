"""AIML API as its clients use it: a picture a call, models, bills; at the root and the prefix."""

import base64
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import openai
import pytest
import requests

from e2e.edits import BLUE, RED, as_uri, flat, halves, saved, upload
from e2e.pictures import drawing, pixels_of, png_size
from e2e.server import Server, balance

BOTH = pytest.mark.parametrize("prefix", ["", "/aimlapi"])
MODEL = "alibaba/qwen-image-2-0"
KITE = {"model": MODEL, "prompt": "a red kite"}


def ask(
    server: Server, prefix: str = "", *, key: str = "", headers: Any = None, **body: Any
) -> requests.Response:
    """One call for a picture, as the vendor's Python sample makes it."""
    return requests.post(
        f"{server.url}{prefix}/v1/images/generations",
        headers={"Authorization": f"Bearer {key or server.key}", **(headers or {})},
        json={**KITE, **body},
        timeout=60,
    )


def picture(answer: requests.Response) -> bytes:
    """The picture at the address of an answer."""
    assert answer.status_code == 200, answer.text
    return requests.get(answer.json()["data"][0]["url"], timeout=60).content


@BOTH
@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        (None, (1024, 768)),
        ("portrait_16_9", (576, 1024)),
        ({"width": 1440, "height": 512}, (1440, 512)),
    ],
)
def test_a_picture_has_exactly_the_size(
    server: Server, prefix: str, size: Any, pixels: tuple[int, int]
) -> None:
    assert png_size(picture(ask(server, prefix, image_size=size))) == pixels


@pytest.mark.parametrize(
    "path",
    [
        "/v1/images/generations",
        "/v1/images/generations/",
        "/images/generations",
        "/aimlapi/v1/images/generations/",
        "/aimlapi/images/generations",
    ],
)
def test_every_form_of_the_path_makes_a_picture(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json={**KITE, "image_size": "square"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["inkstone-dialect"] == "aimlapi"


@BOTH
def test_pictures_are_edited_by_address_uri_and_base64(
    server: Server, client: httpx.Client, prefix: str
) -> None:
    kept = upload(client, saved(flat(RED)))["url"]
    bare = base64.b64encode(saved(flat(BLUE))).decode()
    made = ask(server, prefix, image_urls=[kept, as_uri(halves(RED, BLUE)), bare])
    url = made.json()["data"][0]["url"]
    again = ask(server, prefix, image_urls=[url], image_size="square_hd")
    assert png_size(picture(again)) == (1024, 1024)


def test_the_same_seed_makes_the_same_picture(server: Server) -> None:
    body = {"seed": 7, "image_size": "square", "response_format": "b64_json"}
    first, second, other = [
        base64.b64decode(ask(server, **each).json()["data"][0]["b64_json"])
        for each in (body, body, {**body, "seed": 8})
    ]
    assert png_size(first) == (512, 512)
    assert drawing(first) == drawing(second)
    assert pixels_of(first) != pixels_of(other)


def test_the_openai_sdk_gets_a_picture_and_its_errors(server: Server) -> None:
    base_url = f"{server.url}/aimlapi/v1"
    with openai.OpenAI(base_url=base_url, api_key=server.key, max_retries=0) as sdk:
        made = sdk.images.generate(
            model=MODEL, prompt="a red kite", size="1024x1024", response_format="b64_json"
        )
        assert made.data is not None
        assert png_size(base64.b64decode(made.data[0].b64_json or "")) == (1024, 1024)
        with pytest.raises(openai.BadRequestError):
            sdk.images.generate(model=MODEL, prompt="a red kite", n=2)
        with pytest.raises(openai.NotFoundError):
            sdk.images.generate(model="flux/dev", prompt="a red kite")
        assert next(model.id for model in sdk.models.list()) == MODEL


def test_what_a_call_cost_stands_in_body_headers_balance_and_statement(
    server: Server, account: httpx.Client
) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    standard = ask(server, key=key, image_size="square")
    pro = ask(server, key=key, image_size="square", model=f"{MODEL}-pro")
    assert ask(server, key=key, prompt="[fail_after=0]").status_code == 502
    usage = [each.json()["meta"]["usage"] for each in (standard, pro)]
    assert usage == [
        {"credits_used": 91_000, "usd_spent": 0.0455},
        {"credits_used": 195_000, "usd_spent": 0.0975},
    ]
    assert pro.headers["x-aimlapi-credits-used"] == "195000"
    assert pro.headers["x-aimlapi-usd-spent"] == "0.097500000"
    assert account.get("/v2/billing").json() == {"current_balance": 99.857, "currency": "USD"}
    assert account.get("/v1/billing/balance").json()["balance"] == 199_714_000
    assert account.get("/v2/billing/detail").json()["current_balance"] == 99.857
    rows = account.get("/v2/billing/transactions", params={"direction": "CHARGE"}).json()["data"]
    assert [(row["model"], row["reference_id"]) for row in rows] == [
        (f"{MODEL}-pro", pro.headers["x-inference-id"]),
        (MODEL, standard.headers["x-inference-id"]),
    ]
    spent = sum(row["amount"]["credits"] for row in rows)
    assert balance(account)["balance_micros"] == 100_000_000 - spent // 2


def test_the_statement_has_what_other_dialects_cost_too(account: httpx.Client) -> None:
    body = {"model": "qwen-image-2.0", "prompt": "a kite"}
    task = account.post("/gccai/v1/images/generations", json=body).json()["data"][0]["task_id"]
    while account.get(f"/gccai/v1/tasks/{task}").json()["data"]["status"] != "completed":
        pass
    (row,) = account.get("/v2/billing/transactions?type=MODEL_USAGE").json()["data"]
    assert (row["amount"]["usd"], row["model"]) == (0.03, "qwen-image-2.0-2026-03-03")


def test_a_replay_is_the_same_picture_under_the_same_ids(
    server: Server, account: httpx.Client
) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    headers = {"Idempotency-Key": "one", "X-Client-Request-Id": "mine-1"}
    first, second = [ask(server, key=key, headers=headers) for _ in range(2)]
    assert picture(first) == picture(second)
    for name in ("x-inference-id", "x-client-request-id", "x-aimlapi-credits-used"):
        assert first.headers[name] == second.headers[name]
    assert first.headers["x-client-request-id"] == "mine-1"
    assert balance(account)["balance_micros"] == 100_000_000 - 45_500


def test_four_equal_calls_at_once_are_four_pictures(server: Server, account: httpx.Client) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ask(server, key=key, image_size="square"), range(4)))
    assert len({answer.headers["x-inference-id"] for answer in found}) == 4


@BOTH
def test_an_error_is_flat_and_names_its_call(server: Server, prefix: str) -> None:
    headers = {"X-Request-Id": str(uuid.uuid4()), "X-Client-Request-Id": "mine-2"}
    answer = ask(server, prefix, headers=headers, image_size="wide", seed=-1)
    body = answer.json()
    assert list(body) == ["requestId", "statusCode", "timestamp", "path", "message"]
    assert (answer.status_code, body["statusCode"]) == (400, 400)
    assert body["requestId"] == answer.headers["x-request-id"] == headers["X-Request-Id"]
    assert body["path"] == "/v1/images/generations"
    assert body["message"].startswith("Body validation error\n")
    assert "`image_size`" in body["message"]
    assert "`seed`" in body["message"]
    assert len(answer.headers["x-inference-id"]) == 21
    assert answer.headers["x-client-request-id"] == "mine-2"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"prompt": ""}, 400),
        ({"image_urls": []}, 400),
        ({"image_urls": ["https://pictures.invalid/a.png"]}, 400),
        ({"n": 2}, 400),
        ({"model": "alibaba/none"}, 404),
        ({"prompt": "[fail_after=0]"}, 502),
    ],
)
def test_what_is_refused_is_free(
    server: Server, account: httpx.Client, fields: dict[str, Any], status: int
) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    answer = ask(server, key=key, **fields)
    assert (answer.status_code, answer.json()["statusCode"]) == (status, status)
    assert balance(account)["available_micros"] == 100_000_000


def test_no_key_is_401_and_no_money_is_403(server: Server) -> None:
    answer = ask(server, "/aimlapi", key="none")
    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)
    poor = server.new_key("poor of aimlapi", grant="0.01")
    answer = ask(server, key=poor)
    assert (answer.status_code, answer.json()["statusCode"]) == (403, 403)


@pytest.mark.parametrize("path", ["/aimlapi/models", "/aimlapi/v1/models/", "/api/v1/models"])
def test_models_need_no_key(server: Server, path: str) -> None:
    answer = httpx.get(server.url + path, params={"include": "pricing"})
    assert [model["id"] for model in answer.json()["data"]] == [MODEL, f"{MODEL}-pro"]
    tag = answer.headers["etag"]
    again = httpx.get(
        server.url + path, params={"include": "pricing"}, headers={"If-None-Match": tag}
    )
    assert (again.status_code, again.content) == (304, b"")


@BOTH
def test_one_model_is_found_by_its_id_with_slashes(server: Server, prefix: str) -> None:
    answer = httpx.get(f"{server.url}{prefix}/model/{MODEL}-pro")
    assert json.loads(answer.text)["data"]["pricing"]["units"][0]["price"] == 0.0975
    assert httpx.get(f"{server.url}{prefix}/model/flux/dev").status_code == 404
