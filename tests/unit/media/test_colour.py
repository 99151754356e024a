"""Colours of any kind come out as sRGB of 8 bits, and alpha stays what it was."""

import struct

import pytest
from PIL import Image, ImageChops, ImageCms

from unit.media import ordinary
from unit.media.looking import decoded, furthest
from unit.media.ordinary import chunk, encoded, raw_png


@pytest.mark.parametrize("decoder", ["PNG", "JPEG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("source", ["p3", "adobe"])
def test_wide_colours_become_srgb(decoder, source):
    profile = ordinary.display_p3() if source == "p3" else ordinary.adobe_rgb()
    options = {
        "JPEG": {"quality": 100, "subsampling": 0},
        "WEBP": {"lossless": True},
        "AVIF": {"quality": 100, "subsampling": "4:4:4", "max_threads": 1},
    }.get(decoder, {})
    for colour in [(255, 0, 0), (128, 128, 128), (180, 90, 60), (40, 160, 90)]:
        image = Image.new("RGB", (16, 16), colour)
        picture, image = decoded(encoded(image, decoder, icc_profile=profile, **options))
        expected = Image.new("RGB", (16, 16), ordinary.as_srgb(colour, source=source))
        assert furthest(image, expected) <= (2 if decoder in {"JPEG", "AVIF"} else 1), colour
        assert picture.notes == ()


def test_red_of_display_p3_is_more_than_srgb_has():
    assert ordinary.as_srgb((255, 0, 0)) == (255, 0, 0)
    assert ordinary.as_srgb((0, 255, 0)) == (0, 255, 0)
    assert ordinary.as_srgb((128, 128, 128)) == (128, 128, 128)
    assert ordinary.as_srgb((180, 90, 60)) == (193, 83, 51)


def test_alpha_is_kept_beside_a_profile():
    data = encoded(ordinary.see_through(), "PNG", icc_profile=ordinary.display_p3())
    _, image = decoded(data)
    assert furthest(image.getchannel("A"), ordinary.see_through().getchannel("A")) == 0
    assert image.getpixel((20, 29))[:3] != ordinary.see_through().getpixel((20, 29))[:3]


def test_the_profile_of_srgb_changes_nothing():
    picture, image = decoded(encoded(ordinary.gradient(), "PNG", icc_profile=ordinary.srgb()))
    assert furthest(image, ordinary.gradient()) == 0
    assert picture.notes == ()


@pytest.mark.parametrize("profile", [b"\xff" * 400, ordinary.display_p3()[:200]])
def test_a_broken_profile_is_ignored_and_noted(profile):
    for decoder in ("PNG", "TIFF", "WEBP"):
        options = {"lossless": True} if decoder == "WEBP" else {}
        picture, image = decoded(
            encoded(ordinary.gradient(), decoder, icc_profile=profile, **options)
        )
        assert furthest(image, ordinary.gradient()) == 0
        assert picture.notes == ("icc_ignored",)


def test_a_profile_for_other_samples_is_ignored_and_noted():
    image = Image.new("L", (8, 8), 77)
    picture, image = decoded(encoded(image, "PNG", icc_profile=ordinary.display_p3()))
    assert image.getpixel((0, 0)) == (77, 77, 77)
    assert picture.notes == ("icc_ignored",)


def test_ink_of_adobe_and_ink_of_others():
    ink = Image.new("CMYK", (16, 16), (0, 200, 255, 10))
    expected = ink.convert("RGB")
    adobe = encoded(ink, "JPEG", quality=100)
    assert b"Adobe" in adobe
    assert furthest(decoded(adobe)[1], expected) <= 3
    # Without Adobe's mark the samples are not inverted.
    other = ordinary.without_segment(encoded(ImageChops.invert(ink), "JPEG", quality=100), 0xEE)
    assert b"Adobe" not in other
    assert furthest(decoded(other)[1], expected) <= 3


def test_ycck_is_read_as_cmyk():
    # Neutral samples of YCCK: Cb and Cr in the middle, so that C = M = Y = 255 - Y.
    stored = Image.merge("CMYK", [Image.new("L", (16, 16), v) for v in (255 - 90, 127, 127, 255)])
    data = encoded(stored, "JPEG", quality=100)
    at = data.index(b"Adobe")
    ycck = data[: at + 11] + b"\2" + data[at + 12 :]
    _, image = decoded(ycck)
    red, green, blue = image.getpixel((8, 8))
    assert max(red, green, blue) - min(red, green, blue) <= 3


def test_tiff_in_cmyk_and_lab():
    ink = Image.new("CMYK", (8, 8), (0, 128, 255, 0))
    assert furthest(decoded(encoded(ink, "TIFF"))[1], ink.convert("RGB")) == 0
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    as_lab = ImageCms.profileToProfile(ordinary.gradient(), srgb, lab, outputMode="LAB")
    picture, image = decoded(encoded(as_lab, "TIFF"))
    # 8 bits of LAB are coarse for sRGB's brightest blues: the same way back is what is expected.
    expected = ImageCms.profileToProfile(as_lab, lab, srgb, outputMode="RGB")
    assert furthest(image, expected) <= 1
    assert picture.notes == ()


# Samples of other sizes.


def test_grey_of_1_2_4_8_and_16_bits():
    for depth in (1, 2, 4, 8, 16):
        most = 2**depth - 1
        values = [most * n // 7 for n in range(8)]
        packed = sum(value << depth * (7 - n) for n, value in enumerate(values))
        data = raw_png((8, 1), depth, 0, [packed.to_bytes(depth, "big")])
        _, image = decoded(data)
        got = [image.getpixel((n, 0))[0] for n in range(8)]
        assert got == [round(255 * value / most) for value in values], depth


def test_colours_of_16_bits_with_and_without_alpha():
    rgb = raw_png((1, 1), 16, 2, [struct.pack(">3H", 65_535, 0x8080, 0)])
    assert decoded(rgb)[1].getpixel((0, 0)) == (255, 128, 0)
    rgba = raw_png((1, 1), 16, 6, [struct.pack(">4H", 65_535, 0x8080, 0, 0x4040)])
    assert decoded(rgba)[1].getpixel((0, 0)) == (255, 128, 0, 64)
    grey = raw_png((1, 1), 16, 4, [struct.pack(">2H", 0x8080, 0x4040)])
    assert decoded(grey)[1].getpixel((0, 0)) == (128, 128, 128, 64)


def test_grey_with_alpha():
    image = Image.merge("LA", (Image.new("L", (4, 4), 90), Image.new("L", (4, 4), 30)))
    for decoder in ("PNG", "TIFF"):
        assert decoded(encoded(image, decoder))[1].getpixel((1, 1)) == (90, 90, 90, 30)


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_a_grey_that_is_see_through(depth):
    most = 2**depth - 1
    row = (most << depth).to_bytes(2 * depth // 8 or 1, "big") if depth >= 4 else None
    if row is None:
        row = bytes([(most << 8 - depth) & 0xFF])
    data = raw_png((2, 1), depth, 0, [row], chunk(b"tRNS", struct.pack(">H", most)))
    _, image = decoded(data)
    assert [image.getpixel((n, 0))[3] for n in (0, 1)] == [0, 255]


@pytest.mark.parametrize("depth", [8, 16])
def test_a_colour_that_is_see_through(depth):
    code = "B" if depth == 8 else "H"
    most = 2**depth - 1
    row = struct.pack(f">6{code}", most, 0, 0, 0, most, 0)
    data = raw_png((2, 1), depth, 2, [row], chunk(b"tRNS", struct.pack(">3H", most, 0, 0)))
    _, image = decoded(data)
    assert [image.getpixel((n, 0)) for n in (0, 1)] == [(255, 0, 0, 0), (0, 255, 0, 255)]


def test_palettes_with_alpha():
    colours = chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255]))
    some = raw_png((3, 1), 8, 3, [b"\0\1\2"], colours, chunk(b"tRNS", bytes([255, 128, 0])))
    one = raw_png((3, 1), 8, 3, [b"\0\1\2"], colours, chunk(b"tRNS", bytes([255, 0, 255])))
    none = raw_png((3, 1), 8, 3, [b"\0\1\2"], colours)
    expected = [(255, 0, 0, 255), (0, 255, 0, 128), (0, 0, 255, 0)]
    assert [decoded(some)[1].getpixel((n, 0)) for n in range(3)] == expected
    assert [decoded(one)[1].getpixel((n, 0))[3] for n in range(3)] == [255, 0, 255]
    assert decoded(none)[1].mode == "RGB"


def test_tiff_of_16_bits_of_32_bits_and_of_fractions():
    words = Image.new("I;16", (2, 1))
    words.putpixel((0, 0), 65_535)
    words.putpixel((1, 0), 0x8080)
    for options in ({}, {"compression": "tiff_lzw"}):
        _, image = decoded(encoded(words, "TIFF", **options))
        assert [image.getpixel((n, 0))[0] for n in (0, 1)] == [255, 128]
    big = encoded(words.convert("I").convert("I;16B"), "TIFF")
    assert decoded(big)[1].getpixel((1, 0)) == (128, 128, 128)
    for values, expected in [((0.0, 0.5, 1.0), [0, 128, 255]), ((-10.0, 0.0, 10.0), [0, 128, 255])]:
        fractions = Image.new("F", (3, 1))
        for n, value in enumerate(values):
            fractions.putpixel((n, 0), value)
        _, image = decoded(encoded(fractions, "TIFF"))
        assert [image.getpixel((n, 0))[0] for n in range(3)] == expected
    wide = Image.new("I", (2, 1))
    wide.putpixel((1, 0), 2**31 - 1)
    assert decoded(encoded(wide, "TIFF"))[1].getpixel((1, 0))[0] == 255


def test_bits_and_bmp_of_32_bits():
    bits = ordinary.gradient().convert("1")
    for decoder in ("PNG", "TIFF", "BMP"):
        assert furthest(decoded(encoded(bits, decoder))[1], bits.convert("RGB")) == 0
    assert (
        furthest(
            decoded(encoded(ordinary.see_through(), "BMP"))[1].convert("RGB"), ordinary.gradient()
        )
        == 0
    )
