"""Prompts rewritten through the whole server, by a chat server beside it, in the vendors' words."""

import base64
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from contract.chatting import KEY, MODEL, Chatting, chatting
from e2e.conftest import NewServer
from e2e.edits import RED, as_uri, flat
from e2e.native import V1, submit
from e2e.server import Server, balance
from inkstone.client import Client

FEE = 2_000
CARD = """
[[version]]
name = "fees"
effective_on = 2020-01-01
"""
PRICE = 30_000


def card() -> str:
    """Prices of all dialects, with a fee for a rewritten prompt."""
    names = ("native", "openai", "dashscope", "empiriolabs", "aimlapi", "gccai", "wavespeed")
    tiers = f"standard = {{ price_micros = {PRICE} }}\npro = {{ price_micros = {PRICE} }}\n"
    rates = "".join(f"[version.rates.{name}]\n{tiers}" for name in names)
    return f"{CARD}{rates}[version.enhance]\n" + "".join(f"{name} = {FEE}\n" for name in names)


@pytest.fixture(scope="module")
def chat() -> Iterator[Chatting]:
    """Who rewrites."""
    with chatting() as told:
        yield told


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chat: Chatting) -> Iterator[Server]:
    """A server with an enhancer, and fees for it."""
    folder = tmp_path_factory.mktemp("enhance")
    (folder / "card.toml").write_text(card())
    env = {
        "INKSTONE_RATE_CARD": str(folder / "card.toml"),
        "INKSTONE_ENHANCER_URL": chat.url,
        "INKSTONE_ENHANCER_MODEL": MODEL,
        "INKSTONE_ENHANCER_API_KEY": KEY,
    }
    made = Server(folder, env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


@pytest.fixture(autouse=True)
def as_usual(chat: Chatting) -> None:
    """What the chat server does where a test does not say."""
    chat.asked.clear()
    chat.status, chat.ratio = 200, "16:9"


def parameters_of(data: bytes) -> dict[str, Any]:
    """What a PNG says of its making."""
    with Image.open(io.BytesIO(data)) as opened:
        return dict(json.loads(opened.text["inkstone:parameters"]))  # type: ignore[attr-defined]


def spent(account: httpx.Client) -> int:
    """What an account has paid."""
    return 100_000_000 - int(balance(account)["balance_micros"])


def test_a_job_is_drawn_from_the_rewritten_prompt(account: httpx.Client, chat: Chatting) -> None:
    body = {"prompt": "a cat", "seed": 7, "enhance": True}
    quote = account.post(f"{V1}/estimate", json=body).json()
    answer = account.post(f"{V1}/jobs?wait=60", json=body)
    job = answer.json()
    assert (job["status"], job["warnings"]) == ("succeeded", []), job
    assert job["revised_prompt"] == "better a cat"
    (image,) = job["images"]
    # Nobody named a size, so the enhancer's shape counts, within the price of the default.
    assert (image["width"], image["height"]) == (1360, 768)
    assert (job["request"]["width"], job["request"]["height"]) == (1360, 768)
    parameters = parameters_of(httpx.get(image["url"]).content)
    assert parameters["prompt"] == "a cat"
    assert parameters["revised_prompt"] == "better a cat"
    assert quote["amount_micros"] == job["price"]["charged_micros"] == PRICE + FEE
    assert spent(account) == PRICE + FEE
    assert chat.prompts == ["a cat"]


def test_the_same_seed_keeps_its_words_and_its_pixels(
    account: httpx.Client, chat: Chatting
) -> None:
    first = submit(account, "a dog", wait=60, enhance=True, seed=8)
    chat.before = "quite another "
    try:
        second = submit(account, "a dog", wait=60, enhance=True, seed=8)
        other = submit(account, "a dog", wait=60, enhance=True, seed=9)
    finally:
        chat.before = "better "
    assert first["revised_prompt"] == second["revised_prompt"] == "better a dog"
    assert other["revised_prompt"] == "quite another a dog"
    pixels = []
    for job in (first, second, other):
        with Image.open(io.BytesIO(httpx.get(job["images"][0]["url"]).content)) as opened:
            assert opened.size == (256, 256)  # the caller's own size stays
            pixels.append(opened.convert("RGB").tobytes())
    assert pixels[0] == pixels[1] != pixels[2]
    assert chat.prompts == ["a dog", "a dog"]


def test_what_is_rewritten_without_drawing_is_what_a_job_is_drawn_from(
    server: Server, account: httpx.Client, chat: Chatting
) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    with Client(key, server.url) as client:
        found = client.enhance("a fox", seed=3)
        assert (found.prompt, found.enhancer, found.is_cached) == ("better a fox", MODEL, False)
        job = client.generate("a fox", seed=3, enhance=True)
    assert job.revised_prompt == "better a fox"
    assert chat.prompts == ["a fox"]
    assert spent(account) == PRICE + FEE


def test_an_edit_shows_its_pictures_to_the_enhancer(account: httpx.Client, chat: Chatting) -> None:
    job = submit(account, "at night", wait=60, enhance=True, images=[as_uri(flat(RED))])
    assert job["revised_prompt"] == "better at night"
    parts = chat.asked[0]["messages"][-1]["content"]
    head, _, data = parts[1]["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as opened:
        red, green, blue = opened.resize((1, 1)).getpixel((0, 0))
    assert red > 180 > 90 > max(green, blue)


def test_a_job_that_keeps_its_prompt_does_not_pay_for_another(
    account: httpx.Client, chat: Chatting
) -> None:
    chat.status = 400
    job = submit(account, "a cow", wait=60, enhance=True)
    assert job["status"] == "succeeded"
    assert [each["code"] for each in job["warnings"]] == ["enhancer_failed"]
    assert job["revised_prompt"] is None
    assert job["price"]["quoted_micros"] == PRICE + FEE
    assert job["price"]["charged_micros"] == spent(account) == PRICE


def test_nobody_is_asked_about_a_prompt_that_is_to_stay(
    account: httpx.Client, chat: Chatting
) -> None:
    job = submit(account, "a hen", wait=60)
    assert (job["revised_prompt"], job["warnings"]) == (None, [])
    assert (job["price"]["quoted_micros"], chat.asked) == (PRICE, [])


def test_dashscope_rewrites_unless_it_is_told_not_to(account: httpx.Client, chat: Chatting) -> None:
    path = "/dashscope/api/v1/services/aigc/text2image/image-synthesis"
    headers = {"X-DashScope-Async": "enable"}

    def drawn(**parameters: Any) -> dict[str, Any]:
        body = {"model": "qwen-image-2.0", "input": {"prompt": "a kite"}, "parameters": parameters}
        task = account.post(path, json=body, headers=headers).json()["output"]["task_id"]
        while True:
            output = account.get(f"/dashscope/api/v1/tasks/{task}").json()["output"]
            if output["task_status"] in {"SUCCEEDED", "FAILED"}:
                (result,) = output["results"]
                return dict(result)

    rewritten = drawn()
    assert (rewritten["orig_prompt"], rewritten["actual_prompt"]) == ("a kite", "better a kite")
    assert "actual_prompt" not in drawn(prompt_extend=False)
    assert chat.prompts == ["a kite"]


def test_openai_tells_the_revised_prompt(account: httpx.Client, chat: Chatting) -> None:
    body = {"model": "qwen-image-2.0", "prompt": "a ship", "prompt_extend": True}
    (item,) = account.post("/openai/v1/images/generations", json=body).json()["data"]
    assert item["revised_prompt"] == "better a ship"
    with Image.open(io.BytesIO(base64.b64decode(item["b64_json"]))) as opened:
        assert opened.size == (1360, 768)
    assert chat.prompts == ["a ship"]


def test_a_server_without_an_enhancer_says_so(new_server: NewServer) -> None:
    plain = new_server("plain").start()
    with plain.client() as client:
        refused = client.post(f"{V1}/enhance", json={"prompt": "a cat"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no_enhancer")
        job = submit(client, "a cat", wait=60, enhance=True)
    assert [each["code"] for each in job["warnings"]] == ["prompt_extend_unavailable"]
