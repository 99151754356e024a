"""How large a repeated square is in a picture, by where the picture is like itself.

It knows which distances the square may have, and neither what is in it nor what it says.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkstone.media.invisible_code import TILE_PX, WAVES_MAX, WAVES_MIN

Plane = NDArray[np.float32]
Many = NDArray[np.float64]

#: Octaves, or nearly: in each the square's waves are looked for at other frequencies.
_BANDS = ((0.31, 0.53), (0.51, 0.88), (0.85, 1.48), (1.44, 2.6))
#: The step between scales, in natural logarithms: half a pixel at the far end of a picture.
_STEP = 0.0015
#: A picture is tried at so many scales.
_NUM_SCALES, _NUM_OF_BAND = 6, 4
#: Around the best of a band, steps that only show it again.
_NUM_NEAR = 5
#: How far from a scale the sides are looked for, each by itself, and in how many steps.
_FINER = ((0.006, 9), (0.0012, 7))
#: The least agreement that is looked at, in deviations.
_SIGMAS_MIN = 2.5
#: Frequencies that make up one level of a picture's own power.
_LEVEL_BINS = 16
#: A picture's own stripes stand out of that level further than this, and so do its repeats.
_POWER_MAX, _LIKENESS_MAX = 4.0, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large the square is, in shares of its size when it was made."""

    along: float
    down: float
    #: How much likeness there is at its distances, in deviations of chance.
    sigmas: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum:
    """The power of a picture at each frequency, and around each."""

    height: int
    width: int
    #: In shares of the level.
    power: Plane = field(repr=False)
    level: Plane = field(repr=False)

    def level_at(self, along: Many, down: Many) -> Plane:
        """The level at frequencies in waves a pixel; endless where there is none so high."""
        columns = np.rint(along * self.width).astype(np.int64)
        rows = np.rint(down * self.height).astype(np.int64) % self.height
        found = self.level[rows, np.clip(columns, 0, self.level.shape[1] - 1)]
        is_there = (np.abs(along) < 0.5) & (np.abs(down) < 0.5)
        return np.where(is_there, found, np.float32(np.inf))


