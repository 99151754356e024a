"""WaveSpeed's own client against our server: run, wait, list, delete, pay."""

import base64
from typing import Any

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.pictures import drawing, pixels_of, png_size
from e2e.server import Server, balance, until
from e2e.wavespeed_client import BOTH, EDIT, MODEL, SMALL, TEXT_TO_IMAGE, ended, post, sdk, size_at


@BOTH
def test_a_run_ends_with_an_address_of_a_picture(server: Server, prefix: str) -> None:
    made = sdk(server, prefix).run(TEXT_TO_IMAGE, {"prompt": "a red kite", "size": "1024*768"})

    (url,) = made["outputs"]
    assert size_at(url) == (1024, 768)


@BOTH
def test_sync_mode_takes_one_call(server: Server, prefix: str) -> None:
    made = sdk(server, prefix).run_no_throw(
        TEXT_TO_IMAGE, {"prompt": "a red kite", **SMALL}, enable_sync_mode=True
    )

    assert (made["status"], made["error"]) == ("completed", None)
    assert size_at(made["outputs"][0]) == (256, 256)
    again = sdk(server, prefix).get_result(made["task_id"])
    assert again["data"]["outputs"] == made["outputs"]
    assert again["data"]["urls"]["get"].startswith(f"{server.url}{prefix}/api/v3/predictions/")
    assert httpx.get(again["data"]["urls"]["get"]).status_code == 401


def test_base64_is_bare_and_the_same_in_sync_mode_and_polled(server: Server) -> None:
    client, asked = sdk(server), {"prompt": "a", "enable_base64_output": True, **SMALL}
    polled = client.run(TEXT_TO_IMAGE, asked)["outputs"]
    waited = client.run(TEXT_TO_IMAGE, asked, enable_sync_mode=True)["outputs"]

    first, second = (base64.b64decode(*made, validate=True) for made in (polled, waited))
    assert drawing(first) == drawing(second)
    assert png_size(first) == (256, 256)


@pytest.mark.parametrize(
    ("model", "body", "says"),
    [
        (EDIT, {"prompt": "no images"}, "`images` is missing"),
        (TEXT_TO_IMAGE, {}, "`prompt` is missing"),
        (TEXT_TO_IMAGE, {"prompt": "a", "size": "64*64"}, "HTTP 400"),
        ("wavespeed-ai/flux-dev", {"prompt": "a"}, "HTTP 404"),
        ("wavespeed-ai/flux-dev/ultra/fast", {"prompt": "a"}, "HTTP 404"),
        (MODEL, {"prompt": "a"}, f"{MODEL}, "),
    ],
)
def test_a_bad_request_makes_nothing_and_says_why(
    server: Server, model: str, body: dict[str, Any], says: str
) -> None:
    bad = sdk(server).run_no_throw(model, body)

    assert (bad["status"], bad["outputs"], bad["task_id"]) == ("failed", None, "unknown")
    assert says in bad["error"]


def test_a_wrong_key_is_told_so(server: Server) -> None:
    with pytest.raises(RuntimeError, match="HTTP 401"):
        sdk(server, key="sk-wrong").run(TEXT_TO_IMAGE, {"prompt": "a"})


def test_a_failed_task_is_not_asked_for_again(account: httpx.Client, server: Server) -> None:
    key = account.headers["authorization"].removeprefix("Bearer ")
    client = sdk(server, key=key)
    bad = client.run_no_throw(TEXT_TO_IMAGE, {"prompt": "[fail_after=0]", **SMALL}, max_retries=3)

    assert bad["status"] == "failed"
    data = client.get_result(bad["task_id"])["data"]
    assert (data["status"], data["code"], data["outputs"]) == ("failed", 1403, [])
    assert data["error"]
    page = post(account, "predictions", page=1, page_size=10).json()["data"]
    assert [item["id"] for item in page["items"]] == [bad["task_id"]]
    assert balance(account)["available_micros"] == 100_000_000


def test_every_field_is_there_from_the_submit_to_the_end(account: httpx.Client) -> None:
    answer = post(account, TEXT_TO_IMAGE, prompt="a red kite", **SMALL)

    body = answer.json()
    assert (answer.status_code, body["code"], body["message"]) == (200, 200, "success")
    fields = [
        *("id", "model", "outputs", "urls", "has_nsfw_contents"),
        *("status", "created_at", "error", "timings"),
    ]
    assert list(body["data"]) == fields
    assert (body["data"]["status"], body["data"]["outputs"]) == ("created", [])
    assert body["data"]["timings"] == {"inference": 0}
    data = ended(account, body["data"]["id"])
    assert list(data) == fields
    assert (data["model"], data["has_nsfw_contents"]) == (TEXT_TO_IMAGE, [])
    assert data["timings"]["inference"] > 0
    assert account.get(f"/api/v3/predictions/{data['id']}").json()["data"] == data


