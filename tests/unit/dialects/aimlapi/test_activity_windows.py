"""AIML API's usage and logs: which window and which key may be asked about, and how."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inkstone.domain.accounts import Scope
from inkstone.service.key_terms import KeyTerms
from unit.dialects.aimlapi.test_activity import KITE, asked
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
PATHS = ("/v2/usage", "/v2/usage/detail", "/v2/logs")
EARLIER, NOW = "2026-05-01T00:00:00Z", "2026-08-01T00:00:00Z"


@pytest.fixture
async def idle(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Platform]:
    """The dialect without a worker."""
    async with run(tmp_path, dialect="aimlapi", works=False) as running:
        yield running


async def new_key(platform: Platform, *scopes: Scope) -> tuple[dict[str, str], str]:
    """Another key of the account, as a header, and its prefix."""
    terms = KeyTerms(scopes=frozenset({Scope.SUBMIT, Scope.READ, *scopes}))
    made = await platform.services.keys.create(
        account_id=platform.account_id, account="local", name="another", terms=terms
    )
    return {"Authorization": f"Bearer {made.key}"}, await prefix_of(platform, made.key_id)


async def prefix_of(platform: Platform, key_id: str) -> str:
    return (await platform.services.keys.get(key_id)).prefix


async def test_a_window_has_its_start_and_not_its_end(aimlapi: Platform) -> None:
    await aimlapi.post("/images/generations", **KITE)
    created = (await asked(aimlapi, "/v2/logs"))["data"][0]["created"]
    at = datetime.fromisoformat(created)

    async def found(start: datetime, end: datetime) -> int:
        window = {"start": start.isoformat(), "end": end.isoformat()}
        total = await asked(aimlapi, "/v2/usage", **window)
        logged = await asked(aimlapi, "/v2/logs", **window)
        assert logged["pagination"]["total"] == total["requests"]
        return int(total["requests"])

    ms, day = timedelta(milliseconds=1), timedelta(days=1)
    assert await found(at, at + ms) == 1
    assert await found(at - day, at) == 0
    assert await found(at + ms, at + day) == 0
    assert await found(at, at) == 0
    early = datetime(1900, 1, 1, tzinfo=UTC)
    assert await found(early, early + day) == 0


async def test_a_window_is_said_in_utc(idle: Platform) -> None:
    window = {"start": "2026-07-01T00:00:00+03:00", "end": "2026-07-02T00:00:00"}
    total = await asked(idle, "/v2/usage", **window)
    assert total["start"] == "2026-06-30T21:00:00.000Z"
    assert total["end"] == "2026-07-02T00:00:00.000Z"
    for longest in ("92d", "2208h"):
        total = await asked(idle, "/v2/usage", period=longest)
        start, end = (datetime.fromisoformat(total[name]) for name in ("start", "end"))
        assert end - start == timedelta(days=92)


async def test_a_key_sees_its_own_and_a_key_with_admin_sees_each(aimlapi: Platform) -> None:
    await aimlapi.post("/images/generations", **KITE)
    (own_key,) = await aimlapi.services.keys.listing(aimlapi.account_id)
    admin, admin_prefix = await new_key(aimlapi, Scope.ADMIN)
    _, other_prefix = await new_key(aimlapi)

    async def requests(headers: Any, prefix: str | None) -> int:
        query = {"period": "1h"} | ({"key_prefix": prefix} if prefix else {})
        answer = await aimlapi.client.get("/v2/usage", params=query, headers=headers)
        if answer.status_code != 200:
            return answer.status_code
        assert answer.json()["api_key_prefix"] == prefix
        return int(answer.json()["requests"])

    assert await requests(aimlapi.headers, None) == 1
    assert await requests(aimlapi.headers, own_key.prefix) == 1
    assert await requests(aimlapi.headers, other_prefix) == 403
    assert await requests(aimlapi.headers, "nobody's") == 403
    assert await requests(admin, None) == 0
    assert await requests(admin, admin_prefix) == 0
    assert await requests(admin, own_key.prefix) == 1
    assert await requests(admin, other_prefix) == 0
    assert await requests(admin, "nobody's") == 404
    strangers = await aimlapi.new_headers("other")
    assert await requests(strangers, own_key.prefix) == 403
    await aimlapi.services.keys.revoke(own_key.id)
    assert await requests(admin, own_key.prefix) == 1


async def test_a_key_of_anybodys_making_is_named_by_what_is_shown_of_it(idle: Platform) -> None:
    key = "anybodys-own-key-1"
    await idle.services.keys.adopt(
        key, account_id=idle.account_id, account="local", name="brought along"
    )
    for prefix in ("anyb…", "anyb"):
        answer = await idle.client.get(
            "/v2/usage",
            params={"period": "1h", "key_prefix": prefix},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert (answer.status_code, answer.json()["api_key_prefix"]) == (200, prefix)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("query", "params"),
    [
        ({}, ["period"]),
        ({"period": "24h", "start": EARLIER, "end": NOW}, ["period"]),
        ({"period": "24h", "end": NOW}, ["period"]),
        ({"start": EARLIER}, ["end"]),
        ({"end": NOW}, ["start"]),
        ({"start": NOW, "end": EARLIER}, ["end"]),
        ({"start": "2026-04-01", "end": NOW}, ["end"]),
        ({"start": "yesterday", "end": "today"}, ["start", "end"]),
        *(
            ({"period": bad}, ["period"])
            for bad in ("", "0h", "7", "d", "-1d", "1.5h", "7w", "7D", " 7d", "٧d", "93d", "2209h")
        ),
        ({"period": "9" * 30 + "d"}, ["period"]),
        ({"period": "1h", "key_prefix": "x" * 257}, ["key_prefix"]),
    ],
)
async def test_a_bad_window_is_refused_by_name(
    idle: Platform, path: str, query: dict[str, str], params: list[str]
) -> None:
    answer = await idle.get(path, **query)
    body = answer.json()
    assert (answer.status_code, body["path"]) == (400, path)
    for param in params:
        assert f"`{param}`" in body["message"]


async def test_all_faults_of_a_query_are_named_at_once(idle: Platform) -> None:
    answer = await idle.get(
        "/v2/logs",
        start="soon",
        status=["succeeded", "succeeded,failed"],
        limit="101",
        offset="100001",
        model=["x"] * 51,
    )
    assert answer.status_code == 400
    first, faults = answer.json()["message"].split("\n")
    assert first == "Body validation error"
    for param in ("start", "end", "status[1]", "limit", "offset", "model"):
        assert f"`{param}`" in faults


async def test_a_key_that_may_not_read_is_refused(idle: Platform) -> None:
    terms = KeyTerms(scopes=frozenset({Scope.SUBMIT}))
    made = await idle.services.keys.create(
        account_id=idle.account_id, account="local", name="writes", terms=terms
    )
    for path in PATHS:
        answer = await idle.client.get(
            path, params={"period": "1h"}, headers={"Authorization": f"Bearer {made.key}"}
        )
        assert answer.status_code == 403
