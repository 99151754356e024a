"""Files as browsers and tools ask for them: in parts, again, to keep; and never as a page."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette

from inkstone.blobs.memory import MemoryBlobs
from inkstone.server.files import Files
from unit.media import ordinary
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio
KEY = "upload_01k9/picture.png"
DATA = bytes(range(250)) * 4


async def put(site: Site, key: str = KEY, data: bytes = DATA, *, hours: float = 1) -> str:
    """A file of these bytes, and its address."""
    await site.parts.blobs.put(key, data)
    return address(site, key, hours=hours)


def address(site: Site, key: str = KEY, *, hours: float = 1) -> str:
    expires_at = datetime.now(UTC) + timedelta(hours=hours)
    return site.parts.signer.sign(f"/inkstone/v1/files/{key}", expires_at=expires_at)


async def test_a_file_comes_whole_and_harmless(site: Site) -> None:
    answer = await site.client.get(await put(site))
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == str(len(DATA))
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "allow-" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "private" in answer.headers["cache-control"]
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-disposition"] == 'inline; filename="upload_01k9-picture.png"'


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-0", 0, 0), ("10-19", 10, 19), ("990-", 990, 999), ("-10", 990, 999), ("5-9999", 5, 999)],
)
async def test_a_part_of_a_file(site: Site, asked: str, start: int, end: int) -> None:
    answer = await site.client.get(await put(site), headers={"range": f"bytes={asked}"})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {start}-{end}/1000"
    assert answer.content == DATA[start : end + 1]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "image/png"


async def test_several_parts_of_a_file(site: Site) -> None:
    answer = await site.client.get(await put(site), headers={"range": "bytes=0-9,500-509"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert DATA[:10] in answer.content
    assert DATA[500:510] in answer.content
    assert len(answer.content) < 500


async def test_very_many_parts_are_no_way_to_a_very_large_answer(site: Site) -> None:
    url = await put(site)
    for ranges in ("0-" + ",0-" * 900, ",".join(f"{n}-{n + 500}" for n in range(0, 400, 2))):
        answer = await site.client.get(url, headers={"range": f"bytes={ranges}"})
        assert answer.status_code in {200, 206, 400, 416}
        assert len(answer.content) < 3 * len(DATA)


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000"])
async def test_a_part_that_is_not_there(site: Site, asked: str) -> None:
    answer = await site.client.get(await put(site), headers={"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] in {"bytes */1000", "*/1000"}


@pytest.mark.parametrize("asked", ["bytes=b-a", "bytes=", "lines=1-2", "bytes=9-1", "-"])
async def test_a_range_that_says_nothing_does_no_harm(site: Site, asked: str) -> None:
    answer = await site.client.get(await put(site), headers={"range": asked})
    assert answer.status_code in {200, 400, 416}
    if answer.status_code == 200:
        assert answer.content == DATA


async def test_a_part_is_sent_only_of_the_version_that_the_caller_has(site: Site) -> None:
    url = await put(site)
    etag = (await site.client.get(url)).headers["etag"]
    part = {"range": "bytes=0-9"}
    same = await site.client.get(url, headers={**part, "if-range": etag})
    assert (same.status_code, same.content) == (206, DATA[:10])
    other = await site.client.get(url, headers={**part, "if-range": '"another"'})
    assert (other.status_code, other.content) == (200, DATA)


async def test_a_head_has_the_same_headers_and_no_body(site: Site) -> None:
    url = await put(site)
    got, head = await site.client.get(url), await site.client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    own = {"date", "inkstone-request-id", "x-request-id"}
    compared = [
        {name: value for name, value in answer.headers.items() if name not in own}
        for answer in (got, head)
    ]
    assert compared[0] == compared[1]


async def test_what_the_caller_has_already_is_not_sent_again(site: Site) -> None:
    url = await put(site)
    etag = (await site.client.get(url)).headers["etag"]
    for verb in ("GET", "HEAD"):
        again = await site.client.request(verb, url, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert "content-length" not in again.headers or again.headers["content-length"] == "0"
    part = {"if-none-match": etag, "range": "bytes=0-9"}
    assert (await site.client.get(url, headers=part)).status_code == 304
    url = await put(site, "upload_01k9/other.png")
    assert (await site.client.get(url, headers={"if-none-match": etag})).status_code == 200


async def test_a_file_may_be_asked_for_to_keep(site: Site) -> None:
    url = await put(site)
    answer = await site.client.get(f"{url}&download=1")
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-disposition"] == (
        'attachment; filename="upload_01k9-picture.png"'
    )
    other = await site.client.get(f"{url}&download=0")
    assert other.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("end", "media_type"),
    [
        ("jpg", "image/jpeg"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("gif", "image/gif"),
        ("tiff", "image/tiff"),
        ("bmp", "image/bmp"),
    ],
)
async def test_every_kind_that_is_kept_has_its_type(site: Site, end: str, media_type: str) -> None:
    answer = await site.client.get(await put(site, f"upload_01k9/picture.{end}"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


@pytest.mark.parametrize("name", ["png", "jpeg-progressive", "webp", "avif"])
async def test_a_file_without_an_end_is_told_by_its_content(site: Site, name: str) -> None:
    data = ordinary.example(name)
    answer = await site.client.get(await put(site, "upload_01k9/picture", data))
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-type"] == f"image/{name.partition('-')[0]}"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("key", ["upload_1/picture", "job_1/inputs/0", "job_1/1/0.html", "a.svg"])
async def test_what_is_no_picture_of_a_known_kind_is_never_sent(site: Site, key: str) -> None:
    answer = await site.client.get(await put(site, key, b"<script>alert(1)</script>"))
    assert answer.status_code == 410
    assert b"script" not in answer.content


async def test_an_address_that_is_over_its_time_opens_nothing(site: Site) -> None:
    answer = await site.client.get(await put(site, hours=-1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "url_expired")


async def test_an_address_that_we_did_not_sign_opens_nothing(site: Site) -> None:
    url = await put(site)
    await put(site, "upload_01k9/other.png")
    path, _, query = url.partition("?")
    wrong = [
        path,
        f"{path}?{query}x",
        url.replace("exp=", "exp=9"),
        url.replace("picture", "other"),
        url.replace("/upload_01k9/", "/upload_01k9//"),
        url.replace("/upload_01k9/", "/%2e%2e/upload_01k9/"),
        "/inkstone/v1/files/%2e%2e/inkstone.db?" + query,
        "/inkstone/v1/files/%00?" + query,
    ]
    for each in wrong:
        for verb in ("GET", "HEAD"):
            assert (await site.client.request(verb, each)).status_code == 404, each


@pytest.mark.slow
async def test_a_deleted_picture_is_gone_for_every_question(site: Site) -> None:
    url = await put(site)
    etag = (await site.client.get(url)).headers["etag"]
    await site.parts.blobs.delete(KEY)
    for headers in ({}, {"if-none-match": etag}, {"range": "bytes=0-9"}):
        for verb in ("GET", "HEAD"):
            answer = await site.client.request(verb, url, headers=headers)
            assert answer.status_code == 410
    assert (await site.client.get(url)).json()["error"]["code"] == "result_deleted"


async def test_the_picture_of_a_job_that_is_deleted_is_gone(site: Site) -> None:
    url = (await site.draw("a red apple"))["url"]
    job_id = url.split("/files/")[1].split("/")[0]
    answer = await site.client.delete(f"/inkstone/v1/jobs/{job_id}", headers=site.headers)
    assert answer.status_code == 204
    assert (await site.client.get(url)).status_code == 410


async def test_an_upload_is_served_at_its_address_until_it_is_deleted(site: Site) -> None:
    data = ordinary.example("webp")
    made = await site.client.post("/inkstone/v1/uploads", content=data, headers=site.headers)
    assert made.status_code == 201, made.text
    answer = await site.client.get(made.json()["url"])
    assert (answer.content, answer.headers["content-type"]) == (data, "image/webp")
    await site.client.delete(f"/inkstone/v1/uploads/{made.json()['id']}", headers=site.headers)
    assert (await site.client.get(made.json()["url"])).status_code == 410


async def test_no_other_method_is_taken(site: Site) -> None:
    url = await put(site)
    for verb in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await site.client.request(verb, url)).status_code == 405


async def test_blobs_without_files_are_served_as_well(site: Site) -> None:
    """Where the store keeps no file, the bytes go through us, whole."""
    blobs = MemoryBlobs()
    await blobs.put(KEY, DATA)
    files = Files(blobs=blobs, signer=site.parts.signer, thumbnails=site.parts.services.thumbnails)
    url = address(site)

    transport = httpx.ASGITransport(Starlette(routes=files.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(url)
        assert (answer.status_code, answer.content) == (200, DATA)
        assert answer.headers["x-content-type-options"] == "nosniff"
        known = await client.get(url, headers={"if-none-match": answer.headers["etag"]})
        assert known.status_code == 304
        await blobs.delete(KEY)
        assert (await client.get(url)).status_code == 410
