"""Bodies: limits while reading, strictness while parsing, one fingerprint for one request."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from inkstone.dialects.body import fingerprint, parse_object, read_object
from inkstone.domain.errors import InvalidRequest, PayloadTooLarge


def request(
    chunks: Sequence[bytes], *, ends: bool = True, headers: dict[str, str] | None = None
) -> Request:
    """A request whose body comes in chunks; `ends` says whether the client stays to the end."""
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.request"} if ends else {"type": "http.disconnect"})

    async def receive() -> Any:
        return messages.pop(0)

    encoded = [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()]
    return Request({"type": "http", "method": "POST", "headers": encoded}, receive)


@pytest.mark.anyio
async def test_a_body_is_read_whatever_type_a_client_claims() -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain", ""):
        found = await read_object(
            request([b'{"a"', b":1}"], headers={"content-type": kind}), bytes_max=7
        )
        assert found == {"a": 1}


@pytest.mark.anyio
async def test_a_multipart_body_is_refused() -> None:
    kind = {"content-type": "Multipart/form-data; boundary=x"}
    with pytest.raises(InvalidRequest, match="multipart"):
        await read_object(request([b"{}"], headers=kind), bytes_max=10)


@pytest.mark.anyio
async def test_a_body_is_refused_by_its_announced_size_before_it_is_read() -> None:
    with pytest.raises(PayloadTooLarge, match="12,345 bytes; at most 10"):
        await read_object(request([], headers={"content-length": "12345"}), bytes_max=10)


@pytest.mark.anyio
@pytest.mark.parametrize("length", ["", "5", "-1", "many", "٥", "9" * 5000])
async def test_a_body_is_refused_when_it_outgrows_the_limit(length: str) -> None:
    body = request([b" " * 6, b" " * 6, b" "], headers={"content-length": length})
    body.scope["headers"] = [(b"content-length", length.encode())]
    with pytest.raises(PayloadTooLarge):
        await read_object(body, bytes_max=10)


@pytest.mark.anyio
async def test_a_client_that_leaves_midway_is_no_fault_of_ours() -> None:
    with pytest.raises(InvalidRequest, match="closed before the end"):
        await read_object(request([b"{"], ends=False), bytes_max=10)


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse_object(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff", "not UTF-8: byte 0"),
        (b"{", "line 1, column 2"),
        (b"{} {}", "not JSON"),
        (b"[]", "a JSON array; send an object"),
        (b"null", "a JSON null"),
        (b"true", "a JSON boolean"),
        (b"1.5", "a JSON number"),
        (b'"x"', "a JSON string"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":-Infinity}', "-Infinity"),
        (b'{"a":1e999}', "1e999"),
        (b'{"a":' + b"1" * 4301 + b"}", "too long"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "deeper than 32"),
        (b'{"a":' * 50_000, "deeper than 32"),
    ],
)
def test_what_is_no_object_is_refused_with_the_reason(body: bytes, said: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_object(body)
    assert said in caught.value.message
    assert caught.value.faults[0].param == ""


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (rb'{"prompt":"a\u0000"}', "prompt"),
        (rb'{"prompt":"\ud83d"}', "prompt"),
        (rb'{"image":["x",{"y":"\udc00"}]}', "image[1].y"),
        (rb'{"a\u0000":1}', ""),
        (rb'{"a":{"\ud800":1}}', "a"),
    ],
)
def test_text_that_no_store_can_keep_is_refused(body: bytes, param: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_object(body)
    assert caught.value.faults[0].param == param


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse_object(rb'{"a":"\ud83e\ude81"}') == {"a": "🪁"}


@given(st.binary(max_size=40))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        found = parse_object(data)
    except InvalidRequest as error:
        assert error.faults  # noqa: PT017 - refusing is as good as parsing
    else:
        assert isinstance(found, dict)


def test_a_fingerprint_tells_requests_apart_and_not_their_spelling() -> None:
    one = fingerprint("a", "/p", {"x": 1, "y": ["é"]})
    assert one == fingerprint("a", "/p", parse_object(b'{ "y": ["\\u00e9"], "x": 1 }'))
    others = [
        fingerprint("b", "/p", {"x": 1, "y": ["é"]}),
        fingerprint("a", "/q", {"x": 1, "y": ["é"]}),
        fingerprint("a", "/p", {"x": 1, "y": ["e"]}),
        fingerprint("a", "/p", {"x": True, "y": ["é"]}),
    ]
    assert len({one, *others}) == 5
    assert len(one) == 64


def test_a_body_of_very_many_items_is_refused_before_it_is_read() -> None:
    assert len(parse_object(b'{"a": [' + b"0," * 40_000 + b"0]}")["a"]) == 40_001
    for item in (b"0", b"[]", b'{"a":1}', b'""'):
        with pytest.raises(InvalidRequest, match="50,000"):
            parse_object(b'{"a": [' + (item + b",") * 60_000 + item + b"]}")
    # The bytes of a picture are one text, however many there are.
    assert parse_object(b'{"a": "' + b"QUJD" * 100_000 + b'"}')
