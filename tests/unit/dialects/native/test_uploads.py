"""Uploads over HTTP: a picture in, its record, its end, and refusals that say what to do."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from inkstone.domain.errors import InputRefused
from inkstone.net.own_urls import FILES_PATH
from inkstone.service.references import Form, Reference
from unit.dialects.running import PUBLIC_URL, Platform
from unit.media import ordinary

pytestmark = pytest.mark.anyio
PNG = ordinary.example("png")


async def send(native: Platform, content: bytes = PNG, *, headers=None, **form):
    body = form or {"content": content}
    return await native.client.post("/uploads", headers=headers or native.headers, **body)


async def keys(native: Platform):
    return [key async for key in native.blobs.keys("")]


async def test_a_picture_comes_in_as_the_whole_body(native: Platform):
    before = datetime.now(UTC)
    answer = await send(native)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["width"], made["height"], made["media_type"]) == (40, 30, "image/png")
    assert made["bytes"] == len(PNG)
    assert made["id"].startswith("upload_")
    expires_at = datetime.fromisoformat(made["expires_at"])
    assert timedelta(hours=23, minutes=59) < expires_at - before < timedelta(hours=24, minutes=1)
    assert answer.headers["inkstone-dialect"] == "native"


async def test_its_address_is_signed_absolute_and_good_as_long_as_it_is(native: Platform):
    made = (await send(native)).json()
    url = urlsplit(made["url"])
    assert f"{url.scheme}://{url.netloc}" == PUBLIC_URL
    query = parse_qs(url.query)
    assert int(query["exp"][0]) == int(datetime.fromisoformat(made["expires_at"]).timestamp())
    native.signer.verify(url.path, query["exp"][0], query["sig"][0], now=datetime.now(UTC))
    assert await native.blobs.get(url.path.removeprefix(f"{FILES_PATH}/")) == PNG


@pytest.mark.parametrize("name", ["cat.png", "../../etc/passwd", "", "x.html", "狐.png\r\nA: b"])
async def test_a_picture_comes_in_as_a_part_whatever_it_is_called(native: Platform, name):
    answer = await send(native, files={"file": (name or "x", PNG, "text/html")})
    assert answer.status_code == 201, answer.text
    assert answer.json()["media_type"] == "image/png"
    (key,) = await keys(native)
    assert key == f"{answer.json()['id']}/picture.png"


async def test_what_the_body_says_of_itself_is_not_believed(native: Platform):
    headers = {**native.headers, "Content-Type": "image/jpeg"}
    made = (await send(native, ordinary.example("webp"), headers=headers)).json()
    assert made["media_type"] == "image/webp"
    assert ".webp?" in made["url"]


async def test_a_record_is_read_again_with_an_equal_address(native: Platform):
    made = (await send(native)).json()
    again = await native.get(f"/uploads/{made['id']}")
    assert (again.status_code, again.json()) == (200, made)


async def test_an_upload_ends_at_its_owner_s_word(native: Platform):
    made = (await send(native)).json()
    gone = await native.client.delete(f"/uploads/{made['id']}", headers=native.headers)
    assert (gone.status_code, gone.content) == (204, b"")
    assert await keys(native) == []
    for verb in ("GET", "DELETE"):
        answer = await native.client.request(verb, f"/uploads/{made['id']}", headers=native.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "upload_not_found")


async def test_an_upload_is_nobody_else_s_by_any_call(native: Platform):
    made = (await send(native)).json()
    other = await native.new_headers("other")
    said = set()
    for upload_id in (made["id"], "upload_nobody"):
        for verb in ("GET", "DELETE"):
            answer = await native.client.request(verb, f"/uploads/{upload_id}", headers=other)
            assert answer.status_code == 404
            said.add(answer.text.replace(upload_id, "…"))
    assert len(said) == 1
    assert len(await keys(native)) == 1


@pytest.mark.parametrize(("verb", "path"), [("POST", ""), ("GET", "/x"), ("DELETE", "/x")])
async def test_every_call_needs_a_key(native: Platform, verb, path):
    for headers in ({}, {"Authorization": "Bearer ink_wrong"}):
        answer = await native.client.request(
            verb, f"/uploads{path}", headers=headers, content=PNG if verb == "POST" else None
        )
        assert answer.status_code == 401
    assert await keys(native) == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"content": b""}, 400, "input_empty"),
        ({"content": b"<html>" * 50}, 400, "input_not_an_image"),
        ({"content": PNG[:-30]}, 400, "input_broken"),
        ({"content": bytes(2**20 + 1)}, 413, "payload_too_large"),
        ({"files": {"file": ("a", b"")}}, 400, "input_empty"),
        ({"files": {"file": ("a", b"x" * 300)}}, 400, "input_not_an_image"),
        ({"files": {"file": ("a", bytes(2**20 + 1))}}, 413, "payload_too_large"),
        ({"files": {"file": ("a", bytes(2**21))}}, 413, "payload_too_large"),
    ],
)
async def test_what_is_refused_says_why_and_leaves_nothing(native: Platform, body, status, code):
    answer = await send(native, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert await keys(native) == []


@pytest.mark.parametrize(
    "body",
    [
        {"files": {"picture": ("a.png", PNG)}},
        {"data": {"file": "text"}, "files": {}},
        {"files": [("file", ("a.png", PNG)), ("file", ("b.png", PNG))]},
        {"data": {str(i): "x" for i in range(9)}, "files": {"file": ("a.png", PNG)}},
    ],
)
async def test_a_form_that_is_not_one_file_is_refused(native: Platform, body):
    headers = native.headers
    if not body["files"]:
        headers = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
        body = {"content": b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nA\r\n--x--'}
    answer = await send(native, headers=headers, **body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["message"]
    assert await keys(native) == []


async def test_a_form_without_the_file_names_the_field(native: Platform):
    answer = await send(native, files={"picture": ("a.png", PNG)})
    assert answer.json()["error"]["param"] == "file"


async def test_a_quota_that_is_used_up_says_what_to_do(native: Platform):
    for _ in range(5):
        assert (await send(native)).status_code == 201
    answer = await send(native)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "upload_quota")
    assert "Delete some" in answer.json()["error"]["message"]
    assert len(await keys(native)) == 5


@pytest.mark.parametrize("path", ["/uploads/%00", "/uploads/%ff", "/uploads/" + "x" * 3000])
async def test_a_strange_id_is_unknown(native: Platform, path):
    answer = await native.client.get(path, headers=native.headers)
    assert answer.status_code == 404


async def test_another_method_is_told_which_there_are(native: Platform):
    answer = await native.client.put("/uploads", headers=native.headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_an_upload_s_address_and_id_start_a_request(native: Platform):
    made = (await send(native)).json()
    named = [Reference(param="image", text=text) for text in (made["url"], made["id"])]
    references = native.services.references
    found = await references.resolve(
        named, account_id=native.account_id, job_id="job_x", forms=tuple(Form)
    )
    keys_found = [picture.blob_key for picture in found]
    assert keys_found == [f"{made['id']}/picture.png", "job_x/inputs/1"]
    other, _ = await native.services.accounts.ensure("other")
    with pytest.raises(InputRefused):
        await references.resolve(named, account_id=other.id, job_id="job_x", forms=tuple(Form))
