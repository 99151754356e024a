"""Decoded pictures as the tests look at them."""

import io

from PIL import Image, ImageChops

from inkstone.media import decode as decoding
from inkstone.media.limits import DecodeLimits

LIMITS = DecodeLimits()


def opened(picture):
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        return image


def decoded(data, **options):
    """The picture, and its pixels."""
    picture = decoding.decode(data, LIMITS, **options)
    image = opened(picture.png)
    assert image.mode in {"RGB", "RGBA"}
    assert not image.info
    assert image.size == (picture.width_px, picture.height_px)
    return picture, image


def furthest(image, other):
    """The largest difference of a sample."""
    assert image.mode == other.mode
    difference = ImageChops.difference(image, other)
    return max(band.getextrema()[1] for band in difference.split())
