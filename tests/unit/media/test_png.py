"""Text in PNG pictures: round trips, Pillow as the judge, and hostile bytes."""

import io
import os
import struct
import time
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from inkstone.media import png


def picture(width_px=3, height_px=2):
    file = io.BytesIO()
    Image.new("RGBA", (width_px, height_px), (10, 20, 30, 40)).save(file, "png")
    return file.getvalue()


def chunk(kind, content, *, checksum=None):
    checksum = zlib.crc32(kind + content) if checksum is None else checksum
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def with_chunks(*chunks):
    return PICTURE[:33] + b"".join(chunks) + PICTURE[33:]


PICTURE = picture()
letters = [chr(n) for n in (*range(33, 127), *range(161, 256))]
keywords = st.lists(st.text(st.sampled_from(letters), min_size=1, max_size=20), min_size=1).map(
    lambda words: " ".join(words)[:79].strip()
)
values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3000)


@given(st.dictionaries(keywords, values, max_size=4))
@example({"inkstone:scene": '{"你好":"🖋"}' * 500})
def test_what_was_put_in_is_read_out(added):
    result = png.with_text(PICTURE, added)
    assert png.texts(result) == added
    assert png.size(result) == (3, 2)


def test_pillow_reads_the_texts_and_the_same_pixels():
    added = {
        "inkstone:parameters": '{"prompt":"一只猫 🐈"}',
        "inkstone:scene": "ä" * 200_000,
        "Title": "",
    }
    with Image.open(io.BytesIO(png.with_text(PICTURE, added))) as image:
        image.load()
        assert image.text == added
        with Image.open(io.BytesIO(PICTURE)) as before:
            assert image.tobytes() == before.tobytes()


def test_pillow_writes_what_we_read():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("short", "kurz ä")
    info.add_itxt("long", "lang " * 900, lang="de", tkey="länge", zip=True)
    file = io.BytesIO()
    Image.new("L", (1, 1)).save(file, "png", pnginfo=info)
    assert png.texts(file.getvalue()) == {"short": "kurz ä", "long": "lang " * 900}


def test_putting_the_same_texts_in_twice_changes_nothing():
    once = png.with_text(PICTURE, {"a": "1", "b": "2"})
    assert png.with_text(once, {"a": "1", "b": "2"}) == once
    assert png.texts(png.with_text(once, {"a": "3"})) == {"a": "3", "b": "2"}


def test_a_long_text_is_packed_only_where_that_saves_bytes():
    assert len(png.with_text(PICTURE, {"k": "scene " * 1000})) < len(PICTURE) + 200
    noise = "".join(chr(33 + byte % 90) for byte in os.urandom(2000))
    assert noise.encode() not in png.with_text(PICTURE, {"k": "scene " * 1000})
    assert b"short" in png.with_text(PICTURE, {"k": "short"})


def test_the_texts_come_before_the_pixels():
    result = png.with_text(PICTURE, {"k": "v"})
    assert result.index(b"iTXt") < result.index(b"IDAT")


@pytest.mark.parametrize("keyword", ["", " a", "a ", "a  b", "a\0", "a\n", "猫", "x" * 80, "a\xa0"])
def test_a_keyword_that_png_does_not_allow_is_refused(keyword):
    with pytest.raises(ValueError, match="keyword"):
        png.with_text(PICTURE, {keyword: "text"})


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * (2**20 + 1)])
def test_a_text_that_png_or_pillow_would_not_take_is_refused(text):
    with pytest.raises(ValueError, match=r"NUL|surrogates|at most"):
        png.with_text(PICTURE, {"k": text})


def test_more_texts_than_may_be_read_are_not_written():
    full = png.with_text(PICTURE, {str(n): "x" for n in range(64)})
    with pytest.raises(ValueError, match="64"):
        png.with_text(full, {"another": "x"})
    with pytest.raises(ValueError, match="bytes"):
        png.with_text(PICTURE, {str(n): "x" * 2**20 for n in range(5)})


