"""What files are is told by their bytes, and a refusal names what it saw."""

import pytest

from inkstone.domain.errors import InputRefused
from inkstone.media.sniff import sniff
from unit.media import ordinary
from unit.media.hostile_files import corpus


@pytest.mark.parametrize("name", ordinary.FORMATS)
def test_pictures_that_are_taken_are_known(name):
    assert sniff(ordinary.example(name)).media_type == f"image/{name.partition('-')[0]}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("svg", "an SVG drawing"),
        ("svg-with-lead", "an SVG drawing"),
        ("html", "an HTML page"),
        ("xml-entities", "an XML document"),
        ("pdf", "a PDF document"),
        ("zip", "a ZIP archive"),
        ("elf", "a program (ELF)"),
        ("ico", "an icon (ICO)"),
        ("fits", "a FITS picture"),
        ("psd", "a Photoshop document"),
        ("heic", "an HEIC picture"),
        ("mp4", "an MP4 video"),
        ("jpeg-xl", "a JPEG XL picture"),
        ("jpeg-2000", "a JPEG 2000 picture"),
        ("eps", "a PostScript document"),
        ("gzip", "a gzip archive"),
        ("tiff-bigtiff", "a BigTIFF picture"),
        ("text", "like text."),
        ("text-that-begins-like-a-bmp", "like text."),
        ("noise", "no picture that is known here"),
    ],
)
def test_what_is_not_taken_is_named_with_what_is(name, words):
    with pytest.raises(InputRefused) as caught:
        sniff(corpus()[name])
    assert words in caught.value.message
    assert "PNG, JPEG, WebP, GIF, AVIF, TIFF and BMP pictures are taken." in caught.value.message
    assert caught.value.code == "input_not_an_image"


@pytest.mark.parametrize("cut", range(0, 40))
def test_short_beginnings_are_a_refusal_or_a_kind(cut):
    for name in ordinary.FORMATS:
        data = ordinary.example(name)[:cut]
        try:
            assert sniff(data).media_type.startswith("image/")
        except InputRefused:
            assert cut < 32
