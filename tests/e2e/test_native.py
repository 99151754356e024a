"""The native API over TCP: jobs taken, held, followed, priced, paid for and deleted."""

from typing import Any

import httpx
import pytest

from e2e.native import LONG, SLOW, V1, get, submit
from e2e.pictures import drawing, png_size
from e2e.server import Server


def balance(client: httpx.Client) -> int:
    """What an account has, in millionths."""
    return int(get(client, "/balance")["balance_micros"])


def test_a_job_is_taken_and_found_at_the_address_that_it_was_given(account: httpx.Client) -> None:
    answer = account.post(f"{V1}/jobs", json={"prompt": SLOW, "size": "256x320", "seed": 7})

    assert answer.status_code == 202
    job = account.get(answer.headers["location"], params={"wait": 30}).json()
    assert job["status"] == "succeeded"
    picture = account.get(job["images"][0]["url"])
    assert png_size(picture.content) == (256, 320)
    assert len(picture.content) == job["images"][0]["bytes"]
    again = submit(account, SLOW, wait=30, size="256x320", seed=7)
    equal = httpx.get(again["images"][0]["url"])
    assert drawing(equal.content) == drawing(picture.content)


@pytest.mark.parametrize(("path", "prefer"), [("/jobs?wait=30", None), ("/jobs", "wait=30")])
def test_a_call_is_held_until_the_end_of_its_job(
    account: httpx.Client, path: str, prefer: str | None
) -> None:
    headers = {"Prefer": prefer} if prefer else {}
    answer = account.post(V1 + path, json={"prompt": SLOW}, headers=headers)

    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")
    assert answer.headers["inkstone-engine"] == "echo/echo@1"


def test_a_wait_that_is_over_answers_with_the_job_which_goes_on(account: httpx.Client) -> None:
    answer = account.post(f"{V1}/jobs", json={"prompt": LONG}, headers={"Prefer": "wait=1"})

    assert (answer.status_code, answer.json()["status"]) == (202, "running")
    job_id = answer.json()["id"]
    stopped = account.post(f"{V1}/jobs/{job_id}/cancel").json()
    assert (stopped["status"], stopped["price"]["charged_micros"]) == ("canceled", 0)


def test_jobs_of_every_dialect_are_listed_in_pages(account: httpx.Client) -> None:
    made = [submit(account, f"a {word}", wait=30)["id"] for word in ("cat", "dog", "owl")]
    body = {"model": "qwen-image-2-0", "prompt": "a kite", "sync": True, "size": "512x512"}
    elsewhere = account.post("/empiriolabs/v1/images/generations", json=body)
    made.append(elsewhere.headers["inkstone-job"])

    listed, query = [], {"limit": 3}
    while True:
        page = get(account, "/jobs", **query)
        listed += [job["id"] for job in page["data"]]
        if page["next_before"] is None:
            break
        query["before"] = page["next_before"]
    assert listed == made[::-1]
    assert get(account, "/jobs", status="failed")["data"] == []
    assert len(get(account, "/jobs", model="qwen-image-2.0")["data"]) == 3


def test_an_estimate_is_the_charge_of_edits_and_of_several(account: httpx.Client) -> None:
    made = submit(account, "a cat", wait=30, size="512x384")
    source = made["images"][0]["url"]
    for fields in (
        {"prompt": "a kite", "n": 3},
        {"prompt": "make it night", "images": [source], "n": 2},
        {"prompt": "join them", "images": [source, source], "model": "qwen-image-2.0-pro"},
    ):
        told = account.post(f"{V1}/estimate", json=fields).json()
        before = balance(account)
        job = account.post(f"{V1}/jobs?wait=30", json=fields).json()
        assert job["status"] == "succeeded", job
        assert before - balance(account) == told["amount_micros"]
        assert job["price"]["charged_micros"] == told["amount_micros"]
    assert (job["request"]["width"], job["request"]["height"]) == (1184, 880)


