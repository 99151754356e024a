"""GCCAI's calls beside those about tasks: balances, uploads, models."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from unit.dialects.running import Platform, run
from unit.media import ordinary

pytestmark = pytest.mark.anyio
PNG = ordinary.example("png")


@pytest.fixture
async def idle(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The dialect without a worker."""
    async with run(tmp_path, dialect="gccai", works=False) as running:
        yield running


async def bring(platform: Platform, **parts: object) -> httpx.Response:
    """Send a multipart body."""
    return await platform.client.post("/uploads/images", headers=platform.headers, files=parts)


@pytest.mark.parametrize("path", ["/balance", "/user/balance"])
async def test_a_balance_says_what_is_left_and_what_was_spent(gccai: Platform, path: str) -> None:
    body = {"model": "qwen-image-2.0-pro", "prompt": "A kite", "n": 2}
    made = await gccai.post("/images/generations", **body)
    await gccai.ended(made.headers["inkstone-job"])
    assert (await gccai.get(path)).json() == {
        "success": True,
        "remain_balance": 99.86,
        "used_balance": 0.14,
        "remain_credits": 99.86,
        "used_credits": 0.14,
        "unlimited_quota": False,
    }


async def test_what_is_held_does_not_remain_and_is_not_spent(idle: Platform) -> None:
    await idle.post("/images/generations", model="qwen-image-2.0", prompt="A kite")
    balance = (await idle.get("/balance")).json()
    assert (balance["remain_balance"], balance["used_balance"]) == (99.97, 0)


async def test_a_balance_is_refused_in_both_of_the_vendors_ways(idle: Platform) -> None:
    answer = await idle.client.get("/balance", headers={"Authorization": "Bearer no"})
    body = answer.json()
    assert (answer.status_code, body["success"]) == (401, False)
    assert body["message"] == body["error"]["message"]
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_upload_is_an_address_for_image_urls(gccai: Platform) -> None:
    answer = await bring(gccai, file=("my kite.png", PNG, "image/png"))
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert list(made) == ["url", "filename", "content_type", "bytes", "created_at"]
    assert (made["filename"], made["content_type"]) == ("my kite.png", "image/png")
    assert made["bytes"] == len(PNG)
    body = {"model": "qwen-image-2.0", "prompt": "Make it blue", "image_urls": [made["url"]]}
    task = (await gccai.post("/images/generations", **body)).json()["data"][0]
    await gccai.ended(task["task_id"])
    polled = (await gccai.get(f"/tasks/{task['task_id']}")).json()["data"]
    assert polled["status"] == "completed"


async def test_what_a_file_claims_to_be_does_not_count(idle: Platform) -> None:
    answer = await bring(idle, file=("a\r\nb.gif", PNG, "image/gif"))
    assert answer.json()["content_type"] == "image/png"
    assert answer.json()["filename"].isprintable()
    broken = await bring(idle, file=("a.png", b"no picture", "image/png"))
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, 400)


async def test_an_upload_without_a_file_says_what_is_missing(idle: Platform) -> None:
    for answer in (
        await bring(idle, other=("a.png", PNG, "image/png")),
        await idle.client.post("/uploads/images", content=PNG, headers=idle.headers),
    ):
        assert answer.status_code == 400
        assert "`file`" in answer.json()["error"]["message"]


async def test_an_upload_that_is_too_large_is_a_413(idle: Platform) -> None:
    answer = await bring(idle, file=("a.png", b"x" * 1_200_000, "image/png"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, 413)


async def test_the_models_are_listed_as_openai_does(idle: Platform) -> None:
    listed = (await idle.get("/models")).json()
    assert listed["object"] == "list"
    first = listed["data"][0]
    assert first["id"] == "qwen-image-2.0"
    assert (await idle.get("/models/qwen-image-2.0")).json() == first
    assert (await idle.get("/models/gpt-image-1")).status_code == 404
