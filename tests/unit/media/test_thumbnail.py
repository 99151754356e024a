"""Thumbnails: small, upright, see-through where the picture is, and nothing beside the pixels."""

import io

import pytest
from PIL import Image

from inkstone.domain.errors import InputRefused
from inkstone.media.limits import DecodeLimits
from inkstone.media.thumbnail import SIDE_PX_MAX, thumbnail
from unit.media import ordinary
from unit.media.looking import LIMITS, furthest, opened


def made(image: Image.Image, decoder: str = "PNG", **options: object) -> Image.Image:
    """The thumbnail of a picture, decoded."""
    return opened(thumbnail(ordinary.encoded(image, decoder, **options), LIMITS))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1024, 1024), (384, 384)),
        ((2048, 512), (384, 96)),
        ((512, 2048), (96, 384)),
        ((385, 1), (384, 1)),
        ((3000, 2), (384, 1)),
        ((384, 384), (384, 384)),
        ((40, 30), (40, 30)),
        ((1, 1), (1, 1)),
    ],
)
def test_the_longer_side_is_short_and_the_shape_stays(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    small = made(Image.new("RGB", size, (200, 30, 30)))
    assert (small.format, small.size, small.mode) == ("WEBP", expected, "RGB")
    assert max(small.size) <= SIDE_PX_MAX


def test_what_is_transparent_stays_so() -> None:
    small = made(ordinary.see_through(800, 600))
    assert (small.mode, small.size) == ("RGBA", (384, 288))
    assert small.getchannel("A").getextrema() != (255, 255)
    grey = made(Image.new("LA", (500, 500), (90, 120)))
    assert (grey.mode, grey.getpixel((9, 9))[3]) == ("RGBA", 120)


def test_it_is_upright_and_looks_like_the_picture() -> None:
    upright = ordinary.corners().resize((800, 600), Image.Resampling.NEAREST)
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    data = ordinary.encoded(lying, "JPEG", quality=95, exif=ordinary.exif(6))
    small = opened(thumbnail(data, LIMITS))
    assert small.size == (384, 288)
    expected = upright.resize(small.size)
    corners = [(9, 9), (374, 9), (9, 278), (374, 278)]
    for corner in corners:
        assert all(
            abs(a - b) < 40
            for a, b in zip(small.getpixel(corner), expected.getpixel(corner), strict=True)
        ), corner


def test_nothing_but_pixels_is_in_it() -> None:
    picture = ordinary.gradient(900, 700)
    data = ordinary.encoded(
        picture, "JPEG", exif=ordinary.exif(1), icc_profile=ordinary.display_p3()
    )
    small = thumbnail(data, LIMITS)
    with Image.open(io.BytesIO(small)) as image:
        image.load()
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)
    assert b"EXIF" not in small
    assert b"ICCP" not in small
    assert len(small) < 20_000


def test_a_small_picture_loses_little() -> None:
    picture = ordinary.gradient(300, 200).convert("RGB")
    assert furthest(made(picture), picture) < 40


@pytest.mark.parametrize("data", [b"", b"no picture at all", ordinary.example("png")[:60]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused):
        thumbnail(data, LIMITS)
    with pytest.raises(InputRefused):
        thumbnail(ordinary.example("png"), DecodeLimits(pixels_max=10))
