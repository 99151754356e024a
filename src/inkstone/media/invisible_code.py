"""The code of the invisible watermark: its carriers, and how an id becomes their phases.

It knows the square that is repeated over a picture, and neither how it is hidden nor how found.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ID_BITS = 48
#: The side of the square that is repeated, in pixels of the picture as it was marked.
TILE_PX = 128
#: A picture with a shorter side has no room for the mark.
SIDE_PX_MIN = 64
#: Carriers lie between these distances from zero, in waves a tile: coarse enough to outlive
#: halving and quantising, fine enough to be apart from what a picture mostly is.
WAVES_MIN, WAVES_MAX = 6.0, 22.0
#: Waves along or across alone are those of lines of text and of windows.
_AXIS_MIN = 2
#: Blocks of a JPEG are 8 px wide, which is 16 waves a tile.
_BLOCK_WAVES = 16

_NUM_SYMBOLS, _NUM_CHIPS, _SYMBOL_BITS = 8, 128, 8
#: Each carrier holds two chips of the payload, one in its real part and one in its imaginary.
_NUM_PAYLOAD = _NUM_SYMBOLS * _NUM_CHIPS // 2
_CHECK_BITS = 16

Complexes = NDArray[np.complex128]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carriers:
    """Frequencies in a fixed, shuffled order: first the template's, then the payload's."""

    #: Waves a tile along and down; along is never negative.
    along: NDArray[np.int64]
    down: NDArray[np.int64]
    #: How many of them are the template.
    num_template: int
    #: The phase of each before any payload: ±1 ± i.
    signs: Complexes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a payload was read as."""

    mark_id: int
    #: Whether its checksum is right; what chance gives is hardly ever.
    is_checked: bool
    #: How far the chips agree with it, in deviations of what chance gives for one word.
    sigmas: float


@lru_cache(maxsize=1)
def carriers() -> Carriers:
    """All carriers."""
    found = sorted(
        (_chance(along, down), along, down)
        for along in range(int(WAVES_MAX) + 1)
        for down in range(-int(WAVES_MAX), int(WAVES_MAX) + 1)
        if _is_carrier(along, down)
    )
    signs = [complex(1 - 2 * (one[0][0] & 1), 1 - (one[0][0] & 2)) for one in found]
    return Carriers(
        along=np.array([one[1] for one in found]),
        down=np.array([one[2] for one in found]),
        num_template=len(found) - _NUM_PAYLOAD,
        signs=np.array(signs),
    )


def _is_carrier(along: int, down: int) -> bool:
    is_between = WAVES_MIN**2 <= along**2 + down**2 <= WAVES_MAX**2
    is_apart = along >= _AXIS_MIN and abs(down) >= _AXIS_MIN
    return is_between and is_apart and bool(along % _BLOCK_WAVES or down % _BLOCK_WAVES)


def _chance(along: int, down: int) -> bytes:
    return hashlib.sha256(f"inkstone invisible mark 1: {along} {down}".encode()).digest()


def phases(mark_id: int) -> Complexes:
    """What each carrier holds for an id: ±1 ± i."""
    known = carriers()
    found = known.signs.copy()
    payload = found[known.num_template :]
    chips = _chips(mark_id).astype(np.float64).T.reshape(-1, 2)
    payload.real *= chips[:, 0]
    payload.imag *= chips[:, 1]
    return found


def tile(mark_id: int, *, unit: int) -> NDArray[np.int32]:
    """The square that is repeated, in whole numbers: its mean is 0 and its deviation a unit."""
    known = carriers()
    spectrum = np.zeros((TILE_PX, TILE_PX // 2 + 1), np.complex128)
    spectrum[known.down, known.along] = phases(mark_id)
    square = np.fft.irfft2(spectrum, s=(TILE_PX, TILE_PX))
    # The deviation by Parseval's theorem, so that no sum over pixels rounds it.
    deviation = 2 * len(known.along) ** 0.5 / TILE_PX**2
    found = np.rint(square * (unit / deviation)).astype(np.int32)
    return np.roll(found, _start(mark_id), axis=(0, 1))


def _start(mark_id: int) -> tuple[int, int]:
    """Where the tile begins, down and along: two ids on one picture lie apart."""
    digest = hashlib.sha256(f"inkstone invisible mark 1: {mark_id}".encode()).digest()
    return digest[0] % TILE_PX, digest[1] % TILE_PX


def decode(soft: Complexes) -> Decoded:
    """Read the carriers, as they are where the tile begins."""
    known = carriers()
    payload = soft[known.num_template :]
    signs = known.signs[known.num_template :]
    pairs = np.stack((payload.real * signs.real, payload.imag * signs.imag), axis=1)
    chips = pairs.reshape(_NUM_CHIPS, _NUM_SYMBOLS).T
    match = chips @ _walsh().astype(np.float64)
    best = np.argmax(np.abs(match), axis=1)
    peaks = match[np.arange(_NUM_SYMBOLS), best]
    word = 0
    for row, peak in zip(best, peaks, strict=True):
        word = word << _SYMBOL_BITS | int(row) << 1 | int(peak < 0)
    mark_id, check = word >> _CHECK_BITS, word & (1 << _CHECK_BITS) - 1
    energy = max(float(np.sum(chips * chips)), 1e-12)
    return Decoded(
        mark_id=mark_id,
        is_checked=check == _check(mark_id),
        sigmas=float(np.sum(np.abs(peaks))) / energy**0.5,
    )


def _chips(mark_id: int) -> NDArray[np.int64]:
    """The codeword of each symbol: one of 128 Walsh functions, or its negative."""
    word = mark_id << _CHECK_BITS | _check(mark_id)
    symbols = [word >> _SYMBOL_BITS * at & 0xFF for at in reversed(range(_NUM_SYMBOLS))]
    walsh = _walsh()
    return np.array([walsh[symbol >> 1] * (1 - 2 * (symbol & 1)) for symbol in symbols])


@lru_cache(maxsize=1)
def _walsh() -> NDArray[np.int64]:
    """The Hadamard matrix of Sylvester's construction."""
    found = np.ones((1, 1), np.int64)
    while len(found) < _NUM_CHIPS:
        found = np.block([[found, found], [found, -found]])
    return found


def _check(mark_id: int) -> int:
    """CRC-16 with the polynomial 0x1021 from 0xFFFF: no run of zeros passes it."""
    found = 0xFFFF
    for byte in mark_id.to_bytes(ID_BITS // 8):
        found ^= byte << 8
        for _ in range(8):
            found = (found << 1 ^ (0x1021 if found & 0x8000 else 0)) & 0xFFFF
    return found
