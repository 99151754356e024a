"""A vendor as the engine stays out of sight: nobody learns who it is, and nobody can choose it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openai
import pytest

from e2e.conftest import NewServer
from e2e.inside import rows
from e2e.native import V1
from e2e.openai_sdk import client_of
from e2e.server import Server, until
from e2e.test_moderation import CALLS, ask
from e2e.upstream_servers import KEY, Vendor, catalogue, of_vendor, selling, table

pytestmark = pytest.mark.slow
MODEL = "qwen-image-2.0"
#: What the vendor says of its customer, which is nobody else's business.
ACCOUNT = "ACME-77"
FAULTS = ("401", "402", "403", "404", "500", "502", "moderation", "cut", "html", "result-404")


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    """The vendor of all tests that do not kill it."""
    with selling() as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, vendor: Vendor) -> Iterator[Server]:
    """A server whose pictures the vendor makes."""
    env = of_vendor(vendor.url)
    made = Server(tmp_path_factory.mktemp("upstreams"), engine="dashscope", env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def test_nobody_learns_who_the_upstream_is(
    new_server: NewServer, vendor: Vendor, tmp_path: Path
) -> None:
    # However often it fails, it is asked again.
    patient = table("vendor", "dashscope", vendor.url, failures_max=1000)
    env = {"INKSTONE_MODELS_FILE": catalogue(tmp_path / "models", patient), "vendor_KEY": KEY}
    server = new_server(engine="vendor", env=env).start()
    heard: list[str] = []

    def hear(answer: httpx.Response) -> None:
        answer.read()
        heard.append(f"{answer.headers} {answer.text}")

    with server.client(timeout=100) as client, ThreadPoolExecutor(8) as pool:
        client.event_hooks["response"].append(hear)
        prompts = [f"secret [fault={fault}]" for fault in FAULTS] + ["secret"]
        calls = [(name, prompt) for name in sorted(CALLS) for prompt in prompts]
        list(pool.map(lambda call: ask(client, *call), calls))
        until(
            lambda: not rows(server.data_dir, "SELECT 1 FROM jobs WHERE finished_at IS NULL"),
            what="all have ended",
            within_s=100,
        )
        ids = [job_id for (job_id,) in rows(server.data_dir, "SELECT id FROM jobs")]
        assert len(ids) == len(calls)
        for job_id in ids:
            for path in (f"{V1}/jobs/{job_id}", f"/v1/jobs/{job_id}", f"/api/v1/tasks/{job_id}"):
                client.get(path)
        for path in ("/readyz", f"{V1}/models", f"{V1}/ledger", f"{V1}/usage", "/"):
            client.get(path)
    text = "\n".join(heard)
    for secret in (KEY, vendor.address, ACCOUNT):
        assert secret not in text, secret
    log = server.stderr + server.stdout
    for secret in (KEY, vendor.address):
        assert secret not in log, secret
    assert not [event for event in server.log() if "traceback" in event]


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[int]]]:
    """An address at which somebody waits to be called, and how often that happened."""
    with selling() as made:
        calls: list[int] = []
        yield f"http://{made.address}/api/v1", calls
        calls.append(made.server.num_open_max)
        assert calls == [0], "nobody called"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_request_cannot_say_where_it_goes(
    server: Server, vendor: Vendor, stranger: tuple[str, list[int]], name: str
) -> None:
    url, _ = stranger
    path, fields, _ = CALLS[name]
    smuggled = {
        **dict.fromkeys(("api_base", "base_url", "url", "endpoint", "upstream", "proxy"), url),
        "api_key": "sk-other",
        "extra_body": {"api_base": url, "base_url": url},
        "extra_headers": {"Authorization": "Bearer sk-other"},
        "custom_llm_provider": "openai",
        "litellm_params": {"api_base": url},
    }
    word = f"smuggled by {name}"
    body = {**fields, **smuggled, "prompt": word}
    if name == "dashscope":
        message = {"role": "user", "content": [{"text": word}], **smuggled}
        body = {
            **fields,
            **smuggled,
            "input": {"messages": [message], **smuggled},
            "parameters": smuggled,
        }
    headers = {"X-Api-Base": url, "X-Base-Url": url, "X-Upstream": url, "api-base": url}
    with server.client() as client:
        client.post(path, json=body, headers=headers, params={"api_base": url})
        for model in (url, f"openai/{url}", f"dashscope/{url}#", f"http://user@{url[7:]}", "../.."):
            refused = client.post(path, json={**body, "model": model}, headers=headers)
            if name not in {"wavespeed"}:  # there the model is the path
                assert 400 <= refused.status_code < 500, (model, refused.text)
        until(
            lambda: not rows(server.data_dir, "SELECT 1 FROM jobs WHERE finished_at IS NULL"),
            what="all have ended",
        )
    sent = [each for each in tuple(vendor.server.requests) if word.encode() in each.body]
    assert sent
    for each in sent:
        assert each.headers["authorization"] == f"Bearer {KEY}"
        assert url.encode() not in each.body


def test_openais_client_cannot_either(
    server: Server, account: httpx.Client, stranger: tuple[str, list[int]]
) -> None:
    url, _ = stranger
    with client_of(server, "/openai/v1", account) as openai_sdk:
        openai_sdk.images.generate(
            model=MODEL,
            prompt="a kite",
            size="512x512",
            extra_body={"api_base": url, "base_url": url, "api_key": "sk-other"},
        )
        with pytest.raises(openai.NotFoundError):
            openai_sdk.images.generate(model=f"openai/{url}", prompt="a kite", size="512x512")
