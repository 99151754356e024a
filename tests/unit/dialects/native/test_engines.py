"""The engines over HTTP: all of each to the server's owner, to others what concerns them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inkstone.domain.accounts import Scope
from inkstone.engines import base
from inkstone.engines.echo import EchoEngine
from inkstone.media.workshop import Workshop
from inkstone.service.key_terms import KeyTerms
from unit.dialects.native.admins import admin
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
PUBLIC = {"name", "is_up", "retry_after_s", "deterministic", "queued", "models"}
SECRET = "it keeps failing at https://upstream.example.test"

ONLY_SUBMITS = KeyTerms(scopes=frozenset({Scope.SUBMIT}))


class Away(EchoEngine):
    """Cannot be reached, and says where."""

    @property
    def health(self) -> base.Health:
        return base.Health(is_up=False, says=SECRET, retry_after_s=2.4)


@pytest.fixture
async def away(tmp_path: Path, workshop: Workshop) -> AsyncIterator[Platform]:
    """A server whose only engine is away, so that its jobs wait."""
    made = run(tmp_path, dialect="native", workshop=workshop, works=False, engine=Away())
    async with made as running:
        yield running


async def test_an_operator_sees_all_of_every_engine(native: Platform):
    operator = await admin(native)
    await native.post("/jobs?wait=20", prompt="x")
    found = await operator.get("/engines")
    assert found["object"] == "list"
    (engine,) = found["data"]
    assert engine.pop("models")
    assert engine == {
        "name": "echo",
        "checkpoint": "echo",
        "revision": "1",
        "is_up": True,
        "reason": None,
        "retry_after_s": None,
        "is_remote": False,
        "deterministic": True,
        "queued": 0,
        "oldest_queued_s": None,
        "running": 0,
        "figures": [{"name": "runs_in_hand", "value": 0, "unit": "count"}],
    }
    process = found["process"]
    assert process["uptime_s"] > 0
    assert process["cpu_s"] > 0
    assert process["memory_bytes"] is None or process["memory_bytes"] > 10 * 2**20


async def test_an_operator_sees_what_waits_and_why(away: Platform):
    operator = await admin(away)
    await away.post("/jobs", prompt="x")
    (engine,) = (await operator.get("/engines"))["data"]
    assert (engine["is_up"], engine["reason"], engine["retry_after_s"]) == (False, SECRET, 3)
    assert (engine["queued"], engine["running"]) == (1, 0)
    assert engine["oldest_queued_s"] >= 0
    assert engine["figures"] == [], "nobody runs it in this process"


@pytest.mark.parametrize("account", ["local", "shop"])
async def test_nobody_else_sees_more_than_concerns_them(away: Platform, account: str):
    await away.post("/jobs", prompt="x")
    headers = away.headers if account == "local" else await away.new_headers(account)
    answer = await away.client.get("/engines", headers=headers)
    assert answer.status_code == 200
    assert "upstream" not in answer.text
    assert answer.json()["process"] is None
    (engine,) = answer.json()["data"]
    assert (engine["is_up"], engine["retry_after_s"], engine["queued"]) == (False, 3, 1)
    assert engine["models"]
    assert all(not value for name, value in engine.items() if name not in PUBLIC)


async def test_an_administrator_of_another_account_is_no_operator(away: Platform):
    shop = await admin(away, "shop")
    found = await shop.get("/engines")
    assert found["process"] is None
    assert found["data"][0]["reason"] is None


async def test_a_key_must_be_good_and_for_reading(native: Platform):
    assert (await native.client.get("/engines")).status_code == 401
    made = await native.services.keys.create(
        account_id=native.account_id, account="local", name="t", terms=ONLY_SUBMITS
    )
    headers = {"Authorization": f"Bearer {made.key}"}
    assert (await native.client.get("/engines", headers=headers)).status_code == 403
