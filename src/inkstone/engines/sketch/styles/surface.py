"""Surfaces: paper, grain, blur and edges, which the painted styles are made of.

It does not know the styles. `H W` are the picture's height and width.
"""

import numpy as np
from PIL import Image, ImageFilter

from inkstone.engines.sketch.styles.style import Pixels, Plane

#: The side that strengths and widths are meant for.
_USUAL_PX = 1024


def unit(pixels: Pixels) -> float:
    """How large this picture's details are, 1 being those of 1024 pixels."""
    return max(float(min(pixels.shape[0], pixels.shape[1])) / _USUAL_PX, 0.06)


def as_plane(pixels: Pixels) -> Plane:
    """Samples from 0 to 1.

    Shapes: (H, W, 3) uint8 -> (H, W, 3) float32
    """
    return pixels.astype(np.float32) / np.float32(255)


def as_pixels(plane: Plane) -> Pixels:
    """Samples as bytes, what is out of range cut off.

    Shapes: (H, W, 3) float32 -> (H, W, 3) uint8
    """
    return (np.clip(plane, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def luma(plane: Plane) -> Plane:
    """How light each pixel is.

    Shapes: (H, W, 3) -> (H, W)
    Source: ITU-R BT.601, 2.5.1.
    """
    # Sample by sample: the sum of a product of matrices depends on the processor.
    red, green, blue = (plane[..., channel] for channel in range(3))
    found = np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue
    return np.asarray(found, dtype=np.float32)


def colour(value: str) -> Plane:
    """A colour `#rrggbb` as three samples."""
    return np.array([int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def blurred(pixels: Pixels, radius_px: float) -> Pixels:
    """The picture out of focus.

    Shapes: (H, W, 3) uint8 or (H, W) uint8 -> the same
    """
    image = Image.fromarray(pixels)
    # Three box blurs are close to a Gaussian one, and take the same time whatever the radius.
    return np.asarray(image.filter(ImageFilter.GaussianBlur(max(radius_px, 0.1))))


def blurred_plane(plane: Plane, radius_px: float) -> Plane:
    """One plane out of focus.

    Shapes: (H, W) -> (H, W)
    """
    grey = (np.clip(plane, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    return blurred(grey, radius_px).astype(np.float32) / np.float32(255)


def edges(pixels: Pixels, *, width_px: float = 1.0) -> Plane:
    """How much neighbouring pixels differ in any colour, from 0 to 1.

    Shapes: (H, W, 3) uint8 -> (H, W) float32
    """
    soft = blurred(pixels, 0.6 * width_px).astype(np.int16)
    step = max(1, round(width_px))
    found = np.zeros(pixels.shape[:2], dtype=np.int16)
    across = np.abs(soft[:, step:] - soft[:, :-step]).max(axis=2)
    down = np.abs(soft[step:] - soft[:-step]).max(axis=2)
    half = step // 2
    found[:, half : half + across.shape[1]] = across
    target = found[half : half + down.shape[0]]
    np.maximum(target, down, out=target)
    return found.astype(np.float32) / np.float32(255)


def noise(height: int, width: int, *, seed: int, cell_px: float) -> Plane:
    """Soft random hills of about this size, from 0 to 1.

    Shapes: (H, W)
    """
    rng = np.random.default_rng(seed & 0xFFFFFFFF)
    rows, columns = max(2, round(height / cell_px)), max(2, round(width / cell_px))
    small = rng.integers(0, 256, size=(rows, columns), dtype=np.uint8)
    image = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image).astype(np.float32) / np.float32(255)


def grain(height: int, width: int, *, seed: int, scale: float) -> Plane:
    """The tooth of a paper: fine and coarse grains, about 0, from -0.5 to 0.5.

    Shapes: (H, W)
    """
    fine = noise(height, width, seed=seed, cell_px=max(1.0, 1.6 * scale))
    coarse = noise(height, width, seed=seed + 1, cell_px=max(2.0, 6 * scale))
    return (0.6 * fine + 0.4 * coarse - 0.5).astype(np.float32)


def smoothed(pixels: Pixels, *, size_px: float) -> Pixels:
    """Flat patches with clear borders, as a brush leaves them.

    Each pixel takes the mean of the calmest of four squares around it.

    Shapes: (H, W, 3) uint8 -> the same
    Source: Kuwahara and others, "Processing of RI-angiocardiographic images", 1976; here
    a square is calm where its samples lie near those around them, not by their variance.
    """
    radius = max(1, round(size_px))
    half = ImageFilter.BoxBlur(radius / 2)
    image = Image.fromarray(pixels)
    means = np.asarray(image.filter(half))
    grey = image.convert("L")
    away = np.abs(np.asarray(grey).astype(np.int16) - np.asarray(grey.filter(half)))
    unrest = np.asarray(Image.fromarray(np.minimum(away * 6, 255).astype(np.uint8)).filter(half))
    shift = (radius + 1) // 2
    best = np.full(grey.size[::-1], 256, dtype=np.int16)
    result = means.copy()
    for down in (-shift, shift):
        for right in (-shift, shift):
            here = _shifted(unrest, down, right)
            is_calmer = here < best
            best = np.where(is_calmer, here, best)
            np.copyto(result, _shifted(means, down, right), where=is_calmer[..., None])
    return result


def _shifted(pixels: Pixels, down: int, right: int) -> Pixels:
    """What lies so far down and to the right of each pixel, the rim repeated."""
    rows = np.clip(np.arange(pixels.shape[0]) + down, 0, pixels.shape[0] - 1)
    columns = np.clip(np.arange(pixels.shape[1]) + right, 0, pixels.shape[1] - 1)
    return np.take(np.take(pixels, rows, axis=0), columns, axis=1)


def mixed(one: Plane, other: Plane, share: Plane | float) -> Plane:
    """One picture seen through another; a share of 1 is the other alone."""
    part = share[..., None] if isinstance(share, np.ndarray) and share.ndim == 2 else share
    return np.asarray(one + (other - one) * part, dtype=np.float32)
