"""Repainting: hues turned, styles, holes filled, and what is behind the subject.

It does not know how the wish was worded.
"""

from typing import Any, assert_never, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from inkstone.engines.sketch.edit.pictures import coloured
from inkstone.engines.sketch.edit.pixels import areas, composing, drawn
from inkstone.engines.sketch.edit.pixels.cutout import cut_out
from inkstone.engines.sketch.edit.pixels.operations import (
    Backdrop,
    Inpaint,
    Rehue,
    Repaint,
    Stylise,
)
from inkstone.engines.sketch.scene import Scene, Season, TimeOfDay, Weather
from inkstone.engines.sketch.styles.registry import STYLES
from inkstone.engines.sketch.vector.palette import channels

#: How far hues may lie apart, as shares of the circle, to be taken for one.
_HUE_NEAR, _HUE_FAR = 0.055, 0.1
_GREY_MAX = 0.16
Plane = NDArray[np.float32]


def repainted(
    picture: Image.Image, operation: Repaint, *, mask: Image.Image | None, seed: int
) -> Image.Image:
    """Do it where the mask allows; nothing else differs by a bit."""
    match operation:
        case Inpaint():
            return inpainted(picture, mask) if mask is not None else picture
        case Backdrop():
            return before(picture, operation, mask=mask, seed=seed)
        case Rehue():
            changed = coloured(picture, lambda colours: _rehued(colours, operation))
        case Stylise():
            changed = coloured(picture, lambda colours: _stylised(colours, operation, seed))
        case _:
            assert_never(operation)
    return changed if mask is None else Image.composite(changed, picture, areas.soft(mask))


def _stylised(picture: Image.Image, operation: Stylise, seed: int) -> Image.Image:
    finish = STYLES[operation.style].finish
    assert finish is not None, "only styles that change pixels are read"
    pixels = finish(np.ascontiguousarray(np.asarray(picture, dtype=np.uint8)), seed)
    return Image.fromarray(np.ascontiguousarray(pixels, dtype=np.uint8))


def _rehued(picture: Image.Image, operation: Rehue) -> Image.Image:
    pixels: Plane = np.asarray(picture, dtype=np.float32) / np.float32(255)
    share = _share_of(pixels, operation.start)[..., None]
    bright = pixels.max(axis=2) * 0.5 + pixels.mean(axis=2) * 0.5
    weight = float(share.sum())
    if weight < 1.0:
        return picture
    usual = max(float((bright * share[..., 0]).sum()) / weight, 0.05)
    aim = _channels(operation.end)
    ratio = (bright / usual)[..., None]
    dark = aim * np.minimum(ratio, 1.0)
    # What was lighter than usual comes out lighter too.
    light = np.clip((ratio - 1.0) * 0.8, 0.0, 1.0)
    turned = dark + (1.0 - dark) * light
    found = pixels * (1 - share) + turned * share
    return Image.fromarray((np.clip(found, 0, 1) * 255 + 0.5).astype(np.uint8))


def _channels(colour: str) -> Plane:
    """Red, green and blue from 0 to 1."""
    found: Plane = np.asarray(channels(colour), dtype=np.float32)
    return found


def _share_of(pixels: Plane, colour: str) -> Plane:
    """How much each pixel is of a colour, from 0 to 1."""
    hue, grey, value = _hue(pixels)
    own = _channels(colour).reshape(1, 1, 3)
    own_hue, own_grey, own_value = (float(each[0, 0]) for each in _hue(own))
    if own_grey < _GREY_MAX:
        near = 1 - np.clip((np.abs(value - own_value) - 0.16) / 0.14, 0, 1)
        return _plane(near * np.clip((0.3 - grey) / 0.14, 0, 1))
    apart = np.abs(hue - own_hue)
    apart = np.minimum(apart, 1 - apart)
    near = 1 - np.clip((apart - _HUE_NEAR) / (_HUE_FAR - _HUE_NEAR), 0, 1)
    strong = np.clip((grey - 0.18) / 0.16, 0, 1) * np.clip((value - 0.1) / 0.12, 0, 1)
    return _plane(near * strong)


