"""Ordinary pictures, made in code: gradients and corners, in every format that is taken."""

import io
import struct
import zlib

from PIL import Image, ImageCms

#: By name: format and options of Pillow. Each has 40x30 pixels of RGB or RGBA.
FORMATS = {
    "png": ("PNG", {}),
    "jpeg": ("JPEG", {"quality": 95, "subsampling": 0}),
    "jpeg-progressive": ("JPEG", {"quality": 95, "subsampling": 0, "progressive": True}),
    "webp": ("WEBP", {"quality": 95}),
    "webp-lossless": ("WEBP", {"lossless": True}),
    "gif": ("GIF", {}),
    "avif": ("AVIF", {"quality": 95, "subsampling": "4:4:4", "max_threads": 1}),
    "tiff": ("TIFF", {}),
    "tiff-lzw": ("TIFF", {"compression": "tiff_lzw"}),
    "tiff-deflate": ("TIFF", {"compression": "tiff_adobe_deflate"}),
    "tiff-jpeg": ("TIFF", {"compression": "jpeg", "quality": 95}),
    "bmp": ("BMP", {}),
}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def gradient(width_px=40, height_px=30):
    """Red grows to the right, green downwards; blue is in the middle between."""
    across = Image.linear_gradient("L").rotate(90).resize((width_px, height_px))
    down = Image.linear_gradient("L").resize((width_px, height_px))
    return Image.merge("RGB", (across, down, Image.blend(across, down, 0.5)))


def see_through(width_px=40, height_px=30):
    """The same with alpha that grows downwards."""
    image = gradient(width_px, height_px)
    image.putalpha(Image.linear_gradient("L").resize((width_px, height_px)))
    return image


def corners():
    """12x8 pixels whose four quarters differ, so that each turning looks different."""
    image = Image.new("RGB", (12, 8))
    places = {(0, 0): "red", (6, 0): "lime", (0, 4): "blue", (6, 4): "white"}
    for at, colour in places.items():
        image.paste(colour, (*at, at[0] + 6, at[1] + 4))
    return image


def encoded(image, decoder, **options):
    """The bytes of a file."""
    file = io.BytesIO()
    image.save(file, decoder, **options)
    return file.getvalue()


def example(name):
    """The gradient in one of the formats above."""
    decoder, options = FORMATS[name]
    return encoded(gradient(), decoder, **options)


def exif(orientation, order="<"):
    """An EXIF block that says which way up, and nothing else."""
    lead = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0" + lead + struct.pack(f"{order}IH", 8, 1) + entry + b"\0\0\0\0"


def chunk(kind, content):
    """One PNG chunk."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def raw_png(size, depth, colour, rows, *chunks):
    """A PNG of samples as they are: `rows` are bytes without the filter byte."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def segment(marker, content):
    """One JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def without_segment(jpeg, marker):
    """A JPEG that lacks its first segment of this kind."""
    at = jpeg.index(bytes([0xFF, marker]))
    return jpeg[:at] + jpeg[at + 2 + int.from_bytes(jpeg[at + 2 : at + 4]) :]


def animation(decoder, num_frames=3, size=(16, 12), **options):
    """Frames of one colour each, the first red."""
    frames = [
        Image.new("RGB", size, (255 - 60 * n % 255, 60 * n % 255, 0)) for n in range(num_frames)
    ]
    return encoded(
        frames[0], decoder, save_all=True, append_images=frames[1:], duration=50, **options
    )


# Colour profiles.

_SRGB_TO_XYZ_D50 = {
    "rXYZ": (0.436065, 0.222488, 0.013916),
    "gXYZ": (0.385147, 0.716873, 0.097076),
    "bXYZ": (0.143066, 0.060608, 0.714096),
}
#: The primaries of Display P3, adapted to D50 (as in Apple's profile).
_P3_TO_XYZ_D50 = {
    "rXYZ": (0.515102, 0.241182, -0.001050),
    "gXYZ": (0.291965, 0.692236, 0.041882),
    "bXYZ": (0.157153, 0.066582, 0.784378),
}
#: Adobe RGB (1998), the same.
_ADOBE_TO_XYZ_D50 = {
    "rXYZ": (0.609741, 0.311111, 0.019470),
    "gXYZ": (0.205276, 0.625671, 0.060867),
    "bXYZ": (0.149185, 0.063217, 0.744568),
}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _fixed(value):
    return struct.pack(">i", round(value * 65536))


def _profile(name, primaries, curve):
    """A matrix profile of version 4: three primaries, one curve, D50."""
    said = name.encode("utf-16-be")
    tags = {
        "desc": b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(said), 28) + said,
        "cprt": b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, 2, 28) + b"\0-",
        "wtpt": b"XYZ \0\0\0\0" + b"".join(map(_fixed, (0.9642, 1.0, 0.8249))),
        **{tag: b"XYZ \0\0\0\0" + b"".join(map(_fixed, xyz)) for tag, xyz in primaries.items()},
        **dict.fromkeys(("rTRC", "gTRC", "bTRC"), curve),
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for tag, content in tags.items():
        padded = content + b"\0" * (-len(content) % 4)
        table += tag.encode() + struct.pack(">II", at + len(body), len(content))
        body += padded
    header = struct.pack(">II", at + len(body), 0) + b"\x04\0\0\0mntrRGB XYZ "
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    header += b"".join(map(_fixed, (0.9642, 1.0, 0.8249)))
    return header.ljust(128, b"\0") + table + body


def display_p3():
    """The profile of Display P3."""
    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + b"".join(map(_fixed, _SRGB_CURVE))
    return _profile("Display P3", _P3_TO_XYZ_D50, curve)


def adobe_rgb():
    """The profile of Adobe RGB."""
    curve = b"para" + struct.pack(">IHH", 0, 0, 0) + _fixed(563 / 256)
    return _profile("Adobe RGB (1998)", _ADOBE_TO_XYZ_D50, curve)


def srgb():
    """The profile that says that nothing need be done."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def as_srgb(rgb, *, source="p3"):
    """What a colour of one of the two wide spaces is in sRGB, clipped, by the definitions."""
    primaries = _P3_TO_XYZ_D50 if source == "p3" else _ADOBE_TO_XYZ_D50
    linear = [
        _linear(value / 255) if source == "p3" else (value / 255) ** (563 / 256) for value in rgb
    ]
    xyz = [
        sum(linear[n] * column[row] for n, column in enumerate(primaries.values()))
        for row in range(3)
    ]
    matrix = [[_SRGB_TO_XYZ_D50[tag][row] for tag in ("rXYZ", "gXYZ", "bXYZ")] for row in range(3)]
    return tuple(round(255 * _curved(value)) for value in _solved(matrix, xyz))


def _linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curved(value):
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _determinant(m):
    return sum(
        m[0][n] * (m[1][(n + 1) % 3] * m[2][(n + 2) % 3] - m[1][(n + 2) % 3] * m[2][(n + 1) % 3])
        for n in range(3)
    )


def _solved(matrix, right):
    """Three equations with three unknowns, by Cramer's rule."""
    whole = _determinant(matrix)
    for column in range(3):
        replaced = [[right[r] if c == column else matrix[r][c] for c in range(3)] for r in range(3)]
        yield _determinant(replaced) / whole
