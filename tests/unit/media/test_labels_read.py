"""What files say of their making: our own in every format, other programs', and hostile ones."""

import io
import json
import struct
import time
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from inkstone.media import embedded, png, xmp
from inkstone.media.encode import FORMATS, encode
from inkstone.media.labels_read import read
from unit.media.ordinary import chunk, encoded, gradient, segment

LABELS = xmp.Labels(
    source_type="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    creator_tool="Inkstone 0.1.0",
    created_at=datetime(2026, 11, 22, 4, 15, 37, tzinfo=UTC),
    instance_id="xmp.iid:0b9f7f0e-2f43-4f0e-9f2c-0a4f0e9f2c0a",
    image_id="img_1",
    producer="墨池公司",
)
DOCUMENTS = {"inkstone:parameters": '{"seed":7,"prompt":"<猫> & \\u0001"}', "inkstone:scene": "[]"}
AIGC = {
    "Label": "1",
    "ContentProducer": "墨池公司",
    "ProduceID": "img_1",
    "ReservedCode1": "",
    "ContentPropagator": "墨池公司",
    "PropagateID": "img_1",
    "ReservedCode2": "",
}
NOTHING = {
    "digital_source_type": None,
    "creator_tool": None,
    "create_date": None,
    "instance_id": None,
    "aigc": None,
    "documents": {},
}
WRAPPED = json.dumps({"AIGC": {"Label": "2", "ProduceID": "x"}})


def made(output_format, *, labels=LABELS, documents=DOCUMENTS, size=(40, 30)):
    """A file of ours, as it is kept."""
    data = encode(
        encoded(gradient(*size), "PNG"),
        output_format=output_format,
        quality=80,
        width_px=size[0],
        height_px=size[1],
        documents=documents,
        labels=labels,
    )
    if output_format != "png":
        return data
    data = png.with_text(data, documents)
    return png.with_xmp(data, xmp.packet({}, labels=labels)) if labels else data


@pytest.mark.parametrize("output_format", FORMATS)
def test_our_own_files_say_it_all(output_format):
    assert read(made(output_format), f"image/{output_format}") == {
        "digital_source_type": LABELS.source_type,
        "creator_tool": "Inkstone 0.1.0",
        "create_date": "2026-11-22T04:15:37Z",
        "instance_id": LABELS.instance_id,
        "aigc": AIGC,
        "documents": {name: json.loads(text) for name, text in DOCUMENTS.items()},
    }


@pytest.mark.parametrize("output_format", FORMATS)
def test_files_without_labels_say_no_more_than_they_hold(output_format):
    bare = made(output_format, labels=None, documents={})
    assert read(bare, f"image/{output_format}") == NOTHING
    unlabelled = read(made(output_format, labels=None), f"image/{output_format}")
    assert unlabelled["documents"].keys() == DOCUMENTS.keys()
    assert unlabelled["aigc"] is None


def exif_with(comment, order="<"):
    """An EXIF block with one comment of the user, in its own directory."""
    lead = b"II*\0" if order == "<" else b"MM\0*"
    first = struct.pack(f"{order}HHHIII", 1, 0x8769, 4, 1, 26, 0)
    inner = struct.pack(f"{order}HHHIII", 1, 0x9286, 7, len(comment), 44, 0)
    return b"Exif\0\0" + lead + struct.pack(f"{order}I", 8) + first + inner + comment


def with_exif(block, decoder):
    return encoded(gradient(), decoder, exif=block)


@pytest.mark.parametrize("decoder", ["JPEG", "WEBP", "PNG"])
@pytest.mark.parametrize(
    ("comment", "order"),
    [
        (b"ASCII\0\0\0" + WRAPPED.encode(), "<"),
        (b"\0" * 8 + WRAPPED.encode() + b"\0\0", ">"),
        (b"UNICODE\0" + WRAPPED.encode("utf-16-be"), ">"),
        (b"UNICODE\0" + WRAPPED.encode("utf-16-le"), "<"),
        (b"UNICODE\0" + WRAPPED.encode("utf-16"), ">"),
        (b"JIS\0\0\0\0\0" + WRAPPED.encode(), "<"),
    ],
)
def test_the_label_is_found_in_a_comment(decoder, comment, order):
    data = with_exif(exif_with(comment, order), decoder)
    assert read(data, f"image/{decoder.lower()}") == {
        **NOTHING,
        "aigc": {"Label": "2", "ProduceID": "x"},
    }


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("add", ["add_text", "add_itxt"])
def test_the_label_is_found_in_a_text_of_a_png(add, is_packed):
    info = PngInfo()
    getattr(info, add)("AIGC", WRAPPED, zip=is_packed)
    data = encoded(gradient(), "PNG", pnginfo=info)
    assert read(data, "image/png")["aigc"] == {"Label": "2", "ProduceID": "x"}


def test_what_the_xmp_says_comes_first():
    info = PngInfo()
    info.add_text("AIGC", WRAPPED)
    data = png.with_xmp(encoded(gradient(), "PNG", pnginfo=info), xmp.packet({}, labels=LABELS))
    assert read(data, "image/png")["aigc"] == AIGC