BOMB = zlib.compress(bytes(200_000_000))
LEAD = b"k\0\1\0\0\0"


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"GIF89a",
        png.SIGNATURE,
        PICTURE[:-4],
        PICTURE[:40],
        png.SIGNATURE + PICTURE[33:],
        png.SIGNATURE + struct.pack(">I4s", 2**32 - 1, b"IHDR") + bytes(50),
        PICTURE[:33] + struct.pack(">I4s", 2**32 - 1, b"iTXt") + PICTURE[33:],
        with_chunks(PICTURE[8:33]),
        with_chunks(chunk(b"iTXt", b"k\0\0\0\0\0text", checksum=1)),
        with_chunks(chunk(b"iTXt", b"")),
        with_chunks(chunk(b"iTXt", b"k")),
        with_chunks(chunk(b"iTXt", b"k\0\0\0\0")),
        with_chunks(chunk(b"iTXt", b"\0\0\0\0\0text")),
        with_chunks(chunk(b"iTXt", b"k\0\2\0\0\0text")),
        with_chunks(chunk(b"iTXt", b"k\0\1\1\0\0text")),
        with_chunks(chunk(b"iTXt", b"k\0\0\0\0\0\xff\xff")),
        with_chunks(chunk(b"iTXt", LEAD + b"not packed")),
        with_chunks(chunk(b"iTXt", LEAD + zlib.compress(b"whole text")[:-6])),
        with_chunks(chunk(b"iTXt", LEAD + BOMB)),
        with_chunks(*[chunk(b"iTXt", LEAD + zlib.compress(bytes(2**20)))] * 5),
        with_chunks(*[chunk(b"iTXt", b"k\0\0\0\0\0text")] * 65),
        with_chunks(*[chunk(b"teSt", b"")] * 65_536),
    ],
)
def test_hostile_pictures_are_refused_soon(hostile):
    started = time.process_time()
    with pytest.raises(ValueError, match=r"PNG|texts|decode"):
        png.texts(hostile)
    assert time.process_time() - started < 1


@given(st.data())
def test_no_damage_leads_to_anything_but_a_value_error(data):
    good = bytearray(png.with_text(PICTURE, {"a": "text " * 300, "b": "ö"}))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(good[: data.draw(st.integers(0, len(good)))])
    for read in (png.texts, png.size, lambda png_bytes: png.with_text(png_bytes, {"a": "b"})):
        try:
            read(damaged)
        except ValueError:
            continue


def test_a_header_that_gives_no_size_is_refused():
    header = chunk(b"IHDR", struct.pack(">II", 0, 5) + PICTURE[24:29])
    with pytest.raises(ValueError, match="size"):
        png.size(png.SIGNATURE + header + PICTURE[33:])
    with pytest.raises(ValueError, match="checksum"):
        png.size(PICTURE[:16] + b"\0\0\1\1" + PICTURE[20:])


PACKET = b"<x:xmpmeta>" + b"long " * 1000 + b"</x:xmpmeta>"


def test_xmp_is_one_text_that_is_not_compressed_and_comes_before_the_pixels():
    once = png.with_xmp(png.with_text(PICTURE, {"k": "v"}), b"<other/>" * 400)
    result = png.with_xmp(once, PACKET)
    body = b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET
    assert result.count(chunk(b"iTXt", body)) == result.count(b"XML:com.adobe.xmp") == 1
    assert result.index(PACKET) < result.index(b"IDAT")
    assert png.texts(result) == {"k": "v", png.XMP: PACKET.decode()}
    assert png.with_xmp(result, PACKET) == result
    with Image.open(io.BytesIO(result)) as image:
        assert image.info["xmp"] == PACKET


def test_an_empty_packet_is_none():
    assert png.with_xmp(PICTURE, b"") is PICTURE
    assert png.with_xmp(png.with_xmp(PICTURE, PACKET), b"") == PICTURE
    with pytest.raises(ValueError, match="decode"):
        png.with_xmp(PICTURE, b"\xff")


def test_putting_a_text_in_keeps_everything_else_where_it_was():
    before = with_chunks(chunk(b"tEXt", b"a\0b"), chunk(b"iTXt", b"k\0\0\0\0\0v"))
    added = chunk(b"iTXt", b"n\0\0\0\0\0w")
    assert png.with_text(before, {"n": "w"}) == before[:33] + added + before[33:]
