"""The invisible watermark: not seen, the same each time, and nothing where nothing can be."""

import hashlib

import numpy as np
import pytest
from PIL import Image, ImageFilter

from inkstone.bench.watermark import psnr_db
from inkstone.bench.watermark_pictures import made
from inkstone.media.invisible import ID_BITS, embed

MARK_ID = 0x1234_5678_9ABC
#: Of a picture that is drawn with whole numbers alone, so that only the mark is tried here.
GOLDEN = {
    "RGB": "4ba2b8527c7892b0655fd857bf345330e6fc1ab1f237c210e1972a78da2afb9f",
    "RGBA": "036e97b6acb203186e786c4c2023ef148171a5953e3eef34330976c5dbbb882e",
}


def numbered(size=(320, 200), mode="RGB"):
    """Blocks, slopes and dots, the same everywhere."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    planes = (x * 255 // width, (x // 20 * 37 + y // 25 * 91) % 256, x * x * 31 + y * y * 17 & 255)
    pixels = np.stack(planes, axis=2).astype(np.uint8)
    if mode == "RGBA":
        alpha = np.where(x < 60, 0, np.where(x < 120, 90, 255))
        pixels = np.concatenate((pixels, alpha[:, :, None].astype(np.uint8)), axis=2)
    return Image.fromarray(pixels)


def changes(before, after):
    return np.asarray(after, np.int64) - np.asarray(before, np.int64)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_same_pixels_come_of_the_same_picture_on_every_machine(mode):
    marked = embed(numbered(mode=mode), MARK_ID)
    assert (marked.mode, marked.size) == (mode, (320, 200))
    assert hashlib.sha256(marked.tobytes()).hexdigest() == GOLDEN[mode]


def test_the_picture_that_was_given_stays_as_it_is():
    image = numbered()
    before = image.tobytes()
    embed(image, MARK_ID)
    assert image.tobytes() == before


@pytest.mark.parametrize("index", range(5))
def test_a_marked_picture_is_within_40_db(index):
    image = made(index, 512)
    assert psnr_db(image, embed(image, MARK_ID)) >= 40


@pytest.mark.parametrize("size", [(64, 64), (65, 200), (1000, 64), (129, 127)])
def test_noise_of_any_size_is_within_40_db(size):
    noise = np.random.default_rng(3).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    image = Image.fromarray(noise)
    assert psnr_db(image, embed(image, MARK_ID)) >= 40


@pytest.mark.parametrize("grey", [0, 20, 128, 240, 255])
def test_a_flat_surface_changes_by_little(grey):
    image = Image.new("RGB", (256, 256), (grey, grey, grey))
    change = changes(image, embed(image, MARK_ID))
    assert 0.1 < change.std() < 0.75
    assert np.abs(change).max() <= 3


def test_no_channel_changes_more_than_another():
    image = Image.new("RGB", (256, 256), (90, 120, 200))
    red, green, blue = np.moveaxis(changes(image, embed(image, MARK_ID)), 2, 0)
    assert (red == green).all()
    assert (green == blue).all()


def test_busy_parts_hide_more_than_calm_ones_and_an_edge_hides_nothing():
    image = Image.new("RGB", (512, 512), (200, 200, 200))
    image.paste((60, 60, 60), (0, 0, 256, 256))
    busy = Image.effect_noise((512, 128), 60).convert("RGB")
    image.paste(busy, (0, 384))
    change = changes(image, embed(image, MARK_ID))[:, :, 0]
    calm, edge, noise = change[:200, 320:], change[:200, 240:272], change[420:, :]
    assert noise.std() > 3 * calm.std()
    assert edge.std() < 1.5 * calm.std()


def test_what_is_not_seen_at_all_keeps_its_pixels():
    image = numbered(mode="RGBA")
    change = changes(image, embed(image, MARK_ID))
    alpha = np.asarray(image)[:, :, 3]
    assert not change[alpha == 0].any()
    assert change[alpha == 90].any()
    assert not change[:, :, 3].any()


def test_two_ids_are_two_pictures():
    image = numbered()
    assert embed(image, 1).tobytes() != embed(image, 2).tobytes()


def test_all_ids_there_are_can_be_marked():
    for mark_id in (0, 1, (1 << ID_BITS) - 1):
        assert embed(numbered(), mark_id).size == (320, 200)


@pytest.mark.parametrize("mark_id", [-1, 1 << ID_BITS])
def test_an_id_of_more_bits_is_refused(mark_id):
    with pytest.raises(ValueError, match="An id is"):
        embed(numbered(), mark_id)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "I;16", "LA"])
def test_another_mode_is_refused(mode):
    with pytest.raises(ValueError, match=mode):
        embed(Image.new(mode, (128, 128)), MARK_ID)


@pytest.mark.parametrize("size", [(0, 0), (0, 9), (1, 1), (63, 4000), (300, 5)])
def test_a_picture_without_room_stays_as_it_is(size):
    image = Image.new("RGB", size, (9, 99, 199))
    assert embed(image, MARK_ID).tobytes() == image.tobytes()


def test_a_marked_picture_is_as_sharp():
    image = made(4, 256)
    kernel = ImageFilter.FIND_EDGES
    before, after = (np.asarray(one.convert("L").filter(kernel), np.float64) for one in (
        image, embed(image, MARK_ID)
    ))  # fmt: skip
    assert abs(after.mean() / before.mean() - 1) < 0.1
