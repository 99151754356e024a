"""GCCAI as its clients use it: submit, poll, edit, cancel, delete; at the root and the prefix."""

import io
import time
from typing import Any

import httpx
import pytest
import requests

from e2e.edits import BLUE, RED, flat, halves, noise, saved
from e2e.pictures import png_size
from e2e.server import Server, balance, until

BOTH = pytest.mark.parametrize("prefix", ["", "/gccai"])
KITE = {"model": "qwen-image-2.0", "prompt": "a red kite"}
LONG = "[steps=100 step_ms=200]"


class Client:
    """A client of this vendor: it submits, waits a little, and asks until there is an end."""

    def __init__(self, server: Server, prefix: str = "", *, key: str = "") -> None:
        self._url = f"{server.url}{prefix}/v1"
        self._headers = {"Authorization": f"Bearer {key or server.key}"}

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        return requests.request(method, self._url + path, headers=self._headers, timeout=60, **more)

    def submit(self, **body: Any) -> str:
        answer = self.ask("POST", "/images/generations", json={**KITE, **body})
        assert answer.status_code == 200, answer.text
        assert answer.json()["data"][0]["status"] == "submitted"
        return str(answer.json()["data"][0]["task_id"])

    def poll(self, task_id: str, **query: str) -> dict[str, Any]:
        answer = self.ask("GET", f"/tasks/{task_id}", params=query).json()
        assert answer["code"] == 200
        return dict(answer["data"])

    def ended(self, task_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while (task := self.poll(task_id))["status"] not in {"completed", "failed", "cancelled"}:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return task

    def pictures(self, **body: Any) -> list[bytes]:
        """The pictures of a task that succeeds."""
        task = self.ended(self.submit(**body))
        assert task["status"] == "completed", task
        urls = [url for image in task["result"]["images"] for url in image["url"]]
        return [requests.get(url, timeout=60).content for url in urls]


@pytest.fixture
def own(server: Server, account: httpx.Client) -> Client:
    """A client of an account of the test's own."""
    return Client(server, key=account.headers["authorization"].removeprefix("Bearer "))


@BOTH
def test_six_pictures_are_one_task(server: Server, prefix: str) -> None:
    pictures = Client(server, prefix).pictures(n=6, size="3:2")
    assert [png_size(picture) for picture in pictures] == [(1248, 832)] * 6
    assert len(set(pictures)) == 6


@pytest.mark.parametrize(
    ("size", "resolution", "pixels"),
    [
        (None, None, (1024, 1024)),
        ("16:9", None, (1280, 720)),
        ("2:3", "2K", (1360, 2048)),
        (None, "2K", (2048, 2048)),
    ],
)
def test_a_picture_has_the_pixels_of_the_table(
    server: Server, size: str | None, resolution: str | None, pixels: tuple[int, int]
) -> None:
    (picture,) = Client(server).pictures(size=size, resolution=resolution)
    assert png_size(picture) == pixels


@BOTH
def test_an_uploaded_picture_is_edited_and_the_result_again(server: Server, prefix: str) -> None:
    client = Client(server, prefix)
    file = ("kite.png", io.BytesIO(saved(halves(RED, BLUE))), "image/png")
    brought = client.ask("POST", "/uploads/images", files={"file": file})
    assert brought.status_code == 200, brought.text
    assert brought.json()["content_type"] == "image/png"
    first = client.ended(client.submit(image_urls=[brought.json()["url"]]))
    url = first["result"]["images"][0]["url"][0]
    (again,) = client.pictures(image_urls=[url, brought.json()["url"]], size="4:3")
    assert png_size(again) == (1152, 864)


def test_an_upload_of_too_many_bytes_is_refused(server: Server) -> None:
    file = ("big.png", io.BytesIO(saved(noise(2700))), "image/png")
    answer = Client(server).ask("POST", "/uploads/images", files={"file": file})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, 413)


def test_what_cannot_be_fetched_is_a_failed_task_and_free(
    own: Client, server: Server, account: httpx.Client
) -> None:
    url = f"{server.url}/inkstone/v1/files/none.png?exp=9999999999&sig=x"
    refused = own.ask("POST", "/images/generations", json={**KITE, "image_urls": [url]})
    assert refused.status_code == 400
    task = own.ended(own.submit(image_urls=["https://pictures.invalid/a.png"]))
    assert (task["status"], task["error"]["code"]) == ("failed", 400)
    assert task["error"]["type"] == "invalid_request_error"
    assert "输入图片" in own.poll(task["id"], language="zh")["error"]["message"]
    assert balance(account)["available_micros"] == 100_000_000


