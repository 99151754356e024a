"""OpenAI over HTTP, in process: pictures in one call, models, and what all of it costs."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from unit.dialects.openai.pictures import GENERATIONS, KITE, SLOW, opened, spent_micros
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio


async def test_an_answer_has_the_pictures_in_full(platform: Platform) -> None:
    before = int(datetime.now(UTC).timestamp())
    answer = await platform.post(GENERATIONS, **KITE, n=2, seed=7)
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == [
        "created",
        "background",
        "output_format",
        "quality",
        "size",
        "data",
        "usage",
    ]
    assert before <= body["created"] <= before + 20
    assert (body["size"], body["output_format"]) == ("512x512", "png")
    assert [set(image) for image in body["data"]] == [{"b64_json", "seed"}] * 2
    assert [image["seed"] for image in body["data"]] == [7, 8]
    assert [opened(image["b64_json"]).size for image in body["data"]] == [(512, 512)] * 2
    assert body["usage"]["total_tokens"] == 0
    assert answer.headers["inkstone-engine"] == "echo/echo@1"
    assert int(answer.headers["openai-processing-ms"]) >= 0
    assert await spent_micros(platform) == 60_000


async def test_an_answer_by_address_is_signed(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **KITE, response_format="url")
    (image,) = answer.json()["data"]
    assert set(image) == {"url", "seed"}
    url = urlsplit(image["url"])
    query = parse_qs(url.query)
    until = datetime.fromtimestamp(int(query["exp"][0]), UTC) - datetime.now(UTC)
    assert timedelta(days=6) < until <= timedelta(days=7)
    platform.signer.verify(url.path, query["exp"][0], query["sig"][0], now=datetime.now(UTC))


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
async def test_every_format_has_the_exact_size(platform: Platform, kind: str) -> None:
    body = {**KITE, "size": "500x301", "output_format": kind, "output_compression": 60}
    answer = await platform.post(GENERATIONS, **body)
    picture = opened(answer.json()["data"][0]["b64_json"])
    assert (picture.format or "").lower() == kind
    assert picture.size == (500, 301)
    assert answer.json()["output_format"] == kind


async def test_a_missing_model_is_a_default_at_the_prefix_only(platform: Platform) -> None:
    body = {"prompt": "A kite", "size": "256x256"}
    at_the_root = await platform.post(GENERATIONS, **body)
    assert at_the_root.status_code == 400
    error = at_the_root.json()["error"]
    assert (error["param"], error["code"]) == ("model", "missing_required_parameter")
    transport = httpx.ASGITransport(platform.app, root_path="/openai")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for fields, charged in (({}, 30_000), ({"quality": "high"}, 100_000)):
            answer = await client.post(
                "/openai" + GENERATIONS, json={**body, **fields}, headers=platform.headers
            )
            assert answer.status_code == 200, answer.text
            assert await spent_micros(platform) == charged


async def test_part_of_the_pictures_is_a_success_with_a_warning(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **{**KITE, "prompt": "[fail_after=2]"}, n=4)
    assert len(answer.json()["data"]) == 2
    assert answer.headers["inkstone-warning"] == "partial"
    assert await spent_micros(platform) == 60_000


async def test_what_is_done_without_is_told(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **KITE, num_inference_steps=30, true_cfg_scale=4)
    assert answer.status_code == 200
    assert answer.headers["inkstone-warning"] == "steps_unavailable, guidance_unavailable"


async def test_a_failure_is_an_error_and_free(platform: Platform) -> None:
    answer = await platform.post(GENERATIONS, **{**KITE, "prompt": "[fail_after=0]"})
    assert answer.status_code == 502
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"], error["code"]) == (
        "server_error",
        None,
        "engine_failure",
    )
    assert await spent_micros(platform) == 0


async def test_an_account_without_money_is_told_not_to_try_again(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="openai", grant="0.05") as platform:
        answer = await platform.post(GENERATIONS, **KITE, n=2)
        assert answer.status_code == 429
        assert answer.json()["error"]["code"] == "insufficient_quota"
        assert answer.headers["x-should-retry"] == "false"


async def test_a_wait_that_is_too_long_ends_the_job_free_of_charge(tmp_path: Path) -> None:
    limits = with_limits(sync_wait_s=0.3)
    async with run(tmp_path, dialect="openai", limits=limits) as platform:
        answer = await platform.post(GENERATIONS, **SLOW)
        assert answer.status_code == 504
        assert answer.json()["error"]["code"] == "generation_timeout"
        assert answer.headers["x-should-retry"] == "false"
        (job,) = await platform.services.queries.newest(account_id=platform.account_id, limit=5)
        await platform.ended(job.id)
        assert await spent_micros(platform) == 0


async def test_a_key_names_one_answer(platform: Platform) -> None:
    async def ask(**fields: object) -> httpx.Response:
        headers = {**platform.headers, "Idempotency-Key": "k1"}
        body = {**KITE, **fields}
        return await platform.client.post(GENERATIONS, json=body, headers=headers)

    first, again = await ask(), await ask()
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await ask(n=2)
    assert other.status_code == 400
    assert other.json()["error"]["code"] == "idempotency_mismatch"
    assert await spent_micros(platform) == 30_000


async def test_a_retry_that_says_so_finds_the_first_job(platform: Platform) -> None:
    async def ask(count: int) -> httpx.Response:
        headers = {**platform.headers, "x-stainless-retry-count": str(count)}
        return await platform.client.post(GENERATIONS, json=KITE, headers=headers)

    first, other = await asyncio.gather(ask(0), ask(0))
    assert first.headers["inkstone-job"] != other.headers["inkstone-job"]
    retried = await ask(1)
    assert retried.headers["idempotent-replayed"] == "true"
    assert await spent_micros(platform) == 60_000


async def test_models_are_the_vendors_plain_objects(platform: Platform) -> None:
    listed = (await platform.get("/models")).json()
    assert listed["object"] == "list"
    by_id = {model["id"]: model for model in listed["data"]}
    assert by_id["qwen-image-2.0"] == {
        "id": "qwen-image-2.0",
        "object": "model",
        "created": 1772496000,
        "owned_by": "qwen",
    }
    found = await platform.get("/models/qwen-image-2.0-pro")
    assert found.json() == by_id["qwen-image-2.0-pro"]
    alias = await platform.get("/models/qwen-image-2-0")
    assert alias.json() == {**by_id["qwen-image-2.0"], "id": "qwen-image-2-0"}
    missing = await platform.get("/models/dall-e-3")
    assert missing.status_code == 404
    assert missing.json()["error"]["code"] == "model_not_found"


async def test_variations_are_gone_with_their_model(platform: Platform) -> None:
    answer = await platform.post("/images/variations", image="x")
    assert answer.status_code == 404
    assert "POST /images/generations" in answer.json()["error"]["message"]


async def test_pictures_that_were_deleted_are_gone(platform: Platform) -> None:
    headers = {**platform.headers, "Idempotency-Key": "k2"}
    first = await platform.client.post(GENERATIONS, json=KITE, headers=headers)
    assert base64.b64decode(first.json()["data"][0]["b64_json"])
    await platform.blobs.delete_prefix(f"{first.headers['inkstone-job']}/")
    again = await platform.client.post(GENERATIONS, json=KITE, headers=headers)
    assert again.status_code == 410
    assert again.json()["error"]["code"] == "result_deleted"
