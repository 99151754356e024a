"""Printed and cut styles: paper-cut, retro print, poster, pixel art and stained glass.

It does not know what the picture shows. Shapes: (H, W, 3) uint8 -> the same.
"""

import numpy as np
from PIL import Image

from inkstone.engines.sketch.styles import surface
from inkstone.engines.sketch.styles.style import Pixels, Plane

CUT_PAPER = "#f6ead2"
PRINT_PAPER = "#f4ead3"
_CUT = ("#7d0f16", "#b01c22", "#cf2f2b", "#e8725a", "#f6ead2")
_INKS = ("#1f3a5f", "#d8452e", "#f0a63a")
#: How many squares of pixel art the shorter side has.
_SQUARES = 128
_NUM_COLOURS = 32


def papercut(pixels: Pixels, seed: int) -> Pixels:
    """剪纸: sheets of red paper, each cut along the tones, with a shadow under each."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    flat = surface.blurred(surface.smoothed(pixels, size_px=6 * scale), 2.2 * scale)
    grey = surface.luma(surface.as_plane(flat))
    limits = np.quantile(grey[::4, ::4], (0.14, 0.34, 0.56, 0.78))
    fibre = surface.grain(height, width, seed=seed, scale=scale)[..., None]
    made = np.broadcast_to(surface.colour(_CUT[-1]), pixels.shape) + 0.04 * fibre
    # From the lightest sheet at the back to the darkest in front.
    for sheet, limit in zip(_CUT[-2::-1], limits[::-1], strict=True):
        mask = np.clip((limit - grey) * 60 + 0.5, 0, 1).astype(np.float32)
        shade = _moved(surface.blurred_plane(mask, 3.4 * scale), round(4 * scale), round(5 * scale))
        made = made * (1 - 0.34 * (shade * (1 - mask))[..., None])
        paper = np.broadcast_to(surface.colour(sheet), pixels.shape) + 0.045 * fibre
        made = surface.mixed(made.astype(np.float32), paper.astype(np.float32), mask)
    return surface.as_pixels(made)


def retro_print(pixels: Pixels, seed: int) -> Pixels:
    """Three inks on cream, as dots, each a little out of register."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    plane = surface.as_plane(surface.smoothed(pixels, size_px=2 * scale))
    grey = surface.luma(plane)
    warm = np.clip(plane[..., 0] - plane[..., 2] + 0.1, 0, 1)
    yellow = np.clip(np.minimum(plane[..., 0], plane[..., 1]) - plane[..., 2], 0, 1)
    amounts = (
        np.clip((1 - grey) * 1.25 - 0.42 * warm - 0.08, 0, 1),
        np.clip(warm * 1.25 - 0.75 * yellow, 0, 1),
        np.clip(yellow * 1.5 + 0.12 * (1 - grey), 0, 1),
    )
    tooth = surface.grain(height, width, seed=seed, scale=1.3 * scale)
    made = np.broadcast_to(surface.colour(PRINT_PAPER), pixels.shape) + 0.04 * tooth[..., None]
    for index, (ink, amount) in enumerate(zip(_INKS, amounts, strict=True)):
        shifted = _moved(amount.astype(np.float32), round((index - 1) * 2 * scale), index % 2)
        cover = _dots(shifted, angle=0.26 + 0.52 * index, scale=scale) * (0.93 + 0.5 * tooth)
        layer = 1 - (1 - surface.colour(ink)) * np.clip(cover, 0, 1)[..., None]
        made = made * layer
    return surface.as_pixels(made)


