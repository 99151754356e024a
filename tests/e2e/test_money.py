"""Money over HTTP: what is held, taken and given back, and that it re-adds."""

import asyncio
from collections import Counter

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.inside import entry_counts
from e2e.server import GENERATIONS, SMALL, Server, balance, ended, submit

PRICE = 32_200


@pytest.mark.slow
def test_of_200_parallel_submits_on_money_for_10_exactly_10_are_taken(
    new_server: NewServer,
) -> None:
    server = new_server(env={"INKSTONE_INITIAL_GRANT": "0.322"}).start()
    body = {**SMALL, "prompt": "[steps=1 step_ms=20]"}

    async def submit_all() -> list[httpx.Response]:
        headers = {"Authorization": f"Bearer {server.key}"}
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=server.url, headers=headers, limits=limits, timeout=60
        ) as client:
            return await asyncio.gather(*(client.post(GENERATIONS, json=body) for _ in range(200)))

    answers = asyncio.run(submit_all())
    assert Counter(answer.status_code for answer in answers) == {200: 10, 402: 190}
    refused = next(answer.json()["error"] for answer in answers if answer.status_code == 402)
    assert refused["code"] == "insufficient_credits"
    assert "0.0322 USD" in refused["message"]
    with server.client() as client:
        for answer in answers:
            if answer.status_code == 200:
                ended(client, answer.json()["job_id"])
        assert balance(client)["balance_micros"] == 0
        assert balance(client)["held_micros"] == 0
        assert client.post(GENERATIONS, json=body).status_code == 402
    assert entry_counts(server.data_dir) == {"hold": 10, "capture": 10}
    assert server.inkstone("accounts", "check") == {"discrepancies": []}
    assert not server.faults()


@pytest.mark.parametrize("num_images", [1, 2, 3, 4, 5, 6])
def test_n_pictures_cost_n_prices(account: httpx.Client, num_images: int) -> None:
    job = ended(account, submit(account, "a red apple", num_images=num_images))

    assert len(job["result"]["data"]) == num_images
    assert job["result"]["usage"]["billable_units"] == num_images
    found = balance(account)
    assert found["balance_micros"] == 100_000_000 - num_images * PRICE
    assert (found["held_micros"], found["available_micros"]) == (0, found["balance_micros"])


def test_num_images_wins_over_n(account: httpx.Client) -> None:
    ended(account, submit(account, "a red apple", num_images=1, n=6))

    assert balance(account)["balance_micros"] == 100_000_000 - PRICE


def test_money_is_held_while_a_job_is_under_way(account: httpx.Client) -> None:
    job_id = submit(account, "[steps=100 step_ms=100]", num_images=2)

    found = balance(account)
    assert found["held_micros"] == 2 * PRICE
    assert found["available_micros"] == 100_000_000 - 2 * PRICE
    assert found["balance_micros"] == 100_000_000
    account.delete(f"/v1/jobs/{job_id}")
    ended(account, job_id)
    assert balance(account)["available_micros"] == 100_000_000


def test_a_failed_job_costs_nothing(account: httpx.Client) -> None:
    job = ended(account, submit(account, "[fail_after=0]", num_images=6))

    assert job["status"] == "failed"
    assert job["error"]["code"] == "upstream_error"
    found = balance(account)
    assert (found["balance_micros"], found["held_micros"]) == (100_000_000, 0)


def test_four_of_six_are_charged_for_four(account: httpx.Client) -> None:
    body = {**SMALL, "prompt": "[fail_after=4]", "num_images": 6, "sync": True}
    answer = account.post(GENERATIONS, json=body)

    assert answer.status_code == 200
    assert len(answer.json()["data"]) == 4
    assert answer.headers["inkstone-warning"]
    assert balance(account)["balance_micros"] == 100_000_000 - 4 * PRICE
    native = account.get(f"/inkstone/v1/jobs/{answer.headers['inkstone-job']}").json()
    assert native["price"] == {
        "quoted_micros": 6 * PRICE,
        "charged_micros": 4 * PRICE,
        "currency": "USD",
    }


@pytest.mark.slow
def test_a_suspended_account_submits_nothing(server: Server) -> None:
    with server.client(server.new_key("suspended")) as client:
        server.inkstone("accounts", "suspend", "suspended")
        refused = client.post(GENERATIONS, json={**SMALL, "prompt": "a"})
        server.inkstone("accounts", "suspend", "suspended", "--lift")
        taken = client.post(GENERATIONS, json={**SMALL, "prompt": "a"})
        assert refused.status_code in {401, 403}
        assert taken.status_code == 200
        ended(client, taken.json()["job_id"])


@pytest.mark.slow
def test_the_ledger_re_adds_beside_the_running_server(server: Server) -> None:
    assert server.inkstone("accounts", "check") == {"discrepancies": []}
