"""WaveSpeed's calls on real parts: who may, what is answered, what is charged."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from inkstone.dialects.wavespeed import uploads as uploads_module
from inkstone.dialects.wavespeed.uploads import Ticket
from inkstone.service.ids import new_id
from unit.dialects.running import PUBLIC_URL, Platform, run, with_limits
from unit.media import ordinary

pytestmark = pytest.mark.anyio
MODEL = "wavespeed-ai/qwen-image-2.0"
PATH = f"/api/v3/{MODEL}/text-to-image"
SMALL = {"prompt": "A kite", "size": "256*256"}


def prediction(answer: httpx.Response) -> dict[str, Any]:
    """The prediction of an answer."""
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


def refusal(answer: httpx.Response) -> tuple[int, int]:
    """The status and the number of a refusal."""
    return answer.status_code, answer.json()["data"]["code"]


async def drawn(platform: Platform, **fields: Any) -> dict[str, Any]:
    """A prediction at its end."""
    return prediction(await platform.post(PATH, **SMALL, enable_sync_mode=True, **fields))


async def test_a_prediction_goes_from_created_to_completed(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed") as platform:
        answer = await platform.post(PATH, **SMALL)
        data = prediction(answer)
        assert data["status"] == "created"
        assert data["urls"]["get"] == f"{PUBLIC_URL}/api/v3/predictions/{data['id']}/result"
        assert answer.headers["inkstone-job"] == data["id"]
        await platform.ended(data["id"])
        for path in (f"/api/v3/predictions/{data['id']}", data["urls"]["get"]):
            done = prediction(await platform.get(path.removeprefix(PUBLIC_URL)))
            assert (done["status"], done["error"], len(done["outputs"])) == ("completed", "", 1)
            assert done["outputs"][0].startswith(f"{PUBLIC_URL}/inkstone/v1/files/")


async def test_addresses_keep_to_the_prefix_that_was_asked_at(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        transport = httpx.ASGITransport(platform.app, root_path="/wavespeed")
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            path = f"/wavespeed{PATH}"
            data = prediction(await client.post(path, json=SMALL, headers=platform.headers))
            ticket = await client.post(
                "/wavespeed/api/v3/media/uploads",
                json={"filename": "a.png", "size": 9, "content_type": "image/png"},
                headers=platform.headers,
            )
        assert data["urls"]["get"].startswith(f"{PUBLIC_URL}/wavespeed/api/v3/predictions/")
        upload = ticket.json()["data"]["upload"]
        assert upload["url"].startswith(f"{PUBLIC_URL}/wavespeed/api/v3/media/uploads/upload_")
        assert upload["headers"] == {"Content-Type": "image/png"}


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({"seed": -1}, 1400),
        ({"size": "1024*1024", "seed": -1}, 1400),
        ({"prompt": " "}, 1400),
        ({"prompt": "a", "size": "9*9"}, 1401),
        ({"prompt": "a", "seed": "7"}, 1401),
    ],
)
async def test_a_fault_has_its_number(tmp_path: Path, body: dict[str, Any], number: int) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        assert refusal(await platform.post(PATH, **body)) == (400, number)
        if number == 1400:
            edit = await platform.post(f"/api/v3/{MODEL}/edit", **body)
            assert "images" in edit.json()["message"]


async def test_an_unknown_model_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        for path in (
            "/api/v3/wavespeed-ai/flux-dev",
            "/api/v3/wavespeed-ai/flux-dev/text-to-image",
            f"/api/v3/{MODEL}",
            f"/api/v3/{MODEL}/upscale",
            "/api/v3/alibaba/qwen-image-2-0/edit",
        ):
            answer = await platform.post(path, **SMALL)
            assert refusal(answer) == (404, 404), path
            assert f"{MODEL}-pro" in answer.json()["message"]
        assert refusal(await platform.post("/api/v3/a/b/c/d", **SMALL)) == (404, 404)


async def test_an_empty_account_makes_nothing(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", grant="0.029999") as platform:
        answer = await platform.post(PATH, **SMALL)
        assert refusal(answer) == (402, 402)
        page = await platform.get("/api/v3/predictions")
        assert page.json()["data"] == {"page": 1, "items": []}


async def test_what_is_held_may_not_be_spent(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False, grant="1") as platform:
        await platform.post(PATH, **SMALL)
        found = await platform.get("/api/v3/balance")
        assert found.json()["data"] == {"balance": 0.97, "currency": "USD"}


async def test_a_page_looks_past_what_does_not_fit(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed") as platform:
        ids = [(await drawn(platform))["id"] for _ in range(4)]
        for each in ids[1:3]:
            await platform.client.delete(
                f"/api/v3/predictions/{each}", headers=dict(platform.headers)
            )
        for page, expected in ((1, ids[3]), (2, ids[0])):
            found = await platform.post("/api/v3/predictions", page=page, page_size=1)
            assert [item["id"] for item in found.json()["data"]["items"]] == [expected]
        assert refusal(await platform.post("/api/v3/predictions", page=1)) == (400, 1400)
        assert refusal(await platform.get("/api/v3/predictions", page_size=101)) == (400, 1401)
        assert refusal(await platform.get("/api/v3/predictions", status="odd")) == (400, 1401)


async def test_a_prediction_is_over_with_its_time(tmp_path: Path) -> None:
    limits = with_limits(record_lifetime=timedelta(0))
    async with run(tmp_path, dialect="wavespeed", limits=limits) as platform:
        data = await drawn(platform)
        gone = await platform.get(f"/api/v3/predictions/{data['id']}")
        assert refusal(gone) == (404, 404)


@pytest.mark.parametrize("job_id", ["x", "job_1", "%00", "job_" + "0" * 26, "y" * 300])
async def test_a_strange_id_is_nobodys(tmp_path: Path, job_id: str) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        for method, path in (("GET", "/result"), ("GET", ""), ("DELETE", "")):
            answer = await platform.client.request(
                method, f"/api/v3/predictions/{job_id}{path}", headers=dict(platform.headers)
            )
            assert refusal(answer) == (404, 404)
            assert len(answer.json()["message"]) < 300


async def test_a_secret_is_made_once_for_each_account(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        other = await platform.new_headers("other")
        path = "/api/v3/webhook/secret"
        own = [(await platform.get(path)).json()["data"]["secret"] for _ in range(2)]
        theirs = (await platform.client.get(path, headers=other)).json()["data"]["secret"]
        assert own[0] == own[1] != theirs
        assert own[0].startswith("whsec_")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"filename": "a.png", "size": 2_000_000}, 413),
        ({"filename": "a.png", "size": 0}, 400),
        ({"filename": "a.png"}, 400),
        ({"size": 10}, 400),
        ({"filename": 7, "size": "10"}, 400),
    ],
)
async def test_a_ticket_is_refused(tmp_path: Path, body: dict[str, Any], status: int) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        assert (await platform.post("/api/v3/media/uploads", **body)).status_code == status


async def test_a_type_that_no_header_can_carry_is_not_repeated(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        for kind in ("image/png\r\nX-Evil: 1", "垃圾", "png", ""):
            answer = await platform.post(
                "/api/v3/media/uploads", filename="a", size=9, content_type=kind
            )
            headers = answer.json()["data"]["upload"]["headers"]
            assert headers == {"Content-Type": "application/octet-stream"}


async def test_a_ticket_is_for_its_own_upload_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ordinary.example("png")
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        ids = [new_id("upload") for _ in range(3)]
        account_id = platform.account_id

        def signed(upload_id: str) -> str:
            ticket = Ticket(account_id=account_id, upload_id=upload_id, size_bytes=len(data))
            return ticket.sign(platform.signer)

        async def put(upload_id: str, token: str) -> int:
            path = f"/api/v3/media/uploads/{upload_id}"
            answer = await platform.client.put(path, params={"token": token}, content=data)
            return answer.status_code

        assert await put(ids[0], signed(ids[1])) == 401
        until = datetime.now(UTC) + timedelta(hours=1)
        other_use = platform.signer.sign_token("another use", "[]", until)
        assert await put(ids[0], other_use) == 401
        # The lifetime is a constant: to be over in a test, it must begin in the past.
        monkeypatch.setattr(uploads_module, "TICKET_LIFETIME", timedelta(seconds=-1))
        assert await put(ids[0], signed(ids[0])) == 401
        monkeypatch.undo()
        assert await put(ids[0], signed(ids[0])) == 200
        assert await put(ids[0], signed(ids[0])) == 400


async def test_a_form_needs_its_file(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="wavespeed", works=False) as platform:
        headers = dict(platform.headers)
        for path in ("/api/v3/upload", "/api/v3/media/upload/binary"):
            image = {"image": ("a.png", b"x")}
            wrong = await platform.client.post(path, files=image, headers=headers)
            assert refusal(wrong) == (400, 1400)
            assert refusal(await platform.post(path, file="a")) == (400, 1400)
            text = {"file": ("a.png", b"no picture at all, only a text")}
            refused = await platform.client.post(path, files=text, headers=headers)
            assert refusal(refused) == (400, 1402)


@pytest.mark.parametrize("is_strict", [True, False])
async def test_a_small_input_is_scaled_or_where_told_refused(
    tmp_path: Path, is_strict: bool
) -> None:
    small = ordinary.encoded(ordinary.gradient(40, 30), "PNG")
    uri = "data:image/png;base64," + base64.b64encode(small).decode()
    limits = with_limits(is_strict=is_strict)
    async with run(tmp_path, dialect="wavespeed", limits=limits) as platform:
        answer = await platform.post(
            f"/api/v3/{MODEL}/edit", **SMALL, images=[uri], enable_sync_mode=True
        )
        data = prediction(answer)
        if is_strict:
            assert (data["status"], data["code"]) == ("failed", 1402)
            assert "40x30" in data["error"]
        else:
            assert data["status"] == "completed"
            assert answer.headers["inkstone-warning"] == "input_resized"
