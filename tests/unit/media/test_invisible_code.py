"""The code of the invisible watermark: what is written is read, and chance is not."""

import numpy as np
import pytest

from inkstone.media import invisible_code
from inkstone.media.invisible_code import ID_BITS, TILE_PX, WAVES_MAX, WAVES_MIN

IDS = [0, 1, 0x1234_5678_9ABC, 1 << 47, (1 << ID_BITS) - 1]


@pytest.mark.parametrize("mark_id", IDS)
def test_what_is_written_is_read(mark_id):
    reading = invisible_code.decode(invisible_code.phases(mark_id))
    assert reading.is_checked
    assert reading.mark_id == mark_id
    # All of the energy is the word's.
    assert reading.sigmas == pytest.approx(32)


@pytest.mark.parametrize("mark_id", IDS)
def test_what_is_written_is_read_through_noise_of_twice_its_power(mark_id):
    numbers = np.random.default_rng(mark_id & 0xFFFF)
    phases = invisible_code.phases(mark_id)
    noise = numbers.standard_normal(phases.shape) + 1j * numbers.standard_normal(phases.shape)
    reading = invisible_code.decode(phases + 1.41 * noise)
    assert reading.is_checked
    assert reading.mark_id == mark_id
    assert reading.sigmas > 14


def test_chance_stands_out_by_less_than_a_mark_and_rarely_passes_the_check():
    numbers = np.random.default_rng(7)
    num = len(invisible_code.carriers().along)
    readings = [
        invisible_code.decode(numbers.standard_normal(num) + 1j * numbers.standard_normal(num))
        for _ in range(500)
    ]
    assert max(reading.sigmas for reading in readings) < 10
    assert not any(reading.is_checked for reading in readings)


def test_nothing_at_all_is_no_mark():
    nothing = np.zeros(len(invisible_code.carriers().along), np.complex128)
    assert invisible_code.decode(nothing).sigmas == 0


def test_the_tile_is_as_strong_as_was_asked_and_has_no_mean():
    tile = invisible_code.tile(5, unit=256)
    assert tile.shape == (TILE_PX, TILE_PX)
    assert tile.std() == pytest.approx(256, rel=0.001)
    assert abs(tile.mean()) < 0.1


def test_the_tile_has_its_carriers_and_nothing_else():
    known = invisible_code.carriers()
    spectrum = np.fft.rfft2(invisible_code.tile(5, unit=10_000))
    power = np.abs(spectrum) / np.abs(spectrum).max()
    is_carrier = np.zeros(power.shape, bool)
    is_carrier[known.down, known.along] = True
    assert power[is_carrier].min() > 0.99
    assert power[~is_carrier].max() < 0.01


def test_carriers_are_the_same_ones_turned_and_mirrored_and_none_is_an_axis():
    known = invisible_code.carriers()
    waves = {(int(x), int(y)) for x, y in zip(known.along, known.down, strict=True)}
    both = waves | {(-x, -y) for x, y in waves}
    assert len(both) == 2 * len(waves)
    assert both == {(y, x) for x, y in both} == {(-x, y) for x, y in both}
    assert all(WAVES_MIN <= (x * x + y * y) ** 0.5 <= WAVES_MAX for x, y in waves)
    assert all(abs(x) > 1 and abs(y) > 1 for x, y in waves)
    assert known.num_template >= 64
