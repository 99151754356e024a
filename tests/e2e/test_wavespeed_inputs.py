"""Pictures brought with WaveSpeed's own client and edited: by ticket, as a form, as bytes."""

import base64
import io
from pathlib import Path

import httpx
import pytest

from e2e.edits import BLUE, RED, flat, halves, noise, saved
from e2e.server import Server, balance
from e2e.wavespeed_client import BOTH, EDIT, SMALL, post, sdk, size_at


@BOTH
def test_an_upload_is_edited_without_any_network(
    server: Server, prefix: str, tmp_path: Path
) -> None:
    file = tmp_path / "in.png"
    file.write_bytes(saved(halves(RED, BLUE, (800, 400))))
    client = sdk(server, prefix)
    url = client.upload(str(file))

    answer = httpx.get(url)
    assert (answer.headers["content-type"], answer.content) == ("image/png", file.read_bytes())
    made = client.run(EDIT, {"prompt": "make it blue", "images": [url]}, enable_sync_mode=True)
    width, height = size_at(made["outputs"][0])
    assert width / height == pytest.approx(2, rel=0.05)
    assert width % 16 == height % 16 == 0
    assert width * height == pytest.approx(1024**2, rel=0.03)
    again = client.run(EDIT, {"prompt": "and red", "images": made["outputs"], **SMALL})
    assert size_at(again["outputs"][0]) == (256, 256)


def test_a_stream_without_a_name_is_uploaded_for_what_it_is(server: Server) -> None:
    data = saved(flat(RED), "JPEG")
    url = sdk(server).upload(io.BytesIO(data))

    answer = httpx.get(url)
    assert (answer.headers["content-type"], answer.content) == ("image/jpeg", data)


def test_what_is_no_picture_is_not_uploaded(server: Server) -> None:
    with pytest.raises(RuntimeError, match="HTTP 400") as caught:
        sdk(server).upload(io.BytesIO(b"<html>not a picture</html>"))
    assert "HTML page" in str(caught.value)


def test_an_input_that_cannot_be_had_is_a_failed_task_and_free(account: httpx.Client) -> None:
    broken = base64.b64encode(saved(noise(64))[:3000]).decode()
    answer = post(account, EDIT, prompt="blue", images=[broken], enable_sync_mode=True)

    assert answer.status_code == 200
    data = answer.json()["data"]
    assert (data["status"], data["code"]) == ("failed", 1402)
    assert "images[0]" in data["error"]
    assert balance(account)["available_micros"] == 100_000_000


def test_small_and_large_inputs_are_scaled_with_a_warning(account: httpx.Client) -> None:
    uris = [
        "data:image/png;base64," + base64.b64encode(saved(flat(RED, size))).decode()
        for size in ((100, 200), (3200, 400), (512, 512))
    ]
    answer = post(account, EDIT, prompt="blue", images=uris, enable_sync_mode=True, **SMALL)

    assert answer.json()["data"]["status"] == "completed", answer.text
    assert answer.headers["inkstone-warning"] == "input_resized"
    job = account.get(f"/inkstone/v1/jobs/{answer.headers['inkstone-job']}").json()
    said = [warning["message"] for warning in job["warnings"]]
    assert [text.partition(":")[0] for text in said] == ["`images[0]`", "`images[1]`"]


@BOTH
@pytest.mark.parametrize(
    ("path", "field"), [("media/upload/binary", "download_url"), ("upload", "url")]
)
def test_both_forms_of_upload_give_an_address(
    account: httpx.Client, prefix: str, path: str, field: str
) -> None:
    data = saved(flat(BLUE))
    answer = account.post(f"{prefix}/api/v3/{path}", files={"file": ("in.png", data, "image/png")})

    assert answer.status_code == 200, answer.text
    brought = answer.json()["data"]
    assert (brought["type"], brought["filename"], brought["size"]) == ("image", "in.png", len(data))
    assert httpx.get(brought[field]).content == data
    made = post(account, EDIT, prompt="red", images=[brought[field]], enable_sync_mode=True)
    assert made.json()["data"]["status"] == "completed", made.text


def test_a_ticket_is_for_one_picture_of_its_size(
    server: Server, account: httpx.Client, client: httpx.Client
) -> None:
    data = saved(flat(RED))
    ticket = post(account, "media/uploads", filename="a.png", size=len(data)).json()["data"]
    place = ticket["upload"]["url"]
    assert httpx.get(ticket["download_url"]).status_code == 410

    assert httpx.put(place, content=data + b"x").status_code == 413
    assert httpx.put(place.partition("?")[0], content=data).status_code == 401
    assert httpx.put(place[:-3] + "aaa", content=data).status_code == 401
    assert httpx.put(place, content=data).status_code == 200
    second = httpx.put(place, content=saved(flat(BLUE))[: len(data)])
    assert (second.status_code, second.json()["data"]["code"]) == (400, 1401)
    assert httpx.get(ticket["download_url"]).content == data

    asked = {"prompt": "blue", "images": [ticket["download_url"]], "enable_sync_mode": True}
    assert post(account, EDIT, **asked).json()["data"]["status"] == "completed"
    refused = client.post(f"/api/v3/{EDIT}", json=asked)
    assert (refused.status_code, refused.json()["data"]["code"]) == (400, 1402)