def png_saying(text):
    return encoded(gradient(), "PNG")[:33] + chunk(b"tEXt", b"AIGC\0" + text.encode()) + bytes(9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AI生成",
        "[]",
        '"1"',
        '{"AIGC":"1"}',
        '{"AIGC":{}}',
        '{"Label":NaN}',
        '{"Label":"\\ud800"}',
        '{"Label":1e999}',
        "[" * 100_000,
        '{"Label":"1","a":' + "[" * 40 + "]" * 40 + "}",
        '{"Label":' + "9" * 5000 + "}",
        '{"Label":"' + "x" * 2**20 + '"}',
    ],
)
def test_what_is_no_label_is_none(text):
    assert read(png_saying(text), "image/png")["aigc"] is None


def test_what_a_label_has_beside_texts_is_left_out():
    text = json.dumps({"Label": 1, "a": {"b": 1}, "c": None, "d": "x"})
    assert read(png_saying(text), "image/png")["aigc"] == {"Label": "1", "d": "x"}
    many = json.dumps({"Label": "1", **{str(n): "x" for n in range(1000)}})
    assert len(read(png_saying(many), "image/png")["aigc"]) == 32


def test_documents_that_are_no_json_are_left_out():
    texts = {"inkstone:a": "{", "inkstone:b": "[1]", "inkstone:c": "[" * 50 + "]" * 50, "d": "1"}
    data = png.with_text(encoded(gradient(), "PNG"), texts)
    assert read(data, "image/png")["documents"] == {"inkstone:b": [1]}


PACKET = xmp.packet({}, labels=LABELS)
PICTURE = encoded(gradient(), "PNG")
BOMB = zlib.compress(bytes(64 * 2**20))
BOMBS = b"".join([chunk(b"zTXt", b"AIGC\0\0" + BOMB[:-9])] * 64)
EXIF = exif_with(b"ASCII\0\0\0{}")
LEAD = b"http://ns.adobe.com/xap/1.0/\0"
HOSTILE = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8",
    b"\xff\xd8\xff",
    b"RIFF\0\0\0\0WEBP",
    b"\0\0\0\x10ftypavif\0\0\0\0",
    PICTURE[:33] + struct.pack(">I4s", 2**32 - 1, b"iTXt"),
    PICTURE[:33] + chunk(b"iTXt", b"XML:com.adobe.xmp"),
    PICTURE[:33] + chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + b"not packed"),
    PICTURE[:33] + chunk(b"zTXt", b"AIGC"),
    PICTURE[:33] + BOMBS,
    PICTURE[:33] + chunk(b"tEXt", b"") * 100_000,
    PICTURE[:33] + chunk(b"eXIf", b"II*\0" + b"\xff" * 64),
    b"\xff\xd8" + b"\xff" * 300_000,
    b"\xff\xd8" + b"\xff\xe1\0\0" * 100_000,
    b"\xff\xd8" + segment(0xE1, EXIF[:20]),
    b"\xff\xd8" + segment(0xE1, LEAD + b"\xff\xfe\xff"),
    b"RIFF\0\0\0\0WEBP" + b"XMP \xff\xff\xff\xff",
    b"RIFF\0\0\0\0WEBP" + b"EXIF\0\0\0\0" * 100_000,
]


@pytest.mark.parametrize("media_type", [*(f"image/{name}" for name in FORMATS), "image/gif", ""])
@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_files_say_nothing_and_take_no_time(data, media_type):
    started = time.process_time()
    assert read(data, media_type) == NOTHING
    assert time.process_time() - started < 2


def test_a_comment_that_points_anywhere_is_none():
    for at in range(len(EXIF) * 8):
        damaged = bytearray(EXIF)
        damaged[at // 8] ^= 1 << at % 8
        assert isinstance(embedded.Embedded(exif=bytes(damaged)).comment(), str)


WHOLE = [(name, made(name)) for name in FORMATS]


@given(st.data())
def test_no_damage_makes_it_raise(data):
    name, whole = data.draw(st.sampled_from(WHOLE))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    said = read(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]), f"image/{name}")
    assert said.keys() == NOTHING.keys()
    json.dumps(said, ensure_ascii=False).encode()


def test_a_file_by_another_name_says_nothing():
    for name, whole in WHOLE:
        for other in set(FORMATS) - {name}:
            assert read(whole, f"image/{other}") == NOTHING


def test_of_two_packets_the_first_counts():
    other = xmp.packet({}, labels=LABELS).replace(b"img_1", b"img_2")
    data = b"\xff\xd8" + segment(0xE1, LEAD + PACKET) + segment(0xE1, LEAD + other) + b"\xff\xd9"
    assert read(data, "image/jpeg")["aigc"]["ProduceID"] == "img_1"


def test_pillow_finds_the_same_packet():
    for name, whole in WHOLE:
        with Image.open(io.BytesIO(whole)) as image:
            assert image.info["xmp"].rstrip(b"\0") == embedded.embedded(whole, f"image/{name}").xmp