def poster(pixels: Pixels, seed: int) -> Pixels:
    """Few flat inks with clean borders, as from a screen."""
    scale = surface.unit(pixels)
    flat = Image.fromarray(surface.smoothed(pixels, size_px=4 * scale))
    few = flat.quantize(16, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    plane = surface.as_plane(np.asarray(few.convert("RGB")))
    mean = surface.luma(plane)[..., None]
    rich = mean + (plane - mean) * 1.3
    height, width = pixels.shape[:2]
    tooth = surface.grain(height, width, seed=seed, scale=1.2 * scale)
    clean = surface.as_plane(surface.blurred(surface.as_pixels(rich), 0.7 * scale))
    return surface.as_pixels(clean + 0.03 * tooth[..., None])


def pixel_art(pixels: Pixels, seed: int) -> Pixels:
    """Large squares in few colours."""
    del seed
    height, width = pixels.shape[:2]
    side = max(1.0, min(height, width) / _SQUARES)
    columns, rows = max(1, round(width / side)), max(1, round(height / side))
    small = Image.fromarray(pixels).resize((columns, rows), Image.Resampling.BOX)
    few = small.quantize(_NUM_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    large = few.convert("RGB").resize((width, height), Image.Resampling.NEAREST)
    return np.asarray(large)


def stained_glass(pixels: Pixels, seed: int) -> Pixels:
    """Panes of one colour each, leaded along their borders."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    cell = 30 * scale
    rows, columns = max(2, round(height / cell)), max(2, round(width / cell))
    rng = np.random.default_rng(seed & 0xFFFFFFFF)
    at = rng.uniform(0.15, 0.85, size=(rows + 2, columns + 2, 2)).astype(np.float32)
    near, next_near, label = _panes(at, height, width, rows, columns)
    flat = surface.as_plane(pixels)
    counts = np.bincount(label.ravel(), minlength=(rows + 2) * (columns + 2))
    means = [
        np.bincount(label.ravel(), flat[..., c].ravel(), minlength=counts.size) for c in range(3)
    ]
    colours = np.stack(means, axis=1) / np.maximum(counts, 1)[:, None]
    glass = colours[label].astype(np.float32)
    mean = surface.luma(glass)[..., None]
    glass = mean + (glass - mean) * 1.45
    ripple = surface.noise(height, width, seed=seed, cell_px=40 * scale)[..., None]
    glass = glass * (0.94 + 0.26 * ripple)
    lead = np.clip(1.6 - (next_near - near) * cell / (2.2 * scale), 0, 1).astype(np.float32)
    dark = np.broadcast_to(surface.colour("#17171c"), pixels.shape)
    return surface.as_pixels(surface.mixed(glass.astype(np.float32), dark, lead))


def _panes(
    at: Plane, height: int, width: int, rows: int, columns: int
) -> tuple[Plane, Plane, np.ndarray]:
    """The distances, in cells, to the nearest two of scattered points, and which is nearest."""
    y = (np.arange(height, dtype=np.float32) + 0.5) * rows / height
    x = (np.arange(width, dtype=np.float32) + 0.5) * columns / width
    row, column = y.astype(np.int32)[:, None], x.astype(np.int32)[None, :]
    near = np.full((height, width), 9, dtype=np.float32)
    next_near, label = near.copy(), np.zeros((height, width), dtype=np.int32)
    for up in (-1, 0, 1):
        for left in (-1, 0, 1):
            r, c = row + up + 1, column + left + 1
            point = at[r, c]
            there = np.hypot(
                y[:, None] - (r - 1 + point[..., 0]), x[None, :] - (c - 1 + point[..., 1])
            )
            is_nearer = there < near
            next_near = np.where(is_nearer, near, np.minimum(next_near, there))
            label = np.where(is_nearer, r * (columns + 2) + c, label)
            near = np.where(is_nearer, there, near)
    return near, next_near, label


def _dots(amount: Plane, *, angle: float, scale: float) -> Plane:
    """A plane as dots that grow with it.

    Shapes: (H, W) -> (H, W)
    """
    height, width = amount.shape
    pitch = 6.5 * scale + 1.2
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    across = (columns * np.cos(angle) + rows * np.sin(angle)) * (np.pi / pitch)
    down = (rows * np.cos(angle) - columns * np.sin(angle)) * (np.pi / pitch)
    wave = (np.cos(across) * np.cos(down) + 1) / 2
    grown = np.clip((amount * 1.15 - 1 + wave) * 3.2 + 0.35, 0, 1)
    return np.asarray(grown, dtype=np.float32)


def _moved(plane: Plane, right_px: int, down_px: int) -> Plane:
    """A plane moved, its rim repeated."""
    height, width = plane.shape
    rows = np.clip(np.arange(height) - down_px, 0, height - 1)
    columns = np.clip(np.arange(width) - right_px, 0, width - 1)
    return np.asarray(np.take(np.take(plane, rows, axis=0), columns, axis=1), dtype=np.float32)
