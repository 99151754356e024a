"""AIML API's bills: balances in two units, and the statement page by page."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inkstone.domain.money import Amount
from inkstone.store import corrections
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
KITE = {"model": "alibaba/qwen-image-2-0", "prompt": "A red kite", "image_size": "square"}
TRANSACTIONS = "/v2/billing/transactions"


@pytest.fixture
async def idle(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The dialect without a worker."""
    async with run(tmp_path, dialect="aimlapi", works=False) as running:
        yield running


async def moved(platform: Platform, **query: Any) -> list[dict[str, Any]]:
    """The rows of one page."""
    answer = await platform.get(TRANSACTIONS, **query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_the_balance_is_what_may_be_spent(idle: Platform) -> None:
    assert (await idle.get("/v2/billing")).json() == {"current_balance": 100, "currency": "USD"}
    legacy = (await idle.get("/billing/balance")).json()
    assert (legacy["balance"], legacy["lowBalance"]) == (200_000_000, False)
    assert (legacy["status"], legacy["autoDebitStatus"]) == ("current", "disabled")
    assert set(legacy) == {
        "balance",
        "lowBalance",
        "lowBalanceThreshold",
        "lastUpdated",
        "autoDebitStatus",
        "status",
        "statusExplanation",
    }


async def test_an_account_with_next_to_nothing_is_low(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="aimlapi", works=False, grant="0.004") as platform:
        legacy = (await platform.get("/billing/balance")).json()
        assert (legacy["balance"], legacy["lowBalance"], legacy["status"]) == (8_000, True, "low")


async def test_the_detail_names_the_account(idle: Platform) -> None:
    detail = (await idle.get("/v2/billing/detail")).json()
    assert isinstance(detail["user_id"], int)
    assert (detail["email"], detail["current_balance"]) == ("local", 100)
    settings = {"is_enabled": False, "threshold": 0, "amount": 0, "currency": "USD"}
    assert detail["autotopup_settings"] == settings


async def test_a_picture_is_one_row_that_its_inference_id_finds(aimlapi: Platform) -> None:
    made = await aimlapi.post("/images/generations", **KITE)
    await aimlapi.post("/images/generations", **{**KITE, "prompt": "[fail_after=0]"})
    usage, grant = await moved(aimlapi)
    datetime.fromisoformat(usage.pop("created_at"))
    assert usage == {
        "direction": "CHARGE",
        "type": "MODEL_USAGE",
        "amount": {"usd": 0.0455, "credits": 91_000},
        "model": "alibaba/qwen-image-2-0",
        "reference_id": made.headers["x-inference-id"],
    }
    assert (grant["direction"], grant["type"], grant["amount"]["usd"]) == ("TOPUP", "PAYMENT", 100)
    assert grant["model"] is grant["reference_id"] is None


async def test_filters_keep_what_they_say(aimlapi: Platform) -> None:
    await aimlapi.post("/images/generations", **KITE)
    assert [row["type"] for row in await moved(aimlapi, direction="CHARGE")] == ["MODEL_USAGE"]
    assert [row["type"] for row in await moved(aimlapi, direction="TOPUP")] == ["PAYMENT"]
    assert [row["type"] for row in await moved(aimlapi, type="MODEL_USAGE")] == ["MODEL_USAGE"]
    assert await moved(aimlapi, type="BONUS") == []
    assert await moved(aimlapi, type="PAYMENT", direction="CHARGE") == []
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert len(await moved(aimlapi, **{"from": (now - hour).isoformat()})) == 2
    assert await moved(aimlapi, to=(now - hour).isoformat()) == []
    assert await moved(aimlapi, **{"from": (now + hour).isoformat()}) == []


async def test_money_taken_away_by_hand_is_a_charge_without_a_picture(idle: Platform) -> None:
    await idle.store.write(
        lambda tx: corrections.adjust(
            tx,
            entry_id="entry_" + "z" * 26,
            account_id=idle.account_id,
            amount_micros=-5_000_000,
            reason="counted twice",
        )
    )
    first = (await moved(idle))[0]
    assert (first["direction"], first["type"]) == ("CHARGE", "ADJUSTMENT")
    assert first["amount"] == {"usd": 5, "credits": 10_000_000}
    assert [row["type"] for row in await moved(idle, direction="CHARGE")] == ["ADJUSTMENT"]


async def test_pages_follow_one_another_without_gap_or_repeat(idle: Platform) -> None:
    accounts = idle.services.accounts
    for cents in range(1, 8):
        await accounts.grant(idle.account_id, Amount(10_000 * cents), reason="more")
    seen: list[float] = []
    cursor, num_pages = None, 0
    while num_pages < 10:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await idle.get(TRANSACTIONS, **query)).json()
        seen += [row["amount"]["usd"] for row in page["data"]]
        cursor, num_pages = page["pagination"]["next_cursor"], num_pages + 1
        assert page["pagination"]["has_more"] == (cursor is not None)
        if cursor is None:
            break
    assert num_pages == 3
    assert sorted(seen) == sorted([100, *(cents / 100 for cents in range(1, 8))])
    everything = [row["amount"]["usd"] for row in await moved(idle)]
    assert seen == everything


async def test_another_accounts_money_is_not_shown(idle: Platform) -> None:
    other = await idle.new_headers("other", grant="5")
    rows = (await idle.client.get(TRANSACTIONS, headers=other)).json()["data"]
    assert [row["amount"]["usd"] for row in rows] == [5]


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"direction": "charge"}, "direction"),
        ({"type": "GIFT"}, "type"),
        ({"from": "yesterday"}, "from"),
        ({"to": "tomorrow"}, "to"),
        ({"from": "2026-02-02T00:00:00Z", "to": "2026-02-01T00:00:00Z"}, "to"),
        ({"from": "2026-02-02T00:00:00Z", "to": "2026-02-02T00:00:00Z"}, "to"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "after_" + "z" * 26}, "cursor"),
        ({"cursor": "AFTER_" + "0" * 26}, "cursor"),
        ({"cursor": "entry_" + "0" * 26}, "cursor"),
        ({"page": "2"}, "page"),
    ],
)
async def test_a_bad_query_is_refused_by_name(
    idle: Platform, query: dict[str, str], param: str
) -> None:
    answer = await idle.get(TRANSACTIONS, **query)
    assert answer.status_code == 400
    assert f"`{param}`" in answer.json()["message"]
