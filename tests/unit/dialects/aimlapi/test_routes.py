"""AIML API over HTTP, in process: pictures, what they cost, what every answer is told by."""

import base64
from datetime import datetime
from pathlib import Path

import pytest

from inkstone.engines.base import Capabilities
from unit.dialects.running import Platform, run, with_limits
from unit.media import ordinary

pytestmark = pytest.mark.anyio

GENERATIONS = "/images/generations"
KITE = {"model": "alibaba/qwen-image-2-0", "prompt": "A red kite", "image_size": "square"}


async def test_the_answer_is_a_picture_and_what_it_cost(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **KITE)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(body) == ["created", "data", "meta"]
    (image,) = body["data"]
    assert list(image) == ["url"]
    assert body["meta"] == {"usage": {"credits_used": 91_000, "usd_spent": 0.0455}}
    assert abs(body["created"] / 1000 - datetime.now().timestamp()) < 60  # noqa: DTZ005
    assert answer.headers["x-aimlapi-credits-used"] == "91000"
    assert answer.headers["x-aimlapi-usd-spent"] == "0.045500000"


async def test_pro_costs_what_pro_costs(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **{**KITE, "model": "alibaba/qwen-image-2-0-pro"})
    usage = answer.json()["meta"]["usage"]
    assert usage == {"credits_used": 195_000, "usd_spent": 0.0975}
    assert (await aimlapi.get("/v2/billing")).json()["current_balance"] == 99.9025


async def test_b64_json_carries_the_picture_alone(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **KITE, response_format="b64_json")
    (image,) = answer.json()["data"]
    assert list(image) == ["b64_json"]
    assert base64.b64decode(image["b64_json"]).startswith(b"\x89PNG")


async def test_a_picture_in_base64_is_edited(aimlapi: Platform) -> None:
    text = base64.b64encode(ordinary.example("png")).decode()
    body = {**KITE, "image_urls": [text, f"data:image/png;base64,{text}"]}
    answer = await aimlapi.post(GENERATIONS, **body)
    assert answer.status_code == 200, answer.text


async def test_a_picture_that_cannot_be_read_is_a_400_and_free(aimlapi: Platform) -> None:
    text = base64.b64encode(b"no picture" * 20).decode()
    answer = await aimlapi.post(GENERATIONS, **KITE, image_urls=[text])
    body = answer.json()
    assert (answer.status_code, body["statusCode"]) == (400, 400)
    assert body["message"].startswith("Body validation error\n")
    assert (await aimlapi.get("/v2/billing")).json()["current_balance"] == 100


async def test_every_answer_has_an_inference_id_and_a_replay_the_same(aimlapi: Platform) -> None:
    headers = {**aimlapi.headers, "Idempotency-Key": "a key"}
    first, second = [
        await aimlapi.client.post(GENERATIONS, json=KITE, headers=headers) for _ in range(2)
    ]
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["x-inference-id"] == first.headers["x-inference-id"]
    assert second.json()["meta"] == first.json()["meta"]
    assert second.json()["created"] == first.json()["created"]
    others = [
        await aimlapi.post(GENERATIONS, **KITE),
        await aimlapi.post(GENERATIONS, **{**KITE, "prompt": "[fail_after=0]"}),
        await aimlapi.post(GENERATIONS, model="x"),
        await aimlapi.get("/nothing"),
    ]
    ids = {answer.headers["x-inference-id"] for answer in (first, *others)}
    assert len(ids) == 5
    assert {len(each) for each in ids} == {21}


async def test_another_body_under_the_same_key_is_a_400(aimlapi: Platform) -> None:
    headers = {**aimlapi.headers, "Idempotency-Key": "a key"}
    await aimlapi.client.post(GENERATIONS, json=KITE, headers=headers)
    other = await aimlapi.client.post(GENERATIONS, json={**KITE, "seed": 1}, headers=headers)
    assert other.status_code == 400
    assert "idempotency_mismatch" in other.json()["message"]


