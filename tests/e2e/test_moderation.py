"""Moderation through the whole server: a list of phrases, and another server that is asked.

Every dialect refuses in its vendor's words, and nobody pays for what was refused.
"""

import base64
import io
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from PIL import Image

from e2e.conftest import NewServer
from e2e.dialects import DRAW, Asked
from e2e.edits import BLUE, RED, as_uri, flat
from e2e.inside import entry_counts, rows
from e2e.native import V1, submit
from e2e.openai_sdk import client_of
from e2e.server import Server, balance

LIST = """
# What nobody here draws.
[violence]
beheading
斩首
/behead(ed|ing)?/
[brands]
Acme Rocket
"""
REFUSED = ("the BEHEADING of a king", "国王被斩首", "an acme-rocket", "he was beheaded")
SQUARE = {"model": "qwen-image-2.0", "size": "512x512"}
#: By dialect: where it is asked, with what besides the prompt, and the words of its refusal.
CALLS: Mapping[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "aimlapi": (
        "/aimlapi/v1/images/generations",
        {"model": "alibaba/qwen-image-2-0"},
        {"statusCode": 400},
    ),
    "dashscope": (
        "/dashscope/api/v1/services/aigc/multimodal-generation/generation",
        {"model": "qwen-image-2.0"},
        {"code": "DataInspectionFailed"},
    ),
    "empiriolabs": (
        "/empiriolabs/v1/images/generations",
        {"model": "qwen-image-2-0"},
        {"error": {"code": "content_refused", "type": "invalid_request_error"}},
    ),
    "gccai": (
        "/gccai/v1/images/generations",
        {"model": "qwen-image-2.0"},
        {"error": {"code": 400, "type": "invalid_request_error"}},
    ),
    "native": (f"{V1}/jobs", {}, {"error": {"code": "content_refused"}}),
    "openai": (
        "/openai/v1/images/generations",
        SQUARE,
        {"error": {"code": "content_policy_violation", "type": "invalid_request_error"}},
    ),
    "wavespeed": (
        "/wavespeed/api/v3/wavespeed-ai/qwen-image-2.0/text-to-image",
        {},
        {"code": 400, "data": {"code": 1200}},
    ),
}


