"""EmpirioLabs' own clients against our server: its sample, the OpenAI SDK, every route."""

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import openai
import pytest
import requests

from e2e.pictures import drawing, pixels_of, png_size
from e2e.server import GENERATIONS, SMALL, STANDARD, Server, balance, ended, poll, submit, until

#: Takes as long as a test lets it.
LONG = "[steps=100 step_ms=200]"
FAMILY = "qwen-image-2-0"


def _sample(base_url: str, key: str) -> dict[str, Any]:
    """The vendor's Python sample (its page, read 2026-11-20): its address, key and pause changed.

    Source: the vendor's page of Qwen Image 2.0, read on 2026-11-20.
    """
    response = requests.post(
        f"{base_url}/v1/images/generations",
        headers={"Authorization": f"Bearer {key}"},
        json={
            "model": "qwen-image-2-0",
            "prompt": "Describe what you want Qwen Image 2.0 to generate.",
        },
        timeout=60,
    )
    job = response.json()

    # Generation runs as an async job. Poll until it completes.
    deadline = time.monotonic() + 60
    while True:
        status: dict[str, Any] = requests.get(
            f"{base_url}/v1/jobs/{job['job_id']}",
            headers={"Authorization": f"Bearer {key}"},
            timeout=60,
        ).json()
        if status.get("status") in ("completed", "failed"):
            return status
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("prefix", ["", "/empiriolabs"])
def test_the_vendors_own_sample_ends_with_a_picture(server: Server, prefix: str) -> None:
    status = _sample(server.url + prefix, server.key)

    assert status["status"] == "completed"
    (image,) = status["result"]["data"]
    assert status["result"]["usage"] == {"billable_units": 1, "billing_unit": "image"}
    picture = requests.get(image["url"], timeout=60)
    assert picture.headers["content-type"] == "image/png"
    assert png_size(picture.content) == (2688, 1536)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/images/generations",
        "/images/generations",
        "/v1/images/generations/",
        "/empiriolabs/v1/images/generations",
        "/empiriolabs/images/generations",
        "/empiriolabs/images/generations/",
    ],
)
def test_every_form_of_the_path_takes_a_job(client: httpx.Client, path: str) -> None:
    answer = client.post(path, json={**SMALL, "prompt": "a red apple"})

    assert answer.status_code == 200
    assert answer.headers["inkstone-dialect"] == "empiriolabs"
    assert client.get(answer.json()["poll_url"]).status_code == 200


def test_a_key_in_x_api_key_is_as_good(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers={"x-api-key": server.key}) as client:
        assert client.get("/v1/models").status_code == 200


@pytest.mark.parametrize("suffix", ["/v1", "", "/empiriolabs/v1"])
def test_the_openai_sdk_gets_an_address(server: Server, suffix: str) -> None:
    with openai.OpenAI(base_url=server.url + suffix, api_key=server.key, max_retries=0) as sdk:
        made = sdk.images.generate(
            model=FAMILY, prompt="a red apple", size="1024x1024", extra_body={"sync": True}
        )

    assert made.data is not None
    assert made.created > 1_700_000_000
    picture = httpx.get(made.data[0].url or "")
    assert png_size(picture.content) == (1024, 1024)


def test_the_openai_sdk_gets_pictures_in_full(server: Server) -> None:
    with openai.OpenAI(base_url=server.url + "/v1", api_key=server.key, max_retries=0) as sdk:
        made = sdk.images.generate(
            model=FAMILY,
            prompt="two red apples",
            n=2,
            response_format="b64_json",
            extra_body={"sync": True, **SMALL, "seed": 7},
        )

    assert made.data is not None
    pictures = [base64.b64decode(image.b64_json or "") for image in made.data]
    assert [png_size(picture) for picture in pictures] == [(512, 512)] * 2
    assert pixels_of(pictures[0]) != pixels_of(pictures[1])


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"model": "no-such-model"}, openai.NotFoundError),
        ({"model": FAMILY, "n": 9}, openai.BadRequestError),
        ({"model": FAMILY, "extra_body": {"sync": True, **SMALL}}, openai.InternalServerError),
    ],
)
def test_the_openai_sdk_raises_its_own_errors(
    server: Server, fields: dict[str, Any], error: type[openai.APIStatusError]
) -> None:
    with (
        openai.OpenAI(base_url=server.url + "/v1", api_key=server.key, max_retries=0) as sdk,
        pytest.raises(error) as caught,
    ):
        sdk.images.generate(**{"prompt": "[steps=1 fail_after=0]", **fields})

    assert caught.value.request_id


def test_the_openai_sdk_lists_the_models(server: Server) -> None:
    with openai.OpenAI(base_url=server.url + "/v1", api_key=server.key) as sdk:
        assert FAMILY in [model.id for model in sdk.models.list()]
        assert sdk.models.retrieve(FAMILY).owned_by == "qwen"


def test_the_catalogue_tells_prices_and_parameters(client: httpx.Client) -> None:
    (entry,) = [m for m in client.get("/v1/models").json()["data"] if m["id"] == FAMILY]

    prices = {row["charge"]: row["rate_usd"] for row in entry["pricing_rows"]}
    assert prices == {"Standard": 0.0322, "Pro": 0.069}
    parameters = {p["name"]: p for p in entry["supported_parameters"]}
    assert (parameters["num_images"]["min"], parameters["num_images"]["max"]) == (1, 6)
    assert entry["category"] == "image"


def test_health_needs_no_key(server: Server) -> None:
    assert httpx.get(server.url + "/health").json() == {"status": "ok"}
    assert httpx.get(server.url + "/v1/health").status_code == 200


