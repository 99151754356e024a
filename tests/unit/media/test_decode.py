"""Ordinary pictures come out as what they show, whatever their format, direction and size."""

import os

import pytest
from PIL import Image, ImageChops

from inkstone.domain.errors import InputRefused
from inkstone.media import decode as decoding
from inkstone.media import png
from inkstone.media.limits import DecodeLimits
from inkstone.media.opening import read
from unit.media import ordinary
from unit.media.looking import LIMITS, decoded, furthest, opened
from unit.media.ordinary import chunk, encoded, segment

# By name, the most that a sample may differ: none where nothing is lost.
TOLERANCES = {
    "png": 0, "tiff": 0, "tiff-lzw": 0, "tiff-deflate": 0, "bmp": 0, "webp-lossless": 0,
    "jpeg": 8, "jpeg-progressive": 8, "tiff-jpeg": 24, "webp": 16, "avif": 8, "gif": 40,
}  # fmt: skip


@pytest.mark.parametrize("name", ordinary.FORMATS)
def test_every_format_shows_the_same_picture(name):
    picture, image = decoded(ordinary.example(name))
    assert furthest(image, ordinary.gradient()) <= TOLERANCES[name]
    assert picture.media_type == f"image/{name.partition('-')[0]}"
    assert (picture.source_width_px, picture.source_height_px) == (40, 30)
    assert picture.notes == ()
    assert decoding.inspect(ordinary.example(name), LIMITS) == (picture.media_type, 40, 30)


@pytest.mark.parametrize(
    ("decoder", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("WEBP", {"lossless": True, "exact": True}, 0),
        ("WEBP", {"quality": 95, "exact": True}, 16),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4", "max_threads": 1}, 10),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
    ],
)
def test_alpha_is_kept(decoder, options, tolerance):
    _, image = decoded(encoded(ordinary.see_through(), decoder, **options))
    assert furthest(image, ordinary.see_through()) <= tolerance


def test_alpha_that_hides_nothing_is_left_out():
    image = ordinary.gradient()
    image.putalpha(255)
    assert decoded(encoded(image, "PNG"))[1].mode == "RGB"


# Upright.


def turned_files(orientation):
    """The corners as a turned camera stores them, with the mark that says so."""
    image = ordinary.corners()
    turn = ordinary.TURNS.get(orientation)
    stored = image.transpose(turn) if turn is not None else image
    block = ordinary.exif(orientation, ">" if orientation % 2 else "<")
    jpeg = encoded(stored, "JPEG", quality=95, subsampling=0)
    plain = encoded(stored, "PNG")
    return {
        "jpeg": jpeg[:2] + segment(0xE1, block) + jpeg[2:],
        "png": plain[:33] + chunk(b"eXIf", block[6:]) + plain[33:],
        "webp": encoded(stored, "WEBP", lossless=True, exif=block),
        "tiff": encoded(stored, "TIFF", tiffinfo={274: orientation}),
        "tiff-lzw": encoded(stored, "TIFF", tiffinfo={274: orientation}, compression="tiff_lzw"),
        "avif": encoded(
            stored, "AVIF", quality=100, subsampling="4:4:4", exif=block, max_threads=1
        ),
    }


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_of_turned_cameras_are_upright(orientation):
    for name, data in turned_files(orientation).items():
        picture, image = decoded(data)
        assert furthest(image, ordinary.corners()) <= 12, name
        assert (picture.source_width_px, picture.source_height_px) == (12, 8), name
        assert decoding.inspect(data, LIMITS)[1:] == (12, 8), name


def test_a_turned_picture_is_shrunk_in_its_upright_shape():
    image = Image.new("RGB", (100, 400), "red")
    data = encoded(image, "JPEG")
    data = data[:2] + segment(0xE1, ordinary.exif(6)) + data[2:]
    picture, _ = decoded(data, area_px_max=10_000)
    assert (picture.width_px, picture.height_px) == (200, 50)
    assert (picture.source_width_px, picture.source_height_px) == (400, 100)
    assert picture.notes == ("shrunk",)


# Animations and pages.


@pytest.mark.parametrize(
    ("decoder", "options"),
    [
        ("GIF", {}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("AVIF", {"quality": 100, "max_threads": 1, "subsampling": "4:4:4"}),
        ("TIFF", {}),
    ],
)
def test_the_first_frame_is_taken(decoder, options):
    picture, image = decoded(ordinary.animation(decoder, **options))
    assert furthest(image, Image.new("RGB", (16, 12), (255, 0, 0))) <= 6
    assert picture.notes == (("first_page" if decoder == "TIFF" else "animation_first_frame"),)


def test_a_gif_that_is_see_through_and_smaller_than_its_screen():
    image = Image.new("P", (4, 4), 1)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((0, 0), 0)
    data = encoded(image, "GIF", transparency=0)
    _, out = decoded(data)
    assert out.getpixel((0, 0))[3] == 0
    assert out.getpixel((1, 1)) == (0, 255, 0, 255)


# Sizes.


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "CMYK", "I;16"])
def test_large_pictures_are_shrunk_in_their_shape(mode):
    image = Image.linear_gradient("L").resize((900, 300))
    image = image.quantize(16) if mode == "P" else image.convert(mode)
    decoder = "TIFF" if mode == "CMYK" else "PNG"
    picture, out = decoded(encoded(image, decoder), area_px_max=300 * 100)
    assert out.size == (300, 100)
    assert (picture.source_width_px, picture.source_height_px) == (900, 300)
    assert picture.notes == ("shrunk",)