def test_the_ledger_readds_to_the_balance_and_usage_to_what_was_spent(
    account: httpx.Client,
) -> None:
    opened_with = balance(account)
    submit(account, "a cat", wait=30, n=2)
    submit(account, "[steps=1 fail_after=1]", wait=30, n=3, model="qwen-image-2.0-pro")
    submit(account, "[steps=1 fail_after=0]", wait=30)
    running = submit(account, LONG)

    entries, query = [], {"limit": 2}
    while True:
        page = get(account, "/ledger", **query)
        entries += page["data"]
        if page["next_before"] is None:
            break
        query["before"] = page["next_before"]
    found = get(account, "/balance")
    assert sum(entry["balance_micros"] for entry in entries) == found["balance_micros"]
    assert sum(entry["held_micros"] for entry in entries) == found["held_micros"] == 30_000
    spent = opened_with - found["balance_micros"]
    assert spent == 2 * 30_000 + 70_000
    for group, num_rows in (("day", 1), ("model", 2), ("key", 1)):
        usage = get(account, "/usage", group=group)
        assert usage["total"] == {"jobs": 3, "images": 3, "charged_micros": spent}
        # A test that runs over midnight has a day more.
        assert num_rows <= len(usage["data"]) <= num_rows + (group == "day")
    account.post(f"{V1}/jobs/{running['id']}/cancel")


def test_a_deleted_job_leaves_its_bill_and_nothing_else(account: httpx.Client) -> None:
    job = submit(account, "a secret", wait=30, metadata={"name": "Jane"})
    url = job["images"][0]["url"]
    assert account.get(url).status_code == 200
    before = balance(account)

    assert account.delete(f"{V1}/jobs/{job['id']}").status_code == 204
    assert account.get(url).status_code in (404, 410)
    left = get(account, f"/jobs/{job['id']}")
    assert (left["images"], left["metadata"]) == ([], {})
    assert left["deleted_at"]
    assert balance(account) == before


def test_the_same_key_and_body_give_the_same_job(account: httpx.Client) -> None:
    headers = {"Idempotency-Key": "order-5"}
    answers = [
        account.post(f"{V1}/jobs?wait=30", json={"prompt": "a cat"}, headers=headers)
        for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert answers[1].headers["idempotent-replayed"] == "true"
    other = account.post(f"{V1}/jobs", json={"prompt": "a dog"}, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (422, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/jobs", {"prompt": "", "n": 9}, 400, "invalid_request"),
        ("POST", "/jobs", {"prompt": "x", "model": "dall-e-3"}, 404, "model_not_found"),
        ("POST", "/estimate", {"n": 1}, 400, "invalid_request"),
        ("GET", "/jobs/job_none", None, 404, "job_not_found"),
        ("GET", "/jobs/job_none/events", None, 404, "job_not_found"),
        ("POST", "/jobs/job_none/cancel", None, 404, "job_not_found"),
        ("GET", "/models/none", None, 404, "model_not_found"),
        ("PUT", "/jobs", {}, 405, "method_not_allowed"),
        ("GET", "/nothing", None, 404, "not_found"),
    ],
)
def test_every_refusal_names_its_request(
    client: httpx.Client, method: str, path: str, body: Any, status: int, code: str
) -> None:
    sent = {"x-request-id": "test-5"}
    answer = client.request(method, V1 + path, json=body, headers=sent)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["request_id"]) == (status, code, "test-5")
    assert answer.headers["x-request-id"] == "test-5"


def test_a_caller_without_a_key_or_money_is_refused(server: Server) -> None:
    missing = httpx.post(f"{server.url}{V1}/jobs", json={"prompt": "x"})
    assert (missing.status_code, missing.json()["error"]["code"]) == (401, "missing_api_key")
    assert missing.json()["error"]["request_id"] == missing.headers["x-request-id"]
    with server.client(server.new_key("poor", grant="0.05")) as poor:
        answer = poor.post(f"{V1}/jobs", json={"prompt": "x", "n": 2})
    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "insufficient_credits")


def test_the_catalogue_says_what_a_page_needs(client: httpx.Client) -> None:
    models = get(client, "/models")["data"]
    assert [model["name"] for model in models[:1]] == ["qwen-image-2.0"]
    for model in models:
        assert model["engine"]["name"] == "echo"
        assert model["per_image_micros"] in (30_000, 70_000)
        assert "prompt" in model["parameters"]["properties"]
        assert model["licence"]
    assert get(client, "/rate-card")["currency"] == "USD"
