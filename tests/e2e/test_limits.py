"""Limits over HTTP: exact over four servers on one database, and as the settings say."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.server import GENERATIONS, SMALL, Server, Worker, ended, until
from inkstone.bootstrap import open_tables
from inkstone.domain.accounts import Account, Limits
from inkstone.service.key_terms import KeyTerms
from inkstone.settings import Settings

pytestmark = pytest.mark.slow

PRICE = 32_200
NUM_FRONTS = 4


def limited(front: Server, name: str, **limits: int) -> None:
    """Give an account these limits, beside the servers."""

    async def change() -> None:
        async with open_tables(_settings(front)) as tables:
            found = await tables.accounts.find(name)
            await tables.accounts.change(found.id, limits=Limits(**limits))

    asyncio.run(change())


def limited_key(front: Server, name: str, **limits: int) -> None:
    """The same for the only key of an account."""

    async def change() -> None:
        async with open_tables(_settings(front)) as tables:
            found = await tables.accounts.find(name)
            (key,) = await tables.keys.listing(found.id)
            await tables.keys.change(key.id, KeyTerms(limits=Limits(**limits)))

    asyncio.run(change())


def account(front: Server, name: str) -> Account:
    """An account as it is now."""

    async def find() -> Account:
        async with open_tables(_settings(front)) as tables:
            return await tables.accounts.find(name)

    return asyncio.run(find())


def _settings(front: Server) -> Settings:
    url = front.env.get("INKSTONE_DATABASE_URL", "")
    return Settings(data_dir=front.data_dir, database_url=url)


def crowd(fronts: list[Server], key: str, *, num: int) -> list[httpx.Response]:
    """Many submits at once, over all servers."""

    async def submit_all() -> list[httpx.Response]:
        body = {**SMALL, "prompt": "[steps=1 step_ms=5]"}
        headers = {"Authorization": f"Bearer {key}"}
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(headers=headers, limits=limits, timeout=100) as client:
            urls = [front.url + GENERATIONS for front in fronts]
            return await asyncio.gather(
                *(client.post(urls[i % len(urls)], json={**body, "seed": i}) for i in range(num))
            )

    return asyncio.run(submit_all())


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def error_of(answers: list[httpx.Response], status: int) -> Any:
    """What the first of those that were refused so was told."""
    return next(each.json()["error"] for each in answers if each.status_code == status)


def test_limits_are_exact_over_four_servers_that_come_and_go(
    new_server: NewServer, fresh_postgres_url: str
) -> None:
    url = fresh_postgres_url.replace("+asyncpg", "")
    env = {"INKSTONE_DATABASE_URL": url, "INKSTONE_LEASE_S": "5"}
    first = new_server("front0", args=["--no-worker"], env=env).start()
    shared = {"args": ["--no-worker"], "env": env, "data_dir": first.data_dir}
    fronts = [first, *[new_server(f"front{i}", **shared).start() for i in range(1, NUM_FRONTS)]]
    keys = {name: first.new_key(name) for name in ("many", "day", "whole", "calls")}
    limited(first, "many", jobs_max=10)
    limited(first, "day", daily_micros=10 * PRICE)
    limited_key(first, "whole", total_micros=10 * PRICE + PRICE - 1)
    limited_key(first, "calls", requests_per_minute=10)

    answers = crowd(fronts, keys["many"], num=200)
    assert statuses(answers) == {200: 10, 429: 190}
    assert error_of(answers, 429)["code"] == "concurrency_limit_exceeded"
    for name in ("day", "whole"):
        answers = crowd(fronts, keys[name], num=200)
        assert statuses(answers) == {200: 10, 402: 190}
        assert error_of(answers, 402)["code"] == "budget_exceeded"
    answers = crowd(fronts, keys["calls"], num=60)
    num_calls = statuses(answers)[200]
    # One more call is let in every six seconds, and a crowd may take some.
    assert 10 <= num_calls <= 15
    assert statuses(answers)[429] == 60 - num_calls
    waits = [int(each.headers["retry-after"]) for each in answers if each.status_code == 429]
    assert set(waits) <= set(range(1, 7))
    assert first.inkstone("accounts", "check") == {"discrepancies": []}

    fronts[1].kill()
    fronts[1].start()
    for name, status in (("many", 429), ("day", 402), ("whole", 402)):
        assert statuses(crowd(fronts[1:2], keys[name], num=4)) == {status: 4}
    workers = [
        new_server(f"worker{i}", kind=Worker, env=env, data_dir=first.data_dir).start()
        for i in range(2)
    ]
    for name, num_made in (("many", 10), ("day", 10), ("whole", 10), ("calls", num_calls)):
        until(lambda name=name: not account(first, name).spending.num_open, what=f"{name} ends")
        found = account(first, name)
        assert found.spending.total_micros == num_made * PRICE
        assert found.balance_micros == 100_000_000 - num_made * PRICE
        assert found.held_micros == 0
    # What has ended makes room for jobs, and in no budget.
    assert statuses(crowd(fronts, keys["many"], num=8)) == {200: 8}
    assert statuses(crowd(fronts, keys["day"], num=8)) == {402: 8}
    until(lambda: not account(first, "many").spending.num_open, what="all end")
    assert first.inkstone("accounts", "check") == {"discrepancies": []}
    for each in (*fronts, *workers):
        assert not each.faults()


def test_new_accounts_and_queues_have_the_limits_of_the_settings(new_server: NewServer) -> None:
    env = {
        "INKSTONE_ACCOUNT_REQUESTS_PER_MINUTE": "4",
        "INKSTONE_ACCOUNT_JOBS_MAX": "2",
        "INKSTONE_QUEUE_MAX": "3",
    }
    server = new_server(args=["--no-worker"], env=env).start(is_ready=False)
    made = server.inkstone("keys", "create", "till", "--account", "shop", "--grant", "10")
    assert account(server, "shop").limits == Limits(requests_per_minute=4, jobs_max=2)
    assert account(server, "local").limits == Limits()
    codes = []
    for _ in range(5):
        (answer,) = crowd([server], made["key"], num=1)
        codes.append((answer.status_code, answer.json().get("error", {}).get("code")))
    assert codes == [
        (200, None),
        (200, None),
        (429, "concurrency_limit_exceeded"),
        (429, "concurrency_limit_exceeded"),
        (429, "rate_limit_exceeded"),
    ]
    answers = crowd([server], server.key, num=30)
    assert statuses(answers) == {200: 1, 503: 29}
    assert error_of(answers, 503)["code"] == "queue_full"
    assert {each.headers["retry-after"] for each in answers if each.status_code == 503} == {"5"}
    with server.client() as client:
        (job_id,) = [each.json()["job_id"] for each in answers if each.status_code == 200]
        client.delete(f"/v1/jobs/{job_id}")
        ended(client, job_id)
    assert server.inkstone("accounts", "check") == {"discrepancies": []}
    assert not server.faults()
