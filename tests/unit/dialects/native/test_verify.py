"""Verification over HTTP: every way to bring a picture, with and without a key, and refusals."""

import asyncio
import base64
from dataclasses import replace

import httpx
import pytest

from inkstone.dialects import registry
from inkstone.domain.accounts import Scope
from inkstone.service.keys import KeyTerms
from inkstone.service.turnstile import Turnstile
from unit.dialects.running import Platform
from unit.media import ordinary

pytestmark = pytest.mark.anyio
JPEG = bytes(ordinary.example("jpeg"))
DATA_URI = f"data:image/jpeg;base64,{base64.b64encode(JPEG).decode()}"


async def verify(native: Platform, content: bytes = JPEG, *, headers=None, **more):
    sent = more or {"content": content}
    return await native.client.post("/verify", headers=headers or {}, **sent)


def refusal(answer, status):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["message"]
    return error["code"]


async def test_a_stranger_is_told_what_the_file_says(native: Platform):
    answer = await verify(native, headers={"Content-Type": "image/jpeg"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["inkstone-dialect"] == "native"
    found = answer.json()
    assert (found["object"], found["verdict"]) == ("verification", "unknown")
    assert (found["media_type"], found["width"], found["height"]) == ("image/jpeg", 40, 30)
    assert found["matches"] == found["unreadable"] == found["ai_labels"] == []
    assert found["credentials"] is found["parameters"] is found["watermark"] is None


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "image/png", "text/html"])
async def test_a_raw_body_is_judged_by_its_content(native: Platform, kind):
    answer = await verify(native, headers={"Content-Type": kind} if kind else {})
    assert answer.json()["media_type"] == "image/jpeg"


async def test_a_picture_comes_as_a_form_or_in_json(native: Platform):
    for more in (
        {"files": {"file": ("a.jpg", JPEG)}},
        {"json": {"image": DATA_URI}},
        {"json": {"image": base64.b64encode(JPEG).decode()}},
    ):
        answer = await verify(native, **more)
        assert answer.status_code == 200, answer.text
        assert answer.json()["width"] == 40


async def test_an_upload_and_an_address_of_ours_take_a_key(native: Platform):
    upload = (await native.client.post("/uploads", content=JPEG, headers=native.headers)).json()
    before = [key async for key in native.blobs.keys("")]
    for image in (upload["id"], upload["url"]):
        assert refusal(await verify(native, json={"image": image}), 401) == "missing_api_key"
        answer = await verify(native, json={"image": image}, headers=native.headers)
        assert answer.status_code == 200, answer.text
        other = await native.new_headers("other")
        refused = await verify(native, json={"image": image}, headers=other)
        assert refused.status_code == 400, refused.text
    assert [key async for key in native.blobs.keys("")] == before


async def test_addresses_that_lead_inside_are_refused(native: Platform):
    answer = await verify(native, json={"image": "http://127.0.0.1/a.png"}, headers=native.headers)
    assert refusal(answer, 400)
    assert answer.json()["error"]["param"] == "image"


async def test_a_key_that_is_sent_must_be_good(native: Platform):
    answer = await verify(native, headers={"Authorization": "Bearer ink_sk_wrong"})
    assert refusal(answer, 401) == "invalid_api_key"


@pytest.mark.parametrize("name", ["Authorization", "x-api-key"])
async def test_a_header_without_a_key_is_no_stranger(native: Platform, name: str):
    answer = await verify(native, headers={name: "Bearer " if name[0] == "A" else ""})
    assert refusal(answer, 401) == "missing_api_key"


async def test_the_scope_read_is_enough_and_others_are_not(native: Platform):
    for scope, status in (("read", 200), ("submit", 403)):
        made = await native.services.keys.create(
            account_id=native.account_id,
            account="local",
            name="one",
            terms=_terms(scope),
        )
        answer = await verify(native, headers={"Authorization": f"Bearer {made.key}"})
        assert answer.status_code == status, answer.text


def _terms(scope):
    return KeyTerms(scopes=frozenset({Scope(scope)}))


async def test_it_costs_nothing(native: Platform):
    before = (await native.get("/balance")).json()
    await verify(native, headers=native.headers)
    assert (await native.get("/balance")).json() == before


async def test_an_operator_may_ask_for_a_key(native: Platform):
    closed = replace(native.services, verify_is_public=False)
    app = registry.create("native").build(closed)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.post("/verify", content=JPEG)
        assert refusal(answer, 401) == "missing_api_key"
        answer = await client.post("/verify", content=JPEG, headers=native.headers)
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"content": b""}, 400, "input_empty"),
        ({"content": b"no picture at all"}, 400, "input_not_an_image"),
        ({"content": JPEG[:200]}, 400, "input_broken"),
        ({"content": bytes(2**20 + 1)}, 413, "payload_too_large"),
        ({"files": {"other": ("a.jpg", JPEG)}}, 400, "invalid_request"),
        ({"files": {"file": ("a.jpg", b"")}}, 400, "input_empty"),
        ({"files": {"file": ("a.jpg", bytes(2**20 + 2**17))}}, 413, "payload_too_large"),
        ({"json": {}}, 400, "invalid_request"),
        ({"json": []}, 400, "invalid_request"),
        ({"json": {"image": 7}}, 400, "invalid_request"),
        ({"json": {"image": "short"}}, 400, "invalid_request"),
        ({"json": {"image": DATA_URI + "é"}}, 400, "input_broken"),
        ({"json": {"image": "file:///etc/passwd"}}, 400, "invalid_request"),
    ],
)
async def test_what_is_no_picture_is_refused_in_words(native: Platform, more, status, code):
    assert refusal(await verify(native, **more), status) == code


async def test_a_bomb_is_refused(native: Platform):
    bomb = ordinary.raw_png((30_000, 30_000), 8, 2, [])
    assert refusal(await verify(native, bomb), 400) == "input_too_many_pixels"


async def test_who_comes_too_often_is_told_when_to_come_again(native: Platform):
    services = native.services
    services.verifier._turnstile = Turnstile(per_minute=2, num_places=9, num_places_each=9)
    answers = [await verify(native) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refusal(answers[-1], 429) == "rate_limit_exceeded"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 30
    with_key = await verify(native, headers=native.headers)
    assert with_key.status_code == 200


async def test_a_crowd_is_told_to_come_back(native: Platform):
    answers = await asyncio.gather(*(verify(native) for _ in range(12)))
    codes = {answer.status_code for answer in answers}
    assert codes == {200, 503}
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert refusal(busy, 503) == "busy"
    assert busy.headers["retry-after"] == "1"


async def test_who_dawdles_is_let_go(native: Platform, monkeypatch):
    monkeypatch.setattr("inkstone.dialects.native.verify._BODY_S", 0.05)
    over = asyncio.Event()

    async def dribble():
        yield JPEG[:10]
        await over.wait()

    assert refusal(await verify(native, dribble()), 400) == "body_timeout"
