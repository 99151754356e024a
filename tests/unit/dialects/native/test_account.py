"""Money and models over HTTP: prices, usage, the ledger, the catalogue."""

from datetime import UTC, datetime, timedelta

import pytest

from inkstone.engines.base import Capabilities
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio


async def made(native: Platform, **fields):
    answer = await native.client.post(
        "/jobs?wait=20", json={"prompt": "x", **fields}, headers=native.headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_ledger_readds_to_the_balance(native: Platform):
    await made(native, n=2)
    await made(native, prompt="[fail_after=1]", n=3)
    await made(native, prompt="[fail_after=0]")
    entries, before = [], None
    while True:
        query = {"limit": 3, **({"before": before} if before else {})}
        page = (await native.get("/ledger", **query)).json()
        assert len(page["data"]) <= 3
        entries += page["data"]
        before = page["next_before"]
        if before is None:
            break
    balance = (await native.get("/balance")).json()
    assert sum(entry["balance_micros"] for entry in entries) == balance["balance_micros"]
    assert sum(entry["held_micros"] for entry in entries) == balance["held_micros"] == 0
    assert balance["balance_micros"] == 100_000_000 - 3 * 30_000
    assert entries[-1]["kind"] == "grant"
    assert len({entry["id"] for entry in entries}) == len(entries)


async def test_usage_is_added_up_as_asked(native: Platform):
    await made(native, n=2)
    await made(native, model="qwen-image-2.0-pro")
    today = datetime.now(UTC).date().isoformat()
    by_day = (await native.get("/usage")).json()
    assert [row["group"] for row in by_day["data"]] == [today]
    assert by_day["total"] == {"jobs": 2, "images": 3, "charged_micros": 130_000}
    by_model = (await native.get("/usage", group="model")).json()
    assert {row["group"]: row["images"] for row in by_model["data"]} == {
        "qwen-image-2.0-2026-03-03": 2,
        "qwen-image-2.0-pro-2026-06-22": 1,
    }
    by_key = (await native.get("/usage", group="key")).json()
    assert len(by_key["data"]) == 1
    assert by_key["data"][0]["group"].startswith("key_")
    spent = 100_000_000 - (await native.get("/balance")).json()["balance_micros"]
    assert by_key["total"]["charged_micros"] == spent


async def test_usage_is_of_a_span(native: Platform):
    await made(native)
    soon = datetime.now(UTC) + timedelta(minutes=1)
    later = await native.get("/usage", **{"from": soon.isoformat(), "to": "2100-01-01"})
    assert (later.json()["data"], later.json()["total"]["jobs"]) == ([], 0)
    early = await native.get("/usage", to="2026-01-31T00:00:00Z")
    told = early.json()
    assert (told["from"], told["to"]) == ("2026-01-01T00:00:00.000Z", "2026-01-31T00:00:00.000Z")


@pytest.mark.parametrize(
    ("path", "query", "param"),
    [
        ("/usage", {"group": "week"}, "group"),
        ("/usage", {"from": "yesterday"}, "from"),
        ("/usage", {"from": "2026-02-01", "to": "2026-01-01"}, "from"),
        ("/ledger", {"limit": "0"}, "limit"),
        ("/ledger", {"before": "job_" + "0" * 26}, "before"),
    ],
)
async def test_a_bad_query_is_refused(native: Platform, path, query, param):
    answer = await native.get(path, **query)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_the_rate_card_names_every_price(native: Platform):
    card = (await native.get("/rate-card")).json()
    assert (card["name"], card["effective_on"]) == ("default-2026-11", "2026-11-01")
    prices = {(rate["dialect"], rate["tier"]): rate["price_micros"] for rate in card["rates"]}
    assert prices["native", "standard"] == 30_000
    assert prices["native", "pro"] == 70_000
    assert len(prices) == 14


async def test_every_model_is_listed_and_found_by_any_of_its_names(native: Platform):
    listed = (await native.get("/models")).json()["data"]
    assert len(listed) == 8
    for model in listed:
        for name in (model["name"], *model["aliases"]):
            assert (await native.get(f"/models/{name}")).json() == model
    missing = await native.get("/models/dall-e-3")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "model_not_found")


async def test_a_model_says_who_makes_its_pictures_and_what_may_be_asked(native: Platform):
    model = (await native.get("/models/qwen-image-2.0-pro")).json()
    assert model["engines"] == ["echo"]
    assert model["engine"] == {"name": "echo", "checkpoint": "echo", "revision": "1"}
    assert (model["tier"], model["per_image_micros"]) == ("pro", 70_000)
    assert model["resolves_to"] == "qwen-image-2.0-pro-2026-06-22"
    assert "Qwen" in model["licence"]
    assert model["sizes"]["16:9"] == {"1K": "1280x720", "2K": "2048x1152"}
    assert model["limits"]["num_inputs_max"] == 10
    fields = model["parameters"]["properties"]
    assert model["parameters"]["required"] == ["prompt"]
    assert fields["n"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 6,
        "default": 1,
        "description": fields["n"]["description"],
    }
    assert fields["model"]["default"] == "qwen-image-2.0-pro"
    # What this engine cannot do is not offered.
    assert {"images", "mask", "negative_prompt"} <= set(fields)
    assert not {"steps", "guidance", "enhance"} & set(fields)


async def test_an_engine_without_edits_offers_none(tmp_path):
    able = Capabilities(steps=True, guidance=True, prompt_extend=True)
    async with run(tmp_path, dialect="native", works=False, capabilities=able) as native:
        model = (await native.get("/models/qwen-image-2.0")).json()
        fields = set(model["parameters"]["properties"])
        assert {"steps", "guidance", "enhance"} <= fields
        assert not {"images", "mask", "negative_prompt"} & fields
        assert (model["limits"]["num_inputs_max"], model["capabilities"]["edits"]) == (0, False)


async def test_an_account_sees_its_own_webhook_secret_and_no_other(native: Platform):
    first = await native.get("/webhooks/secrets")
    assert first.headers["cache-control"] == "no-store"
    (secret,) = first.json()["secrets"]
    assert secret.startswith("whsec_")
    assert (await native.get("/webhooks/secrets")).json() == {"secrets": [secret]}
    headers = await native.new_headers("another")
    other = await native.client.get("/webhooks/secrets", headers=headers)
    assert other.json()["secrets"] != [secret]


@pytest.mark.parametrize(
    "query",
    [
        {"to": "0001-01-01T00:00:00Z"},
        {"from": "0001-01-01T00:00:00+23:59"},
        {"to": "9999-12-31T23:59:59-23:59"},
        {"from": "9999-12-31T23:59:59-23:59", "to": "9999-12-31T23:59:59-23:59"},
    ],
)
async def test_usage_at_the_ends_of_time_is_empty_or_whole(native: Platform, query):
    assert (await native.get("/usage", **query)).status_code == 200
