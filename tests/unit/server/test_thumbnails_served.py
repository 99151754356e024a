"""Thumbnails by the signed addresses of the pictures that they are of."""

from datetime import UTC, datetime, timedelta

import pytest

from unit.media import ordinary
from unit.media.looking import opened
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio
V1 = "/inkstone/v1"


async def made(site: Site) -> dict:
    """A job that made a picture."""
    answer = await site.client.post(
        f"{V1}/jobs?wait=30", json={"prompt": "a cat", "size": "1280x720"}, headers=site.headers
    )
    assert answer.json()["status"] == "succeeded", answer.text
    return answer.json()


async def test_a_job_s_picture_has_a_small_one(site: Site) -> None:
    job = await made(site)
    image = job["images"][0]
    assert image["thumbnail_url"] == image["url"] + "&view=thumbnail"
    answer = await site.client.get(image["thumbnail_url"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"] == "private, max-age=86400, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert opened(answer.content).size == (384, 216)
    whole = await site.client.get(image["url"])
    assert whole.headers["cache-control"] == "private, max-age=3600, immutable"
    assert whole.headers["etag"] != answer.headers["etag"]
    known = {"if-none-match": answer.headers["etag"]}
    again = await site.client.get(image["thumbnail_url"], headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await site.client.delete(f"{V1}/jobs/{job['id']}", headers=site.headers)
    assert (await site.client.get(image["thumbnail_url"])).status_code == 410


async def test_an_upload_and_what_a_job_started_from_have_one_too(site: Site) -> None:
    data = ordinary.encoded(ordinary.see_through(800, 600), "WEBP")
    upload = await site.client.post(f"{V1}/uploads", content=data, headers=site.headers)
    small = await site.client.get(f"{upload.json()['url']}&view=thumbnail")
    assert opened(small.content).size == (384, 288)
    body = {"prompt": "at night", "images": [upload.json()["id"]]}
    job = await site.client.post(f"{V1}/jobs?wait=30", json=body, headers=site.headers)
    (source,) = job.json()["asked"]["images"]
    assert (await site.client.get(source)).content == data
    small = await site.client.get(f"{source}&view=thumbnail")
    image = opened(small.content)
    assert (image.size, image.mode) == ((384, 288), "RGBA")


@pytest.mark.parametrize("view", ["", "large", "thumbnail ", "THUMBNAIL"])
async def test_there_is_no_other_view(site: Site, view: str) -> None:
    image = (await made(site))["images"][0]
    answer = await site.client.get(f"{image['url']}&view={view}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")
    assert "`view`" in answer.json()["error"]["message"]


async def test_nothing_is_shown_without_a_good_signature(site: Site) -> None:
    image = (await made(site))["images"][0]
    forged = image["thumbnail_url"].replace("sig=", "sig=x")
    assert (await site.client.get(forged)).status_code == 404
    path = "/inkstone/v1/files/job_1/1/0.png"
    late = site.parts.signer.sign(path, expires_at=datetime.now(UTC) - timedelta(seconds=5))
    assert (await site.client.get(f"{late}&view=thumbnail")).status_code == 404
    none = site.parts.signer.sign(path, expires_at=datetime.now(UTC) + timedelta(hours=1))
    assert (await site.client.get(f"{none}&view=thumbnail")).status_code == 410


async def test_what_is_kept_and_is_no_picture_has_none(site: Site) -> None:
    await site.parts.blobs.put("job_1/inputs/0", b"no picture")
    path = "/inkstone/v1/files/job_1/inputs/0"
    url = site.parts.signer.sign(path, expires_at=datetime.now(UTC) + timedelta(hours=1))
    answer = await site.client.get(f"{url}&view=thumbnail")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "input_not_an_image")
