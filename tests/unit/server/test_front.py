from pathlib import Path

import pytest

from inkstone.server.front import normalised
from unit.server.conftest import Site, open_site

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/jobs", "/jobs"),
        ("/jobs/", "/jobs"),
        ("/v1", "/"),
        ("/v1/", "/"),
        ("/", "/"),
        ("", "/"),
        ("/v1x/jobs", "/v1x/jobs"),
        ("/v10", "/v10"),
    ],
)
def test_a_path_is_the_same_with_or_without_v1_and_slash(path: str, said: str) -> None:
    assert normalised(path) == said


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/health", "empiriolabs"),
        ("/v1/health/", "empiriolabs"),
        ("/empiriolabs/health", "empiriolabs"),
        ("/empiriolabs/v1/health", "empiriolabs"),
        ("/empiriolabs/nothing", "empiriolabs"),
        ("/inkstone/v1/nothing", "native"),
        ("/nothing", None),
        ("/v1/nothing", None),
        ("/empiriolab", None),
    ],
)
async def test_a_path_belongs_to_its_dialect(site: Site, path: str, dialect: str | None) -> None:
    answer = await site.client.get(path)

    assert answer.headers.get("inkstone-dialect") == dialect
    assert answer.status_code == (200 if path.rstrip("/").endswith("/health") else 404)
    assert answer.headers["content-type"] == "application/json"


async def test_a_path_longer_than_anybodys_is_refused(site: Site) -> None:
    assert (await site.client.get("/" + "a" * 2048)).status_code == 414
    assert (await site.client.get("/" + "a" * 2047)).status_code == 404


@pytest.mark.parametrize("host", ["a@b", "a/b", "a b", "127.0.0.1:80@b", "[::1", "a:123456", "é"])
async def test_a_host_that_is_none_is_refused(site: Site, host: str) -> None:
    answer = await site.client.get("/healthz", headers=[(b"host", host.encode())])

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_host")


@pytest.mark.parametrize("host", ["a", "a.b-c_d:8000", "[::1]:80", "[::1]", "10.0.0.1", ""])
async def test_a_host_is_a_name_or_an_address_and_a_port(site: Site, host: str) -> None:
    answer = await site.client.get("/healthz", headers={"host": host})

    assert answer.status_code == 200


SHARED = "/v1/images/generations"


@pytest.mark.parametrize(
    ("model", "dialect"),
    [
        ("qwen-image-2-0", "empiriolabs"),
        ("alibaba/qwen-image-2-0", "aimlapi"),
        ("qwen-image-2.0", "gccai"),
        ("gpt-image-1", "openai"),
        (None, "openai"),
    ],
)
async def test_the_shared_path_is_whose_the_model_says(
    site: Site, model: str | None, dialect: str
) -> None:
    answer = await site.client.post(
        SHARED, json={"model": model, "prompt": ""}, headers=site.headers
    )
    assert 400 <= answer.status_code < 500
    assert answer.headers["inkstone-dialect"] == dialect


@pytest.mark.parametrize(
    ("content", "key", "status"),
    [
        (b'{"model": "qwen-image-2-0"}', None, 401),
        (b'{"model": "qwen-image-2-0"}', "no key", 401),
        (b"{", "good", 400),
        (b"", "good", 400),
        (b"[]", "good", 400),
        (b'{"a": "' + b"x" * 40_000_000 + b'"}', "good", 413),
    ],
)
async def test_a_fault_before_the_model_is_known_is_told_in_openais_shape(
    site: Site, content: bytes, key: str | None, status: int
) -> None:
    headers = site.headers if key == "good" else {"Authorization": f"Bearer {key}"} if key else {}
    answer = await site.client.post(SHARED, content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["inkstone-dialect"] == "openai"
    assert set(answer.json()["error"]) >= {"message", "type", "param", "code"}


async def test_one_dialect_may_have_the_shared_path_for_itself(tmp_path: Path) -> None:
    async with open_site(tmp_path, root_dialect="gccai") as site:
        for model in ("qwen-image-2-0", "alibaba/qwen-image-2-0", "gpt-image-1"):
            answer = await site.client.post(SHARED, json={"model": model}, headers=site.headers)
            assert answer.headers["inkstone-dialect"] == "gccai"


async def test_a_page_of_a_listed_origin_may_call(tmp_path: Path) -> None:
    async with open_site(tmp_path, cors_origins=("https://app.example",)) as site:
        asked = {
            "Origin": "https://app.example",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization, x-stainless-lang, x-dashscope-async",
        }
        allowed = await site.client.options(SHARED, headers=asked)
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "https://app.example"
        assert "x-stainless-lang" in allowed.headers["access-control-allow-headers"]
        refused = await site.client.options(SHARED, headers={**asked, "Origin": "https://evil"})
        assert refused.status_code == 400
        assert "access-control-allow-origin" not in refused.headers
        answer = await site.client.get("/healthz", headers={"Origin": "https://app.example"})
        exposed = answer.headers["access-control-expose-headers"]
        assert {"x-inference-id", "inkstone-job", "x-request-id"} <= set(exposed.split(", "))


async def test_every_vendors_client_finds_its_models_at_the_root(site: Site) -> None:
    listed = (await site.client.get("/v1/models", headers=site.headers)).json()
    by_id = {model["id"]: model for model in listed["data"]}

    assert listed["object"] == "list"
    assert len(by_id) == len(listed["data"])
    for model in listed["data"]:
        assert {"id", "object", "created", "owned_by"} <= set(model)
    assert "qwen-image-2.0" in by_id
    assert by_id["qwen-image-2-0"]["pricing_rows"]
    assert by_id["alibaba/qwen-image-2-0"]["type"] == "openai/image-generations"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("qwen-image-2.0", "owned_by"),
        ("qwen-image-2-0", "pricing_rows"),
        ("alibaba/qwen-image-2-0", "created"),
        ("alibaba/qwen-image-2-0", "info"),
    ],
)
async def test_a_model_at_the_root_is_found_by_any_vendors_name(
    site: Site, name: str, field: str
) -> None:
    answer = await site.client.get(f"/v1/models/{name}", headers=site.headers)

    assert answer.status_code == 200, answer.text
    assert answer.json()["id"] == name
    assert answer.headers["inkstone-dialect"] == "openai"
    assert answer.json()[field]


async def test_models_at_the_root_refuse_wrong_keys_and_unknown_names(site: Site) -> None:
    wrong = await site.client.get("/v1/models", headers={"Authorization": "Bearer sk-wrong"})
    assert (wrong.status_code, wrong.headers["inkstone-dialect"]) == (401, "openai")
    unknown = await site.client.get("/v1/models/nobody", headers=site.headers)
    assert unknown.status_code == 404
    assert set(unknown.json()["error"]) == {"message", "type", "param", "code"}
    # One of the vendors shows its models to everybody.
    assert (await site.client.get("/v1/models")).status_code == 200
    assert (await site.client.post("/v1/models", headers=site.headers)).status_code == 405
