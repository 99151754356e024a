"""Drawn styles: pencil, chalk, line icon and neon, which are made of edges.

It does not know what the picture shows. Shapes: (H, W, 3) uint8 -> the same.
"""

import numpy as np

from inkstone.engines.sketch.styles import surface
from inkstone.engines.sketch.styles.style import Pixels, Plane

PENCIL_PAPER = "#f7f4ec"
BOARD = "#23372f"
ICON_PAPER = "#ffffff"
ICON_INK = "#22303c"
NIGHT = "#0b0a1a"


def pencil(pixels: Pixels, seed: int) -> Pixels:
    """Graphite: outlines, and hatching that grows with the dark."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    grey = surface.luma(surface.as_plane(pixels))
    low, high = np.quantile(grey[::8, ::8], (0.02, 0.97))
    grey = np.clip((grey - low) / max(float(high - low), 0.2), 0, 1).astype(np.float32)
    line = np.clip(surface.edges(pixels, width_px=max(1.0, 1.5 * scale)) * 2.6 - 0.06, 0, 1)
    line = surface.blurred_plane(line.astype(np.float32), 0.5 * scale)
    tooth = surface.grain(height, width, seed=seed, scale=scale)
    shade = np.zeros_like(grey)
    for limit, slant, strength in ((0.8, 1.0, 0.2), (0.55, -1.0, 0.22), (0.3, 0.35, 0.24)):
        depth = np.clip((limit - grey) * 3, 0, 1)
        shade += strength * depth * _hatching(height, width, slant, seed, scale)
    dark = np.clip(0.1 * (1 - grey) + shade + 0.82 * line, 0, 0.92)
    dark = np.clip(dark * (1 + 0.9 * tooth), 0, 1).astype(np.float32)
    graphite = np.broadcast_to(surface.colour("#33343a"), pixels.shape)
    paper = np.broadcast_to(surface.colour(PENCIL_PAPER), pixels.shape) + 0.03 * tooth[..., None]
    return surface.as_pixels(surface.mixed(paper.astype(np.float32), graphite, dark))


def chalkboard(pixels: Pixels, seed: int) -> Pixels:
    """Chalk on a board: coloured outlines, rubbed fills, dust."""
    height, width = pixels.shape[:2]
    scale = surface.unit(pixels)
    flat = surface.smoothed(pixels, size_px=4 * scale)
    plane = surface.as_plane(flat)
    line = np.sqrt(np.clip(surface.edges(flat, width_px=max(1.0, 4 * scale)) * 2.6 - 0.05, 0, 1))
    line = surface.blurred_plane(line.astype(np.float32), 0.7 * scale)
    crumbly = np.clip(0.9 + 1.3 * surface.grain(height, width, seed=seed, scale=1.1 * scale), 0, 1)
    rubbed = np.clip(0.8 + 0.8 * surface.grain(height, width, seed=seed + 4, scale=2 * scale), 0, 1)
    top = plane.max(axis=2, keepdims=True)
    chalk = 0.3 + 0.7 * plane / np.maximum(top, 0.08)
    board = np.broadcast_to(surface.colour(BOARD), pixels.shape)
    dust = surface.noise(height, width, seed=seed + 8, cell_px=160 * scale)
    made = board + 0.06 * (dust[..., None] - 0.35)
    vivid = plane.max(axis=2) - plane.min(axis=2)
    fill = (0.03 + 0.16 * surface.luma(plane) ** 2 + 0.36 * vivid) * rubbed
    made = surface.mixed(made.astype(np.float32), chalk, fill.astype(np.float32))
    return surface.as_pixels(surface.mixed(made, chalk, (line * crumbly).astype(np.float32)))


def line_icon(pixels: Pixels, seed: int) -> Pixels:
    """Even lines on white, with one quiet tint where colour was strong."""
    del seed
    scale = surface.unit(pixels)
    flat = surface.smoothed(pixels, size_px=4 * scale)
    found = surface.edges(flat, width_px=max(1.0, 3.2 * scale))
    line = np.clip(found * 9 - 0.55, 0, 1)
    line = np.clip(surface.blurred_plane(line.astype(np.float32), 1.1 * scale) * 2.2 - 0.5, 0, 1)
    plane = surface.as_plane(surface.blurred(flat, 2 * scale))
    vivid = plane.max(axis=2) - plane.min(axis=2)
    tint = np.clip(vivid * 1.3 - 0.42, 0, 1).astype(np.float32)
    paper = np.broadcast_to(surface.colour(ICON_PAPER), pixels.shape)
    accent = 1 - (1 - plane) * 0.6
    made = surface.mixed(paper, accent, 0.75 * tint)
    ink = np.broadcast_to(surface.colour(ICON_INK), pixels.shape)
    return surface.as_pixels(surface.mixed(made, ink, line.astype(np.float32)))


def neon(pixels: Pixels, seed: int) -> Pixels:
    """Glowing tubes along the edges in the dark."""
    del seed
    scale = surface.unit(pixels)
    flat = surface.smoothed(pixels, size_px=3 * scale)
    plane = surface.as_plane(flat)
    line = np.clip(surface.edges(flat, width_px=max(1.0, 2.6 * scale)) * 2.6 - 0.14, 0, 1)
    top = plane.max(axis=2, keepdims=True)
    hue = (plane - plane.min(axis=2, keepdims=True) * 0.85) / np.maximum(top, 0.05)
    hue = hue / np.maximum(hue.max(axis=2, keepdims=True), 0.05)
    tube = (hue * line[..., None]).astype(np.float32)
    near = surface.as_plane(surface.blurred(surface.as_pixels(tube), 3.5 * scale))
    far = surface.as_plane(surface.blurred(surface.as_pixels(tube), 15 * scale))
    base = surface.colour(NIGHT) + 0.13 * plane
    core = np.clip(line * 1.6 - 0.55, 0, 1)[..., None]
    return surface.as_pixels(base + 0.95 * tube + 0.9 * near + 1.2 * far + 0.45 * core)


def _hatching(height: int, width: int, slant: float, seed: int, scale: float) -> Plane:
    """Parallel strokes that waver.

    Shapes: (H, W) from 0 to 1
    """
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    waver = surface.noise(height, width, seed=seed + int(slant * 10), cell_px=60 * scale)
    phase = (rows + slant * columns) / np.float32(3.4 * scale + 0.9) + 3.2 * waver
    return np.clip(0.75 + 1.1 * np.sin(phase), 0, 1).astype(np.float32)
