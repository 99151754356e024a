"""How the invisible watermark is found: the scale by its repeating, the place by its template.

It takes a picture of any size and mode. It does not know what an id stands for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkstone.media import invisible_code, invisible_scale
from inkstone.media.invisible_code import (
    SIDE_PX_MIN,
    TILE_PX,
    WAVES_MAX,
    Carriers,
    Complexes,
    Decoded,
)
from inkstone.media.invisible_scale import Plane, Scale, Spectrum

#: A larger picture is shrunk to it first, which bounds the time.
AREA_PX_MAX = 1536 * 1536
#: The least that counts as a mark. The word nearest to chance agrees with it by 8, hardly by 10.
SIGMAS_MIN = 11.0

#: Pixels that make up one level of a picture's own variation.
_LEVEL_PX = 3
#: Added to the square of that variation: where there is none, rounding is not made much of.
_SQUARE_MIN = 0.3
#: What stands out further than this is the picture, and counts no more than this.
_PIXEL_MAX, _CARRIER_MAX = 2.5, 2.5
#: Places that are read of each scale, of all in the eight quarter turns and mirrorings.
_NUM_PLACES = 3
#: Of each turn so many are looked at, further apart than this, in the tile's pixels.
_NUM_OF_TURN, _APART_PX = 2, 3

_WAVES = int(WAVES_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mark that was found."""

    mark_id: int
    #: How far it stands out of chance, in standard deviations.
    sigmas: float
    #: How large the picture is, in shares of what it was when it was marked.
    scale: float


def find(image: Image.Image) -> Found | None:
    """The mark of a picture, or none; also where it is turned by quarters or mirrored.

    Of a picture that was marked twice, it is the one that stands out further.
    """
    return next(iter(find_all(image)), None)


def find_all(image: Image.Image) -> list[Found]:
    """The marks of a picture that was marked more than once, the clearest first."""
    found: dict[int, Found] = {}
    scale_found = 0.0
    for reading, scale in readings(image):
        if scale_found not in {0.0, scale}:
            break
        if reading.is_checked and reading.sigmas >= SIGMAS_MIN:
            one = Found(mark_id=reading.mark_id, sigmas=reading.sigmas, scale=scale)
            found.setdefault(one.mark_id, one)
            scale_found = scale
    return sorted(found.values(), key=lambda one: -one.sigmas)


def readings(image: Image.Image) -> Iterator[tuple[Decoded, float]]:
    """All that may be read of a picture, which is mostly chance, each with its scale."""
    if min(image.size) < SIDE_PX_MIN:
        return
    share = min(1.0, (AREA_PX_MAX / (image.width * image.height)) ** 0.5)
    grey = _grey(image)
    if grey is None:
        return
    if share < 1:
        size = max(1, round(image.width * share)), max(1, round(image.height * share))
        grey = grey.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if min(grey.size) < SIDE_PX_MIN:
        return
    plane = _evened(np.asarray(grey, np.float32))
    spectrum = invisible_scale.spectrum(plane)
    for scale in invisible_scale.scales(spectrum):
        for soft in _placed(_carried(plane, spectrum, scale)):
            yield invisible_code.decode(soft), (scale.along * scale.down) ** 0.5 / share


def _grey(image: Image.Image) -> Image.Image | None:
    """The brightness of a picture, its see-through pixels on grey; none of a mode without any."""
    if image.mode in {"F", "I"} or image.mode.startswith("I;"):
        return _grey_of_numbers(image)
    try:
        if image.has_transparency_data:
            behind = Image.new("RGBA", image.size, (128, 128, 128, 255))
            image = Image.alpha_composite(behind, image.convert("RGBA"))
        return image if image.mode == "L" else image.convert("RGB").convert("L")
    except ValueError:
        # There are modes that nothing can be made of, such as LAB.
        return None


def _grey_of_numbers(image: Image.Image) -> Image.Image:
    """Samples of more than 8 bits, spread over what 8 bits hold."""
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0, neginf=0)
    low, high = float(values.min()), float(values.max())
    spread = (values / 2 - low / 2) / max(high / 2 - low / 2, 1e-9) * 255
    return Image.fromarray(spread.astype(np.uint8))


def _evened(plane: Plane) -> Plane:
    """The small variations of a picture, as strong in its busy parts as in its calm ones."""
    high = plane - _smooth(plane)
    level = np.maximum(_smooth(high * high), 0) + np.float32(_SQUARE_MIN)
    high /= np.sqrt(level)
    edge = np.sqrt(np.mean(high * high)) * np.float32(_PIXEL_MAX)
    return np.clip(high, -edge, edge, out=high)


