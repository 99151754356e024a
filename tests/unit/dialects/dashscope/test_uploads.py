"""DashScope's upload tickets over HTTP, in process: who gets one, what it lets in, and no more."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from e2e.edits import BLUE, RED, flat, saved
from inkstone.dialects.dashscope import tickets
from unit.dialects.dashscope.asking import ask, message
from unit.dialects.running import PUBLIC_URL, Platform

pytestmark = pytest.mark.anyio

UPLOADS = "/api/v1/uploads"
PNG = saved(flat(RED, (64, 48)))


async def ticket(platform: Platform, **headers: str) -> dict[str, Any]:
    """A new ticket."""
    answer = await platform.client.get(
        UPLOADS,
        params={"action": "getPolicy", "model": "qwen-image-2.0"},
        headers=headers or platform.headers,
    )
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["request_id", "data"]
    return dict(answer.json()["data"])


async def bring(
    platform: Platform,
    given: dict[str, Any],
    *,
    name: str = "in.png",
    data: bytes | None = PNG,
    **fields: str,
) -> httpx.Response:
    """Bring a file as the vendor's client does: no key, and the ticket in the form."""
    url = urlsplit(given["upload_host"])
    form = {
        "OSSAccessKeyId": given["oss_access_key_id"],
        "Signature": given["signature"],
        "policy": given["policy"],
        "key": f"{given['upload_dir']}/{name}",
        "x-oss-object-acl": given["x_oss_object_acl"],
        "x-oss-forbid-overwrite": given["x_oss_forbid_overwrite"],
        "success_action_status": "200",
        "x-oss-content-type": "image/png",
        **fields,
    }
    files = {} if data is None else {"file": (name, data)}
    target = f"{url.path}?{url.query}"
    if data is None:
        # As multipart all the same.
        return await platform.client.post(target, files={k: (None, v) for k, v in form.items()})
    return await platform.client.post(target, data=form, files=files)


async def test_a_ticket_says_where_and_for_how_long(platform: Platform) -> None:
    given = await ticket(platform)
    assert given["upload_host"].startswith(f"{PUBLIC_URL}{UPLOADS}/oss?")
    assert given["upload_dir"].startswith("tmp/upload_")
    assert (given["expire_in_seconds"], given["x_oss_forbid_overwrite"]) == (300, "true")
    assert given["max_file_size_mb"] > 0
    query = parse_qs(urlsplit(given["upload_host"]).query)
    assert query == {"policy": [given["policy"]], "signature": [given["signature"]]}


