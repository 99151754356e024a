"""AIML API's catalogue: sections, filters, and the answer that nothing has changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
STANDARD, PRO = "alibaba/qwen-image-2-0", "alibaba/qwen-image-2-0-pro"


@pytest.fixture
async def idle(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The dialect without a worker."""
    async with run(tmp_path, dialect="aimlapi", works=False) as running:
        yield running


async def listed(idle: Platform, query: str = "") -> list[dict]:
    """The catalogue as anybody gets it, without a key."""
    answer = await idle.client.get(f"/models?{query}")
    assert answer.status_code == 200
    assert answer.json()["object"] == "list"
    return list(answer.json()["data"])


async def test_a_model_says_who_it_is_and_no_more_unless_asked(idle: Platform) -> None:
    first, second = await listed(idle)
    assert list(first) == ["id", "aliases", "type", "info", "tags"]
    assert (first["id"], first["aliases"]) == (STANDARD, ["qwen-image-2-0"])
    assert (second["id"], second["info"]["developer"]) == (PRO, "Alibaba Cloud")
    assert (await idle.client.get("/api/v1/models")).json()["data"] == [first, second]


@pytest.mark.parametrize(
    ("query", "sections"),
    [
        ("include=pricing", {"pricing"}),
        ("include=pricing,capabilities", {"pricing", "capabilities"}),
        ("include=Pricing&include=modalities", {"pricing", "modalities"}),
        ("include=all", {"pricing", "modalities", "capabilities"}),
        ("details=true", {"pricing", "modalities", "capabilities"}),
        ("include=prices", set()),
        ("details=1", set()),
    ],
)
async def test_sections_are_added_as_asked(idle: Platform, query: str, sections: set[str]) -> None:
    for model in await listed(idle, query):
        assert set(model) - {"id", "aliases", "type", "info", "tags"} == sections


async def test_prices_are_the_rate_cards(idle: Platform) -> None:
    standard, pro = await listed(idle, "include=pricing")
    unit = {"name": "image", "price": 0.0455, "per": 1}
    assert standard["pricing"] == {"kind": "fixed", "currency": "USD", "units": [unit]}
    assert pro["pricing"]["units"][0]["price"] == 0.0975


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (f"id={STANDARD}", [STANDARD]),
        ("id=QWEN-image-2-0-pro", [PRO]),
        (f"id={STANDARD},{PRO}", [STANDARD, PRO]),
        (f"id={STANDARD}&id={PRO}", [STANDARD, PRO]),
        ("id=flux/dev", []),
        ("type=openai/image-generations", [STANDARD, PRO]),
        ("type=video", []),
        ("tags=playground:image", [STANDARD, PRO]),
        ("modalities=image", [STANDARD, PRO]),
        ("input_modalities=image,audio", [STANDARD, PRO]),
        ("output_modalities=text", []),
        ("capabilities=image_to_image", [STANDARD, PRO]),
        (f"capabilities=text_to_image&id={PRO}", [PRO]),
        ("id=&capabilities=", [STANDARD, PRO]),
    ],
)
async def test_filters_keep_what_has_one_of_the_words_of_each(
    idle: Platform, query: str, ids: list[str]
) -> None:
    assert [model["id"] for model in await listed(idle, query)] == ids


async def test_an_etag_says_that_nothing_has_changed(idle: Platform) -> None:
    first = await idle.client.get("/models")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for sent in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        again = await idle.client.get("/models", headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await idle.client.get("/models?include=all", headers={"If-None-Match": tag})
    assert (other.status_code, other.headers["etag"] == tag) == (200, False)


async def test_the_etag_can_be_asked_for_alone(idle: Platform) -> None:
    for path in ("/models", "/api/v1/models"):
        answer = await idle.client.head(path)
        assert answer.headers["etag"] == (await idle.client.get(path)).headers["etag"]


@pytest.mark.parametrize("name", [STANDARD, "qwen-image-2-0", PRO])
async def test_one_model_is_shown_by_any_of_its_names(idle: Platform, name: str) -> None:
    answer = (await idle.client.get(f"/model/{name}")).json()
    assert answer["object"] == "model"
    assert name in {answer["data"]["id"], *answer["data"]["aliases"]}
    assert answer["data"]["capabilities"] == ["text_to_image", "image_to_image"]


async def test_an_unknown_model_is_not_found(idle: Platform) -> None:
    answer = await idle.client.get("/model/flux/dev")
    assert (answer.status_code, answer.json()["path"]) == (404, "/model/flux/dev")
    assert STANDARD in answer.json()["message"]
