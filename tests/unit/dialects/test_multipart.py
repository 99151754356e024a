"""Multipart bodies: what is in them comes out as it was, and nobody fills the memory with them."""

import io

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from inkstone.dialects.multipart import chunks_of, form, is_multipart
from inkstone.domain.errors import InkstoneError, InvalidRequest

pytestmark = pytest.mark.anyio
#: More than is kept in memory, so that it waits on the disk.
LARGE = bytes(range(256)) * 8192
LIMITS = {"bytes_max": 3_000_000, "num_files_max": 2, "num_fields_max": 2}


def app(**limits):
    """Says what came."""
    files = []

    async def take(request: Request) -> JSONResponse:
        try:
            async with form(request, **{**LIMITS, **limits}) as parts:
                found = []
                for name, part in parts.multi_items():
                    if isinstance(part, UploadFile):
                        files.append(part.file)
                        data = b"".join([chunk async for chunk in chunks_of(part)])
                        found.append([name, part.filename, len(data), hash(data)])
                    else:
                        found.append([name, part])
                answer = {"found": found}
        except InkstoneError as error:
            (kind, *_) = [fault.kind for fault in getattr(error, "faults", ())] or [error.code]
            answer = {"code": kind, "message": error.message}
        return JSONResponse({**answer, "closed": all(file.closed for file in files)})

    return Starlette(routes=[Route("/", take, methods=["POST"])])


async def post(limits=None, **body):
    transport = httpx.ASGITransport(app(**(limits or {})))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return (await client.post("/", **body)).json()


async def raw(content, content_type="multipart/form-data; boundary=x"):
    return await post(content=content, headers={"Content-Type": content_type})


def part(head, content=b"a"):
    return b"--x\r\n" + head + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


async def test_fields_and_files_come_in_their_order():
    answer = await post(
        data={"prompt": "a 狐"}, files=[("a", ("one.png", b"1")), ("b", ("two.png", b"22"))]
    )
    assert answer["found"] == [
        ["prompt", "a 狐"],
        ["a", "one.png", 1, hash(b"1")],
        ["b", "two.png", 2, hash(b"22")],
    ]
    assert answer["closed"]


@pytest.mark.parametrize("data", [b"", b"x", LARGE])
async def test_a_file_s_bytes_are_as_they_were_sent_and_its_place_is_given_back(data):
    answer = await post(files={"file": ("cat.png", data)})
    assert answer["found"] == [["file", "cat.png", len(data), hash(data)]]
    assert answer["closed"]


async def test_a_large_file_that_is_too_large_is_refused_and_its_place_given_back():
    answer = await post(limits={"bytes_max": len(LARGE) - 70_000}, files={"f": ("a", LARGE)})
    assert answer["code"] == "payload_too_large"


async def test_the_bound_is_on_all_parts_together():
    limits = {"bytes_max": 100_000}
    files = [("a", ("a", bytes(90_000))), ("b", ("b", bytes(90_000)))]
    assert (await post(limits=limits, files=files))["code"] == "payload_too_large"
    assert "found" in await post(limits=limits, files=files[:1])


async def test_a_text_part_has_a_bound_of_its_own():
    limits = {"field_bytes_max": 1000}
    assert "found" in await post(limits=limits, files=[("a", ("a", bytes(9000)))], data={"b": "c"})
    long = {"b": "c" * 1001}
    answer = await post(limits=limits, files=[("a", ("a", b"1"))], data=long)
    assert (answer["code"], answer["closed"]) == ("payload_too_large", True)


async def test_a_body_without_an_end_is_refused_at_the_bound():
    num_sent = 0

    async def endless():
        nonlocal num_sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while num_sent < 1000:
            num_sent += 1
            yield bytes(100_000)

    answer = await raw(endless())
    assert answer["code"] == "payload_too_large"
    assert num_sent < 50


@pytest.mark.parametrize(
    "body",
    [
        {"files": [("f", ("a", b"1"))] * 3},
        {"data": {"a": "1", "b": "2", "c": "3"}, "files": {"f": ("a", b"1")}},
    ],
)
async def test_there_may_be_only_so_many_parts(body):
    answer = await post(**body)
    assert answer["code"] == "invalid_body"
    assert "Too many" in answer["message"]


HEAD = b'Content-Disposition: form-data; name="file"; filename="a.png"'


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (part(HEAD), "multipart/form-data"),
        (part(HEAD), "multipart/form-data; boundary="),
        (part(b"Content-Disposition: form-data"), "multipart/form-data; boundary=x"),
        (part(b"X: y"), "multipart/form-data; boundary=x"),
        (b"nothing of the kind", "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"\0" * 100, "multipart/form-data; boundary=x"),
        (b"--x\r\nno colon\r\n\r\na\r\n--x--", "multipart/form-data; boundary=x"),
        (part(HEAD), "multipart/form-data; boundary=" + "y" * 300),
    ],
)
async def test_what_is_no_multipart_body_is_refused_in_words(content, content_type):
    answer = await raw(content, content_type)
    assert answer.get("code") == "invalid_body", answer
    assert answer["message"].startswith("The multipart body cannot be read")


@pytest.mark.parametrize(
    "charset", ["latin-1", "utf-16", "rot13", "base64", "zip", "no-such", "\xe9"]
)
async def test_a_strange_charset_is_no_fault_of_the_server(charset):
    kind = f"multipart/form-data; boundary=x; charset={charset}".encode("latin-1")
    answer = await raw(part(HEAD, b"\xff\xfe"), kind)
    assert "found" in answer or answer["code"] == "invalid_body"


async def test_a_charset_that_no_text_has_is_no_fault_of_the_server():
    answer = await raw(
        part(b'Content-Disposition: form-data; name="a"'),
        "multipart/form-data; boundary=x; charset=undefined",
    )
    assert answer["code"] == "invalid_body"


async def test_names_are_only_names():
    hostile = "../../etc/passwd\0;<b>"
    answer = await post(files={"file": (hostile, io.BytesIO(b"1"))})
    assert answer["found"][0][2] == 1


async def test_a_client_that_goes_away_in_the_middle_is_told_so_and_leaves_nothing():
    begin = b"--x\r\n" + HEAD + b"\r\n\r\n" + LARGE
    messages = [
        {"type": "http.request", "body": begin, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive():
        return messages.pop(0)

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    with pytest.raises(InvalidRequest, match="closed before the end") as caught:
        async with form(request, **LIMITS):
            raise AssertionError("half a body is none")
    assert [fault.kind for fault in caught.value.faults] == ["invalid_body"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("multipart/form-data; boundary=x", True),
        ("Multipart/Form-Data;boundary=x", True),
        ("multipart/form-data", True),
        ("multipart/mixed; boundary=x", False),
        ("image/png", False),
        ("", False),
    ],
)
def test_a_body_says_what_it_is(kind, expected):
    request = Request({"type": "http", "headers": [(b"content-type", kind.encode())]})
    assert is_multipart(request) is expected