@dataclass
class Endpoint:
    """Another server that looks at words and pictures, as OpenAI's does."""

    url: str = ""
    #: How it answers: below 300 as it should.
    status: int = 200
    #: What it was shown: texts, and the colour in the middle of pictures.
    shown: list[Any] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def verdict(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Object to weapons, and to pictures that are red."""
        (part,) = asked["input"]
        if part["type"] == "text":
            self.shown.append(part["text"])
            is_bad = "weapon" in part["text"] or "武器" in part["text"]
        else:
            head, _, data = part["image_url"]["url"].partition(",")
            assert head == "data:image/jpeg;base64"
            with Image.open(io.BytesIO(base64.b64decode(data, validate=True))) as opened:
                red, green, blue = opened.convert("RGB").resize((1, 1)).getpixel((0, 0))
            self.shown.append((red, green, blue))
            is_bad = red > 180 and green < 90 and blue < 90
        categories = {"violence": is_bad, "sexual": False}
        scores = {"violence": 0.97 if is_bad else 0.01, "sexual": 0.01}
        result = {"flagged": is_bad, "categories": categories, "category_scores": scores}
        return {"id": "modr-1", "model": asked["model"], "results": [result]}


@contextmanager
def serving() -> Iterator[Endpoint]:
    """One that runs."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            endpoint.keys.add(self.headers["authorization"])
            assert self.path == "/v1/moderations"
            data = json.dumps(endpoint.verdict(body) if endpoint.status < 300 else {}).encode()
            self.send_response(endpoint.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{listening.server_port}/v1"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield endpoint
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    """One for all tests."""
    with serving() as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, endpoint: Endpoint) -> Iterator[Server]:
    """A server with both judges."""
    folder = tmp_path_factory.mktemp("moderation")
    (folder / "list.txt").write_text(LIST, encoding="utf-8")
    env = {
        "INKSTONE_MODERATION_BLOCKLIST": str(folder / "list.txt"),
        "INKSTONE_MODERATION_URL": endpoint.url,
        "INKSTONE_MODERATION_API_KEY": "sk-of-the-judge",
    }
    made = Server(folder, engine="sketch", env=env)
    try:
        yield made.start()
        assert made.faults() == []
        assert endpoint.keys == {"Bearer sk-of-the-judge"}
    finally:
        made.clean_up()


def ask(client: httpx.Client, name: str, prompt: str) -> httpx.Response:
    """Send a dialect's plainest request."""
    path, fields, _ = CALLS[name]
    if name == "dashscope":
        message = {"role": "user", "content": [{"text": prompt}]}
        return client.post(path, json={**fields, "input": {"messages": [message]}})
    return client.post(path, json={**fields, "prompt": prompt})


def says(body: Any, expected: Any) -> bool:
    """Whether a body says at least this."""
    if isinstance(expected, dict):
        return all(says(body[name], each) for name, each in expected.items())
    return bool(body == expected)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_dialect_refuses_in_its_words_and_for_free(
    server: Server, account: httpx.Client, name: str
) -> None:
    assert set(CALLS) == set(DRAW)
    before = rows(server.data_dir, "SELECT COUNT(*) FROM jobs"), entry_counts(server.data_dir)
    for prompt in (*REFUSED, "a heap of weapons", "一堆武器"):
        refused = ask(account, name, prompt)
        assert refused.status_code == 400, (prompt, refused.text)
        assert says(refused.json(), CALLS[name][2]), refused.text
        category = "brands" if "acme" in prompt else "violence"
        assert f"The prompt was refused: {category}. Nothing is charged" in refused.text
        # Neither the list nor the prompt is told to whoever sent it.
        assert prompt not in refused.text
    found = balance(account)
    assert (found["balance_micros"], found["held_micros"]) == (100_000_000, 0)
    after = rows(server.data_dir, "SELECT COUNT(*) FROM jobs"), entry_counts(server.data_dir)
    assert before == after


def test_what_nobody_objects_to_is_drawn(server: Server, endpoint: Endpoint) -> None:
    endpoint.shown.clear()
    with server.client() as client:
        job = submit(client, "a blue whale 鲸", wait=60, size="512x512")
    assert (job["status"], job["warnings"]) == ("succeeded", [])
    (image,) = job["images"]
    assert (image["flagged"], image["findings"]) == (False, [])
    prompt, picture = endpoint.shown
    assert prompt == "a blue whale 鲸"
    assert isinstance(picture, tuple)


def test_openais_client_sees_a_refusal_as_one(server: Server, account: httpx.Client) -> None:
    with (
        client_of(server, "/v1", account) as sdk,
        pytest.raises(openai.BadRequestError) as caught,
    ):
        sdk.images.generate(prompt=REFUSED[0], **SQUARE)  # type: ignore[arg-type]
    assert caught.value.code == "content_policy_violation"


def test_an_input_that_is_refused_costs_nothing(server: Server, account: httpx.Client) -> None:
    bad, good = as_uri(flat(RED)), as_uri(flat(BLUE))
    edit = {"wait": 60, "size": "512x512"}
    job = submit(account, "brighter", images=[good, bad], **edit)
    assert (job["status"], job["error"]["code"]) == ("failed", "content_refused")
    assert "Input picture 2 was refused: violence" in job["error"]["message"]
    assert balance(account)["balance_micros"] == 100_000_000
    assert submit(account, "brighter", images=[good], **edit)["status"] == "succeeded"


def test_a_key_that_flags_gets_its_pictures_with_a_warning(server: Server) -> None:
    with server.client() as owner:
        body = {"name": "flags", "account": "local", "policy": {"moderation": "flag"}}
        key = owner.post(f"{V1}/keys", json=body).json()["key"]
        body["policy"] = {"moderation": "allow"}
        free = owner.post(f"{V1}/keys", json=body).json()["key"]
    with server.client(key) as client:
        job = submit(client, REFUSED[0], wait=60, size="512x512")
        assert job["status"] == "succeeded"
        (said,) = [each for each in job["warnings"] if each["code"] == "content_flagged"]
        assert said["message"] == "The prompt was flagged: violence."
        DRAW["wavespeed"](client, Asked(prompt=REFUSED[1], side_px=512))
    with server.client(free) as client:
        job = submit(client, REFUSED[0], wait=60, size="512x512")
        assert "content_flagged" not in {each["code"] for each in job["warnings"]}
        assert job["images"][0]["flagged"] is None


def test_while_the_endpoint_is_away_nothing_goes_through_unseen(
    server: Server, endpoint: Endpoint, account: httpx.Client
) -> None:
    endpoint.status = 500
    try:
        for name in sorted(CALLS):
            away = ask(account, name, "a kite")
            assert away.status_code == 503, (name, away.text)
            assert int(away.headers["retry-after"]) >= 1
            assert endpoint.url not in away.text
        # What the list objects to is refused all the same.
        assert ask(account, "native", REFUSED[0]).status_code == 400
    finally:
        endpoint.status = 200
    assert balance(account)["balance_micros"] == 100_000_000
    assert submit(account, "a kite", wait=60, size="512x512")["status"] == "succeeded"


def test_a_list_alone_lets_everything_else_through_and_looks_at_no_picture(
    new_server: NewServer, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    env = {"INKSTONE_MODERATION_BLOCKLIST": str(tmp_path / "list.txt")}
    with new_server(env=env).start().client() as client:
        assert ask(client, "native", REFUSED[1]).status_code == 400
        job = submit(client, "a heap of weapons", wait=60)
    assert (job["status"], job["images"][0]["flagged"]) == ("succeeded", None)


@pytest.mark.parametrize("text", ["/(/\n", None])
def test_a_list_that_cannot_be_read_stops_the_start(
    new_server: NewServer, tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "list.txt"
    if text is not None:
        file.write_text(text)
    server = new_server(env={"INKSTONE_MODERATION_BLOCKLIST": str(file)}).spawn()
    assert server.process.wait(timeout=60) not in {0, None}
    assert "list.txt" in server.stderr
    assert "Traceback" not in server.stderr
