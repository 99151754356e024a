"""Webhooks over HTTP: deliveries listed, shown and repeated, receivers pinged, secrets rotated."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from contract.receivers import receiving
from inkstone.media.workshop import Workshop
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
NO_SUCH = "delivery_" + "0" * 26


@pytest.fixture
async def native(tmp_path: Path, workshop: Workshop) -> AsyncIterator[Platform]:
    """The native API, with loopback open to it."""
    async with run(tmp_path, dialect="native", workshop=workshop, allow=("127.0.0.1",)) as running:
        yield running


async def told(native: Platform, url: str = "http://127.0.0.1:1/hook", **headers: str) -> str:
    """A job that has ended and is to be told; its id."""
    answer = await native.client.post(
        "/jobs?wait=20",
        json={"prompt": "x", "webhook_url": url},
        headers=headers or native.headers,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def test_deliveries_are_paged_and_filtered(native: Platform):
    jobs = [await told(native) for _ in range(3)]
    page = (await native.get("/webhooks/deliveries", limit=2)).json()
    rest = (await native.get("/webhooks/deliveries", before=page["next_before"])).json()
    assert [each["job_id"] for each in page["data"] + rest["data"]] == jobs[::-1]
    assert rest["next_before"] is None
    (one,) = (await native.get("/webhooks/deliveries", job=jobs[1])).json()["data"]
    assert one == {
        "id": one["id"],
        "job_id": jobs[1],
        "url": "http://127.0.0.1:1/hook",
        "status": "pending",
        "num_tries": 0,
        "last_status": None,
        "last_error": None,
        "next_at": one["created_at"],
        "created_at": one["created_at"],
        "delivered_at": None,
    }
    assert len((await native.get("/webhooks/deliveries", status="pending")).json()["data"]) == 3
    assert (await native.get("/webhooks/deliveries", status="delivered")).json()["data"] == []


async def test_a_delivery_is_shown_with_its_tries_and_repeated(native: Platform):
    await told(native)
    # This platform has no form for the messages, which ends a delivery with one line in its log.
    await native.services.webhooks.deliver_due()
    (listed,) = (await native.get("/webhooks/deliveries", status="failed")).json()["data"]
    shown = (await native.get(f"/webhooks/deliveries/{listed['id']}")).json()
    (once,) = shown.pop("tries")
    assert shown == listed
    assert (once["index"], once["status"], once["took_ms"]) == (0, None, 0)
    assert once["error"] == listed["last_error"] == "Nothing is told in the dialect native."
    again = await native.post(f"/webhooks/deliveries/{listed['id']}/redeliver")
    assert (again.status_code, again.json()["status"]) == (202, "pending")
    assert again.json()["next_at"] is not None
    assert await native.services.webhooks.deliver_due() == 1


async def test_nobody_else_sees_or_repeats_a_delivery(native: Platform):
    await told(native)
    (mine,) = (await native.get("/webhooks/deliveries")).json()["data"]
    other = await native.new_headers("other")
    listed = await native.client.get("/webhooks/deliveries", headers=other)
    assert listed.json()["data"] == []
    for delivery_id in (mine["id"], NO_SUCH, "%00"):
        path = f"/webhooks/deliveries/{delivery_id}"
        shown = await native.client.get(path, headers=other)
        again = await native.client.post(f"{path}/redeliver", headers=other)
        for refused in (shown, again):
            assert (refused.status_code, refused.json()["error"]["code"]) == (
                404,
                "delivery_not_found",
            )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/webhooks/deliveries"),
        ("GET", f"/webhooks/deliveries/{NO_SUCH}"),
        ("POST", f"/webhooks/deliveries/{NO_SUCH}/redeliver"),
        ("POST", "/webhooks/ping"),
        ("POST", "/webhooks/secrets/rotate"),
    ],
)
async def test_every_call_needs_a_key(native: Platform, method: str, path: str):
    assert (await native.client.request(method, path)).status_code == 401


async def test_what_was_forgotten_with_its_job_cannot_be_repeated(native: Platform):
    job_id = await told(native)
    await native.client.delete(f"/jobs/{job_id}", headers=native.headers)
    (gone,) = (await native.get("/webhooks/deliveries")).json()["data"]
    assert (gone["url"], gone["status"]) == (None, "failed")
    again = await native.post(f"/webhooks/deliveries/{gone['id']}/redeliver")
    assert again.status_code == 410


async def test_all_faults_of_a_query_are_named_at_once(native: Platform):
    answer = await native.get(
        "/webhooks/deliveries", status="lost", job="job_\0", before="job_1", limit=0
    )
    assert answer.status_code == 400
    named = [each["param"] for each in answer.json()["error"]["faults"]]
    assert sorted(named) == ["before", "job", "limit", "status"]


async def test_a_ping_says_what_came_of_it_and_is_genuine(native: Platform):
    async with receiving() as receiver:
        result = await native.post("/webhooks/ping", url=receiver.url("/try"))
    told_of = result.json()
    assert result.status_code == 200
    assert (told_of["delivered"], told_of["status"], told_of["error"]) == (True, 204, None)
    assert (told_of["url"], told_of["took_ms"] >= 0) == (receiver.url("/try"), True)
    (got,) = receiver.got
    assert got.headers["webhook-id"] == told_of["id"]
    (secret,) = (await native.get("/webhooks/secrets")).json()["secrets"]
    message = Webhook(secret).verify(got.body, dict(got.headers))
    assert (message["type"], message["data"]) == ("ping", {"id": told_of["id"]})
    assert (await native.get("/webhooks/deliveries")).json()["data"] == []


@pytest.mark.parametrize(("status", "where"), [(500, None), (302, "http://127.0.0.1:1/")])
async def test_a_ping_that_is_not_taken_is_a_result(native: Platform, status, where):
    async with receiving(status) as receiver:
        told_of = (await native.post("/webhooks/ping", url=receiver.url())).json()
    assert (told_of["delivered"], told_of["status"]) == (False, status)
    assert told_of["error"] == f"The receiver answered with status {status}."


async def test_a_ping_to_nobody_is_a_result(native: Platform):
    told_of = (await native.post("/webhooks/ping", url="http://127.0.0.1:1/")).json()
    assert (told_of["delivered"], told_of["status"]) == (False, None)
    assert told_of["error"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": 7},
        {"url": "no address"},
        {"url": "http://169.254.169.254/latest/"},
        {"url": "http://10.0.0.1/"},
        {"url": "https://example.test/" + "x" * 5000},
    ],
)
async def test_a_ping_that_could_never_be_sent_is_a_fault(native: Platform, body):
    answer = await native.client.post("/webhooks/ping", json=body, headers=native.headers)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "url")


async def test_one_account_pings_once_a_second_and_others_do_not_wait(native: Platform):
    url = "http://127.0.0.1:1/"
    assert (await native.post("/webhooks/ping", url=url)).status_code == 200
    refused = await native.post("/webhooks/ping", url=url)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    other = await native.new_headers("other")
    body = json.dumps({"url": url})
    assert (
        await native.client.post("/webhooks/ping", content=body, headers=other)
    ).status_code == 200


@pytest.mark.parametrize(("body", "overlap_s"), [(b"", 86_400), (b'{"overlap_s": 60.0}', 60)])
async def test_a_rotation_gives_a_new_secret_beside_the_old(native: Platform, body, overlap_s):
    (old,) = (await native.get("/webhooks/secrets")).json()["secrets"]
    answer = await native.client.post(
        "/webhooks/secrets/rotate", content=body, headers=native.headers
    )
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    made = answer.json()
    assert made["overlap_s"] == overlap_s
    assert (await native.get("/webhooks/secrets")).json()["secrets"] == [made["secret"], old]


async def test_a_rotation_without_overlap_ends_the_old_secret_at_once(native: Platform):
    await native.get("/webhooks/secrets")
    made = (await native.post("/webhooks/secrets/rotate", overlap_s=0)).json()
    assert (await native.get("/webhooks/secrets")).json()["secrets"] == [made["secret"]]


@pytest.mark.parametrize("overlap_s", [-1, 30 * 86_400 + 1, "60", 1.5, True])
async def test_an_overlap_out_of_range_changes_nothing(native: Platform, overlap_s):
    before = (await native.get("/webhooks/secrets")).json()
    answer = await native.post("/webhooks/secrets/rotate", overlap_s=overlap_s)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "overlap_s")
    assert (await native.get("/webhooks/secrets")).json() == before
