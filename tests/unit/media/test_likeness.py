"""What is alike has nearly the same bits, and everything has the same bits everywhere."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from inkstone.media import likeness
from unit.media import ordinary

BITS = st.integers(0, 2**64 - 1)


def scenery(seed: int, width_px: int = 640, height_px: int = 480) -> Image.Image:
    """A picture with something in it, made of integers alone."""
    state = np.random.RandomState(seed)  # its numbers are the same in every release
    coarse = state.randint(0, 256, (6, 8, 3)).astype(np.uint8)
    return Image.fromarray(coarse).resize((width_px, height_px), Image.Resampling.BICUBIC)


def decoded(image: Image.Image, output_format: str, **options) -> Image.Image:
    return Image.open(io.BytesIO(ordinary.encoded(image, output_format, **options)))


def test_the_bits_of_a_picture_are_these_on_every_machine():
    assert [f"{likeness.phash(scenery(seed)):016x}" for seed in (1, 2)] == [
        "a4eb43544d55b3aa",
        "1b9b9e4d3320ccb3",
    ]


@pytest.mark.parametrize("seed", range(6))
def test_another_format_size_or_brightness_changes_few_bits(seed):
    image = scenery(seed)
    bits = likeness.phash(image)
    others = {
        "jpeg": decoded(image, "JPEG", quality=30),
        "webp": decoded(image, "WEBP", quality=30),
        "avif": decoded(image, "AVIF", quality=30, speed=10),
        "small": image.resize((320, 240)),
        "large": image.resize((1500, 1125)),
        "narrow": image.resize((500, 480)),
        "dark": ImageEnhance.Brightness(image).enhance(0.8),
    }
    far = {name: likeness.distance(bits, likeness.phash(each)) for name, each in others.items()}
    assert {name: bits for name, bits in far.items() if bits > 6} == {}


def test_other_pictures_differ_in_about_half_of_the_bits():
    bits = [likeness.phash(scenery(seed)) for seed in range(8)]
    pairs = [likeness.distance(a, b) for i, a in enumerate(bits) for b in bits[:i]]
    assert min(pairs) >= 14
    assert 26 <= sum(pairs) / len(pairs) <= 38


def test_see_through_means_white():
    image = scenery(3).convert("RGBA")
    hidden = Image.new("L", image.size, 255)
    hidden.paste(0, (0, 0, 320, 480))
    image.putalpha(hidden)
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=hidden)
    assert likeness.distance(likeness.phash(image), likeness.phash(white)) <= 2


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (256, 256)])
def test_every_mode_and_size_has_bits(mode, size):
    assert 0 <= likeness.phash(ordinary.gradient(*size).convert("L").convert(mode)) < 2**64


def test_a_plain_picture_has_none():
    assert likeness.phash(Image.new("RGB", (300, 300), (9, 99, 199))) == 0


def test_a_jpeg_is_not_decoded_in_full():
    image = decoded(scenery(1, 2048, 2048), "JPEG", quality=90)
    whole = decoded(scenery(1, 2048, 2048), "JPEG", quality=90)
    whole.load()
    assert likeness.distance(likeness.phash(image), likeness.phash(whole)) <= 2
    assert image.size[0] < 1024


@given(BITS, BITS)
def test_the_distance_is_the_number_of_other_bits(a, b):
    assert likeness.distance(a, b) == bin(a ^ b).count("1")