def _smooth(plane: Plane) -> Plane:
    image = Image.fromarray(plane)
    size = max(1, image.width // _LEVEL_PX), max(1, image.height // _LEVEL_PX)
    small = image.resize(size, Image.Resampling.BILINEAR)
    return np.asarray(small.resize(image.size, Image.Resampling.BICUBIC))


def _carried(plane: Plane, spectrum: Spectrum, scale: Scale) -> Complexes:
    """What the picture has at each wave of a tile of that scale, in shares of what is around it.

    Shapes: (2 * _WAVES + 1) down by as many along, with no wave at all in the middle.
    """
    height, width = plane.shape
    along = np.arange(_WAVES + 1) / (TILE_PX * scale.along)
    down = np.arange(-_WAVES, _WAVES + 1) / (TILE_PX * scale.down)
    turns_x = np.outer(np.arange(width), -2 * np.pi * along)
    turns_y = np.outer(-2 * np.pi * down, np.arange(height))
    rows = plane @ np.cos(turns_x).astype(np.float32) + 1j * (
        plane @ np.sin(turns_x).astype(np.float32)
    )
    half = np.exp(1j * turns_y).astype(np.complex64) @ rows
    level = spectrum.level_at(np.tile(along, (len(down), 1)), down[:, None] + 0 * along)
    half = half.astype(np.complex128) / np.sqrt(level)
    half /= np.maximum(1, np.abs(half) / _CARRIER_MAX)
    # A real picture has at the opposite wave the conjugate.
    return np.concatenate((np.conj(half[::-1, :0:-1]), half), axis=1)


def _placed(waves: Complexes) -> Iterator[Complexes]:
    """The carriers, moved to where the tile may begin, the likeliest first."""
    known = invisible_code.carriers()
    found = []
    for is_mirrored in (False, True):
        for num_quarters in range(4):
            turned = np.rot90(waves[:, ::-1] if is_mirrored else waves, num_quarters)
            soft = turned[known.down + _WAVES, known.along + _WAVES]
            found += [(*start, soft) for start in _starts(known, soft)]
    found.sort(key=lambda one: -one[0])
    for _, x, y, soft in found[:_NUM_PLACES]:
        yield soft * _moved(known, *_finer(known, soft, x, y))


def _starts(known: Carriers, soft: Complexes) -> Iterator[tuple[float, int, int]]:
    """How well the template fits where it fits best, and where that is, in the tile's pixels."""
    template = slice(known.num_template)
    waves = np.zeros((TILE_PX, TILE_PX), np.complex128)
    waves[known.down[template], known.along[template]] = _fit(known, soft)
    fits = np.fft.ifft2(waves).real
    around = np.arange(-_APART_PX, _APART_PX + 1)
    for _ in range(_NUM_OF_TURN):
        y, x = divmod(int(np.argmax(fits)), TILE_PX)
        yield float(fits[y, x]), x, y
        fits[np.ix_((y + around) % TILE_PX, (x + around) % TILE_PX)] = -np.inf


def _finer(known: Carriers, soft: Complexes, x: int, y: int) -> tuple[float, float]:
    """The same place to a quarter of a pixel."""
    quarters = np.linspace(-0.5, 0.5, 5)
    template = slice(known.num_template)
    fit = _fit(known, soft) * _moved(known, x, y)[template]
    along = np.exp(2j * np.pi / TILE_PX * np.outer(quarters, known.along[template]))
    down = np.exp(2j * np.pi / TILE_PX * np.outer(quarters, known.down[template]))
    fits = np.sum((down * fit)[:, None, :] * along[None, :, :], axis=2).real
    below, right = divmod(int(np.argmax(fits)), len(quarters))
    return x + float(quarters[right]), y + float(quarters[below])


def _fit(known: Carriers, soft: Complexes) -> Complexes:
    template = slice(known.num_template)
    fit: Complexes = soft[template] * np.conj(known.signs[template])
    return fit


def _moved(known: Carriers, x: float, y: float) -> NDArray[np.complex128]:
    """By what a carrier changes when the picture moves so many pixels."""
    waves = known.along * x + known.down * y
    found: NDArray[np.complex128] = np.exp(2j * np.pi * waves / TILE_PX)
    return found
