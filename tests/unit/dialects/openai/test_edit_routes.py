"""Edits over HTTP, in process: files that become uploads for a while, masks, JSON, retries."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from unit.dialects.openai.pictures import (
    EDITS,
    as_uri,
    edit,
    num_uploads,
    opened,
    png,
    spent_micros,
)
from unit.dialects.running import Platform, run, with_limits

pytestmark = pytest.mark.anyio

RED, BLUE = png("red"), png("blue")


def picture(answer: httpx.Response) -> str:
    """The one picture of an answer."""
    assert answer.status_code == 200, answer.text
    (image,) = answer.json()["data"]
    return str(image["b64_json"])


async def test_a_file_is_edited_and_its_upload_is_gone(platform: Platform) -> None:
    answer = await edit(platform, ("image", ("a.png", RED)), seed="5")
    # 4:3, about a megapixel.
    assert opened(picture(answer)).size == (1184, 880)
    assert answer.json()["data"][0]["seed"] == 5
    assert await num_uploads(platform) == 0
    assert await spent_micros(platform) == 30_000


async def test_name_and_type_of_a_file_do_not_matter(platform: Platform) -> None:
    named = await edit(platform, ("image", ("a.txt", RED, "text/html")), seed="5", size="256x256")
    bare = await edit(platform, ("image", ("x", RED)), seed="5", size="256x256")
    assert picture(named) == picture(bare)


async def test_every_way_to_bring_the_same_picture_makes_the_same(platform: Platform) -> None:
    common: dict[str, Any] = {"seed": 5, "size": "256x256"}
    text = {"model": "qwen-image-2.0", "prompt": "A kite"}
    address = as_uri(RED)
    answers = [
        await edit(platform, ("image", ("a.png", RED)), **common),
        await edit(platform, ("image[]", ("a.png", RED)), **common),
        await edit(platform, ("url", (None, address)), **common),
        await edit(platform, ("url[]", (None, address)), **common),
        await edit(platform, ("image", (None, address)), **common),
        await platform.post(EDITS, **text, **common, images=[{"image_url": address}]),
    ]
    assert len({picture(answer) for answer in answers}) == 1


async def test_several_pictures_keep_their_order(platform: Platform) -> None:
    both = [("image[]", ("1.png", RED)), ("image[]", ("2.png", BLUE))]
    first = await edit(platform, *both, seed="5", size="256x256")
    turned = await edit(platform, *reversed(both), seed="5", size="256x256")
    assert picture(first) != picture(turned)
    assert await num_uploads(platform) == 0


async def test_a_mask_goes_to_the_engine_as_the_vendor_means_it(platform: Platform) -> None:
    clear, opaque = png("#00000000", mode="RGBA"), png("#000000ff", mode="RGBA")
    common: dict[str, Any] = {"seed": "5", "size": "256x256"}
    image = ("image", ("a.png", RED))
    plain = await edit(platform, image, **common)
    all_may = await edit(platform, image, ("mask", ("m.png", clear)), **common)
    none_may = await edit(platform, image, ("mask", ("m.png", opaque)), **common)
    white = await edit(platform, image, ("mask", ("m.png", png("white"))), **common)
    # The echo engine prints what it was given: clear is the same as white, and opaque black is not.
    assert picture(all_may) == picture(white)
    assert len({picture(each) for each in (plain, all_may, none_may)}) == 3


async def test_a_mask_is_for_the_first_of_several(platform: Platform) -> None:
    mask = png("#00000000", (32, 32), mode="RGBA")
    small = png("green", (32, 32))
    answer = await edit(
        platform,
        ("image[]", ("1.png", small)),
        ("image[]", ("2.png", RED)),
        ("mask", ("m.png", mask)),
    )
    assert answer.headers["inkstone-warning"] == "masked_input_last"
    assert opened(picture(answer)).size == (1024, 1024)  # of the first, which the mask is for


async def test_a_mask_of_another_size_is_refused_and_nothing_is_left(platform: Platform) -> None:
    answer = await edit(
        platform, ("image", ("a.png", RED)), ("mask", ("m.png", png("white", (10, 10))))
    )
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["param"], error["code"]) == ("mask", "mask_size")
    assert error["message"] == "`mask` is 10x10; it must be as large as the first picture, 64x48."
    assert await num_uploads(platform) == 0


async def test_files_that_are_no_pictures_are_all_named(platform: Platform) -> None:
    answer = await edit(
        platform,
        ("image[]", ("1.png", b"GIF, not really")),
        ("image[]", ("2.png", RED)),
        ("image[]", ("3.png", b"")),
    )
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["param"] == "image[0]"
    assert "`image[0]`" in error["message"]
    assert "`image[2]`" in error["message"]
    assert await num_uploads(platform) == 0
    assert await spent_micros(platform) == 0


async def test_a_refused_submit_leaves_no_upload(tmp_path: Path) -> None:
    async with run(tmp_path, dialect="openai", grant="0.01") as platform:
        answer = await edit(platform, ("image", ("a.png", RED)))
        assert answer.status_code == 429
        assert answer.json()["error"]["message"].startswith("The request costs")
        assert await num_uploads(platform) == 0


async def test_a_file_beyond_the_limit_is_too_large(platform: Platform) -> None:
    answer = await edit(platform, ("image", ("a.png", RED + b"x" * 2**20)))
    assert answer.status_code == 413
    assert await num_uploads(platform) == 0


async def test_more_files_than_the_vendor_takes_are_not_read(platform: Platform) -> None:
    answer = await edit(platform, *[("image[]", ("a.png", RED))] * 18)
    assert answer.status_code == 400
    assert "Too many files" in answer.json()["error"]["message"]


async def test_a_retry_of_a_form_is_known_whatever_its_boundary(platform: Platform) -> None:
    first = await edit(platform, ("image", ("a.png", RED)))
    again = await edit(
        platform, ("image", ("b.png", RED)), headers={"x-stainless-retry-count": "1"}
    )
    assert again.headers["inkstone-job"] == first.headers["inkstone-job"]
    assert picture(again) == picture(first)
    other = await edit(
        platform, ("image", ("a.png", BLUE)), headers={"x-stainless-retry-count": "1"}
    )
    assert "idempotent-replayed" not in other.headers
    assert await num_uploads(platform) == 0
    assert await spent_micros(platform) == 60_000


async def test_a_key_of_a_form_belongs_to_its_files(platform: Platform) -> None:
    key = {"Idempotency-Key": "k1"}
    first = await edit(platform, ("image", ("a.png", RED)), headers=key)
    again = await edit(platform, ("image", ("a.png", RED)), headers=key)
    assert again.headers["inkstone-job"] == first.headers["inkstone-job"]
    other = await edit(platform, ("image", ("a.png", BLUE)), headers=key)
    assert (other.status_code, other.json()["error"]["code"]) == (400, "idempotency_mismatch")
    assert await num_uploads(platform) == 0


async def test_the_files_of_a_client_that_hung_up_are_gone_and_its_retry_finds_the_job(
    tmp_path: Path,
) -> None:
    async with run(tmp_path, dialect="openai", limits=with_limits(sync_wait_s=60)) as platform:
        request = platform.client.build_request(
            "POST",
            EDITS,
            data={"model": "qwen-image-2.0", "prompt": "[steps=10 step_ms=100]", "size": "256x256"},
            files=[("image", ("a.png", RED))],
            headers=platform.headers,
        )
        body = [{"type": "http.request", "body": request.read()}, {"type": "http.disconnect"}]

        async def receive() -> dict[str, object]:
            if len(body) == 1:
                await asyncio.sleep(0.1)
            return body.pop(0)

        async def send(_: object) -> None: ...

        scope = {
            "type": "http",
            "method": "POST",
            "path": EDITS,
            "query_string": b"",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
        }
        await platform.app(scope, receive, send)  # type: ignore[arg-type]
        # The job has copies of its own.
        assert await num_uploads(platform) == 0
        again = await edit(
            platform,
            ("image", ("a.png", RED)),
            prompt="[steps=10 step_ms=100]",
            size="256x256",
        )
        assert picture(again)
        assert again.headers["idempotent-replayed"] == "true"
        assert await num_uploads(platform) == 0
        assert await spent_micros(platform) == 30_000


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/form-data; boundary=b", b"no boundary at all"),
        (
            "multipart/form-data; boundary=b; charset=idna",
            b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n\xff..\r\n--b--\r\n',
        ),
        (
            "multipart/form-data; boundary=b; charset=unicode_escape",
            b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n\\ud800\r\n--b--\r\n',
        ),
        ("multipart/mixed; boundary=b", b"--b--"),
        ("application/x-www-form-urlencoded", b"prompt=x"),
        ("text/plain", b"x"),
    ],
)
async def test_a_hostile_body_is_a_fault_of_the_caller(
    platform: Platform, content_type: str, body: bytes
) -> None:
    headers = {**platform.headers, "content-type": content_type}
    answer = await platform.client.post(EDITS, content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}
    assert await num_uploads(platform) == 0