@pytest.mark.slow
def test_a_job_under_way_shows_how_far_it_is(account: httpx.Client) -> None:
    job_id = submit(account, "[steps=10 step_ms=300]")

    job = until(lambda: (j := poll(account, job_id))["progress"] > 0.2 and j, what="progress")
    assert job["status"] == "processing"
    assert job["completed_at"] is job["result"] is job["error"] is None
    done = ended(account, job_id)
    assert (done["status"], done["progress"]) == ("completed", 1.0)


def test_cancelling_a_running_job_stops_it_and_costs_nothing(account: httpx.Client) -> None:
    job_id = submit(account, LONG)
    until(lambda: poll(account, job_id)["status"] == "processing", what="it runs")

    answer = account.post(f"/v1/jobs/{job_id}/cancel")
    assert answer.status_code == 200
    job = ended(account, job_id)
    assert (job["status"], job["error"]["code"]) == ("failed", "job_cancelled")
    assert balance(account)["available_micros"] == 100_000_000
    again = account.delete(f"/v1/jobs/{job_id}")
    assert (again.status_code, again.json()["status"]) == (200, "failed")


def test_cancelling_after_some_of_three_keeps_and_charges_those(account: httpx.Client) -> None:
    job_id = submit(account, "[steps=4 step_ms=400]", num_images=3)
    until(lambda: poll(account, job_id)["progress"] > 0.4, what="one is made")
    account.delete(f"/v1/jobs/{job_id}")

    job = ended(account, job_id)
    assert job["error"]["code"] == "job_cancelled"
    num_made = len(job["result"]["data"])
    assert 1 <= num_made < 3
    assert balance(account)["available_micros"] == 100_000_000 - 32_200 * num_made


def test_an_ended_job_is_unchanged_by_a_cancel(account: httpx.Client) -> None:
    job_id = submit(account, "a red apple")
    before = ended(account, job_id)

    assert account.post(f"/v1/jobs/{job_id}/cancel").json() == before


def test_jobs_are_listed_newest_first(account: httpx.Client) -> None:
    first, second = submit(account, "one"), submit(account, "[fail_after=0]")
    ended(account, first)
    ended(account, second)

    def listed(**query: Any) -> list[str]:
        answer = account.get("/v1/jobs", params=query)
        return [job["job_id"] for job in answer.json()["data"]]

    assert listed() == [second, first]
    assert listed(limit=1) == [second]
    assert listed(status="completed") == [first]
    assert listed(status="failed") == [second]
    assert listed(status="processing") == []


def test_another_accounts_job_does_not_exist(account: httpx.Client, client: httpx.Client) -> None:
    job_id = submit(account, "a secret")
    ended(account, job_id)

    for method, path in (
        ("GET", f"/v1/jobs/{job_id}"),
        ("DELETE", f"/v1/jobs/{job_id}"),
        ("POST", f"/v1/jobs/{job_id}/cancel"),
        ("GET", f"/inkstone/v1/jobs/{job_id}"),
    ):
        assert client.request(method, path).status_code == 404, path
    assert job_id not in client.get("/v1/jobs?limit=100").text
    assert job_id not in client.get("/v1/account/usage").text


def test_usage_re_adds_to_what_was_taken(account: httpx.Client) -> None:
    for prompt, fields in (
        ("one", {}),
        ("two", {"num_images": 2}),
        ("[fail_after=0]", {}),
        ("pro", {"model_variant": "qwen-image-2.0-pro"}),
    ):
        ended(account, submit(account, prompt, **fields))

    usage = account.get("/v1/account/usage").json()
    amounts = [event["cost"]["amount"] for event in usage["data"]]
    assert amounts == [0.069, 0.0, 0.0644, 0.0322]
    spent = 100_000_000 - balance(account)["balance_micros"]
    assert spent == round(sum(amounts) * 1e6)
    assert usage["balance"]["available"] == pytest.approx(100 - spent / 1e6)
    page = account.get("/v1/account/usage?limit=3").json()
    rest = account.get(f"/v1/account/usage?before={page['next_cursor']}").json()
    assert page["data"] + rest["data"] == usage["data"]
    assert rest["next_cursor"] is None


def test_four_equal_requests_at_once_are_four_jobs(account: httpx.Client) -> None:
    body = {**SMALL, "prompt": "[steps=2 step_ms=50]"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: account.post(GENERATIONS, json=body), range(4)))

    assert len({answer.json()["job_id"] for answer in answers}) == 4


def test_a_request_without_a_variant_is_pro_as_the_vendor_says(account: httpx.Client) -> None:
    answer = account.post(GENERATIONS, json={"model": FAMILY, "prompt": "a", "size": "512x512"})

    ended(account, answer.json()["job_id"])
    assert balance(account)["balance_micros"] == 100_000_000 - 69_000


def test_a_seed_makes_the_same_pictures_again(client: httpx.Client) -> None:
    body = {**STANDARD, "size": "512x512", "prompt": "门", "seed": 41, "n": 2, "sync": True}
    first, second = (
        [client.get(image["url"]).content for image in answer["data"]]
        for answer in (client.post(GENERATIONS, json=body).json() for _ in range(2))
    )

    assert [drawing(data) for data in first] == [drawing(data) for data in second]
    assert pixels_of(first[0]) != pixels_of(first[1])


def test_a_native_job_tells_what_made_it(client: httpx.Client) -> None:
    job_id = submit(client, "门", seed=2**31 - 1, num_images=2)
    ended(client, job_id)

    answer = client.get(f"/inkstone/v1/jobs/{job_id}")
    assert answer.headers["inkstone-dialect"] == "native"
    assert answer.headers["inkstone-engine"] == "echo/echo@1"
    assert answer.json()["request"]["seeds"] == [2**31 - 1, 0]
    assert answer.json()["price"]["charged_micros"] == 64_400
