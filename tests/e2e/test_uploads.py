"""Uploads over TCP: what is taken and how, what is refused, and how little memory it takes."""

import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from e2e.conftest import NewServer
from e2e.edits import (
    BLUE,
    GREEN,
    RED,
    ask,
    data_uri,
    edited,
    flat,
    halves,
    is_near,
    noise,
    nothing_charged,
    saved,
    upload,
    url_of,
)
from e2e.inside import blob_files, rows
from e2e.server import Server

UPLOADS = "/inkstone/v1/uploads"
MEGABYTE = 1_000_000
#: What is refused here and would be taken by default, so that the test sends little.
BYTES_MAX = 3 * MEGABYTE


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server that draws, shared by the tests of this module."""
    env = {"INKSTONE_INPUT_BYTES_MAX": str(BYTES_MAX), "INKSTONE_INPUT_PIXELS_MAX": "4000000"}
    env |= {"INKSTONE_UPLOADS_MAX": "3"}
    made = Server(tmp_path_factory.mktemp("server"), engine="sketch", env=env)
    try:
        yield made.start()
        faults = made.faults()
        assert not faults, faults
    finally:
        made.clean_up()


def _multipart(client: httpx.Client, data: bytes, name: str = "file") -> httpx.Response:
    return client.post(UPLOADS, files={name: ("holiday.bin", data, "application/octet-stream")})


def _raw(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post(UPLOADS, content=data, headers={"content-type": "image/jpeg"})


Send = Callable[[httpx.Client, bytes], httpx.Response]
BOTH_WAYS = pytest.mark.parametrize("send", [_multipart, _raw])


def _turned_jpeg() -> bytes:
    """Red over blue once it is upright, stored as a camera on its side does."""
    exif = Image.Exif()
    # The first row as stored is the right side, the first column is the top.
    exif[0x0112] = 6
    return saved(halves(RED, BLUE, (800, 600)), "JPEG", exif=exif, quality=95)


@BOTH_WAYS
def test_a_photograph_is_upright_and_can_be_edited(account: httpx.Client, send: Send) -> None:
    data = _turned_jpeg()
    answer = send(account, data)

    assert answer.status_code == 201, answer.text
    brought = answer.json()
    # What it is says its content, not who sent it.
    assert (brought["media_type"], brought["bytes"]) == ("image/jpeg", len(data))
    assert (brought["width"], brought["height"]) == (600, 800)
    assert httpx.get(brought["url"]).content == data
    assert account.get(f"{UPLOADS}/{brought['id']}").json()["width"] == 600
    made = edited(account, "flip it vertically", brought["url"])
    assert made.size == (608, 800)  # each side a multiple of 16
    assert is_near(made, (0.5, 0.25), BLUE)
    assert is_near(made, (0.5, 0.75), RED)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("GIF", "gif"), ("TIFF", "tiff")],
)
def test_every_format_can_be_edited(
    account: httpx.Client, send: Send, kind: str, media_type: str
) -> None:
    brought = send(account, saved(halves(RED, BLUE), kind)).json()

    assert brought["media_type"] == f"image/{media_type}"
    assert httpx.get(brought["url"]).headers["content-type"] == f"image/{media_type}"
    made = edited(account, "flip it horizontally", brought["url"])
    assert made.size == (512, 512)
    assert is_near(made, (0.75, 0.5), RED)


def _png_of(width: int, height: int) -> bytes:
    """A small file that says it is a large picture."""
    data = bytearray(saved(flat(GREEN, (8, 8))))
    data[16:24] = struct.pack(">II", width, height)
    return bytes(data)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "input_empty"),
        (b"<html><body>No picture here.</body></html>", 400, "input_not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400, "input_not_an_image"),
        (saved(flat(GREEN), "PDF"), 400, "input_not_an_image"),
        (saved(noise(128))[:2000], 400, "input_broken"),
        (_png_of(30_000, 30_000), 400, "input_too_many_pixels"),
        (bytes(BYTES_MAX + 1), 413, "payload_too_large"),
    ],
    ids=["empty", "html", "svg", "pdf", "cut off", "bomb", "too large"],
)
def test_what_is_no_picture_is_refused_and_nothing_stays(
    server: Server, account: httpx.Client, send: Send, data: bytes, status: int, code: str
) -> None:
    before = set(blob_files(server.data_dir))
    answer = send(account, data)

    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["code"] == code
    assert set(blob_files(server.data_dir)) == before


def test_a_form_without_the_file_is_refused(account: httpx.Client) -> None:
    answer = _multipart(account, saved(flat(RED)), name="image")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "file")
    two = [("file", ("a.png", saved(flat(colour)))) for colour in (RED, BLUE)]
    assert account.post(UPLOADS, files=two).status_code == 400


def test_an_upload_is_the_accounts_alone(server: Server, account: httpx.Client) -> None:
    brought = upload(account, saved(flat(RED)))
    path = f"{UPLOADS}/{brought['id']}"
    with server.client() as other:
        assert other.get(path).status_code == other.delete(path).status_code == 404
    assert httpx.get(server.url + path).status_code == 401
    assert httpx.post(server.url + UPLOADS, content=saved(flat(RED))).status_code == 401

    assert account.delete(path).status_code == 204
    assert account.get(path).status_code == account.delete(path).status_code == 404
    assert httpx.get(brought["url"]).status_code == 410
    assert not rows(server.data_dir, f"SELECT 1 FROM uploads WHERE id = '{brought['id']}'")


def test_an_account_has_a_quota(account: httpx.Client) -> None:
    kept = [upload(account, saved(flat(colour)))["id"] for colour in (RED, BLUE, GREEN)]
    answer = _raw(account, saved(flat(RED)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "upload_quota")

    account.delete(f"{UPLOADS}/{kept[0]}")
    assert _raw(account, saved(flat(RED))).status_code == 201


def test_uploads_cost_nothing(account: httpx.Client) -> None:
    with nothing_charged(account):
        upload(account, saved(flat(RED)))


def _status_bytes(server: Server, name: str) -> int:
    """A figure of the main process alone, as the kernel has it."""
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * int(text.split(f"{name}:")[1].split()[0])


def _send(send: Any, client: httpx.Client, data: bytes) -> None:
    send(client, data).raise_for_status()


def _added(server: Server, act: Callable[[], object]) -> int:
    """How far memory rose above what it was, at the peak of an act, in bytes."""
    # The kernel takes 5 for: forget the peak so far.
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
    before = _status_bytes(server, "VmRSS")
    act()
    return _status_bytes(server, "VmHWM") - before


@pytest.mark.slow
def test_a_large_upload_takes_little_memory(new_server: NewServer) -> None:
    server = new_server(engine="sketch").start()
    large = {"PNG": saved(noise(1830), compress_level=1)}
    large["JPEG"] = saved(noise(2030), "JPEG", quality=95, subsampling=0)
    with server.client() as client:
        for way, send in (("multipart", _multipart), ("raw", _raw)):
            assert send(client, saved(noise(64))).status_code == 201  # what is loaded once
            for kind, data in large.items():
                added = _added(server, partial(_send, send, client, data))
                share = added / len(data)
                print(  # noqa: T201
                    f"\n{way} {kind} of {len(data) / MEGABYTE:.1f} MB: "
                    f"+{added / MEGABYTE:.1f} MB, {share:.2f} times"
                )
                assert len(data) > 9.5 * MEGABYTE
                assert share <= 1.5


@pytest.mark.slow
def test_a_large_picture_in_a_request_takes_bounded_memory(new_server: NewServer) -> None:
    server = new_server(engine="sketch").start()
    data = saved(noise(1630), compress_level=1)
    uri = data_uri(data)
    with server.client() as client:
        url_of(ask(client, "black and white", data_uri(saved(noise(64))), sync=True))
        added = _added(server, lambda: url_of(ask(client, "black and white", uri, sync=True)))
    share = added / len(data)
    print(  # noqa: T201
        f"\na data: URI of {len(data) / MEGABYTE:.1f} MB edited: "
        f"+{added / MEGABYTE:.1f} MB, {share:.2f} times"
    )
    assert len(data) > 7.5 * MEGABYTE
    # The body, its text, its value and its canonical form stand side by side for a moment.
    assert share <= 10