async def test_a_prefix_stays_in_the_address(platform: Platform) -> None:
    transport = httpx.ASGITransport(platform.app, root_path="/dashscope")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(
            f"/dashscope{UPLOADS}",
            params={"action": "getPolicy", "model": "qwen-image-2.0"},
            headers=platform.headers,
        )
    host = answer.json()["data"]["upload_host"]
    assert host.startswith(f"{PUBLIC_URL}/dashscope{UPLOADS}/oss?")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 400, "InvalidParameter"),
        ({"action": "getFile", "model": "qwen-image-2.0"}, 400, "InvalidParameter"),
        ({"action": "getPolicy"}, 400, "BadRequest.EmptyModel"),
        ({"action": "getPolicy", "model": "wanx-v1"}, 404, "ModelNotFound"),
    ],
)
async def test_a_request_for_a_ticket_is_checked(
    platform: Platform, query: dict[str, str], status: int, code: str
) -> None:
    answer = await platform.get(UPLOADS, **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("name", ["in.png", "my kite 风筝.png", "a+b%20c.png"])
async def test_what_comes_with_a_ticket_can_be_edited(platform: Platform, name: str) -> None:
    given = await ticket(platform)
    answer = await bring(platform, given, name=name)
    assert (answer.status_code, answer.content) == (200, b"")
    address = f"oss://{given['upload_dir']}/{name}"
    edited = await ask(platform, {**message("edit it", address), "parameters": {"size": None}})
    assert edited.status_code == 200, edited.text
    job_id = edited.headers["inkstone-job"]
    job = await platform.services.queries.job(job_id, account_id=platform.account_id)
    key = job.request.inputs[0].blob_key
    assert hashlib.sha256(await platform.blobs.get(key)).digest() == hashlib.sha256(PNG).digest()


async def test_another_account_cannot_use_what_was_brought(platform: Platform) -> None:
    given = await ticket(platform)
    await bring(platform, given)
    headers = await platform.new_headers("other")
    body = message("edit it", f"oss://{given['upload_dir']}/in.png")
    answer = await ask(platform, body, **headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidURL")


async def test_the_file_is_the_account_of_the_ticket(platform: Platform) -> None:
    headers = await platform.new_headers("other")
    given = await ticket(platform, **headers)
    await bring(platform, given)
    body = message("edit it", f"oss://{given['upload_dir']}/in.png")
    assert (await ask(platform, body)).json()["code"] == "InvalidURL"
    assert (await ask(platform, body, **headers)).status_code == 200


async def test_the_same_file_again_is_welcome_and_another_of_its_name_is_not(
    platform: Platform,
) -> None:
    given = await ticket(platform)
    assert (await bring(platform, given)).status_code == 200
    assert (await bring(platform, given)).status_code == 200
    answer = await bring(platform, given, data=saved(flat(BLUE)))
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")
    assert (await bring(platform, given, name="other.png")).status_code == 200


async def test_without_a_good_ticket_nothing_is_read(platform: Platform) -> None:
    given, other = await ticket(platform), await ticket(platform)
    bad: list[dict[str, Any]] = [
        {**given, "upload_host": f"{PUBLIC_URL}{UPLOADS}/oss"},
        {**given, "upload_host": given["upload_host"] + "x"},
        {**given, "upload_host": other["upload_host"]},
        {**given, "signature": "x"},
        {**given, "policy": other["policy"]},
        {**given, "policy": ""},
    ]
    for each in bad:
        answer = await bring(platform, each)
        assert (answer.status_code, answer.json()["code"]) == (401, "AccessDenied")


async def test_a_ticket_ends(platform: Platform) -> None:
    _, policy, signature = tickets.issue(platform.signer, platform.account_id)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    token = platform.signer.sign_token("dashscope upload", '["a", "b"]', past)
    assert tickets.read(platform.signer, policy, signature).account_id == platform.account_id
    with pytest.raises(tickets.TicketRefused, match="time is over"):
        tickets.read(platform.signer, *token.rsplit(".", 1))


async def test_a_token_of_another_purpose_is_no_ticket(platform: Platform) -> None:
    future = datetime(2100, 1, 1, tzinfo=UTC)
    token = platform.signer.sign_token("sign-in", '["a", "b"]', future)
    with pytest.raises(tickets.TicketRefused):
        tickets.read(platform.signer, *token.rsplit(".", 1))


@pytest.mark.parametrize(
    "key",
    ["", "in.png", "tmp/in.png", "{}", "{}/", "{}/a/b.png", "{}/" + "x" * 256, "tmp/upload_x/a"],
)
async def test_a_key_stays_in_its_folder(platform: Platform, key: str) -> None:
    given = await ticket(platform)
    answer = await bring(platform, given, key=key.format(given["upload_dir"]))
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")
    assert "`key`" in answer.json()["message"]


async def test_a_key_of_another_ticket_is_not_taken(platform: Platform) -> None:
    given, other = await ticket(platform), await ticket(platform)
    answer = await bring(platform, given, key=f"{other['upload_dir']}/in.png")
    assert answer.status_code == 400


async def test_what_is_no_picture_is_refused_and_leaves_nothing(platform: Platform) -> None:
    given = await ticket(platform)
    for data, status in ((b"hello", 400), (b"", 400), (None, 400), (bytes(2**21), 413)):
        answer = await bring(platform, given, data=data)
        assert answer.status_code == status, answer.text
    assert [key async for key in platform.blobs.keys()] == []  # noqa: SIM118 - it is no dict
    assert (await bring(platform, given)).status_code == 200


async def test_a_body_that_is_no_form_is_refused(platform: Platform) -> None:
    given = await ticket(platform)
    url = urlsplit(given["upload_host"])
    for body, kind in ((b"{}", "application/json"), (b"--x\r\n", "multipart/form-data")):
        answer = await platform.client.post(
            f"{url.path}?{url.query}", content=body, headers={"Content-Type": kind}
        )
        assert answer.status_code == 400
        assert answer.json()["code"]
