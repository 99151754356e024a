"""Edits over TCP: of our own results, of uploads, of bytes in the request; what is refused is free.

Nothing here is fetched: no host is allowed, so all of it works on a machine without a network.
"""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import requests
from PIL import Image, ImageChops, ImageOps, ImageStat

from e2e.edits import (
    BLUE,
    GREEN,
    RED,
    YELLOW,
    as_uri,
    ask,
    edited,
    flat,
    halves,
    is_near,
    nothing_charged,
    opened,
    saved,
    upload,
    url_of,
)
from e2e.server import GENERATIONS, STANDARD, Server, balance, ended
from inkstone.net.own_urls import OwnUrls
from inkstone.net.secret_file import load_or_create
from inkstone.net.signing import UrlSigner

PRICE = 32_200
TURN = "flip it horizontally"
GREY = "make it black and white"
CANNOT = "replace the person with a dog"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server that draws, shared by the tests of this module."""
    made = Server(tmp_path_factory.mktemp("server"), engine="sketch")
    try:
        yield made.start()
        faults = made.faults()
        assert not faults, faults
    finally:
        made.clean_up()


def _made(client: httpx.Client, width: int = 1024, height: int = 512, **fields: Any) -> str:
    """The address of a new picture."""
    body = {**STANDARD, "prompt": "a red apple on a table", "use_custom_size": True}
    body |= {"custom_width": width, "custom_height": height, "sync": True, **fields}
    return url_of(client.post(GENERATIONS, json=body))


def _difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, of 255."""
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return float(sum(means) / len(means))


def test_a_result_is_edited_and_the_edit_again(client: httpx.Client) -> None:
    first = _made(client)
    original = opened(first)

    second = url_of(ask(client, TURN, first, sync=True))
    assert _difference(opened(second), ImageOps.mirror(original)) < 2
    third = url_of(ask(client, TURN, second, sync=True))
    assert _difference(opened(third), original) < 2

    half = edited(client, "crop to the left half", third)
    assert half.size == (512, 512)
    assert _difference(half, original.crop((0, 0, 512, 512))) < 2


def test_an_edit_can_be_polled_and_its_result_edited(account: httpx.Client) -> None:
    first = ended(account, ask(account, GREY, _made(account)).json()["job_id"])
    (image,) = first["result"]["data"]
    grey = opened(image["url"])
    red, green, blue = grey.split()
    assert ImageChops.difference(red, green).getbbox() is None
    assert ImageChops.difference(red, blue).getbbox() is None
    assert image["content_type"] == "image/png"

    again = ended(account, ask(account, TURN, image["url"]).json()["job_id"])
    assert again["status"] == "completed"
    turned = opened(again["result"]["data"][0]["url"])
    assert _difference(turned, ImageOps.mirror(grey)) < 2
    found = balance(account)
    assert (found["balance_micros"], found["held_micros"]) == (100_000_000 - 3 * PRICE, 0)


def test_a_picture_in_the_request_is_edited(client: httpx.Client) -> None:
    turned = edited(client, TURN, as_uri(halves(RED, BLUE)))

    assert is_near(turned, (0.25, 0.5), BLUE)
    assert is_near(turned, (0.75, 0.5), RED)


def test_one_bare_string_is_a_list_of_one(client: httpx.Client) -> None:
    body = {**STANDARD, "prompt": GREY, "image": as_uri(flat(RED)), "sync": True}
    assert opened(url_of(client.post(GENERATIONS, json=body))).size == (512, 512)


def test_no_pictures_is_no_edit(client: httpx.Client) -> None:
    assert opened(_made(client, 512, 512, image=[])).size == (512, 512)


@pytest.mark.parametrize(
    ("sizes", "fields", "expected"),
    [
        ([(768, 512), (512, 768)], {}, (512, 768)),
        ([(512, 768), (768, 512)], {}, (768, 512)),
        ([(64, 64)], {}, (512, 512)),
        ([(640, 640)], {"size": "640x896"}, (640, 896)),
        (
            [(640, 640)],
            {"use_custom_size": True, "custom_width": 1000, "custom_height": 515},
            (1000, 515),
        ),
        ([(640, 640)], {"aspect_ratio": "1:1"}, (2048, 2048)),
    ],
)
def test_an_edit_has_the_size_that_is_named_or_its_last_pictures(
    client: httpx.Client,
    sizes: list[tuple[int, int]],
    fields: dict[str, Any],
    expected: tuple[int, int],
) -> None:
    images = [as_uri(flat(RED, size)) for size in sizes]
    assert edited(client, "black and white", *images, **fields).size == expected


def test_two_pictures_stand_side_by_side(client: httpx.Client) -> None:
    made = edited(client, "put them side by side", as_uri(flat(RED)), as_uri(flat(BLUE)))

    # A narrow gap parts them.
    assert made.height == 512
    assert 1024 <= made.width <= 1056
    assert is_near(made, (0.25, 0.5), RED)
    assert is_near(made, (0.75, 0.5), BLUE)


def test_three_pictures_make_a_collage(client: httpx.Client) -> None:
    images = [as_uri(flat(colour)) for colour in (RED, BLUE, GREEN)]
    made = edited(client, "make a collage", *images)

    corners = [(x, y) for x in (0.1, 0.5, 0.9) for y in (0.25, 0.75)]
    for colour in (RED, BLUE, GREEN):
        assert any(is_near(made, at, colour) for at in corners)


