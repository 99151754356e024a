"""Tests for the digest of a picture's pixels."""

import io

import pytest
from PIL import Image

from inkstone.media import decode as decoding
from inkstone.media import pixels
from inkstone.media.limits import DEFAULT_LIMITS


def _file(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _picture(mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((40, 30)).convert(mode)


@pytest.mark.parametrize("options", [{"compress_level": 0}, {"optimize": True}])
def test_the_file_around_the_pixels_does_not_count(options: dict[str, object]):
    assert pixels.sha256_of_file(_file(_picture(), **options)) == pixels.sha256(_picture())


def test_an_opaque_alpha_is_as_if_there_were_none():
    assert pixels.sha256(_picture("RGBA")) == pixels.sha256(_picture("RGB"))
    assert pixels.sha256(_picture("L")) == pixels.sha256(_picture("RGB"))


def test_one_sample_or_the_shape_changes_it():
    found = {pixels.sha256(_picture())}
    changed = _picture()
    changed.putpixel((3, 3), (1, 2, 3))
    found.add(pixels.sha256(changed))
    found.add(pixels.sha256(_picture().resize((30, 40))))
    clear = _picture("RGBA")
    clear.putpixel((3, 3), (1, 2, 3, 4))
    found.add(pixels.sha256(clear))
    assert len(found) == 4


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_file_of_ours_is_found_by_who_decodes_it(kind: str):
    data = _file(_picture(), kind)
    found = decoding.decode(data, DEFAULT_LIMITS)
    assert found.pixels_sha256 == pixels.sha256_of_file(data)


def test_a_picture_that_was_shrunk_has_none():
    found = decoding.decode(_file(_picture()), DEFAULT_LIMITS, area_px_max=100)
    assert found.pixels_sha256 is None