def spectrum(plane: Plane) -> Spectrum:
    """The spectrum of a picture."""
    height, width = _quick(plane.shape[0]), _quick(plane.shape[1])
    waves = np.fft.rfft2(plane, s=(height, width))
    power = (waves.real**2 + waves.imag**2).astype(np.float32)
    image = Image.fromarray(np.fft.fftshift(power, axes=0))
    coarse = max(1, image.width // _LEVEL_BINS), max(1, image.height // _LEVEL_BINS)
    smooth = image.resize(coarse, Image.Resampling.BILINEAR)
    level = np.asarray(smooth.resize(image.size, Image.Resampling.BILINEAR))
    # Where a picture has no power at all, a share of nothing is nothing.
    level = np.maximum(np.fft.ifftshift(level, axes=0), 1e-6 * level.max() + 1e-9)
    power = np.minimum(power / level, np.float32(_POWER_MAX))
    return Spectrum(height=height, width=width, power=power, level=level)


def scales(known: Spectrum) -> list[Scale]:
    """The likeliest scales, the likeliest first."""
    found = []
    for low, high in _BANDS:
        likeness = _likeness(known, low, high)
        if likeness is not None:
            found += [(coarse, likeness) for coarse in _best_of(known, likeness, low, high)]
    found.sort(key=lambda pair: -pair[0].sigmas)
    finer = [_finer(known, likeness, coarse) for coarse, likeness in found[:_NUM_SCALES]]
    return sorted(finer, key=lambda scale: -scale.sigmas)


def _likeness(known: Spectrum, low: float, high: float) -> Plane | None:
    """How like itself the picture is at each distance, in deviations, by the waves of a band.

    Fine waves are left out where the band has none, so that this is a smaller plane.
    """
    wave_max, wave_min = min(0.5, WAVES_MAX / TILE_PX / low), WAVES_MIN / TILE_PX / high
    height = min(known.height, _quick(int(2 * known.height * wave_max) + 2))
    width = min(known.width, _quick(int(2 * known.width * wave_max) + 2))
    half, columns = height // 2, width // 2 + 1
    part = np.concatenate(
        (
            known.power[:half, :columns],
            known.power[known.height - (height - half) :, :columns],
        )
    )
    down = np.fft.fftfreq(height, 1 / height)[:, None] / known.height
    along = np.arange(columns)[None, :] / known.width
    square = down * down + along * along
    is_in = (square >= wave_min * wave_min) & (square <= wave_max * wave_max)
    if not is_in.any():
        return None
    part = np.where(is_in, part - part[is_in].mean(), np.float32(0))
    likeness: Plane = np.fft.irfft2(part, s=(height, width)).astype(np.float32)
    deviation = float(likeness[1:half, 1:].std()) if half > 1 else 0.0
    if deviation < 1e-12:
        return None
    likeness /= np.float32(deviation)
    return np.clip(likeness, -_LIKENESS_MAX, _LIKENESS_MAX, out=likeness)


def _best_of(known: Spectrum, likeness: Plane, low: float, high: float) -> list[Scale]:
    each = np.exp(np.arange(np.log(low), np.log(high), _STEP))
    sigmas = _agreement(known, likeness, each, each)
    found = []
    for _ in range(_NUM_OF_BAND):
        best = int(np.argmax(sigmas))
        if sigmas[best] < _SIGMAS_MIN:
            break
        side = float(each[best])
        found.append(Scale(along=side, down=side, sigmas=float(sigmas[best])))
        sigmas[max(0, best - _NUM_NEAR) : best + _NUM_NEAR + 1] = -np.inf
    return found


def _finer(known: Spectrum, likeness: Plane, scale: Scale) -> Scale:
    """The same scale, told better, and each side by itself: sizes are whole pixels."""
    for reach, num in _FINER:
        around = 1 + np.linspace(-reach, reach, num)
        along = np.repeat(scale.along * around, num)
        down = np.tile(scale.down * around, num)
        sigmas = _agreement(known, likeness, along, down)
        best = int(np.argmax(sigmas))
        scale = Scale(along=float(along[best]), down=float(down[best]), sigmas=float(sigmas[best]))
    return scale


def _agreement(known: Spectrum, likeness: Plane, along: Many, down: Many) -> Many:
    """How much likeness there is where squares of each size begin, in deviations of chance."""
    height, width = likeness.shape
    along_px = along * TILE_PX * width / known.width
    down_px = down * TILE_PX * height / known.height
    columns = np.arange(int(width / 2 / along_px.min()) + 1)
    num_down = int(height / 2 / down_px.min())
    rows = np.arange(-num_down, num_down + 1)
    x, y = columns * along_px[:, None], rows * down_px[:, None]
    # Half of the plane is the other half turned around.
    is_other = (columns[None, :] > 0) | (rows[:, None] > 0)
    counts = is_other & (x <= width / 2)[:, None, :] & (np.abs(y) <= height / 2)[:, :, None]
    values = np.where(counts, _between(likeness, x[:, None, :], y[:, :, None]), 0)
    num = counts.sum(axis=(1, 2))
    found: Many = values.sum(axis=(1, 2)) / np.maximum(num, 1) ** 0.5
    return np.where(num > 0, found, -np.inf)


def _between(plane: Plane, x: Many, y: Many) -> Many:
    """What the plane has at places between its pixels; it goes on where it ends."""
    height, width = plane.shape
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    share_x, share_y = x - left, y - top
    left, top = left % width, top % height
    right, bottom = (left + 1) % width, (top + 1) % height
    upper = plane[top, left] * (1 - share_x) + plane[top, right] * share_x
    lower = plane[bottom, left] * (1 - share_x) + plane[bottom, right] * share_x
    found: Many = upper * (1 - share_y) + lower * share_y
    return found


def _quick(length: int) -> int:
    """As long or a little longer: an even number that transforms are quick at."""
    found = length + length % 2
    while True:
        rest = found
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return found
        found += 2
