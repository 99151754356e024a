"""EmpirioLabs' pages: the catalogue, the templates, the health, and who may see them."""

import pytest

from unit.dialects.running import Platform

pytestmark = pytest.mark.anyio


async def test_the_models_page_has_prices_and_parameters(platform: Platform) -> None:
    (model,) = (await platform.get("/models")).json()["data"]
    assert (model["id"], model["object"], model["category"]) == (
        "qwen-image-2-0",
        "model",
        "image",
    )
    assert [(r["charge"], r["rate_usd"], r["list_rate_usd"]) for r in model["pricing_rows"]] == [
        ("Standard", 0.0322, 0.035),
        ("Pro", 0.069, 0.075),
    ]
    parameters = {p["name"]: p for p in model["supported_parameters"]}
    assert parameters["num_images"]["min"] == 1
    assert parameters["num_images"]["max"] == 6
    assert parameters["model_variant"]["default"] == "qwen-image-2.0-pro-2026-04-22"
    assert parameters["prompt"]["max_length"] == 800
    one = (await platform.get("/models/qwen-image-2.0")).json()
    assert [row["charge"] for row in one["pricing_rows"]] == ["Standard"]
    missing = await platform.get("/models/dall-e-3")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "model_not_found")


async def test_the_templates_pages_are_empty(platform: Platform) -> None:
    for path in ("/templates", "/images/templates"):
        answer = await platform.get(path, modality="image")
        assert answer.json() == {"object": "list", "data": []}


async def test_health_needs_no_key(platform: Platform) -> None:
    answer = await platform.client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_either_header_authenticates(platform: Platform) -> None:
    key = platform.headers["Authorization"].split()[1]
    for headers in ({"x-api-key": key}, {"Authorization": f"bearer  {key}"}):
        assert (await platform.client.get("/models", headers=headers)).status_code == 200
    wrong = await platform.client.get("/models", headers={"x-api-key": "sk-wrong"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "invalid_api_key")
