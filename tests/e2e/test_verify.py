"""Verification through the whole server: what was made here is known again."""

import asyncio
import io
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from e2e.conftest import NewServer
from e2e.edits import noise
from e2e.native import V1, submit
from e2e.server import Server
from inkstone.client import Client

VERIFY = f"{V1}/verify"
PROMPT = "a red kite above a hill, a fox and two trees, sunset"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that draws, and marks what it draws so that nobody sees it."""
    env = {"INKSTONE_INVISIBLE_WATERMARK": "true", "INKSTONE_VERIFY_PER_MINUTE": "1000"}
    made = Server(tmp_path_factory.mktemp("server"), engine="sketch", env=env)
    try:
        yield made.start()
        faults = made.faults()
        assert not faults, faults
    finally:
        made.clean_up()


@pytest.fixture(scope="module")
def picture(server: Server) -> tuple[dict[str, Any], bytes]:
    """A picture that an account made: its job and its file."""
    with server.client(server.new_key("maker")) as client:
        job = submit(client, PROMPT, wait=60, size="768x768", seed=5)
        assert job["status"] == "succeeded", job
        return job, httpx.get(job["images"][0]["url"], timeout=60).content


def verify(server: Server, data: bytes, *, key: str = "", **headers: str) -> dict[str, Any]:
    """What is known of a picture; without a key, what anybody is told."""
    sent = {"Content-Type": "image/png", **headers}
    if key:
        sent["Authorization"] = f"Bearer {key}"
    answer = httpx.post(server.url + VERIFY, content=data, headers=sent, timeout=60)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def as_jpeg(image: Image.Image, quality: int = 75) -> bytes:
    """The picture as another program saves it."""
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_the_file_itself_is_known_for_certain(server: Server, picture: Any) -> None:
    job, data = picture
    found = verify(server, data)
    (match,) = found["matches"]
    assert (match["by"], match["certainty"]) == ("file", "certain")
    assert match["image_id"] == f"{job['id']}-0"
    assert (match["model"], match["is_edit"]) == (job["model"], False)
    assert match["engine"].startswith("sketch/")
    assert found["verdict"] == "made_here"
    assert found["credentials"]["state"] == "trusted"
    assert found["parameters"]["seed"] == 5
    assert found["watermark"] is not None
    assert found["unreadable"] == []
    assert {"iptc", "aigc", "watermark"} <= set(found["ai_labels"])


def test_everybody_is_told_no_more_than_is_theirs(server: Server, picture: Any) -> None:
    job, data = picture
    maker, other = server.new_key("maker"), server.new_key("other")
    for key, is_told in (("", False), (other, False), (maker, True), (server.key, True)):
        (match,) = verify(server, data, key=key)["matches"]
        assert match["job_id"] == (job["id"] if is_told else None)
        assert (match["account_id"] is not None) == (key == server.key)


def test_saved_again_it_is_known_by_its_mark(server: Server, picture: Any) -> None:
    job, data = picture
    for image in (
        opened(data),
        opened(data).crop((60, 40, 700, 720)).resize((560, 595)),
    ):
        found = verify(server, as_jpeg(image))
        assert found["credentials"] is None
        match = found["matches"][0]
        assert (match["by"], match["certainty"]) == ("watermark", "strong")
        assert match["image_id"] == f"{job['id']}-0"
        assert found["verdict"] == "made_here"


def test_a_changed_byte_is_a_changed_picture(server: Server, picture: Any) -> None:
    job, data = picture
    other = opened(data)
    other.putpixel((3, 3), (1, 2, 3))
    file = io.BytesIO()
    other.save(file, "PNG", compress_level=1)
    whole = file.getvalue()
    # The manifest of the one with the pixels of the other.
    start = data.index(b"caBX") - 4
    end = start + 12 + int.from_bytes(data[start : start + 4])
    moved = whole[:33] + data[start:end] + whole[33:]
    found = verify(server, moved)
    assert found["verdict"] == "changed_since_signed"
    assert found["credentials"]["state"] == "invalid"
    assert any("mismatch" in each for each in found["credentials"]["problems"])
    assert found["matches"][0]["image_id"] == f"{job['id']}-0"


def test_an_edit_names_what_it_was_made_from(server: Server, picture: Any) -> None:
    job, data = picture
    with server.client(server.new_key("maker")) as client:
        brought = client.post(f"{V1}/uploads", content=data).json()
        edit = submit(client, "make it night", wait=60, images=[brought["id"]], size="512x512")
        assert edit["status"] == "succeeded", edit
        changed = httpx.get(edit["images"][0]["url"], timeout=60).content
    found = verify(server, changed)
    own, parent = found["matches"]
    assert found["verdict"] == "edited_here"
    assert (own["image_id"], own["is_edit"], own["is_input"]) == (f"{edit['id']}-0", True, False)
    assert (parent["image_id"], parent["is_input"]) == (f"{job['id']}-0", True)
    assert found["credentials"]["ingredients"][0]["relationship"] == "parentOf"


def test_a_strangers_picture_is_unknown(server: Server) -> None:
    found = verify(server, as_jpeg(noise(512)))
    assert (found["verdict"], found["matches"], found["ai_labels"]) == ("unknown", [], [])
    assert "proves nothing" in found["summary"]


def test_the_client_and_the_command_say_the_same(
    server: Server, picture: Any, tmp_path: Any
) -> None:
    _, data = picture
    file = tmp_path / "a.png"
    file.write_bytes(data)
    with Client(server.key, server.url) as client:
        told = client.verify(file)
    beside = server.inkstone("verify", str(file))
    assert told.verdict == beside["verdict"] == "made_here"
    assert beside["matches"] == told.raw["matches"]
    assert beside["credentials"] == told.raw["credentials"]


def test_bodies_that_are_no_picture_are_refused(server: Server) -> None:
    bomb = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\1\0\0" * 2 + b"\x08\2\0\0\0" + bytes(400)
    cases = {
        b"": 400,
        b"garbage" * 1000: 400,
        bomb: 400,
        bytes(21 * 2**20): 413,
    }
    for body, status in cases.items():
        answer = httpx.post(server.url + VERIFY, content=body, timeout=60)
        assert answer.status_code == status, answer.text
        assert answer.json()["error"]["message"]


def test_without_a_mark_a_copy_is_known_by_its_looks(new_server: NewServer) -> None:
    server = new_server(engine="sketch").start()
    with server.client() as client:
        job = submit(client, PROMPT, wait=60, size="768x768", seed=5)
        data = httpx.get(job["images"][0]["url"], timeout=60).content
    found = verify(server, as_jpeg(opened(data)))
    (match,) = found["matches"]
    assert (match["by"], match["image_id"]) == ("likeness", f"{job['id']}-0")
    assert match["distance"] <= 8
    assert found["verdict"] == "looks_alike"
    assert "no proof" in found["summary"]


def test_an_operator_may_ask_for_a_key_and_hold_back_who_comes_often(
    new_server: NewServer,
) -> None:
    env = {"INKSTONE_VERIFY_PUBLIC": "false", "INKSTONE_VERIFY_PER_MINUTE": "3"}
    server = new_server(env=env).start()
    data = as_jpeg(noise(64))
    refused = httpx.post(server.url + VERIFY, content=data, timeout=60)
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "missing_api_key"
    with server.client() as client:
        answers = [client.post(VERIFY, content=data) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20


async def _crowd(url: str, data: bytes, num: int) -> list[int]:
    async with httpx.AsyncClient(timeout=60) as client:
        answers = await asyncio.gather(*(client.post(url, content=data) for _ in range(num)))
    return [answer.status_code for answer in answers]


@pytest.mark.slow
def test_a_crowd_of_strangers_holds_up_no_job(server: Server) -> None:
    data = as_jpeg(noise(1500), 90)

    def submits() -> list[float]:
        took = []
        for number in range(12):
            began = time.monotonic()
            submit(client, f"a kite {number}")
            took.append(time.monotonic() - began)
        return sorted(took)

    async def both() -> tuple[list[float], list[int]]:
        crowd = asyncio.create_task(_crowd(server.url + VERIFY, data, 30))
        took = await asyncio.to_thread(submits)
        return took, await crowd

    with server.client() as client:
        alone = submits()
        took, codes = asyncio.run(both())
    assert set(codes) <= {200, 503}
    assert codes.count(200) >= 4
    assert took[len(took) // 2] < alone[len(alone) // 2] + 1.0