def test_broken_base64_is_named(account: httpx.Client) -> None:
    with nothing_charged(account):
        answer = ask(account, GREY, as_uri(flat(RED)), "data:image/png;base64,!!!!")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "image[1]")


def test_four_pictures_are_too_many(account: httpx.Client) -> None:
    with nothing_charged(account):
        answer = ask(account, "make a collage", *[as_uri(flat(YELLOW))] * 4)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "image"


def test_several_edits_at_once_are_charged_one_by_one(account: httpx.Client) -> None:
    answer = ask(account, GREY, as_uri(flat(RED)), sync=True, num_images=2)

    assert len(answer.json()["data"]) == 2
    assert balance(account)["balance_micros"] == 100_000_000 - 2 * PRICE


def test_an_edit_comes_in_full_where_that_is_asked(client: httpx.Client) -> None:
    answer = ask(client, GREY, as_uri(flat(RED)), sync=True, response_format="b64_json")
    assert answer.json()["data"][0]["b64_json"].startswith("iVBOR")


def test_another_accounts_pictures_do_not_work(client: httpx.Client, account: httpx.Client) -> None:
    theirs = _made(client)
    brought = upload(client, saved(flat(RED)))
    gone = _made(account, 512, 512)
    job_id = _job_of(gone)
    assert account.delete(f"/inkstone/v1/jobs/{job_id}").status_code == 204
    assert httpx.get(gone).status_code == 410

    messages = set()
    with nothing_charged(account):
        for url in (theirs, brought["url"], gone):
            for is_sync in (True, False):
                answer = ask(account, GREY, url, sync=is_sync)
                error = answer.json()["error"]
                assert (answer.status_code, error["param"]) == (400, "image[0]"), answer.text
                messages.add(error["message"])
    # One message for all: what there is of others' is nobody's business.
    assert len(messages) == 1, messages
    assert client.get(f"/inkstone/v1/uploads/{brought['id']}").status_code == 200
    assert account.get(f"/inkstone/v1/uploads/{brought['id']}").status_code == 404
    assert account.delete(f"/inkstone/v1/uploads/{brought['id']}").status_code == 404


def test_a_deleted_upload_does_not_work(account: httpx.Client) -> None:
    brought = upload(account, saved(flat(RED)))
    assert account.delete(f"/inkstone/v1/uploads/{brought['id']}").status_code == 204

    assert httpx.get(brought["url"]).status_code == 410
    with nothing_charged(account):
        answer = ask(account, GREY, brought["url"], sync=True)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "image[0]")


def test_a_forged_or_expired_address_does_not_work(server: Server, account: httpx.Client) -> None:
    url = _made(account, 512, 512)
    path = httpx.URL(url).path
    own = OwnUrls(signer=UrlSigner(load_or_create(server.data_dir / "secret.key")))
    key = path.removeprefix("/inkstone/v1/files/")
    good = own.path_of(key, expires_at=datetime.now(UTC) + timedelta(minutes=1))
    old = own.path_of(key, expires_at=datetime.now(UTC) - timedelta(minutes=1))
    assert ask(account, GREY, server.url + good, sync=True).status_code == 200

    forged = [
        re.sub("sig=.", "sig=!", url),
        re.sub(r"exp=(\d)", r"exp=1\1", url),
        url.partition("?")[0],
        url.replace("/0.png", "/1.png"),
    ]
    with nothing_charged(account):
        for bad in [*forged, server.url + old]:
            for is_sync in (True, False):
                answer = ask(account, GREY, bad, sync=is_sync)
                assert answer.status_code == 400, bad
                assert answer.json()["error"]["param"] == "image[0]"


def test_every_picture_that_is_wrong_is_named(account: httpx.Client) -> None:
    with nothing_charged(account):
        answer = ask(account, GREY, "not a url", as_uri(flat(RED)), "http://10.0.0.1/a.png")
    faults = answer.json()["error"]["faults"]

    assert answer.status_code == 400
    assert [fault["param"] for fault in faults] == ["image[0]", "image[2]"]


def test_the_vendors_sample_edits(server: Server) -> None:
    """The Python sample of its page with input image URLs, its address changed.

    Source: the page's `image` parameter, "Up to 3 input image URLs. Triggers image-edit mode."
    """
    with server.client() as client:
        images = [_made(client, 768, 512), _made(client, 512, 768)]
    headers = {"Authorization": f"Bearer {server.key}"}
    response = requests.post(
        f"{server.url}/v1/images/generations",
        headers=headers,
        json={"model": "qwen-image-2-0", "prompt": "Put them side by side.", "image": images},
        timeout=60,
    )
    job = response.json()

    deadline = time.monotonic() + 60
    while True:
        status = requests.get(
            f"{server.url}/v1/jobs/{job['job_id']}", headers=headers, timeout=60
        ).json()
        if status.get("status") in ("completed", "failed"):
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert status["status"] == "completed"
    picture = opened(status["result"]["data"][0]["url"])
    assert picture.width > picture.height


def _job_of(url: str) -> str:
    found = re.search(r"job_\w{26}", url)
    assert found is not None
    return found[0]
