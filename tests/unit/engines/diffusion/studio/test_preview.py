"""When a sample is worth a look, and how small the look is."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from inkstone.engines.diffusion.studio.preview import BYTES_MAX, PreviewClock, jpeg


def looked_at(clock, num_steps, *, step_s, images=1):
    """The steps after which each image is looked at, as (moment, image, step)."""
    return [
        (step * step_s, image, step)
        for step in range(1, num_steps + 1)
        for image in range(images)
        if clock.is_due(image, step, num_steps, step * step_s)
    ]


def test_a_slow_sample_is_looked_at_about_eight_times():
    found = looked_at(PreviewClock(), 40, step_s=1.0)
    assert len(found) == 8
    assert found[0][2] == 1, "as soon as there is anything"


def test_two_looks_are_a_pause_apart():
    moments = [at for at, _, _ in looked_at(PreviewClock(), 40, step_s=0.05)]
    assert len(moments) > 4
    assert all(b - a > 0.199 for a, b in pairwise(moments))


@pytest.mark.parametrize("num_steps", [1, 2, 3, 40])
def test_every_sample_is_seen_before_its_last_step_however_fast_it_is(num_steps):
    found = looked_at(PreviewClock(), num_steps, step_s=0.0001, images=6)
    assert sorted({image for _, image, _ in found}) == [0, 1, 2, 3, 4, 5]
    assert all(step < max(num_steps, 2) for _, _, step in found)


def test_samples_take_turns():
    found = looked_at(PreviewClock(), 40, step_s=0.1, images=2)
    counts = [sum(image == each for _, image, _ in found) for each in range(2)]
    assert abs(counts[0] - counts[1]) <= 1


def test_a_sample_that_is_through_leaves_its_turns_to_the_others():
    clock = PreviewClock()
    looked_at(clock, 3, step_s=1.0)
    assert len([s for s in range(1, 20) if clock.is_due(1, s, 20, 100.0 + s)]) == 8


@pytest.mark.parametrize("shape", [(2, 2), (64, 64), (4, 128), (300, 20)])
def test_a_look_is_a_small_jpeg(shape):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    picture = jpeg(noise)
    assert len(picture.data) <= BYTES_MAX
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.format == "JPEG"
        assert image.size == (picture.width_px, picture.height_px)
        assert max(image.size) == 256
