"""Tests for our documents in XMP packets, written and read back."""

import io
import json

import pytest
from PIL import Image

from inkstone.media import decode as decoding
from inkstone.media import xmp
from inkstone.media.encode import encode
from inkstone.media.limits import DEFAULT_LIMITS

SCENE = {
    "inkstone:scene": json.dumps({"texts": ["<b> & 花 \u0007 ' \""]}, ensure_ascii=False),
    "inkstone:parameters": '{"seed": 7}',
}


def test_what_was_written_is_read():
    assert {k: json.loads(v) for k, v in xmp.documents(xmp.packet(SCENE)).items()} == {
        k: json.loads(v) for k, v in SCENE.items()
    }


@pytest.mark.parametrize("output_format", ["jpeg", "webp", "avif", "png"])
def test_a_picture_of_ours_brings_its_documents_along(output_format: str):
    file = io.BytesIO()
    Image.new("RGB", (32, 24), "#ff0000").save(file, "PNG")
    data = encode(
        file.getvalue(),
        output_format=output_format,
        quality=80,
        width_px=32,
        height_px=24,
        documents=SCENE,
    )
    texts = decoding.decode(data, DEFAULT_LIMITS).texts
    assert set(texts) == (set() if output_format == "png" else set(SCENE))
    assert all(json.loads(texts[name]) == json.loads(SCENE[name]) for name in texts)


@pytest.mark.parametrize(
    "found",
    [
        b"",
        b"\xff\xfe",
        b"<inkstone:scene>{}</inkstone:scene>",
        xmp.NAMESPACE.encode() + b"<inkstone:scene>{}</inkstone:other>",
        xmp.NAMESPACE.encode() + b"\xff<inkstone:scene>{}</inkstone:scene>",
        xmp.NAMESPACE.encode() + b"<!ENTITY a 'b'><inkstone:scene><a/></inkstone:scene>",
        xmp.NAMESPACE.encode() + b"<inkstone:" + b"a" * 100_000,
    ],
)
def test_what_is_no_packet_of_ours_has_no_documents(found: bytes):
    assert xmp.documents(found) == {}


def test_an_entity_stays_what_it_is():
    found = xmp.NAMESPACE.encode() + b"<inkstone:scene>&lol; &amp;lt;</inkstone:scene>"
    assert xmp.documents(found) == {"inkstone:scene": "&lol; &lt;"}


def test_only_so_many_are_read():
    many = "".join(f"<inkstone:a{n}>1</inkstone:a{n}>" for n in range(100))
    assert len(xmp.documents((xmp.NAMESPACE + many).encode())) == 16
