"""The rest of the hostile files: WebP, AVIF, TIFF and BMP, and ordinary ones cut and flipped."""

import random
import struct

from PIL import Image

from unit.media import ordinary
from unit.media.ordinary import encoded

#: Where ordinary files are cut, as shares of their length.
_CUTS = (0.02, 0.2, 0.5, 0.9, 0.99)
_NUM_FLIPPED = 3


def _riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(kind, content):
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _canvas(width_px, height_px, flags=0x12):
    sides = (width_px - 1).to_bytes(3, "little") + (height_px - 1).to_bytes(3, "little")
    return _chunk(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def webp():
    """A canvas that is larger than what is on it, frames without end, lengths that lie."""
    lossy = ordinary.example("webp")
    lossless = ordinary.example("webp-lossless")
    pixels = lossless[12:]
    place = bytes(6) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little") + bytes(4)
    frame = _chunk(b"ANMF", place + pixels)
    timing = _chunk(b"ANIM", bytes(6))
    size_at = lossy.index(b"\x9d\x01\x2a") + 3
    return {
        "webp-canvas-bomb": _riff(_canvas(2**24, 2**24), timing, frame),
        "webp-canvas-16383": _riff(_canvas(16_383, 16_383), timing, frame),
        "webp-canvas-8000": _riff(_canvas(8000, 8000), timing, frame),
        "webp-canvas-30000x1": _riff(_canvas(30_000, 1), timing, frame),
        "webp-canvas-smaller-than-the-picture": _riff(_canvas(2, 2, 0), pixels),
        "webp-500-frames": _riff(_canvas(40, 30), timing, *[frame] * 500),
        "webp-70000-frames": _riff(_canvas(40, 30), timing, *[_chunk(b"ANMF", b"")] * 70_000),
        "webp-70000-chunks": _riff(pixels, *[_chunk(b"junk", b"")] * 70_000),
        "webp-lossy-size-lies": lossy[:size_at] + b"\xff\x3f\xff\x3f" + lossy[size_at + 4 :],
        "webp-lossless-size-lies": lossless[:21] + b"\xff\xff\xff\x0f" + lossless[25:],
        "webp-no-size": lossy[:size_at] + bytes(4) + lossy[size_at + 4 :],
        "webp-riff-too-long": lossy[:4] + b"\xff\xff\xff\x7f" + lossy[8:],
        "webp-riff-too-short": lossy[:4] + struct.pack("<I", 20) + lossy[8:],
        "webp-chunk-too-long": lossy[:16] + b"\xff\xff\xff\x7f" + lossy[20:],
        "webp-nothing": _riff(),
        "webp-canvas-alone": _riff(_canvas(9, 9, 0)),
        "webp-vp8-short": _riff(_chunk(b"VP8 ", b"abc")),
        "webp-exif-loop": _riff(
            _canvas(40, 30, 0x08), pixels, _chunk(b"EXIF", b"II*\0\x08\0\0\0" + b"\xff" * 99)
        ),
        "webp-icc-noise": _riff(_canvas(40, 30, 0x20), _chunk(b"ICCP", b"\xff" * 999), pixels),
    }


def avif():
    """Boxes whose lengths and sizes lie."""
    plain = ordinary.example("avif")
    ispe = plain.index(b"ispe")
    meta = plain.index(b"meta")

    def sized(width_px, height_px):
        sides = struct.pack(">II", width_px, height_px)
        return plain[: ispe + 8] + sides + plain[ispe + 16 :]

    return {
        "avif-huge": sized(2**31, 2**31),
        "avif-65535": sized(65_535, 65_535),
        "avif-8000": sized(8000, 8000),
        "avif-1x30000": sized(1, 30_000),
        "avif-no-size": sized(0, 0),
        "avif-meta-too-long": plain[: meta - 4] + b"\x7f\xff\xff\xff" + plain[meta:],
        "avif-meta-length-0": plain[: meta - 4] + bytes(4) + plain[meta:],
        "avif-brand-alone": plain[:32],
        "avif-no-pixels": plain[: plain.index(b"mdat") + 4],
        "avif-pixels-noise": plain[: plain.index(b"mdat") + 4] + b"\xff" * 999,
        "avif-pixels-zero": plain[: plain.index(b"mdat") + 4] + bytes(999),
        "avif-no-properties": plain.replace(b"iprp", b"junk"),
        "avif-no-items": plain.replace(b"iinf", b"junk"),
        "avif-grid": plain.replace(b"av01", b"grid"),
        "avif-boxes-in-boxes": plain[:32] + b"\0\1\0\0meta" * 5000,
        "avif-300-frames": ordinary.animation("AVIF", 300, speed=10, max_threads=1),
    }


def _tiff(entries, tail=b"", next_at=0):
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", len(entries))
        + packed
        + struct.pack("<I", next_at)
        + tail
    )


