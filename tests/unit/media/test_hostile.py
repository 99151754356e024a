"""No file hurts: each ends in a picture or in a refusal, and the workshop lives on."""

import asyncio
import time

import pytest

from inkstone.domain.errors import InputRefused
from inkstone.media import workshop
from inkstone.media.limits import AREA_PX_MAX
from unit.media import ordinary
from unit.media.hostile_files import corpus

OUTCOMES = {
    "picture",
    "input_not_an_image",
    "input_broken",
    "input_too_large",
    "input_too_many_pixels",
    "input_empty",
}
MEMORY_BYTES = 384 * 2**20
TIMEOUT_S = 30.0
#: What is neither broken nor too large, only meant badly.
HARMLESS = {
    "png-with-html-after",
    "png-ztxt-bombs",
    "png-5000-frames",
    "png-deflate-bomb-on-one-pixel",
    "png-own-texts-of-control-characters",
    "gif-20000-frames",
    "gif-with-script",
    "jpeg-with-zip",
    "jpeg-exif-loop",
    "jpeg-icc-noise",
    "webp-500-frames",
    "webp-exif-loop",
    "avif-300-frames",
    "tiff-200-pages",
    "tiff-exif-loop",
}


async def outcome(shop, data):
    """The code of the refusal, or `picture`, and how long it took."""
    began_s = time.monotonic()
    try:
        decoded = await shop.decode(data)
    except InputRefused as error:
        found = error.code if len(error.message) > 20 else "no message"
    else:
        assert decoded.png.startswith(b"\x89PNG")
        assert decoded.width_px * decoded.height_px <= AREA_PX_MAX
        found = "picture"
    return found, time.monotonic() - began_s


async def outcomes(files):
    """What becomes of all of them in one workshop, two at a time."""
    shop = workshop.Workshop(num_processes=2, memory_bytes=MEMORY_BYTES, timeout_s=TIMEOUT_S)
    await shop.open()
    found, left = {}, iter(files.items())

    async def some():
        for name, data in left:
            found[name] = await outcome(shop, data)

    try:
        await asyncio.gather(some(), some())
        assert (await shop.inspect(ordinary.example("png"))).width_px == 40
    finally:
        await shop.close()
    return found


@pytest.mark.slow
def test_every_hostile_file_ends_in_a_picture_or_a_refusal(caplog):
    files = corpus()
    assert len(files) >= 120
    found = asyncio.run(outcomes(files))
    assert not {name: code for name, (code, _) in found.items() if code not in OUTCOMES}
    slow = {name: took_s for name, (_, took_s) in found.items() if took_s > TIMEOUT_S + 2}
    assert not slow
    assert {name for name, (code, _) in found.items() if code == "picture"} >= HARMLESS
    assert not {n for n, (code, _) in found.items() if n.startswith("cut-") and code == "picture"}
    # What the libraries say about a stranger's picture stays out of the log.
    assert not caplog.records