def test_the_price_charged_is_the_price_told(account: httpx.Client) -> None:
    left = 100_000_000
    for model, micros in ((TEXT_TO_IMAGE, 30_000), (f"{MODEL}-pro/text-to-image", 60_000)):
        price = post(account, "model/pricing", model_id=model, inputs={"prompt": "a"})
        assert price.json()["data"] == {
            "model_id": model,
            "unit_price": micros / 1e6,
            "currency": "USD",
        }
        ended(account, post(account, model, prompt="a", **SMALL).json()["data"]["id"])
        left -= micros
        for path in ("balance", "account/balance"):
            found = account.get(f"/api/v3/{path}").json()["data"]
            assert found == {"balance": left / 1e6, "currency": "USD"}
        assert balance(account)["balance_micros"] == left
    assert post(account, "model/pricing", model_id="nobody/nothing").status_code == 404


def test_a_seed_makes_the_same_picture_again(server: Server) -> None:
    def drawn(**fields: Any) -> bytes:
        made = sdk(server).run(
            TEXT_TO_IMAGE, {"prompt": "门", **SMALL, **fields}, enable_sync_mode=True
        )
        return httpx.get(made["outputs"][0]).content

    first = drawn()
    assert drawing(first) == drawing(drawn())
    assert pixels_of(first) != pixels_of(drawn(seed=8))


def test_predictions_are_listed_newest_first_and_in_pages(account: httpx.Client) -> None:
    ids = [
        post(account, TEXT_TO_IMAGE, prompt=prompt, **SMALL).json()["data"]["id"]
        for prompt in ("one", "[fail_after=0]", "three")
    ]
    for each in ids:
        ended(account, each)

    def listed(**asked: Any) -> list[str]:
        by_body = post(account, "predictions", **{"page": 1, "page_size": 10, **asked})
        by_query = account.get("/api/v3/predictions", params=asked)
        assert by_body.json()["data"]["items"] == by_query.json()["data"]["items"]
        return [item["id"] for item in by_body.json()["data"]["items"]]

    assert listed() == ids[::-1]
    assert listed(page=2, page_size=2) == ids[:1]
    assert listed(page=3, page_size=2) == []
    assert listed(status="completed") == [ids[2], ids[0]]
    assert listed(status="failed") == [ids[1]]
    assert listed(model=TEXT_TO_IMAGE, created_after="2026-01-01T00:00:00Z") == ids[::-1]
    assert listed(model=EDIT) == listed(created_before="2026-01-01T00:00:00Z") == []
    (item,) = post(account, "predictions", page=1, page_size=1).json()["data"]["items"]
    assert item["executionTime"] == item["timings"]["inference"]


def test_a_deleted_prediction_is_gone_with_its_picture(
    account: httpx.Client, client: httpx.Client
) -> None:
    made = [
        post(account, TEXT_TO_IMAGE, prompt="a", enable_sync_mode=True, **SMALL).json()["data"]
        for _ in range(3)
    ]
    ids = [data["id"] for data in made]
    assert client.delete(f"/api/v3/predictions/{ids[0]}").status_code == 404
    deleted = account.delete(f"/api/v3/predictions/{ids[0]}")
    assert deleted.json()["data"] == {"id": ids[0], "status": "deleted"}
    assert account.delete(f"/api/v3/predictions/{ids[0]}").status_code == 404
    assert account.get(f"/api/v3/predictions/{ids[0]}/result").status_code == 404
    assert httpx.get(made[0]["outputs"][0]).status_code == 410

    others = client.post("/api/v3/predictions/delete", json={"ids": ids})
    assert others.json()["data"] == {"deleted_count": 0}
    many = post(account, "predictions/delete", ids=[*ids, "job_nobody", ids[1]])
    assert many.json()["data"] == {"deleted_count": 2}
    assert post(account, "predictions", page=1, page_size=10).json()["data"]["items"] == []


def test_deleting_a_running_prediction_stops_it_and_costs_nothing(account: httpx.Client) -> None:
    job_id = post(account, TEXT_TO_IMAGE, prompt="[steps=100 step_ms=200]", **SMALL).json()
    job_id = job_id["data"]["id"]
    path = f"/api/v3/predictions/{job_id}"
    until(lambda: account.get(path).json()["data"]["status"] == "processing", what="it runs")

    assert account.delete(path).json()["data"]["status"] == "deleted"
    assert account.get(path).status_code == 404
    assert balance(account)["available_micros"] == 100_000_000


def test_a_wait_that_is_too_long_leaves_an_id_to_poll(new_server: NewServer) -> None:
    server = new_server(env={"INKSTONE_WAVESPEED_SYNC_WAIT_S": "0.3"}).start()
    asked = {"prompt": "[steps=5 step_ms=200]", **SMALL}
    late = sdk(server).run_no_throw(TEXT_TO_IMAGE, asked, enable_sync_mode=True)

    assert (late["status"], late["outputs"]) == ("processing", None)
    assert "Sync mode timed out" in late["error"]
    with server.client() as client:
        assert ended(client, late["task_id"])["status"] == "completed"


def test_one_key_is_one_prediction(account: httpx.Client) -> None:
    headers = {"Idempotency-Key": "once"}
    path, body = f"/api/v3/{TEXT_TO_IMAGE}", {"prompt": "a", **SMALL}
    first, second = (account.post(path, json=body, headers=headers) for _ in range(2))

    assert first.json()["data"]["id"] == second.json()["data"]["id"]
    assert second.headers["idempotent-replayed"] == "true"
    other = account.post(path, json={**body, "seed": 8}, headers=headers)
    assert (other.status_code, other.json()["data"]["code"]) == (409, 409)
