"""Clients that repeat themselves: with a key, with a count, after a hang-up."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from e2e.inside import rows
from e2e.server import GENERATIONS, SMALL, Server, balance, ended, until

BODY = {**SMALL, "prompt": "a red apple"}


def test_one_idempotency_key_is_one_job(account: httpx.Client) -> None:
    headers = {"idempotency-key": "order-1"}
    first = account.post(GENERATIONS, json=BODY, headers=headers)
    ended(account, first.json()["job_id"])
    reordered = dict(reversed(BODY.items()))
    again = account.post(GENERATIONS, json=reordered, headers=headers)

    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert again.json()["job_id"] == first.json()["job_id"]
    other = account.post(GENERATIONS, json={**BODY, "seed": 1}, headers=headers)
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "idempotency_mismatch"
    assert balance(account)["balance_micros"] == 100_000_000 - 32_200


def test_a_replay_of_a_waiting_call_answers_with_the_same_pictures(account: httpx.Client) -> None:
    headers = {"idempotency-key": "order-2"}
    first, again = (
        account.post(GENERATIONS, json={**BODY, "sync": True}, headers=headers) for _ in range(2)
    )

    assert again.status_code == 200
    assert first.json()["data"][0]["seed"] == again.json()["data"][0]["seed"]
    pictures = [httpx.get(a.json()["data"][0]["url"]).content for a in (first, again)]
    assert pictures[0] == pictures[1]


def test_two_accounts_may_use_the_same_idempotency_key(
    account: httpx.Client, client: httpx.Client
) -> None:
    headers = {"idempotency-key": "order-3"}
    ids = {c.post(GENERATIONS, json=BODY, headers=headers).json()["job_id"] for c in (account,)}
    ids |= {c.post(GENERATIONS, json=BODY, headers=headers).json()["job_id"] for c in (client,)}

    assert len(ids) == 2


def test_twenty_with_one_key_at_once_are_one_job(account: httpx.Client) -> None:
    headers = {"idempotency-key": "order-4"}
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: account.post(GENERATIONS, json=BODY, headers=headers), range(20))
        )

    assert {answer.status_code for answer in answers} == {200}
    (job_id,) = {answer.json()["job_id"] for answer in answers}
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 19
    ended(account, job_id)
    assert balance(account)["balance_micros"] == 100_000_000 - 32_200


def test_a_key_whose_job_failed_runs_again(account: httpx.Client) -> None:
    body = {**SMALL, "prompt": "[steps=1 fail_after=0]"}
    headers = {"idempotency-key": "order-5"}
    first = account.post(GENERATIONS, json=body, headers=headers).json()["job_id"]
    assert ended(account, first)["status"] == "failed"

    assert account.post(GENERATIONS, json=body, headers=headers).json()["job_id"] != first


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\tb"])
def test_an_idempotency_key_that_is_none_is_refused(account: httpx.Client, key: str) -> None:
    headers = [(b"idempotency-key", key.encode()), (b"content-type", b"application/json")]
    answer = account.post(GENERATIONS, content=b"{}", headers=headers)

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["error"]["message"]


@pytest.mark.parametrize(("count", "num_jobs"), [("1", 1), ("0", 2), ("x", 2), ("-1", 2)])
def test_a_retry_of_the_openai_sdk_finds_its_job(
    account: httpx.Client, count: str, num_jobs: int
) -> None:
    first = account.post(GENERATIONS, json=BODY, headers={"x-stainless-retry-count": "0"})
    again = account.post(GENERATIONS, json=BODY, headers={"x-stainless-retry-count": count})

    assert len({first.json()["job_id"], again.json()["job_id"]}) == num_jobs


@pytest.mark.slow
def test_a_client_that_hangs_up_and_asks_again_gets_the_same_job(
    server: Server, account: httpx.Client
) -> None:
    body = {**SMALL, "prompt": "[steps=10 step_ms=350] 断线", "sync": True}
    with pytest.raises(httpx.ReadTimeout):
        account.post(GENERATIONS, json=body, timeout=1)
    until(
        lambda: rows(server.data_dir, "SELECT 1 FROM jobs WHERE client_gone_at IS NOT NULL"),
        what="the hang-up is noted",
    )
    answer = account.post(GENERATIONS, json=body)

    assert answer.status_code == 200
    assert answer.headers["idempotent-replayed"] == "true"
    assert balance(account)["balance_micros"] == 100_000_000 - 32_200
    third = account.post(GENERATIONS, json=body)
    assert third.headers["inkstone-job"] != answer.headers["inkstone-job"]


#: By name: a call that waits for its picture; each takes two and a half seconds.
SLOW = "[steps=25 step_ms=100] 断线"
SIZED = {"model": "qwen-image-2.0", "prompt": SLOW, "size": "512x512"}
WAITING = {
    "empiriolabs": (GENERATIONS, {**SMALL, "prompt": SLOW, "sync": True}),
    "aimlapi": (GENERATIONS, {"model": "alibaba/qwen-image-2-0", "prompt": SLOW}),
    "wavespeed": (
        "/api/v3/wavespeed-ai/qwen-image-2.0/text-to-image",
        {"prompt": SLOW, "size": "512*512", "enable_sync_mode": True},
    ),
    "dashscope": (
        "/api/v1/services/aigc/multimodal-generation/generation",
        {
            "model": "qwen-image-2.0",
            "input": {"messages": [{"role": "user", "content": [{"text": SLOW}]}]},
        },
    ),
    "openai": ("/openai/v1/images/generations", SIZED),
    "openai-stream": ("/openai/v1/images/generations", {**SIZED, "stream": True}),
    "native": ("/inkstone/v1/jobs?wait=60", {"prompt": SLOW, "size": "512x512"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WAITING)
def test_a_client_that_times_out_five_times_pays_once(account: httpx.Client, name: str) -> None:
    """It asks again in the same moment, before its hang-up can be written down."""
    path, body = WAITING[name]
    # A dialect is made when it is first asked for, which may take longer than this client waits.
    stranger = account.post(path, json=body, headers={"Authorization": "Bearer none"})
    assert stranger.status_code == 401
    for _ in range(5):
        with pytest.raises(httpx.ReadTimeout):
            account.post(path, json=body, timeout=0.3)
    answer = account.post(path, json=body)

    assert answer.status_code == 200, answer.text
    assert answer.headers["idempotent-replayed"] == "true"
    jobs = _jobs(account)
    assert [job["id"] for job in jobs] == [answer.headers["inkstone-job"]]
    left = balance(account)
    assert left["held_micros"] == 0
    assert left["balance_micros"] == 100_000_000 - jobs[0]["price"]["charged_micros"]


@pytest.mark.parametrize("name", WAITING)
def test_four_equal_calls_at_once_are_four_jobs(account: httpx.Client, name: str) -> None:
    path, body = WAITING[name]
    body = json.loads(json.dumps(body, ensure_ascii=False).replace(SLOW, "a red apple"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: account.post(path, json=body), range(4)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["inkstone-job"] for answer in answers}) == 4
    prices = [job["price"]["charged_micros"] for job in _jobs(account)]
    assert balance(account)["balance_micros"] == 100_000_000 - sum(prices)
    assert len(prices) == 4


def _jobs(client: httpx.Client) -> list[dict[str, Any]]:
    return list(client.get("/inkstone/v1/jobs").json()["data"])


def test_half_a_body_and_a_hang_up_are_nobodys_fault(server: Server) -> None:
    num_jobs = rows(server.data_dir, "SELECT COUNT(*) FROM jobs")
    head = (
        f"POST {GENERATIONS} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {server.key}\r\ncontent-length: 400\r\n"
    )
    for sent in (f'{head}\r\n{{"model": "qwen', f"{head}\r\n", head, "POST", "\x16\x03\x01"):
        with socket.create_connection(("127.0.0.1", httpx.URL(server.url).port or 0)) as raw:
            raw.sendall(sent.encode())

    assert server.answers("/readyz")
    assert not server.faults()
    assert rows(server.data_dir, "SELECT COUNT(*) FROM jobs") == num_jobs
