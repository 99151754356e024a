"""Files that want to hurt whoever decodes them, made in code: `corpus()` gives them by name."""

import io
import random
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image, PngImagePlugin

from unit.media import ordinary
from unit.media.hostile_others import avif, bmp, cut, flipped, tiff, webp
from unit.media.ordinary import chunk, encoded, segment

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_END = chunk(b"IEND", b"")
_ROW = b"\0\0\0\0"


@cache
def corpus():
    """Every hostile file by its name."""
    parts = (posing(), png(), jpeg(), gif(), webp(), avif(), tiff(), bmp(), cut(), flipped())
    made = {}
    for part in parts:
        assert not made.keys() & part.keys()
        made |= part
    return made


def posing():
    """What is no picture, and pictures that are something else beside."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>" * 99)
    page = b"<!doctype html><html><script>alert(1)</script></html>"
    picture = ordinary.example("png")
    return {
        "empty": b"",
        "one-byte": b"\x89",
        "signature-alone": SIGNATURE,
        "zeros": bytes(100_000),
        "noise": random.Random(1).randbytes(100_000),
        "text": b"Dear sir or madam, " * 99,
        "text-that-begins-like-a-bmp": b"BMW makes cars. " * 99,
        "html": page,
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "svg-with-lead": b"\xef\xbb\xbf\n\n<!-- hi --><SVG >",
        "xml-entities": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>',
        "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj",
        "zip": archive.getvalue(),
        "elf": b"\x7fELF\2\1\1" + bytes(99),
        "ico": struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(picture), 22) + picture,
        "fits": b"SIMPLE  =                    T" + b" " * 2850,
        "psd": b"8BPS\0\1" + bytes(100),
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99),
        "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(99),
        "jpeg-xl": b"\xff\x0a" + bytes(99),
        "jpeg-2000": encoded(ordinary.gradient(), "JPEG2000"),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "ppm-bomb": b"P6 60000 60000 255\n",
        "gzip": zlib.compress(bytes(10**6), wbits=31),
        "png-with-html-after": picture + page,
        "png-with-html-inside": picture[:33] + chunk(b"tEXt", b"a\0" + page) + picture[33:],
        "gif-with-script": b"GIF89a/*" + ordinary.example("gif")[8:] + b"*/=1;alert(1)",
        "jpeg-with-zip": ordinary.example("jpeg") + archive.getvalue(),
        "jpeg-with-html-comment": b"\xff\xd8" + segment(0xFE, page) + ordinary.example("jpeg")[2:],
        "too-many-bytes": SIGNATURE + bytes(21 * 2**20),
    }


def _png(size, *chunks, depth=8, colour=2, interlace=0):
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlace)
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(chunks) + _END


@cache
def _deflated_zeros(num_bytes):
    packer, made = zlib.compressobj(9), []
    for _ in range(num_bytes // 2**20):
        made.append(packer.compress(bytes(2**20)))
    return b"".join([*made, packer.flush()])


def png():
    """Bombs of pixels, frames, chunks and texts; headers that lie."""
    tiny = chunk(b"IDAT", zlib.compress(_ROW))
    text = zlib.compress(b"x" * 2**24)
    frame = struct.pack(">IIIIIHHBB", 0, 1, 1, 0, 0, 1, 1, 0, 0)
    frames = [
        chunk(b"fcTL", struct.pack(">I", 2 * n + 1) + frame[4:])
        + chunk(b"fdAT", struct.pack(">I", 2 * n + 2) + zlib.compress(_ROW))
        for n in range(5000)
    ]
    profile = chunk(b"iCCP", b"icc\0\0" + text)
    info = PngImagePlugin.PngInfo()
    info.add_text("Raw profile type exif", "\nexif\n      99\n" + "ff" * 99)
    return {
        "png-4-gigapixels": _png((65_535, 65_535), tiny),
        "png-31-bits": _png((2**31 - 1, 2**31 - 1), tiny),
        "png-32-bits": _png((2**32 - 1, 2**32 - 1), tiny),
        "png-no-width": _png((0, 9), tiny),
        "png-no-height": _png((9, 0), tiny),
        "png-1x100000": _png((1, 100_000), tiny),
        "png-100000x1": _png((100_000, 1), tiny),
        "png-deflate-bomb": _png((8000, 8000), chunk(b"IDAT", _deflated_zeros(2**28))),
        "png-deflate-bomb-on-one-pixel": _png((1, 1), chunk(b"IDAT", _deflated_zeros(2**28))),
        "png-16-bit-bomb": _png((8000, 8000), chunk(b"IDAT", _deflated_zeros(2**26)), depth=16),
        "png-interlaced-bomb": _png((7900, 8000), tiny, interlace=1),
        "png-more-promised": _png((4000, 4000), tiny),
        "png-no-pixels": _png((9, 9)),
        "png-empty-pixels": _png((9, 9), chunk(b"IDAT", b"")),
        "png-bad-zlib": _png((9, 9), chunk(b"IDAT", b"\x78\x9c" + b"\xff" * 99)),
        "png-two-headers": _png((1, 1), chunk(b"IHDR", bytes(13)), tiny),
        "png-depth-7": _png((1, 1), tiny, depth=7),
        "png-colour-5": _png((1, 1), tiny, colour=5),
        "png-palette-missing": _png((1, 1), tiny, colour=3),
        "png-palette-odd": _png((1, 1), chunk(b"PLTE", b"ab"), tiny, colour=3),
        "png-palette-long": _png((1, 1), chunk(b"PLTE", bytes(99_999)), tiny, colour=3),
        "png-trns-long": _png((1, 1), chunk(b"tRNS", bytes(99_999)), tiny),
        "png-trns-short": _png((1, 1), chunk(b"tRNS", b"\0"), tiny),
        "png-100000-chunks": _png((1, 1), chunk(b"junk", b"") * 100_000, tiny),
        "png-60000-texts": _png((1, 1), chunk(b"tEXt", b"a\0b") * 60_000, tiny),
        "png-ztxt-bombs": _png((1, 1), chunk(b"zTXt", b"a\0\0" + text) * 200, tiny),
        "png-itxt-bombs": _png((1, 1), chunk(b"iTXt", b"a\0\1\0\0\0" + text) * 200, tiny),
        "png-own-text-bomb": _png((1, 1), chunk(b"iTXt", b"inkstone:scene\0\1\0\0\0" + text), tiny),
        "png-own-texts-of-control-characters": _png(
            (1, 1),
            *[chunk(b"iTXt", b"inkstone:%d\0\0\0\0\0" % n + b"\1" * 10**6) for n in range(4)],
            tiny,
        ),
        "png-iccp-bomb": _png((1, 1), profile, tiny),
        "png-iccp-noise": _png(
            (1, 1), chunk(b"iCCP", b"icc\0\0" + zlib.compress(b"\xff" * 999)), tiny
        ),
        "png-iccp-cut": _png((1, 1), chunk(b"iCCP", b"icc\0\0" + text[:99]), tiny),
        "png-exif-text": encoded(ordinary.gradient(), "PNG", pnginfo=info),
        "png-5000-frames": _png(
            (1, 1),
            chunk(b"acTL", struct.pack(">II", 5001, 0)),
            chunk(b"fcTL", frame),
            tiny,
            *frames,
        ),
        "png-2-billion-frames": _png((1, 1), chunk(b"acTL", struct.pack(">II", 2**31, 0)), tiny),
        "png-chunk-beyond-the-end": SIGNATURE + struct.pack(">I4s", 2**31 - 1, b"IHDR") + bytes(99),
        "png-bad-checksum": ordinary.example("png")[:-20]
        + bytes(4)
        + ordinary.example("png")[-16:],
    }


def _frame(width_px, height_px, marker=0xC0):
    parts = b"".join(bytes([n, 0x11, 0]) for n in (1, 2, 3))
    return segment(marker, struct.pack(">BHHB", 8, height_px, width_px, 3) + parts)


def _resized_jpeg(data, width_px, height_px):
    at = next(data.index(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in data)
    return data[: at + 5] + struct.pack(">HH", height_px, width_px) + data[at + 9 :]


def _exif_entries(entries, next_at=0):
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries)) + packed + struct.pack("<I", next_at)
    )


def jpeg():
    """Sizes, scans, tables and EXIF blocks that lie."""
    plain, late = ordinary.example("jpeg"), ordinary.example("jpeg-progressive")
    scan = late[late.rindex(b"\xff\xda") : -2]
    blocks = {
        "loop": _exif_entries([(0x8769, 4, 1, 8)], next_at=8),
        "huge-counts": _exif_entries([(0x0112, 3, 2**32 - 1, 2**32 - 1)] * 9),
        "beyond": b"Exif\0\0II*\0\xff\xff\xff\xff",
        "cut": b"Exif\0\0MM",
        "65535-entries": b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(60_000),
        "orientation-9": ordinary.exif(9),
        "not-a-number": _exif_entries([(0x011A, 5, 1, 8), (0x0128, 3, 1, 2)]),
    }
    made = {
        f"jpeg-exif-{name}": plain[:2] + segment(0xE1, block) + plain[2:]
        for name, block in blocks.items()
    }
    icc = b"ICC_PROFILE\0"
    return made | {
        "jpeg-65535": _resized_jpeg(plain, 65_535, 65_535),
        "jpeg-65500": _resized_jpeg(late, 65_500, 65_500),
        "jpeg-64-megapixels-of-nothing": _resized_jpeg(plain, 8000, 8000),
        "jpeg-progressive-64-megapixels": _resized_jpeg(late, 8000, 8000),
        "jpeg-no-height": _resized_jpeg(plain, 9, 0),
        "jpeg-1x60000": _resized_jpeg(plain, 1, 60_000),
        "jpeg-scan-bomb": _resized_jpeg(late, 4000, 4000)[:-2] + scan * 5000 + b"\xff\xd9",
        "jpeg-90-scans": _resized_jpeg(late, 8000, 8000)[:-2] + scan * 80 + b"\xff\xd9",
        "jpeg-arithmetic": plain.replace(b"\xff\xc0", b"\xff\xc9"),
        "jpeg-lossless": plain.replace(b"\xff\xc0", b"\xff\xc3"),
        "jpeg-hierarchical": plain.replace(b"\xff\xc0", b"\xff\xc5"),
        "jpeg-two-frames": plain.replace(b"\xff\xda", _frame(9, 9) + b"\xff\xda"),
        "jpeg-no-frame": b"\xff\xd8" + segment(0xDB, bytes(65)) + b"\xff\xd9",
        "jpeg-length-0": b"\xff\xd8\xff\xe0\0\0" + plain[2:],
        "jpeg-70000-segments": b"\xff\xd8" + segment(0xFE, b"") * 70_000 + plain[2:],
        "jpeg-fill-bytes": b"\xff\xd8" + b"\xff" * 2**20 + plain[2:],
        "jpeg-icc-noise": plain[:2] + segment(0xE2, icc + b"\1\1" + b"\xff" * 999) + plain[2:],
        "jpeg-icc-many-parts": plain[:2]
        + b"".join(segment(0xE2, icc + bytes([n, 255]) + bytes(60_000)) for n in range(1, 256))
        + plain[2:],
        "jpeg-mpo-loop": plain[:2] + segment(0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff") + plain[2:],
        "jpeg-photoshop": plain[:2]
        + segment(0xED, b"Photoshop 3.0\0" + b"8BIM\0\0\0\0\0\0\0\0" * 5000)
        + plain[2:],
        "jpeg-cmyk-said-to-be-rgb": encoded(Image.new("CMYK", (9, 9)), "JPEG").replace(
            b"Adobe\0d\0\0\0\0\2", b"Adobe\0d\0\0\0\0\1"
        ),
        "jpeg-huffman-noise": plain.replace(b"\xff\xc4\0", b"\xff\xc4\0", 1)[:200]
        + random.Random(2).randbytes(900)
        + b"\xff\xd9",
    }


def _packed_codes(codes):
    """One block of three-bit codes, lowest bit first."""
    bits = sum(code << 3 * n for n, code in enumerate(codes))
    packed = bits.to_bytes(-(-3 * len(codes) // 8), "little")
    return bytes([len(packed)]) + packed


def gif():
    """Frames without end, palettes that are not there, codes that mean nothing."""
    plain = ordinary.example("gif")
    screen = b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0x80, 0, 0) + bytes(range(6))
    # Clear, 16 times colour 1 as literals of three bits, end: the smallest pixels there are.
    codes = b"\2" + _packed_codes([4, *[1, 4] * 16, 5]) + b"\0"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 4, 4, 0) + codes
    large = b"," + struct.pack("<HHHHB", 0, 0, 60_000, 60_000, 0) + codes
    beside = b"," + struct.pack("<HHHHB", 65_000, 65_000, 4, 4, 0) + codes
    return {
        "gif-20000-frames": screen + frame * 20_000 + b";",
        "gif-65535": b"GIF89a\xff\xff\xff\xff" + plain[10:],
        "gif-no-size": b"GIF89a\0\0\0\0" + plain[10:],
        "gif-frame-beyond-the-screen": screen + large + b";",
        "gif-frame-far-away": screen + beside + b";",
        "gif-no-frame": screen + b";",
        "gif-no-end-of-comment": screen + b"!\xfe" + b"\xffaaaa" * 9999,
        "gif-many-comments": screen + b"!\xfe\1a\0" * 70_000 + frame + b";",
        "gif-long-comment": screen + b"!\xfe" + (b"\xff" + b"a" * 255) * 40_000 + b"\0" + frame,
        "gif-code-size-12": screen + frame[:10] + b"\x0c" + frame[11:] + b";",
        "gif-code-size-255": screen + frame[:10] + b"\xff" + frame[11:] + b";",
        "gif-noise": screen
        + frame[:11]
        + b"".join(b"\xff" + random.Random(n).randbytes(255) for n in range(99))
        + b"\0;",
        "gif-no-palette": b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0, 0, 0) + frame + b";",
        "gif-palette-cut": b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0x87, 0, 0) + b"abc",
    }
