"""Kind and size of a picture are what its bytes say, and nothing else is one."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inkstone.engines.upstream.pictures import picture_of
from unit.engines.upstream.openai_faults import vast


def _bytes(kind, size=(300, 200), mode="RGB", **options):
    written = io.BytesIO()
    Image.new(mode, size, 90).save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (_bytes("PNG"), "image/png"),
        (_bytes("PNG", mode="L"), "image/png"),
        (_bytes("JPEG"), "image/jpeg"),
        (_bytes("JPEG", progressive=True, comment=b"\xff" * 500), "image/jpeg"),
        (_bytes("JPEG", exif=b"Exif\0\0" + bytes(5000)), "image/jpeg"),
        (_bytes("WEBP"), "image/webp"),
        (_bytes("WEBP", lossless=True), "image/webp"),
        (_bytes("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"), "image/webp"),
    ],
)
def test_what_is_a_picture_is_told_by_its_bytes(data, media_type):
    found = picture_of(data)
    assert found is not None
    assert (found.media_type, found.width_px, found.height_px) == (media_type, 300, 200)
    assert found.data is data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        _bytes("GIF"),
        _bytes("BMP"),
        _bytes("PNG")[:20],
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\0" * 9,
        b"\xff\xd8\xff\xda\0\x08" + bytes(99),
        b"RIFF\0\0\0\0WEBPVP8X",
        b"RIFF\0\0\0\0WEBPVP9 " + bytes(99),
        vast(),
    ],
)
def test_what_is_none_or_claims_too_much_is_none(data):
    assert picture_of(data) is None


@given(
    st.sampled_from([_bytes("PNG"), _bytes("JPEG"), _bytes("WEBP"), _bytes("WEBP", lossless=True)]),
    st.data(),
)
def test_broken_pictures_break_nothing(whole, data):
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(8, min(60, len(broken) - 1)))
        broken[at] = data.draw(st.integers(0, 255))
    found = picture_of(bytes(broken[: data.draw(st.integers(0, len(broken)))]))
    assert found is None or found.width_px * found.height_px <= 64_000_000