def test_a_jpeg_is_read_at_a_fraction_and_shows_the_same():
    large = ordinary.gradient(1600, 1200)
    data = encoded(large, "JPEG", quality=95, subsampling=0)
    _, out = decoded(data, area_px_max=160 * 120)
    assert furthest(out, large.resize((160, 120), Image.Resampling.LANCZOS)) <= 4


def test_a_thin_picture_keeps_a_pixel():
    _, out = decoded(encoded(Image.new("RGB", (1, 20_000), "red"), "PNG"), area_px_max=100)
    assert out.size == (1, 1414)
    _, out = decoded(encoded(Image.new("RGB", (20_000, 1), "red"), "PNG"), area_px_max=20_000)
    assert out.size == (20_000, 1)


def refused(data, limits=LIMITS):
    with pytest.raises(InputRefused) as caught:
        decoding.decode(data, limits)
    return caught.value


def test_refusals_tell_what_was_seen_and_what_is_allowed():
    data = ordinary.example("png")
    error = refused(data, DecodeLimits(bytes_max=100))
    assert error.code == "input_too_large"
    assert f"{len(data):,}" in error.message
    assert "100" in error.message
    error = refused(data, DecodeLimits(pixels_max=1199))
    assert error.code == "input_too_many_pixels"
    assert "40x30 = 1,200" in error.message
    assert "1,199" in error.message
    error = refused(data, DecodeLimits(side_px_max=39))
    assert (error.code, "39" in error.message) == ("input_too_many_pixels", True)
    assert refused(b"").code == "input_empty"
    assert refused(data[:-30]).code == "input_broken"
    assert "an SVG drawing" in refused(b"<svg xmlns='...'>").message
    decoding.decode(data, DecodeLimits(pixels_max=1200, side_px_max=40))


def test_our_texts_are_read_and_those_of_others_are_not():
    ours = {"inkstone:scene": '{"你":"好"}', "inkstone:parameters": "{}"}
    data = png.with_text(ordinary.example("png"), ours | {"Comment": "hi"})
    assert decoding.decode(data, LIMITS).texts == ours
    broken = data.replace(b"inkstone:scene", b"inkstone:scenE")
    assert decoding.decode(broken, LIMITS).texts == {}


# Masks.


def mask_of(data, width_px=40, height_px=30):
    mask = opened(decoding.decode_mask(data, LIMITS, width_px=width_px, height_px=height_px))
    assert (mask.mode, mask.size) == ("L", (width_px, height_px))
    return mask


def test_what_is_see_through_in_a_mask_may_change():
    expected = ImageChops.invert(ordinary.see_through().getchannel("A"))
    assert furthest(mask_of(encoded(ordinary.see_through(), "PNG")), expected) == 0
    assert furthest(mask_of(encoded(ordinary.see_through(), "WEBP", lossless=True)), expected) == 0


def test_what_is_white_in_a_mask_without_alpha_may_change():
    image = Image.linear_gradient("L").resize((40, 30))
    assert furthest(mask_of(encoded(image, "PNG")), image) == 0
    opaque = image.convert("RGBA")
    assert furthest(mask_of(encoded(opaque, "PNG")), image) == 0
    assert mask_of(encoded(Image.new("1", (40, 30), 1), "PNG")).getextrema() == (255, 255)


def test_a_mask_gets_the_size_that_is_asked_for_and_does_not_ring():
    image = Image.new("L", (400, 300))
    image.paste(255, (0, 0, 200, 300))
    mask = mask_of(encoded(image, "PNG"), 100, 80)
    assert mask.getpixel((40, 40)) == 255
    assert mask.getpixel((60, 40)) == 0
    assert set(mask.crop((52, 0, 100, 80)).tobytes()) == {0}


def test_a_turned_mask_is_upright():
    for data in turned_files(6).values():
        mask = mask_of(data, 12, 8)
        assert mask.getpixel((10, 6)) > 240
        assert mask.getpixel((2, 6)) < 60


# Files.


def test_only_files_of_the_right_length_are_read(tmp_path):
    file = tmp_path / "picture.html"
    file.write_bytes(ordinary.example("png"))
    assert read(file, LIMITS) == ordinary.example("png")
    with pytest.raises(InputRefused, match="at most 10 "):
        read(file, DecodeLimits(bytes_max=10))
    file.write_bytes(b"")
    with pytest.raises(InputRefused, match="0 bytes"):
        read(file, LIMITS)
    os.mkfifo(tmp_path / "pipe")
    for wrong in (tmp_path / "pipe", tmp_path / "nothing", tmp_path):
        with pytest.raises(OSError, match=str(tmp_path)):
            read(wrong, LIMITS)