def _plane(values: NDArray[Any]) -> Plane:
    found: Plane = values.astype(np.float32)
    return found


def _hue(pixels: Plane) -> tuple[Plane, Plane, Plane]:
    """Hue, saturation and value, each from 0 to 1."""
    high, low = pixels.max(axis=2), pixels.min(axis=2)
    spread = np.maximum(high - low, 1e-6)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    hue = np.where(
        high == red,
        ((green - blue) / spread) % 6,
        np.where(high == green, (blue - red) / spread + 2, (red - green) / spread + 4),
    )
    return _plane(hue / 6), _plane((high - low) / np.maximum(high, 1e-6)), high


def inpainted(picture: Image.Image, mask: Image.Image) -> Image.Image:
    """Fill the mask's part with the colours around it."""
    hole = np.asarray(mask, dtype=np.float32)[..., None] / 255
    known = (hole < 0.02).astype(np.float32)
    if not known.any():
        return picture
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    filled = _pulled(pixels * known, known)
    soft = Image.fromarray(np.clip(filled, 0, 255).astype(np.uint8))
    box = mask.getbbox() or (0, 0, 1, 1)
    reach = max(min(box[2] - box[0], box[3] - box[1]) * 0.05, 1.0)
    soft = soft.filter(ImageFilter.GaussianBlur(reach))
    whole = soft.convert(picture.mode)
    if picture.mode == "RGBA":
        whole.putalpha(picture.getchannel("A"))
    return Image.composite(whole, picture, mask.point([0] + [255] * 255))


def _pulled(sums: Plane, weights: Plane) -> Plane:
    """Colours for all places, from those near by that are known."""
    height, width = weights.shape[:2]
    if min(height, width) < 2 or float(weights.min()) > 0:
        return _plane(sums / np.maximum(weights, 1e-6))
    even = ((height + 1) // 2 * 2, (width + 1) // 2 * 2)
    pad = ((0, even[0] - height), (0, even[1] - width), (0, 0))
    many, heavy = np.pad(sums, pad, mode="edge"), np.pad(weights, pad, mode="edge")
    coarse = _pulled(_halved(many), _halved(heavy))
    large = coarse.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]
    large = _smoothed(_smoothed(large))
    return _plane(np.where(weights > 0, sums / np.maximum(weights, 1e-6), large))


def _halved(plane: Plane) -> Plane:
    found = plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2, -1).mean(axis=(1, 3))
    return cast("Plane", found)


def _smoothed(plane: Plane) -> Plane:
    padded = np.pad(plane, ((1, 1), (1, 1), (0, 0)), mode="edge")
    found = (
        padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        + 4 * padded[1:-1, 1:-1]
    ) / 8  # fmt: skip
    return cast("Plane", found)


def before(
    picture: Image.Image, operation: Backdrop, *, mask: Image.Image | None, seed: int
) -> Image.Image:
    """Put the subject before a place, a colour or nothing; a mask shows what may change."""
    subject = ImageChops.invert(mask) if mask is not None else cut_out(picture).mask
    cut = composing.with_alpha(picture, subject)
    if operation.fill == "transparent":
        return cut
    if operation.fill is not None:
        ground = Image.new("RGB", picture.size, operation.fill)
    else:
        ground = drawn.place(scene_of(operation, picture.size, seed))
        cut = cut if mask is not None else composing.lit_like(cut, ground)
    if mask is None:
        return composing.laid(ground, cut, (0, 0), stands=operation.fill is None)
    done = Image.composite(ground, picture.convert("RGB"), mask)
    return done if picture.mode == "RGB" else done.convert("RGBA")


def scene_of(operation: Backdrop, size: tuple[int, int], seed: int) -> Scene:
    """The empty scene that a backdrop asks for."""
    return Scene(
        place=operation.place or "meadow",
        time=cast("TimeOfDay | None", operation.time),
        weather=cast("Weather | None", operation.weather),
        season=cast("Season | None", operation.season),
        width_px=size[0],
        height_px=size[1],
        seed=seed,
    )