def _grey(width_px, height_px, *more, tail=bytes(64)):
    entries = {
        256: (256, 4, 1, width_px),
        257: (257, 4, 1, height_px),
        258: (258, 3, 1, 8),
        259: (259, 3, 1, 1),
        262: (262, 3, 1, 1),
        273: (273, 4, 1, 300),
        278: (278, 4, 1, height_px),
        279: (279, 4, 1, 64),
    }
    entries |= {entry[0]: entry for entry in more}
    return _tiff([entries[tag] for tag in sorted(entries)], tail=bytes(300) + tail)


def tiff():
    """Directories in circles, strips and tiles that are not there."""
    many = struct.pack("<I", 300) * 60_000
    return {
        "tiff-loop": _tiff([(256, 4, 1, 9), (257, 4, 1, 9)], next_at=8),
        "tiff-directory-beyond": b"II*\0\xff\xff\xff\xff" + bytes(99),
        "tiff-directory-in-header": b"II*\0\0\0\0\0" + bytes(99),
        "tiff-65535-entries": b"II*\0\x08\0\0\0\xff\xff" + bytes(99_999),
        "tiff-no-entries": _tiff([]),
        "tiff-bigtiff": b"II+\0\x08\0\0\0" + bytes(99),
        "tiff-huge": _grey(60_000, 60_000),
        "tiff-32-bits": _grey(2**32 - 1, 2**32 - 1),
        "tiff-no-width": _grey(0, 8),
        "tiff-64-megapixels-of-nothing": _grey(8000, 8000),
        "tiff-strip-beyond": _grey(8, 8, (273, 4, 1, 2**31)),
        "tiff-strip-list-beyond": _grey(8, 8, (273, 4, 2**30, 8)),
        "tiff-strips-again-and-again": _grey(
            8000, 8000, (278, 4, 1, 4000), (273, 4, 60_000, 500), tail=bytes(99) + many
        ),
        "tiff-one-row-a-strip": _grey(8, 60_000, (278, 4, 1, 1), (273, 4, 60_000, 500), tail=many),
        "tiff-rows-0": _grey(8, 8, (278, 4, 1, 0)),
        "tiff-tile-0": _grey(8, 8, (322, 4, 1, 0), (323, 4, 1, 0), (324, 4, 1, 300)),
        "tiff-tile-huge": _grey(8, 8, (322, 4, 1, 2**30), (323, 4, 1, 2**30), (324, 4, 1, 300)),
        "tiff-samples-60000": _grey(8, 8, (277, 3, 1, 60_000)),
        "tiff-bits-list": _grey(8, 8, (258, 3, 60_000, 300), tail=bytes(200_000)),
        "tiff-icc-beyond": _grey(8, 8, (34675, 7, 2**31, 300)),
        "tiff-exif-loop": _grey(8, 8, (34665, 4, 1, 8)),
        "tiff-lzw-noise": _grey(99, 99, (259, 3, 1, 5), tail=b"\xff" * 999),
        "tiff-deflate-noise": _grey(99, 99, (259, 3, 1, 8), tail=b"\xff" * 999),
        "tiff-fax-noise": _grey(
            99, 99, (259, 3, 1, 4), (258, 3, 1, 1), tail=random.Random(3).randbytes(999)
        ),
        "tiff-fax-64-megapixels": _grey(8000, 8000, (259, 3, 1, 3), (258, 3, 1, 1)),
        "tiff-packbits-bomb": _grey(8000, 8000, (259, 3, 1, 32773), tail=b"\x81\0" * 999),
        "tiff-jpeg-noise": _grey(99, 99, (259, 3, 1, 7), tail=b"\xff\xd8" + bytes(999)),
        "tiff-old-jpeg": _grey(99, 99, (259, 3, 1, 6)),
        "tiff-zstd": _grey(99, 99, (259, 3, 1, 50000)),
        "tiff-palette-missing": _grey(8, 8, (262, 3, 1, 3)),
        "tiff-not-a-number": encoded(Image.new("F", (9, 9), float("nan")), "TIFF"),
        "tiff-infinite": encoded(Image.linear_gradient("L").convert("F"), "TIFF").replace(
            struct.pack("<f", 9), struct.pack("<f", float("inf"))
        ),
        "tiff-200-pages": ordinary.animation("TIFF", 200),
    }


