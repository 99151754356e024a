"""Rewriting over HTTP: what is asked, what is answered, what it costs, and every refusal."""

import base64
import io
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from contract.judges import BAD, Words
from inkstone.dialects import registry
from inkstone.dialects.native.wire import PROMPT_CHARS_MAX
from inkstone.domain.accounts import Limits, Scope
from inkstone.domain.errors import EngineFailure, Unavailable
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.domain.rate_card import RateCard
from inkstone.service.enhance import Enhancer
from inkstone.service.key_terms import KeyTerms
from inkstone.service.moderate import Moderator
from unit.dialects.cards import data
from unit.dialects.running import Platform
from unit.media import ordinary
from unit.service.rewriters import Rewriting

pytestmark = pytest.mark.anyio
PNG = bytes(ordinary.encoded(ordinary.gradient(80, 60), "PNG"))
FEES = {"native": 2_000, "dashscope": 700}
DATA_URI = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


@asynccontextmanager
async def enhancing(native: Platform, workshop, rewriter, *, fee=False):
    """The native API with an enhancer, as a client sees it; with fees for it where told."""
    moderator = Moderator(
        usual=PicturePolicy(moderation=Handling.REFUSE),
        workshop=workshop,
        metrics=native.services.metrics,
        texts=[Words()],
    )
    enhancer = Enhancer(
        store=native.store,
        workshop=workshop,
        moderator=moderator,
        rewriter=rewriter,
        timeout_s=5,
    )
    services = replace(native.services, enhancer=enhancer)
    if fee:
        document = data("rate_card.toml")
        document["version"][0]["enhance"] = FEES
        services = replace(services, rate_card=RateCard.from_toml(document))
    app = registry.create("native").build(services)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=native.headers
    ) as client:
        yield client


def refusal(answer, status):
    """The code that a call was refused with."""
    assert answer.status_code == status, answer.text
    return answer.json()["error"]["code"]


async def test_a_prompt_comes_back_in_other_words(native, workshop):
    rewriter = Rewriting(ratio="16:9")
    async with enhancing(native, workshop, rewriter) as client:
        answer = await client.post("/enhance", json={"prompt": "a cat", "seed": 7})
        again = await client.post("/enhance", json={"prompt": "a cat", "seed": 7})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "object": "rewrite",
        "prompt": "better a cat 1",
        "ratio": "16:9",
        "seed": 7,
        "enhancer": "tests",
        "is_cached": False,
        "warnings": [],
    }
    assert again.json() == {**answer.json(), "is_cached": True}
    balance = await native.services.accounts.balance(native.account_id)
    assert (balance.balance_micros, balance.held_micros) == (100_000_000, 0)


async def test_without_a_seed_each_call_has_one_drawn_and_told(native, workshop):
    rewriter = Rewriting()
    async with enhancing(native, workshop, rewriter) as client:
        first, second = [
            (await client.post("/enhance", json={"prompt": "a cat"})).json() for _ in range(2)
        ]
        again = await client.post("/enhance", json={"prompt": "a cat", "seed": first["seed"]})
    assert first["seed"] != second["seed"]
    assert (first["ratio"], rewriter.seeds) == (None, [first["seed"], second["seed"]])
    assert (again.json()["prompt"], again.json()["is_cached"]) == (first["prompt"], True)


async def test_pictures_come_in_every_form_and_nothing_of_them_is_kept(native, workshop):
    upload = (await native.client.post("/uploads", content=PNG, headers=native.headers)).json()
    before = [key async for key in native.blobs.keys("")]
    rewriter = Rewriting(ratio="<image2>")
    async with enhancing(native, workshop, rewriter) as client:
        named = [DATA_URI, upload["id"], upload["url"]]
        answer = await client.post("/enhance", json={"prompt": "at night", "images": named})
    assert answer.status_code == 200, answer.text
    assert answer.json()["ratio"] == "4:3"
    for jpeg in rewriter.pictures[0]:
        with Image.open(io.BytesIO(jpeg)) as opened:
            assert (opened.format, opened.size) == ("JPEG", (80, 60))
    assert len(rewriter.pictures[0]) == 3
    assert [key async for key in native.blobs.keys("")] == before


async def test_a_picture_that_cannot_be_had_is_named(native, workshop):
    broken = f"data:image/png;base64,{base64.b64encode(PNG[:60]).decode()}"
    async with enhancing(native, workshop, Rewriting()) as client:
        for image in (broken, "http://127.0.0.1/a.png", "upload_01kb2n8zq5v3r7x9y1c4d6e8fg"):
            body = {"prompt": "x", "images": [DATA_URI, image]}
            answer = await client.post("/enhance", json=body)
            assert answer.status_code == 400, answer.text
            assert answer.json()["error"]["param"] == "images[1]"
    assert [key async for key in native.blobs.keys("")] == []