def test_the_cost_of_a_task_is_what_the_balance_loses(own: Client, account: httpx.Client) -> None:
    standard = own.ended(own.submit(n=2))
    pro = own.ended(own.submit(model="qwen-image-2.0-pro", resolution="2K"))
    assert (standard["cost"], pro["cost"]) == (0.06, 0.07)
    for path in ("/balance", "/user/balance"):
        found = own.ask("GET", path).json()
        assert (found["success"], found["remain_balance"], found["used_balance"]) == (
            True,
            99.87,
            0.13,
        )
    assert balance(account)["balance_micros"] == 99_870_000


def test_a_cancelled_task_costs_nothing_and_stays_cancelled(
    own: Client, account: httpx.Client
) -> None:
    task_id = own.submit(prompt=LONG)
    until(lambda: own.poll(task_id)["status"] == "processing", what="it runs")
    cancelled = own.ask("POST", f"/tasks/{task_id}/cancel").json()["data"]
    assert cancelled["status"] == "cancelled"
    assert own.poll(task_id) == cancelled
    assert balance(account)["available_micros"] == 100_000_000


def test_a_deleted_task_is_gone_and_its_address_with_it(own: Client, account: httpx.Client) -> None:
    task = own.ended(own.submit())
    assert account.delete(f"/inkstone/v1/jobs/{task['id']}").status_code == 204
    assert own.ask("GET", f"/tasks/{task['id']}").status_code == 410
    assert requests.get(task["result"]["images"][0]["url"][0], timeout=60).status_code == 410


def test_an_address_says_when_it_ends(own: Client) -> None:
    task = own.ended(own.submit())
    (image,) = task["result"]["images"]
    assert image["expires_at"] == pytest.approx(task["completed"] + 365 * 86_400, abs=1)
    assert f"exp={image['expires_at']}&" in image["url"][0]


def test_a_key_of_ones_own_folds_retries(own: Client, account: httpx.Client) -> None:
    headers = {"Idempotency-Key": "one"}
    path = "/v1/images/generations"
    first, second = [account.post(path, json=KITE, headers=headers) for _ in range(2)]
    assert first.json() == second.json()
    other = account.post(path, json={**KITE, "n": 2}, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (400, 400)


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "kind"),
    [
        ("POST", "/images/generations", {"json": {**KITE, "n": 7}}, 400, "invalid_request_error"),
        ("GET", "/tasks/task_01KQ7V3M8WZ4H0N5T2C9XBEYRD", {}, 404, "not_found_error"),
        ("GET", "/tasks", {}, 404, "not_found_error"),
        ("DELETE", "/balance", {}, 405, "invalid_request_error"),
        ("POST", "/uploads/images", {"data": "x"}, 400, "invalid_request_error"),
    ],
)
def test_a_refusal_has_the_vendors_shape(
    server: Server, method: str, path: str, more: dict[str, Any], status: int, kind: str
) -> None:
    answer = Client(server, "/gccai").ask(method, path, **more)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["type"]) == (status, status, kind)
    assert answer.headers["inkstone-dialect"] == "gccai"
    assert answer.headers["x-request-id"]


def test_no_key_and_no_money_are_told_apart(server: Server) -> None:
    answer = Client(server, "/gccai", key="sk-none").ask("POST", "/images/generations", json=KITE)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "authentication_error")
    poor = Client(server, key=server.new_key("poor of gccai", grant="0.01"))
    answer = poor.ask("POST", "/images/generations", json=KITE)
    assert (answer.status_code, answer.json()["error"]["type"]) == (402, "payment_required")


def test_a_picture_of_one_colour_is_as_good(server: Server) -> None:
    client = Client(server, "/gccai")
    file = ("flat.jpg", io.BytesIO(saved(flat(RED), "JPEG")), "image/jpeg")
    url = client.ask("POST", "/uploads/images", files={"file": file}).json()["url"]
    (picture,) = client.pictures(image_urls=[url])
    assert png_size(picture) == (1024, 1024)