def _bmp(width_px, height_px, bits=24, packing=0, body=bytes(64), size=40):
    header = struct.pack(
        "<IiiHHIIiiII", size, width_px, height_px, 1, bits, packing, len(body), 0, 0, 0, 0
    )
    palette = bytes(4 * 2**bits) if bits <= 8 else b""
    at = 14 + len(header) + len(palette)
    return b"BM" + struct.pack("<IHHI", at + len(body), 0, 0, at) + header + palette + body


def bmp():
    """Sizes below zero, run lengths that run away."""
    return {
        "bmp-huge": _bmp(2**31 - 1, 2**31 - 1),
        "bmp-below-zero": _bmp(-8, 8),
        "bmp-upside-down-huge": _bmp(8, -(2**31) + 1),
        "bmp-no-size": _bmp(0, 0),
        "bmp-64-megapixels-of-nothing": _bmp(8000, 8000),
        "bmp-rle-runs-away": _bmp(99, 99, 8, 1, b"\xff\1" * 9999),
        "bmp-rle-jumps": _bmp(8000, 8000, 8, 1, b"\0\2\xff\xff" * 9999),
        "bmp-rle-ends-at-once": _bmp(8000, 8000, 8, 1, b"\0\1"),
        "bmp-rle-no-end": _bmp(8, 8, 8, 1, b"\0"),
        "bmp-rle4-noise": _bmp(99, 99, 4, 2, random.Random(4).randbytes(9999)),
        "bmp-bits-7": _bmp(8, 8, 7),
        "bmp-packing-9": _bmp(8, 8, 24, 9),
        "bmp-header-64": _bmp(8, 8, size=64),
        "bmp-header-alone": _bmp(8, 8)[:30],
        "bmp-jpeg-inside": _bmp(8, 8, 0, 4, ordinary.example("jpeg")),
    }


def cut():
    """Every ordinary format, cut off at several places."""
    return {
        f"cut-{name}-at-{share:.0%}": data[: int(len(data) * share)]
        for name in ordinary.FORMATS
        for data in [ordinary.example(name)]
        for share in _CUTS
    }


def flipped():
    """Every ordinary format with some of its bits flipped."""
    made = {}
    for name in ordinary.FORMATS:
        for seed in range(_NUM_FLIPPED):
            chance = random.Random(f"{name} {seed}")
            data = bytearray(ordinary.example(name))
            for _ in range(4**seed):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            made[f"flipped-{name}-{seed}"] = bytes(data)
    return made
