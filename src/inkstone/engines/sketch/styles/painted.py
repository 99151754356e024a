"""Painted styles: watercolour, oil and ink wash.

It does not know what the picture shows. Shapes: (H, W, 3) uint8 -> the same.
"""

import numpy as np

from inkstone.engines.sketch.styles import surface
from inkstone.engines.sketch.styles.style import Pixels, Plane

WATERCOLOUR_PAPER = "#fbf8f0"
RICE_PAPER = "#f3ecdc"
_INK = "#1d2126"


def watercolour(pixels: Pixels, seed: int) -> Pixels:
    """Washes with darker rims, granulated pigment and a ragged white border."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    flat = surface.smoothed(pixels, size_px=5 * scale)
    wash = surface.as_plane(surface.blurred(flat, 1.6 * scale))
    # Pigment gathers where a wash ends, and thins out where the water stood.
    rim = np.clip(surface.edges(flat, width_px=max(1.0, 3 * scale)) * 1.3, 0, 1)
    rim = surface.blurred_plane(rim, 1.4 * scale)
    pools = surface.noise(height, width, seed=seed, cell_px=110 * scale)
    spread = surface.noise(height, width, seed=seed + 7, cell_px=34 * scale)
    water = 0.62 * pools + 0.38 * spread
    paper = surface.colour(WATERCOLOUR_PAPER)
    light = surface.mixed(wash, paper, (0.12 + 0.34 * water).astype(np.float32))
    tooth = surface.grain(height, width, seed=seed + 3, scale=scale)
    painted = light * (1 - 0.34 * rim[..., None]) + 0.07 * tooth[..., None]
    return surface.as_pixels(surface.mixed(painted, paper, _border(pixels, seed)))


def oil(pixels: Pixels, seed: int) -> Pixels:
    """Thick strokes: flat dabs with light on their ridges."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    speckled = surface.as_plane(pixels)
    speckled = speckled + 0.13 * surface.grain(height, width, seed=seed, scale=5 * scale)[..., None]
    dabs = surface.smoothed(surface.as_pixels(speckled), size_px=7 * scale)
    plane = surface.as_plane(dabs)
    mean = surface.luma(plane)[..., None]
    rich = mean + (plane - mean) * 1.22
    relief = surface.luma(plane) + 0.5 * surface.grain(
        height, width, seed=seed + 1, scale=2.2 * scale
    )
    step = max(1, round(2 * scale))
    slope = np.zeros_like(relief)
    slope[step:, step:] = relief[step:, step:] - relief[:-step, :-step]
    lit = rich + 0.22 * np.clip(slope, -0.4, 0.4)[..., None]
    return surface.as_pixels(lit.astype(np.float32))


def ink_wash(pixels: Pixels, seed: int) -> Pixels:
    """水墨: washes of grey on rice paper, dark strokes where shapes end, a breath of colour."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    flat = surface.smoothed(pixels, size_px=6 * scale)
    plane = surface.as_plane(surface.blurred(flat, 2.4 * scale))
    grey = surface.luma(plane)
    low, high = np.quantile(grey[::8, ::8], (0.02, 0.94))
    grey = np.clip((grey - low) / max(float(high - low), 0.2), 0, 1)
    water = surface.noise(height, width, seed=seed, cell_px=90 * scale)
    tone = np.clip(grey**0.8 + 0.16 * (water - 0.5), 0, 1).astype(np.float32)
    # Three washes, one over the other, rather than every grey there is.
    steps = np.round(tone * 5) / 5
    tone = (0.55 * tone + 0.45 * surface.blurred_plane(steps.astype(np.float32), 2 * scale)).astype(
        np.float32
    )
    stroke = np.clip(surface.edges(flat, width_px=max(1.0, 2.4 * scale)) * 2.2 - 0.12, 0, 1)
    dry = np.clip(surface.noise(height, width, seed=seed + 5, cell_px=5 * scale) * 2.1 - 0.3, 0, 1)
    stroke = surface.blurred_plane((stroke * dry).astype(np.float32), 0.7 * scale)
    paper, ink = surface.colour(RICE_PAPER), surface.colour(_INK)
    washed = surface.mixed(np.broadcast_to(ink, plane.shape), paper, 0.1 + 0.9 * tone**1.15)
    hue = plane - surface.luma(plane)[..., None]
    red = np.clip(hue[..., 0:1] * 2.2 - 0.1, 0, 1)
    washed = washed + hue * (0.07 + 0.75 * red)
    washed = surface.mixed(washed, np.broadcast_to(ink, plane.shape), 0.72 * stroke)
    tooth = surface.grain(height, width, seed=seed + 9, scale=1.4 * scale)
    washed = washed + 0.035 * tooth[..., None]
    return surface.as_pixels(surface.mixed(washed, paper, 0.9 * _border(pixels, seed)))


def _border(pixels: Pixels, seed: int) -> Plane:
    """How bare the paper is at the picture's edges, with a ragged rim.

    Shapes: (H, W) from 0 to 1
    """
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    down = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)
    across = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)
    inward = np.minimum(down[:, None], across[None, :]) / np.float32(scale)
    rough = surface.noise(height, width, seed=seed + 11, cell_px=26 * scale)
    fine = surface.noise(height, width, seed=seed + 13, cell_px=7 * scale)
    bare = (20 + 26 * rough + 8 * fine - inward) / 6
    return np.clip(bare, 0, 1).astype(np.float32)