@pytest.mark.parametrize(
    ("body", "params"),
    [
        ({}, {"prompt"}),
        ({"prompt": ""}, {"prompt"}),
        ({"prompt": "  "}, {"prompt"}),
        ({"prompt": "x" * (PROMPT_CHARS_MAX + 1)}, {"prompt"}),
        ({"prompt": 5, "seed": -1}, {"prompt", "seed"}),
        ({"prompt": "x", "images": "a"}, {"images"}),
        ({"prompt": "x", "images": [DATA_URI] * 11}, {"images"}),
        ({"prompt": " ", "images": ["nonsense"]}, {"prompt", "images[0]"}),
    ],
)
async def test_all_faults_are_named_at_once(native, workshop, body, params):
    async with enhancing(native, workshop, Rewriting()) as client:
        answer = await client.post("/enhance", json=body)
    assert refusal(answer, 400) == "invalid_request"
    assert {each["param"] for each in answer.json()["error"]["faults"]} == params


async def test_without_an_enhancer_it_is_said_what_to_set(native, workshop):
    plain = await native.post("/enhance", prompt="a cat")
    assert refusal(plain, 409) == "no_enhancer"
    assert "INKSTONE_ENHANCER_URL" in plain.json()["error"]["message"]
    async with enhancing(native, workshop, None) as client:
        unset = await client.post("/enhance", json={"prompt": "a cat"})
        assert refusal(unset, 409) == "no_enhancer"
    async with enhancing(native, workshop, Rewriting(kinds=frozenset({False}))) as client:
        edit = await client.post("/enhance", json={"prompt": "x", "images": [DATA_URI]})
        assert refusal(edit, 409) == "no_enhancer"
        assert "INKSTONE_ENHANCER_EDIT_SYSTEM_PROMPT" in edit.json()["error"]["message"]


async def test_an_enhancer_that_fails_is_told(native, workshop):
    async with enhancing(
        native, workshop, Rewriting(fails=Unavailable("away", retry_after_s=9))
    ) as client:
        answer = await client.post("/enhance", json={"prompt": "a cat"})
        assert refusal(answer, 503) == "enhancer_unavailable"
        assert answer.headers["retry-after"] == "9"
    async with enhancing(native, workshop, Rewriting(fails=EngineFailure("?"))) as client:
        answer = await client.post("/enhance", json={"prompt": "a cat"})
        assert refusal(answer, 500) == "enhancer_failed"


async def test_words_are_moderated_before_and_after(native, workshop):
    rewriter = Rewriting(says=f"a {BAD}")
    async with enhancing(native, workshop, rewriter) as client:
        before = await client.post("/enhance", json={"prompt": f"a {BAD}"})
        assert refusal(before, 400) == "content_refused"
        assert rewriter.asked == []
        after = await client.post("/enhance", json={"prompt": "a cat"})
        assert refusal(after, 400) == "content_refused"
        assert BAD not in after.text


async def test_it_counts_as_a_call_for_work(native, workshop):
    keys = native.services.keys
    few = await keys.create(
        account_id=native.account_id,
        account="local",
        name="few",
        terms=KeyTerms(limits=Limits(requests_per_minute=1)),
    )
    reads = await keys.create(
        account_id=native.account_id,
        account="local",
        name="reads",
        terms=KeyTerms(scopes=frozenset({Scope.READ})),
    )
    async with enhancing(native, workshop, Rewriting()) as client:

        async def ask(key):
            headers = {"Authorization": f"Bearer {key}"}
            return await client.post("/enhance", json={"prompt": "a cat"}, headers=headers)

        assert (await ask(few.key)).status_code == 200
        assert refusal(await ask(few.key), 429) == "rate_limit_exceeded"
        assert refusal(await ask(reads.key), 403) == "permission_denied"
        assert refusal(await ask("ink_sk_wrong"), 401) == "invalid_api_key"


@pytest.mark.parametrize("dialect", ["native", "dashscope"])
async def test_an_estimate_has_the_fee_where_the_prompt_will_be_rewritten(
    native, workshop, dialect
):
    async with enhancing(native, workshop, Rewriting(kinds=frozenset({False})), fee=True) as client:

        async def extra(**body):
            path = f"/estimate?dialect={dialect}"
            answer = await client.post(path, json={"prompt": "a cat", "n": 2, **body})
            assert answer.status_code == 200, answer.text
            told = answer.json()
            assert told["amount_micros"] == 2 * told["per_image_micros"] + told["extra_micros"]
            return told["extra_micros"]

        assert await extra(enhance=True) == FEES[dialect]
        assert await extra(enhance=False) == await extra() == 0
        # This enhancer does not rewrite edits, so nobody pays for that.
        assert await extra(enhance=True, images=[DATA_URI]) == 0