@pytest.mark.parametrize(
    ("sent", "is_good"),
    [
        ("a-1_2.3:4", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("a b", False),
        ("a/b", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", [GENERATIONS, "/v2/billing", "/nothing"])
async def test_a_clients_own_id_comes_back_or_is_dropped(
    aimlapi: Platform, path: str, sent: str, *, is_good: bool
) -> None:
    headers = {**aimlapi.headers, "X-Client-Request-Id": sent}
    for method in ("GET", "POST"):
        answer = await aimlapi.client.request(method, path, json={}, headers=headers)
        assert answer.headers.get("x-client-request-id") == (sent if is_good else None)


async def test_a_clients_own_id_folds_nothing(aimlapi: Platform) -> None:
    headers = {**aimlapi.headers, "X-Client-Request-Id": "same"}
    first, second = [
        await aimlapi.client.post(GENERATIONS, json=KITE, headers=headers) for _ in range(2)
    ]
    assert first.headers["inkstone-job"] != second.headers["inkstone-job"]


async def test_an_error_is_flat_and_names_the_vendors_path(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **{**KITE, "image_size": "wide", "seed": -1})
    body = answer.json()
    assert list(body) == ["requestId", "statusCode", "timestamp", "path", "message"]
    assert (answer.status_code, body["statusCode"]) == (400, 400)
    assert body["path"] == "/v1/images/generations"
    assert body["requestId"]
    first, second = body["message"].split("\n")
    assert first == "Body validation error"
    assert '`image_size` is "wide"; it must be one of square_hd, ' in second
    assert "`seed` is -1" in second
    datetime.fromisoformat(body["timestamp"])
    assert (await aimlapi.get("/v2/nothing")).json()["path"] == "/v2/nothing"


async def test_a_wrong_method_is_a_404_that_names_the_right_one(aimlapi: Platform) -> None:
    answer = await aimlapi.get(GENERATIONS)
    assert (answer.status_code, answer.headers["allow"]) == (404, "POST")
    assert "POST" in answer.json()["message"]


async def test_too_little_money_is_a_403(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="aimlapi", works=False, grant="0.04") as platform:
        answer = await platform.post(GENERATIONS, **KITE)
        assert (answer.status_code, answer.json()["statusCode"]) == (403, 403)


async def test_an_unknown_model_is_a_404(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **{**KITE, "model": "flux/dev"})
    assert answer.status_code == 404
    assert '`model` is "flux/dev"' in answer.json()["message"]


async def test_a_failure_of_the_engine_is_a_502_and_free(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **{**KITE, "prompt": "[fail_after=0]"})
    assert answer.status_code == 502
    assert answer.json()["message"].startswith("Bad Gateway\n")
    assert answer.headers["inkstone-job"].startswith("job_")
    assert (await aimlapi.get("/v2/billing")).json()["current_balance"] == 100


async def test_a_wait_that_is_too_long_ends_the_job_and_is_free(tmp_path: Path) -> None:
    limits = with_limits(sync_wait_s=0.05)
    async with run(tmp_path, dialect="aimlapi", works=False, limits=limits) as platform:
        answer = await platform.post(GENERATIONS, **KITE)
        assert answer.status_code == 504
        assert answer.json()["message"].startswith("Generation timeout")
        assert "retry-after" not in answer.headers
        assert (await platform.get("/v2/billing")).json()["current_balance"] == 100


async def test_what_is_lost_is_a_warning(aimlapi: Platform) -> None:
    answer = await aimlapi.post(GENERATIONS, **KITE, watermark=True, enhance_prompt=True)
    # The mark is not lost: the pixels carry it.
    assert answer.headers["inkstone-warning"] == "prompt_extend_unavailable"


async def test_an_engine_that_draws_only_refuses_edits(tmp_path: Path) -> None:
    limited = Capabilities()
    async with run(tmp_path, dialect="aimlapi", works=False, capabilities=limited) as platform:
        answer = await platform.post(GENERATIONS, **KITE, image_urls=["https://a.test/1.png"])
        assert answer.status_code == 400
        assert "text only" in answer.json()["message"]


async def test_a_replay_of_what_was_deleted_is_a_410(aimlapi: Platform) -> None:
    headers = {**aimlapi.headers, "Idempotency-Key": "a key"}
    made = await aimlapi.client.post(GENERATIONS, json=KITE, headers=headers)
    job_id = made.headers["inkstone-job"]
    await aimlapi.services.retention.delete_job(job_id, account_id=aimlapi.account_id)
    again = await aimlapi.client.post(GENERATIONS, json=KITE, headers=headers)
    assert again.status_code == 410
